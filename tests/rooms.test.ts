/**
 * The import graph: a room imports only from the rooms that the table names, and no files import each other in a
 * circle.
 */
import { describe, expect, test } from 'vitest';
import { circles, codeFiles, type Import, importsOf, isAllowed } from './rooms';

const imports = codeFiles().flatMap((file) => importsOf(file));

test('there is a house to look at', () => {
  expect(imports.length).toBeGreaterThan(300);
});

test('every import goes where the table in tests/rooms.ts allows', () => {
  const against = imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} → ${to}`);
  expect(against, 'Move the code to the room it belongs to, or pass in what it needs.').toEqual([]);
});

test('no files import each other in a circle', () => {
  expect(circles(imports), 'Move what both need to a file of its own.').toEqual([]);
});

describe('the tests above can fail', () => {
  test.each<[from: string, text: string, isAllowed: boolean]>([
    ['journey/x.ts', "import { a } from '../lists/parse';", true],
    ['journey/x.ts', "import type { a } from '../browser/messages';", false],
    ['journey/cards/x.ts', "import { a } from '../../tests/practice/state';", false],
    ['lists/x.ts', "import { a } from '../journey/plan';", false],
    ['lists/x.ts', "import type { a } from '../locales/en.json';", true],
    ['mastodon/pages/x.ts', "const a = await import('../../browser/store');", false],
    ['worker/x.ts', "import { a } from '../views/rows';", false],
    ['views/x.ts', "import { a } from '../worker/acts';", false],
    ['page/x.tsx', "export { a } from '../components/Card';", true],
    ['views/x.tsx', "import '../scripts/start.mjs';", false],
    ['entrypoints/start/main.tsx', "import { a } from '../popup/main';", false],
    ['entrypoints/watch.ts', "import { a } from './who';", false],
    ['entrypoints/start/main.tsx', "import { a } from './more';", true],
  ])('%s: %s', (from, text, allowed) => {
    expect(importsOf(from, text).map(isAllowed)).toEqual([allowed]);
  });

  test('a planted circle is found', () => {
    const edge = (from: string, to: string): Import => ({ from, to });
    expect(circles([edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('c', 'd')])).toEqual([['a', 'b', 'c']]);
  });
});
