// @ts-check
/**
 * Archives that come out the same, byte for byte, wherever and whenever they are made: sorted names, one date, one
 * compression.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
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
 * What differs between a release file and what this tree builds, in plain words; empty where nothing does. A signature
 * that a store has put in (META-INF, or _metadata) is no difference: it changes no file of ours.
 * @param {Uint8Array} release
 * @param {ReadonlyMap<string, Uint8Array>} built
 * @returns {Promise<string[]>}
 */
export async function differences(release, built) {
  const zip = await JSZip.loadAsync(release).catch(() => null);
  if (zip === null) return ['It is not an archive that can be read.'];
  const entries = Object.values(zip.files).filter(({ dir, name }) => !dir && !/^(?:META-INF|_metadata)\//.test(name));
  const names = new Set(entries.map(({ name }) => name));
  const found = [...built.keys()].filter((name) => !names.has(name)).map((name) => `${name} is missing in it.`);
  for (const entry of entries) {
    const ours = built.get(entry.name);
    if (ours === undefined) found.push(`${entry.name} is in it, and not in what this tree builds.`);
    else if (sha256(await entry.async('uint8array')) !== sha256(ours)) found.push(`${entry.name} is another file than the one this tree builds.`);
  }
  return found.sort();
}
