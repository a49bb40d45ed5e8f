/** The clock was set back: what was noted before seems to come from the future, and keeps nothing waiting for it. */
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { StoredErrand } from '../../browser/errand-store';
import { noteTab } from '../../browser/store';
import { inVain } from '../../browser/tabs';
import { archiveChore } from '../../journey/archive';
import { wantedOfProfile } from '../../journey/profile';
import { goesOn, isElsewhere } from '../../worker/errand';
import { lookOutside } from '../../worker/look-up';
import { NOW, page, planAfter, seen } from '../journey/sample';

const DAYS = 3 * 86_400_000;
/** Three days before it was noted, by the clock of now. */
const BACK = NOW - DAYS;

vi.mock('../../browser/messages', async (original) => ({
  ...(await original<typeof import('../../browser/messages')>()),
  sendMessage: () => Promise.reject(new Error('Nobody answered')),
}));

const errand: StoredErrand = {
  kind: 'lists',
  name: '',
  task: 'save',
  lists: null,
  id: 'one',
  tabId: 7,
  origin: 'https://old.example',
  handle: 'amelie@old.example',
  state: 'starting',
  at: NOW,
};

beforeEach(async () => {
  fakeBrowser.reset();
  vi.spyOn(Date, 'now').mockReturnValue(NOW);
  await noteTab(7, page('export', 'amelie@old.example'));
});

test('an errand whose script never spoke is over, and not for three days about to begin', async () => {
  expect(await goesOn(errand)).toBe(true);
  vi.spyOn(Date, 'now').mockReturnValue(BACK);
  expect(await goesOn(errand)).toBe(false);
});

test('another tab may take up what one was given then; what only one tab may do stays with it', async () => {
  expect(await isElsewhere(errand, 8, 120_000)).toBe(true);
  vi.spyOn(Date, 'now').mockReturnValue(BACK);
  expect(await isElsewhere(errand, 8, 120_000)).toBe(false);
  expect(await isElsewhere(errand, 8, Number.POSITIVE_INFINITY)).toBe(true);
});

test('a tab that does not load is given up', async () => {
  vi.spyOn(fakeBrowser.tabs, 'get').mockResolvedValue({ id: 7, status: 'loading' } as never);
  expect(await inVain(errand)).toBeNull();
  vi.spyOn(Date, 'now').mockReturnValue(BACK);
  expect(await inVain(errand)).toBe('unreachable');
});

test('an archive that is being made is looked for', () => {
  const plan = planAfter({ type: 'archiveWanted' }, seen(page('export', 'amelie@old.example', { archive: 'in-progress', canRequest: false })));
  expect([archiveChore(plan, NOW), archiveChore(plan, BACK)]).toEqual([null, 'look']);
});

test('what was agreed to then is not sent any more', () => {
  const job = { run: 'one', send: null, at: NOW };
  expect(wantedOfProfile({ profile: { ...planAfter().profile, job } }, 'new', NOW)).toEqual(job);
  expect(wantedOfProfile({ profile: { ...planAfter().profile, job } }, 'new', BACK)).toBeNull();
});

test('the servers are asked again, as what they told then is no news', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(new URL(url).host);
    throw new TypeError('Failed to fetch');
  });
  const outside = { account: null, alsoKnownAs: null, otherSide: null, at: NOW };
  const plan = planAfter();
  const seenBefore: typeof plan = { ...plan, seen: { old: { ...plan.seen.old, outside }, new: { ...plan.seen.new, outside } } };
  await lookOutside(seenBefore, NOW);
  expect(asked).toEqual([]);
  await lookOutside(seenBefore, BACK);
  expect(asked.sort()).toEqual(['new.example', 'old.example']);
  vi.unstubAllGlobals();
});
