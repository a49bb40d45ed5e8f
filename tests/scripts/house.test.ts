import { describe, expect, test } from 'vitest';
import { count, doubles } from '../../scripts/house';
import { codeFiles } from '../rooms';

test('no name is exported twice for two things', () => {
  expect(doubles(codeFiles().map((file) => count(file)))).toEqual([]);
});

describe('the count', () => {
  test('sees every function with its lines, and what a file exports itself', () => {
    const counted = count(
      'lists/a.ts',
      "export { other } from './b';\nexport const one = () => {\n  return 1;\n};\nfunction two() {}\nexport interface Three {}\n",
    );
    expect(counted).toMatchObject({
      lines: 6,
      functions: [
        { name: 'one', lines: 3 },
        { name: 'two', lines: 1 },
      ],
      exports: ['one', 'Three'],
    });
  });
  test('names what two files export', () => {
    expect(
      doubles([
        { file: 'a.ts', exports: ['Same', 'own'] },
        { file: 'b.ts', exports: ['Same'] },
      ]),
    ).toEqual(['Same (a.ts, b.ts)']);
  });
});
