import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walkOrderedItems } from '../../kit/ordered-items';

const encode = (text: string) => new TextEncoder().encode(text);
function walk(text: string, chunkSize = 7, most?: number) {
  const items: unknown[] = [];
  const walker = walkOrderedItems((bytes) => items.push(JSON.parse(new TextDecoder().decode(bytes))), most);
  const bytes = encode(text);
  for (let at = 0; at < bytes.length; at += chunkSize) walker.push(bytes.subarray(at, at + chunkSize));
  const { complete, found, tooLarge } = walker.end();
  return { items, complete, found, tooLarge };
}

describe('items of a collection', () => {
  test('are found whatever stands around them', () => {
    const collection = {
      '@context': ['x', { orderedItems: [1] }],
      summary: '"orderedItems":[9]',
      totalItems: 3,
      orderedItems: ['a', { b: [2] }, 3],
      last: [4],
    };
    expect(walk(JSON.stringify(collection, null, 2))).toEqual({ items: ['a', { b: [2] }, 3], complete: true, found: true, tooLarge: 0 });
  });

  test('arrive the same in pieces of any size', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), fc.boolean(), (orderedItems, size, pretty) => {
        // -0 does not survive JSON.
        const plain = JSON.parse(JSON.stringify(orderedItems));
        const text = JSON.stringify({ id: 'outbox.json', orderedItems: plain, after: { orderedItems: [1] } }, null, pretty ? 2 : 0);
        const result = walk(text, size);
        expect(result.items).toEqual(plain);
        expect(result).toMatchObject({ complete: true, found: true });
      }),
      { numRuns: 300 },
    );
  });

  test('with quotes, brackets and backslashes in their texts are cut where they end', () => {
    const orderedItems = ['\\"]}', { a: '[{"\\\\' }, '"', ']'];
    expect(walk(JSON.stringify({ orderedItems }), 1).items).toEqual(orderedItems);
  });

  test('too large for one piece are passed over and counted, and cost no memory', () => {
    const result = walk(JSON.stringify({ orderedItems: ['x'.repeat(5_000), 'small', { a: 'y'.repeat(5_000) }] }), 100, 1_000);
    expect(result).toMatchObject({ items: ['small'], tooLarge: 2, complete: true });
  });

  test('of a collection that was cut off are given as far as they go', () => {
    expect(walk('{"orderedItems":["a","b","c')).toMatchObject({ items: ['a', 'b'], complete: false, found: true });
  });

  test.each(['[1,2]', '{"items":[1]}', '', '"orderedItems"', '{"orderedItems":{"a":[1]}}', '{"a":"orderedItems","b":[1]}', '}}}{"orderedItems":[1]}'])(
    'are not seen in %j',
    (text) => {
      expect(walk(text)).toMatchObject({ items: [], found: false });
    },
  );
});
