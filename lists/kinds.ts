/**
 * The lists that Mastodon exports, one file a list in `lists/kinds/`, and what is the same for all of them: which rows
 * are one row, and which server can do what.
 */
import { cleanAccount, isBareName } from './clean';
import type { CsvShape, ListDefinition } from './define-list';
import { blocks } from './kinds/blocks';
import { bookmarks } from './kinds/bookmarks';
import { customFilters } from './kinds/custom-filters';
import { domainBlocks } from './kinds/domain-blocks';
import { follows } from './kinds/follows';
import { lists } from './kinds/lists';
import { mutes } from './kinds/mutes';
import { isSince } from './versions';

/**
 * By the name in `/settings/exports/NAME.csv` (docs/mastodon.md, Export), in the order to import them: domain blocks
 * last, they cut follows (docs/mastodon.md, Imports).
 */
const definitions = { follows, lists, bookmarks, custom_filters: customFilters, mutes, blocks, domain_blocks: domainBlocks };

export type ListKind = keyof typeof definitions;
export type ImportType = (typeof definitions)[ListKind]['importType'];
export type RowOf = { [K in ListKind]: Parameters<(typeof definitions)[K]['key']>[0] };
export type ListRow = RowOf[ListKind];

export const listFacts: { readonly [K in ListKind]: ListDefinition<RowOf[K]> & { importType: ImportType } } = definitions;
export const listKinds = Object.keys(definitions) as readonly ListKind[];

/** Every list but the filters is a CSV. */
export type CsvKind = Exclude<ListKind, 'custom_filters'>;

export function csvShape<K extends CsvKind>(kind: K): CsvShape<RowOf[K]> {
  return listFacts[kind].csv as CsvShape<RowOf[K]>;
}

/**
 * Whether a server of this version (`4.6.0-beta.1+glitch`) has the import type; null when the version cannot be read.
 */
export function canImport(kind: ListKind, version: string): boolean | null {
  return isSince(version, listFacts[kind].importedSince);
}

export function canExport(kind: ListKind, version: string): boolean | null {
  return isSince(version, listFacts[kind].exportedSince);
}

/**
 * What saving asks a server for: everything its export page offers, and filters that only their own pages tell (4.0 to
 * 4.5, docs/mastodon.md, Filters). Those pages close with a move, the exports do not (docs/mastodon.md, Move and
 * redirect).
 */
export function wantedLists(offered: readonly ListKind[], version: string, isFunctional: boolean): ListKind[] {
  const hasFilterPages = isFunctional && isSince(version, [4, 0]) === true && canExport('custom_filters', version) === false;
  return listKinds.filter((kind) => offered.includes(kind) || (kind === 'custom_filters' && hasFilterPages));
}

/** What the pages of the filters do not tell: when exactly one ends, and which single posts it hides. */
export const listNotes = ['guessed-expiry', 'has-posts'] as const;
export type ListNote = (typeof listNotes)[number];

/**
 * What makes two rows of a list the same: account, title and account, domain, address of the post, title, keywords and
 * places of the filter.
 * `home` is the server a bare `bob` belongs to. Null: the row names nothing.
 */
export function rowKey<K extends ListKind>(kind: K, row: RowOf[K], home: string | null = null): string | null {
  return listFacts[kind].key(row, home);
}

/**
 * Whether the new account has the row with other settings than it was to have. What the saved file does not say is not
 * compared.
 */
export function hasOtherSettings<K extends ListKind>(kind: K, wanted: RowOf[K], found: RowOf[K]): boolean {
  const { settings } = listFacts[kind];
  const there = settings?.(found) ?? [];
  // No languages are all of them; any other gap is a column that the file has not.
  return settings?.(wanted).some((value, at) => value !== null && value !== (there[at] ?? (typeof value === 'string' ? '' : value))) ?? false;
}

/**
 * Rows whose accounts are named in full: a bare name means an account of the server that the list comes from, never one
 * of the server it goes to. Rows that name their server are the very objects given.
 */
export function namedInFull<K extends ListKind>(rows: readonly RowOf[K][], server: string): readonly RowOf[K][] {
  return rows.map((row) => {
    if (!('account' in row) || !isBareName(row.account)) return row;
    const whole = cleanAccount(row.account, server);
    return whole === null ? row : { ...row, account: whole };
  });
}
