import { expect, test } from 'vitest';
import { unexplained } from '../../scripts/store-lint.mjs';

const page = '| code | in | why |\n| --- | --- | --- |\n| `ONE_THING` | a | b |\n| `ONE_THING` | c | d |\n| `OTHER_THING` | e | f |\n';
const say = (code: string) => ({ code, file: 'x.js', message: 'no' });

test('each warning is explained as often as it is said', () => {
  expect(unexplained({ errors: [], warnings: [say('ONE_THING'), say('OTHER_THING'), say('ONE_THING')] }, page)).toEqual([]);
});
test('what is not explained is told, and what is explained in vain', () => {
  const found = unexplained({ errors: [], warnings: [say('ONE_THING'), say('ONE_THING'), say('ONE_THING')] }, page);
  expect(found).toEqual([expect.stringContaining('warning ONE_THING in x.js'), 'docs/reviewing.md explains OTHER_THING once more than it is said.']);
});
test('no explanation is enough for an error', () => {
  expect(unexplained({ errors: [say('OTHER_THING')], warnings: [] }, '')).toEqual(['error OTHER_THING in x.js: no']);
});
