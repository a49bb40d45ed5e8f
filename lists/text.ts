/** What bytes are before they are read as a list: their encoding, and the kinds of file people drop by mistake. */

export type NotText = { kind: 'encoding'; looksLike: 'utf-16le' | 'utf-16be' | 'windows-1252' } | { kind: 'nul'; line: number };
/**
 * `packed`: by a program whose files a browser cannot open (7z, RAR, bzip2, xz, zstd). `mac`: what macOS writes beside
 * a file, with its icon and such.
 */
export type OtherFile = 'zip' | 'zip-part' | 'gzip' | 'tar' | 'packed' | 'html' | 'browser-bookmarks' | 'picture' | 'pdf' | 'spreadsheet' | 'mac' | 'other';

/** By the first bytes only; null when nothing speaks against a list. */
export function otherFile(bytes: Uint8Array): OtherFile | null {
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06])) return 'zip';
  // What the first of several parts begins with.
  if (startsWith(bytes, [0x50, 0x4b, 0x07, 0x08])) return 'zip-part';
  if (startsWith(bytes, [0x1f, 0x8b])) return 'gzip';
  if (packed.some((start) => startsWith(bytes, start))) return 'packed';
  // The spreadsheets of before 2007.
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return 'spreadsheet';
  if (latin(bytes, 257, 5) === 'ustar') return 'tar';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47]) || startsWith(bytes, [0xff, 0xd8, 0xff]) || latin(bytes, 0, 4) === 'GIF8') return 'picture';
  if (latin(bytes, 0, 5) === '%PDF-') return 'pdf';
  // A sign-in page saved instead of the export: the usual way to lose a list without noticing.
  const start = latin(bytes, 0, 200).replace(/^\u00ef\u00bb\u00bf/, '');
  if (/^\s*<(?:!doctype html|html)[\s>]/i.test(start)) return 'html';
  // Bookmarks of a browser, feeds, and what else begins like this; no list does.
  return /^\s*<(?:!doctype|\?xml|opml|rss)/i.test(start) ? 'other' : null;
}

/** What people drop now and then; no server sends it, so the background need not know it. */
export function rareFile(bytes: Uint8Array): OtherFile | null {
  if (latin(bytes, 4, 4) === 'ftyp' || (latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 4) === 'WEBP')) return 'picture';
  if (startsWith(bytes, [0x00, 0x05, 0x16, 0x07])) return 'mac';
  if (/^\s*<!doctype netscape-bookmark/i.test(latin(bytes, 0, 200))) return 'browser-bookmarks';
  return latin(bytes, 0, 5) === '{\\rtf' ? 'other' : null;
}

/** 7z, RAR, bzip2, xz, zstd. */
const packed = [
  [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
  [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07],
  [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  [0x28, 0xb5, 0x2f, 0xfd],
];

/**
 * The same text in UTF-8, where spreadsheets wrote it otherwise: "Unicode text" of Excel is UTF-16. `guessed`: signs
 * beyond ASCII may be others. Null where it is no text.
 */
export function inUtf8(bytes: Uint8Array<ArrayBuffer>): { readonly bytes: Uint8Array<ArrayBuffer>; readonly guessed: boolean } | null {
  const problem = otherFile(bytes) === null ? textProblem(bytes) : null;
  if (problem === null) return { bytes, guessed: false };
  if (problem.kind === 'nul') return null;
  // Neither signs that no text has, nor bytes that this encoding has not.
  if (problem.looksLike === 'windows-1252' && bytes.some((byte) => NO_TEXT.has(byte))) return null;
  try {
    const text = new TextDecoder(problem.looksLike, { fatal: true }).decode(bytes);
    return { bytes: new TextEncoder().encode(text), guessed: problem.looksLike === 'windows-1252' };
  } catch {
    return null;
  }
}

const NO_TEXT: ReadonlySet<number> = new Set([
  ...Array.from({ length: 32 }, (_, at) => at).filter((at) => ![9, 10, 13].includes(at)),
  0x7f,
  0x81,
  0x8d,
  0x8f,
  0x90,
  0x9d,
]);

export function hasBom(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0xef, 0xbb, 0xbf]);
}

/**
 * Null when the bytes are UTF-8 without NUL. Reads them in pieces, so the check costs no second copy of a large file.
 */
export function textProblem(bytes: Uint8Array): NotText | null {
  if (startsWith(bytes, [0xff, 0xfe])) return { kind: 'encoding', looksLike: 'utf-16le' };
  if (startsWith(bytes, [0xfe, 0xff])) return { kind: 'encoding', looksLike: 'utf-16be' };
  const nul = bytes.indexOf(0);
  if (nul !== -1) return zeroHalf(bytes) ?? { kind: 'nul', line: countLines(bytes.subarray(0, nul)) + 1 };
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += 1_048_576) decoder.decode(bytes.subarray(at, at + 1_048_576), { stream: true });
    decoder.decode();
    return null;
  } catch {
    return { kind: 'encoding', looksLike: 'windows-1252' };
  }
}

/**
 * Line ends of any of the three kinds; quoted ones count too, so this is never less than the number of rows but the
 * last.
 */
export function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  for (let at = bytes.indexOf(13); at !== -1; at = bytes.indexOf(13, at + 1)) if (bytes[at + 1] !== 10) count++;
  return count;
}

/** Far deeper than anything Mastodon writes. */
const MOST_DEPTH = 64;

/**
 * Whether this JSON holds at most so many values and levels: parsed, a bracket takes dozens of times its byte. Says
 * nothing about whether it is JSON.
 */
export function isTameJson(bytes: Uint8Array, mostValues: number): boolean {
  let [depth, values, inString] = [0, 0, false];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) inString = !inString;
    else if (inString) at += byte === 0x5c ? 1 : 0;
    else if (byte === 0x7b || byte === 0x5b) {
      values++;
      depth++;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
    else if (byte === 0x2c) values++;
    if (depth > MOST_DEPTH || values > mostValues) return false;
  }
  return true;
}

/** UTF-16 without a mark: nearly every second byte of Latin text is zero. */
function zeroHalf(bytes: Uint8Array): NotText | null {
  const sample = bytes.subarray(0, 2_000);
  let even = 0;
  let odd = 0;
  sample.forEach((byte, at) => {
    if (byte === 0 && at % 2 === 0) even++;
    if (byte === 0 && at % 2 === 1) odd++;
  });
  const many = sample.length / 2 / 2;
  // Zeros everywhere are no text at all.
  if (sample.length < 4 || Math.max(even, odd) < many || Math.min(even, odd) >= many) return null;
  return { kind: 'encoding', looksLike: odd > even ? 'utf-16le' : 'utf-16be' };
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return bytes.length >= start.length && start.every((byte, at) => bytes[at] === byte);
}

function latin(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}
