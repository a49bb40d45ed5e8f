/**
 * What dropped files are and what would come of them. The start page and `npm run explain` both ask here; nothing is
 * kept and nothing is sent.
 */
import { type Text, type TextKey, text } from '../journey/text';
import { sameHandle } from '../lists/handle';
import type { ListKind } from '../lists/kinds';
import { type ListProblem, MOST_BYTES } from '../lists/parse';
import { type OtherFile, otherFile } from '../lists/text';
import { type ForeignProblem, problemOfName, type Understood, understand } from '../lists/understand';
import { isArchive } from './archive';
import { type KitProblem, type KitWarning, type LooseFile, readKit } from './kit';
import type { KitSnapshot } from './kit-file';
import { visitEntries } from './zip';

export type Dropped =
  | { is: 'kit'; name: string; snapshots: readonly KitSnapshot[]; warnings: readonly Text[] }
  /**
   * A ZIP without an index of ours; its lists are answered for one by one. `others`: how many files in it are no lists.
   */
  | { is: 'zip'; name: string; lists: number; others: number }
  | { is: 'archive'; name: string; file: File }
  /** `kind` is null where the person must say which of `candidates` it is, or which of several files of one list. */
  | { is: 'list'; name: string; kind: ListKind | null; candidates: readonly ListKind[]; understood: Understood; ask: Text | null }
  | { is: 'refused'; name: string; say: Text; warnings: readonly Text[] };

/** `handle`: the old account; what a kit keeps of others is nobody's here. */
export async function readDropped(files: readonly File[], handle: string | null): Promise<Dropped[]> {
  const answers: Dropped[] = [];
  const loose: LooseFile[] = [];
  for (const file of files) {
    const foreign = problemOfName(file.name);
    const head = foreign === null ? await bytesOf(file.slice(0, 512)) : null;
    if (foreign !== null) answers.push(refused(file.name, saysOfForeign({ kind: foreign })));
    else if (head === null) answers.push(refused(file.name, text('kit.drop.problems.unreadable-file')));
    else if (otherFile(head) === 'zip') {
      const zip = await readZip(file, handle);
      answers.push(...zip.answers);
      loose.push(...zip.loose);
    } else if (file.size > MOST_BYTES) answers.push(refused(file.name, text('kit.drop.problems.too-big', { size: megabytes(file.size) })));
    else {
      const bytes = await bytesOf(file);
      if (bytes === null) answers.push(refused(file.name, text('kit.drop.problems.unreadable-file')));
      else loose.push({ name: file.name, bytes });
    }
  }
  return [...answers, ...askWhich(loose.flatMap(readLoose))];
}

/** Two files of one list: only the person knows which one counts. */
function askWhich(answers: readonly Dropped[]): Dropped[] {
  const kinds = answers.map((answer) => (answer.is === 'list' ? answer.kind : null));
  return answers.map((answer) => {
    if (answer.is !== 'list' || answer.kind === null || kinds.filter((kind) => kind === answer.kind).length < 2) return answer;
    return { ...answer, kind: null, candidates: [answer.kind], ask: text('kit.drop.askWhich', { list: text(`lists.${answer.kind}`) }) };
  });
}

/** What one file is; several answers where it holds several lists. */
function readLoose(file: LooseFile): Dropped[] {
  const name = file.path ?? file.name;
  return understand(file.name, file.bytes).map((understood): Dropped => {
    if (!understood.ok) return refused(name, saysOfProblem(understood.problem));
    const { kind, candidates, notes } = understood;
    if (kind === null && candidates.length === 0) return refused(name, text('kit.drop.problems.unclear'));
    const ask = kind !== null ? null : notes.includes('likes') ? 'kit.drop.likes' : notes.includes('clips') ? 'kit.drop.clips' : 'kit.drop.ask';
    return { is: 'list', name, kind, candidates, understood, ask: ask === null ? null : text(ask) };
  });
}

async function readZip(zip: File, handle: string | null): Promise<{ answers: Dropped[]; loose: readonly LooseFile[] }> {
  const only = (answer: Dropped) => ({ answers: [answer], loose: [] });
  if (await isSpreadsheet(zip)) return only(refused(zip.name, saysOfForeign({ kind: 'spreadsheet' })));
  if (await isArchive(zip)) return only({ is: 'archive', name: zip.name, file: zip });
  const read = await readKit(zip);
  if (!read.ok) return only(refused(zip.name, saysOfKit(read.problem)));
  const warnings = read.warnings.filter(({ kind }) => read.snapshots.length > 0 || kind !== 'no-index').map(saysOfWarning);
  if (read.snapshots.length > 0) {
    const isOwn = read.snapshots.some((snapshot) => sameHandle(snapshot.handle, handle));
    const loose = isOwn ? read.loose.filter((file) => file.handle === undefined || sameHandle(file.handle, handle)) : [];
    return { answers: [{ is: 'kit', name: zip.name, snapshots: read.snapshots, warnings }], loose };
  }
  // The files of another program: said once what they are, not for each.
  const lists = read.loose.filter((file) => readLoose(file).some(({ is }) => is === 'list'));
  return { answers: [{ is: 'zip', name: zip.name, lists: lists.length, others: read.loose.length - lists.length }], loose: lists };
}

/** Excel's and LibreOffice's files are ZIPs inside. */
async function isSpreadsheet(zip: File): Promise<boolean> {
  let found = false;
  await visitEntries(zip, 2_000, ({ name }) => {
    if (/^(?:xl\/|\[Content_Types\]\.xml$|content\.xml$|Index\/Document\.iwa$)/.test(name)) found = true;
  });
  return found;
}

/** Null for a folder, and for a file that was moved or changed since it was dropped. */
async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    return null;
  }
}

const refused = (name: string, say: Text): Dropped => ({ is: 'refused', name, say, warnings: [] });
const megabytes = (bytes: number): number => Math.ceil(bytes / 1_048_576);

const foreignKeys = {
  followers: 'kit.drop.foreign.followers',
  spreadsheet: 'kit.drop.foreign.spreadsheet',
  'part-of-several': 'kit.drop.foreign.part',
  'archive-part': 'kit.drop.foreign.archive-part',
  'profile-links': 'kit.drop.foreign.profile-links',
  posts: 'kit.drop.foreign.posts',
  antennas: 'kit.drop.foreign.antennas',
  hashtags: 'kit.drop.foreign.hashtags',
  'other-admin-list': 'kit.drop.foreign.other-admin-list',
  'filters-of-another-program': 'kit.drop.foreign.filters',
  'other-program': 'kit.drop.foreign.other',
} as const satisfies Record<ForeignProblem['kind'], TextKey>;

function saysOfForeign({ kind }: ForeignProblem): Text {
  return text(foreignKeys[kind]);
}

function saysOfProblem(problem: ListProblem | ForeignProblem): Text {
  return Object.hasOwn(foreignKeys, problem.kind) ? saysOfForeign(problem as ForeignProblem) : saysOfList(problem as ListProblem);
}

export function saysOfList(found: ListProblem): Text {
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
      return text(otherFileKeys[found.is]);
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

const otherFileKeys = {
  zip: 'kit.drop.problems.other-file',
  'zip-part': 'kit.drop.foreign.part',
  gzip: 'kit.drop.problems.archive-old',
  tar: 'kit.drop.problems.archive-old',
  packed: 'kit.drop.foreign.packed',
  html: 'kit.drop.problems.html',
  picture: 'kit.drop.problems.other-file',
  pdf: 'kit.drop.problems.other-file',
  spreadsheet: 'kit.drop.foreign.spreadsheet',
  other: 'kit.drop.problems.other-file',
} as const satisfies Record<OtherFile, TextKey>;

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
    case 'split':
      return text('kit.drop.foreign.part');
    case 'not-a-zip':
    case 'other-file':
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
