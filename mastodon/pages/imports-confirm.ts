import { definePage, linksTo, linkTo, matchPath, type Read, wordsOf } from '../define-page';
import { confirmImportPath, importPath } from '../paths';

/** The last look at an upload, from 4.2 (docs/mastodon.md, Imports). */
export const importsConfirm = definePage({
  id: 'imports-confirm',
  paths: [importPath],
  forms: [],
  proof: (view) => linksTo(view, `${view.path.replace(/\/$/, '')}/confirm`, 'post').length === 1,
  fields: {},
  points: { confirm: linkTo(confirmImportPath, 'post'), cancel: linkTo(importPath, 'delete') },
});

/**
 * In a few languages words of the sentence stand in the same `strong` (German 4.2 to 4.8 for mutes, Japanese 4.2 and
 * 4.3).
 */
const NAME = /[^\s<>]+?\.(?:csv|json)(?![\w-])/i;

export const readImportsConfirm: Read<'imports-confirm'> = ({ document, path }) => {
  const strong = [...document.querySelectorAll('.content p.hint strong')].map(wordsOf);
  return {
    id: Number(matchPath(importPath, path)?.[1] ?? 0),
    warnings: document.querySelectorAll('.flash-message.warning').length,
    fileName: strong.find((words) => /\.\w{2,5}$/.test(words)) ?? strong.flatMap((words) => NAME.exec(words)?.[0] ?? [])[0] ?? null,
  };
};
