/**
 * Makes a list safe to import: what is blank, doubled or not an address would fail, or hang the import for ever
 * (docs/mastodon.md, Imports).
 */
import type { ListKind } from './kinds';
import { cleanAccount, cleanDomain, type FilterRow, isPostUri, isSince, type RowOf, rowKey } from './kinds';

export type DropReason =
  | 'blank'
  | 'duplicate'
  /** The new account itself: nobody can follow, mute or block themselves. */
  | 'self'
  /** A domain block of the new account's own server. */
  | 'own-server'
  | 'not-an-address'
  /** A name without a server: it may be anybody's on any server. */
  | 'no-server'
  | 'not-a-domain'
  | 'not-a-link'
  /** A filter that applies nowhere: the server refuses it. */
  | 'no-context';

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

export interface NormaliseOptions {
  /** The new server's handle domain. */
  home: string;
  /** The new account, `user@domain`. */
  self: string;
  /** The new server's version: `blur` exists from 4.4, before it becomes `warn`. */
  version?: string;
  /** Whether filters keep the single posts they name; those the server does not know are ignored there. */
  filterPosts?: 'keep' | 'leave-out';
}

type Clean<Row> = { row: Row } | { reason: DropReason };
type Cleaners = { readonly [K in ListKind]: (row: RowOf[K], options: Context) => Clean<RowOf[K]> };
interface Context extends NormaliseOptions {
  selfKey: string | null;
  homeDomain: string | null;
}

const cleaners: Cleaners = {
  follows: (row, options) => cleanAddress(row, options),
  mutes: (row, options) => cleanAddress(row, options),
  blocks: (row, options) => cleanAddress(row, options),
  // One's own account may be in one's own list (BulkImportRowService skips only the follow).
  lists: (row, options) => (row.title.trim() === '' ? { reason: 'blank' } : cleanAddress(row, { ...options, selfKey: null })),
  bookmarks: (row) => {
    const uri = row.uri.trim();
    if (uri === '') return { reason: 'blank' };
    if (!isPostUri(uri)) return { reason: 'not-a-link' };
    return { row: uri === row.uri ? row : { uri } };
  },
  domain_blocks: (row, options) => {
    if (row.domain.trim() === '') return { reason: 'blank' };
    const domain = cleanDomain(row.domain);
    if (domain === null) return { reason: 'not-a-domain' };
    if (domain === options.homeDomain) return { reason: 'own-server' };
    return { row: domain === row.domain ? row : { domain } };
  },
  custom_filters: cleanFilter,
};

export function normalise<K extends ListKind>(kind: K, given: readonly RowOf[K][], options: NormaliseOptions): Normalised<K> {
  const homeDomain = cleanDomain(options.home);
  const context: Context = { ...options, homeDomain, selfKey: cleanAccount(options.self, homeDomain)?.toLowerCase() ?? null };
  const clean = cleaners[kind];
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

function cleanAddress<Row extends { readonly account: string }>(row: Row, { homeDomain, selfKey }: Context): Clean<Row> {
  if (row.account.trim() === '') return { reason: 'blank' };
  // Never completed with the new server: that would be a stranger there. `namedInFull` completes what comes from the
  // old one.
  const account = cleanAccount(row.account);
  if (account === null) return { reason: cleanAccount(row.account, homeDomain) === null ? 'not-an-address' : 'no-server' };
  // What a server tells of an account whose handle was taken by another: nobody can be found by it.
  if (account.toLowerCase().endsWith('.invalid')) return { reason: 'not-an-address' };
  if (account.toLowerCase() === selfKey) return { reason: 'self' };
  return { row: account === row.account ? row : { ...row, account } };
}

const CONTEXTS = ['home', 'notifications', 'public', 'thread', 'account'];
const ACTIONS = ['warn', 'hide', 'blur'];

function cleanFilter(row: FilterRow, { version, filterPosts }: Context): Clean<FilterRow> {
  if (row.title.trim() === '') return { reason: 'blank' };
  const context = row.context.filter((name) => CONTEXTS.includes(name));
  if (context.length === 0) return { reason: 'no-context' };
  const blurs = version === undefined || isSince(version, [4, 4]) !== false;
  const action = !ACTIONS.includes(row.action) || (row.action === 'blur' && !blurs) ? 'warn' : row.action;
  const keywords = row.keywords_attributes.filter(({ keyword }) => keyword.trim() !== '');
  const statuses = filterPosts === 'leave-out' ? [] : row.statuses;
  const expires = row.expires_at !== null && Number.isNaN(Date.parse(row.expires_at)) ? null : row.expires_at;
  const same =
    context.length === row.context.length &&
    action === row.action &&
    keywords.length === row.keywords_attributes.length &&
    statuses.length === row.statuses.length &&
    expires === row.expires_at;
  return { row: same ? row : { title: row.title, expires_at: expires, context, action, keywords_attributes: keywords, statuses } };
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
