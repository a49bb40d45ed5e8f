/** The table that `npm run defences` works through is about what is there. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { defences } from '../defences';

const root = path.resolve(import.meta.dirname, '..', '..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const rows = [...read('SECURITY.md').matchAll(/^\| (?!what somebody|---)([^|]+) \| [^|]+ \| ([^|]+) \|$/gm)].map(([, threat = '', tests = '']) => ({
  threat,
  tests,
}));

/** Only a browser shows what a page does to a card, and only a build has a manifest. */
const elsewhere = ['copy, cover, move or remove the card, make it transparent, or hold its page in a frame', 'see which sites the person visits'];

test('every row of SECURITY.md has a defence that can be taken out', () => {
  expect(rows.length).toBeGreaterThan(15);
  const held = new Set(defences.map(({ threat }) => threat));
  expect(rows.flatMap(({ threat }) => (held.has(threat) ? [] : [threat]))).toEqual(elsewhere);
  expect([...held].filter((threat) => !rows.some((row) => row.threat === threat))).toEqual([]);
});

test('every row names a test that is tried without one of its defences', () => {
  const named = ({ threat, tests }: (typeof rows)[number]) => defences.some((defence) => defence.threat === threat && tests.includes(defence.test));
  expect(rows.filter((row) => !elsewhere.includes(row.threat) && !named(row))).toEqual([]);
});

test.each(defences)('what is taken out is there once: $what', ({ file, code, without, test: name }) => {
  expect(read(file).split(code).length - 1, file).toBe(1);
  expect(without).not.toBe(code);
  expect(fs.existsSync(path.join(root, name)), name).toBe(true);
});
