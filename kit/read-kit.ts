/** Reads a kit back from its ZIP, or a person's own lists from any ZIP. */
import * as v from 'valibot';
import { readFollowersCsv } from '../lists/followers';
import { hash } from '../lists/hash';
import { parsedJson } from '../lists/json';
import { MOST_BYTES, parseList } from '../lists/parse';
import { isTameJson } from '../lists/text';
import { fileName, isJunk } from './entry-name';
import type { KitFile, KitSnapshot } from './kit-file';
import { INDEX, indexSchema } from './kit-index';
import { MOST_ENTRIES, readWhole, visitEntries, type ZipEntry, type ZipProblem } from './zip';

/**
 * What a kit may hold at most, of files that could be lists; checked in the ZIP's directory, before anything is
 * unpacked.
 */
export const MOST_KIT_FILES = 2_000;
export const MOST_KIT_BYTES = 512 * 1_048_576;
const MOST_INDEX_BYTES = 8 * 1_048_576;
const MOST_INDEX_VALUES = 500_000;

export type KitProblem =
  | ZipProblem
  /** All files together. */
  | { kind: 'too-large-together'; bytes: number; most: number }
  /** A ZIP without `kit.json`, and without anything that could be a list. */
  | { kind: 'not-a-kit' }
  /** `kit.json` is not one that we understand: damaged, or from a newer version. */
  | { kind: 'unknown-index' };

/**
 * What is not as `kit.json` says, or cannot be had. What can be read of such a file is in `loose`, not in its snapshot.
 */
export interface KitWarning {
  readonly kind: 'changed' | 'missing' | 'unreadable' | 'wrong-count' | 'not-listed' | 'no-index' | 'damaged' | 'encrypted' | 'too-large';
  readonly path: string;
}

export interface LooseFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where it lies in its ZIP. */
  readonly path?: string;
  /** Whose it is, as `kit.json` says. */
  readonly handle?: string;
}

export type KitResult =
  | {
      readonly ok: true;
      /** Only files whose bytes are those that were saved. */
      readonly snapshots: readonly KitSnapshot[];
      /** Lists that cannot be vouched for: changed since, or never ours. */
      readonly loose: readonly LooseFile[];
      readonly warnings: readonly KitWarning[];
    }
  | { readonly ok: false; readonly problem: KitProblem };

interface Reading {
  entries: ReadonlyMap<string, ZipEntry>;
  snapshots: KitSnapshot[];
  loose: LooseFile[];
  warnings: KitWarning[];
  /** Read already, as one of a snapshot's files. */
  known: Set<string>;
  /** Why the first file that could not be had could not. */
  lost: ZipProblem | null;
}

/**
 * A kit, wherever in the ZIP it lies (who packs the unpacked folder again has one folder around everything), or a
 * person's own lists.
 */
export async function readKit(zip: Blob | Uint8Array<ArrayBuffer>): Promise<KitResult> {
  const listed = await listKit(zip instanceof Blob ? zip : new Blob([zip]));
  if (!listed.ok) return listed;
  const { entries } = listed;
  const reading: Reading = { entries, snapshots: [], loose: [], warnings: [], known: new Set(), lost: null };
  const indexes = [...entries.values()].filter(({ name }) => fileName(name) === INDEX);
  const problem = (await readIndexed(reading, indexes)) ?? (await readOthers(reading, indexes.length > 0));
  if (problem !== null) return { ok: false, problem };
  const { snapshots, loose, warnings, lost } = reading;
  const isNothing = loose.length === 0 && snapshots.every(({ files, followers = [], details = [] }) => files.length + followers.length + details.length === 0);
  if (isNothing && lost !== null) return { ok: false, problem: lost };
  if (isNothing && indexes.length === 0) return { ok: false, problem: { kind: 'not-a-kit' } };
  return { ok: true, snapshots, loose, warnings };
}

/** What the indexes name. A problem refuses the whole ZIP. */
async function readIndexed(reading: Reading, indexes: readonly ZipEntry[]): Promise<KitProblem | null> {
  const { snapshots, loose } = reading;
  for (const index of indexes) {
    const raw = await readWhole(index, { most: MOST_INDEX_BYTES });
    if (!raw.ok) return raw.problem;
    const parsed = v.safeParse(indexSchema, fromJson(raw.value));
    if (!parsed.success) return { kind: 'unknown-index' };
    const folder = index.name.slice(0, -INDEX.length);
    for (const { files: described, followers: people, details: rest, ...snapshot } of parsed.output.snapshots) {
      // Of a list that is not as it was saved, the person may still keep what can be read.
      const setAside = ({ name }: { name: string }, path: string, bytes: Bytes) => loose.push({ name, path, handle: snapshot.handle, bytes });
      const files = await readUnchanged(reading, folder, described, troubleOfList, setAside);
      if (!files.ok) return files.problem;
      const followers = await readUnchanged(reading, folder, people, troubleOfFollowers);
      if (!followers.ok) return followers.problem;
      const details = await readUnchanged(reading, folder, rest, () => null);
      if (!details.ok) return details.problem;
      snapshots.push({
        ...snapshot,
        files: files.files.map(({ takenAt = snapshot.takenAt, ...file }) => ({ ...file, takenAt })),
        ...(followers.files.length === 0 ? {} : { followers: followers.files }),
        ...(details.files.length === 0 ? {} : { details: details.files }),
      });
    }
  }
  return null;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Trouble = KitWarning['kind'] | null;

interface Described {
  path: string;
  sha256: string;
  bytes: number;
}

/**
 * Files that are as they were saved; of another one a warning says why it is not, and `setAside` gets what was read.
 * `troubleOf`: what is wrong with bytes that are those that were saved.
 */
async function readUnchanged<File extends Described>(
  reading: Reading,
  folder: string,
  described: readonly File[],
  troubleOf: (file: File, bytes: Bytes) => Trouble,
  setAside: (file: File, path: string, bytes: Bytes) => void = () => {},
): Promise<{ ok: true; files: (Omit<File, 'path' | 'bytes'> & { bytes: Bytes })[] } | { ok: false; problem: KitProblem }> {
  const files: (Omit<File, 'path' | 'bytes'> & { bytes: Bytes })[] = [];
  for (const file of described) {
    const { path: place, bytes: size, ...about } = file;
    const path = folder + place;
    // One file named a thousand times would be unpacked and kept a thousand times.
    if (reading.known.has(path)) return { ok: false, problem: { kind: 'duplicate-name', name: path } };
    reading.known.add(path);
    const entry = reading.entries.get(path);
    const read = entry === undefined ? null : await readFile(reading, entry);
    if (read === null) reading.warnings.push({ kind: 'missing', path });
    else if (!read.ok) return read;
    if (!read?.ok || read.bytes === null) continue;
    const isSame = read.bytes.length === size && (await hash(read.bytes)) === file.sha256;
    const trouble = isSame ? troubleOf(file, read.bytes) : 'changed';
    if (trouble === null) files.push({ ...about, bytes: read.bytes });
    else {
      reading.warnings.push({ kind: trouble, path });
      setAside(file, path, read.bytes);
    }
  }
  return { ok: true, files };
}

function troubleOfList({ kind, rows }: Pick<KitFile, 'kind' | 'rows'>, bytes: Bytes): Trouble {
  const parsed = parseList(kind, bytes);
  if (!parsed.ok) return 'unreadable';
  return parsed.rows.length === rows ? null : 'wrong-count';
}

function troubleOfFollowers({ rows }: { rows: number }, bytes: Bytes): Trouble {
  return readFollowersCsv(bytes)?.length === rows ? null : 'wrong-count';
}

/** Those that could be lists by their names; not posts and profile of an archive, nor our own README. */
async function readOthers(reading: Reading, isKit: boolean): Promise<KitProblem | null> {
  const { entries, loose, warnings, known } = reading;
  if (!isKit) warnings.push({ kind: 'no-index', path: INDEX });
  for (const entry of entries.values()) {
    const name = fileName(entry.name);
    const isTable = (isKit ? /\.(?:csv|json|tsv)$/i : /\.(?:csv|json|tsv|txt)$/i).test(name);
    if (known.has(entry.name) || !isTable || /^(?:kit|outbox|actor)\.json$/.test(name)) continue;
    const read = await readFile(reading, entry);
    if (!read.ok) return read.problem;
    if (read.bytes === null) continue;
    if (isKit) warnings.push({ kind: 'not-listed', path: entry.name });
    loose.push({ name, path: entry.name, bytes: read.bytes });
  }
  return null;
}

/**
 * One file: a bad one costs no other. Null bytes: it could not be had, and a warning says why. A ZIP that lies is
 * refused as a whole.
 */
async function readFile(reading: Reading, entry: ZipEntry): Promise<{ ok: true; bytes: Uint8Array<ArrayBuffer> | null } | { ok: false; problem: ZipProblem }> {
  const read = await readWhole(entry, { most: MOST_BYTES });
  if (read.ok) return { ok: true, bytes: read.value };
  const { problem } = read;
  switch (problem.kind) {
    case 'encrypted':
    case 'too-large':
    case 'damaged':
    case 'unsupported':
      reading.warnings.push({ kind: problem.kind === 'unsupported' ? 'damaged' : problem.kind, path: entry.name });
      reading.lost ??= problem;
      return { ok: true, bytes: null };
    default:
      return { ok: false, problem };
  }
}

type Listed = { ok: true; entries: Map<string, ZipEntry> } | { ok: false; problem: KitProblem };

/**
 * Only what may be read later, each once at most: so all of it together has a limit before anything is unpacked.
 * An archive of posts, with thousands of pictures before its own files, is looked through to its end: then it is known
 * for what it is.
 */
async function listKit(blob: Blob): Promise<Listed> {
  const entries = new Map<string, ZipEntry>();
  let total = 0;
  let twice: string | null = null;
  const visited = await visitEntries(blob, MOST_ENTRIES, (entry) => {
    if (entries.size > MOST_KIT_FILES || isJunk(entry.name) || !isReadable(entry.name)) return;
    if (entries.has(entry.name)) twice = entry.name;
    entries.set(entry.name, entry);
    if (entry.bytes <= MOST_BYTES) total += entry.bytes;
  });
  if (!visited.ok) return visited;
  if (entries.size > MOST_KIT_FILES) return { ok: false, problem: { kind: 'too-many-entries', most: MOST_KIT_FILES } };
  if (twice !== null) return { ok: false, problem: { kind: 'duplicate-name', name: twice } };
  if (total > MOST_KIT_BYTES) return { ok: false, problem: { kind: 'too-large-together', bytes: total, most: MOST_KIT_BYTES } };
  return { ok: true, entries };
}

/** Lists and tables, and the two pictures of a profile. */
function isReadable(name: string): boolean {
  return /\.(?:csv|json|tsv|txt)$/i.test(name) || /(?:^|\/)(?:avatar|header)(?:-\d+)?\.(?:png|jpeg|gif|webp)$/.test(name);
}

function fromJson(bytes: Uint8Array): unknown {
  return isTameJson(bytes, MOST_INDEX_VALUES) ? (parsedJson(bytes, new TextDecoder('utf-8', { fatal: true })) ?? null) : null;
}
