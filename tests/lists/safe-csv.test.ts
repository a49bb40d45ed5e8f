import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { safeCsv } from '../../lists/safe-csv';

// TextDecoder would take the BOM away.
const write = (...rows: (string | number | null)[][]) => Buffer.from(safeCsv(rows)).toString('utf8');

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '=HYPERLINK("https://x.example","y")'])('%j is no formula in a spreadsheet', (cell) => {
  const [, line = ''] = write(['a'], [cell, 'b']).split('\r\n');
  expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
});

const hidden = [
  'a;=HYPERLINK("https://x.example","y")',
  'a\t=1+1',
  'a\n+1',
  'a\r\n@SUM(A1)',
  'a,-1',
  'a;"=1+1"',
  'a;""@x',
  ';=1',
  'a;b;=1',
  'a;\t=1',
  'a\r\r=1',
  '\r=1',
  '\n\n=1',
  'a;\r\n\t=1',
];
test.each(hidden.flatMap((cell) => [',', ';', '\t'].map((separator) => [cell, separator] as const)))(
  '%j is no formula where a spreadsheet splits at %j',
  (cell, separator) => {
    const file = write(['Lists', cell, cell], [cell, 'b', '']);
    // A spreadsheet takes quotes as they come.
    const cells = (parse(file, { bom: true, delimiter: separator, relax_quotes: true, relax_column_count: true }) as string[][]).flat();
    // And the dullest one does not know them at all.
    const split = file
      .slice(1)
      .split(new RegExp(`[${separator}\r\n]`))
      .map((part) => part.replace(/^"+/, ''));
    for (const found of [...cells, ...split]) expect(found).not.toMatch(/^"*[=+\-@\t\r]/);
  },
);

test.each(['\u200b=1+1', '\ufeff@SUM(A1)', '\u202e\u2066-1', '\u00ad\0+1', '＝1+1', '"\u200b"=1'])('%j is no formula behind what nobody sees', (cell) => {
  const [, line = ''] = write(['a'], [cell, 'b']).split('\r\n');
  expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
});

test('other text, numbers and accounts without a leading mark stay as they are', () => {
  expect(write(['bob@valley.example', 12, -3, null, 'there'])).toBe('\ufeffbob@valley.example,12,-3,,there\r\n');
});

test('separators, quotes and line ends are quoted', () => {
  expect(write(['a,b', 'c;d', 'say "x"', 'two\nlines'])).toBe('\ufeff"a,b","c;d","say ""x""","two\nlines"\r\n');
});
