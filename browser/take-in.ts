/**
 * What a person drops on the kit: kits of ours, ZIPs and lists of their own. Checked, understood, kept; each file gets its own answer.
 * Only the start page imports this, on demand: it brings the readers of ZIP and CSV along.
 */
import { type DroppedFile, type KitProblem, type KitSnapshot, type KitWarning, type LooseFile, readDropped, readKit } from '../files/kit';
import { type KitFile, makeKitFile } from '../files/kit-file';
import { type ListProblem, MOST_BYTES } from '../files/lists';
import { otherFile } from '../files/text';
import type { ListKind } from '../journey/facts';
import { sameHandle, shownHandle } from '../journey/handle';
import type { Plan } from '../journey/plan';
import { type Text, text } from '../journey/text';
import { keepSnapshot, type StoreProblem } from './kit-store';
import { sendMessage } from './messages';

/** What became of one dropped file. */
export type TakenIn =
  | { is: 'kit'; name: string; say: Text; warnings: readonly Text[] }
  | { is: 'list'; name: string; kind: ListKind; rows: number }
  /** The person must say which list it is. */
  | { is: 'unsure'; name: string; file: LooseFile; candidates: readonly ListKind[] }
  | { is: 'problem'; name: string; say: Text; warnings: readonly Text[] };

export async function takeIn(plan: Plan, files: readonly File[]): Promise<TakenIn[]> {
  const answers: TakenIn[] = [];
  const loose: LooseFile[] = [];
  for (const file of files) {
    if (otherFile(new Uint8Array(await file.slice(0, 512).arrayBuffer())) === 'zip') {
      const taken = await takeKit(plan, file);
      answers.push(taken.answer);
      loose.push(...taken.loose);
    } else if (file.size > MOST_BYTES) answers.push(problem(file.name, text('kit.drop.problems.too-big', { size: megabytes(file.size) })));
    else loose.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  }
  for (const dropped of await readDropped(loose)) answers.push(await takeList(plan, dropped));
  return answers;
}

/** After the person said which list it is. */
export async function takeAs(plan: Plan, { name, bytes }: LooseFile, kind: ListKind): Promise<TakenIn> {
  if (plan.old?.handle == null) return problem(name, text('kit.drop.problems.unclear'));
  const takenAt = new Date().toISOString();
  const made = await makeKitFile(kind, bytes, { source: 'dropped', name, takenAt });
  if (!made.ok) return problem(name, made.problem.kind === 'cut-off' ? text('kit.drop.problems.not-csv') : saysOfList(made.problem));
  const { server, handle } = plan.old;
  const { origin, software, version } = server;
  const snapshot = { id: crypto.randomUUID(), takenAt, handle, server: { origin, software, version }, files: [made.file] };
  const kept = await keepSnapshot(snapshot);
  if (!kept.ok) return problem(name, saysOfStore(kept.problem));
  await sendMessage('filesKept', [{ kind, sha256: made.file.sha256 }]);
  return { is: 'list', name, kind, rows: made.file.rows };
}

async function takeList(plan: Plan, { name, bytes, recognised, parsed }: DroppedFile): Promise<TakenIn> {
  if (!recognised.ok) return problem(name, saysOfList(recognised.problem));
  if (recognised.kind === null) {
    const { candidates } = recognised;
    return candidates.length === 0 ? problem(name, text('kit.drop.problems.unclear')) : { is: 'unsure', name, file: { name, bytes }, candidates };
  }
  if (parsed !== null && !parsed.ok) return problem(name, saysOfList(parsed.problem));
  return takeAs(plan, { name, bytes }, recognised.kind);
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
  for (const snapshot of own) {
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
  return { answer: { is: 'kit', name: zip.name, say, warnings: shown }, loose: read.loose };
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
