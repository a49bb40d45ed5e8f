/**
 * The kit: every list as it was saved, hashed and dated, as one ordinary ZIP and back again.
 * A snapshot is write-once; a later save is another snapshot beside it.
 */
import JSZip from 'jszip';
import * as v from 'valibot';
import { keptIds } from '../journey/detail-ids';
import { readFollowersCsv } from '../lists/followers';
import { hash } from '../lists/hash';
import { parsedJson } from '../lists/json';
import { listFacts, listKinds, listNotes } from '../lists/kinds';
import { MOST_BYTES, parseList } from '../lists/parse';
import { readSettingsCsv } from '../lists/settings';
import { isTameJson } from '../lists/text';
import { ACTOR, actorOf, CONTAINER_FOLDER, MANIFEST, manifestOf } from './container';
import { fileName, isJunk } from './entry-name';
import { followersFileName, followingFileName, type KitFile, type KitSnapshot } from './kit-file';
import { type KitWords, kitPage, type Placed } from './kit-page';
import { MOST_ENTRIES, readWhole, visitEntries, type ZipEntry, type ZipProblem } from './zip';

const FORMAT = 'transhumance-kit';
const VERSION = 1;
const INDEX = 'kit.json';

const text = v.pipe(v.string(), v.maxLength(2_000));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const isoTime = v.pipe(v.string(), v.isoTimestamp());
const sha256Text = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const indexSchema = v.object({
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  snapshots: v.pipe(
    v.array(
      v.object({
        id: text,
        takenAt: isoTime,
        handle: text,
        server: v.object({ origin: text, software: text, version: text }),
        files: v.pipe(
          v.array(
            v.object({
              path: text,
              kind: v.picklist(listKinds),
              name: text,
              sha256: sha256Text,
              bytes: count,
              rows: count,
              pageCount: v.nullable(count),
              contentType: text,
              source: v.picklist(['export', 'filters-pages', 'dropped']),
              takenAt: v.optional(isoTime),
              notes: v.optional(v.array(v.picklist(listNotes)), []),
            }),
          ),
          v.maxLength(100),
        ),
        // Kits of before followers were saved have none.
        followers: v.optional(
          v.pipe(
            v.array(v.object({ path: text, name: text, sha256: sha256Text, bytes: count, rows: count, of: v.nullable(count), takenAt: isoTime })),
            v.maxLength(20),
          ),
          [],
        ),
        // Kits of before details were saved have none.
        details: v.optional(
          v.pipe(
            v.array(v.object({ path: text, detail: v.picklist(keptIds), name: text, sha256: sha256Text, bytes: count, contentType: text, takenAt: isoTime })),
            v.maxLength(2_000),
          ),
          [],
        ),
      }),
    ),
    v.maxLength(200),
  ),
});
type Index = v.InferOutput<typeof indexSchema>;

/**
 * One ordinary ZIP: each save a folder with the lists under the server's own names, the newest as FEP-6fcd names it;
 * `kit.json` for us, `index.html` and `README.txt` for people, `manifest.yml` for other programs.
 */
export async function packKit(snapshots: readonly KitSnapshot[], words: KitWords): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  const taken = new Set<string>();
  const placed = snapshots.map((snapshot, at) => {
    const isNewest = at === snapshots.length - 1;
    const folder = isNewest ? CONTAINER_FOLDER : unused(folderOf(snapshot), taken);
    const nameOf = (file: KitFile) => (isNewest ? listFacts[file.kind].fileName : safeName(file));
    const files = snapshot.files.map((file) => ({ ...file, path: unused(`${folder}/${nameOf(file)}`, taken) }));
    const followers = (snapshot.followers ?? []).map((file) => ({
      ...file,
      path: unused(`${folder}/${file.name === followingFileName ? followingFileName : followersFileName}`, taken),
    }));
    const details = (snapshot.details ?? []).map((file) => ({ ...file, path: unused(`${folder}/${file.name}`, taken) }));
    for (const { path, bytes } of [...files, ...followers, ...details]) zip.file(path, bytes, { date: new Date(snapshot.takenAt), createFolders: false });
    return { ...snapshot, files, followers, details };
  });
  const index: Index = {
    format: FORMAT,
    version: VERSION,
    snapshots: placed.map(({ id, takenAt, handle, server: { origin, software, version }, files, followers, details }) => ({
      id,
      takenAt,
      handle,
      server: { origin, software, version },
      files: files.map(({ bytes, path, kind, name, sha256, rows, pageCount, contentType, source, takenAt: at, notes }) => {
        return { path, kind, name, sha256, bytes: bytes.length, rows, pageCount, contentType, source, takenAt: at, notes: [...notes] };
      }),
      followers: followers.map(({ bytes, path, name, sha256, rows, of, takenAt: at }) => ({ path, name, sha256, bytes: bytes.length, rows, of, takenAt: at })),
      details: details.map(({ bytes, path, detail, name, sha256, contentType, takenAt: at }) => {
        return { path, detail, name, sha256, bytes: bytes.length, contentType, takenAt: at };
      }),
    })),
  };
  const date = new Date(snapshots.at(-1)?.takenAt ?? 0);
  zip.file(INDEX, `${JSON.stringify(index, null, 2)}\n`, { date });
  zip.file('index.html', kitPage(placed, words), { date });
  zip.file('README.txt', `${words.readme}\n`, { date });
  const newest = placed.at(-1);
  if (newest !== undefined) {
    const actor = actorFile(newest);
    if (actor !== null) zip.file(ACTOR, actor, { date, createFolders: false });
    zip.file(MANIFEST, manifestOf(Object.keys(zip.files), newest, { name: 'Transhumance', url: words.homepage }), { date });
  }
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' }) as Promise<Uint8Array<ArrayBuffer>>;
}

function folderOf({ takenAt }: KitSnapshot): string {
  return `saved-${takenAt
    .slice(0, 19)
    .replace(/[^0-9T-]/g, '')
    .replace('T', '-')}`;
}

/** From the newest reading of the profile; null where it was not read. */
function actorFile({ details, ...snapshot }: Placed): string | null {
  const last = details.findLast(({ name }) => name === 'profile.csv');
  const settings = last === undefined ? null : readSettingsCsv(last.bytes);
  if (settings === null) return null;
  const picture = (which: string) =>
    details
      .findLast(({ name, takenAt }) => name.startsWith(`${which}.`) && takenAt === last?.takenAt)
      ?.path.split('/')
      .at(-1);
  const [avatar, header] = [picture('avatar'), picture('header')];
  return actorOf(snapshot, new Map(settings.map(({ field, value }) => [field, value])), { ...(avatar ? { avatar } : {}), ...(header ? { header } : {}) });
}

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
  const { entries, snapshots, loose, warnings, known } = reading;
  for (const index of indexes) {
    const raw = await readWhole(index, { most: MOST_INDEX_BYTES });
    if (!raw.ok) return raw.problem;
    const parsed = v.safeParse(indexSchema, fromJson(raw.value));
    if (!parsed.success) return { kind: 'unknown-index' };
    const folder = index.name.slice(0, -INDEX.length);
    for (const { files: described, followers: people, details: rest, ...snapshot } of parsed.output.snapshots) {
      const files: KitFile[] = [];
      for (const { path: place, bytes: size, takenAt = snapshot.takenAt, ...rest } of described) {
        const path = folder + place;
        // One file named a thousand times would be unpacked and kept a thousand times.
        if (known.has(path)) return { kind: 'duplicate-name', name: path };
        known.add(path);
        const entry = entries.get(path);
        if (!entry) {
          warnings.push({ kind: 'missing', path });
          continue;
        }
        const read = await readFile(reading, entry);
        if (!read.ok) return read.problem;
        if (read.bytes === null) continue;
        const file = { ...rest, takenAt };
        const trouble = await whatIsWrong(file, size, read.bytes);
        if (trouble) {
          warnings.push({ kind: trouble, path });
          loose.push({ name: file.name, path, handle: snapshot.handle, bytes: read.bytes });
        } else files.push({ ...file, bytes: read.bytes });
      }
      const followers = await readUnchanged(reading, folder, people, ({ rows }, bytes) => readFollowersCsv(bytes)?.length === rows);
      if (!followers.ok) return followers.problem;
      const details = await readUnchanged(reading, folder, rest, () => true);
      if (!details.ok) return details.problem;
      snapshots.push({
        ...snapshot,
        files,
        ...(followers.files.length === 0 ? {} : { followers: followers.files }),
        ...(details.files.length === 0 ? {} : { details: details.files }),
      });
    }
  }
  return null;
}

interface Described {
  path: string;
  sha256: string;
  bytes: number;
}

/**
 * Files that are as they were saved; of another one a warning says why it is not. `isWhole`: whether it holds as much
 * as the index says.
 */
async function readUnchanged<File extends Described>(
  reading: Reading,
  folder: string,
  described: readonly File[],
  isWhole: (file: File, bytes: Uint8Array<ArrayBuffer>) => boolean,
): Promise<{ ok: true; files: (Omit<File, 'path' | 'bytes'> & { bytes: Uint8Array<ArrayBuffer> })[] } | { ok: false; problem: KitProblem }> {
  const files: (Omit<File, 'path' | 'bytes'> & { bytes: Uint8Array<ArrayBuffer> })[] = [];
  for (const file of described) {
    const { path: place, bytes: size, ...about } = file;
    const path = folder + place;
    if (reading.known.has(path)) return { ok: false, problem: { kind: 'duplicate-name', name: path } };
    reading.known.add(path);
    const entry = reading.entries.get(path);
    const read = entry === undefined ? null : await readFile(reading, entry);
    if (read === null) reading.warnings.push({ kind: 'missing', path });
    else if (!read.ok) return read;
    if (!read?.ok || read.bytes === null) continue;
    const isSame = read.bytes.length === size && (await hash(read.bytes)) === file.sha256;
    if (!isSame) reading.warnings.push({ kind: 'changed', path });
    else if (!isWhole(file, read.bytes)) reading.warnings.push({ kind: 'wrong-count', path });
    else files.push({ ...about, bytes: read.bytes });
  }
  return { ok: true, files };
}

/** Those that could be lists by their names; not posts and profile of an archive, nor our own README. */
async function readOthers(reading: Reading, isKit: boolean): Promise<KitProblem | null> {
  const { entries, loose, warnings, known } = reading;
  if (!isKit) warnings.push({ kind: 'no-index', path: INDEX });
  for (const entry of entries.values()) {
    const name = fileName(entry.name);
    if (known.has(entry.name) || !/\.(?:csv|json|tsv)$/i.test(name) || /^(?:kit|outbox|actor)\.json$/.test(name)) continue;
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

async function whatIsWrong(file: Omit<KitFile, 'bytes'>, size: number, bytes: Uint8Array<ArrayBuffer>): Promise<KitWarning['kind'] | null> {
  if (bytes.length !== size || (await hash(bytes)) !== file.sha256) return 'changed';
  const parsed = parseList(file.kind, bytes);
  if (!parsed.ok) return 'unreadable';
  return parsed.rows.length === file.rows ? null : 'wrong-count';
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

/** The server's own name where it is an ordinary one; a dropped file may be called anything. */
function safeName({ name, kind }: KitFile): string {
  return /^[\w][\w .()-]{0,100}\.(?:csv|json|txt|tsv)$/.test(name) ? name : listFacts[kind].fileName;
}

function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = /\.\w+$/.test(name) ? name.replace(/(\.\w+)$/, `-${number}$1`) : `${name}-${number}`;
  taken.add(free);
  return free;
}
