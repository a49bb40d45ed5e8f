/**
 * "Ask once": the worker, or the whole browser, may be stopped between any two operations. Nothing is read or sent
 * twice, no access stays open without the plan knowing of it, and no secret is left behind.
 */
import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { withDatabase } from '../../browser/database';
import type { Errand } from '../../browser/errand';
import { secretOf } from '../../browser/grant-store';
import { deleteAll, keepSnapshot } from '../../browser/kit-store';
import type { PageSeen } from '../../journey/facts';
import type { GrantKind } from '../../journey/grant-kinds';
import { makeKitFile } from '../../kit/kit-file';
import { detectPage } from '../../mastodon/page';
import { nextErrand } from '../../page/errand';
import { doChore } from '../../page/errands/chores';
import { planAfter, readyToMove } from '../journey/sample';
import { documentOf, makeClient } from '../practice/client';
import { liveGrants } from '../practice/oauth';
import { pageSession } from '../practice/page-session';
import { publicFetch } from '../practice/public-fetch';
import { type RunningPractice, startPractice } from '../practice/server';
import { planNow } from './plan-now';
import { startingOnce } from './stoppable';
import { stubPatience, Trouble, triedBefalls } from './troubles';

type Side = 'old' | 'new';
const START = Date.UTC(2026, 10, 20, 9, 30);
const names = { old: 'amelie', new: 'amelie_new' } as const;
const PAGE = { old: 7, new: 8 } as const;

const world = await vi.hoisted(async () => (await import('./stoppable')).makeWorld());
const door = vi.hoisted(() => ({ tabs: new Map<number, { id: number; url: string }>(), last: 100 }));
vi.mock('idb', async (original) => world.countedIdb(await original<typeof import('idb')>()));
vi.mock('../../browser/sites', () => ({ inject: async () => true }));
vi.mock('../../browser/tabs', () => ({
  SHOWING: 0,
  quietTab: async () => null,
  openStartPage: () => world.operation(() => undefined),
  openPage: (url: string) =>
    world.operation(() => {
      door.last += 1;
      door.tabs.set(door.last, { id: door.last, url });
      return door.last;
    }),
}));
vi.mock('../../browser/data-consent', () => ({ mayHandOn: async () => true }));
vi.mock('../../browser/messages', async (original) => ({
  ...(await original<typeof import('../../browser/messages')>()),
  isAlive: () => true,
  onMessage: (name: string, handler: never) => world.state.handlers.set(name, handler),
  sendMessage: (name: string, data: unknown) => world.send(name, data),
}));

let grants: typeof import('../../worker/grants');
const startWorker = startingOnce(world.state, async () => {
  grants = await import('../../worker/grants');
  const { choresDesk } = await import('../../worker/chores');
  (await import('../../worker/errand')).answerErrands({ chores: choresDesk(async () => undefined) });
  // As the background does when it starts; it may be stopped in this, too.
  await world.unlessStopped(() => grants.checkGrants());
});

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice({ now: () => START, servers: { old: { host: 'old.example' }, new: { host: 'new.example', version: '4.5' } } });
});
afterAll(() => practice.close());

const trouble = new Trouble((ms) => practice.tick(ms));
const realTimeout = globalThis.setTimeout;
beforeEach(() => {
  // Waiting costs no time here.
  vi.stubGlobal('setTimeout', (done: (...args: unknown[]) => void, _: number, ...args: unknown[]) => realTimeout(done, 0, ...args));
  vi.spyOn(Date, 'now').mockImplementation(() => practice.clock.now() + trouble.skew);
  stubPatience();
  fakeBrowser.reset();
  const count = (target: object, name: string, real: (...args: never[]) => unknown) =>
    vi.spyOn(target as Record<string, () => unknown>, name).mockImplementation(((...args: never[]) => world.operation(() => real(...args))) as never);
  for (const area of ['local', 'session'] as const)
    for (const name of ['get', 'set'] as const)
      count(fakeBrowser.storage[area], name, fakeBrowser.storage[area][name].bind(fakeBrowser.storage[area]) as never);
  for (const name of ['create', 'clear'] as const) count(fakeBrowser.alarms, name, fakeBrowser.alarms[name].bind(fakeBrowser.alarms) as never);
  count(fakeBrowser.tabs, 'get', (async (id: number) => {
    const tab = door.tabs.get(id);
    if (tab === undefined) throw new Error('No tab');
    return { ...tab };
  }) as never);
  count(fakeBrowser.tabs, 'remove', (async (id: number) => void door.tabs.delete(id)) as never);
  const ask = trouble.through(publicFetch(practice));
  vi.stubGlobal('fetch', (...asked: Parameters<typeof fetch>) => world.operation(() => ask(...asked)));
  return () => vi.unstubAllGlobals();
});

const server = (side: Side) => practice.server(side);
const account = (side: Side) => server(side).account(names[side]);
let clients: Record<Side, ReturnType<typeof makeClient>>;

/** What is saved of the old account: two hashtags, and a filter. */
async function begin(side: Side): Promise<void> {
  world.kill();
  Object.assign(world.state, { operations: 0, killAt: Number.POSITIVE_INFINITY, wake: startWorker });
  await deleteAll();
  practice.reset();
  trouble.begin('answered with 500', null);
  door.tabs.clear();
  clients = { old: makeClient(practice), new: makeClient(practice) };
  await clients[side].signIn(server(side).origin, 'amelie@mail.example');
  const shown = await clients[side].get(`${server(side).origin}/settings/export`);
  const seen = detectPage({ origin: server(side).origin, pathname: '/settings/export' }, documentOf(shown)) as PageSeen;
  world.state.senderOf = () => ({ tab: { id: PAGE[side] }, frameId: 0, url: seen.url });
  account('old').hashtags.add('maps').add('bread');
  await fakeBrowser.alarms.clearAll();
  await fakeBrowser.storage.session.set({ errands: {}, grants: {}, closerTab: null, tabs: { [PAGE[side]]: { seen, cameBy: null } } });
  await fakeBrowser.storage.local.set({ plan: planAfter(...readyToMove, ...(side === 'new' ? await savedBefore() : [])) });
  for (const one of practice.servers) one.requests.length = 0;
}

async function savedBefore() {
  const filter = {
    title: 'Spoilers',
    context: ['home'],
    expires_at: null,
    action: 'warn',
    keywords_attributes: [{ keyword: 'spoiler', whole_word: true }],
    statuses: [],
  };
  const takenAt = new Date(START).toISOString();
  const about = { handle: 'amelie@old.example', server: { origin: 'https://old.example', software: 'mastodon', version: '4.5.15' } };
  const made = await makeKitFile('custom_filters', new TextEncoder().encode(JSON.stringify({ custom_filters: [filter] })), { source: 'export', takenAt });
  if (!made.ok) throw new Error(made.problem.kind);
  await keepSnapshot({ id: 'filters', takenAt, files: [made.file], ...about });
  const { sha256, rows, bytes } = made.file;
  return [{ type: 'listSaved', kind: 'custom_filters', rows, pageCount: null, bytes: bytes.length, sha256, source: 'export' }] as const;
}

/** The worker alone, or the browser with it, which forgets its tabs, its alarms and what was in its memory. */
type Stop = 'worker' | 'browser';
let stops: Stop;

/** Until nothing goes on any more; whatever was stopped is started again. */
async function settle(work: () => Promise<unknown>): Promise<void> {
  await startWorker();
  let { generation } = world.state;
  await world.unlessStopped(work);
  for (;;) {
    await vi.waitFor(async () => expect(generation !== world.state.generation || (await isCalm())).toBe(true), { timeout: 20_000, interval: 1 });
    if (generation === world.state.generation) return;
    if (stops === 'browser') {
      door.tabs.clear();
      await fakeBrowser.alarms.clearAll();
      await fakeBrowser.storage.session.set({ errands: {}, grants: {}, closerTab: null });
    }
    await startWorker();
    ({ generation } = world.state);
    // The person looks after it, or the alarm rings.
    await world.unlessStopped(() => grants.checkGrants());
  }
}

/** The worker has done what it can: it waits for the person, for the server, or all is over. */
async function isCalm(): Promise<boolean> {
  const { old: before, new: after } = (await planNow()).grants;
  const all = [before, after].filter((grant) => grant !== null);
  const isWaiting = all.some(({ state, isOpen }) => state === 'asked' || state === 'waiting' || (state === 'ended' && isOpen));
  const isAlarmSet = (await fakeBrowser.alarms.getAll()).some(({ name }) => name === grants.GRANT_ALARM);
  return (isWaiting || !isAlarmSet) && all.every(({ state }) => state !== 'working');
}

/** The person answers yes in the tab that asks them, where there is one, and the browser tells of its new address. */
async function answer(side: Side): Promise<void> {
  const tab = [...door.tabs.values()].find(({ url }) => new URL(url).pathname === '/oauth/authorize');
  if (tab === undefined) return;
  const page = await clients[side].get(tab.url);
  const after = await clients[side].submit(page, 'form:not(:has([name=_method]))');
  tab.url = after.url;
  await settle(() => grants.grantTabAt(tab.id, after.url));
}

/** Pressed again where nothing came of it. Resolves with how often it was pressed. */
async function askUntilDone(side: Side, kinds: GrantKind[], isGood = async () => true): Promise<number> {
  for (let press = 1; press <= 3; press++) {
    await settle(() => grants.askOnce(side, kinds));
    await answer(side);
    // The server's limit is over, and the alarm rings.
    trouble.skew += 3_600_000;
    await settle(() => grants.checkGrants());
    await visitPage(side);
    const grant = (await planNow()).grants[side];
    if (grant?.state === 'ended' && grant.why === 'done' && (await isGood())) return press;
  }
  throw new Error(`Never done: ${JSON.stringify((await planNow()).grants[side])}`);
}

/** Access that is open still is ended in a page of the account, as often as it takes. */
async function visitPage(side: Side): Promise<void> {
  const session = { ...pageSession(practice, clients[side], side), wait: async () => undefined };
  for (let visit = 0; visit < 3; visit++) {
    const errand = (await nextErrand('chores')) as Errand<'chores'> | null;
    if (errand === null) break;
    await doChore(errand, session);
  }
  const { grants: now } = await planNow();
  if (now[side]?.state === 'ended') expect(liveGrants(server(side)).length, 'an access that nobody knows of').toBe(0);
}

async function everythingKept(): Promise<string> {
  const stores = ['snapshots', 'files', 'newLists', 'importFiles', 'failures', 'followerFiles', 'detailFiles', 'followers', 'chunks'] as const;
  const kept = await withDatabase((db) => Promise.all(stores.map((store) => db.getAll(store))));
  const text = (_: string, value: unknown) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value);
  return JSON.stringify([await fakeBrowser.storage.local.get(), await fakeBrowser.storage.session.get(), kept], text);
}

async function expectNothingLeft(side: Side): Promise<void> {
  const { grants: now } = await planNow();
  expect(now[side]).toMatchObject({ state: 'ended', why: 'done', isOpen: false });
  expect(now.problems).toEqual({});
  expect(liveGrants(server(side))).toEqual([]);
  expect(await secretOf(side)).toBeNull();
  expect(await fakeBrowser.alarms.getAll()).toEqual([]);
  const kept = await everythingKept();
  const secrets = [...server(side).grants.flatMap(({ token }) => token ?? []), ...server(side).apps.map(({ clientSecret }) => clientSecret)];
  for (const secret of secrets) expect(kept).not.toContain(secret);
}

/** Nothing is said to be missing: else the person asks again. */
async function isAllThere(): Promise<boolean> {
  const { problems, outcomes } = (await planNow()).grants;
  return Object.keys(problems).length === 0 && (outcomes.filters?.missing ?? []).length === 0;
}

const work: Record<Side, { kinds: GrantKind[]; check: () => Promise<void> }> = {
  old: {
    kinds: ['hashtags', 'list_settings'],
    async check() {
      const { read } = (await planNow()).details;
      expect([read.hashtags?.rows, read.list_settings?.rows]).toEqual([2, 4]);
      expect(await everythingKept()).toContain('followed_hashtags.csv');
    },
  },
  new: {
    kinds: ['filters', 'requests'],
    async check() {
      expect(account('new').filters.map(({ title }) => title)).toEqual(['Spoilers']);
      expect((await planNow()).grants.outcomes.filters).toMatchObject({ there: 1, missing: [] });
      expect(server('new').requests.filter(({ method, path }) => method === 'POST' && path === '/api/v2/filters').length).toBe(1);
    },
  },
};

describe.each(['worker', 'browser'] as const)('the %s is stopped after every single operation', (what) => {
  test.each(['old', 'new'] as const)(
    'while the %s account lets us in: the work is done, once, and no access is left open',
    async (side) => {
      stops = what;
      await begin(side);
      expect(await askUntilDone(side, work[side].kinds)).toBe(1);
      await expectNothingLeft(side);
      await work[side].check();
      const all = world.state.operations;
      expect(all).toBeGreaterThan(40);
      for (let killAt = 1; killAt <= all; killAt++) {
        await begin(side);
        world.state.killAt = killAt;
        try {
          await askUntilDone(side, work[side].kinds);
          await expectNothingLeft(side);
          await work[side].check();
        } catch (error) {
          throw new Error(`Stopped after operation ${killAt} of ${all}`, { cause: error });
        }
      }
    },
    600_000,
  );
});

test('the person answers while no worker is there to hear of it: the next one finds the answer in the tab', async () => {
  stops = 'worker';
  await begin('old');
  await settle(() => grants.askOnce('old', ['hashtags']));
  const [tab] = [...door.tabs.values()];
  const page = await clients.old.get(tab?.url ?? '');
  const after = await clients.old.submit(page, 'form:not(:has([name=_method]))');
  if (tab !== undefined) tab.url = after.url;
  world.kill();
  await settle(async () => undefined);
  await expectNothingLeft('old');
});

test('asked anew while an access is open whose secret was lost: both are ended in a page of the account', async () => {
  stops = 'browser';
  await begin('old');
  for (const press of [1, 2]) {
    await settle(() => grants.askOnce('old', ['hashtags']));
    await answerUpToToken();
    await fakeBrowser.storage.session.set({ grants: {} });
    world.kill();
    await settle(async () => undefined);
    expect(liveGrants(server('old')).length).toBe(press);
  }
  expect((await planNow()).grants.old).toMatchObject({ state: 'ended', why: 'restarted', isOpen: true });
  await visitPage('old');
  expect(liveGrants(server('old'))).toEqual([]);
  expect((await planNow()).grants).toMatchObject({ old: { isOpen: false }, left: [] });

  /** The token is given, and the browser ends before anything is done with it. */
  async function answerUpToToken(): Promise<void> {
    server('old').failNext('/api/v1/accounts/verify_credentials', { kind: 'before', run: world.kill });
    const tab = [...door.tabs.values()].at(-1);
    const page = await clients.old.get(tab?.url ?? '');
    const after = await clients.old.submit(page, 'form:not(:has([name=_method]))');
    await startWorker();
    const { generation } = world.state;
    await world.unlessStopped(() => grants.grantTabAt(tab?.id ?? 0, after.url));
    await vi.waitFor(() => expect(world.state.generation).not.toBe(generation), { timeout: 20_000, interval: 1 });
  }
});

describe.each(triedBefalls)('a request is %s', (what) => {
  test.each(['old', 'new'] as const)(
    'while the %s account lets us in: it is said, no access is left open, and asking again does the work',
    async (side) => {
      stops = 'worker';
      await begin(side);
      await askUntilDone(side, work[side].kinds);
      const all = trouble.requests;
      expect(all).toBeGreaterThan(4);
      for (let at = 1; at <= all; at++) {
        await begin(side);
        trouble.begin(what, at);
        try {
          await askUntilDone(side, work[side].kinds, isAllThere);
          await expectNothingLeft(side);
          await work[side].check();
        } catch (error) {
          throw new Error(`At request ${at} of ${all}`, { cause: error });
        }
      }
    },
    600_000,
  );
});
