/**
 * Reads entries out of a ZIP of any size by random access, and refuses what a ZIP can lie about before inflating it.
 * Only here zip.js is touched. Names of entries are keys, never paths.
 */
import {
  ERR_BAD_FORMAT,
  ERR_CENTRAL_DIRECTORY_NOT_FOUND,
  ERR_ENCRYPTED,
  ERR_ENCRYPTED_CENTRAL_DIRECTORY,
  ERR_ENTRY_DATA_OUT_OF_BOUNDS,
  ERR_EOCDR_NOT_FOUND,
  ERR_INVALID_UNCOMPRESSED_SIZE,
  ERR_SPLIT_ZIP_FILE,
  ERR_UNSAFE_FILENAME,
  ERR_UNSUPPORTED_COMPRESSION,
  ERR_UNSUPPORTED_ENCRYPTION,
  ZipReader,
} from '@zip.js/zip.js/lib/zip-core-reader.js';
import { type OtherFile, otherFile } from '../lists/text';
import { type MissingEnd, withDirectory } from './cut-zip';

export type ZipProblem =
  /** The browser cannot read it: a folder, or a file that was moved or changed meanwhile. */
  | { kind: 'unreadable-file' }
  | { kind: 'not-a-zip' }
  | { kind: 'other-file'; is: Exclude<OtherFile, 'zip'> }
  /** The end, where a ZIP's directory is, is missing: the download was cut off. */
  | { kind: 'truncated' }
  | { kind: 'split' }
  | { kind: 'too-many-entries'; most: number }
  | { kind: 'directory-too-large' }
  | { kind: 'unsafe-name'; name: string }
  | { kind: 'duplicate-name'; name: string }
  | { kind: 'encrypted'; name: string | null }
  | { kind: 'too-large'; name: string; bytes: number; most: number }
  | { kind: 'sizes-lie'; name: string }
  | { kind: 'unsupported'; name: string }
  /** The checksum or the compressed data are wrong. */
  | { kind: 'damaged'; name: string | null }
  | { kind: 'stopped' };

export type ZipResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: ZipProblem };

interface EntrySource {
  getData(sink: WritableStream<Uint8Array>, options?: { checkSignature?: boolean; useWebWorkers?: boolean; signal?: AbortSignal }): Promise<unknown>;
}

export interface ZipEntry {
  readonly name: string;
  readonly bytes: number;
  readonly packedBytes: number;
  readonly encrypted: boolean;
  /** Opaque: hand it to `readEntry`. */
  readonly source: EntrySource;
}

/** Far beyond any archive seen: one entry per picture. */
export const MOST_ENTRIES = 500_000;
/** The directory of 500,000 files is about 60 MB; nothing else of a ZIP is ever read in one go. */
const MOST_DIRECTORY_BYTES = 128 * 1_048_576;
const TOO_MUCH_AT_ONCE = 'more than a directory can be';
const MORE_THAN_DECLARED = 'more bytes than declared';
/** Deflate cannot pack more tightly than this, so a declared size beyond is a lie. */
const DEFLATE_LIMIT = 1_032;

/** What file managers put beside the files of others. */
const CLUTTER = /(?:^|\/)(?:__MACOSX\/.*|\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini)$/i;

/** How many files there are; `cut`: its end is missing, and these stand before. */
export type Visited = ZipResult<number> & { readonly cut?: MissingEnd };

/**
 * Calls `visit` for every file of the ZIP, from its directory alone; memory does not grow with what the ZIP holds.
 * Where its end is missing, and its directory with it, for those that are whole.
 */
export async function visitEntries(blob: Blob, mostEntries: number, visit: (entry: ZipEntry) => void, signal?: AbortSignal): Promise<Visited> {
  if (await hasEnd(blob)) return visitDirectory(blob, mostEntries, visit, signal);
  // What looks like a directory may be that of a ZIP inside: the one that lists more is that of the whole.
  const [listed, found]: [ZipEntry[], ZipEntry[]] = [[], []];
  const visited = await visitDirectory(blob, mostEntries, (entry) => void listed.push(entry), signal);
  if (!visited.ok && visited.problem.kind !== 'truncated') return visited;
  const mended = await withDirectory(blob, mostEntries, signal).catch(() => null);
  const all = mended === null ? null : await visitDirectory(mended.whole, mostEntries, (entry) => void found.push(entry), signal);
  const isWhole = visited.ok && !(all?.ok === true && all.value > visited.value);
  for (const entry of isWhole ? listed : found) visit(entry);
  return isWhole || mended === null || all === null ? visited : { ...all, cut: mended.cut };
}

const END_BYTES = 22;

/** Whether the ZIP ends with what ends it, and not with the end of a ZIP inside. */
async function hasEnd(blob: Blob): Promise<boolean> {
  const from = Math.max(0, blob.size - END_BYTES - 0xffff);
  const bytes = new Uint8Array(
    await blob
      .slice(from)
      .arrayBuffer()
      .catch(() => new ArrayBuffer(0)),
  );
  const view = new DataView(bytes.buffer);
  for (let at = bytes.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50 || at + END_BYTES + view.getUint16(at + 20, true) !== bytes.length) continue;
    const [size, begin] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    // Above 4 GB the place stands elsewhere, in 64 bits, or without its upper half.
    if (begin === WRAP - 1 || (begin + size) % WRAP === (from + at) % WRAP) return true;
  }
  return false;
}

async function visitDirectory(blob: Blob, mostEntries: number, visit: (entry: ZipEntry) => void, signal?: AbortSignal): Promise<ZipResult<number>> {
  let count = 0;
  let files = 0;
  // One decoder for all names: zip.js would make two for each of many thousand entries.
  const utf8 = new TextDecoder();
  const decodeText = (bytes: Uint8Array, encoding: string) => (encoding === 'utf-8' ? utf8.decode(bytes) : undefined);
  try {
    const is = otherFile(new Uint8Array(await blob.slice(0, 512).arrayBuffer()));
    if (is !== 'zip') return { ok: false, problem: is ? { kind: 'other-file', is } : { kind: 'not-a-zip' } };
    for await (const entry of new ZipReader(randomAccess(blob), { decodeText }).getEntriesGenerator()) {
      if (++count > mostEntries) return { ok: false, problem: { kind: 'too-many-entries', most: mostEntries } };
      if (signal?.aborted) return { ok: false, problem: { kind: 'stopped' } };
      if (entry.directory || CLUTTER.test(entry.filename)) continue;
      files++;
      visit({ name: entry.filename, bytes: entry.uncompressedSize, packedBytes: entry.compressedSize, encrypted: entry.encrypted, source: entry });
    }
    return { ok: true, value: files };
  } catch (error) {
    return { ok: false, problem: problemOf(error, null) };
  }
}

export interface ReadOptions {
  /** Refused before inflating if the entry says it is larger. */
  most: number;
  signal?: AbortSignal | undefined;
  /** Bytes inflated so far. */
  onProgress?: ((bytes: number) => void) | undefined;
}

/**
 * Inflates one entry piece by piece into `write`; stops at the first byte beyond the declared size, and checks the
 * checksum at the end.
 */
export async function readEntry(entry: ZipEntry, options: ReadOptions, write: (bytes: Uint8Array) => void): Promise<ZipResult<number>> {
  const { name, bytes, packedBytes } = entry;
  if (entry.encrypted) return { ok: false, problem: { kind: 'encrypted', name } };
  if (bytes > options.most) return { ok: false, problem: { kind: 'too-large', name, bytes, most: options.most } };
  if (bytes > packedBytes * DEFLATE_LIMIT + 1_024) return { ok: false, problem: { kind: 'sizes-lie', name } };
  let read = 0;
  let reported = 0;
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      read += chunk.length;
      if (read > bytes) throw new Error(MORE_THAN_DECLARED);
      write(chunk);
      if (read - reported >= 1_048_576) {
        reported = read;
        options.onProgress?.(read);
      }
    },
  });
  try {
    // Workers would need a blob: address, which an extension's own pages forbid.
    const { signal } = options;
    await entry.source.getData(sink, { checkSignature: true, useWebWorkers: false, ...(signal ? { signal } : {}) });
    options.onProgress?.(read);
    return read === bytes ? { ok: true, value: read } : { ok: false, problem: { kind: 'sizes-lie', name } };
  } catch (error) {
    if (options.signal?.aborted) return { ok: false, problem: { kind: 'stopped' } };
    return { ok: false, problem: problemOf(error, name) };
  }
}

/** One small entry as a whole. */
export async function readWhole(entry: ZipEntry, options: ReadOptions): Promise<ZipResult<Uint8Array<ArrayBuffer>>> {
  const chunks: Uint8Array[] = [];
  const result = await readEntry(entry, options, (chunk) => chunks.push(chunk.slice()));
  if (!result.ok) return result;
  const whole = new Uint8Array(result.value);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return { ok: true, value: whole };
}

const WRAP = 2 ** 32;
/** Of an entry's own header, before its name. */
const HEADER_BYTES = 30;

/**
 * The parts of a blob zip.js asks for; no part larger than a directory can be, whatever the file says.
 * Above 4 GB, macOS writes the places of entries without their upper half. Where no entry begins, it is looked for 4 GB
 * further on, or before: then its data is read from there, too.
 */
function randomAccess(blob: Blob) {
  let shift = 0;
  const shiftAt = async (offset: number): Promise<number> => {
    for (const begin of [0, ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((times) => [times * WRAP, -times * WRAP])]) {
      if (offset + begin < 0 || offset + begin >= blob.size) continue;
      const at = new Uint8Array(await blob.slice(offset + begin, offset + begin + 4).arrayBuffer());
      if (at[0] === 0x50 && at[1] === 0x4b && at[2] === 3 && at[3] === 4) return begin;
    }
    return 0;
  };
  return {
    size: blob.size,
    get readable() {
      return blob.stream();
    },
    async readUint8Array(offset: number, length: number): Promise<Uint8Array> {
      if (length > MOST_DIRECTORY_BYTES) throw new Error(TOO_MUCH_AT_ONCE);
      if (blob.size > WRAP && length === HEADER_BYTES) shift = await shiftAt(offset);
      const from = length === HEADER_BYTES ? offset + shift : offset;
      return new Uint8Array(await blob.slice(from, from + length).arrayBuffer());
    },
    createReadable: ({ offset = 0, size = blob.size - offset }: { offset?: number; size?: number } = {}) =>
      blob.slice(offset + shift, offset + shift + size).stream(),
  };
}

function problemOf(error: unknown, name: string | null): ZipProblem {
  // zip.js throws plain errors; these come from the file itself.
  if (error instanceof DOMException) return { kind: 'unreadable-file' };
  const { message, filename } = error as { message?: string; filename?: string };
  switch (message) {
    case ERR_EOCDR_NOT_FOUND:
    case ERR_BAD_FORMAT:
    case ERR_CENTRAL_DIRECTORY_NOT_FOUND:
      return { kind: 'truncated' };
    case ERR_SPLIT_ZIP_FILE:
      return { kind: 'split' };
    case ERR_UNSAFE_FILENAME:
      return { kind: 'unsafe-name', name: filename ?? '' };
    case ERR_ENCRYPTED:
    case ERR_UNSUPPORTED_ENCRYPTION:
    case ERR_ENCRYPTED_CENTRAL_DIRECTORY:
      return { kind: 'encrypted', name };
    case ERR_INVALID_UNCOMPRESSED_SIZE:
    case ERR_ENTRY_DATA_OUT_OF_BOUNDS:
    case MORE_THAN_DECLARED:
      return { kind: 'sizes-lie', name: name ?? '' };
    case ERR_UNSUPPORTED_COMPRESSION:
      return { kind: 'unsupported', name: name ?? '' };
    case TOO_MUCH_AT_ONCE:
      return { kind: 'directory-too-large' };
    default:
      return { kind: 'damaged', name };
  }
}
