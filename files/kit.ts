/**
 * The kit: every list as it was saved, hashed and dated, as one ordinary ZIP and back again.
 * A snapshot is write-once; a later save is another snapshot beside it.
 */
import JSZip from 'jszip';
import * as v from 'valibot';
import { type ListKind, listKinds } from '../journey/facts';
import { listFacts, listNotes } from '../journey/list-kinds';
import { hash } from './hash';
import type { KitFile } from './kit-file';
import { type KitWords, kitPage } from './kit-page';
import { type ListProblem, type ListResult, MOST_BYTES, parseList } from './lists';
import { type Recognised, recogniseList } from './recognise';
import { isTameJson } from './text';
import { readWhole, visitEntries, type ZipEntry, type ZipProblem } from './zip';

export interface KitSnapshot {
  readonly id: string;
  /** ISO time. */
  readonly takenAt: string;
  /** `user@domain` of the account. */
  readonly handle: string;
  readonly server: { readonly origin: string; readonly software: string; readonly version: string };
  readonly files: readonly KitFile[];
}

const FORMAT = 'transhumance-kit';
const VERSION = 1;
const INDEX = 'kit.json';

const text = v.pipe(v.string(), v.maxLength(2_000));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const isoTime = v.pipe(v.string(), v.isoTimestamp());
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
              sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
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
      }),
    ),
    v.maxLength(200),
  ),
});
type Index = v.InferOutput<typeof indexSchema>;

/** One ordinary ZIP: each snapshot a folder with the lists under the server's own names, `kit.json` for us, `index.html` and `README.txt` for people. */
export async function packKit(snapshots: readonly KitSnapshot[], words: KitWords): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  const taken = new Set<string>();
  const placed = snapshots.map((snapshot) => {
    const folder = unused(
      `saved-${snapshot.takenAt
        .slice(0, 19)
        .replace(/[^0-9T-]/g, '')
        .replace('T', '-')}`,
      taken,
    );
    const files = snapshot.files.map((file) => ({ ...file, path: unused(`${folder}/${safeName(file)}`, taken) }));
    for (const { path, bytes } of files) zip.file(path, bytes, { date: new Date(snapshot.takenAt), createFolders: false });
    return { ...snapshot, files };
  });
  const index: Index = {
    format: FORMAT,
    version: VERSION,
    snapshots: placed.map(({ id, takenAt, handle, server: { origin, software, version }, files }) => ({
      id,
      takenAt,
      handle,
      server: { origin, software, version },
      files: files.map(({ bytes, path, kind, name, sha256, rows, pageCount, contentType, source, takenAt: at, notes }) => {
        return { path, kind, name, sha256, bytes: bytes.length, rows, pageCount, contentType, source, takenAt: at, notes: [...notes] };
      }),
    })),
  };
  const date = new Date(snapshots.at(-1)?.takenAt ?? 0);
  zip.file(INDEX, `${JSON.stringify(index, null, 2)}\n`, { date });
  zip.file('index.html', kitPage(placed, words), { date });
  zip.file('README.txt', `${words.readme}\n`, { date });
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' }) as Promise<Uint8Array<ArrayBuffer>>;
}

/** What a kit may hold at most; checked in the ZIP's directory, before anything is unpacked. */
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

/** What is not as `kit.json` says. The file concerned is in `loose`, not in its snapshot. */
export interface KitWarning {
  readonly kind: 'changed' | 'missing' | 'unreadable' | 'wrong-count' | 'not-listed' | 'no-index';
  readonly path: string;
}

export interface LooseFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type KitResult =
  | {
      readonly ok: true;
      /** Only files whose bytes are those that were saved. */
      readonly snapshots: readonly KitSnapshot[];
      /** Lists that cannot be vouched for: changed since, or never ours. `readDropped` says what they are. */
      readonly loose: readonly LooseFile[];
      readonly warnings: readonly KitWarning[];
    }
  | { readonly ok: false; readonly problem: KitProblem };

export async function readKit(zip: Blob | Uint8Array<ArrayBuffer>): Promise<KitResult> {
  const listed = await listKit(zip instanceof Blob ? zip : new Blob([zip]));
  if (!listed.ok) return listed;
  const { entries } = listed;
  const indexEntry = entries.get(INDEX);
  if (!indexEntry) return looseOnly(entries);
  const raw = await readWhole(indexEntry, { most: MOST_INDEX_BYTES });
  if (!raw.ok) return raw;
  const index = v.safeParse(indexSchema, fromJson(raw.value));
  if (!index.success) return { ok: false, problem: { kind: 'unknown-index' } };

  const loose: LooseFile[] = [];
  const warnings: KitWarning[] = [];
  const snapshots: KitSnapshot[] = [];
  for (const { files: described, ...snapshot } of index.output.snapshots) {
    const files: KitFile[] = [];
    for (const { path, bytes: size, takenAt = snapshot.takenAt, ...rest } of described) {
      const file = { ...rest, takenAt };
      const entry = entries.get(path);
      const read = entry ? await readWhole(entry, { most: MOST_BYTES }) : null;
      if (!read) {
        warnings.push({ kind: 'missing', path });
        continue;
      }
      if (!read.ok) return read;
      const trouble = await whatIsWrong(file, size, read.value);
      if (trouble) {
        warnings.push({ kind: trouble, path });
        loose.push({ name: file.name, bytes: read.value });
      } else files.push({ ...file, bytes: read.value });
    }
    snapshots.push({ ...snapshot, files });
  }
  const known = new Set(index.output.snapshots.flatMap(({ files }) => files.map(({ path }) => path)));
  const others = await readLoose([...entries.values()].filter(({ name }) => name !== INDEX && !known.has(name)));
  if (!others.ok) return others;
  warnings.push(...others.files.map(({ path }) => ({ kind: 'not-listed', path }) as const));
  return { ok: true, snapshots, loose: [...loose, ...others.files.map(({ file }) => file)], warnings };
}

export interface DroppedFile extends LooseFile {
  readonly sha256: string;
  readonly recognised: Recognised | { readonly ok: false; readonly problem: ListProblem };
  /** Null when it is not certain enough which list it is: the person says, then `parseList` reads it. */
  readonly parsed: ListResult<ListKind> | null;
}

/** Lists that a person dropped in: from any Mastodon, also after a spreadsheet. Nothing is refused silently: each has its own answer. */
export async function readDropped(files: readonly LooseFile[]): Promise<readonly DroppedFile[]> {
  return Promise.all(
    files.map(async ({ name, bytes }) => {
      const recognised = recogniseList(name, bytes);
      const kind = recognised.ok ? recognised.kind : null;
      return { name, bytes, sha256: await hash(bytes), recognised, parsed: kind === null ? null : parseList(kind, bytes) };
    }),
  );
}

async function whatIsWrong(file: Omit<KitFile, 'bytes'>, size: number, bytes: Uint8Array<ArrayBuffer>): Promise<KitWarning['kind'] | null> {
  if (bytes.length !== size || (await hash(bytes)) !== file.sha256) return 'changed';
  const parsed = parseList(file.kind, bytes);
  if (!parsed.ok) return 'unreadable';
  return parsed.rows.length === file.rows ? null : 'wrong-count';
}

type Listed = { ok: true; entries: Map<string, ZipEntry> } | { ok: false; problem: KitProblem };

async function listKit(blob: Blob): Promise<Listed> {
  const entries = new Map<string, ZipEntry>();
  let total = 0;
  let twice: string | null = null;
  let encrypted: string | null = null;
  const visited = await visitEntries(blob, MOST_KIT_FILES, (entry) => {
    if (entries.has(entry.name)) twice = entry.name;
    if (entry.encrypted) encrypted = entry.name;
    entries.set(entry.name, entry);
    total += entry.bytes;
  });
  if (!visited.ok) return visited;
  if (twice !== null) return { ok: false, problem: { kind: 'duplicate-name', name: twice } };
  if (encrypted !== null) return { ok: false, problem: { kind: 'encrypted', name: encrypted } };
  if (total > MOST_KIT_BYTES) return { ok: false, problem: { kind: 'too-large-together', bytes: total, most: MOST_KIT_BYTES } };
  return { ok: true, entries };
}

/** A ZIP that a person made of their own lists. */
async function looseOnly(entries: ReadonlyMap<string, ZipEntry>): Promise<KitResult> {
  const others = await readLoose([...entries.values()]);
  if (!others.ok) return others;
  if (others.files.length === 0) return { ok: false, problem: { kind: 'not-a-kit' } };
  return { ok: true, snapshots: [], loose: others.files.map(({ file }) => file), warnings: [{ kind: 'no-index', path: INDEX }] };
}

/** Those that could be lists by their names; not the JSON of an archive, nor our own README. */
async function readLoose(entries: readonly ZipEntry[]): Promise<{ ok: true; files: { path: string; file: LooseFile }[] } | { ok: false; problem: KitProblem }> {
  const files: { path: string; file: LooseFile }[] = [];
  for (const entry of entries) {
    const name = entry.name.slice(entry.name.lastIndexOf('/') + 1);
    if (!/\.(?:csv|json|tsv)$/i.test(name) || /^(?:outbox|actor|likes|bookmarks)\.json$/.test(name)) continue;
    const read = await readWhole(entry, { most: MOST_BYTES });
    if (!read.ok) return read;
    files.push({ path: entry.name, file: { name, bytes: read.value } });
  }
  return { ok: true, files };
}

function fromJson(bytes: Uint8Array): unknown {
  if (!isTameJson(bytes, MOST_INDEX_VALUES)) return null;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
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
