/**
 * Tables that stand otherwise than in Mastodon's files: a column for each list, what an administrator does with a
 * server in words of other programs, when a mute ends in a column without a name.
 */
import { columnOf, ENDS, kindOfName, SEVERITY } from './file-words';
import { isYesOrNo } from './parse';

type Row = readonly string[];
type Test = (cell: string) => boolean;

/** What is looked at to tell what a column is. */
export const SAMPLE_ROWS = 200;
const isFilled: Test = (cell) => cell.trim() !== '';

/** What stands in a column, of the first rows. */
const sampleOf = (rows: readonly Row[], at: number): string[] => rows.slice(0, SAMPLE_ROWS).flatMap((row) => (isFilled(row[at] ?? '') ? [row[at] ?? ''] : []));

/** Whether a column holds such cells alone, and at least one. */
function holdsOnly(rows: readonly Row[], at: number, test: Test): boolean {
  const filled = sampleOf(rows, at);
  return filled.length > 0 && filled.every(test);
}

/** Lines before the table that only speak about it: `# made on Sunday`. */
export function withoutComments(records: readonly Row[]): readonly Row[] {
  const from = records.findIndex((record) => record.filter(isFilled).length !== 1 || !/^(?:#\s|\/\/)/.test(record[0] ?? ''));
  return from === -1 ? records : records.slice(from);
}

/**
 * Lists side by side, one row of the result for each member: the first line names them, and below stand their members;
 * or, in a file of lists, marks beside the members. Null where the table is none of these.
 */
export function listsAcross(first: Row, rows: readonly Row[], isAccount: Test, isNamedLists: boolean): string[][] | null {
  const isTitle = (at: number) => isFilled(first[at] ?? '') && columnOf(first[at] ?? '') === null && kindOfName(first[at] ?? '') === null;
  const titles = first.filter((_, at) => isTitle(at)).length;
  // Nearly every file is told by its first line alone.
  if (titles === 0 || (titles < 2 && !isNamedLists) || first.some(isAccount)) return null;
  const used = new Set<number>();
  for (const row of rows) for (const [at, cell] of row.entries()) if (isFilled(cell)) used.add(at);
  const titled = [...used].filter((at) => isFilled(first[at] ?? '')).sort((a, b) => a - b);
  // Nobody would find those that stand below no title.
  if (titled.length < 2 || [...used].some((at) => !titled.includes(at) && holdsOnly(rows, at, isAccount))) return null;
  if (titled.every((at) => isTitle(at) && holdsOnly(rows, at, isAccount)))
    return titled.flatMap((at) => rows.flatMap((row) => (isFilled(row[at] ?? '') ? [[(first[at] ?? '').trim(), row[at] ?? '']] : [])));
  const [member, ...others] = titled.filter((at) => holdsOnly(rows, at, isAccount));
  const marked = titled.filter((at) => at !== member);
  const isMark: Test = (cell) => isYesOrNo(cell) || /^[x✓✔☑●•*+-]$/iu.test(cell.trim());
  const isMarked: Test = (cell) => isFilled(cell) && !/^(?:false|f|0|no|off|faux|falsch|falso|onwaar|fałsz|non|nein|-)$/i.test(cell.trim());
  if (!isNamedLists || member === undefined || others.length > 0 || !marked.every((at) => isTitle(at) && holdsOnly(rows, at, isMark))) return null;
  return marked.flatMap((at) => rows.flatMap((row) => (isMarked(row[at] ?? '') ? [[(first[at] ?? '').trim(), row[member] ?? '']] : [])));
}

/** What an administrator's program calls what it does with a server. */
const SEVERITIES =
  /^(?:suspend|suspended|silence|silenced|limit|limited|noop|none|block|blocked|reject|rejected|mute|muted|filter|filtered|allow|allowed|restrict|restricted|defederate|defederated|ban|banned)$/i;
/** Of these, what is like a personal block. */
const SUSPENDS = /^(?:suspend|suspended|block|blocked|reject|rejected|defederate|defederated|ban|banned)$/i;
export const isSuspended: Test = (severity) => SUSPENDS.test(severity.trim());

/** Where each server stands in the first column: the column that says how an administrator blocks it. */
export function severityAt(rows: readonly Row[], width: number): number | null {
  const at = Array.from({ length: Math.min(width, 16) }, (_, index) => index).find((index) => holdsOnly(rows, index, (cell) => SEVERITIES.test(cell.trim())));
  return at ?? null;
}

interface Named {
  readonly header: readonly string[];
  readonly rows: readonly Row[];
}

/** A table of servers whose severities stand in a column of another name, or as a yes or no in "suspended". */
export function withSeverity({ header, rows }: Named): Named {
  if (!header.includes('#domain') || header.includes(SEVERITY)) return { header, rows };
  const named = severityAt(rows, header.length);
  // "None" may also be what somebody had to say about it.
  if (named !== null && !/comment|reason|note|descri/i.test(header[named] ?? ''))
    return { header: header.map((name, at) => (at === named ? SEVERITY : name)), rows };
  const place = (word: RegExp) => header.findIndex((name, at) => word.test(name) && holdsOnly(rows, at, isYesOrNo));
  const [suspended, limited] = [place(/^#?(?:is[_ ])?(?:suspend(?:ed)?|block(?:ed)?|reject(?:ed)?)$/i), place(/^#?(?:is[_ ])?(?:silenced?|limit(?:ed)?)$/i)];
  const at = suspended === -1 ? limited : suspended;
  if (at === -1) return { header, rows };
  const isYes: Test = (cell) => /^(?:true|t|1|yes|on|vrai|wahr|oui|ja)$/i.test(cell.trim());
  const severity: (cell: string) => string = (cell) => (isYes(cell) === (at === suspended) ? 'suspend' : 'silence');
  return {
    header: header.map((name, index) => (index === at ? SEVERITY : name)),
    rows: rows.map((row) => row.map((cell, index) => (index === at ? severity(cell) : cell))),
  };
}

/** Behind accounts and without a header: the column of days that can only be when each entry ends. */
export function endsAt(rows: readonly Row[], isAccount: Test): string[] | null {
  if (!holdsOnly(rows, 0, isAccount)) return null;
  const isDay: Test = (cell) => /^\d{4}-\d\d-\d\d(?:[T ]|$)/.test(cell.trim()) && !Number.isNaN(Date.parse(cell));
  const at = (rows[0] ?? []).findIndex((_, index) => index > 0 && holdsOnly(rows, index, isDay));
  return at === -1 ? null : (rows[0] ?? []).map((_, index) => (index === 0 ? 'Account address' : index === at ? ENDS : ''));
}

/**
 * The last row of a file that breaks off in its first cell, while the others have more: what stands there may be half
 * of a name, and half a name may be somebody else's.
 */
export function cutRow(records: readonly Row[], endsWhole: boolean): string | null {
  const last = records[records.length - 1] ?? [];
  const isCut = !endsWhole && records.length > 2 && last.length === 1 && records.slice(0, -1).every(({ length }) => length > 1);
  return isCut ? (last[0] ?? '') : null;
}

/** Whether a cell can be a value of this column of Mastodon's, in a file that does not name its columns. */
export function suits(column: string, rows: readonly Row[], at: number): boolean {
  return sampleOf(rows, at).every(column === 'Languages' ? (cell) => /^[\p{L}\s,-]+$/u.test(cell) : isYesOrNo);
}
