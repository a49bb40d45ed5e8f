/**
 * What a person drops on the kit: kits of ours, ZIPs and lists of their own. Checked, understood, kept; each file gets its own answer.
 * Only the start page imports this, on demand: it brings the readers of ZIP and CSV along.
 */

import type { StoreProblem } from '../browser/database';
import { keepSnapshot } from '../browser/kit-store';
import { sendMessage } from '../browser/messages';
import type { Plan } from '../journey/plan';
import { type Text, text } from '../journey/text';
import { type KitProblem, type KitWarning, type LooseFile, readKit } from '../kit/kit';
import type { KitSnapshot } from '../kit/kit-file';
import { type KitFile, makeKitFile } from '../kit/kit-file';
import { sameHandle, shownHandle } from '../lists/handle';
import type { ListKind } from '../lists/kinds';
import { type ListProblem, MOST_BYTES } from '../lists/parse';
import { recogniseList } from '../lists/recognise';
import { otherFile } from '../lists/text';

/** What became of one dropped file. */
export type TakenIn =
  | { is: 'kit'; name: string; say: Text; warnings: readonly Text[] }
  | { is: 'list'; name: string; kind: ListKind; rows: number }
  /** The person must say which list it is, or which of several. */
  | { is: 'unsure'; name: string; file: LooseFile; candidates: readonly ListKind[]; say: Text }
  | { is: 'problem'; name: string; say: Text; warnings: readonly Text[] };

export async function takeIn(plan: Plan, files: readonly File[]): Promise<TakenIn[]> {
  const answers: TakenIn[] = [];
  const loose: LooseFile[] = [];
  for (const file of files) {
    const head = await bytesOf(file.slice(0, 512));
    if (head !== null && otherFile(head) === 'zip') {
      const taken = await takeKit(plan, file);
      answers.push(taken.answer);
      loose.push(...taken.loose);
      continue;
    }
    const bytes = head !== null && file.size <= MOST_BYTES ? await bytesOf(file) : null;
    if (bytes !== null) loose.push({ name: file.name, bytes });
    else if (head !== null && file.size > MOST_BYTES) answers.push(problem(file.name, text('kit.drop.problems.too-big', { size: megabytes(file.size) })));
    else answers.push(problem(file.name, text('kit.drop.problems.unreadable-file')));
  }
  const recognised = loose.map(({ name, bytes }) => recogniseList(name, bytes));
  const kinds = recognised.map((each) => (each.ok ? each.kind : null));
  // One after the other: the rows of one list at a time.
  for (const [at, file] of loose.entries()) {
    const found = recognised[at];
    const isOneOfSeveral = kinds[at] !== null && kinds.indexOf(kinds[at] ?? null) !== kinds.lastIndexOf(kinds[at] ?? null);
    if (found !== undefined) answers.push(await takeList(plan, file, found, isOneOfSeveral));
  }
  return answers;
}

/** Null for a folder, and for a file that was moved or changed since it was dropped. */
async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    return null;
  }
}

/** After the person said which list it is. */
export async function takeAs(plan: Plan, file: LooseFile, kind: ListKind): Promise<TakenIn> {
  const name = shownName(file);
  if (plan.old?.handle == null) return problem(name, text('kit.drop.problems.unclear'));
  const takenAt = new Date().toISOString();
  const made = await makeKitFile(kind, file.bytes, { source: 'dropped', name: file.name, takenAt });
  if (!made.ok) return problem(name, made.problem.kind === 'cut-off' ? text('kit.drop.problems.not-csv') : saysOfList(made.problem));
  const { server, handle } = plan.old;
  const { origin, software, version } = server;
  const kept = await keepSnapshot({ id: crypto.randomUUID(), takenAt, handle, server: { origin, software, version }, files: [made.file] });
  if (!kept.ok) return problem(name, saysOfStore(kept.problem));
  await sendMessage('filesKept', [{ kind, sha256: made.file.sha256 }]);
  return { is: 'list', name, kind, rows: made.file.rows };
}

async function takeList(plan: Plan, file: LooseFile, recognised: ReturnType<typeof recogniseList>, isOneOfSeveral: boolean): Promise<TakenIn> {
  const name = shownName(file);
  if (!recognised.ok) return problem(name, saysOfList(recognised.problem));
  const { kind, candidates } = recognised;
  if (kind === null && candidates.length === 0) return problem(name, text('kit.drop.problems.unclear'));
  if (kind === null) return { is: 'unsure', name, file, candidates, say: text('kit.drop.ask') };
  if (isOneOfSeveral) return { is: 'unsure', name, file, candidates: [kind], say: text('kit.drop.askWhich', { list: text(`lists.${kind}`) }) };
  return takeAs(plan, file, kind);
}

function shownName({ path, name }: LooseFile): string {
  return path ?? name;
}

async function takeKit(plan: Plan, zip: File): Promise<{ answer: TakenIn; loose: readonly LooseFile[] }> {
  const read = await readKit(zip);
  if (!read.ok) return { answer: problem(zip.name, saysOfKit(read.problem)), loose: [] };
  const warnings = read.warnings.map(saysOfWarning);
  const own = read.snapshots.filter(({ handle }) => sameHandle(handle, plan.old?.handle));
  const stranger = read.snapshots.find((snapshot) => !own.includes(snapshot));
  const old = shownHandle(plan.old?.handle ?? '');
  if (own.length === 0 && stranger !== undefined) {
    const say = text('kit.drop.otherAccount', { handle: shownHandle(stranger.handle), old });
    return { answer: problem(zip.name, say), loose: [] };
  }
  for (const snapshot of own.filter(({ files }) => files.length > 0)) {
    const kept = await keepSnapshot(snapshot);
    if (!kept.ok) return { answer: problem(zip.name, saysOfStore(kept.problem)), loose: [] };
  }
  const newest = newestOf(own).filter(({ kind, takenAt }) => Date.parse(takenAt) > (plan.kit.lists[kind]?.at ?? 0));
  await sendMessage(
    'filesKept',
    newest.map(({ kind, sha256 }) => ({ kind, sha256 })),
  );
  const count = own.reduce((sum, { files }) => sum + files.length, 0);
  // A ZIP of the person's own lists: each of them has its own answer.
  const say = own.length === 0 ? text('kit.drop.warnings.no-index') : text('kit.drop.kit', { handle: old, count });
  const shown = own.length === 0 ? warnings.filter(({ key }) => key !== 'kit.drop.warnings.no-index') : warnings;
  const loose = read.loose.filter(({ handle }) => handle === undefined || sameHandle(handle, plan.old?.handle));
  return { answer: { is: 'kit', name: zip.name, say, warnings: shown }, loose };
}

function newestOf(snapshots: readonly KitSnapshot[]): KitFile[] {
  const newest = new Map<ListKind, KitFile>();
  for (const file of snapshots.flatMap(({ files }) => files)) if (file.takenAt >= (newest.get(file.kind)?.takenAt ?? '')) newest.set(file.kind, file);
  return [...newest.values()];
}

function problem(name: string, say: Text): TakenIn {
  return { is: 'problem', name, say, warnings: [] };
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_048_576);
}

function saysOfStore(kind: StoreProblem): Text {
  return kind === 'storage-full' ? text('kit.drop.problems.storage-full') : text('kit.drop.problems.not-kept');
}

function saysOfList(found: ListProblem): Text {
  switch (found.kind) {
    case 'too-big':
      return text('kit.drop.problems.too-big', { size: megabytes(found.bytes) });
    case 'too-many-rows':
      return text('kit.drop.problems.too-many-rows', { rows: found.rows, most: found.most });
    case 'encoding':
      return text('kit.drop.problems.encoding', { detail: found.looksLike });
    case 'nul':
      return text('kit.drop.problems.nul', { line: found.line });
    case 'other-file':
      return found.is === 'html'
        ? text('kit.drop.problems.html')
        : found.is === 'gzip' || found.is === 'tar'
          ? text('kit.drop.problems.archive-old')
          : text('kit.drop.problems.other-file');
    case 'other-list':
      return text('kit.drop.problems.unclear');
    case 'row-too-long':
      return text('kit.drop.problems.row-too-long', { line: found.line });
    case 'unclosed-quote':
      return text('kit.drop.problems.unclosed-quote', { line: found.line });
    case 'not-csv':
    case 'not-json':
    case 'no-filters':
      return text(`kit.drop.problems.${found.kind}`);
    default:
      return found satisfies never;
  }
}

function saysOfKit(found: KitProblem): Text {
  switch (found.kind) {
    case 'not-a-kit':
    case 'unknown-index':
    case 'truncated':
    case 'encrypted':
    case 'damaged':
      return text(`kit.drop.problems.${found.kind}`);
    case 'unsafe-name':
    case 'duplicate-name':
    case 'sizes-lie':
    case 'too-many-entries':
    case 'directory-too-large':
      return text('kit.drop.problems.unsafe');
    case 'too-large':
    case 'too-large-together':
      return text('kit.drop.problems.too-large');
    case 'unreadable-file':
      return text('archive.problems.unreadable-file');
    case 'not-a-zip':
    case 'other-file':
    case 'split':
    case 'unsupported':
    case 'stopped':
      return text('kit.drop.problems.other-file');
    default:
      return found satisfies never;
  }
}

function saysOfWarning({ kind, path }: KitWarning): Text {
  return text(`kit.drop.warnings.${kind}`, { path });
}
