import type { RecentImport } from '../../journey/facts';
import { definePage, hasNotice, idIn, isRefused, linkTo, pathOf, type Read, type View } from '../define-page';
import { readNumber } from '../numbers';
import { importPath, importsPath, oldImportsPath } from '../paths';

/** Uploading lists, and the imports of late (docs/mastodon.md, Imports). */
export const imports = definePage({
  id: 'imports',
  paths: [importsPath, oldImportsPath],
  forms: [
    { action: importsPath, field: 'form_import[type]' }, // from 4.2
    { action: oldImportsPath, field: 'import[type]' }, // until 4.1
  ],
  fields: {
    type: 'select[name$="import[type]"]',
    data: 'input[type="file"][name$="import[data]"]',
    /** Only ever *merge* (docs/rules.md 1): the other choice has no name. */
    mode: 'input[type="radio"][name$="import[mode]"][value="merge"]',
  },
  points: {
    submit: ':is(#new_form_import, #new_import) button[type="submit"]',
    /** State is a link exactly while unconfirmed (docs/mastodon.md, Imports). */
    unconfirmed: linkTo(importPath),
    recent: (view) => rows(view.document)[0] ?? null,
  },
});

export const readImports: Read<'imports'> = (view) => {
  const { document, form } = view;
  const type = form?.querySelector('select');
  const types = [...(type?.querySelectorAll('option') ?? [])].map((option) => option.value);
  const mode = form?.querySelector<HTMLInputElement>('input[type="radio"]:checked')?.value;
  return {
    kind: form && pathOf(form, view.origin) === oldImportsPath ? 'pre-4.2' : '4.2+',
    types,
    // the form has no blank choice: what is not chosen is the first
    selected: type?.value || types[0] || null,
    mode: mode === 'merge' || mode === 'overwrite' ? mode : null,
    recent: rows(document)
      .slice(0, MOST_RECENT)
      .flatMap((row) => readRow(row, view) ?? []),
    error: isRefused(document, 'form_import_data', 'import_data') ? 'data' : null,
    notice: hasNotice(document),
  };
};

/** Mastodon shows the newest ten. Each that waits may cost a request of ours: a page must not order thousands. */
const MOST_RECENT = 100;

function rows(document: Document): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('table tbody tr')];
}

/**
 * type · state · imported / total · start · failures: all state that does not need words. Null for a row that is not
 * so.
 */
function readRow(row: HTMLElement, { origin }: Pick<View, 'origin'>): RecentImport | null {
  const [, state, progress, , failed] = row.querySelectorAll('td');
  const [imported, total, ...rest] = progress?.textContent?.split('/').map(readNumber) ?? [];
  if (imported == null || total == null || rest.length > 0) return null;
  const confirm = idIn(state?.querySelector('a'), origin, importPath);
  const file = failed?.querySelector('a');
  const failures = idIn(file, origin, '/settings/imports/:id/failures.(?:csv|json)');
  const own = /^bulk_import_(\d{1,15})$/.exec(row.id)?.[1]; // from 4.3
  return {
    id: own ? Number(own) : (confirm ?? failures),
    state: confirm !== null ? 'unconfirmed' : failures !== null || imported === total ? 'finished' : 'pending',
    imported,
    total,
    failures: readNumber(failed?.textContent) ?? 0,
    failuresUrl: failures === null || !file ? null : pathOf(file, origin),
  };
}
