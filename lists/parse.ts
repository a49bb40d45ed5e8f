/**
 * Reads one of Mastodon's lists from bytes: as a server exports it, or after a spreadsheet had it (BOM, CRLF,
 * semicolons, translated booleans). Everything is checked against the caps below before a parser sees it.
 */
import { parse } from 'csv-parse/browser/esm/sync';
import { ACCOUNT_CELL } from './clean';
import { isRecord, parsedJson } from './json';
import { type CsvKind, csvShape, type ListKind, listFacts, listKinds, type RowOf } from './kinds';
import type { FilterRow } from './kinds/custom-filters';
import { countLines, hasBom, isTameJson, type NotText, type OtherFile, otherFile, textProblem } from './text';

/** More than three times what a server takes in one upload (20 MiB): an export may be longer than an import. */
export const MOST_BYTES = 64 * 1_048_576;
/** Twenty-five times the rows a server takes in one upload. */
export const MOST_ROWS = 500_000;
/** One row of a list; the longest honest one is a title of 256 characters or an address of some hundred. */
export const MOST_ROW_BYTES = 65_536;
/**
 * Twice the cells that the most rows of the widest list have. A flood of separators makes memory out of single bytes.
 */
export const MOST_CELLS = 4_000_000;
/**
 * What a server takes in one upload. Parsed JSON takes many times its bytes, so the values in it have a cap of their
 * own.
 */
export const MOST_FILTER_BYTES = 20 * 1_048_576;
/** Values, all levels together: the 20,000 filters of one upload, with ten words each. */
export const MOST_FILTER_VALUES = 1_000_000;

export type ListProblem =
  | { kind: 'too-big'; bytes: number; most: number }
  | { kind: 'too-many-rows'; rows: number; most: number }
  | NotText
  | { kind: 'other-file'; is: OtherFile }
  /** A list, but another one: the header says so. */
  | { kind: 'other-list'; looksLike: ListKind }
  | { kind: 'row-too-long'; line: number; most: number }
  | { kind: 'unclosed-quote'; line: number }
  | { kind: 'not-csv'; line: number | null }
  | { kind: 'not-json' }
  | { kind: 'no-filters' };

export type Delimiter = ',' | ';' | '\t' | '|';
/** The comma first: of two that do as well, it is the one. */
export const separators: readonly Delimiter[] = [',', ';', '\t', '|'];

export interface ParsedList<K extends ListKind> {
  readonly ok: true;
  readonly kind: K;
  readonly rows: readonly RowOf[K][];
  readonly blankLines: number;
  /** Written as Mastodon writes it: these bytes can be sent as they are, if every row is. */
  readonly plain: boolean;
  /** Ends where a row ends. An export that does not was cut off on its way. */
  readonly whole: boolean;
  readonly header: boolean;
  readonly delimiter: Delimiter | null;
}
export type ListResult<K extends ListKind> = ParsedList<K> | { readonly ok: false; readonly problem: ListProblem };

export function parseList<K extends ListKind>(kind: K, bytes: Uint8Array): ListResult<K> {
  const problem = problemBeforeParsing(bytes) ?? (kind === 'custom_filters' ? problemOfJson(bytes) : problemOfRows(bytes));
  if (problem) return { ok: false, problem };
  const bom = hasBom(bytes);
  const body = bom ? bytes.subarray(3) : bytes;
  const parsed = kind === 'custom_filters' ? parseFilters(body) : parseCsv(kind as Exclude<K, 'custom_filters'>, body);
  if (!parsed.ok) return parsed;
  return { ...(parsed as ParsedList<K>), plain: parsed.plain && !bom };
}

/** Cheap checks alone: nothing is built in memory before they pass. */
export function problemBeforeParsing(bytes: Uint8Array): ListProblem | null {
  if (bytes.length > MOST_BYTES) return { kind: 'too-big', bytes: bytes.length, most: MOST_BYTES };
  const is = otherFile(bytes);
  if (is) return { kind: 'other-file', is };
  const text = textProblem(bytes);
  if (text) return text;
  const rows = countLines(bytes);
  return rows > MOST_ROWS ? { kind: 'too-many-rows', rows, most: MOST_ROWS } : null;
}

/**
 * Size, depth and number of values, or of rows and cells, by the bytes alone: nothing is built in memory before that
 * passes.
 */
export function problemOfSize(bytes: Uint8Array, isJson: boolean): ListProblem | null {
  return isJson ? problemOfJson(bytes) : problemOfRows(bytes);
}

/**
 * Rows and cells by their bytes alone, before a parser keeps any of them. Line ends inside quotes count, too: a longer
 * row is the parser's to refuse.
 */
function problemOfRows(bytes: Uint8Array): ListProblem | null {
  let [line, from, cells] = [1, 0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 10 || (byte === 13 && bytes[at + 1] !== 10)) {
      line++;
      from = at + 1;
    } else if (at - from >= MOST_ROW_BYTES) return { kind: 'row-too-long', line, most: MOST_ROW_BYTES };
    else if ((byte === 0x2c || byte === 0x3b || byte === 9 || byte === 0x7c) && ++cells > MOST_CELLS) return { kind: 'not-csv', line };
  }
  return null;
}

/** Size and number of values, before a parser builds them. */
function problemOfJson(bytes: Uint8Array): ListProblem | null {
  if (bytes.length > MOST_FILTER_BYTES) return { kind: 'too-big', bytes: bytes.length, most: MOST_FILTER_BYTES };
  return isTameJson(bytes, MOST_FILTER_VALUES) ? null : { kind: 'no-filters' };
}

/** Notes what a reader of this file's rows has met. */
interface Seen {
  plain: boolean;
}

function parseCsv<K extends CsvKind>(kind: K, bytes: Uint8Array): ListResult<K> {
  const told = toldDelimiter(bytes);
  const delimiter = told ?? delimiterOf(kind, bytes);
  const records = csvRecords(bytes, delimiter);
  if (!records.ok) return records;
  if (told) records.value.shift();
  const isBlank = (record: readonly string[]) => record.every((cell) => cell.trim() === '');
  const filled = records.value.filter((record) => !isBlank(record));
  const blankLines = records.value.length - filled.length;

  const first = filled[0] ?? [];
  const wanted = listFacts[kind].columns;
  const names = headerNames(first);
  if (names && !fits(kind, names)) return { ok: false, problem: { kind: 'other-list', looksLike: kindOfHeader(names) ?? kind } };
  const columns = names ?? wanted;
  const at = new Map(columns.map((name, index) => [name.toLowerCase(), index]));
  const seen: Seen = {
    plain: !told && records.strict && blankLines === 0 && (delimiter === ',' || delimiter === null) && bytes.indexOf(13) === -1 && endsWithLineEnd(bytes),
  };
  // The header must be the one Mastodon writes, or the beginning of it (Hometown has two columns of four); other
  // columns would not be read.
  if ((names !== null) !== listFacts[kind].hasHeader && filled.length > 0) seen.plain = false;
  if (names?.some((_, index) => first[index] !== wanted[index])) seen.plain = false;
  // The server would take such a first title for a header (docs/mastodon.md, Imports, header rule).
  if (kind === 'lists' && !names && isHeaderWord(first[0] ?? '')) seen.plain = false;

  const { read } = csvShape(kind);
  const rows = filled.slice(names ? 1 : 0).map((record) => {
    if (record.length > columns.length) seen.plain = false;
    const cell = (column: string) => record[at.get(column.toLowerCase()) ?? -1] ?? '';
    return read(cell, (column) => yesOrNo(cell(column), seen));
  });
  return { ok: true, kind, rows, blankLines, plain: seen.plain, whole: bytes.length === 0 || endsWithLineEnd(bytes), header: names !== null, delimiter };
}

type Records = { ok: true; value: string[][]; strict: boolean } | { ok: false; problem: ListProblem };

/** Quotes are read strictly, as Mastodon does, and only where that fails forgivingly: `strict` says which. */
export function csvRecords(bytes: Uint8Array, delimiter: Delimiter | null, strict = true): Records {
  try {
    const value: string[][] = parse(bytes, {
      delimiter: delimiter ?? ',',
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_quotes: !strict,
      relax_column_count: true,
      max_record_size: MOST_ROW_BYTES,
    });
    return { ok: true, value, strict };
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    if (strict && (code === 'INVALID_OPENING_QUOTE' || code === 'CSV_INVALID_CLOSING_QUOTE')) return csvRecords(bytes, delimiter, false);
    const line = typeof lines === 'number' ? lines : null;
    if (code === 'CSV_MAX_RECORD_SIZE') return { ok: false, problem: { kind: 'row-too-long', line: line ?? 1, most: MOST_ROW_BYTES } };
    if (code === 'CSV_QUOTE_NOT_CLOSED') return { ok: false, problem: { kind: 'unclosed-quote', line: line ?? 1 } };
    return { ok: false, problem: { kind: 'not-csv', line } };
  }
}

const headerWords = new Map(
  Object.values(listFacts)
    .flatMap(({ columns }) => columns)
    .map((name) => [name.toLowerCase(), name]),
);

/** What Mastodon 4.2+ takes for a header when it is the very first cell. */
export function isHeaderWord(cell: string): boolean {
  return ['Account address', '#domain', '#uri', 'List name'].includes(cell);
}

/** The columns, if this first record is a header and not a row of a list called "List name". */
export function headerNames(record: readonly string[]): string[] | null {
  const names = record.map((cell) => headerWords.get(cell.trim().toLowerCase()) ?? cell.trim());
  const first = names[0] ?? '';
  if (!headerWords.has(first.toLowerCase()) && !names.includes('Account address')) return null;
  const [, second = ''] = names;
  const isListRow =
    names.length === 2 && !headerWords.has(second.toLowerCase()) && ACCOUNT_CELL.test(second) && (first !== 'Account address' || second.includes('@'));
  return isListRow ? null : names;
}

/** The columns that one list alone has. */
const ownColumns: Partial<Record<ListKind, string[]>> = Object.fromEntries(
  listKinds.map((kind) => {
    const others = listKinds.filter((other) => other !== kind).flatMap((other) => listFacts[other].columns);
    return [kind, listFacts[kind].columns.filter((column) => !others.includes(column))];
  }),
);

/** The list whose export has these columns; null for an address column alone, which fits several. */
export function kindOfHeader(names: readonly string[]): ListKind | null {
  return listKinds.find((kind) => ownColumns[kind]?.some((column) => names.includes(column))) ?? null;
}

function fits(kind: CsvKind, names: readonly string[]): boolean {
  const says = kindOfHeader(names);
  if (says !== null) return says === kind;
  return kind !== 'lists' && names.includes(csvShape(kind).named.column);
}

/** `sep=;` as the first line: how spreadsheets tell each other their separator. */
export function toldDelimiter(bytes: Uint8Array): Delimiter | null {
  const line = new TextDecoder().decode(bytes.subarray(0, 16));
  return (/^"?sep=([,;\t|])"?[\r\n]/i.exec(line)?.[1] as Delimiter | undefined) ?? null;
}

/**
 * The separator under which most of the first rows name an account, a domain or a post. Comma if all do, as in every
 * export, whatever its titles hold.
 */
function delimiterOf(kind: CsvKind, bytes: Uint8Array): Delimiter | null {
  if (!/[,;\t|]/.test(new TextDecoder().decode(bytes.subarray(0, SAMPLE)))) return null;
  const { named } = csvShape(kind);
  const index = listFacts[kind].columns.indexOf(named.column);
  const scores = separators.map((delimiter) => {
    const records = firstRecords(bytes, delimiter);
    const fit = records.map((cells) => {
      const header = headerNames(cells);
      // A header read right says more than any row: it must find all of its words.
      if (header) return 2 * header.filter((name) => headerWords.has(name.toLowerCase())).length;
      return named.looks.test(cells[index] ?? '') && cells.length > index ? 1 : 0;
    });
    return { delimiter, score: fit.reduce((sum, score) => sum + score, 0), all: fit.every((score) => score > 0) };
  });
  if (scores[0]?.all) return ',';
  return scores.reduce((a, b) => (b.score > a.score ? b : a)).delimiter;
}

const SAMPLE = 32_768;

/**
 * The first rows that are not blank, good enough to tell what a file is: quotes are respected, nothing is complained
 * about.
 */
export function firstRecords(bytes: Uint8Array, delimiters: string, quotes = true): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let closed = false;
  const endCell = () => {
    cells.push(cell);
    [cell, closed] = ['', false];
  };
  const endRecord = () => {
    endCell();
    if (cells.some((one) => one.trim() !== '')) records.push(cells);
    cells = [];
  };
  for (const char of new TextDecoder().decode(bytes.subarray(0, SAMPLE))) {
    if (char === '"' && quoted) [quoted, closed] = [false, true];
    else if (char === '"' && quotes && (closed || cell.trim() === '')) {
      // Doubled, it is a quote of the text itself.
      cell = closed ? `${cell}"` : '';
      [quoted, closed] = [true, false];
    } else if (quoted || !(delimiters.includes(char) || char === '\n' || char === '\r')) cell += char;
    else if (delimiters.includes(char)) endCell();
    else endRecord();
    if (records.length === 40) return records;
  }
  // What an open quote or the end of the sample cut short is no row, unless there is no other.
  if (quoted && records.length === 0) return firstRecords(bytes, delimiters, false);
  if ((!quoted && bytes.length <= SAMPLE) || records.length === 0) endRecord();
  return records;
}

// Spreadsheets write TRUE in the language of their owner; Mastodon 4.2+ would read FAUX as true.
const YES = new Set(['true', 't', '1', 'yes', 'on', 'vrai', 'wahr', 'verdadero', 'vero', 'verdadeiro', 'waar', 'prawda', 'oui', 'ja']);
const NO = new Set(['false', 'f', '0', 'no', 'off', 'faux', 'falsch', 'falso', 'onwaar', 'fałsz', 'non', 'nein']);

/** Whether a cell of a setting says yes or no, in any language that we know. */
export function isYesOrNo(cell: string): boolean {
  const word = cell.trim().toLowerCase();
  return YES.has(word) || NO.has(word);
}

function yesOrNo(cell: string, seen: Seen): boolean | null {
  if (cell === 'true') return true;
  if (cell === 'false') return false;
  if (cell === '') return null;
  seen.plain = false;
  const word = cell.trim().toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : null;
}

export function endsWithLineEnd(bytes: Uint8Array): boolean {
  const last = bytes[bytes.length - 1];
  return last === undefined || last === 10 || last === 13;
}

function parseFilters(bytes: Uint8Array): ListResult<'custom_filters'> {
  const empty = { ok: true, kind: 'custom_filters', blankLines: 0, whole: true, header: false, delimiter: null } as const;
  if (bytes.length === 0) return { ...empty, rows: [], plain: true };
  const json = parsedJson(bytes);
  if (json === undefined) return { ok: false, problem: { kind: 'not-json' } };
  const entries = isRecord(json) ? json.custom_filters : undefined;
  if (!Array.isArray(entries)) return { ok: false, problem: { kind: 'no-filters' } };
  if (entries.length > MOST_ROWS) return { ok: false, problem: { kind: 'too-many-rows', rows: entries.length, most: MOST_ROWS } };
  const seen: Seen = { plain: true };
  return { ...empty, rows: entries.map((entry: unknown) => filterRow(entry, seen)), plain: seen.plain };
}

/**
 * Reads what is there; `normalise` judges it. Anything that had to be supplied or left out makes the file not plain.
 */
export function filterRow(entry: unknown, seen: Seen = { plain: true }): FilterRow {
  const unclear = <T>(value: T): T => {
    seen.plain = false;
    return value;
  };
  if (!isRecord(entry)) return unclear({ title: '', expires_at: null, context: [], action: 'warn', keywords_attributes: [], statuses: [] });
  const texts = (value: unknown): string[] => {
    const found = Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
    return Array.isArray(value) && found.length === value.length ? found : unclear(found);
  };
  // Mastodon's first exports of filters wrote `expire_at`, while its import reads `expires_at`.
  const expires = entry.expires_at ?? (entry.expire_at == null ? null : unclear(entry.expire_at));
  const keywords = Array.isArray(entry.keywords_attributes) ? entry.keywords_attributes : unclear([]);
  return {
    title: typeof entry.title === 'string' ? entry.title : unclear(''),
    expires_at: expires === null || typeof expires === 'string' ? expires : unclear(null),
    context: texts(entry.context),
    action: typeof entry.action === 'string' ? entry.action : unclear('warn'),
    keywords_attributes: keywords.flatMap((item: unknown) =>
      isRecord(item) && typeof item.keyword === 'string' ? [{ keyword: item.keyword, whole_word: item.whole_word === true }] : unclear([]),
    ),
    statuses: texts(entry.statuses),
  };
}
