/** What is handed to the stores: texts that fit, and pictures of the sizes that they take. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SIZES } from '../scripts/store-pictures';

const root = path.resolve(import.meta.dirname, '..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
/** A language may be spoken before the stores show it. */
const languages = fs.readdirSync(path.join(root, 'store')).filter((name) => !name.endsWith('.md'));
const plain = (words: string) => words.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

/** Each part with the most signs that a store takes, which stand in its heading. */
const parts = (file: string) =>
  Object.fromEntries(
    read(file)
      .split('\n## ')
      .slice(1)
      .map((part) => {
        const [, name = '', most = ''] = /^(.+) \((\d+)\)\n/.exec(part) ?? [];
        return [name, { most: Number(most), words: part.slice(part.indexOf('\n')).trim() }];
      }),
  );

test('English and French are there', () => expect(languages).toEqual(expect.arrayContaining(['en', 'fr'])));

describe.each(languages)('store/%s', (language) => {
  const folder = `store/${language}`;

  test('its texts fit, and are the manifest’s own', () => {
    const texts = parts(`${folder}/texts.md`);
    expect(Object.keys(texts)).toEqual(['Name', 'Summary', 'Description']);
    for (const [name, { most, words }] of Object.entries(texts)) {
      expect(words.length, name).toBeGreaterThan(0);
      expect(words.length, name).toBeLessThanOrEqual(most);
    }
    const { manifest } = JSON.parse(read(`locales/${language}.json`)) as { manifest: { name: string; description: string } };
    expect(plain(texts.Name?.words ?? '')).toBe(plain(manifest.name));
    expect(plain(texts.Summary?.words ?? '')).toBe(plain(manifest.description));
    // addons.mozilla.org takes 50 and 250 signs, the Chrome Web Store 75 and 132, of which its lists show 45.
    expect([texts.Name?.most, texts.Summary?.most, texts.Description?.most]).toEqual([45, 132, 16_000]);
  });

  test('its pictures have the sizes that the stores take', () => {
    const pictures = fs.readdirSync(path.join(root, folder)).filter((file) => file.endsWith('.png'));
    expect(pictures.sort()).toEqual(Object.keys(SIZES).sort());
    for (const picture of pictures) {
      const bytes = fs.readFileSync(path.join(root, folder, picture));
      // Width and height, and colours without transparency, as the Chrome Web Store asks.
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[25]], picture).toEqual([...(SIZES[picture] ?? []), 2]);
    }
  });
});

test('the answers to the stores fit, and are about every permission that the manifest names', () => {
  const answers = parts('store/answers.md');
  for (const [name, { most, words }] of Object.entries(answers)) expect(words.length, name).toBeLessThanOrEqual(most);
  const asked = [...read('docs/permissions.md').matchAll(/^\| (`[^`]+`) \|/gm)].map(([, name = '']) => name);
  expect(
    Object.keys(answers)
      .filter((name) => name.startsWith('`'))
      .sort(),
  ).toEqual(asked.sort());
});
