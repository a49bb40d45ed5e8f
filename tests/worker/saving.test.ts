// @vitest-environment happy-dom
/**
 * The worker may be stopped between any two operations, the page may go at any request: whatever happens, every list
 * ends in the kit once, and nothing is called saved before.
 */
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Errand } from '../../browser/errand';
import { allSnapshots, deleteAll, keepSnapshot, keptFile } from '../../browser/kit-store';
import type { Plan } from '../../journey/plan';
import { isSaved } from '../../journey/saving';
import { readPlan } from '../../journey/stored-plan';
import { makeKitFile } from '../../kit/kit-file';
import type { ListKind } from '../../lists/kinds';
import { collectLists, type Session } from '../../mastodon/session';
import { nextErrand } from '../../page/errand';
import { handOn } from '../../page/errands/lists';
import { tell } from '../../page/errands/tell';
import { fresh, NOW, old, page, planAfter } from '../journey/sample';
import { startingOnce } from './stoppable';
import { stubPatience, Trouble, triedBefalls } from './troubles';

const ORIGIN = 'https://old.example';
const TAB = 7;
const kinds = ['follows', 'blocks'] as const satisfies ListKind[];
const lists: Record<(typeof kinds)[number], string> = {
  follows: 'Account address,Show boosts,Notify on new posts,Languages\nada@bakers.example,true,false,\n',
  blocks: 'bruno@bakers.example\n',
};

/** The browser around the worker: what it counts, and when it stops it. */
const world = vi.hoisted(() => {
  type Handler = (received: { data: unknown; sender: unknown }) => unknown;
  const state = {
    handlers: new Map<string, Handler>(),
    generation: 0,
    operations: 0,
    /** After this many operations the worker is stopped. */
    killAt: Number.POSITIVE_INFINITY,
    inFlight: new Set<(error: Error) => void>(),
    /** The test looks for itself: that is nothing the worker does. */
    isAside: false,
    /** The errand that goes on in the page. */
    errand: null as string | null,
    onInject: () => true,
    wake: async () => {},
  };
  const never = new Promise<never>(() => {});
  function kill() {
    state.generation += 1;
    state.handlers.clear();
    for (const reject of state.inFlight) reject(new Error('Nobody answered'));
    state.inFlight.clear();
  }
  /**
   * One thing that storage or a message does. What was begun is done; a worker that is gone meanwhile never hears of
   * it.
   */
  async function operation<T>(work: () => Promise<T> | T): Promise<T> {
    if (state.isAside) return work();
    const { generation } = state;
    const result = await work();
    if (generation !== state.generation) return never;
    state.operations += 1;
    if (state.operations === state.killAt) kill();
    return generation === state.generation ? result : never;
  }
  return { state, kill, operation };
});

vi.mock('idb', async (original) => {
  const idb = await original<typeof import('idb')>();
  const counted = (target: object, names: readonly string[]): object =>
    new Proxy(target, {
      get(_, name: string) {
        const value = Reflect.get(target, name, target);
        if (name === 'done') return world.operation(() => value as Promise<void>);
        if (name === 'transaction') return (...args: unknown[]) => counted(value.apply(target, args), []);
        if (names.includes(name)) return (...args: unknown[]) => world.operation(() => value.apply(target, args));
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  const openDB = (...args: Parameters<typeof idb.openDB>) =>
    idb.openDB(...args).then((db) => counted(db, ['get', 'put', 'getAll', 'getAllKeys', 'delete', 'clear']));
  return { ...idb, openDB };
});
vi.mock('../../browser/sites', () => ({ inject: async () => world.state.onInject() }));
vi.mock('../../browser/tabs', () => ({}));
vi.mock('../../browser/messages', async (original) => ({
  ...(await original<typeof import('../../browser/messages')>()),
  isAlive: () => true,
  onMessage: (name: string, handler: never) => world.state.handlers.set(name, handler),
  async sendMessage(name: string, data: unknown) {
    if (name === 'errandAlive') return world.operation(() => world.state.errand === data);
    await world.state.wake();
    return new Promise((resolve, reject) => {
      world.state.inFlight.add(reject);
      const sender = { tab: { id: TAB }, frameId: 0, url: `${ORIGIN}/settings/export` };
      // As `onMessage` does: what fails in the worker is "nobody answered".
      void world
        .operation(() => undefined)
        .then(() => (world.state.handlers.get(name) ?? (() => Promise.reject(new Error('Nobody answered'))))({ data, sender }))
        .then(resolve, reject);
    });
  },
}));

type Worker = typeof import('../../worker/saving');
let worker: Worker;
const startWorker = startingOnce(world.state, async () => {
  const stopped = untilStopped();
  worker = await import('../../worker/saving');
  (await import('../../worker/errand')).answerErrands({ lists: worker.listsDesk(async () => {}) });
  // As the background does when it starts; it may be stopped in this, too.
  await Promise.race([worker.checkSaving(), stopped]);
});
function untilStopped(): Promise<void> {
  return new Promise((resolve) => world.state.inFlight.add(() => resolve()));
}

const realTimeout = globalThis.setTimeout;
let now: number;
/** Ends the page at a request: by its number, and how. */
let trouble: { at: number; how: 'closed' | 'signed-out' | 'no network' } | null;
let requests: number;
const befallen = new Trouble((ms) => {
  now += ms;
});
let isPageThere: boolean;
let running: Promise<void>;

beforeEach(async () => {
  // Nothing of the test before: its worker is gone, and its page.
  fakeBrowser.reset();
  Object.assign(world.state, { operations: 0, killAt: Number.POSITIVE_INFINITY, errand: null, onInject: openErrand, wake: startWorker });
  world.kill();
  await deleteAll();
  for (const area of ['local', 'session'] as const)
    for (const name of ['get', 'set'] as const) {
      const real = fakeBrowser.storage[area][name].bind(fakeBrowser.storage[area]) as (...args: unknown[]) => Promise<unknown>;
      vi.spyOn(fakeBrowser.storage[area], name).mockImplementation(((...args: unknown[]) => world.operation(() => real(...args))) as never);
    }
  now = NOW;
  vi.spyOn(Date, 'now').mockImplementation(() => now + befallen.skew);
  stubPatience();
  befallen.begin('answered with 500', null);
  // Waiting costs no time here.
  vi.stubGlobal('setTimeout', (done: (...args: unknown[]) => void, _: number, ...args: unknown[]) => realTimeout(done, 0, ...args));
  trouble = null;
  requests = 0;
  isPageThere = true;
  running = Promise.resolve();
  await fakeBrowser.storage.local.set({ plan: { ...planAfter(), old, new: fresh } });
  await fakeBrowser.storage.session.set({ tabs: { [TAB]: { seen: exportPage(), cameBy: null } } });
  return () => vi.unstubAllGlobals();
});

const exportPage = () => page('export', 'amelie@old.example', { csv: [...kinds], json: [], counts: { follows: 1, blocks: 1 } });

function exportHtml(): string {
  const state = { meta: { domain: 'old.example', version: '4.6.5', me: '7' }, accounts: { 7: { username: 'amelie', acct: 'amelie' } } };
  const rows = kinds.map((kind) => `<tr><th>${kind}</th><td>1</td><td><a class="table-action-link" href="/settings/exports/${kind}.csv">CSV</a></td></tr>`);
  return `<!doctype html><html><head><script id="initial-state" type="application/json">${JSON.stringify(state)}</script></head>
<body class="admin"><table class="table"><tbody>${rows.join('')}</tbody></table></body></html>`;
}

const send: typeof fetch = async (input) => {
  const path = new URL(String(input)).pathname;
  requests += 1;
  if (trouble?.at === requests) {
    if (trouble.how === 'closed') isPageThere = false;
    if (trouble.how === 'no network') throw new TypeError('Failed to fetch');
  }
  const isOut = trouble?.at === requests && trouble.how === 'signed-out';
  const [end, body, type] = isOut
    ? ['/auth/sign_in', '<html></html>', 'text/html']
    : path === '/settings/export'
      ? [path, exportHtml(), 'text/html']
      : [path, lists[path.replace(/^.*\/|\.csv$/g, '') as 'follows'], 'text/csv'];
  const response = new Response(body, { headers: { 'content-type': type } });
  Object.defineProperty(response, 'url', { value: ORIGIN + end });
  return response;
};

const session = (): Session => ({
  origin: ORIGIN,
  send: befallen.through(send),
  parse: (html) => new DOMParser().parseFromString(html, 'text/html'),
  now: () => new Date(Date.now()),
  signal: new AbortController().signal,
  patience: 10_000,
});

/** What `page/errand.ts` does in the page. */
function openErrand(): boolean {
  running = running.then(async () => {
    const errand = await nextErrand('lists');
    if (errand !== null) await readLists(errand);
    world.state.errand = null;
  });
  return true;
}
async function readLists(errand: Errand<'lists'>): Promise<void> {
  world.state.errand = errand.id;
  for await (const step of collectLists(errand, session())) if (!isPageThere || !(await handOn(errand, step))) return;
  if (isPageThere) await tell(errand, { what: 'ended' });
}

async function aside<T>(look: () => Promise<T>): Promise<T> {
  world.state.isAside = true;
  try {
    return await look();
  } finally {
    world.state.isAside = false;
  }
}

async function planNow(): Promise<Plan> {
  const stored = await aside(() => fakeBrowser.storage.local.get('plan'));
  const read = readPlan(stored.plan, now);
  if (!read.ok) throw new Error(read.problem);
  return read.plan;
}

/** Until the page has nothing more to do; meanwhile the worker may be stopped, and is woken by whoever speaks to it. */
async function settle(work: () => Promise<unknown>): Promise<void> {
  await startWorker();
  const stopped = untilStopped();
  await Promise.race([work(), stopped]);
  await running;
  await startWorker();
  await running;
}

async function expectHonest(): Promise<void> {
  const plan = await planNow();
  for (const [kind, list] of Object.entries(plan.kit.lists)) expect(await aside(() => keptFile(kind as ListKind, list.sha256)), kind).not.toBeNull();
}

/** The person presses, and later comes back to that page as often as it takes. Resolves with how often that was. */
async function saveAll(): Promise<number> {
  const plan = await planNow();
  await settle(() => worker.startSaving(plan, TAB));
  for (let visits = 0; visits < 6; visits++) {
    await expectHonest();
    const before = await planNow();
    if (isSaved(before) && before.kit.saving === null && before.kit.paused === null) return visits;
    isPageThere = true;
    now += 60_000;
    await settle(() => worker.checkSaving());
    await settle(() => worker.pageSeenWhileSaving(TAB, exportPage()));
    const after = await planNow();
    if (after.kit.saving === null && !isSaved(after)) await settle(() => worker.startSaving(after, TAB));
  }
  throw new Error(`Never saved: ${JSON.stringify((await planNow()).kit)}`);
}

async function expectAllOnce(): Promise<void> {
  const plan = await planNow();
  expect(plan.kit).toMatchObject({ saving: null, paused: null, snapshot: null, problems: {} });
  const snapshots = await aside(() => allSnapshots());
  expect(snapshots).toHaveLength(1);
  expect(snapshots[0]?.files.map(({ kind, bytes }) => [kind, new TextDecoder().decode(bytes)])).toEqual([
    ['blocks', lists.blocks],
    ['follows', lists.follows],
  ]);
}

/** With the page the export page was seen by the watcher, too. */
const seen = () => settle(async () => (await import('../../worker/plan-writer')).dispatch({ type: 'pageSeen', seen: exportPage() }));

describe('the worker is stopped', () => {
  test('at no point, to begin with', async () => {
    await seen();
    expect(await saveAll()).toBe(0);
    await expectAllOnce();
  });

  test('after every single operation of storage and of messages', async () => {
    await seen();
    world.state.operations = 0;
    await saveAll();
    const all = world.state.operations;
    expect(all).toBeGreaterThan(50);
    for (let killAt = 1; killAt <= all; killAt++) {
      world.kill();
      await aside(() => deleteAll());
      await fakeBrowser.storage.local.set({ plan: planAfter({ type: 'pageSeen', seen: exportPage() }) });
      await fakeBrowser.storage.session.set({ errands: {} });
      Object.assign(world.state, { operations: 0, killAt, errand: null });
      try {
        await saveAll();
        world.state.killAt = Number.POSITIVE_INFINITY;
        await expectAllOnce();
      } catch (error) {
        throw new Error(`Stopped after operation ${killAt} of ${all}`, { cause: error });
      }
    }
  }, 240_000);
});

describe('the page', () => {
  const wholeRun = 2 * kinds.length + 1;
  const cases = (['closed', 'signed-out', 'no network'] as const).flatMap((how) => Array.from({ length: wholeRun }, (_, at) => ({ how, at: at + 1 })));
  test.each(cases)('is lost at request $at: $how. What was had is kept, and the next visit completes that save', async ({ how, at }) => {
    await seen();
    trouble = { how, at };
    await saveAll();
    expect(requests).toBeGreaterThan(wholeRun);
    await expectAllOnce();
  });
  test.each(triedBefalls)('has one request that is %s, whichever it is: the lists are saved at a later visit, once', async (what) => {
    for (let at = 1; at <= wholeRun; at++) {
      world.kill();
      await aside(() => deleteAll());
      await fakeBrowser.storage.local.set({ plan: planAfter({ type: 'pageSeen', seen: exportPage() }) });
      await fakeBrowser.storage.session.set({ errands: {} });
      world.state.errand = null;
      befallen.begin(what, at);
      try {
        await saveAll();
        expect(befallen.requests).toBeGreaterThanOrEqual(wholeRun);
        await expectAllOnce();
      } catch (error) {
        throw new Error(`At request ${at} of ${wholeRun}`, { cause: error });
      }
    }
  });
  test('has its button pressed in two windows at the same moment: every list is asked for once', async () => {
    await seen();
    const plan = await planNow();
    await settle(() => Promise.all([worker.startSaving(plan, TAB), worker.startSaving(plan, TAB)]));
    expect(requests).toBe(wholeRun);
    await expectAllOnce();
  });
  test('whose script never asked what to do did nothing wrong: the extension was stopped, and that is said', async () => {
    await seen();
    world.state.onInject = () => true;
    const plan = await planNow();
    await settle(() => worker.startSaving(plan, TAB));
    expect((await planNow()).kit.saving).not.toBeNull();
    now += 60_000;
    await settle(() => worker.checkSaving());
    expect((await planNow()).kit.paused).toMatchObject({ why: 'restarted' });
  });
});

describe('what is kept is found again', () => {
  test('when another account was named in between', async () => {
    await seen();
    await saveAll();
    const before = (await planNow()).kit.lists;
    const { dispatch } = await import('../../worker/plan-writer');
    for (const party of [fresh, old]) {
      await settle(() => dispatch({ type: 'accountsNamed', old: party, new: party === old ? fresh : null }));
      await settle(async () => (await import('../../worker/kit')).checkKit());
      expect(Object.keys((await planNow()).kit.lists)).toHaveLength(party === old ? 2 : 0);
    }
    for (const kind of kinds) expect((await planNow()).kit.lists[kind]).toEqual({ ...before[kind], at: NOW });
  });

  test('and where it is gone, that is said, and it counts as missing; an older copy stands in', async () => {
    await seen();
    await saveAll();
    const older = await makeKitFile('follows', new TextEncoder().encode(lists.follows.replace('ada', 'eve')), {
      source: 'dropped',
      takenAt: '2026-01-05T12:00:00.000Z',
    });
    await deleteAll();
    if (!older.ok) throw new Error('unreadable');
    await keepSnapshot({
      id: 'older',
      takenAt: older.file.takenAt,
      handle: 'amelie@old.example',
      server: { origin: ORIGIN, software: 'mastodon', version: '4.6.5' },
      files: [older.file],
    });
    await settle(async () => (await import('../../worker/kit')).checkKit());
    const { kit } = await planNow();
    expect(kit.problems).toMatchObject({ follows: { kind: 'gone' }, blocks: { kind: 'gone' } });
    expect(Object.keys(kit.lists)).toEqual(['follows']);
    expect(kit.lists.follows).toMatchObject({ sha256: older.file.sha256, source: 'dropped', served: false });
    expect(isSaved(await planNow())).toBe(false);
    await expectHonest();
  });
});
