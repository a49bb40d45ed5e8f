/**
 * What a dropped file is, whoever wrote it: which of Mastodon's lists, how sure that is, its rows as Mastodon writes
 * them, and what is not used. Nothing is kept here and nothing is sent.
 */
import { isAccountCell, type LeftRow, readTable, rewrite, type Table } from './foreign-csv';
import { kindOfName, readJson } from './foreign-json';
import { cleanDomain, isPostUri, type ListKind } from './kinds';
import { kindOfHeader, type ListProblem, parseList, problemBeforeParsing, problemOfSize } from './parse';

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
  | { kind: 'filters-of-another-program' }
  | { kind: 'other-program' };

export interface Understood {
  readonly ok: true;
  /** Null: it may be any of `candidates`; the person must say. */
  readonly kind: ListKind | null;
  /** The likely one first. */
  readonly candidates: readonly ListKind[];
  /** What is special about it, to be said before it is kept. */
  readonly note: 'admin-blocks' | 'likes' | null;
  /** The rows as this list, as Mastodon writes them: the very bytes given, where that is what they are. */
  as(kind: ListKind): { readonly bytes: Bytes; readonly columnsLeft: readonly string[]; readonly left: readonly LeftRow[] };
}

export type Understanding = Understood | { readonly ok: false; readonly problem: ListProblem | ForeignProblem };

const no = (kind: ForeignProblem['kind']): Understanding => ({ ok: false, problem: { kind } });
const accounts: readonly ListKind[] = ['follows', 'mutes', 'blocks'];

export function understand(name: string, bytes: Bytes): Understanding {
  const foreign = problemOfName(name);
  if (foreign !== null) return no(foreign);
  const problem = problemBeforeParsing(bytes);
  if (problem) return { ok: false, problem };
  const start = new TextDecoder().decode(bytes.subarray(0, 1_024)).trimStart();
  const isJson = /^[{[]/.test(start);
  const size = problemOfSize(bytes, isJson);
  if (size) return { ok: false, problem: size };
  return isJson ? ofJson(name, bytes) : ofTable(name, bytes);
}

/** What the name alone says, before anything is read. */
export function problemOfName(name: string): ForeignProblem['kind'] | null {
  if (/\.(?:xlsx?|xlsm|ods|numbers|gsheet)$/i.test(name)) return 'spreadsheet';
  return /\.(?:zip|tar|gz|7z|rar)\.\d{2,3}$|\.z\d\d$|\.part\d+\.(?:zip|rar)$/i.test(name) ? 'part-of-several' : null;
}

function ofJson(name: string, bytes: Bytes): Understanding {
  // Mastodon's own export is read, and complained about, in its own terms.
  if (parseList('custom_filters', bytes).ok) return one('custom_filters', () => ({ bytes, columnsLeft: [], left: [] }));
  const read = readJson(name, bytes);
  if (read === null) return { ok: false, problem: { kind: 'not-json' } };
  switch (read.is) {
    case 'list':
      return one(read.kind, () => ({ bytes: encode(read.text), columnsLeft: [], left: read.left }));
    case 'likes':
      return { ok: true, kind: null, candidates: ['bookmarks'], note: 'likes', as: () => ({ bytes: encode(read.text), columnsLeft: [], left: read.left }) };
    case 'followers':
    case 'archive-part':
    case 'profile-links':
      return no(read.is);
    case 'unknown':
      return no('other-program');
    default:
      return read satisfies never;
  }
}

function one(kind: ListKind, as: Understood['as'], note: Understood['note'] = null): Understood {
  return { ok: true, kind, candidates: [kind], note, as };
}

function ofTable(name: string, bytes: Bytes): Understanding {
  const table = readTable(bytes);
  const named = kindOfName(name);
  if (table === null) {
    const parsed = parseList(named === null || named === 'followers' || named === 'custom_filters' ? 'follows' : named, bytes);
    return { ok: false, problem: parsed.ok ? { kind: 'not-csv', line: null } : parsed.problem };
  }
  // Read anew when asked: forty dropped files are not forty tables in memory.
  const as = (kind: ListKind) => asList(readTable(bytes) ?? { header: null, rows: [] }, kind as CsvKind, bytes);
  const said = table.header === null ? null : kindOfHeader([...table.header]);
  const kinds = kindsOf(table, named);
  if (kinds.includes('domain_blocks') && table.header?.includes('#severity')) return one('domain_blocks', as, 'admin-blocks');
  if (named === 'custom_filters' || looksLikeFilters(table)) return no('filters-of-another-program');
  if (named === 'followers' && kinds.some((kind) => accounts.includes(kind)) && kinds.length > 1) return no('followers');
  const known = named === 'followers' ? null : named;
  if (table.rows.length === 0 && table.header === null) return known === null ? { ok: true, kind: null, candidates: [], note: null, as } : one(known, as);
  // The columns say more than a name does.
  if (said !== null) return one(said, as);
  const [only, ...others] = kinds;
  if (only !== undefined && others.length === 0 && (known === null || known === only)) return one(only, as);
  if (known !== null && kinds.includes(known)) return one(known, as);
  // The rows speak against the name, or nothing tells: the person says which is right, with the likely one first.
  return { ok: true, kind: null, candidates: kinds, note: null, as };
}

/** Which lists the columns or the rows fit; several where only the person knows. */
function kindsOf({ header, rows }: Table, named: ReturnType<typeof kindOfName>): readonly ListKind[] {
  const said = header === null ? null : kindOfHeader([...header]);
  if (said !== null) return [said];
  if (header?.includes('Account address')) return accounts;
  const most = (test: (row: readonly string[]) => boolean) => rows.length > 0 && rows.filter(test).length > rows.length / 2;
  if (most((row) => isPostUri((row[0] ?? '').trim()) && !isAccountCell(row[0]))) return ['bookmarks'];
  // A title may look like an address.
  if (named === 'lists' && most((row) => row.length >= 2 && isAccountCell(row[1]))) return ['lists'];
  // A title stands before the member; what stands behind an account in other lists never is one.
  if (most((row) => row.length >= 2 && !isAccountCell(row[0]) && isAccountCell(row[1]))) return ['lists'];
  if (most((row) => isAccountCell(row[0]))) return rows.some((row) => row.length > 2) ? ['follows'] : accounts;
  if (most((row) => row.some((cell) => isAccountCell(cell)))) return accounts;
  return most((row) => cleanDomain(row[0] ?? '') !== null && (row[0] ?? '').includes('.')) ? ['domain_blocks'] : [];
}

/** As programs export filters that are no Mastodon: a column of words, and what is done with them. */
function looksLikeFilters({ header, rows }: Table): boolean {
  const words = (header ?? rows[0] ?? []).map((cell) => cell.trim().toLowerCase());
  return words.some((word) => /^(?:keyword|phrase|whole[ _]word)s?$/.test(word)) && words.length > 1;
}

function asList(table: Table, kind: CsvKind, given: Bytes): ReturnType<Understood['as']> {
  const { text, columnsLeft, left } = rewrite(table, kind);
  const parsed = parseList(kind, given);
  const isOwn = parsed.ok && columnsLeft.length === 0 && left.length === 0 && parsed.rows.length === table.rows.length && !hasSeveral(table, kind);
  return { bytes: isOwn ? given : encode(text), columnsLeft, left };
}

function hasSeveral({ rows }: Table, kind: CsvKind): boolean {
  return kind === 'lists' && rows.some((row) => row.length > 2);
}

const encode = (text: string): Bytes => new TextEncoder().encode(text);
