/** Enough for most pages. */
const FIRST = 65_536;

/**
 * The body of an answer, or null as soon as it grows past the cap, whatever `Content-Length` claims: no more than twice
 * the cap is ever held, also of an answer that comes byte by byte. In Firefox what `fetch` gives a content script
 * belongs to the page, and most of what is done with its bytes is refused: so they are copied over.
 */
export async function readAtMost(response: Response, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(0);
  let held = new Uint8Array(Math.min(FIRST, most));
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const grown = size + part.value.length;
    if (grown > most) {
      await reader.cancel();
      return null;
    }
    if (grown > held.length) {
      const larger = new Uint8Array(Math.min(most, Math.max(grown, held.length * 2)));
      larger.set(held.subarray(0, size));
      held = larger;
    }
    held.set(part.value, size);
    size = grown;
  }
  return size === held.length ? held : held.slice(0, size);
}
