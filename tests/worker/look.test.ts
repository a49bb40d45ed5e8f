/** Looks are one at a time: each page that is opened asks for one, and none doubles the requests of another. */
import { expect, test, vi } from 'vitest';
import { planAfter } from '../journey/sample';

const state = vi.hoisted(() => ({ going: 0, most: 0, looks: 0, go: [] as (() => void)[] }));
vi.mock('../../worker/look-up', () => ({
  lookOutside: async () => {
    state.looks++;
    state.most = Math.max(state.most, ++state.going);
    await new Promise<void>((resolve) => state.go.push(resolve));
    state.going--;
    return [];
  },
}));
vi.mock('../../browser/store', () => ({ getPlan: async () => ({ ok: true, plan: planAfter() }) }));
vi.mock('../../worker/plan-writer', () => ({ dispatch: async () => null }));
vi.mock('../../worker/redraw', () => ({ redraw: async () => undefined }));

test('asked for many times at once, there is one look, and one more for all who asked while it went on', async () => {
  const { look } = await import('../../worker/look');
  const first = look();
  await vi.waitFor(() => expect(state.looks).toBe(1));
  const others = Array.from({ length: 9 }, () => look());
  expect(state.looks).toBe(1);
  state.go.shift()?.();
  await first;
  await vi.waitFor(() => expect(state.looks).toBe(2));
  state.go.shift()?.();
  await Promise.all(others);
  expect(state).toMatchObject({ looks: 2, most: 1 });
});
