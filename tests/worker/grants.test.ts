/**
 * "Ask once" in the background, beside practice servers: what is read and sent, and that our access ends, whichever way
 * it ends.
 */
import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { deleteDatabase, withDatabase } from '../../browser/database';
import { secretOf } from '../../browser/grant-store';
import type { GrantKind } from '../../journey/grant-kinds';
import type { Plan } from '../../journey/plan';
import { perform } from '../../worker/acts';
import { dispatch } from '../../worker/plan-writer';
import { planAfter, readyToMove } from '../journey/sample';
import { type Answer, makeClient } from '../practice/client';
import { makeGate } from '../practice/gate';
import { liveGrants } from '../practice/oauth';
import { publicFetch } from '../practice/public-fetch';
import { type RunningPractice, startPractice } from '../practice/server';
import { planNow } from './plan-now';

const door = vi.hoisted(() => ({ opened: [] as string[], started: [] as string[], tabs: new Map<number, { id: number; url: string }>(), mayHandOn: true }));
vi.mock('../../browser/tabs', async (original) => ({
  ...(await original<typeof import('../../browser/tabs')>()),
  openPage: async (url: string) => {
    door.opened.push(url);
    const id = 100 + door.opened.length;
    door.tabs.set(id, { id, url });
    return id;
  },
  openStartPage: async (section: string) => void door.started.push(section),
}));
vi.mock('../../browser/data-consent', () => ({ mayHandOn: async () => door.mayHandOn }));

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice({ servers: { old: { host: 'old.example' }, new: { host: 'new.example' } } });
});
afterAll(() => practice.close());

/** The module keeps what this worker is at: each worker is one of its own. */
let worker: typeof import('../../worker/grants');
async function startWorker() {
  vi.resetModules();
  worker = await import('../../worker/grants');
}

beforeEach(async () => {
  fakeBrowser.reset();
  await deleteDatabase();
  practice.reset();
  Object.assign(door, { opened: [], started: [], tabs: new Map(), mayHandOn: true });
  vi.stubGlobal('fetch', publicFetch(practice));
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation((async (id: number) => {
    const tab = door.tabs.get(id);
    if (tab === undefined) throw new Error('No tab');
    return tab;
  }) as never);
  vi.spyOn(fakeBrowser.tabs, 'remove').mockImplementation((async (id: number) => void door.tabs.delete(id)) as never);
  await fakeBrowser.storage.local.set({ plan: planAfter(...readyToMove) });
  await startWorker();
});

const server = (side: 'old' | 'new') => practice.server(side);
const amelie = () => server('old').account('amelie');

const planWhere = (is: (plan: Plan) => boolean) =>
  vi.waitFor(
    async () => {
      const plan = await planNow();
      expect(is(plan), JSON.stringify(plan.grants)).toBe(true);
      return plan;
    },
    { timeout: 10_000, interval: 10 },
  );
const ended = (side: 'old' | 'new') => planWhere(({ grants }) => grants[side]?.state === 'ended');

/** The server's page in the tab that was opened; the person is signed in there. */
async function shownIn(username = 'amelie'): Promise<{ tabId: number; client: ReturnType<typeof makeClient>; page: Answer }> {
  const url = door.opened.at(-1) ?? '';
  const client = makeClient(practice);
  await client.signIn(new URL(url).origin, `${username}@mail.example`);
  return { tabId: 100 + door.opened.length, client, page: await client.get(url) };
}

/** The person answers there, and the browser tells of the new address. */
async function answer(what: 'yes' | 'no', username = 'amelie') {
  const { tabId, client, page } = await shownIn(username);
  const after = await client.submit(page, what === 'yes' ? 'form:not(:has([name=_method]))' : 'form:has([name=_method])');
  await worker.grantTabAt(tabId, after.url);
}

const ask = (side: 'old' | 'new', kinds: GrantKind[]) => worker.askOnce(side, kinds);

/** Every place where something of ours could lie. */
async function everythingKept(): Promise<string> {
  const stores = ['snapshots', 'files', 'newLists', 'importFiles', 'failures', 'followerFiles', 'detailFiles', 'followers', 'chunks'] as const;
  const kept = await withDatabase((db) => Promise.all(stores.map((store) => db.getAll(store))));
  const text = (_: string, value: unknown) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value);
  return JSON.stringify([await fakeBrowser.storage.local.get(), await fakeBrowser.storage.session.get(), kept], text);
}

/** What was said aloud: to pages, to our own views, into a log. */
let said: string[] = [];
beforeEach(() => {
  said = [];
  const hear = (...words: unknown[]) => void said.push(JSON.stringify(words, (_, value) => (value instanceof Error ? String(value.stack) : value)) ?? '');
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) vi.spyOn(console, level).mockImplementation(hear);
  for (const [what, speak] of [
    [fakeBrowser.runtime, fakeBrowser.runtime.sendMessage],
    [fakeBrowser.tabs, fakeBrowser.tabs.sendMessage],
  ] as const)
    vi.spyOn(what as { sendMessage: (...words: unknown[]) => unknown }, 'sendMessage').mockImplementation((...words) => {
      hear(...words);
      return (speak as (...words: unknown[]) => unknown).apply(what, words);
    });
});

const secrets = () =>
  [...server('old').grants, ...server('new').grants]
    .flatMap(({ token }) => token ?? [])
    .concat([...server('old').apps, ...server('new').apps].map((app) => app.clientSecret));

describe('once let in', () => {
  test('what was ticked is read on the old account into the kit, and access ends', async () => {
    amelie().hashtags.add('maps').add('bread');
    await ask('old', ['hashtags', 'list_settings']);
    expect((await planNow()).grants.old?.state).toBe('asked');
    await answer('yes');
    const { grants, details } = await ended('old');
    expect(grants.old).toMatchObject({ why: 'done', isOpen: false });
    expect([details.read.hashtags?.rows, details.read.list_settings?.rows, details.read.mute_ends]).toEqual([2, 4, undefined]);
    expect(details.read.hashtags?.files.map(({ name }) => name)).toEqual(['followed_hashtags.csv']);
    expect(liveGrants(server('old'))).toEqual([]);
    expect(door.started).toEqual(['ask']);
    expect(door.tabs.size).toBe(0);
  });

  test('it is sent to the new account, read back and compared, and access ends', async () => {
    amelie().hashtags.add('maps').add('bread');
    await ask('old', ['hashtags']);
    await answer('yes');
    await ended('old');
    await ask('new', ['hashtags']);
    await answer('yes');
    const { grants } = await ended('new');
    expect(grants.outcomes.hashtags).toMatchObject({ there: 2, missing: [] });
    expect([...server('new').account('amelie_new').hashtags].sort()).toEqual(['bread', 'maps']);
    expect(liveGrants(server('new'))).toEqual([]);
  });

  test('what the server does not let us read is named, and the rest goes on', async () => {
    server('old').failNext('/api/v1/followed_tags', { kind: 'status', status: 403 }, 2);
    await ask('old', ['hashtags', 'list_settings']);
    await answer('yes');
    const { grants, details } = await ended('old');
    expect(grants.problems.hashtags).toMatchObject({ side: 'old', detail: '403' });
    expect(details.read.list_settings?.rows).toBe(4);
    expect(liveGrants(server('old'))).toEqual([]);
  });

  test('nothing is sent where Firefox’s consent is missing', async () => {
    door.mayHandOn = false;
    await ask('new', ['hashtags']);
    expect([door.opened, (await planNow()).grants.new]).toEqual([[], null]);
  });
});

describe('each way to end leaves no token that is good for anything, and none that is kept', () => {
  /** Let in, and held up at the first request of the work. */
  let gate = makeGate();
  async function letInAndHeld() {
    gate = makeGate();
    const { opened } = gate;
    server('old').options.latency = (path) => (path === '/api/v1/followed_tags' ? opened : 0);
    amelie().hashtags.add('maps');
    await ask('old', ['hashtags']);
    await answer('yes');
    await planWhere(({ grants }) => grants.old?.state === 'working');
    expect(liveGrants(server('old'))).toHaveLength(1);
  }
  const calm = () => {
    server('old').options.latency = () => 0;
    gate.open();
  };

  const ways: Record<string, () => Promise<string>> = {
    'the work is done': async () => {
      await ask('old', ['hashtags']);
      await answer('yes');
      return 'done';
    },
    'the person says no': async () => {
      await ask('old', ['hashtags']);
      await answer('no');
      return 'denied';
    },
    'the person closes the page that asks': async () => {
      await ask('old', ['hashtags']);
      door.tabs.clear();
      await worker.grantTabClosed(101);
      return 'closed';
    },
    'the person ends it while it is asked': async () => {
      await ask('old', ['hashtags']);
      await worker.endGrant('old', 'stopped');
      return 'stopped';
    },
    'the person ends it in the middle of the work': async () => {
      await letInAndHeld();
      await worker.endGrant('old', 'stopped');
      calm();
      return 'stopped';
    },
    'another account was signed in': async () => {
      await ask('old', ['hashtags']);
      await answer('yes', 'band');
      return 'other-account';
    },
    'the account has moved in between': async () => {
      await ask('old', ['hashtags']);
      amelie().moved = {
        acct: 'amelie_new@new.example',
        username: 'amelie_new',
        uri: 'https://new.example/ap/users/1',
        url: 'https://new.example/@amelie_new',
        displayName: '',
      };
      const { tabId, page } = await shownIn();
      await worker.grantTabAt(tabId, page.url);
      return 'not-functional';
    },
    'the server refuses to know our app': async () => {
      server('old').failNext('POST /api/v1/apps', { kind: 'status', status: 422 });
      await ask('old', ['hashtags']);
      return 'refused';
    },
    'the server refuses the code': async () => {
      server('old').failNext('POST /oauth/token', { kind: 'status', status: 400 });
      await ask('old', ['hashtags']);
      await answer('yes');
      return 'refused';
    },
    'the worker was stopped in the middle, and goes on': async () => {
      await letInAndHeld();
      await startWorker();
      calm();
      await worker.checkGrants();
      return 'done';
    },
    'it is asked anew': async () => {
      await letInAndHeld();
      calm();
      await ask('old', ['hashtags']);
      await answer('yes');
      return 'done';
    },
    'the page is closed while the worker is stopped': async () => {
      await ask('old', ['hashtags']);
      door.tabs.clear();
      await startWorker();
      await worker.checkGrants();
      return 'closed';
    },
    'access to the server is taken back': async () => {
      await letInAndHeld();
      await dispatch({ type: 'accessChanged', hosts: [] });
      await worker.endWithoutAccess();
      calm();
      return 'stopped';
    },
    'revoking fails at first, and is tried again': async () => {
      server('old').failNext('POST /oauth/revoke', { kind: 'status', status: 503 });
      await ask('old', ['hashtags']);
      await answer('yes');
      await planWhere(({ grants }) => grants.old?.isOpen === true && grants.old.state === 'ended');
      expect(await fakeBrowser.alarms.get(worker.GRANT_ALARM)).toBeDefined();
      await worker.checkGrants();
      return 'done';
    },
  };

  test.each(Object.entries(ways))('%s', async (_, way) => {
    const why = await way();
    const { grants } = await planWhere(({ grants }) => grants.old?.state === 'ended' && !grants.old.isOpen);
    expect(grants.old?.why).toBe(why);
    await vi.waitFor(() => expect(liveGrants(server('old'))).toEqual([]));
    expect(await secretOf('old')).toBeNull();
    const kept = await everythingKept();
    for (const secret of secrets()) expect(kept + [...said, ...door.opened].join()).not.toContain(secret);
  });

  test('another plan: what was let in for the one before is revoked', async () => {
    await letInAndHeld();
    await dispatch({ type: 'startedOver' });
    calm();
    await worker.checkGrants();
    await vi.waitFor(() => expect(liveGrants(server('old'))).toEqual([]));
    expect(await secretOf('old')).toBeNull();
    // What was asked for before is answered, and nothing comes of it.
    await vi.waitFor(() =>
      expect(
        server('old')
          .requests.filter(({ path }) => path === '/api/v1/followed_tags')
          .every(({ status }) => status !== null),
      ).toBe(true),
    );
    expect(await secretOf('old')).toBeNull();
    expect((await planNow()).details.read.hashtags).toBeUndefined();
  });

  test('the browser was killed: the app’s number is known, and its access is to be ended in the person’s session', async () => {
    await letInAndHeld();
    await fakeBrowser.storage.session.clear();
    await startWorker();
    await worker.checkGrants();
    const { grants } = await ended('old');
    expect(grants.old).toMatchObject({ why: 'restarted', isOpen: true, app: server('old').apps[0]?.id });
    calm();
  });

  test('two presses ask once', async () => {
    await Promise.all([ask('old', ['hashtags']), ask('old', ['hashtags'])]);
    expect((await planNow()).grants.old?.state).toBe('asked');
    await answer('yes');
    await ended('old');
    expect(liveGrants(server('old'))).toEqual([]);
  });
});

test('the server’s limit is waited for with an alarm, and goes on', async () => {
  server('old').failNext('/api/v1/followed_tags', { kind: 'status', status: 429 });
  amelie().hashtags.add('maps');
  await ask('old', ['hashtags']);
  await answer('yes');
  const { grants } = await planWhere(({ grants }) => grants.old?.state === 'waiting');
  expect(grants.old?.until).toBeGreaterThan(Date.now());
  const alarm = await fakeBrowser.alarms.get(worker.GRANT_ALARM);
  expect(alarm?.scheduledTime).toBe(grants.old?.until);
  await worker.checkGrants();
  expect((await planNow()).grants.old?.state).toBe('waiting');
  vi.spyOn(Date, 'now').mockReturnValue((grants.old?.until ?? 0) + 1);
  // What the last alarm began may still be at its end.
  await vi.waitFor(async () => {
    await worker.checkGrants();
    expect((await planNow()).grants.old?.state).not.toBe('waiting');
  });
  expect((await ended('old')).details.read.hashtags?.rows).toBe(1);
  vi.restoreAllMocks();
});

test('the buttons of the page do it', async () => {
  await perform(await planNow(), { kind: 'ask-once', side: 'old', kinds: ['hashtags'] });
  expect((await planNow()).grants.old?.state).toBe('asked');
  await perform(await planNow(), { kind: 'end-access', side: 'old' });
  expect((await planNow()).grants.old).toMatchObject({ state: 'ended', why: 'stopped' });
});
