/** Guesses which of Mastodon's lists a file is, for files people drop in, and says how sure that is. */
import type { ListKind } from './kinds';
import { cleanAccount, cleanDomain, isPostUri, listFacts } from './kinds';
import { firstRecords, headerNames, kindOfHeader, type ListProblem, problemBeforeParsing, toldDelimiter } from './parse';

export interface Recognised {
  readonly ok: true;
  /** Null: a list of accounts that may be any of `candidates`; the person must say. */
  readonly kind: ListKind | null;
  readonly sure: 'certain' | 'likely' | 'unsure';
  readonly candidates: readonly ListKind[];
}

const NAMES: readonly (readonly [RegExp, ListKind])[] = [
  [/^(?:follows|following)/i, 'follows'],
  [/^(?:mutes|muted)/i, 'mutes'],
  [/^(?:blocks|blocked_accounts)/i, 'blocks'],
  [/^(?:domain_blocks|blocked_domains)/i, 'domain_blocks'],
  [/^bookmarks/i, 'bookmarks'],
  [/^lists/i, 'lists'],
  [/^custom_filters/i, 'custom_filters'],
];

export function recogniseList(name: string, bytes: Uint8Array): Recognised | { readonly ok: false; readonly problem: ListProblem } {
  const problem = problemBeforeParsing(bytes);
  if (problem) return { ok: false, problem };
  // Names are keys, never paths; browsers add " (1)" behind, which these patterns ignore.
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const named = NAMES.find(([pattern]) => pattern.test(base))?.[1] ?? null;
  const text = new TextDecoder().decode(bytes.subarray(0, 65_536)).trimStart();
  if (text.startsWith('{') || text.startsWith('[')) {
    if (/"custom_filters"\s*:/.test(text)) return certain('custom_filters');
    return { ok: false, problem: { kind: 'no-filters' } };
  }
  // Any of the separators a spreadsheet may have used; a title with one inside does not matter here.
  const records = firstRecords(bytes, toldDelimiter(bytes) ?? ',;\t').slice(toldDelimiter(bytes) ? 1 : 0);
  const { kinds, isCertain } = candidatesOf(records);
  if (isCertain) return certain(kinds[0] ?? 'follows');
  if (named !== null && (kinds.includes(named) || records.length === 0)) return { ok: true, kind: named, sure: 'likely', candidates: [named] };
  // The rows speak against the name: the person says which is right.
  const candidates = named !== null && kinds.length > 0 ? [...kinds, named] : kinds;
  const [only, ...others] = candidates;
  return { ok: true, kind: only !== undefined && others.length === 0 ? only : null, sure: 'unsure', candidates };
}

function certain(kind: ListKind): Recognised {
  return { ok: true, kind, sure: 'certain', candidates: [kind] };
}

function candidatesOf(records: readonly (readonly string[])[]): { kinds: readonly ListKind[]; isCertain: boolean } {
  if (records.length === 0) return { kinds: Object.keys(listFacts) as ListKind[], isCertain: false };
  const header = headerNames(records[0] ?? []);
  if (header) {
    const kind = kindOfHeader(header);
    return kind ? { kinds: [kind], isCertain: true } : { kinds: ['follows', 'mutes', 'blocks'], isCertain: false };
  }
  const most = (test: (row: readonly string[]) => boolean) => records.filter(test).length > records.length / 2;
  const isAccount = (cell = '') => cell.includes('@') && cleanAccount(cell) !== null;
  const guesses: readonly (readonly [ListKind[], (row: readonly string[]) => boolean])[] = [
    [['bookmarks'], (row) => isPostUri((row[0] ?? '').trim())],
    // A title may look like an address; what stands behind an account in other lists never does.
    [['lists'], (row) => row.length >= 2 && isAccount(row.at(-1))],
    [['follows', 'mutes', 'blocks'], (row) => isAccount(row[0]) && row.length === 1],
    [['mutes', 'follows'], (row) => isAccount(row[0]) && row.length === 2],
    [['follows'], (row) => isAccount(row[0])],
    [['domain_blocks'], (row) => cleanDomain(row[0] ?? '') !== null],
  ];
  return { kinds: guesses.find(([, test]) => most(test))?.[0] ?? [], isCertain: false };
}
