/**
 * CSV as other programs and spreadsheets write it, turned into CSV as Mastodon writes it: other words for the columns,
 * more columns, several members of a list in one row, the severities of an administrator's block list. What is not used
 * is named.
 */
import { cleanAccount, cleanDomain, isPostUri, type ListKind, listFacts } from './kinds';
import { csvRecords, type Delimiter, firstRecords, MOST_BYTES, toldDelimiter } from './parse';

export type LeftReason =
  /** A name without a server, where nobody knows which server is meant. */
  | 'no-server'
  /** Blocked by an administrator in another way than a person blocks a domain: limited, or only its pictures. */
  | 'severity'
  /** A pattern or a name with stars: no domain. */
  | 'not-a-domain'
  | 'not-an-address'
  | 'not-a-link';

export interface LeftRow {
  readonly row: string;
  readonly why: LeftReason;
}

export interface Table {
  /** Mastodon's names for the columns, the file's own for those it does not know; null: the file has no header. */
  readonly header: readonly string[] | null;
  readonly rows: readonly (readonly string[])[];
}

/** What other programs and translated spreadsheets call Mastodon's columns, in lower case with single blanks. */
const synonyms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'Account address': [
      ...[
        'account address',
        'account',
        'accounts',
        'account_address',
        'accountaddress',
        'address',
        'acct',
        'handle',
        'handles',
        'user',
        'users',
        'username',
        'user name',
      ],
      ...['profile', 'fediverse', 'fediverse handle', 'mastodon', 'mastodon handle', 'mastodon address', 'webfinger', 'actor', 'member', 'id', '@'],
      ...['compte', 'adresse', 'adresse du compte', 'identifiant', 'konto', 'kontoadresse', 'profil', 'cuenta', 'usuario', 'conta', 'utente'],
    ],
    'List name': ['list name', 'list', 'lists', 'list_name', 'title of list', 'nom de la liste', 'liste', 'listenname', 'lista'],
    '#domain': ['#domain', 'domain', 'domains', '#instance', 'instance', 'instances', 'server', 'servers', 'domaine', 'serveur', 'domäne', 'dominio'],
    '#uri': ['#uri', 'uri', 'url', 'link', 'status', 'post', 'toot', 'bookmark', 'lien', 'post url', 'status url'],
    'Show boosts': ['show boosts', 'show_boosts', 'boosts', 'reblogs', 'show reblogs', 'afficher les partages'],
    'Notify on new posts': ['notify on new posts', 'notify', 'notifications', 'notify_on_new_posts'],
    Languages: ['languages', 'language', 'langues', 'sprachen'],
    'Hide notifications': ['hide notifications', 'hide_notifications', 'muted notifications', 'masquer les notifications'],
    '#severity': ['#severity', 'severity'],
  }).flatMap(([name, words]) => words.map((word): [string, string] => [word, name])),
);

/** Columns that name what a row is about. */
const naming = ['Account address', 'List name', '#domain', '#uri'];

export const isAccountCell = (cell = ''): boolean => /[@/]/.test(cell) && cleanAccount(cell) !== null;
const isValue = (cell: string) => isAccountCell(cell) || isPostUri(cell.trim()) || (cell.includes('.') && cleanDomain(cell) !== null);

/** Null where the bytes are no CSV that can be read to its end. */
export function readTable(bytes: Uint8Array): Table | null {
  const told = toldDelimiter(bytes);
  const body = bytes[0] === 0xef && bytes[1] === 0xbb ? bytes.subarray(3) : bytes;
  const read = csvRecords(body, told ?? delimiterOf(body));
  if (!read.ok) return null;
  const records = (told ? read.value.slice(1) : read.value).filter((record) => record.some((cell) => cell.trim() !== ''));
  const header = headerOf(records[0] ?? []);
  return { header, rows: header === null ? records : records.slice(1) };
}

/** A first record that holds no value, and a word for a column that names something. */
function headerOf(record: readonly string[]): string[] | null {
  if (record.some(isValue)) return null;
  const names = record.map((cell) => synonyms.get(cell.trim().toLowerCase().replace(/\s+/g, ' ')) ?? cell.trim());
  const own = names.filter((name) => naming.includes(name));
  // A list may be called "List name", with a member of the own server behind it.
  const isListRow = record.length === 2 && names[0] === 'List name' && !naming.includes(names[1] ?? '') && record[0] === 'List name' && names[1] !== '';
  if (own.length === 0 || isListRow) return null;
  // Beside an account, a link or a server says nothing new; of "account" and "handle" beside each other, the first
  // counts.
  const isBeside = (name: string) => names.includes('Account address') && (name === '#uri' || name === '#domain');
  return names.map((name, at) => (isBeside(name) || (naming.includes(name) && names.indexOf(name) !== at) ? (record[at] ?? '').trim() : name));
}

/** The separator under which most cells of the first rows name something; the comma where none does better. */
function delimiterOf(bytes: Uint8Array): Delimiter {
  const score = (delimiter: Delimiter) => firstRecords(bytes, delimiter).reduce((sum, cells) => sum + cells.filter(isValue).length, 0);
  const scores = ([',', ';', '\t'] as const).map((delimiter) => ({ delimiter, score: score(delimiter) }));
  return scores.reduce((a, b) => (b.score > a.score ? b : a)).delimiter;
}

export interface Rewritten {
  /** As Mastodon writes this list. */
  readonly text: string;
  /** By the file's own names, or by number ("3") where it has none. */
  readonly columnsLeft: readonly string[];
  readonly left: readonly LeftRow[];
}

/** The table as CSV of this list, in Mastodon's words. */
export function rewrite(table: Table, kind: Exclude<ListKind, 'custom_filters'>): Rewritten {
  const { columns, hasHeader } = listFacts[kind];
  const at = placesOf(table, kind);
  const left: LeftRow[] = [];
  const used = new Set(at.values());
  const rows: string[][] = [];
  let size = 0;
  for (const record of table.rows) {
    const severity = kind === 'domain_blocks' ? severityOf(table, record) : null;
    const reason = severity !== null && severity !== 'suspend' ? 'severity' : null;
    if (reason !== null) left.push({ row: record.join(','), why: reason });
    else
      for (const cells of rowsOf(record, columns, at, kind, used)) {
        // A title is written anew for each of its members: out of little, that can make very much. What is larger than
        // any list is refused as a whole, so the rest need not be written.
        if (size > MOST_BYTES) break;
        size += cells.reduce((sum, cell) => sum + cell.length, cells.length);
        rows.push(cells);
      }
  }
  const isUsed = (index: number) => used.has(index) || table.header?.[index] === '#severity';
  const filled = new Set(table.rows.flatMap((row) => row.flatMap((cell, index) => (cell.trim() === '' ? [] : [index]))));
  const columnsLeft = [...filled]
    .filter((index) => !isUsed(index))
    .sort((a, b) => a - b)
    .map((index) => table.header?.[index] || String(index + 1));
  const lines = [...(hasHeader ? [columns] : []), ...rows].map((cells) => cells.map(quoted).join(','));
  return { text: lines.map((line) => `${line}\n`).join(''), columnsLeft, left };
}

function placesOf({ header, rows }: Table, kind: Exclude<ListKind, 'custom_filters'>): Map<string, number> {
  const { columns } = listFacts[kind];
  if (header !== null) {
    const found = columns.flatMap((name): [string, number][] => (header.includes(name) ? [[name, header.indexOf(name)]] : []));
    return new Map(found);
  }
  if (kind === 'lists') return new Map([...columns.entries()].map(([index, name]) => [name, index]));
  // The column that names most of the accounts, domains or posts; the settings only where they stand as Mastodon writes
  // them.
  const names = [0, 1, 2, 3].map((index) => rows.slice(0, 200).filter((row) => isNamed(kind, row[index] ?? '')).length);
  const name = Math.max(0, names.indexOf(Math.max(...names)));
  return name === 0 ? new Map([...columns.entries()].map(([index, column]) => [column, index])) : new Map([[columns[0] ?? '', name]]);
}

function isNamed(kind: ListKind, cell: string): boolean {
  if (kind === 'bookmarks') return isPostUri(cell.trim());
  return kind === 'domain_blocks' ? cleanDomain(cell) !== null : isAccountCell(cell);
}

/** One row, or one for each member where a row of a list names several. */
function rowsOf(record: readonly string[], columns: readonly string[], at: Map<string, number>, kind: ListKind, used: Set<number>): string[][] {
  const cells = columns.map((name) => record[at.get(name) ?? -1] ?? '');
  if (kind !== 'lists') return [cells];
  const further = record.flatMap((cell, index) => (index > 1 && ![...at.values()].includes(index) && isAccountCell(cell) ? [{ cell, index }] : []));
  for (const { index } of further) used.add(index);
  return [cells, ...further.map(({ cell }) => [cells[0] ?? '', cell])];
}

function severityOf({ header }: Table, record: readonly string[]): string | null {
  const index = header?.indexOf('#severity') ?? -1;
  return index < 0 ? null : (record[index] ?? '').trim().toLowerCase();
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
