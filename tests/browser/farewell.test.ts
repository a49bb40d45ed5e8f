import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing';
import { giveBackAtTheEnd } from '../../browser/farewell';
import { sendMessage } from '../../browser/messages';

vi.mock('../../browser/messages', () => ({ sendMessage: vi.fn() }));
beforeEach(() => fakeBrowser.reset());

test('the goodbye is said before access is given back, or it would be asked for again', async () => {
  const order: string[] = [];
  vi.mocked(sendMessage).mockImplementation(async (...message) => void order.push(JSON.stringify(message)));
  vi.spyOn(fakeBrowser.permissions, 'getAll').mockResolvedValue({ origins: ['https://old.example/*'] } as never);
  vi.spyOn(fakeBrowser.permissions, 'remove').mockImplementation((async (given: object) => void order.push(JSON.stringify(given))) as never);
  await giveBackAtTheEnd();
  expect(order).toEqual([
    JSON.stringify(['personDid', { type: 'said', step: 'farewell', what: 'done' }]),
    JSON.stringify({ origins: ['https://old.example/*'] }),
  ]);
});
