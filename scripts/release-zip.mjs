// @ts-check
/**
 * Archives that come out the same, byte for byte, wherever and whenever they are made: sorted names, one date, one
 * compression.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import JSZip from 'jszip';

/** The first date that a ZIP can name, so that no clock is in it. */
const DATE = new Date(Date.UTC(1980, 0, 1));

/**
 * @param {string} folder
 * @returns {Map<string, Uint8Array>} by the name with slashes, sorted
 */
export function filesIn(folder) {
  const names = fs
    .readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return filesNamed(folder, names);
}

/**
 * @param {string} folder
 * @param {readonly string[]} names
 * @returns {Map<string, Uint8Array>}
 */
export function filesNamed(folder, names) {
  const sorted = names.map((name) => name.replaceAll('\\', '/')).sort();
  return new Map(sorted.map((name) => [name, new Uint8Array(fs.readFileSync(path.join(folder, name)))]));
}

/**
 * @param {ReadonlyMap<string, Uint8Array>} files
 * @returns {Promise<Uint8Array>}
 */
export function zipOf(files) {
  const zip = new JSZip();
  for (const [name, bytes] of files) zip.file(name, bytes, { date: DATE, createFolders: false, unixPermissions: 0o644 });
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE', compressionOptions: { level: 9 }, platform: 'UNIX' });
}

/** @param {Uint8Array} bytes */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * What differs between a release file and what this tree builds, in plain words; empty where nothing does. What a store
 * puts in to sign it is no difference: META-INF, or _metadata, the head of a CRX, and in its manifest the store's own
 * address and key.
 * @param {Uint8Array} release
 * @param {ReadonlyMap<string, Uint8Array>} built
 * @returns {Promise<string[]>}
 */
export async function differences(release, built) {
  const zip = await JSZip.loadAsync(withoutCrxHead(release)).catch(() => null);
  if (zip === null) return ['It is not an archive that can be read.'];
  const entries = Object.values(zip.files).filter(({ dir, name }) => !dir && !/^(?:META-INF|_metadata)\//.test(name));
  const names = new Set(entries.map(({ name }) => name));
  const found = [...built.keys()].filter((name) => !names.has(name)).map((name) => `${name} is missing in it.`);
  for (const entry of entries) {
    const ours = built.get(entry.name);
    if (ours === undefined) found.push(`${entry.name} is in it, and not in what this tree builds.`);
    else if (!isSame(entry.name, await entry.async('uint8array'), ours)) found.push(`${entry.name} is another file than the one this tree builds.`);
  }
  return found.sort();
}

/** @param {string} name @param {Uint8Array} theirs @param {Uint8Array} ours */
function isSame(name, theirs, ours) {
  if (sha256(theirs) === sha256(ours)) return true;
  if (name !== 'manifest.json') return false;
  try {
    const { key: _key, update_url: address, ...signed } = JSON.parse(Buffer.from(theirs).toString('utf8'));
    const isStore = address === undefined || address === CHROME_WEB_STORE;
    return isStore && isDeepStrictEqual(signed, JSON.parse(Buffer.from(ours).toString('utf8')));
  } catch {
    return false;
  }
}
/** What the Chrome Web Store writes into the manifest, so that the browser looks for updates there. */
const CHROME_WEB_STORE = 'https://clients2.google.com/service/update2/crx';

/** A CRX is a ZIP behind `Cr24`, its version (3), the length of its head, and the head. @param {Uint8Array} file */
function withoutCrxHead(file) {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  return bytes.length > 12 && bytes.toString('latin1', 0, 4) === 'Cr24' ? file.subarray(12 + bytes.readUInt32LE(8)) : file;
}

/**
 * Which release files two builds made differently, and what is different in them; empty where nothing is.
 * @param {ReadonlyMap<string, Uint8Array>} first
 * @param {ReadonlyMap<string, Uint8Array>} second
 * @returns {Promise<string[]>}
 */
export async function differingFiles(first, second) {
  const found = [];
  for (const name of [...new Set([...first.keys(), ...second.keys()])].sort()) {
    const [one, other] = [first.get(name), second.get(name)];
    if (one === undefined || other === undefined) found.push(`${name} was made by one of them alone.`);
    else if (sha256(one) !== sha256(other)) found.push(`${name}: ${(await differingEntries(one, other)).join(' ')}`);
  }
  return found;
}

/** @param {Uint8Array} one @param {Uint8Array} other @returns {Promise<string[]>} */
async function differingEntries(one, other) {
  const unpacked = await unpackedFiles(one);
  const found = unpacked && (await differences(other, unpacked));
  return found === null ? ['other bytes.'] : found.length > 0 ? found : ['the same files in it, packed in another way.'];
}

/** @param {Uint8Array} bytes @returns {Promise<Map<string, Uint8Array> | null>} */
async function unpackedFiles(bytes) {
  const zip = await JSZip.loadAsync(bytes).catch(() => null);
  if (zip === null) return null;
  const entries = Object.values(zip.files).filter(({ dir }) => !dir);
  return new Map(await Promise.all(entries.map(async (entry) => /** @type {const} */ ([entry.name, await entry.async('uint8array')]))));
}
