/**
 * What a dropped file is, whoever wrote it: which of Mastodon's lists, how sure that is, its rows as Mastodon writes
 * them, and what is not used. Nothing is kept here and nothing is sent.
 */
import { cleanAccount, isBareName, isPostUri } from './clean';
import { kindOfName, type NamedKind, SEVERITY } from './file-words';
import { domainOf, isAccountCell, type LeftRow, membersOf, readTable, rewrite, type Table } from './foreign-csv';
import { filtersOfTable, looksLikeFilters } from './foreign-filters';
import { type ForeignJson, readJson } from './foreign-json';
import { type ListKind, type ListRow, listKinds, rowKey } from './kinds';
import { kindOfHeader, type ListProblem, parseList, problemBeforeParsing, problemOfSize } from './parse';
import { inUtf8, rareFile } from './text';

type Bytes = Uint8Array<ArrayBuffer>;
type CsvKind = Exclude<ListKind, 'custom_filters'>;

export type ForeignProblem =
  /** Nobody can be made to follow; no server imports such a list. */
  | { kind: 'followers' }
  | { kind: 'spreadsheet' }
  /** `.zip.001`, `.z01`: one of several. */
  | { kind: 'part-of-several' }
  /** Posts or profile of an archive, out of its ZIP. */
  | { kind: 'archive-part' }
  /** Addresses of profiles, of which only their servers know the accounts. */
  | { kind: 'profile-links' }
  | { kind: 'posts' }
  /** Misskey's saved searches. */
  | { kind: 'antennas' }
  | { kind: 'hashtags' }
  /** Servers that an administrator lets in, or mail providers: nobody's blocks. */
  | { kind: 'other-admin-list' }
  | { kind: 'filters-of-another-program' }
  | { kind: 'browser-bookmarks' }
  /** Nothing in it, and no name that says of which list. */
  | { kind: 'empty' }
  | { kind: 'other-program' };

/** `guessed`: signs beyond ASCII may be others than those written. */
export type UnderstoodNote = 'admin-blocks' | 'likes' | 'clips' | 'guessed';

export interface AsList {
  readonly bytes: Bytes;
  readonly columnsLeft: readonly string[];
  readonly left: readonly LeftRow[];
  /** Mutes that will end by themselves; an import makes mutes without an end. */
  readonly ends: number;
  /** The column, among those left, that says when: what becomes of it is said of the mutes. */
  readonly endsColumn: string | null;
}

export interface Understood {
  readonly ok: true;
  /** Null: it may be any of `candidates`; the person must say. */
  readonly kind: ListKind | null;
  /** The likely one first. */
  readonly candidates: readonly ListKind[];
  /** What is special about it, to be said before it is kept. */
  readonly notes: readonly UnderstoodNote[];
  /** The rows as this list, as Mastodon writes them: the very bytes given, where that is what they are. */
  as(kind: ListKind): AsList;
}

export type Understanding = Understood | { readonly ok: false; readonly problem: ListProblem | ForeignProblem };

/** Of lists without mutes. */
const endless = { ends: 0, endsColumn: null } as const;

const no = (kind: ForeignProblem['kind']): Understanding => ({ ok: false, problem: { kind } });
const accounts: readonly ListKind[] = ['follows', 'mutes', 'blocks'];

/** One answer, or one for each list that the file holds. `now`: what ended before is left. */
export function understand(name: string, given: Bytes, now = Date.now()): readonly Understanding[] {
  const foreign = problemOfName(name);
  if (foreign !== null) return [no(foreign)];
  // An export of a list without entries is empty; of another file, that is all there is to say.
  if (given.length < 64 && new TextDecoder().decode(given).trim() === '' && !listKinds.some((kind) => kind === kindOfName(name))) return [no('empty')];
  const rare = rareFile(given);
  if (rare !== null) return [{ ok: false, problem: { kind: 'other-file', is: rare } }];
  const { bytes, guessed } = inUtf8(given) ?? { bytes: given, guessed: false };
  const problem = problemBeforeParsing(bytes);
  if (problem) return [{ ok: false, problem }];
  const start = new TextDecoder().decode(bytes.subarray(0, 1_024)).trimStart();
  // What X, once Twitter, gives its people begins like this.
  if (start.startsWith('window.YTD')) return [no('other-program')];
  const isJson = /^[{[]/.test(start);
  const size = problemOfSize(bytes, isJson);
  if (size) return [{ ok: false, problem: size }];
  const found = isJson ? ofJson(name, bytes, now) : [ofTable(name, bytes, now)];
  return guessed ? found.map((one) => (one.ok ? { ...one, notes: [...one.notes, 'guessed'] } : one)) : found;
}

/** What the name alone says, before anything is read. */
export function problemOfName(name: string): ForeignProblem['kind'] | null {
  if (/\.(?:xlsx?|xlsm|ods|numbers|gsheet)$/i.test(name)) return 'spreadsheet';
  const isPart = /\.(?:zip|tar|gz|tgz|7z|rar)\.(?:\d{2,3}|a[a-z]|part\d*)$|\.z\d\d$|\.part\d+(?:\.(?:zip|rar|7z))?$/i.test(name);
  return isPart ? 'part-of-several' : null;
}

/**
 * Rows of a list, as it was parsed, that name nobody and nothing: no import can do anything with them. A name without a
 * server names an account of `home`, the server that the list comes from.
 */
export function rowsWithoutName<K extends ListKind>(kind: K, rows: readonly ListRow[], home: string): LeftRow[] {
  return rows.flatMap((row) => {
    const why = reasonWithoutName(kind, row, home);
    if (why === null) return [];
    return [
      {
        row: Object.values(row)
          .filter((cell) => typeof cell === 'string')
          .join(','),
        why,
      },
    ];
  });
}

function reasonWithoutName(kind: ListKind, row: ListRow, home: string): LeftRow['why'] | null {
  if ('account' in row) {
    const name = row.account.trim();
    // Of an account whose handle was taken, a server tells a number at a domain that can never be.
    if (/\.invalid$/i.test(name)) return 'not-an-address';
    if (cleanAccount(name) === null && !isBareName(name)) return /^@?[\w-]+(?:\.[\w-]+)+$/.test(name) ? 'no-server' : 'not-an-address';
  }
  if (rowKey(kind, row as never, home) !== null) return null;
  return kind === 'bookmarks' ? 'not-a-link' : kind === 'domain_blocks' ? 'not-a-domain' : kind === 'custom_filters' ? 'no-filter' : 'not-an-address';
}

function ofJson(name: string, bytes: Bytes, now: number): readonly Understanding[] {
  // Mastodon's own export is read, and complained about, in its own terms.
  if (parseList('custom_filters', bytes).ok) return [one('custom_filters', () => ({ bytes, columnsLeft: [], left: [], ...endless }))];
  const read = readJson(name, bytes);
  return read === null ? [{ ok: false, problem: { kind: 'not-json' } }] : read.map((found) => ofForeignJson(found, now));
}

function ofForeignJson(found: ForeignJson, now: number): Understanding {
  switch (found.is) {
    case 'list': {
      const as = asTable(found.table, found.left, now);
      if (found.kind === null) return unsure(accounts, as);
      return one(found.kind, as, found.table.header?.includes(SEVERITY) ? ['admin-blocks'] : []);
    }
    case 'filters':
      return one('custom_filters', () => ({ bytes: encode(found.text), columnsLeft: [], left: found.left, ...endless }));
    case 'likes':
    case 'clips':
      return unsure(['bookmarks'], asTable(found.table, found.left, now), [found.is]);
    case 'unknown':
      return no('other-program');
    default:
      return no(found.is);
  }
}

function asTable(table: Table, others: readonly LeftRow[], now: number): Understood['as'] {
  return (kind) => {
    const { text, left, columnsLeft, ends, endsColumn } = rewrite(table, kind as CsvKind, now);
    return { bytes: encode(text), columnsLeft, left: [...left, ...others], ends, endsColumn };
  };
}

function one(kind: ListKind, as: Understood['as'], notes: readonly UnderstoodNote[] = []): Understood {
  return { ok: true, kind, candidates: [kind], notes, as };
}

function unsure(candidates: readonly ListKind[], as: Understood['as'], notes: readonly UnderstoodNote[] = []): Understood {
  return { ok: true, kind: null, candidates, notes, as };
}

const none: Table = { header: null, words: [], rows: [], unclear: null, cut: null };

function ofTable(name: string, bytes: Bytes, now: number): Understanding {
  const named = kindOfName(name);
  const table = readTable(bytes, named === 'lists');
  const known = listKinds.find((kind) => kind === named) ?? null;
  if (table === null) {
    const parsed = parseList(known === null || known === 'custom_filters' ? 'follows' : known, bytes);
    return { ok: false, problem: parsed.ok ? { kind: 'not-csv', line: null } : parsed.problem };
  }
  // Read anew when asked: forty dropped files are not forty tables in memory.
  const as = (kind: ListKind) => asList(readTable(bytes, named === 'lists') ?? none, kind as CsvKind, bytes, now);
  const kinds = kindsOf(table, known);
  const other = problemOfNamed(named, table, kinds);
  if (other !== null) return no(other);
  if (kinds.includes('domain_blocks') && table.header?.includes(SEVERITY)) return one('domain_blocks', as, ['admin-blocks']);
  const records = table.header === null ? table.rows : [table.words, ...table.rows];
  if (known === 'custom_filters' || looksLikeFilters(records[0] ?? [])) {
    const filters = filtersOfTable(records);
    if (filters === null) return no('filters-of-another-program');
    return one('custom_filters', () => ({ ...filters, bytes: encode(filters.text), ...endless }));
  }
  if (kinds[0] === 'bookmarks' && (named === 'likes' || named === 'clips')) return unsure(kinds, as, [named]);
  if (table.rows.length === 0 && table.header === null) return known === null ? unsure([], as) : one(known, as);
  const [only, ...others] = kinds;
  // The columns say more than a name does.
  // A list of blocks whose entries are servers: those are blocked.
  const isSaid = known === only || saidBy(table) !== null || (known === 'blocks' && only === 'domain_blocks');
  if (only !== undefined && others.length === 0 && (known === null || isSaid)) return one(only, as);
  if (known !== null && kinds.includes(known)) return one(known, as);
  // The rows speak against the name, or nothing tells: the person says which is right, with the likely one first.
  return unsure(kinds, as);
}

/** What the name says that no list is, where nothing in the file says otherwise. */
function problemOfNamed(named: NamedKind | null, { header, rows }: Table, kinds: readonly ListKind[]): ForeignProblem['kind'] | null {
  if (named === 'followers' && kinds.some((kind) => accounts.includes(kind))) return 'followers';
  if (named === 'other-admin-list' && kinds.includes('domain_blocks') && !header?.includes(SEVERITY)) return 'other-admin-list';
  const isTag = (row: readonly string[]) => /^#[\p{L}\p{N}_]+$/u.test(row[0]?.trim() ?? '');
  return (named === 'hashtags' && kinds.length === 0) || (rows.length > 0 && rows.every(isTag)) ? 'hashtags' : null;
}

const saidBy = ({ header }: Table) => (header === null ? null : kindOfHeader([...header]));

/** Which lists the columns or the rows fit; several where only the person knows. */
function kindsOf(table: Table, known: ListKind | null): readonly ListKind[] {
  const { header } = table;
  const said = saidBy(table);
  if (said !== null) return [said];
  if (header?.includes('Account address')) return accounts;
  const rows = sampleOf(table.rows);
  const count = (kind: ListKind, isNamed = false) => rows.filter((row) => fits(kind, row, isNamed)).length;
  const counts = new Map(listKinds.map((kind) => [kind, count(kind)]));
  const most = Math.max(...counts.values());
  // By its own name, some of the rows are enough, as long as no more of them speak for another list.
  if (known !== null && known !== 'custom_filters' && count(known, true) > 0 && count(known, true) >= most) return [known];
  const isMost = (kind: ListKind) => (counts.get(kind) ?? 0) > rows.length / 2;
  if (isMost('bookmarks')) return ['bookmarks'];
  if (isMost('lists')) return ['lists', ...(known !== null && accounts.includes(known) ? [known] : [])];
  if (isMost('follows')) return rows.some((row) => row.length > 2) ? ['follows'] : accounts;
  if (rows.length > 0 && rows.filter((row) => row.some((cell) => isAccountCell(cell))).length > rows.length / 2) return accounts;
  return isMost('domain_blocks') ? ['domain_blocks'] : [];
}

/** Rows from all over the table: what they are, some thousand tell as well as half a million. */
function sampleOf<Row>(rows: readonly Row[]): readonly Row[] {
  const step = Math.ceil(rows.length / 2_000);
  return step <= 1 ? rows : rows.filter((_, at) => at % step === 0);
}

/** `isNamed`: the file says by its name that it is this list. */
function fits(kind: ListKind, row: readonly string[], isNamed: boolean): boolean {
  const [first = '', second = ''] = row;
  switch (kind) {
    case 'bookmarks':
      return isPostUri(first.trim()) && (isNamed || !isAccountCell(first));
    // A title stands before the member; what stands behind an account in other lists never is one.
    case 'lists':
      return (
        row.length >= 2 &&
        ((isNamed && (membersOf(first).length > 0 || isBareName(second))) ||
          (!isAccountCell(first) && membersOf(second).length > 0) ||
          (isNamed && membersOf(second).length > 0))
      );
    case 'domain_blocks':
      return first.includes('.') && (domainOf(first) !== null || /^[\w*-]+(?:\.[\w*-]+)*\.[a-z*][\w*-]+$/i.test(first.trim()));
    case 'custom_filters':
      return false;
    default:
      return isAccountCell(first) || (isNamed && isBareName(first));
  }
}

function asList(table: Table, kind: CsvKind, given: Bytes, now: number): AsList {
  const { text, inPlace, ...rest } = rewrite(table, kind, now);
  const parsed = inPlace ? parseList(kind, given) : null;
  const isOwn = parsed?.ok && rest.columnsLeft.length === 0 && rest.left.length === 0 && parsed.rows.length === table.rows.length;
  return { ...rest, bytes: isOwn ? given : encode(text) };
}

const encode = (text: string): Bytes => new TextEncoder().encode(text);
