import { definePage, idIn, linksTo, linkTo, pathOf, type Read, type View } from '../define-page';
import { readNumber } from '../numbers';
import { exportPagePath } from '../paths';

/**
 * One order for all versions: that of the rows differs (docs/mastodon.md, Forms, errors and links: mutes came after
 * blocks until 4.2).
 */
const ORDER = ['follows', 'lists', 'mutes', 'blocks', 'domain_blocks', 'bookmarks'];
const LIST = /^\/settings\/exports\/(\w+)\.(csv|json)$/;

/** The lists to save and the archive of posts (docs/mastodon.md, Export). */
export const exportPage = definePage({
  id: 'export',
  paths: [exportPagePath],
  forms: [],
  proof: (view) => listLinks(view).length > 0,
  fields: {},
  points: {
    /** The first list's row: the table is too tall to put a ring round. */
    lists: (view) => listLinks(view)[0]?.row ?? null,
    request: linkTo(exportPagePath, 'post'),
    download: ({ document }) => archiveRows(document)[0]?.querySelector<HTMLElement>('a') ?? null,
  },
});

export const readExportPage: Read<'export'> = (view) => {
  const links = listLinks(view);
  const counts: Record<string, number> = {};
  const count = (name: string, row: Element | null | undefined) => {
    const number = readNumber(row?.querySelector('td')?.textContent);
    if (number !== null) counts[name] = number;
  };
  const names: { csv: string[]; json: string[] } = { csv: [], json: [] };
  for (const { name, kind, row } of links) {
    names[kind].push(name);
    count(name, row);
  }
  // Rows that cannot be saved have no link: media storage, posts, followers, in this order since 3.0
  const rest = [...(links[0]?.row?.closest('table')?.querySelectorAll('tbody tr') ?? [])].filter((row) => !row.querySelector('a'));
  if (rest.length === 3) {
    count('statuses', rest[1]);
    count('followers', rest[2]);
  }
  const archives = archiveRows(view.document).map((row) => {
    const link = row.querySelector('a');
    return {
      // until 4.1.0 the link led to the storage and said no number
      id: idIn(link, view.origin, '/backups/:id/download'),
      ready: link !== null,
      // until 4.2 plain text
      created: row.querySelector('time')?.getAttribute('datetime') ?? null,
    };
  });
  const canRequest = linksTo(view, exportPagePath, 'post').length > 0;
  const archive = archives.some(({ ready }) => !ready) ? 'in-progress' : archives.length > 0 ? 'ready' : 'requestable';
  return { counts, ...names, archive, canRequest, archives };
};

/** A row is known by its link: order and names differ between versions and languages. */
function listLinks(view: Pick<View, 'document' | 'origin'>): { name: string; kind: 'csv' | 'json'; row: HTMLElement | null }[] {
  const links = [...view.document.querySelectorAll('a[href*="/settings/exports/"]')].flatMap((link) => {
    const [, name = '', kind] = LIST.exec(pathOf(link, view.origin) ?? '') ?? [];
    return kind ? [{ name, kind: kind === 'json' ? 'json' : 'csv', row: link.closest('tr') } as const] : [];
  });
  const place = ({ name }: { name: string }) => ORDER.indexOf(name) + 1 || ORDER.length + 1;
  return links.sort((a, b) => place(a) - place(b));
}

/**
 * The second table, there once an archive was asked for: a link when it is ready, two cells in one while it is being
 * made.
 */
function archiveRows(document: Document): HTMLElement[] {
  return [...(document.querySelectorAll('table')[1]?.querySelectorAll<HTMLElement>('tbody tr') ?? [])];
}
