/**
 * The body of an answer, or null as soon as it grows past the cap, whatever `Content-Length` claims: no more than that
 * is ever held. In Firefox what `fetch` gives a content script belongs to the page, and most of what is done with its
 * bytes is refused: so they are copied over.
 */
export async function readAtMost(response: Response, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(0);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > most) {
      await reader.cancel();
      return null;
    }
    const own = new Uint8Array(part.value.length);
    own.set(part.value);
    parts.push(own);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
