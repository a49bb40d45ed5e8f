/** A tab was opened to save in, and does not show who is signed in. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { errandOf, noteErrand, type StoredErrand } from '../../browser/errand-store';
import { getPlan } from '../../browser/store';
import { SHOWING } from '../../browser/tabs';
import { tabChanged } from '../../worker/saving';
import { planAfter } from '../journey/sample';

const TAB = 7;
const where = { tabId: TAB, origin: 'https://old.example', handle: 'amelie@old.example' };
const errand: StoredErrand = { kind: 'lists', name: '', id: 'r', task: 'save', lists: null, state: 'awaited', at: 0, ...where };

beforeEach(async () => {
  fakeBrowser.reset();
  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
  await fakeBrowser.storage.local.set({ plan: planAfter() });
  await noteErrand({ ...errand, at: Date.now() });
});
afterEach(() => void vi.useRealTimers());

async function told(what: 'loaded' | 'closed', tab: { url: string; status: string } | null) {
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation((async () => tab ?? Promise.reject(new Error('No tab'))) as never);
  const changed = tabChanged(TAB, what);
  await vi.advanceTimersByTimeAsync(SHOWING);
  const isEnded = await changed;
  const plan = await getPlan();
  return { isEnded, why: plan.ok ? (plan.plan.kit.paused?.why ?? null) : undefined, isAwaited: (await errandOf('lists', '')) !== null };
}

describe('saving waits for a tab', () => {
  test.each([
    ['its server does not answer', 'loaded', { url: 'https://old.example/settings/export', status: 'complete' }, 'unreachable'],
    ['the person went elsewhere in it', 'loaded', { url: 'https://old.example/home', status: 'complete' }, 'tab-left'],
    ['it was closed', 'closed', null, 'tab-closed'],
  ] as const)('%s: said', async (_, what, tab, why) => {
    expect(await told(what, tab)).toEqual({ isEnded: true, why, isAwaited: false });
  });
  test.each([
    ['the person signs in', { url: 'https://old.example/auth/sign_in', status: 'complete' }],
    ['it still loads', { url: 'https://old.example/settings/export', status: 'loading' }],
  ])('%s: it waits on', async (_, tab) => {
    expect(await told('loaded', tab)).toEqual({ isEnded: false, why: null, isAwaited: true });
  });
});
