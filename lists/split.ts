/** Writes rows as Mastodon itself would, in files that a server takes. */
import { accountKey } from './clean';
import type { ListFacts } from './define-list';
import { type ImportType, type ListKind, listFacts, type RowOf } from './kinds';
import type { FilterRow } from './kinds/custom-filters';
import type { ListMemberRow } from './kinds/lists';
import { isHeaderWord, type ParsedList } from './parse';
import { csvCell, quotedCell } from './write-csv';

/** docs/mastodon.md, Imports: rows and bytes a server takes in one upload. */
export const IMPORT_ROWS = 20_000;
export const IMPORT_BYTES = 20 * 1_048_576;

export interface ListPart<K extends ListKind> {
  readonly kind: K;
  /** Starts with the export's own name, from which Mastodon guesses the type. */
  readonly name: string;
  readonly type: ImportType;
  readonly contentType: ListFacts['contentType'];
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rows: readonly RowOf[K][];
}

export interface Split<K extends ListKind> {
  /** None for an empty list: servers refuse or fail at files without rows. */
  readonly pieces: readonly ListPart<K>[];
  /** Rows that wait, for the follow limit. */
  readonly held: readonly RowOf[K][];
}

export interface SplitOptions<K extends ListKind> {
  maxRows?: number;
  maxBytes?: number;
  /** How many accounts may still be followed now; only for `follows`. */
  followLimit?: { left: number };
  /** The file as it was saved, and its rows: if exactly these rows go out in one piece, its bytes go out. */
  saved?: { bytes: Uint8Array; parsed: ParsedList<K> };
}

export function split<K extends ListKind>(kind: K, rows: readonly RowOf[K][], options: SplitOptions<K> = {}): Split<K> {
  const { maxRows = IMPORT_ROWS, maxBytes = IMPORT_BYTES, followLimit, saved } = options;
  const now = kind === 'follows' && followLimit ? rows.slice(0, Math.max(0, followLimit.left)) : rows;
  const held = rows.slice(now.length);
  const groups: RowOf[K][][] = [];
  const room = maxBytes - frame(kind, now).length;
  let bytes = 0;
  for (const row of now) {
    const size = utf8Length(line(kind, row));
    const group = groups.at(-1);
    if (group && group.length < maxRows && bytes + size <= room) {
      group.push(row);
      bytes += size;
    } else {
      groups.push([row]);
      bytes = size;
    }
  }
  const pieces = groups.map((group, at) => ({
    ...listFactsOf(kind),
    kind,
    name: pieceName(kind, at, groups.length),
    bytes: groups.length === 1 && saved && isAsSaved(saved.parsed, group) ? saved.bytes.slice() : writeList(kind, group),
    rows: group,
  }));
  return { pieces, held };
}

/**
 * Members of lists are followed by importing the list: those whose follow has to wait must wait too, or the limit
 * refuses them.
 */
export function holdMembers(rows: readonly ListMemberRow[], heldFollows: readonly { account: string }[], home: string | null = null) {
  const waiting = new Set(heldFollows.map(({ account }) => accountKey(account, home)));
  const waits = (row: ListMemberRow) => waiting.has(accountKey(row.account, home));
  return { rows: rows.filter((row) => !waits(row)), held: rows.filter(waits) };
}

/**
 * Bytes as Mastodon writes them: UTF-8 without BOM, LF, quotes only where needed, a header for follows and mutes only.
 */
export function writeList<K extends ListKind>(kind: K, rows: readonly RowOf[K][]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  if (kind === 'custom_filters') return encoder.encode(`{"custom_filters":[${rows.map((row) => filterText(row as FilterRow)).join(',')}]}`);
  return encoder.encode(headerLine(kind, rows) + rows.map((row) => line(kind, row)).join(''));
}

function isAsSaved<K extends ListKind>(parsed: ParsedList<K>, rows: readonly RowOf[K][]): boolean {
  return parsed.plain && parsed.rows.length === rows.length && parsed.rows.every((row, at) => row === rows[at]);
}

function listFactsOf(kind: ListKind): { type: ImportType; contentType: ListFacts['contentType'] } {
  return { type: listFacts[kind].importType, contentType: listFacts[kind].contentType };
}

function pieceName(kind: ListKind, at: number, of: number): string {
  const name = listFacts[kind].fileName;
  return of === 1 ? name : name.replace(/(\.\w+)$/, `-${at + 1}-of-${of}$1`);
}

/** What stands around the rows: a header line, or the JSON's brackets. */
function frame<K extends ListKind>(kind: K, rows: readonly RowOf[K][]): string {
  if (kind === 'custom_filters') return '{"custom_filters":[]}';
  // Any of the rows may come first in its piece and need the header.
  const needsHeader = kind === 'lists' && rows.some((row) => misreadAsFirst((row as ListMemberRow).title));
  return listFacts[kind].hasHeader || needsHeader ? csvLine(listFacts[kind].columns) : '';
}

function headerLine<K extends ListKind>(kind: K, rows: readonly RowOf[K][]): string {
  const { hasHeader, columns } = listFacts[kind];
  const first = kind === 'lists' ? (rows[0] as ListMemberRow | undefined)?.title : undefined;
  return hasHeader || (first !== undefined && misreadAsFirst(first)) ? csvLine(columns) : '';
}

/** A title that, standing first in a file, would be taken for the header or lose its beginning as a BOM. */
function misreadAsFirst(title: string): boolean {
  return isHeaderWord(title) || title.startsWith('\ufeff');
}

function line<K extends ListKind>(kind: K, row: RowOf[K]): string {
  if (kind === 'custom_filters') return `${filterText(row as FilterRow)},`;
  return csvLine(listFacts[kind].csv?.cells(row) ?? []);
}

/** The title of a list may be anything: as the first bytes of a file it would be taken for a page or a picture. */
const LOOKS_LIKE_OTHER_FILE = /^\s*<|^(?:%PDF-|GIF8|PK)/;

function csvLine(values: readonly (string | boolean | null)[]): string {
  const quoted = values.map((value) => {
    const text = String(value ?? '');
    return LOOKS_LIKE_OTHER_FILE.test(text) ? quotedCell(text) : csvCell(text);
  });
  return `${quoted.join(',')}\n`;
}

function filterText({ title, expires_at, context, action, keywords_attributes, statuses }: FilterRow): string {
  // Every key, in Mastodon's order: the import does not check for missing ones (docs/mastodon.md, Filters).
  return JSON.stringify({ title, expires_at, context, action, keywords_attributes, statuses });
}

function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7ff) length += code >= 0xd800 && code <= 0xdfff ? 1 : 2;
    else if (code > 0x7f) length++;
  }
  return length;
}
