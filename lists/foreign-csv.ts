/**
 * CSV as other programs and spreadsheets write it, turned into CSV as Mastodon writes it: other words for the columns,
 * more columns, several members of a list in one row, the severities of an administrator's block list. What is not used
 * is named.
 */
import { cleanAccount, cleanDomain, isBareName, isPostUri } from './clean';
import { columnOf, ENDS, naming, SEVERITY } from './file-words';
import { cutRow, endsAt, isSuspended, listsAcross, SAMPLE_ROWS, severityAt, suits, withoutComments, withSeverity } from './foreign-shapes';
import { type ListKind, listFacts } from './kinds';
import { csvRecords, type Delimiter, endsWithLineEnd, firstRecords, isYesOrNo, MOST_BYTES, separators, toldDelimiter } from './parse';
import { csvCell } from './write-csv';

export type LeftReason =
  /** A name without a server, where nobody knows which server is meant. */
  | 'no-server'
  /** Blocked by an administrator in another way than a person blocks a domain: limited, or only its pictures. */
  | 'severity'
  /** A pattern or a name with stars: no domain. */
  | 'not-a-domain'
  | 'not-an-address'
  | 'not-a-link'
  /** A mute that has ended by itself. */
  | 'ended'
  /** A list without members: no import makes one. */
  | 'no-members'
  /** A filter without a word, or that applies nowhere. */
  | 'no-filter'
  /** The last line of a file that breaks off in it. */
  | 'cut-off';

export interface LeftRow {
  readonly row: string;
  readonly why: LeftReason;
}

export interface Table {
  /** Mastodon's names for the columns, the file's own for those it does not know; null: the file has no header. */
  readonly header: readonly string[] | null;
  /** The file's own words for its columns. */
  readonly words: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** A first row that may be a header in words of nobody's, or a name without a server. */
  readonly unclear: string | null;
  /** What stands of a last row that is cut off. */
  readonly cut: string | null;
}

/** The server's name in a column beside the user's: together they are the address. */
const JOINED = '#server';

/** A link to one post, below the profile of its author. */
const POST_LINK = /^https?:\/\/[^/]+\/(?:(?:web|deck|[^/@]+\.[^/@]+)\/)?(?:@[^/]+|users\/[^/]+)\/(?:\d|statuses\/|posts\/|notes\/|p\/)/i;

export const isAccountCell = (cell = ''): boolean => /[@/]/.test(cell) && !POST_LINK.test(cell.trim()) && cleanAccount(cell) !== null;
const isValue = (cell: string) => isAccountCell(cell) || isPostUri(cell.trim()) || (cell.includes('.') && domainOf(cell) !== null);

/** The accounts that a cell names: one, or several with commas or blanks between them. */
export function membersOf(cell = ''): string[] {
  if (isAccountCell(cell)) return [cell];
  const parts = cell.split(/[\s,;|]+/).filter(Boolean);
  return parts.length > 1 && parts.every(isAccountCell) ? parts : [];
}

const isNaming = (cell: string) => isValue(cell) || membersOf(cell).length > 0;

/** A server, also where it stands as its address. */
export function domainOf(cell: string): string | null {
  return cleanDomain(cell.trim().replace(/^https?:\/\/([^/?#]+)\/?$/i, '$1'));
}

/**
 * Null where the bytes are no CSV that can be read to its end. `isLists`: the file says by its name that it holds
 * lists.
 */
export function readTable(bytes: Uint8Array, isLists = false): Table | null {
  const told = toldDelimiter(bytes);
  const body = bytes[0] === 0xef && bytes[1] === 0xbb ? bytes.subarray(3) : bytes;
  const read = csvRecords(body, told ?? delimiterOf(body));
  if (!read.ok) return null;
  const filled = (told ? read.value.slice(1) : read.value).filter((record) => record.some((cell) => cell.trim() !== ''));
  const cut = cutRow(filled, endsWithLineEnd(body));
  return { ...tableOf(withoutComments(cut === null ? filled : filled.slice(0, -1)), isLists), cut };
}

function tableOf(records: readonly (readonly string[])[], isLists: boolean): Omit<Table, 'cut'> {
  const [first = [], ...rest] = records;
  const words = first.map((cell) => cell.trim());
  const across = listsAcross(words, rest, (cell) => membersOf(cell).length > 0, isLists || columnOf(words[0] ?? '') === 'List name');
  if (across !== null) return { header: ['List name', 'Account address'], words: [], rows: across, unclear: null };
  const header = headerOf(first, rest);
  if (header !== null) {
    const named = joined(header, rest);
    return { ...withSeverity(named), words, unclear: null };
  }
  switch (firstLine(first, rest)) {
    case 'header':
      // Of nobody's words for the accounts, but perhaps a known one for a setting.
      return { header: words.map((word) => settingOf(word) ?? word), words, rows: rest, unclear: null };
    case 'unclear':
      return { header: null, words: [], rows: rest, unclear: first.join(',') };
    case 'row':
      return { header: namesWithoutHeader(records), words: [], rows: records, unclear: null };
  }
}

function settingOf(word: string): string | null {
  const name = columnOf(word);
  return name === null || naming.includes(name) ? null : name;
}

/** Without a header: where a column can only be the severity of a server, or the end of a mute. */
function namesWithoutHeader(records: readonly (readonly string[])[]): string[] | null {
  const [first = []] = records;
  const isServers = records.slice(0, SAMPLE_ROWS).every(([domain = '']) => domain.includes('.') && domainOf(domain) !== null);
  const severity = isServers ? severityAt(records, first.length) : null;
  if (severity !== null) return first.map((_, at) => (at === severity ? SEVERITY : at === 0 ? '#domain' : ''));
  return endsAt(records, isAccountCell);
}

/** A first record that holds no value, and a word for a column that names something. */
function headerOf(record: readonly string[], rows: readonly (readonly string[])[]): string[] | null {
  if (record.some(isNaming)) return null;
  const known = record.map((cell) => columnOf(cell));
  const own = known.filter((name) => name !== null && naming.includes(name));
  // A list may be called "List name", with a member of the own server behind it.
  const isListRow = record.length === 2 && record[0] === 'List name' && !naming.includes(known[1] ?? '') && record[1]?.trim() !== '';
  if (own.length === 0 || isListRow) return null;
  const account = accountColumn(known, rows);
  const names = known.map((name, at) => (at === account ? 'Account address' : name === 'Account address' ? null : name));
  // Beside an account, a link or a server says nothing new; of two words for one thing, the first counts.
  const isBeside = (name: string) => account !== null && (name === '#uri' || name === '#domain');
  return names.map((name, at) => {
    const ownWord = (record[at] ?? '').trim();
    if (name === null) return ownWord;
    return isBeside(name) || names.indexOf(name) !== at ? ownWord : name;
  });
}

/**
 * Of several columns that may name the account, as "username" and "Mastodon handle" in the lists of programs that look
 * for people of elsewhere, the one that names most; links to profiles where nothing else names any.
 */
function accountColumn(known: readonly (string | null)[], rows: readonly (readonly string[])[]): number | null {
  const sample = rows.slice(0, SAMPLE_ROWS);
  const count = (at: number) => sample.filter((row) => membersOf(row[at]).length > 0).length;
  // Numbers count something, as the people of a server, and name nobody.
  const isNumbers = (at: number) => sample.some((row) => /\d/.test(row[at] ?? '')) && sample.every((row) => /^[\d\s.,']*$/.test(row[at] ?? ''));
  const best = (name: string) => {
    const places = known.flatMap((one, at) => (one === name && !isNumbers(at) ? [{ at, named: count(at) }] : []));
    return places.reduce<{ at: number; named: number } | null>((most, place) => (most === null || place.named > most.named ? place : most), null);
  };
  const [account, link] = [best('Account address'), best('#uri')];
  if (link !== null && link.named > 0 && (account?.named ?? 0) === 0) return link.at;
  return account?.at ?? null;
}

/** "ada" in one column and "bakers.example" in another are ada@bakers.example. */
function joined(header: readonly string[], rows: readonly (readonly string[])[]) {
  const account = header.indexOf('Account address');
  const server = account === -1 ? -1 : header.findIndex((word) => columnOf(word) === '#domain');
  const isHalf = (row: readonly string[]) => isBareName(row[account] ?? '') && (row[server] ?? '').includes('.') && domainOf(row[server] ?? '') !== null;
  if (server === -1 || !rows.some(isHalf)) return { header, rows };
  const whole = (row: readonly string[]) =>
    row.map((cell, at) => (at === account && isHalf(row) ? `${cell.trim().replace(/^@/, '')}@${row[server]?.trim()}` : cell));
  return { header: header.map((name, at) => (at === server ? JOINED : name)), rows: rows.map(whole) };
}

/** What a first line of unknown words is: above lines that all name something, a header or a name without a server. */
function firstLine(first: readonly string[], rows: readonly (readonly string[])[]): 'header' | 'unclear' | 'row' {
  if (first.some(isNaming) || rows.length === 0) return 'row';
  const sample = rows.slice(0, SAMPLE_ROWS);
  const all = (at: number, test: (cell: string) => boolean) => sample.every((row) => test(row[at] ?? ''));
  const named = first.findIndex((cell, at) => cell.trim() !== '' && all(at, isNaming));
  // What holds more than letters is no word for a column, but an address or a domain that is none.
  if (named === -1 || !/^#?\p{L}[\p{L}\p{M}\p{N}\s'’()_-]*$/u.test((first[named] ?? '').trim())) return 'row';
  const isName = (at: number) => first[at]?.trim() !== '' && !isYesOrNo(first[at] ?? '') && all(at, isYesOrNo);
  return isBareName(first[named] ?? '') && !first.some((_, at) => isName(at)) ? 'unclear' : 'header';
}

/** The separator under which most cells of the first rows name something; the comma where none does better. */
function delimiterOf(bytes: Uint8Array): Delimiter {
  const records = (delimiter: Delimiter) => firstRecords(bytes, delimiter);
  const score = (delimiter: Delimiter) =>
    records(delimiter).reduce((sum, cells) => sum + cells.filter((cell) => isValue(cell) || columnOf(cell) !== null).length, 0);
  const scores = separators.map((delimiter) => ({ delimiter, score: score(delimiter) }));
  return scores.reduce((a, b) => (b.score > a.score ? b : a)).delimiter;
}

export interface Rewritten {
  /** As Mastodon writes this list. */
  readonly text: string;
  /** By the file's own names, or by number ("3") where it has none. */
  readonly columnsLeft: readonly string[];
  readonly left: readonly LeftRow[];
  /** Mutes that will end by themselves; an import makes mutes without an end. */
  readonly ends: number;
  /** The column, among those left, that says when they end: it is used to leave those that have ended. */
  readonly endsColumn: string | null;
  /** Whether a reader of Mastodon's own files finds in the file itself what the table holds. */
  readonly inPlace: boolean;
}

type CsvKind = Exclude<ListKind, 'custom_filters'>;

/** The table as CSV of this list, in Mastodon's words. `now`: a mute that ended before is left. */
export function rewrite(table: Table, kind: CsvKind, now: number): Rewritten {
  const { columns, hasHeader } = listFacts[kind];
  const at = placesOf(table, kind);
  const left: LeftRow[] = [
    ...(table.unclear === null ? [] : [{ row: table.unclear, why: 'no-server' } as const]),
    ...(table.cut === null ? [] : [{ row: table.cut, why: 'cut-off' } as const]),
  ];
  const used = new Set(at.values());
  const end = kind === 'mutes' ? (table.header?.indexOf(ENDS) ?? -1) : -1;
  const rows: string[][] = [];
  let [size, ends] = [0, 0];
  for (const record of table.rows) {
    const reason = reasonToLeave(table, kind, record, now);
    if (reason !== null) left.push({ row: record.join(','), why: reason });
    else {
      if ((record[end] ?? '').trim() !== '') ends++;
      for (const cells of rowsOf(record, columns, at, kind, used)) {
        // A title is written anew for each of its members: out of little, that can make very much. What is larger than
        // any list is refused as a whole, so the rest need not be written.
        if (size > MOST_BYTES) break;
        size += cells.reduce((sum, cell) => sum + cell.length, cells.length);
        rows.push(cells);
      }
    }
  }
  if (ends === 0) used.add(end);
  const isUsed = (index: number) => used.has(index) || [SEVERITY, JOINED].includes(table.header?.[index] ?? '');
  const filled = new Set(table.rows.flatMap((row) => row.flatMap((cell, index) => (cell.trim() === '' ? [] : [index]))));
  const wordOf = (index: number) => table.words[index] || String(index + 1);
  const columnsLeft = [...filled]
    .filter((index) => !isUsed(index))
    .sort((a, b) => a - b)
    .map(wordOf);
  const lines = [...(hasHeader ? [columns] : []), ...rows].map((cells) => cells.map(csvCell).join(','));
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    columnsLeft,
    left,
    ends,
    endsColumn: ends === 0 ? null : wordOf(end),
    inPlace: isInPlace(table, kind, at),
  };
}

function isInPlace({ header, words, rows }: Table, kind: CsvKind, at: Map<string, number>): boolean {
  if (header?.includes(JOINED)) return false;
  const isOwnWord = ([name, index]: [string, number]) => (words[index] ?? '').toLowerCase() === name.toLowerCase();
  if (header === null ? listFacts[kind].columns.some((name, index) => (at.get(name) ?? index) !== index) : ![...at].every(isOwnWord)) return false;
  const member = at.get('Account address') ?? 1;
  if (kind === 'lists') return rows.every((row) => row.length <= 2 && membersOf(row[member]).length <= 1);
  return kind !== 'domain_blocks' || rows.every((row) => !(row[at.get('#domain') ?? 0] ?? '').includes('/'));
}

function reasonToLeave({ header }: Table, kind: CsvKind, record: readonly string[], now: number): LeftReason | null {
  const cell = (name: string) => (record[header?.indexOf(name) ?? -1] ?? '').trim();
  if (kind === 'domain_blocks' && header?.includes(SEVERITY)) return isSuspended(cell(SEVERITY)) ? null : 'severity';
  // A bare number is a length of time, from a day that nobody knows.
  if (kind === 'mutes' && /\D/.test(cell(ENDS)) && Date.parse(cell(ENDS)) <= now) return 'ended';
  return null;
}

function placesOf({ header, rows }: Table, kind: CsvKind): Map<string, number> {
  const { columns } = listFacts[kind];
  const named = header === null ? [] : columns.flatMap((name): [string, number][] => (header.includes(name) ? [[name, header.indexOf(name)]] : []));
  if (named.some(([name]) => name === nameColumn[kind]) && (kind !== 'lists' || named.length === 2)) return new Map(named);
  // Without a header, or without a word that we know: the column that names most of the accounts, domains or posts.
  const wide = Math.max(0, ...rows.slice(0, SAMPLE_ROWS).map((row) => row.length));
  const counts = Array.from({ length: Math.min(wide, 16) }, (_, index) => rows.slice(0, SAMPLE_ROWS).filter((row) => isNamed(kind, row[index] ?? '')).length);
  const most = Math.max(0, ...counts);
  const name = kind === 'lists' && counts[1] === most ? 1 : Math.max(0, counts.indexOf(most));
  if (kind === 'lists') {
    const title = named.find(([word]) => word === 'List name')?.[1];
    return new Map([...named, ['List name', title === undefined || title === name ? (name === 0 ? 1 : 0) : title], ['Account address', name]]);
  }
  // The settings only where they stand as Mastodon writes them.
  if (header === null && name === 0)
    return new Map(
      [...columns.entries()].flatMap(([index, column]): [string, number][] => (index === 0 || suits(column, rows, index) ? [[column, index]] : [])),
    );
  return new Map([...named, [nameColumn[kind], name]]);
}

const nameColumn: Record<CsvKind, string> = {
  follows: 'Account address',
  lists: 'Account address',
  bookmarks: '#uri',
  mutes: 'Account address',
  blocks: 'Account address',
  domain_blocks: '#domain',
};

function isNamed(kind: ListKind, cell: string): boolean {
  if (kind === 'bookmarks') return isPostUri(cell.trim());
  if (kind === 'domain_blocks') return domainOf(cell) !== null;
  return kind === 'lists' ? membersOf(cell).length > 0 : isAccountCell(cell);
}

/** One row, or one for each member where a row of a list names several. */
function rowsOf(record: readonly string[], columns: readonly string[], at: Map<string, number>, kind: ListKind, used: Set<number>): string[][] {
  const cells = columns.map((name) => record[at.get(name) ?? -1] ?? '');
  if (kind === 'domain_blocks') return [cells.map((cell) => domainOf(cell) ?? cell)];
  if (kind !== 'lists') return [cells];
  const [title = '', first = ''] = cells;
  const own = membersOf(first);
  const places = [...at.values()];
  const further = record.flatMap((cell, index) => (index > 1 && !places.includes(index) ? membersOf(cell).map((member) => ({ member, index })) : []));
  for (const { index } of further) used.add(index);
  return [...(own.length > 1 ? own : [first]), ...further.map(({ member }) => member)].map((member) => [title, member]);
}
