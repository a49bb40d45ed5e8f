/** Bytes as text, for messages between the parts of the extension: Chrome flattens anything else on its way. */

/** Bytes of a file that go in one message: three megabytes are four of text. */
export const CHUNK = 3 * 1_048_576;

/** Divisible by three, so that the parts join without padding between them. */
const SLICE = 24_576;

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += SLICE) text += btoa(String.fromCharCode(...bytes.subarray(at, at + SLICE)));
  return text;
}

/** Null when it is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
