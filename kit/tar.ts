/**
 * Reads the entries of a tar, which servers before Mastodon 4.2 made their archives as (docs/mastodon.md, Archive), as
 * `tar.gz`. Each entry has a header of 512 bytes before it, so the whole is walked by its headers, and nothing of the
 * rest is read.
 */
import type { Visited, ZipEntry } from './zip';

const BLOCK = 512;
/** Far more than an archive: what unpacks to more is a bomb. */
const MOST_UNPACKED_BYTES = 16 * 1_073_741_824;
/** A long name or what stands for it; paths have at most 4,096 bytes. */
const MOST_NAME_BYTES = 65_536;

/**
 * A gzip unpacked, into memory or wherever the browser keeps what is large; `isCut`: its end is missing, and this is
 * what stands before. Null: it is damaged or a bomb.
 */
export async function gunzip(blob: Blob, most = MOST_UNPACKED_BYTES): Promise<{ blob: Blob; isCut: boolean } | null> {
  const { writable, readable } = new DecompressionStream('gzip');
  let isFed = false;
  const fed = feed(blob, writable.getWriter(), () => {
    isFed = true;
  }).catch(() => {});
  const reader = readable.getReader();
  let [size, isCut] = [0, false];
  const unpacked = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const read = await reader.read().catch((error: unknown) => {
          if (!isFed) throw error;
          isCut = true;
          return { done: true, value: undefined } as const;
        });
        size += read.value?.length ?? 0;
        if (size > most) throw new Error('more than declared');
        if (read.value === undefined) controller.close();
        else controller.enqueue(read.value);
      },
    },
    { highWaterMark: 0 },
  );
  try {
    const whole = await new Response(unpacked).blob();
    // As long as its end says: nothing is missing, but something in it is wrong.
    return isCut && (await saidLength(blob)) === size % 2 ** 32 ? null : { blob: whole, isCut };
  } catch {
    await reader.cancel().catch(() => {});
    return null;
  } finally {
    await fed;
  }
}

/** How long the last four bytes of a gzip say that it is unpacked. */
async function saidLength(blob: Blob): Promise<number | null> {
  const bytes = await bytesOf(blob, Math.max(0, blob.size - 4), 4);
  return bytes?.length === 4 ? new DataView(bytes.buffer).getUint32(0, true) : null;
}

/**
 * The whole blob, piece by piece. Nothing is the last piece: it is taken when all before it was unpacked and read, and
 * what fails then is the end alone.
 */
async function feed(blob: Blob, writer: WritableStreamDefaultWriter<BufferSource>, onFed: () => void): Promise<void> {
  const reader = blob.stream().getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) await writer.write(read.value);
  await writer.write(new Uint8Array(0));
  onFed();
  await writer.close();
}

/**
 * Calls `visit` for every file of the tar; the result is how many there are. Where its end is missing, or it cannot be
 * read from somewhere on, for those that are whole before.
 */
export async function visitTar(blob: Blob, mostEntries: number, visit: (entry: ZipEntry) => void, signal?: AbortSignal): Promise<Visited> {
  let [files, at] = [0, 0];
  let longName: string | null = null;
  const cutAt = (name: string | null, kind: 'truncated' | 'damaged'): Visited =>
    files === 0 ? { ok: false, problem: kind === 'damaged' ? { kind, name } : { kind } } : { ok: true, value: files, cut: { name } };
  for (let count = 0; at + BLOCK <= blob.size; count++) {
    if (count > mostEntries) return { ok: false, problem: { kind: 'too-many-entries', most: mostEntries } };
    if (signal?.aborted) return { ok: false, problem: { kind: 'stopped' } };
    const header = await bytesOf(blob, at, BLOCK);
    if (header === null) return { ok: false, problem: { kind: 'unreadable-file' } };
    // Two blocks of zeros end it.
    if (header.every((byte) => byte === 0)) return { ok: true, value: files };
    const size = sizeOf(header);
    if (size === null || !isHeader(header)) return cutAt(null, 'damaged');
    const from = at + BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    const isName = type === 'L' || type === 'x';
    if (from + size > blob.size) return cutAt(isName ? null : (longName ?? nameOf(header)), 'truncated');
    at = from + Math.ceil(size / BLOCK) * BLOCK;
    if (isName) {
      const long = await bytesOf(blob, from, Math.min(size, MOST_NAME_BYTES));
      longName = long === null ? null : type === 'L' ? textOf(long) : nameInPax(long);
    } else {
      if (type === '0' || type === '\0') {
        files++;
        visit(entryOf(blob, longName ?? nameOf(header), from, size));
      }
      longName = null;
    }
  }
  return cutAt(null, 'truncated');
}

function entryOf(blob: Blob, name: string, from: number, size: number): ZipEntry {
  const getData: ZipEntry['source']['getData'] = async (sink, options) => {
    await blob
      .slice(from, from + size)
      .stream()
      .pipeTo(sink, options?.signal ? { signal: options.signal } : {});
  };
  return { name, bytes: size, packedBytes: size, encrypted: false, source: { getData } };
}

async function bytesOf(blob: Blob, from: number, length: number): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await blob.slice(from, from + length).arrayBuffer());
  } catch {
    return null;
  }
}

/** The sum of a header's bytes, with blanks in the place of the sum. */
function isHeader(header: Uint8Array): boolean {
  const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  return Number.parseInt(textOf(header.subarray(148, 156)).trim(), 8) === sum;
}

/** Octal, or binary above 8 GB. */
function sizeOf(header: Uint8Array): number | null {
  const field = header.subarray(124, 136);
  if ((field[0] ?? 0) & 0x80) {
    const size = field.subarray(4).reduce((all, byte) => all * 256 + byte, 0);
    return Number.isSafeInteger(size) ? size : null;
  }
  const size = Number.parseInt(textOf(field).trim() || '0', 8);
  return Number.isSafeInteger(size) && size >= 0 ? size : null;
}

function nameOf(header: Uint8Array): string {
  const [name, folder] = [textOf(header.subarray(0, 100)), textOf(header.subarray(345, 500))];
  const isUstar = textOf(header.subarray(257, 263)).startsWith('ustar') && header[263] === 0x30;
  return isUstar && folder !== '' ? `${folder}/${name}` : name;
}

/** `30 path=long/name\n`, among other records of its kind. */
function nameInPax(bytes: Uint8Array): string | null {
  return /(?:^|\n)\d+ path=([^\n]+)\n/.exec(textOf(bytes))?.[1] ?? null;
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}
