import { afterEach, describe, expect, test, vi } from 'vitest';
import { readAtMost } from '../../mastodon/body';

afterEach(() => vi.unstubAllGlobals());

/** An answer whose body comes in these parts, and then in no more. */
function answerOf(parts: Iterable<Uint8Array<ArrayBuffer>>) {
  const left = parts[Symbol.iterator]();
  const state = { given: 0, cancelled: false };
  const read = async () => {
    const { value, done } = left.next();
    if (!done) state.given += 1;
    return done ? { done: true, value: undefined } : { done: false, value };
  };
  const cancel = async () => {
    state.cancelled = true;
  };
  return { state, response: { body: { getReader: () => ({ read, cancel }) } } as unknown as Response };
}

function* times(count: number, part: Uint8Array<ArrayBuffer>) {
  for (let at = 0; at < count; at++) yield part;
}
const byte = Uint8Array.of(0x61);

describe('a body', () => {
  test('is what came, in its order, whatever it was cut into', async () => {
    const whole = Uint8Array.from({ length: 200_003 }, (_, at) => at % 251);
    for (const size of [1_009, 65_536, 200_003]) {
      const parts = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) => whole.slice(at * size, (at + 1) * size));
      expect(Buffer.from((await readAtMost(answerOf(parts).response, 1_000_000)) ?? []).equals(whole)).toBe(true);
    }
  });

  test('may be as long as the cap, and one byte more is too much', async () => {
    expect(await readAtMost(answerOf(times(10, byte)).response, 10)).toHaveLength(10);
    const { response, state } = answerOf(times(1_000_000, byte));
    expect(await readAtMost(response, 10)).toBeNull();
    expect(state).toEqual({ given: 11, cancelled: true });
  });

  test('that is none is empty', async () => {
    expect(await readAtMost(new Response(null), 10)).toEqual(new Uint8Array(0));
  });

  test('that comes byte by byte takes no memory for each of them', async () => {
    let made = 0;
    const counted = new Proxy(Uint8Array, {
      construct: (target, args) => {
        made += 1;
        return Reflect.construct(target, args);
      },
    });
    vi.stubGlobal('Uint8Array', counted);
    const { response } = answerOf(times(300_000, byte));
    expect((await readAtMost(response, 8_000_000))?.length).toBe(300_000);
    expect(made).toBeLessThan(10);
  });
});
