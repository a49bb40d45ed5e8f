import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import JSZip from 'jszip';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { differences, differingFiles, filesIn, zipOf } from '../../scripts/release-zip.mjs';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-release-'));
  fs.mkdirSync(path.join(folder, 'chunks'));
  fs.writeFileSync(path.join(folder, 'manifest.json'), '{}');
  fs.writeFileSync(path.join(folder, 'chunks', 'b.js'), 'b');
  fs.writeFileSync(path.join(folder, 'a.js'), 'a');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test('an archive is the same, byte for byte, whatever the files’ dates and the order they were made in', async () => {
  const first = await zipOf(filesIn(folder));
  fs.utimesSync(path.join(folder, 'a.js'), new Date(0), new Date(0));
  fs.rmSync(path.join(folder, 'manifest.json'));
  fs.writeFileSync(path.join(folder, 'manifest.json'), '{}');
  expect(Buffer.from(await zipOf(filesIn(folder))).equals(Buffer.from(first))).toBe(true);
  expect(Object.keys((await JSZip.loadAsync(first)).files)).toEqual(['a.js', 'chunks/b.js', 'manifest.json']);
});

describe('a release file beside what the tree builds', () => {
  test('is equal, also when a store has signed it', async () => {
    const zip = await JSZip.loadAsync(await zipOf(filesIn(folder)));
    zip.file('META-INF/mozilla.rsa', 'signature');
    expect(await differences(await zip.generateAsync({ type: 'uint8array' }), filesIn(folder))).toEqual([]);
  });
  test('is equal, also as a CRX with the store’s address and key in its manifest', async () => {
    fs.writeFileSync(path.join(folder, 'manifest.json'), '{ "name": "x", "version": "1" }');
    const crx = async (manifest: object) => {
      const zip = await JSZip.loadAsync(await zipOf(filesIn(folder)));
      zip.file('manifest.json', JSON.stringify(manifest)).file('_metadata/verified_contents.json', '[]');
      const head = Buffer.from('\u0012\u0034PK\u0003\u0004', 'latin1');
      const size = Buffer.alloc(8);
      size.writeUInt32LE(3, 0);
      size.writeUInt32LE(head.length, 4);
      return Buffer.concat([Buffer.from('Cr24'), size, head, await zip.generateAsync({ type: 'nodebuffer' })]);
    };
    const store = { update_url: 'https://clients2.google.com/service/update2/crx', key: 'abc' };
    expect(await differences(await crx({ name: 'x', version: '1', ...store }), filesIn(folder))).toEqual([]);
    const changed = ['manifest.json is another file than the one this tree builds.'];
    expect(await differences(await crx({ name: 'x', version: '1', update_url: 'https://evil.example/' }), filesIn(folder))).toEqual(changed);
    expect(await differences(await crx({ name: 'x', version: '1', ...store, permissions: ['tabs'] }), filesIn(folder))).toEqual(changed);
  });
  test('differs: what was changed, added and left out is named', async () => {
    const zip = await JSZip.loadAsync(await zipOf(filesIn(folder)));
    zip.file('a.js', 'changed').file('more.js', 'added').remove('chunks/b.js');
    expect(await differences(await zip.generateAsync({ type: 'uint8array' }), filesIn(folder))).toEqual([
      'a.js is another file than the one this tree builds.',
      'chunks/b.js is missing in it.',
      'more.js is in it, and not in what this tree builds.',
    ]);
  });
  test('is no archive: said', async () => {
    expect(await differences(Buffer.from('no'), filesIn(folder))).toEqual(['It is not an archive that can be read.']);
  });
});

describe('two builds', () => {
  const build = async (files: Record<string, string>) => {
    const bytes = Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)] as const);
    return new Map([['x-chrome.zip', await zipOf(new Map(bytes))]]);
  };
  test('are the same, byte for byte', async () => {
    expect(await differingFiles(await build({ 'a.js': 'a' }), await build({ 'a.js': 'a' }))).toEqual([]);
  });
  test('differ: which file, and what in it', async () => {
    expect(await differingFiles(await build({ 'a.js': 'a', 'b.js': 'b' }), await build({ 'a.js': 'a', 'b.js': 'c' }))).toEqual([
      'x-chrome.zip: b.js is another file than the one this tree builds.',
    ]);
    const [name = '', bytes = new Uint8Array()] = [...(await build({ 'a.js': 'a' }))][0] ?? [];
    const packed = await JSZip.loadAsync(bytes).then((zip) => zip.generateAsync({ type: 'uint8array', compression: 'STORE', comment: 'x' }));
    expect(await differingFiles(new Map([[name, bytes]]), new Map([[name, packed]]))).toEqual(['x-chrome.zip: the same files in it, packed in another way.']);
    expect(await differingFiles(await build({}), new Map([['SHA256SUMS', bytes]]))).toEqual([
      'SHA256SUMS was made by one of them alone.',
      'x-chrome.zip was made by one of them alone.',
    ]);
  });
});

test('another day is another day for everything that asks for the date', () => {
  const ask = 'console.log(Date.now(), new Date().getTime(), Date.parse(Date()), new Date(5).getTime(), Date.UTC(1970, 0), new Date() instanceof Date)';
  const answer = (days: string) => {
    const args = ['--import', pathToFileURL(path.resolve('scripts/another-day.mjs')).href, '--eval', ask];
    return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, ANOTHER_DAY: days } })
      .stdout.trim()
      .split(' ');
  };
  const [today, later] = [answer('0'), answer('40')];
  for (const at of [0, 1, 2]) expect(Math.round((Number(later[at]) - Number(today[at])) / 86_400_000)).toBe(40);
  expect(later.slice(3)).toEqual(['5', '0', 'true']);
});
