/** In a page: bytes that the extension keeps, and bytes for it, slice by slice (`browser/base64.ts`). */
import { CHUNK, fromBase64, toBase64 } from '../browser/base64';
import type { Protocol } from '../browser/messages';

type Ask = (at: number) => Promise<ReturnType<Protocol['bytesWanted']>>;

/** Null when they are not there, or not whole. */
export async function bytesOf(ask: Ask): Promise<Uint8Array<ArrayBuffer> | null> {
  let whole: Uint8Array<ArrayBuffer> | null = null;
  for (let have = 0; ; ) {
    const got = await ask(have);
    const part = got && fromBase64(got.base64);
    if (got === null || part === null || (part.length === 0 && have < got.size)) return null;
    // Not through a Blob: what comes out of one belongs to the page, and Firefox lets no script of ours work with it.
    whole ??= new Uint8Array(got.size);
    if (have + part.length > whole.length) return null;
    whole.set(part, have);
    have += part.length;
    if (have === whole.length) return whole;
  }
}

/** How many slices it took; null when the background wants no more. */
export async function sendInChunks(bytes: Uint8Array, send: (chunk: { index: number; base64: string }) => Promise<boolean | null>): Promise<number | null> {
  const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK));
  for (let index = 0; index < chunks; index++) {
    const base64 = toBase64(bytes.subarray(index * CHUNK, (index + 1) * CHUNK));
    if ((await send({ index, base64 })) !== true) return null;
  }
  return chunks;
}
