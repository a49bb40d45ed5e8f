/** Where “Take me there” leads: the right tab, in the right container, showing what is so now. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { noteErrand } from '../../browser/errand-store';
import { noteTab } from '../../browser/store';
import type { PageSeen, PublicAccount } from '../../journey/facts';
import { reduce } from '../../journey/reduce';
import type { StepId } from '../../journey/step-ids';
import { perform } from '../../worker/acts';
import { fresh, NOW, old, page, planAfter, readyToMove, seen } from '../journey/sample';

const [OLD, NEW] = [old.handle ?? '', fresh.handle ?? ''];
interface Tab {
  id: number;
  url: string;
  windowId: number;
  cookieStoreId?: string;
}
let tabs: Tab[] = [];
const [create, update] = [vi.fn(), vi.fn()];

beforeEach(() => {
  fakeBrowser.reset();
  tabs = [];
  create.mockReset().mockImplementation(async (made) => ({ id: 99, windowId: 1, ...made }));
  update.mockReset();
  vi.spyOn(fakeBrowser.tabs, 'query').mockImplementation(async ({ url }) => tabs.filter((tab) => tab.url.startsWith(String(url).slice(0, -1))) as never);
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation(async (id) => tabs.find((tab) => tab.id === id) as never);
  vi.spyOn(fakeBrowser.tabs, 'create').mockImplementation(create);
  vi.spyOn(fakeBrowser.tabs, 'update').mockImplementation(update);
  vi.spyOn(fakeBrowser.windows, 'update').mockImplementation(vi.fn());
});

async function openTab(id: number, shown: PageSeen, more: Partial<Tab> = {}) {
  tabs.push({ id, url: shown.url, windowId: 1, ...more });
  await noteTab(id, shown);
}

const go = (step: StepId, plan = planAfter()) => perform(plan, { kind: 'go', step });
const loadedAnew = () => update.mock.calls.filter(([, changed]) => 'url' in changed).map(([id]) => id);

describe('a page that is open already', () => {
  const later = planAfter(...readyToMove, seen(page('migration', OLD)));
  const account = { ...(old.account as PublicAccount), movedTo: NEW };
  const pointing = reduce(later, { type: 'outsideSeen', side: 'old', account, alsoKnownAs: null, otherSide: null }, NOW + 3_600_000);

  test.each<[string, StepId, PageSeen, typeof later]>([
    ['the new account’s settings', 'join', page('auth-edit', NEW, { status: 'pending' }), planAfter()],
    ['the export page, with an archive on its way', 'archive', page('export', OLD, { archive: 'in-progress' }), planAfter()],
    ['the move page, when the old account points to the new one', 'move', page('migration', OLD), pointing],
    ['the move page that was on cooldown', 'move', page('migration', OLD, { cooldown: true }), later],
    ['the alias page, when the alias stood there', 'alias', page('aliases', NEW), later],
  ])('is loaded anew: %s', async (_what, step, shown, plan) => {
    await openTab(7, shown);
    expect(await go(step, plan)).toBe(7);
    expect([loadedAnew(), create.mock.calls]).toEqual([[7], []]);
  });

  test.each<[string, StepId, PageSeen, typeof later]>([
    ['the alias page', 'alias', page('aliases', NEW), planAfter()],
    ['the move page', 'move', page('migration', OLD), later],
    ['the move page, after a wrong password', 'move', page('migration', OLD, { errorField: 'proof', typed: NEW }), later],
    ['the import page', 'import', page('imports', NEW), later],
  ])('is only shown where something may stand in its form: %s', async (_what, step, shown, plan) => {
    await openTab(7, shown);
    expect(await go(step, plan)).toBe(7);
    expect(loadedAnew()).toEqual([]);
  });

  test('is only shown while a run of ours goes on in it', async () => {
    await openTab(7, page('export', OLD));
    const where = { tabId: 7, origin: 'https://old.example', handle: OLD };
    await noteErrand({ kind: 'lists', name: '', id: 'run', task: 'save', lists: null, state: 'running', at: NOW, ...where });
    await go('archive');
    expect(loadedAnew()).toEqual([]);
  });
});

describe('the container in which an account is signed in', () => {
  const [work, plain] = [{ cookieStoreId: 'firefox-container-2', windowId: 4 }, { cookieStoreId: 'firefox-default' }];

  test('gets the new tab', async () => {
    await openTab(7, page('export', OLD), work);
    await go('move');
    expect(create).toHaveBeenCalledExactlyOnceWith({ url: 'https://old.example/settings/migration', openerTabId: 7, windowId: 4 });
  });

  test('gets it also when another one shows the page, or the server', async () => {
    await openTab(7, page('export', OLD), work);
    await openTab(8, page('migration', 'band@old.example'), plain);
    await perform(planAfter(), { kind: 'go', step: 'move' }, 8);
    expect([create.mock.calls.length, loadedAnew()]).toEqual([1, []]);
  });

  test('that is no container, or unknown, needs nothing special', async () => {
    await openTab(7, page('export', OLD), plain);
    await go('move');
    tabs = [];
    await go('move');
    expect(create.mock.calls).toEqual([[{ url: 'https://old.example/settings/migration' }], [{ url: 'https://old.example/settings/migration' }]]);
  });
});
