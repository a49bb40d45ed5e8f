import { definePage, linksTo, linkTo, matchPath, type Read, wordsOf } from '../define-page';
import { numbersIn } from '../numbers';

const confirm = '/settings/imports/:id/confirm';

/** The last look at an upload, from 4.2 (pages.md 4.6). */
export const importsConfirm = definePage({
  id: 'imports-confirm',
  paths: ['/settings/imports/:id'],
  forms: [],
  proof: (view) => linksTo(view, `${view.path.replace(/\/$/, '')}/confirm`, 'post').length === 1,
  fields: {},
  points: { confirm: linkTo(confirm, 'post'), cancel: linkTo('/settings/imports/:id', 'delete') },
});

export const readImportsConfirm: Read<'imports-confirm'> = ({ document, path }) => {
  const strong = [...document.querySelectorAll('.content p.hint strong')].map(wordsOf);
  // the file's name stands in a `strong` of its own, and its digits say nothing
  const isName = (words: string) => /\.\w{2,5}$/.test(words);
  return {
    id: Number(matchPath('/settings/imports/:id', path)?.[1] ?? 0),
    warnings: document.querySelectorAll('.flash-message.warning').length,
    numbers: strong.flatMap((words) => (isName(words) ? [] : numbersIn(words))),
    fileName: strong.find(isName) ?? null,
  };
};
