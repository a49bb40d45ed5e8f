// @vitest-environment happy-dom
/** The page tells what it shows, and tells it again where nobody heard it the first time. */
import { expect, test, vi } from 'vitest';

const told = vi.hoisted(() => ({ answers: [] as boolean[], messages: [] as string[] }));
vi.mock('../../mastodon/page', () => ({ detectPage: () => ({ page: 'aliases' }) }));
vi.mock('../../browser/messages', () => ({
  sendMessage: async (name: string) => {
    told.messages.push(name);
    if (told.answers.shift() === false) throw new Error('The message port closed before a response was received.');
  },
}));

test.each([
  ['heard at once', [true], 1],
  ['the background was stopped in that moment', [false, true], 2],
  ['nobody is there at all', [false, false, true], 2],
])('%s', async (_, answers, times) => {
  Object.assign(told, { answers: [...answers], messages: [] });
  const { default: watch } = await import('../../entrypoints/watch');
  void watch.main();
  await vi.waitFor(() => expect(told.messages).toEqual(Array.from({ length: times }, () => 'pageSeen')));
  for (let turn = 0; turn < 9; turn++) await Promise.resolve();
  expect(told.messages).toHaveLength(times);
});
