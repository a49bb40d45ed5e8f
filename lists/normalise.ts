/**
 * Makes a list safe to import: what is blank, doubled or not an address would fail, or hang the import for ever
 * (docs/mastodon.md, Imports).
 */
import { cleanAccount, cleanDomain } from './clean';
import type { CleanContext, DropReason } from './define-list';
import { type ListKind, listFacts, type RowOf, rowKey } from './kinds';
import type { FilterRow } from './kinds/custom-filters';

export interface DroppedRow<Row> {
  readonly row: Row;
  /** Place among the rows given, from 0. */
  readonly index: number;
  readonly reason: DropReason;
}

/**
 * A row that is sent in another form. `merged`: together with an earlier filter of the same title; `renamed`: it would
 * have replaced that one.
 */
export interface ChangedRow<Row> {
  readonly from: Row;
  readonly to: Row;
  readonly index: number;
  readonly why: 'address' | 'filter' | 'merged' | 'renamed';
}

export interface Normalised<K extends ListKind> {
  /** Rows that needed no change are the very objects given: `split` then sends the saved bytes. */
  readonly rows: readonly RowOf[K][];
  readonly dropped: readonly DroppedRow<RowOf[K]>[];
  readonly changed: readonly ChangedRow<RowOf[K]>[];
  /** Single posts named in filters: the server warns about those it does not know (4.6+), which is then no surprise. */
  readonly filterPosts: number;
}

export interface NormaliseOptions extends Pick<CleanContext, 'version' | 'filterPosts'> {
  /** The new server's handle domain. */
  home: string;
  /** The new account, `user@domain`. */
  self: string;
}

export function normalise<K extends ListKind>(kind: K, given: readonly RowOf[K][], options: NormaliseOptions): Normalised<K> {
  const homeDomain = cleanDomain(options.home);
  const context: CleanContext = { ...options, homeDomain, selfKey: cleanAccount(options.self, homeDomain)?.toLowerCase() ?? null };
  const { clean } = listFacts[kind];
  const rows: RowOf[K][] = [];
  const dropped: DroppedRow<RowOf[K]>[] = [];
  const changed: ChangedRow<RowOf[K]>[] = [];
  const known = new Set<string>();
  for (const [index, row] of given.entries()) {
    const result = clean(row, context);
    const key = 'row' in result ? sameRow(kind, result.row, homeDomain) : '';
    if ('reason' in result) dropped.push({ row, index, reason: result.reason });
    else if (known.has(key)) dropped.push({ row, index, reason: 'duplicate' });
    else {
      known.add(key);
      rows.push(result.row);
      if (result.row !== row) changed.push({ from: row, to: result.row, index, why: kind === 'custom_filters' ? 'filter' : 'address' });
    }
  }
  if (kind !== 'custom_filters') return { rows, dropped, changed, filterPosts: 0 };
  const filters = tellApart(given as readonly FilterRow[], rows as FilterRow[], dropped, changed as ChangedRow<FilterRow>[]);
  return { ...filters, dropped, filterPosts: filters.rows.reduce((sum, filter) => sum + filter.statuses.length, 0) } as unknown as Normalised<K>;
}

/** Stricter than `rowKey` for filters: two that do different things are two. */
function sameRow<K extends ListKind>(kind: K, row: RowOf[K], home: string | null): string {
  const key = rowKey(kind, row, home) ?? '';
  if (kind !== 'custom_filters') return key;
  const { action, expires_at } = row as FilterRow;
  return JSON.stringify([key, action, expires_at]);
}

/**
 * The import finds filters by title and context and replaces the keywords of one it finds: of two such in a file only
 * the second would remain.
 */
function tellApart(given: readonly FilterRow[], rows: FilterRow[], dropped: readonly DroppedRow<unknown>[], changed: ChangedRow<FilterRow>[]) {
  const gone = new Set(dropped.map(({ index }) => index));
  const indexes = given.map((_, index) => index).filter((index) => !gone.has(index));
  const place = (row: FilterRow) => JSON.stringify([row.title, row.context]);
  const taken = new Map<string, number>();
  const kept: FilterRow[] = [];
  /** For every kept filter, the places (among those given) of the rows that are in it. */
  const members: number[][] = [];
  rows.forEach((row, at) => {
    const index = indexes[at] ?? at;
    const earlier = taken.get(place(row));
    const other = earlier === undefined ? undefined : kept[earlier];
    if (earlier === undefined || other === undefined) {
      taken.set(place(row), kept.length);
      members.push([index]);
      kept.push(row);
    } else if (other.action === row.action && other.expires_at === row.expires_at) {
      kept[earlier] = { ...other, keywords_attributes: union(other, row), statuses: [...new Set([...other.statuses, ...row.statuses])] };
      members[earlier]?.push(index);
    } else {
      let number = 2;
      while (taken.has(place({ ...row, title: `${row.title} (${number})` }))) number++;
      const renamed = { ...row, title: `${row.title} (${number})` };
      taken.set(place(renamed), kept.length);
      members.push([index]);
      kept.push(renamed);
    }
  });
  const ways = new Map(changed.map((change) => [change.index, change]));
  kept.forEach((to, at) => {
    for (const index of members[at] ?? []) {
      const from = given[index];
      if (from === undefined || from === to) continue;
      const merged = (members[at]?.length ?? 0) > 1;
      ways.set(index, { from, to, index, why: merged ? 'merged' : from.title !== to.title ? 'renamed' : 'filter' });
    }
  });
  return { rows: kept, changed: [...ways.values()].sort((a, b) => a.index - b.index) };
}

function union(a: FilterRow, b: FilterRow) {
  const words = new Map([...a.keywords_attributes, ...b.keywords_attributes].map((word) => [word.keyword, word]));
  return [...words.values()];
}
