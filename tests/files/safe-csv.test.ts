import { expect, test } from 'vitest';
import { safeCsv } from '../../files/safe-csv';

// TextDecoder would take the BOM away.
const write = (...rows: (string | number | null)[][]) => Buffer.from(safeCsv(rows)).toString('utf8');

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '=HYPERLINK("https://x.example","y")'])('%j is no formula in a spreadsheet', (cell) => {
  const [, line = ''] = write(['a'], [cell, 'b']).split('\r\n');
  expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
});

test('other text, numbers and accounts without a leading mark stay as they are', () => {
  expect(write(['bob@valley.example', 12, -3, null, 'there'])).toBe('\ufeffbob@valley.example,12,-3,,there\r\n');
});

test('separators, quotes and line ends are quoted', () => {
  expect(write(['a,b', 'c;d', 'say "x"', 'two\nlines'])).toBe('\ufeff"a,b","c;d","say ""x""","two\nlines"\r\n');
});
