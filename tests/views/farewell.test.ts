import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing';
import { sendMessage } from '../../browser/messages';
import type { Plan } from '../../journey/plan';
import type { StepId } from '../../journey/steps';
import { giveBackAtTheEnd } from '../../views/farewell';
import { NOW, page, planAfter, readyToMove, seen } from '../journey/sample';

vi.mock('../../browser/messages', () => ({ sendMessage: vi.fn() }));
beforeEach(() => fakeBrowser.reset());

const moved = seen(
  page('migration', 'amelie@old.example', {
    redirectingTo: 'amelie_new@new.example',
    cooldown: true,
    past: [{ target: 'amelie_new@new.example', followers: 240, at: '2026-11-20T09:29:00Z' }],
  }),
);
const over = (...said: readonly StepId[]): Plan => ({
  ...planAfter(...readyToMove, moved, ...said.map((step) => ({ type: 'said', step, what: 'done' }) as const)),
  settledAt: NOW,
});

test('the goodbye is said before access is given back, or it would be asked for again', async () => {
  const order: string[] = [];
  vi.mocked(sendMessage).mockImplementation(async (...message) => void order.push(JSON.stringify(message)));
  vi.spyOn(fakeBrowser.permissions, 'getAll').mockResolvedValue({ origins: ['https://old.example/*'] } as never);
  vi.spyOn(fakeBrowser.permissions, 'remove').mockImplementation((async (given: object) => void order.push(JSON.stringify(given))) as never);
  await giveBackAtTheEnd(over('archive', 'import', 'arrive'));
  expect(order).toEqual([
    JSON.stringify(['personDid', { type: 'said', step: 'farewell', what: 'done' }]),
    JSON.stringify({ origins: ['https://old.example/*'] }),
  ]);
});

test('where nothing is left to do, no goodbye is put into the mouth of the person', async () => {
  vi.mocked(sendMessage).mockReset();
  vi.spyOn(fakeBrowser.permissions, 'getAll').mockResolvedValue({ origins: [] } as never);
  await giveBackAtTheEnd(over('archive', 'import', 'arrive', 'farewell'));
  expect(sendMessage).not.toHaveBeenCalled();
});
