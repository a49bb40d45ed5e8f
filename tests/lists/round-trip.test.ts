import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ListKind } from '../../lists/kinds';
import { listKinds, type RowOf, rowKey } from '../../lists/kinds';
import type { FilterRow } from '../../lists/kinds/custom-filters';
import { normalise } from '../../lists/normalise';
import { parseList } from '../../lists/parse';
import { split, writeList } from '../../lists/split';

const options = { home: 'alpine.example', self: 'amelie@alpine.example' };
const account = fc.tuple(fc.stringMatching(/^[a-zA-Z0-9_]{1,12}$/), fc.constantFrom('valley.example', 'Alpine.example', 'bücher.example', 'a.b.c.example'));
const address = account.map(([name, domain]) => `${name}@${domain}`);
/** Addresses as people leave them in files, and things that are none. */
const loose = fc.oneof(
  { weight: 6, arbitrary: address },
  address.map((text) => `@${text} `),
  account.map(([name]) => name),
  fc.constantFrom('', ' ', 'not an address', 'amelie@alpine.example', '@', 'x@y'),
);
// Any text a cell can hold; NUL and lone surrogates cannot be in a UTF-8 file that is read at all.
const anyText = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\0'));
const title = fc.oneof(
  anyText,
  fc.constantFrom('List name', '__proto__', 'a,b', '"', '\n', 'Account address', '#uri', ';', '=1+1', '\u202eevil', '\ufeffCats'),
);
const yesNo = fc.constantFrom(true, false, null);

const filter: fc.Arbitrary<FilterRow> = fc.record({
  title,
  expires_at: fc.constantFrom(null, '2027-01-01T00:00:00.000Z', 'soon'),
  context: fc.subarray(['home', 'public', 'attic', 'thread']),
  action: fc.constantFrom('warn', 'hide', 'blur', 'sing'),
  keywords_attributes: fc.array(fc.record({ keyword: anyText, whole_word: fc.boolean() }), { maxLength: 4 }),
  statuses: fc.array(fc.webUrl(), { maxLength: 2 }),
});
const arbitrary: { [K in ListKind]: fc.Arbitrary<RowOf[K]> } = {
  follows: fc.record({ account: loose, boosts: yesNo, notify: yesNo, languages: fc.constantFrom(null, 'en', 'en, de') }),
  mutes: fc.record({ account: loose, hideNotifications: yesNo }),
  blocks: fc.record({ account: loose }),
  lists: fc.record({ title, account: loose }),
  bookmarks: fc.record({ uri: fc.oneof(fc.webUrl({ withQueryParameters: true }), anyText) }),
  domain_blocks: fc.record({ domain: fc.oneof(fc.domain(), anyText) }),
  custom_filters: filter,
};

function parsed<K extends ListKind>(kind: K, bytes: Uint8Array) {
  const result = parseList(kind, bytes);
  if (!result.ok) throw new Error(`${kind}: ${JSON.stringify(result.problem)} in ${JSON.stringify(new TextDecoder().decode(bytes))}`);
  return result;
}
const runs = { numRuns: 150 };

describe.each(listKinds)('%s', (kind) => {
  const rows = fc.array(arbitrary[kind] as fc.Arbitrary<RowOf[typeof kind]>, { maxLength: 30 });

  test('cleaned, split and read again are the cleaned rows, in order', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 200, max: 4_000 }), (given, maxRows, maxBytes) => {
        const clean = normalise(kind, given, options).rows;
        const { pieces, held } = split(kind, clean, { maxRows, maxBytes });
        expect(held).toEqual([]);
        expect(pieces.flatMap((piece) => parsed(kind, piece.bytes).rows)).toEqual(clean);
        for (const piece of pieces) expect(piece.rows.length === 1 || (piece.bytes.length <= maxBytes && piece.rows.length <= maxRows)).toBe(true);
      }),
      runs,
    );
  });

  test('every row given is sent, or dropped with a reason, or sent in another form', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const { rows: sent, dropped, changed } = normalise(kind, given, options);
        const gone = new Map(dropped.map((drop) => [drop.index, drop]));
        const moved = new Map(changed.map((change) => [change.index, change]));
        given.forEach((row, index) => {
          const to = moved.get(index)?.to ?? row;
          expect(gone.has(index) || sent.includes(to)).toBe(true);
        });
        for (const { row, index } of dropped) expect(given[index]).toBe(row);
      }),
      runs,
    );
  });

  test('what was cleaned is clean: a second time changes nothing, and no two rows are the same', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const once = normalise(kind, given, options).rows;
        const twice = normalise(kind, once, options);
        expect(twice).toMatchObject({ rows: once, dropped: [], changed: [] });
        if (kind !== 'custom_filters') expect(new Set(once.map((row) => rowKey<ListKind>(kind, row, 'alpine.example'))).size).toBe(once.length);
      }),
      runs,
    );
  });

  test('a clean file goes out as the bytes it came in', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const bytes = writeList(kind, normalise(kind, given, options).rows);
        const saved = { bytes, parsed: parsed(kind, bytes) };
        const { pieces } = split(kind, normalise(kind, saved.parsed.rows, options).rows, { saved });
        if (saved.parsed.rows.length === 0) expect(pieces).toEqual([]);
        else expect(pieces.map((piece) => piece.bytes)).toEqual([bytes]);
      }),
      runs,
    );
  });

  test('any bytes at all give rows or a problem, never an exception', () => {
    const soup = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => new TextEncoder().encode(text)),
      fc
        .array(fc.constantFrom('"', ',', ';', '\n', '\r', 'Account address', 'a@b.example', '\ufeff', '{"custom_filters":[', ']}'), { maxLength: 40 })
        .map((parts) => new TextEncoder().encode(parts.join(''))),
    );
    fc.assert(
      fc.property(soup, (bytes) => {
        const result = parseList(kind, bytes);
        if (result.ok) normalise(kind, result.rows, options);
        else expect(typeof result.problem.kind).toBe('string');
      }),
      { numRuns: 400 },
    );
  });
});

describe('a spreadsheet in between', () => {
  const spoilt = fc.record({ bom: fc.boolean(), newline: fc.constantFrom('\n', '\r\n'), delimiter: fc.constantFrom(',', ';', '\t'), blank: fc.boolean() });

  test('loses no account and no option', () => {
    const follow = fc.record({ account: address, boosts: fc.boolean(), notify: fc.boolean(), languages: fc.constantFrom(null, 'en, de', 'fr') });
    fc.assert(
      fc.property(fc.array(follow, { minLength: 1, maxLength: 20 }), spoilt, (rows, { bom, newline, delimiter, blank }) => {
        const cell = (value: unknown) => (String(value ?? '').includes(delimiter) ? `"${value}"` : String(value ?? ''));
        const lines = rows.map((row) =>
          [row.account, String(row.boosts).toUpperCase(), String(row.notify).toUpperCase(), row.languages].map(cell).join(delimiter),
        );
        const header = ['Account address', 'Show boosts', 'Notify on new posts', 'Languages'].join(delimiter);
        const text = (bom ? '\ufeff' : '') + [header, ...lines, ...(blank ? ['', delimiter.repeat(3)] : [])].map((line) => line + newline).join('');
        expect(parsed('follows', new TextEncoder().encode(text)).rows).toEqual(rows);
      }),
      runs,
    );
  });
});
