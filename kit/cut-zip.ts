/**
 * A ZIP whose end is missing, as after a download that broke off: its directory was there. Each file has a header of
 * its own before it, so the directory is written anew, of the files that are whole.
 */

/** Its end is missing. */
export interface MissingEnd {
  /** The file in which it breaks off; null where that is between two. */
  readonly name: string | null;
}

interface Found {
  /** All of its own header, without its name and what comes behind that. */
  readonly header: DataView;
  readonly name: Uint8Array<ArrayBuffer>;
  readonly offset: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
}

const HEADER_BYTES = 30;
const FILE = 0x04034b50;
const DIRECTORY = 0x02014b50;
const DESCRIPTOR = 0x08074b50;
const WRAP = 0xffff_ffff;
/** The sizes stand behind the data: whoever packed it did not know them before. */
const SIZES_BEHIND = 8;

/** The same ZIP with a directory; null where no file in it is whole. */
export async function withDirectory(blob: Blob, mostEntries: number, signal?: AbortSignal): Promise<{ whole: Blob; cut: MissingEnd } | null> {
  // Elsewhere than in a browser, something may only look like one.
  if (!(blob instanceof Blob)) return null;
  const found: Found[] = [];
  let [at, name]: [number, string | null] = [0, null];
  while (found.length < mostEntries && signal?.aborted !== true) {
    const next = await fileAt(blob, at);
    if (next === null) break;
    if ('cutIn' in next) {
      name = next.cutIn;
      break;
    }
    found.push(next.file);
    at = next.end;
  }
  if (found.length === 0) return null;
  return { whole: new Blob([blob.slice(0, at), ...directoryOf(found, at)]), cut: { name } };
}

/** Null where no file begins. */
async function fileAt(blob: Blob, offset: number): Promise<{ file: Found; end: number } | { cutIn: string } | null> {
  const header = await viewOf(blob, offset, HEADER_BYTES);
  if (header === null || header.getUint32(0, true) !== FILE) return null;
  const [nameBytes, extraBytes] = [header.getUint16(26, true), header.getUint16(28, true)];
  const behind = await viewOf(blob, offset + HEADER_BYTES, nameBytes + extraBytes);
  if (behind === null) return { cutIn: '' };
  const name = new Uint8Array(behind.buffer.slice(0, nameBytes));
  const from = offset + HEADER_BYTES + nameBytes + extraBytes;
  const sizes =
    header.getUint16(6, true) & SIZES_BEHIND && header.getUint32(18, true) === 0
      ? await sizesBehind(blob, from)
      : { ...sizesIn(header, new DataView(behind.buffer, nameBytes)), crc: header.getUint32(14, true), descriptorBytes: 0 };
  if (sizes === null || from + sizes.packedBytes > blob.size) return { cutIn: new TextDecoder().decode(name) };
  const { descriptorBytes, ...about } = sizes;
  return { file: { header, name, offset, ...about }, end: from + about.packedBytes + descriptorBytes };
}

/** What is 4 GB or larger stands in 64 bits behind the name. */
function sizesIn(header: DataView, extra: DataView): { packedBytes: number; bytes: number } {
  const [packedBytes, bytes] = [header.getUint32(18, true), header.getUint32(22, true)];
  if (packedBytes !== WRAP && bytes !== WRAP) return { packedBytes, bytes };
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true))
    if (extra.getUint16(at, true) === 1 && at + 20 <= extra.byteLength)
      return { bytes: Number(extra.getBigUint64(at + 4, true)), packedBytes: Number(extra.getBigUint64(at + 12, true)) };
  return { packedBytes, bytes };
}

const CHUNK = 1_048_576;
/** Signature, checksum and both sizes in 64 bits. */
const DESCRIPTOR_BYTES = 24;

/** Behind the data: it is found by its signature, and by the size that it must say there. */
async function sizesBehind(blob: Blob, from: number) {
  for (let at = from; at < blob.size; at += CHUNK) {
    const bytes = new Uint8Array(await blob.slice(at, at + CHUNK + DESCRIPTOR_BYTES).arrayBuffer());
    const view = new DataView(bytes.buffer);
    for (let here = bytes.indexOf(0x50); here !== -1 && here < CHUNK; here = bytes.indexOf(0x50, here + 1)) {
      if (here + 16 > bytes.length || view.getUint32(here, true) !== DESCRIPTOR) continue;
      const [crc, length] = [view.getUint32(here + 4, true), at + here - from];
      if (view.getUint32(here + 8, true) === length) return { crc, packedBytes: length, bytes: view.getUint32(here + 12, true), descriptorBytes: 16 };
      if (here + DESCRIPTOR_BYTES <= bytes.length && Number(view.getBigUint64(here + 8, true)) === length)
        return { crc, packedBytes: length, bytes: Number(view.getBigUint64(here + 16, true)), descriptorBytes: DESCRIPTOR_BYTES };
    }
  }
  return null;
}

/** One line for each file, and the end; in 64 bits throughout. */
function directoryOf(found: readonly Found[], at: number): Uint8Array<ArrayBuffer>[] {
  const lines = found.flatMap(({ header, name, offset, crc, packedBytes, bytes }) => {
    const line = new DataView(new ArrayBuffer(46));
    line.setUint32(0, DIRECTORY, true);
    line.setUint16(4, 45, true);
    line.setUint16(6, 45, true);
    line.setUint16(8, header.getUint16(6, true) & ~SIZES_BEHIND, true);
    for (const from of [8, 10, 12]) line.setUint16(from + 2, header.getUint16(from, true), true);
    line.setUint32(16, crc, true);
    for (const to of [20, 24, 42]) line.setUint32(to, WRAP, true);
    line.setUint16(28, name.length, true);
    line.setUint16(30, 28, true);
    const extra = new DataView(new ArrayBuffer(28));
    extra.setUint16(0, 1, true);
    extra.setUint16(2, 24, true);
    for (const [index, value] of [bytes, packedBytes, offset].entries()) extra.setBigUint64(4 + index * 8, BigInt(value), true);
    return [line, name, extra].map((part) => (part instanceof DataView ? new Uint8Array(part.buffer) : part));
  });
  const size = lines.reduce((sum, { length }) => sum + length, 0);
  const end = new DataView(new ArrayBuffer(56 + 20 + 22));
  end.setUint32(0, 0x06064b50, true);
  end.setBigUint64(4, 44n, true);
  end.setUint16(12, 45, true);
  end.setUint16(14, 45, true);
  for (const [to, value] of [
    [24, found.length],
    [32, found.length],
    [40, size],
    [48, at],
  ] as const)
    end.setBigUint64(to, BigInt(value), true);
  end.setUint32(56, 0x07064b50, true);
  end.setBigUint64(64, BigInt(at + size), true);
  end.setUint32(72, 1, true);
  end.setUint32(76, 0x06054b50, true);
  for (const to of [84, 86]) end.setUint16(to, 0xffff, true);
  for (const to of [88, 92]) end.setUint32(to, WRAP, true);
  return [...lines, new Uint8Array(end.buffer)];
}

/** Null where there is not as much. */
async function viewOf(blob: Blob, from: number, length: number): Promise<DataView<ArrayBuffer> | null> {
  const bytes = await blob.slice(from, from + length).arrayBuffer();
  return bytes.byteLength < length ? null : new DataView(bytes);
}
