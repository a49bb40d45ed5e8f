import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { type CsvRead, readCsv } from '../../lists/csv';

const read = (text: string, strict = true) => readCsv(text, { delimiter: ',', strict, most: 1_000 });

/** What a library that many rely on makes of the same text. */
function asLibrary(text: string, strict: boolean): string[][] | string {
  try {
    return parse(text, { delimiter: ',', record_delimiter: ['\r\n', '\n', '\r'], relax_quotes: !strict, relax_column_count: true });
  } catch (error) {
    const { code = '' } = error as { code?: string };
    return code === 'CSV_QUOTE_NOT_CLOSED' ? 'unclosed-quote' : 'stray-quote';
  }
}
const asOurs = (got: CsvRead) => (got.ok ? got.records : got.problem.kind);

/** Every text of up to six of the characters that matter. */
function* texts(length: number): Generator<string> {
  if (length === 0) return yield '';
  for (const rest of texts(length - 1)) for (const char of ['a', ',', '"', '\n', '\r']) yield rest + char;
}

describe('CSV', () => {
  test.each([true, false])('is read as the usual library reads it, whatever stands where (strict: %s)', (strict) => {
    const differs: string[] = [];
    for (let length = 0; length <= 6; length++)
      for (const text of texts(length)) {
        const [ours, theirs] = [asOurs(read(text, strict)), asLibrary(text, strict)];
        if (JSON.stringify(ours) !== JSON.stringify(theirs)) differs.push(JSON.stringify({ text, ours, theirs }));
      }
    expect(differs.slice(0, 20)).toEqual([]);
  });
  test('a problem says in which line', () => {
    expect(read('a,b\r\n"a\nb",c\nx"y,c\n')).toEqual({ ok: false, problem: { kind: 'stray-quote', line: 4 } });
    expect(read('a\n\n"b')).toEqual({ ok: false, problem: { kind: 'unclosed-quote', line: 3 } });
    expect(read(`a\n${'b'.repeat(1_001)}\n`)).toEqual({ ok: false, problem: { kind: 'too-long', line: 2 } });
  });
});
