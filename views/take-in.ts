/**
 * What a person drops on the saved lists: kits of ours, ZIPs and lists of their own. What was understood is shown
 * first, and kept when the person says so. Only the start page imports this, on demand: it brings the readers of ZIP
 * and CSV along.
 */

import type { StoreProblem } from '../browser/database';
import { keepSnapshot, keptFile } from '../browser/kit-store';
import { sendMessage } from '../browser/messages';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { type Text, text } from '../journey/text';
import { type Dropped, readDropped, saysOfList } from '../kit/dropped';
import { followingFileName, type KitFile, type KitSnapshot, makeKitFile } from '../kit/kit-file';
import type { LooseFile } from '../kit/read-kit';
import { cleanAccount } from '../lists/clean';
import type { LeftRow } from '../lists/foreign-csv';
import { sameHandle, shownDomain, shownHandle } from '../lists/handle';
import { type ListKind, type ListRow, namedInFull, rowKey } from '../lists/kinds';
import { parseList } from '../lists/parse';
import { writeList } from '../lists/split';
import { type AsList, rowsWithoutName, type Understood } from '../lists/understand';

/** Where a list is saved already: added to it, or in its place. */
export type Way = 'keep' | 'add' | 'instead';

/** What became of one dropped file. */
export type TakenIn =
  | { is: 'kit'; name: string; say: Text; names: readonly Text[]; warnings: readonly Text[] }
  /** Understood, and not kept before the person chooses one of the ways. */
  | { is: 'preview'; name: string; kind: ListKind; rows: number; body: readonly Text[]; ways: readonly Way[]; file: KitFile }
  | { is: 'list'; name: string; kind: ListKind; rows: number }
  /** The person must say which list it is, or which of several. */
  | { is: 'unsure'; name: string; understood: Understood; candidates: readonly ListKind[]; say: Text }
  | { is: 'archive'; name: string; say: Text }
  | { is: 'problem'; name: string; say: Text; warnings: readonly Text[] };

export async function takeIn(plan: Plan, files: readonly File[]): Promise<TakenIn[]> {
  const answers: TakenIn[] = [];
  // One after the other: the rows of one list at a time.
  for (const dropped of await readDropped(files, plan.old?.handle ?? null)) answers.push(await answerTo(plan, dropped));
  return answers;
}

async function answerTo(plan: Plan, dropped: Dropped): Promise<TakenIn> {
  const { name } = dropped;
  switch (dropped.is) {
    case 'kit':
      return takeKit(plan, dropped);
    case 'zip':
      return { is: 'kit', name, say: saysOfZip(dropped), names: [], warnings: [] };
    case 'archive':
      return { is: 'archive', name, say: text('kit.drop.foreign.archive') };
    case 'list': {
      const { kind, candidates, understood, ask } = dropped;
      if (kind === null) return { is: 'unsure', name, understood, candidates, say: ask ?? text('kit.drop.ask') };
      return preview(plan, name, understood, kind);
    }
    case 'refused':
      return { is: 'problem', name, say: dropped.say, warnings: dropped.warnings };
    default:
      return dropped satisfies never;
  }
}

export function saysOfZip({ lists, others, packed }: { lists: number; others: number; packed: number }): Text {
  if (packed > 0 && lists === 0) return text('kit.drop.foreign.packedInside', { count: packed });
  if (others === 0) return text('kit.drop.warnings.no-index');
  return text(lists === 0 ? 'kit.drop.foreign.zipNothing' : 'kit.drop.foreign.zip', { count: lists });
}

/** What would be kept of a file as this list, in words; or why nothing can be. */
export async function preview(plan: Plan, name: string, understood: Understood, kind: ListKind): Promise<TakenIn> {
  const as = understood.as(kind);
  const made = await makeKitFile(kind, as.bytes, { source: 'dropped', name: name.replace(/^.*[/\\]/, ''), takenAt: new Date().toISOString() });
  if (!made.ok) return problem(name, made.problem.kind === 'cut-off' ? text('kit.drop.problems.not-csv') : saysOfList(made.problem));
  const parsed = parseList(kind, made.file.bytes);
  const rows: readonly ListRow[] = parsed.ok ? parsed.rows : [];
  const saved = plan.kit.lists[kind];
  const body = [
    ...saysOfUnderstood(understood, kind, as, rows, plan.old?.server.domain ?? ''),
    ...(saved === undefined ? [] : [text('kit.drop.there', { list: text(`lists.${kind}`), count: saved.rows })]),
  ];
  // Where nothing in it can be imported, there is nothing to keep.
  const isOfUse = rows.length === 0 || rowsWithoutName(kind, rows, plan.old?.server.domain ?? '').length < rows.length;
  const ways: readonly Way[] = !isOfUse ? [] : saved === undefined ? ['keep'] : ['add', 'instead'];
  return { is: 'preview', name, kind, rows: rows.length, body, ways, file: made.file };
}

/**
 * What was understood of a file as this list, before anything is kept: how much, what it begins with, which names mean
 * the old server, what is special, and what is not used. `home`: the server that names without one belong to.
 */
export function saysOfUnderstood({ notes }: Pick<Understood, 'notes'>, kind: ListKind, as: AsList, rows: readonly ListRow[], home: string): Text[] {
  const unusable = rowsWithoutName(kind, rows, home);
  const whole = namedInFull<ListKind>(rows, home);
  const usable = unusable.length === 0 ? whole : whole.filter((row) => rowsWithoutName(kind, [row], home).length === 0);
  const completed = whole.filter((row, at) => row !== rows[at]);
  // When mutes end is said of them, in a sentence of its own.
  const columns = as.columnsLeft.filter((name) => name !== as.endsColumn);
  const examples = (names: readonly string[]) => names.slice(0, 3).join('; ');
  const left = [...as.left, ...unusable];
  const doubled = usable.length - new Set(usable.map((row) => rowKey<ListKind>(kind, row, home))).size;
  const special = { 'admin-blocks': 'kit.drop.adminBlocks', likes: 'kit.drop.likes', clips: 'kit.drop.clips', guessed: 'kit.drop.guessed' } as const;
  return [
    text('kit.drop.understood', { list: text(`lists.${kind}`), count: usable.length }),
    ...(usable.length > 0 ? [text('kit.drop.first', { rows: usable.slice(0, 3).map(nameOf).join(', ') })] : []),
    ...notes.map((note) => text(special[note])),
    ...(completed.length === 0
      ? []
      : [text('kit.drop.completed', { count: completed.length, server: shownDomain(home), rows: examples(completed.map(nameOf)) })]),
    ...(doubled === 0 ? [] : [text('kit.drop.doubled', { count: doubled })]),
    ...(as.ends === 0 ? [] : [text('kit.drop.muteEnds', { count: as.ends })]),
    ...(columns.length === 0 ? [] : [text('kit.drop.columnsLeft', { count: columns.length, columns: columns.join(', ') })]),
    ...reasons.flatMap((why) => {
      const those = left.filter((one) => one.why === why);
      return those.length === 0 ? [] : [text(`kit.drop.left.${why}`, { count: those.length, rows: examples(those.map(({ row }) => row)) })];
    }),
  ];
}

const reasons: readonly LeftRow['why'][] = [
  'no-server',
  'not-an-address',
  'not-a-link',
  'not-a-domain',
  'severity',
  'ended',
  'no-members',
  'no-filter',
  'cut-off',
];

function nameOf(row: ListRow): string {
  if ('title' in row) return 'account' in row ? `${row.title.trim()}: ${cleanAccount(row.account) ?? row.account}` : row.title;
  if ('account' in row) return cleanAccount(row.account) ?? row.account;
  return 'domain' in row ? row.domain : row.uri;
}

/** The person chose a way for what was shown. */
export async function keepPreview(plan: Plan, { name, kind, file }: Extract<TakenIn, { is: 'preview' }>, way: Way): Promise<TakenIn> {
  const wanted = way === 'add' ? await added(plan, file) : file;
  return wanted === null ? problem(name, text('kit.drop.problems.not-kept')) : keep(plan, name, kind, wanted);
}

/** The saved list with the new rows behind it; null where the saved one cannot be read. */
async function added<K extends ListKind>(plan: Plan, file: KitFile & { kind: K }): Promise<KitFile | null> {
  const home = plan.old?.server.domain ?? '';
  const saved = await keptFile(file.kind, plan.kit.lists[file.kind]?.sha256 ?? '');
  const [before, after] = [saved === null ? null : parseList(file.kind, saved.bytes), parseList(file.kind, file.bytes)];
  if (!before?.ok || !after.ok) return null;
  const known = new Set(before.rows.map((row) => rowKey(file.kind, row, home)));
  const rows = [...before.rows, ...after.rows.filter((row) => !known.has(rowKey(file.kind, row, home)))];
  const made = await makeKitFile(file.kind, writeList(file.kind, rows), { source: 'dropped', name: file.name, takenAt: file.takenAt });
  return made.ok ? made.file : null;
}

/** Keeps a list that is known to be Mastodon's, as the bookmarks made of an archive. */
export async function takeAs(plan: Plan, { name, bytes }: LooseFile, kind: ListKind): Promise<TakenIn> {
  const made = await makeKitFile(kind, bytes, { source: 'dropped', name, takenAt: new Date().toISOString() });
  if (!made.ok) return problem(name, made.problem.kind === 'cut-off' ? text('kit.drop.problems.not-csv') : saysOfList(made.problem));
  return keep(plan, name, kind, made.file);
}

async function keep(plan: Plan, name: string, kind: ListKind, file: KitFile): Promise<TakenIn> {
  if (plan.old?.handle == null) return problem(name, text('kit.drop.problems.unclear'));
  const { server, handle } = plan.old;
  const { origin, software, version } = server;
  const kept = await keepSnapshot({ id: crypto.randomUUID(), takenAt: file.takenAt, handle, server: { origin, software, version }, files: [file] });
  if (!kept.ok) return problem(name, saysOfStore(kept.problem));
  await sendMessage('filesKept', [{ kind, sha256: file.sha256 }]);
  return { is: 'list', name, kind, rows: file.rows };
}

async function takeKit(plan: Plan, { name, snapshots, warnings }: Extract<Dropped, { is: 'kit' }>): Promise<TakenIn> {
  const own = snapshots.filter(({ handle }) => sameHandle(handle, plan.old?.handle));
  const stranger = snapshots.find((snapshot) => !own.includes(snapshot));
  const old = namesOf(plan).old;
  if (own.length === 0 && stranger !== undefined) return problem(name, text('kit.drop.otherAccount', { handle: shownHandle(stranger.handle), old }));
  for (const snapshot of own.filter(({ files, followers = [], details = [] }) => files.length + followers.length + details.length > 0)) {
    const kept = await keepSnapshot(snapshot);
    if (!kept.ok) return problem(name, saysOfStore(kept.problem));
  }
  const newest = newestOf(own).filter(({ kind, takenAt }) => Date.parse(takenAt) > (plan.kit.lists[kind]?.at ?? 0));
  await sendMessage(
    'filesKept',
    newest.map(({ kind, sha256 }) => ({ kind, sha256 })),
  );
  const followers = own.flatMap((snapshot) => snapshot.followers ?? []).sort((a, b) => a.takenAt.localeCompare(b.takenAt));
  const last = followers.findLast(({ name }) => name !== followingFileName);
  const follows = followers.findLast(({ name }) => name === followingFileName);
  for (const file of [last, follows]) if (file !== undefined) await sendMessage('followersKept', file.sha256);
  const details = own.flatMap((snapshot) => snapshot.details ?? []).map(({ name, sha256 }) => ({ name, sha256 }));
  if (details.length > 0) await sendMessage('detailsKept', details);
  const count = own.reduce((sum, { files }) => sum + files.length, 0);
  const names = last === undefined ? [] : [text('kit.drop.names', { count: last.rows })];
  return { is: 'kit', name, say: text('kit.drop.kit', { handle: old, count }), names, warnings };
}

function newestOf(snapshots: readonly KitSnapshot[]): KitFile[] {
  const newest = new Map<ListKind, KitFile>();
  for (const file of snapshots.flatMap(({ files }) => files)) if (file.takenAt >= (newest.get(file.kind)?.takenAt ?? '')) newest.set(file.kind, file);
  return [...newest.values()];
}

function problem(name: string, say: Text): TakenIn {
  return { is: 'problem', name, say, warnings: [] };
}

function saysOfStore(kind: StoreProblem): Text {
  return kind === 'storage-full' ? text('kit.drop.problems.storage-full') : text('kit.drop.problems.not-kept');
}
