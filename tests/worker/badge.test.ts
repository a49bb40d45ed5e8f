import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { showBadge } from '../../worker/badge';
import { planAfter, readyToMove } from '../journey/sample';
import { makeGate } from '../practice/gate';

const words = vi.hoisted(() => ({ wait: Promise.resolve() as Promise<void> }));
vi.mock('../../browser/i18n', () => ({
  currentWords: async () => {
    const { wait } = words;
    words.wait = Promise.resolve();
    await wait;
    return { t: ({ key, params }: { key: string; params?: { step: string } }) => `${key} ${params?.step ?? ''}`.trim() };
  },
}));

const icon = { text: '', title: '' };
beforeEach(() => {
  fakeBrowser.reset();
  Object.assign(icon, { text: '', title: '' });
  Object.assign(fakeBrowser.action, {
    setBadgeText: async ({ text }: { text: string }) => Object.assign(icon, { text }),
    setBadgeBackgroundColor: async () => undefined,
    setTitle: async ({ title }: { title: string }) => Object.assign(icon, { title }),
  });
});

test('of two changes in a row, the icon says the later one, however long the words of the first take', async () => {
  const gate = makeGate();
  words.wait = gate.opened;
  await fakeBrowser.storage.local.set({ plan: planAfter(...readyToMove) });
  const first = showBadge();
  await vi.waitFor(() => expect(icon.text).toBe('•'));
  await fakeBrowser.storage.local.set({ plan: null });
  const second = showBadge();
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  gate.open();
  await Promise.all([first, second]);
  expect(icon.title).toBe('Transhumance');
});

test('what fails once does not keep the next change from being shown', async () => {
  await fakeBrowser.storage.local.set({ plan: planAfter(...readyToMove) });
  words.wait = Promise.reject(new Error('The file could not be read'));
  await expect(showBadge()).rejects.toThrow('could not be read');
  await showBadge();
  expect(icon.title).toBe('badge.yours steps.move.title');
});
