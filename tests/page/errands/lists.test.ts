import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fromBase64, toBase64 } from '../../../browser/base64';
import * as messages from '../../../browser/messages';
import { hash } from '../../../lists/hash';
import type { Collected } from '../../../mastodon/session';
import { handOn } from '../../../page/errands/lists';
import { tell } from '../../../page/errands/tell';

/** Everything said, in order; the background's answer to each is up to the test. */
let said: { name: string; data: Record<string, unknown> }[];
let answer: (name: string) => boolean | Promise<boolean>;
beforeEach(() => {
  said = [];
  answer = () => true;
  vi.useFakeTimers();
  vi.spyOn(messages, 'isAlive').mockReturnValue(true);
  vi.spyOn(messages, 'sendMessage').mockImplementation((async (name: string, data: Record<string, unknown>) => {
    said.push({ name, data });
    return answer(name);
  }) as typeof messages.sendMessage);
  return () => vi.useRealTimers();
});

async function list(size: number): Promise<Extract<Collected, { what: 'list' }>> {
  const bytes = new Uint8Array(size).map((_, at) => (at * 31) % 251);
  const about = { kind: 'follows', name: 'f.csv', rows: 1, pageCount: 1, contentType: 'text/csv', source: 'export', takenAt: '', notes: [] } as const;
  return { what: 'list', version: '4.6.5', file: { ...about, bytes, sha256: await hash(bytes) } };
}

/** Waiting costs no time here. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  await vi.runAllTimersAsync();
  return work;
}

const errand = { kind: 'lists', id: 'run', handle: '', kinds: null } as const;
const handOnEnd = () => tell(errand, { what: 'ended' });
const pieces = () => said.filter(({ name }) => name === 'errandChunk').map(({ data }) => data as { index: number; base64: string });

describe('a list', () => {
  test.each([0, 1, 3 * 1_048_576, 3 * 1_048_576 + 1, 7_000_000])(
    'of %i bytes goes in chunks of at most 4 MB of text, and is whole again behind them',
    async (size) => {
      const step = await list(size);
      expect(await handOn(errand, step)).toBe(true);
      expect(pieces().map(({ index }) => index)).toEqual(pieces().map((_, place) => place));
      expect(Math.max(...pieces().map(({ base64 }) => base64.length))).toBeLessThanOrEqual(4 * 1_048_576);
      const whole = Buffer.concat(pieces().map(({ base64 }) => fromBase64(base64) ?? new Uint8Array()));
      expect(whole.equals(step.file.bytes)).toBe(true);
      expect(said.at(-1)).toMatchObject({
        name: 'errandNews',
        data: { kind: 'lists', id: 'run', news: { what: 'list', chunks: pieces().length, size, sha256: step.file.sha256, version: '4.6.5' } },
      });
      expect(said.at(-1)?.data.news).not.toHaveProperty('bytes');
    },
  );

  test('stops as soon as the background says so', async () => {
    answer = () => false;
    expect(await handOn(errand, await list(7_000_000))).toBe(false);
    expect(said).toHaveLength(1);
  });
});

test('is said again when nobody answered: the worker was stopped just then', async () => {
  let calls = 0;
  answer = () => (++calls < 3 ? Promise.reject(new Error('Nobody answered')) : true);
  expect(await inTime(handOnEnd())).toBe(true);
  expect(said.map(({ data }) => data)).toEqual(Array.from({ length: 3 }, () => ({ kind: 'lists', id: 'run', news: { what: 'ended' } })));
});

test('is not said for ever', async () => {
  answer = () => Promise.reject(new Error('Nobody answered'));
  expect(await inTime(handOnEnd())).toBe(false);
  expect(said.length).toBeLessThan(10);
});

test('is not said at all once the extension is gone', async () => {
  vi.mocked(messages.isAlive).mockReturnValue(false);
  expect(await handOnEnd()).toBe(false);
  expect(said).toEqual([]);
});

test('base64 gives back every byte', () => {
  const all = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256);
  expect(fromBase64(toBase64(all))).toEqual(all);
  expect(fromBase64('not base64!')).toBeNull();
});
