import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../browser/base64';
import { bytesOf } from '../../page/chunks';

const kept = Uint8Array.from({ length: 1_000 }, (_, at) => at % 251);
/** As the background answers it: parts of 300 bytes. */
const answer = (at: number, size = kept.length) => ({ base64: toBase64(kept.subarray(at, at + 300)), size });

describe('bytes that the extension keeps', () => {
  test('come part by part, and are whole', async () => {
    const asked: number[] = [];
    const got = await bytesOf(async (at) => {
      asked.push(at);
      return answer(at);
    });
    expect([got, asked]).toEqual([kept, [0, 300, 600, 900]]);
  });
  test('none are none', async () => {
    expect(await bytesOf(async () => ({ base64: '', size: 0 }))).toEqual(new Uint8Array());
  });
  test.each<[string, (at: number) => ReturnType<typeof answer> | null]>([
    ['they are not there', () => null],
    ['they go away half-way', (at) => (at === 0 ? answer(at) : null)],
    ['fewer come than there are', (at) => answer(at, 1_200)],
    ['more come than there are', (at) => answer(at, 500)],
    ['they are no base64', () => ({ base64: '?', size: 1 })],
  ])('nothing comes of it when %s', async (_, told) => {
    expect(await bytesOf(async (at) => told(at))).toBeNull();
  });
});
