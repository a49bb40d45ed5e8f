/** Guesses which of Mastodon's lists a file is, for files people drop in, and says how sure that is. */
import type { ListKind } from '../journey/facts';
import { cleanAccount, cleanDomain, isPostUri, listFacts } from '../journey/list-kinds';
import { headerNames, kindOfHeader, type ListProblem, problemBeforeParsing } from './lists';

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
  const lines = text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 30);
  const candidates = candidatesOf(lines);
  if (candidates.certain) return certain(candidates.kinds[0] ?? 'follows');
  if (named !== null && (candidates.kinds.includes(named) || lines.length === 0)) return { ok: true, kind: named, sure: 'likely', candidates: [named] };
  // The rows speak against the name: what is inside counts.
  const [only, ...others] = candidates.kinds;
  return { ok: true, kind: only !== undefined && others.length === 0 ? only : null, sure: 'unsure', candidates: candidates.kinds };
}

function certain(kind: ListKind): Recognised {
  return { ok: true, kind, sure: 'certain', candidates: [kind] };
}

function candidatesOf(lines: readonly string[]): { kinds: readonly ListKind[]; certain: boolean } {
  if (lines.length === 0) return { kinds: Object.keys(listFacts) as ListKind[], certain: false };
  const cells = lines.map(looseCells);
  const header = headerNames(cells[0] ?? []);
  if (header) {
    const kind = kindOfHeader(header);
    return kind ? { kinds: [kind], certain: true } : { kinds: ['follows', 'mutes', 'blocks'], certain: false };
  }
  const most = (test: (row: readonly string[]) => boolean) => cells.filter(test).length > cells.length / 2;
  const isAccount = (cell = '') => cell.includes('@') && cleanAccount(cell) !== null;
  if (most((row) => isPostUri((row[0] ?? '').trim()))) return { kinds: ['bookmarks'], certain: false };
  if (most((row) => row.length >= 2 && isAccount(row.at(-1)) && !isAccount(row[0]))) return { kinds: ['lists'], certain: false };
  if (most((row) => isAccount(row[0]) && row.length === 1)) return { kinds: ['follows', 'mutes', 'blocks'], certain: false };
  if (most((row) => isAccount(row[0]) && row.length === 2)) return { kinds: ['mutes', 'follows'], certain: false };
  if (most((row) => isAccount(row[0]))) return { kinds: ['follows'], certain: false };
  if (most((row) => cleanDomain(row[0] ?? '') !== null)) return { kinds: ['domain_blocks'], certain: false };
  return { kinds: [], certain: false };
}

/** Any of the separators a spreadsheet may have used; a title with one inside does not matter here. */
function looseCells(line: string): string[] {
  return line
    .slice(0, 4_000)
    .split(/[,;\t]/)
    .map((cell) => cell.replace(/^\s*"?|"?\s*$/g, ''));
}
