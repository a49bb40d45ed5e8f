/** JSON that others wrote: its shape is never taken for granted. */

export type JsonObject = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property, so that no key of another's choosing reaches a prototype; null where there is none. */
export function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as JsonObject)[key] : null;
}

/** A text of at most so many characters that is not empty; else null. */
export function ownText(value: unknown, key: string, most: number): string | null {
  const found = own(value, key);
  return typeof found === 'string' && found !== '' && found.length <= most ? found : null;
}

/** A text, cut where it is longer; empty where there is none. */
export function textIn(value: unknown, key: string, most: number): string {
  const found = own(value, key);
  return typeof found === 'string' ? found.slice(0, most) : '';
}

/** Undefined where these bytes are no JSON. */
export function parsedJson(bytes: Uint8Array, decoder = new TextDecoder()): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}
