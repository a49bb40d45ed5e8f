/** Opens what people pack their files in, a ZIP, a tar or a tar.gz, and what lies packed in another. */
import { otherFile } from '../lists/text';
import { gunzip, visitTar } from './tar';
import { readEntry, type Visited, visitEntries, type ZipEntry } from './zip';

/** What is packed inside is unpacked as a whole: above this it is the person's to unpack. */
export const MOST_INNER_BYTES = 512 * 1_048_576;
const MOST_INNER = 20;

/** As `visitEntries`, whatever it is packed as. `mostBytes`: how much a gzip may unpack to. */
export async function visitPacked(
  blob: Blob,
  mostEntries: number,
  visit: (entry: ZipEntry) => void,
  signal?: AbortSignal,
  mostBytes?: number,
): Promise<Visited> {
  const is = await kindOf(blob);
  if (is === 'tar') return visitTar(blob, mostEntries, visit, signal);
  if (is !== 'gzip') return visitEntries(blob, mostEntries, visit, signal);
  const tar = await gunzip(blob, mostBytes);
  if (tar === null || (await kindOf(tar.blob)) !== 'tar') return { ok: false, problem: { kind: 'other-file', is } };
  return visitTar(tar.blob, mostEntries, visit, signal);
}

/** A ZIP, a tar or a gzip, by its name. */
export function isPacked({ name }: ZipEntry): boolean {
  return /\.(?:zip|tar|tgz|gz)$/i.test(name);
}

/** What of these can be unpacked; null in the place of one that cannot. */
export async function* innerPacked(entries: readonly ZipEntry[], signal?: AbortSignal): AsyncGenerator<{ entry: ZipEntry; packed: Blob | null }> {
  let left = MOST_INNER_BYTES;
  for (const [at, entry] of entries.entries()) {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const isTooMuch = at >= MOST_INNER || entry.bytes > left;
    const read = isTooMuch ? null : await readEntry(entry, { most: left, signal }, (chunk) => void chunks.push(chunk.slice()));
    left -= read?.ok ? read.value : 0;
    yield { entry, packed: read?.ok ? new Blob(chunks) : null };
  }
}

async function kindOf(blob: Blob) {
  try {
    return otherFile(new Uint8Array(await blob.slice(0, 512).arrayBuffer()));
  } catch {
    return null;
  }
}
