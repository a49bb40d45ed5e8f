/** The files a server gives out, byte for byte as Mastodon writes them (docs/mastodon.md, Export). */
import type { Account, ImportRow, ImportType, ServerState, SeveredEvent } from './state';

export type ListName = 'follows' | 'lists' | 'blocks' | 'mutes' | 'domain_blocks' | 'bookmarks';

interface ExportFile {
  filename: string;
  write(account: Account, server: ServerState): string;
}

const followHeader = ['Account address', 'Show boosts', 'Notify on new posts', 'Languages'];
const muteHeader = ['Account address', 'Hide notifications'];

export const exportFiles: Record<ListName, ExportFile> = {
  follows: {
    filename: 'following_accounts.csv',
    write: (account) =>
      csv([followHeader, ...newestFirst(account.follows).map(([handle, how]) => [handle, how.boosts, how.notify, how.languages.join(', ') || null])]),
  },
  mutes: {
    filename: 'muted_accounts.csv',
    write: (account) => csv([muteHeader, ...newestFirst(account.mutes).map(([handle, how]) => [handle, how.notifications])]),
  },
  blocks: { filename: 'blocked_accounts.csv', write: (account) => csv([...account.blocks].map((handle) => [handle])) },
  lists: { filename: 'lists.csv', write: (account) => csv([...account.lists].flatMap(([title, members]) => [...members].map((handle) => [title, handle]))) },
  domain_blocks: { filename: 'blocked_domains.csv', write: (account) => csv([...account.domainBlocks].map((domain) => [domain])) },
  bookmarks: { filename: 'bookmarks.csv', write: (account) => csv([...account.bookmarks].map((uri) => [uri])) },
};

/** Whom a block between servers cut off, as `severed_relationships_controller.rb` writes it (4.3-4.8). */
export function severedFile(event: SeveredEvent, which: 'following' | 'followers'): string {
  if (which === 'followers') return csv([['Account address'], ...event.followers.map((handle) => [handle])]);
  return csv([followHeader, ...[...event.follows].map(([handle, how]) => [handle, how.boosts, how.notify, how.languages.join(', ') || null])]);
}

export function filtersJson(account: Account): string {
  return JSON.stringify({
    custom_filters: account.filters.map((filter) => ({
      title: filter.title,
      expires_at: filter.expiresAt,
      context: filter.context,
      action: filter.action,
      keywords_attributes: filter.keywords,
      statuses: filter.statuses,
    })),
  });
}

/** What a finished import could not do: the export's format, headers only where exports have them. */
export function failuresFile(type: ImportType, rows: readonly ImportRow[]): { filename: string; body: string } {
  const text = (row: ImportRow, name: string) => row.text[name] as string | boolean | null;
  switch (type) {
    case 'following':
      return {
        filename: 'following_accounts_failures.csv',
        body: csv([followHeader, ...rows.map((row) => [text(row, 'acct'), text(row, 'boosts'), text(row, 'notify'), text(row, 'languages')])]),
      };
    case 'muting':
      return { filename: 'muted_accounts_failures.csv', body: csv([muteHeader, ...rows.map((row) => [text(row, 'acct'), text(row, 'notifications')])]) };
    case 'blocking':
      return { filename: 'blocked_accounts_failures.csv', body: csv(rows.map((row) => [text(row, 'acct')])) };
    case 'domain_blocking':
      return { filename: 'blocked_domains_failures.csv', body: csv(rows.map((row) => [text(row, 'domain')])) };
    case 'bookmarks':
      return { filename: 'bookmarks_failures.csv', body: csv(rows.map((row) => [text(row, 'uri')])) };
    case 'lists':
      return { filename: 'lists_failures.csv', body: csv(rows.map((row) => [text(row, 'list'), text(row, 'acct')])) };
    case 'custom_filters':
      return { filename: 'custom_filters_failures.json', body: JSON.stringify({ custom_filters: rows.map((row) => row.text) }) };
  }
}

/** LF, quotes only where needed and doubled inside, nothing for null; an empty set is an empty file. */
function csv(rows: readonly (readonly (string | boolean | null)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(value: string | boolean | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function newestFirst<Value>(map: Map<string, Value>): [string, Value][] {
  return [...map].reverse();
}
