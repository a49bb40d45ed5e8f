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
import type { MissingEnd } from './cut-zip';
import { isJunk } from './entry-name';
import type { KitSnapshot } from './kit-file';
import { innerPacked, isPacked, MOST_INNER_BYTES, visitPacked } from './packed';
import { type KitProblem, type KitWarning, type LooseFile, MOST_KIT_BYTES, MOST_KIT_FILES, readKit } from './read-kit';
import { gunzip } from './tar';
import { MOST_ENTRIES, readWhole, visitEntries, type ZipEntry, type ZipProblem } from './zip';

export type Dropped =
  | { is: 'kit'; name: string; snapshots: readonly KitSnapshot[]; warnings: readonly Text[] }
  /**
   * A ZIP or tar without an index of ours; its lists are answered for one by one. `others`: how many files in it are no
   * lists; `packed`: how many are packed once more, which are answered for as well.
   */
  | { is: 'zip'; name: string; lists: number; others: number; packed: number }
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
    else if (['zip', 'tar', 'gzip'].includes(otherFile(head) ?? '')) {
      const unpacked = await readPacked(file, head, handle, false);
      answers.push(...unpacked.answers);
      loose.push(...unpacked.loose);
    } else if (/\.(?:zip|tar|tgz|gz)$/i.test(file.name) && otherFile(head) === null && file.size > 0) {
      answers.push(refused(file.name, text('kit.drop.problems.no-beginning')));
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
    return { is: 'list', name, kind, candidates, understood, ask: kind === null ? asks(candidates, notes) : null };
  });
}

/** What the person is asked about a file of which nothing says what list it is. */
function asks(candidates: readonly ListKind[], notes: Understood['notes']): Text {
  if (notes.includes('likes')) return text('kit.drop.likes');
  if (notes.includes('clips')) return text('kit.drop.clips');
  const [only, ...others] = candidates;
  return only !== undefined && others.length === 0 ? text('kit.drop.askOne', { list: text(`lists.${only}`) }) : text('kit.drop.ask');
}

interface Unpacked {
  answers: readonly Dropped[];
  /** Answered for later, with all others: two of one list are a question. */
  loose: readonly LooseFile[];
}
const only = (answer: Dropped): Unpacked => ({ answers: [answer], loose: [] });

/** `isInner`: it lies packed in another. */
async function readPacked(file: File, head: Uint8Array, handle: string | null, isInner: boolean): Promise<Unpacked> {
  const is = otherFile(head);
  if (is === 'zip') return readZip(file, handle, isInner);
  return is === 'tar' || is === 'gzip' ? readTar(file, handle, isInner) : only(refused(file.name, text('kit.drop.problems.no-beginning')));
}

async function readZip(zip: File, handle: string | null, isInner: boolean): Promise<Unpacked> {
  const seen = await lookInto(zip);
  if (seen.isText) return only(refused(zip.name, text('kit.drop.problems.other-file')));
  if (seen.isSpreadsheet) return only(refused(zip.name, saysOfForeign({ kind: 'spreadsheet' })));
  if (seen.files === 0) return only(refused(zip.name, text('kit.drop.problems.empty-zip')));
  if (await isArchive(zip)) return { answers: [{ is: 'archive', name: zip.name, file: zip }], loose: await listsBesidePosts(zip) };
  const inner = await readInner(zip.name, seen.packed, handle, isInner);
  const read = await readKit(zip);
  const { cut } = seen;
  const cutOff = saysOfCut(zip.name, cut);
  if (!read.ok) {
    if (read.problem.kind === 'not-a-kit' && inner === null && cut !== undefined) return only(refused(zip.name, text('kit.drop.problems.truncated')));
    if (inner === null || read.problem.kind !== 'not-a-kit') return only(refused(zip.name, saysOfKit(read.problem)));
    return { answers: [{ is: 'zip', name: zip.name, lists: 0, others: 0, packed: seen.packed.length }, ...inner.answers, ...cutOff], loose: inner.loose };
  }
  const warnings = read.warnings.filter(({ kind }) => read.snapshots.length > 0 || kind !== 'no-index').map(saysOfWarning);
  if (read.snapshots.length > 0) {
    const isOwn = read.snapshots.some((snapshot) => sameHandle(snapshot.handle, handle));
    const loose = isOwn ? read.loose.filter((file) => file.handle === undefined || sameHandle(file.handle, handle)) : [];
    return { answers: [{ is: 'kit', name: zip.name, snapshots: read.snapshots, warnings }, ...cutOff], loose };
  }
  // The files of another program: said once what they are, not for each.
  const lists = read.loose.filter(isList);
  const answer: Dropped = { is: 'zip', name: zip.name, lists: lists.length, others: read.loose.length - lists.length, packed: seen.packed.length };
  return { answers: [answer, ...(inner?.answers ?? []), ...cutOff], loose: [...lists, ...(inner?.loose ?? [])] };
}

/** What is missing of a ZIP or a tar whose end is missing. */
function saysOfCut(name: string, cut: MissingEnd | undefined): Dropped[] {
  return cut === undefined ? [] : [refused(cut.name === null ? name : `${name}/${cut.name}`, text('kit.drop.problems.cut-off'))];
}

const isList = (file: LooseFile) => readLoose(file).some(({ is }) => is === 'list');

/**
 * What lies packed in a ZIP or tar, under its name; null where nothing does. What lies deeper is the person's to
 * unpack.
 */
async function readInner(name: string, entries: readonly ZipEntry[], handle: string | null, isInner: boolean): Promise<Unpacked | null> {
  if (entries.length === 0) return null;
  const [answers, loose]: [Dropped[], LooseFile[]] = [[], []];
  for await (const { entry, packed } of innerPacked(isInner ? [] : entries)) {
    const path = `${name}/${entry.name}`;
    const head = packed === null ? null : await bytesOf(packed.slice(0, 512));
    const read =
      packed === null || head === null ? only(refused(path, text('kit.drop.foreign.nested'))) : await readPacked(new File([packed], path), head, handle, true);
    answers.push(...read.answers);
    loose.push(...read.loose.map((file) => ({ ...file, path: file.path === path ? path : `${path}/${file.path ?? file.name}` })));
  }
  if (isInner) answers.push(...entries.map((entry) => refused(`${name}/${entry.name}`, text('kit.drop.foreign.nested'))));
  return { answers, loose };
}

/** Some programs put lists into the archive of posts, as Pleroma does with `following.json`. */
async function listsBesidePosts(zip: File): Promise<LooseFile[]> {
  const read = await readKit(zip);
  return read.ok ? read.loose.filter((file) => !/^(?:likes|bookmarks)\.json$/i.test(file.name) && isList(file)) : [];
}

/** A tar or tar.gz: an archive of posts of before Mastodon 4.2, or lists; or one file in a gzip. */
async function readTar(file: File, handle: string | null, isInner: boolean): Promise<Unpacked> {
  if (await isArchive(file)) return only({ is: 'archive', name: file.name, file });
  const [entries, packed]: [ZipEntry[], ZipEntry[]] = [[], []];
  const visit = (entry: ZipEntry) => {
    if (isPacked(entry)) packed.push(entry);
    else if (/\.(?:csv|json|tsv|txt)$/i.test(entry.name) && !isJunk(entry.name)) entries.push(entry);
  };
  const visited = await visitPacked(file, MOST_KIT_FILES, visit, undefined, isInner ? MOST_INNER_BYTES : undefined);
  if (!visited.ok) return readGzip(file, visited.problem);
  const loose: LooseFile[] = [];
  if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_KIT_BYTES) return only(refused(file.name, text('kit.drop.problems.too-large')));
  for (const entry of entries) {
    const read = await readWhole(entry, { most: MOST_BYTES });
    if (read.ok) loose.push({ name: entry.name.replace(/^.*\//, ''), path: entry.name, bytes: read.value });
  }
  const lists = loose.filter(isList);
  const inner = await readInner(file.name, packed, handle, isInner);
  const others = Math.max(inner === null ? 1 : 0, visited.value - lists.length - packed.length);
  const answer: Dropped = { is: 'zip', name: file.name, lists: lists.length, others, packed: packed.length };
  return { answers: [answer, ...(inner?.answers ?? []), ...saysOfCut(file.name, visited.cut)], loose: [...lists, ...(inner?.loose ?? [])] };
}

/** One file in a gzip. Of a table that is cut off, the lines that are whole. */
async function readGzip(file: File, problem: ZipProblem): Promise<Unpacked> {
  const unpacked = problem.kind === 'other-file' && problem.is === 'gzip' ? await gunzip(file, MOST_BYTES) : null;
  const bytes = unpacked === null ? null : await bytesOf(unpacked.blob);
  const whole = unpacked?.isCut && bytes !== null ? wholeLines(bytes) : bytes;
  if (problem.kind === 'truncated' || (bytes !== null && whole === null)) return only(refused(file.name, text('kit.drop.problems.truncated')));
  if (whole === null) return only(refused(file.name, text('kit.drop.problems.archive-old')));
  const answers = unpacked?.isCut ? saysOfCut(file.name, { name: null }) : [];
  return { answers, loose: [{ name: file.name.replace(/\.gz$/i, ''), path: file.name, bytes: whole }] };
}

/** Null where there is none, or where half of it is nothing. */
function wholeLines(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const end = bytes.lastIndexOf(10) + 1;
  const isJson = /^\s*[{[]/.test(new TextDecoder().decode(bytes.subarray(0, 64)));
  return end === 0 || isJson ? null : bytes.slice(0, end);
}

/** What the directory says: the files of Excel, LibreOffice and Word are ZIPs inside. */
async function lookInto(zip: File) {
  const names: string[] = [];
  const packed: ZipEntry[] = [];
  const visited = await visitEntries(zip, MOST_ENTRIES, (entry) => {
    if (/^(?:xl|word|ppt)\/|^(?:\[Content_Types\]\.xml|content\.xml|Index\/Document\.iwa)$/.test(entry.name)) names.push(entry.name);
    if (isPacked(entry)) packed.push(entry);
  });
  const isText = names.some((name) => /^(?:word|ppt)\//.test(name));
  return { files: visited.ok ? visited.value : null, isText, isSpreadsheet: names.length > 0 && !isText, packed, cut: visited.cut };
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
  'browser-bookmarks': 'kit.drop.foreign.browser-bookmarks',
  empty: 'kit.drop.problems.empty',
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
  'browser-bookmarks': 'kit.drop.foreign.browser-bookmarks',
  mac: 'kit.drop.problems.mac',
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
