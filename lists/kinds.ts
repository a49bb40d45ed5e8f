/** What Mastodon knows of each list it exports, what one row of it is, and which rows are the same row. */
import { handleText, parseHandle, parseServer } from './handle';

/**
 * The lists Mastodon can export, by the name in `/settings/exports/NAME.csv` (docs/mastodon.md, Export);
 * `custom_filters` is JSON, from 4.6.
 */
export const listKinds = ['follows', 'lists', 'bookmarks', 'custom_filters', 'mutes', 'blocks', 'domain_blocks'] as const;
export type ListKind = (typeof listKinds)[number];

export const importTypes = ['following', 'bookmarks', 'lists', 'muting', 'blocking', 'domain_blocking', 'custom_filters'] as const;
export type ImportType = (typeof importTypes)[number];

export interface ListFacts {
  exportPath: string;
  /**
   * The name the server gives its export. Our uploads start with it: Mastodon guesses the type from the name
   * (docs/mastodon.md, Imports).
   */
  fileName: string;
  /** The value in the type field of the import form. */
  importType: ImportType;
  /** Exactly this: JSON uploaded as anything else makes the server fail (docs/mastodon.md, Imports). */
  contentType: 'text/csv' | 'application/json';
  /** `[major, minor]`; before this the import form has no such type. */
  importedSince: readonly [number, number];
  exportedSince: readonly [number, number];
  /** Header names in Mastodon's order; empty for JSON. */
  columns: readonly string[];
  /** Whether the export starts with a line of column names. */
  hasHeader: boolean;
}

/**
 * In the order to import them: domain blocks last, they cut follows (docs/mastodon.md, Export; docs/mastodon.md,
 * Imports).
 */
export const listFacts: { readonly [K in ListKind]: ListFacts } = {
  follows: csv('follows', 'following_accounts.csv', 'following', ['Account address', 'Show boosts', 'Notify on new posts', 'Languages'], true),
  lists: { ...csv('lists', 'lists.csv', 'lists', ['List name', 'Account address'], false), importedSince: [4, 2] },
  bookmarks: csv('bookmarks', 'bookmarks.csv', 'bookmarks', ['#uri'], false),
  custom_filters: {
    exportPath: '/settings/exports/custom_filters.json',
    fileName: 'custom_filters.json',
    importType: 'custom_filters',
    contentType: 'application/json',
    importedSince: [4, 6],
    exportedSince: [4, 6],
    columns: [],
    hasHeader: false,
  },
  mutes: csv('mutes', 'muted_accounts.csv', 'muting', ['Account address', 'Hide notifications'], true),
  blocks: csv('blocks', 'blocked_accounts.csv', 'blocking', ['Account address'], false),
  domain_blocks: csv('domain_blocks', 'blocked_domains.csv', 'domain_blocking', ['#domain'], false),
};

function csv(name: string, fileName: string, importType: ImportType, columns: readonly string[], hasHeader: boolean): ListFacts {
  const exportPath = `/settings/exports/${name}.csv`;
  return { exportPath, fileName, importType, contentType: 'text/csv', importedSince: [3, 4], exportedSince: [3, 4], columns, hasHeader };
}

export const importOrder: readonly ListKind[] = ['follows', 'lists', 'bookmarks', 'custom_filters', 'mutes', 'blocks', 'domain_blocks'];

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
  return importOrder.filter((kind) => offered.includes(kind) || (kind === 'custom_filters' && hasFilterPages));
}

/** What the pages of the filters do not tell: when exactly one ends, and which single posts it hides. */
export const listNotes = ['guessed-expiry', 'has-posts'] as const;
export type ListNote = (typeof listNotes)[number];

export function isSince(version: string, [major, minor]: readonly [number, number]): boolean | null {
  const match = /^v?(\d+)\.(\d+)/.exec(version.trim());
  if (!match) return null;
  const [seenMajor, seenMinor] = [Number(match[1]), Number(match[2])];
  return seenMajor > major || (seenMajor === major && seenMinor >= minor);
}

/** `null` in an option: the file has no such column, or nothing readable in it; the server then uses its default. */
export interface FollowRow {
  readonly account: string;
  readonly boosts: boolean | null;
  readonly notify: boolean | null;
  /** As in the file: `en, de`. */
  readonly languages: string | null;
}
export interface MuteRow {
  readonly account: string;
  readonly hideNotifications: boolean | null;
}
export interface BlockRow {
  readonly account: string;
}
export interface ListMemberRow {
  readonly title: string;
  readonly account: string;
}
export interface DomainRow {
  readonly domain: string;
}
export interface BookmarkRow {
  readonly uri: string;
}
/** The keys are those of Mastodon's own JSON. */
export interface FilterRow {
  readonly title: string;
  readonly expires_at: string | null;
  readonly context: readonly string[];
  readonly action: string;
  readonly keywords_attributes: readonly { readonly keyword: string; readonly whole_word: boolean }[];
  /** Addresses of single posts the filter hides. */
  readonly statuses: readonly string[];
}

export interface RowOf {
  follows: FollowRow;
  lists: ListMemberRow;
  bookmarks: BookmarkRow;
  custom_filters: FilterRow;
  mutes: MuteRow;
  blocks: BlockRow;
  domain_blocks: DomainRow;
}
export type ListRow = RowOf[ListKind];

type Keys = { readonly [K in ListKind]: (row: RowOf[K], home: string | null) => string | null };

const keys: Keys = {
  follows: (row, home) => accountKey(row.account, home),
  mutes: (row, home) => accountKey(row.account, home),
  blocks: (row, home) => accountKey(row.account, home),
  lists: (row, home) => {
    const account = accountKey(row.account, home);
    // Mastodon strips the title on import (4.2+), so `Friends` and ` Friends` arrive as one list.
    const title = row.title.trim();
    return account === null || title === '' ? null : JSON.stringify([title, account]);
  },
  bookmarks: (row) => (isPostUri(row.uri.trim()) ? row.uri.trim() : null),
  domain_blocks: (row) => cleanDomain(row.domain),
  custom_filters: (row) => {
    const words = row.keywords_attributes.map(({ keyword }) => keyword.trim().toLowerCase()).filter((word) => word !== '');
    // Two of one title and the same words, for different places, are two (and two to the import).
    return row.title.trim() === '' ? null : JSON.stringify([row.title.trim(), [...new Set(words)].sort(), [...new Set(row.context)].sort()]);
  },
};

/**
 * What makes two rows of a list the same: account, title and account, domain, address of the post, title, keywords and
 * places of the filter.
 * `home` is the server a bare `bob` belongs to. Null: the row names nothing.
 */
export function rowKey<K extends ListKind>(kind: K, row: RowOf[K], home: string | null = null): string | null {
  return keys[kind](row, home);
}

type Settings = { readonly [K in ListKind]?: (row: RowOf[K]) => readonly (boolean | string | null)[] };

const settings: Settings = {
  follows: ({ boosts, notify, languages }) => [boosts, notify, languages === null ? null : sortedWords(languages)],
  mutes: ({ hideNotifications }) => [hideNotifications],
  // To the minute: the pages of servers before 4.6 tell no more.
  custom_filters: ({ expires_at: end, statuses, action }) => [end === null ? 'never' : end.slice(0, 16), [...statuses].sort().join(), action],
};

function sortedWords(text: string): string {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .sort()
    .join();
}

/**
 * Whether the new account has the row with other settings than it was to have. What the saved file does not say is not
 * compared.
 */
export function hasOtherSettings<K extends ListKind>(kind: K, wanted: RowOf[K], found: RowOf[K]): boolean {
  const of = settings[kind] as ((row: RowOf[K]) => readonly (boolean | string | null)[]) | undefined;
  const there = of?.(found) ?? [];
  // No languages are all of them; any other gap is a column that the file has not.
  return of?.(wanted).some((value, at) => value !== null && value !== (there[at] ?? (typeof value === 'string' ? '' : value))) ?? false;
}

// A plain address of the usual form needs no parsing: lists have many thousand of them. All counts are bounded, so no
// text makes this slow.
const USUAL_ACCOUNT = /^[a-z0-9_]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}$/i;
const USUAL_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}$/;
const NAME = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/i;
/** ASCII without the brackets, quotes and paths that pasted addresses come in. */
const PRINTABLE = /^[^\P{ASCII}/:<>()[\]"']+$/u;
const LONGEST_ACCOUNT = 400;

/**
 * `user@domain` as it should be sent: no `@` in front, domain in lower-case ASCII, a bare name given its server. Null:
 * not an address.
 */
export function cleanAccount(text: string, home: string | null = null): string | null {
  if (text.length > LONGEST_ACCOUNT) return null;
  if (USUAL_ACCOUNT.test(text)) {
    const at = text.indexOf('@') + 1;
    return text.slice(0, at) + text.slice(at).toLowerCase();
  }
  const name = text.trim().replace(/^@/, '');
  const at = name.indexOf('@');
  if (at === -1 && NAME.test(name)) return home === null ? null : `${name}@${home}`;
  // A file may hold many thousand wrong rows: most are told by a pattern that is never slow.
  if (at > 0 && PRINTABLE.test(name) && !NAME.test(name.slice(0, at).trim())) return null;
  const parsed = parseHandle(text);
  return parsed.ok ? handleText(parsed.value) : null;
}

/**
 * A name without a server, which may be one of the server that the list comes from. What holds a dot is a domain, as
 * the handles of other networks are, and a number is nobody's name.
 */
export function isBareName(text: string): boolean {
  const name = text.trim().replace(/^@/, '');
  return /^[a-z0-9_](?:[a-z0-9_-]{0,62}[a-z0-9_])?$/i.test(name) && !/^\d{5,}$/.test(name);
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

export function accountKey(text: string, home: string | null = null): string | null {
  return cleanAccount(text, home)?.toLowerCase() ?? null;
}

export function cleanDomain(text: string): string | null {
  if (USUAL_DOMAIN.test(text)) return text;
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_ACCOUNT || /[@\s/*]/.test(trimmed)) return null;
  const parsed = parseServer(trimmed);
  return parsed.ok ? parsed.value : null;
}

/** `tag:` is how posts were named before ActivityPub; servers that know such a post find it by this name. */
export function isPostUri(text: string): boolean {
  return text.length <= 4_000 && /^(?:https?:\/\/[^\s/?#]|tag:)\S*$/i.test(text);
}
