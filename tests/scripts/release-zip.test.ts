import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import JSZip from 'jszip';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { differences, filesIn, zipOf } from '../../scripts/release-zip.mjs';

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
