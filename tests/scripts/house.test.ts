import { describe, expect, test } from 'vitest';
import { count, doubles, tooLong } from '../../scripts/house';
import { codeFiles } from '../rooms';

test('no name is exported twice for two things', () => {
  expect(doubles(codeFiles().map((file) => count(file)))).toEqual([]);
});

describe('nothing is too long to read at once', () => {
  const { files, functions } = tooLong(codeFiles().map((file) => count(file)));

  test('no file has more than 350 lines', () => expect(files).toEqual([]));

  test('no function has more than 60 lines', () => expect(functions).toEqual([]));
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
  test('names what is too long', () => {
    const functions = [
      { name: 'fits', lines: 60 },
      { name: 'long', lines: 61 },
    ];
    const found = tooLong([
      { file: 'a.ts', lines: 350, functions, exports: [] },
      { file: 'b.ts', lines: 351, functions: [], exports: [] },
    ]);
    expect(found).toMatchObject({ files: [{ file: 'b.ts' }], functions: [{ file: 'a.ts', name: 'long' }] });
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
