/**
 * The doors of the background: who may say what, and about what. A server's page that has taken over its own process
 * can send any message a content script can, so each message is tried from every place that it may not come from.
 */
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { errandOf, noteErrand } from '../../browser/errand-store';
import type { Protocol } from '../../browser/messages';
import { allTabs, noteTab, proposedItem } from '../../browser/store';
import type { Piece } from '../../journey/import/plan';
import english from '../../locales/en.json';
import { startBackground } from '../../worker/background';
import { dispatch } from '../../worker/plan-writer';
import { fresh, NOW, old, page, planAfter, saved } from '../journey/sample';
import { planNow } from './plan-now';

const door = vi.hoisted(() => ({
  handlers: new Map<string, (received: { data: unknown; sender: unknown }) => unknown>(),
  injected: [] as [number, string][],
  opened: [] as string[],
  givenBack: 0,
  looks: 0,
  title: '',
}));

vi.mock('../../browser/messages', async (original) => ({
  ...(await original<typeof import('../../browser/messages')>()),
  onMessage: (name: string, handler: never) => door.handlers.set(name, handler),
  sendMessage: async () => false,
}));
vi.mock('../../browser/sites', async (original) => ({
  ...(await original<typeof import('../../browser/sites')>()),
  grantedHosts: async (hosts: string[]) => hosts,
  giveBackAllBut: async () => undefined,
  giveBackEverything: async () => {
    door.givenBack += 1;
  },
  inject: async (tab: number, file: string) => void door.injected.push([tab, file]),
  onAccessGiven: () => undefined,
  register: async () => undefined,
  watchOpenPages: async () => undefined,
}));
vi.mock('../../browser/tabs', () => ({
  openPage: async (url: string) => {
    door.opened.push(url);
    return null;
  },
  openStartPage: async () => void door.opened.push('start page'),
}));
vi.mock('../../browser/notify', () => ({ onNewsClicked: () => undefined, tellNews: async () => undefined }));
vi.mock('../../worker/look-up', () => ({
  lookOutside: async () => {
    door.looks += 1;
    await new Promise<void>((resolve) => setImmediate(resolve));
    return [];
  },
}));

const OURS = 'chrome-extension://test-extension-id/start.html';
const TAB = 7;
const aliasPage = () => page('aliases', 'amelie_new@new.example');
const from = (url: string | undefined, frameId = 0) => ({ tab: { id: TAB }, frameId, url });
const onItsPage = from('https://new.example/settings/aliases');

/** Also what no honest part of the extension would send. */
async function say(name: keyof Protocol, data: unknown, sender: unknown): Promise<unknown> {
  return door.handlers.get(name)?.({ data, sender });
}

beforeEach(async () => {
  fakeBrowser.reset();
  Object.assign(door, { injected: [], opened: [], givenBack: 0, looks: 0 });
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation(async (id) => ({ id }) as never);
  vi.spyOn(fakeBrowser, 'permissions', 'get').mockReturnValue({ onRemoved: { addListener: () => undefined } } as never);
  vi.spyOn(fakeBrowser, 'action', 'get').mockReturnValue({
    setBadgeText: async () => undefined,
    setBadgeBackgroundColor: async () => undefined,
    setTitle: async ({ title }: { title: string }) => {
      door.title = title;
    },
  } as never);
  vi.spyOn(fakeBrowser.i18n, 'getUILanguage').mockReturnValue('en');
  vi.stubGlobal('fetch', async () => Response.json(english));
  await fakeBrowser.storage.local.set({ plan: planAfter() });
  startBackground();
  return () => vi.unstubAllGlobals();
});

describe('a page says what it shows', () => {
  test('and is believed about itself', async () => {
    await say('pageSeen', aliasPage(), onItsPage);
    expect((await planNow()).seen.new.aliases).not.toBeNull();
    expect((await allTabs())[TAB]?.seen.page).toBe('aliases');
    expect(door.injected).toContainEqual([TAB, '/guide.js']);
  });

  test('as often as it likes: it is heard only so often, and the servers are asked less', async () => {
    const chatter = { ...onItsPage, tab: { id: 8 } };
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const said = Promise.all(Array.from({ length: 300 }, () => say('pageSeen', aliasPage(), chatter)));
    await vi.waitFor(() => expect(door.injected.length).toBeGreaterThanOrEqual(20));
    expect(door.injected.length).toBeLessThan(60);
    // What it said last is heard later: it would have no card otherwise.
    await vi.advanceTimersByTimeAsync(10_000);
    await said;
    expect(door.injected.length).toBeLessThan(62);
    expect(door.looks).toBeLessThanOrEqual(3);
    vi.useRealTimers();
  });

  test('as often as it likes: what it said last is never lost', async () => {
    const leafing = { ...onItsPage, tab: { id: 9 } };
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const early = Array.from({ length: 40 }, () => say('pageSeen', aliasPage(), leafing));
    await Promise.all(early.slice(0, 20));
    await noteTab(9, null);
    expect((await allTabs())[9]).toBeUndefined();
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(early);
    expect((await allTabs())[9]?.seen.page).toBe('aliases');
    vi.useRealTimers();
  });

  test.each<[string, unknown, unknown]>([
    ['another path of its server', aliasPage(), from('https://new.example/settings/migration')],
    ['another server', aliasPage(), from('https://evil.example/settings/aliases')],
    ['a frame in it', aliasPage(), from('https://new.example/settings/aliases', 3)],
    ['no tab', aliasPage(), { frameId: 0, url: 'https://new.example/settings/aliases' }],
    ['an address that is none', aliasPage(), from('about:blank')],
    ['nowhere', aliasPage(), from(undefined)],
    ['its own place, in another shape', { ...aliasPage(), account: 'amelie' }, onItsPage],
    ['its own place, with nothing', null, onItsPage],
  ])('and is not believed from %s', async (_, data, sender) => {
    const before = await planNow();
    await say('pageSeen', data, sender);
    expect([await planNow(), await allTabs(), door.injected]).toEqual([before, {}, []]);
  });
});

test('the icon says in words which step it is, and whose turn', async () => {
  await fakeBrowser.storage.local.set({ plan: planAfter() });
  await vi.waitFor(() => expect(door.title).toBe('Transhumance: Save your lists – your turn'));
});

describe('a card is asked for and pressed', () => {
  test('only where a tab has said what it shows', async () => {
    expect(await say('cardWanted', undefined, onItsPage)).toBeNull();
    await noteTab(TAB, aliasPage());
    expect(await say('cardWanted', undefined, onItsPage)).toMatchObject({ id: 'alias.fill' });
    expect(await say('cardWanted', undefined, { ...onItsPage, tab: { id: 8 } })).toBeNull();
  });

  test.each<[string, unknown]>([
    ['another site, in the tab where it was shown', from('https://evil.example/settings/aliases')],
    ['a frame of that page', from('https://new.example/settings/aliases', 3)],
    ['a page without an address', from(undefined)],
  ])('%s has no card, and presses none', async (_, sender) => {
    await noteTab(TAB, page('aliases', 'other@new.example'));
    const card = (await say('cardWanted', undefined, onItsPage)) as { id: string };
    expect(card).not.toBeNull();
    expect(await say('cardWanted', undefined, sender)).toBeNull();
    await say('cardPressed', { card: card.id, button: 'quiet' }, sender);
    expect([await proposedItem.getValue(), door.opened]).toEqual([null, []]);
  });

  test('a press on a card that is not shown does nothing', async () => {
    await noteTab(TAB, aliasPage());
    const before = await planNow();
    for (const data of [
      { card: 'delete.ready', button: 'primary' },
      { card: 'alias.fill', button: 'toString' },
      { card: 'alias.fill' },
      null,
      undefined,
      'alias.fill',
    ])
      await say('cardPressed', data, onItsPage);
    expect([await planNow(), door.opened]).toEqual([before, []]);
  });

  test('a press never changes whom the person moves to: that is asked on a page of ours', async () => {
    const other = page('aliases', 'other@new.example');
    await noteTab(TAB, other);
    const card = (await say('cardWanted', undefined, onItsPage)) as { id: string };
    await say('cardPressed', { card: card.id, button: 'quiet' }, onItsPage);
    expect((await planNow()).new?.handle).toBe(fresh.handle);
    expect([await proposedItem.getValue(), door.opened]).toEqual([{ handle: 'other@new.example', tabId: TAB }, ['start page']]);
    await say('personPressed', { kind: 'choose-new', handle: 'other@new.example' }, { url: OURS });
    expect([(await planNow()).new?.handle, await proposedItem.getValue()]).toEqual(['other@new.example', null]);
  });
});

/** What only popup and start page may say, each with something that would change a lot. */
const onlyOurs: [keyof Protocol, unknown][] = [
  ['personDid', { type: 'startedOver' }],
  ['personDid', { type: 'accountsNamed', old, new: null }],
  ['personDid', { type: 'newAccountChosen', handle: 'other@new.example' }],
  ['personDid', { type: 'said', step: 'move', what: 'done' }],
  ['personPressed', { kind: 'choose-new', handle: 'other@new.example' }],
  ['personPressed', { kind: 'go', step: 'move' }],
  ['personPressed', { kind: 'start-page' }],
  ['forgetEverything', undefined],
  ['importAll', { ticked: [], unticked: [] }],
  ['filesKept', [{ kind: 'follows', sha256: 'a' }]],
  ['prepareWanted', null],
  ['failuresCut', { of: [], pieces: [] }],
  ['failuresLookedUp', { moved: { 'a@b.example': 'c@d.example' }, lookedUp: {}, others: {}, blocked: [] }],
];
const places: [string, unknown][] = [
  ['a page of the new server', onItsPage],
  ['a page of the old server', from('https://old.example/settings/migration')],
  ['a page that calls itself like ours', from('https://test-extension-id/start.html')],
  ['another extension', { url: 'chrome-extension://somebody-else/start.html' }],
  ['nowhere', {}],
];

describe('what only popup and start page may say', () => {
  test.each(places.flatMap(([place, sender]) => onlyOurs.map(([name, data]) => [name, JSON.stringify(data), place, data, sender] as const)))(
    '%s %s changes nothing from %s',
    async (name, _, __, data, sender) => {
      const before = await planNow();
      await say(name, data, sender);
      expect([await planNow(), door.opened, door.givenBack]).toEqual([before, [], 0]);
    },
  );

  test.each([
    ['of another shape', { type: 'said', step: 'world-peace', what: 'done' }],
    ['that only the background may cause', { type: 'accessChanged', hosts: ['evil.example'] }],
    ['that only a settings page may cause', { type: 'pageSeen', seen: aliasPage() }],
    ['that is none', null],
  ])('an event %s changes nothing, also from our own page', async (_, data) => {
    const before = await planNow();
    await say('personDid', data, { url: OURS });
    expect(await planNow()).toEqual(before);
  });

  test.each([[{ kind: 'say', step: 'move', what: 'undone' }], [{ kind: 'go', step: 'nowhere' }], [{ kind: 'choose-new' }], [{ kind: 'constructor' }], [null]])(
    'a button that is none is not obeyed: %j',
    async (data) => {
      const before = await planNow();
      await say('personPressed', data, { url: OURS });
      expect([await planNow(), door.opened]).toEqual([before, []]);
    },
  );

  test('from our own pages it counts', async () => {
    await say('personPressed', { kind: 'say', step: 'archive', what: 'skipped' }, { url: OURS });
    await say('personDid', { type: 'said', step: 'save', what: 'done' }, { url: OURS });
    expect(Object.keys((await planNow()).said).sort()).toEqual(['archive', 'save']);
    expect(await say('forgetEverything', undefined, { url: OURS })).toBe(true);
    expect([(await planNow()).old, door.givenBack]).toEqual([null, 1]);
  });
});

describe('a run in a tab', () => {
  const at = (path: string, more: object = {}) => ({ tab: { id: TAB }, frameId: 0, url: path, ...more });
  const places = (here: string): [string, object, string][] => [
    ['another tab', at(here, { tab: { id: TAB + 1 } }), 'r1'],
    ['a frame', at(here, { frameId: 3 }), 'r1'],
    ['another server', at('https://evil.example/settings/export'), 'r1'],
    ['our own page', { url: OURS }, 'r1'],
    ['its own tab, with the number of another errand', at(here), 'r2'],
  ];
  const errand = { id: 'r1', name: '', tabId: TAB, state: 'running', at: NOW } as const;

  describe('saves', () => {
    const here = 'https://old.example/settings/export';
    const lost = (id: string) => ({ kind: 'lists', id, news: { what: 'lost', kind: 'follows', problem: 'busy', detail: '' } });
    const begin = async (state: 'running' | 'awaited' = 'running') => {
      await noteErrand({ ...errand, kind: 'lists', state, task: 'save', lists: null, origin: 'https://old.example', handle: old.handle ?? '' });
      await dispatch({ type: 'savingBegan', side: 'old', lists: ['follows'], snapshot: { id: 's1', at: NOW } });
    };

    test('and is heard where it goes on', async () => {
      await begin();
      expect(await say('errandNews', lost('r1'), at(here))).toBe(true);
      expect((await planNow()).kit.problems.follows).toMatchObject({ kind: 'busy' });
    });
    test.each(places(here))('and is not heard from %s', async (_, sender, id) => {
      await begin();
      const before = await planNow();
      expect(await say('errandNews', lost(id), sender)).toBe(false);
      expect(await planNow()).toEqual(before);
    });
    test('and is not heard while it waits for its page', async () => {
      await begin('awaited');
      expect(await say('errandNews', lost('r1'), at(here))).toBe(false);
      expect(await say('errandWanted', 'lists', at(here))).toBeNull();
    });
  });

  describe('imports', () => {
    const here = 'https://new.example/settings/imports';
    const sending = (id: string, piece = 'aaaaaaaa') => ({ kind: 'imports', id, news: { what: 'step', id: piece, step: { what: 'sending', newest: 3 } } });
    const begin = async () => {
      const ready = { part: 1, parts: 1, rows: 3, bytes: 60, sha256: 'a'.repeat(64), filterPosts: 0, again: false, of: null };
      const prepared = { sha256: 'a'.repeat(64), rows: 3, dropped: 0, changed: 0, held: 0, why: null };
      await fakeBrowser.storage.local.set({ plan: planAfter(saved('follows'), saved('lists')) });
      await dispatch(
        {
          type: 'piecesCut',
          lists: [
            { kind: 'follows', prepared, pieces: [{ ...ready, id: 'aaaaaaaa', kind: 'follows', name: 'follows-a.csv' }] },
            { kind: 'lists', prepared, pieces: [{ ...ready, id: 'bbbbbbbb', kind: 'lists', name: 'lists-b.csv' }] },
          ],
        },
        { type: 'importAllBegan', ticked: ['aaaaaaaa'], unticked: ['bbbbbbbb'] },
      );
      await noteErrand({ ...errand, kind: 'imports', task: 'import', origin: 'https://new.example', handle: fresh.handle ?? '' });
    };
    const states = async () => (await planNow()).imports.pieces.map(({ state }) => state);

    test.each([
      ['as a second try', { again: true }, 'cccccccc', ['aaaaaaaa', 'cccccccc', 'bbbbbbbb']],
      ['as a part of the list itself', { again: false }, 'cccccccc', ['aaaaaaaa', 'cccccccc', 'bbbbbbbb']],
      ['under a name that is taken', { again: true }, 'bbbbbbbb', ['aaaaaaaa', 'bbbbbbbb']],
    ] as const)('and what failed is put beside it %s: what was cut stands as it was', async (_, again, id, left) => {
      await begin();
      const { part, parts, rows, bytes, sha256, filterPosts, kind, name } = (await planNow()).imports.pieces[0] as Piece;
      const piece = { part, parts, rows: rows * 10_000, bytes, sha256, filterPosts, kind, name, ...again, id };
      await say('failuresCut', { of: [], pieces: [piece] }, { url: OURS });
      // The import page is the moment to cut again what does not fit any more.
      await say('pageSeen', page('imports', fresh.handle ?? ''), at(here));
      const { pieces } = (await planNow()).imports;
      expect(pieces.map((one) => one.id)).toEqual(left);
      // As a part of the list it would be one file too many, and the whole list be cut anew.
      expect(pieces.filter((one) => one.again).map((one) => one.id)).toEqual(left.filter((one) => one === 'cccccccc'));
    });

    test('and what it is about to send is noted', async () => {
      await begin();
      expect(await say('errandNews', sending('r1'), at(here))).toBe(true);
      expect(await states()).toEqual(['sending', 'skipped']);
    });
    test('and sends nothing that was not agreed to', async () => {
      await begin();
      expect(await say('errandNews', sending('r1', 'bbbbbbbb'), at(here))).toBe(false);
      expect(await states()).toEqual(['ready', 'skipped']);
      expect(await errandOf('imports', '')).toBeNull();
    });
    test.each(places(here))('and is not heard from %s', async (_, sender, id) => {
      await begin();
      expect(await say('errandNews', sending(id), sender)).toBe(false);
      // To ask, its own tab names no errand.
      if (id === 'r1') expect(await say('errandWanted', 'imports', sender)).toBeNull();
      expect(await states()).toEqual(['ready', 'skipped']);
    });
  });
});

test('where the browser can, storage is closed to scripts on pages', () => {
  const setAccessLevel = vi.fn(async () => undefined);
  Object.assign(fakeBrowser.storage.local, { setAccessLevel });
  startBackground();
  expect(setAccessLevel).toHaveBeenCalledExactlyOnceWith({ accessLevel: 'TRUSTED_CONTEXTS' });
});
