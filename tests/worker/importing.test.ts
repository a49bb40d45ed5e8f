/**
 * The worker may be stopped between any two operations, the page may go at any request: whatever happens, every file
 * arrives once, and the plan knows.
 */
import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { errandOf } from '../../browser/errand-store';
import { deleteAll, keepSnapshot } from '../../browser/kit-store';
import { sendMessage } from '../../browser/messages';
import { dropAllShelved, shelved } from '../../browser/piece-store';
import type { PlanEvent } from '../../journey/events';
import type { PageSeen } from '../../journey/facts';
import { isOpen } from '../../journey/import/pieces';
import type { Piece } from '../../journey/import/plan';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { readPlan } from '../../journey/stored-plan';
import { makeKitFile } from '../../kit/kit-file';
import type { ListKind } from '../../lists/kinds';
import { detectPage } from '../../mastodon/page';
import { nextErrand } from '../../page/errand';
import { workOnImports } from '../../page/errands/imports';
import { cutAgain, listsWithFailures } from '../../views/prepare';
import { party, planAfter } from '../journey/sample';
import { documentOf, makeClient } from '../practice/client';
import { PageFormData, pageSession } from '../practice/page-session';
import { type RunningPractice, startPractice } from '../practice/server';
import { startingOnce, stoppedAtEveryPoint } from './stoppable';
import { stubPatience, Trouble, triedBefalls } from './troubles';

const NEW = 'https://new.localhost';
const START_PAGE = 'chrome-extension://ours/start.html';
const TAB = 7;
const START = Date.UTC(2026, 10, 20, 9, 30);
const kinds = ['follows', 'blocks'] as const satisfies ListKind[];
/** One of the follows cannot be found at first. */
const lists: Record<(typeof kinds)[number], string> = {
  follows: 'Account address,Show boosts,Notify on new posts,Languages\nada@bakers.example,true,false,\ngone@bakers.example,true,false,\n',
  blocks: 'bruno@bakers.example\n',
};

const world = await vi.hoisted(async () => (await import('./stoppable')).makeWorld());
vi.mock('idb', async (original) => world.countedIdb(await original<typeof import('idb')>()));
vi.mock('../../browser/sites', () => ({ inject: () => world.operation(() => world.asPage(world.state.onInject)) }));
vi.mock('../../browser/tabs', () => ({ SHOWING: 0, tabsOf: async () => [], inVain: async () => null, quietTab: async () => TAB, openPage: async () => TAB }));
vi.mock('../../browser/messages', async (original) => ({
  ...(await original<typeof import('../../browser/messages')>()),
  isAlive: () => true,
  onMessage: (name: string, handler: never) => world.state.handlers.set(name, handler),
  sendMessage: (name: string, data: unknown, tabId?: number) =>
    tabId === undefined ? world.send(name, data) : world.operation(() => name === 'errandAlive' && world.state.runInPage === data),
}));

type Worker = typeof import('../../worker/import/run');
let worker: Worker;
let keepLooking: typeof import('../../worker/import/looks').keepLooking;
const startWorker = startingOnce(world.state, async () => {
  worker = await import('../../worker/import/run');
  keepLooking = (await import('../../worker/import/looks')).keepLooking;
  const { answerImports, importsDesk } = await import('../../worker/import/messages');
  (await import('../../worker/errand')).answerErrands({ imports: importsDesk(async () => {}) });
  answerImports(
    async () => {},
    (url) => url === START_PAGE,
  );
  // As the background does when it starts; it may be stopped in this, too.
  await world.unlessStopped(() => worker.checkImporting().then(keepLooking));
});

let practice: RunningPractice;
let client: ReturnType<typeof makeClient>;
let running: Promise<void>;
/** Aborts when the page is left. */
let page: AbortController;
const FROM_PAGE = ['errandWanted', 'errandNews', 'errandChunk', 'bytesWanted', 'pieceHanded'];
const realTimeout = globalThis.setTimeout;
const server = () => practice.server('new');
const imports = () => server().account('amelie_new').imports;
const posts = (path: RegExp) => server().requests.filter((request) => request.method === 'POST' && path.test(request.path));
const UPLOAD = /^\/settings\/imports$/;
const TAKE_BACK = /^\/settings\/imports\/\d+$/;

beforeAll(async () => {
  practice = await startPractice({ now: () => START, servers: { new: { host: 'new.localhost', version: '4.6' } } });
});
afterAll(() => practice.close());

beforeEach(async () => {
  vi.stubGlobal('FormData', PageFormData);
  // Waiting costs no time here.
  vi.stubGlobal('setTimeout', (done: (...args: unknown[]) => void, _: number, ...args: unknown[]) => realTimeout(done, 0, ...args));
  vi.spyOn(Date, 'now').mockImplementation(() => practice.clock.now() + trouble.skew);
  stubPatience();
  fakeBrowser.reset();
  for (const area of ['local', 'session'] as const) for (const name of ['get', 'set'] as const) count(fakeBrowser.storage[area], name);
  for (const name of ['create', 'get', 'clear'] as const) count(fakeBrowser.alarms, name);
  await begin();
  return () => vi.unstubAllGlobals();
});

function count<T extends object>(target: T, name: keyof T & string): void {
  const real = (target[name] as (...args: unknown[]) => unknown).bind(target);
  vi.spyOn(target as Record<string, (...args: unknown[]) => unknown>, name).mockImplementation((...args) => world.operation(() => real(...args)));
}

/** Nothing of the test before: its worker is gone, and its page; these lists are saved. */
async function begin(saved: readonly (typeof kinds)[number][] = kinds): Promise<void> {
  world.kill();
  Object.assign(world.state, { operations: 0, killAt: Number.POSITIVE_INFINITY, runInPage: null, onInject: openErrand, wake: startWorker });
  world.state.senderOf = (name) => (FROM_PAGE.includes(name) ? { tab: { id: TAB }, frameId: 0, url: `${NEW}/settings/imports` } : { url: START_PAGE });
  running = Promise.resolve();
  page = new AbortController();
  leaveAt = null;
  requests = 0;
  trouble.begin('answered with 500', null);
  updateAt = null;
  await Promise.all([deleteAll(), dropAllShelved()]);
  practice.reset();
  client = makeClient(practice);
  await client.signIn(server().origin, 'amelie@mail.example');
  server().requests.length = 0;
  const named: PlanEvent[] = [
    { type: 'accountsNamed', old: party('amelie@old.localhost', 'old.localhost'), new: party('amelie_new@new.localhost', 'new.localhost') },
    { type: 'accessChanged', hosts: ['old.localhost', 'new.localhost'] },
  ];
  await fakeBrowser.storage.local.set({
    plan: [...named, ...(await Promise.all(saved.map(save)))].reduce((plan, event) => reduce(plan, event, Date.now()), planAfter()),
  });
  await fakeBrowser.storage.session.set({ errands: {}, look: 0.5, tabs: { [TAB]: { seen: await importsPage(), cameBy: null } } });
  server().requests.length = 0;
}

async function save(kind: (typeof kinds)[number]): Promise<PlanEvent> {
  const made = await makeKitFile(kind, new TextEncoder().encode(lists[kind]), { source: 'export', takenAt: new Date(START).toISOString() });
  if (!made.ok) throw new Error(made.problem.kind);
  const about = { origin: 'https://old.localhost', software: 'mastodon', version: '4.5.15' };
  await keepSnapshot({ id: kind, takenAt: made.file.takenAt, handle: 'amelie@old.localhost', server: about, files: [made.file] });
  const { sha256, rows, bytes } = made.file;
  return { type: 'listSaved', kind, rows, pageCount: null, bytes: bytes.length, sha256, source: 'export' };
}

/** What the watcher tells of the import page. */
async function importsPage(): Promise<PageSeen> {
  const seen = detectPage({ origin: NEW, pathname: '/settings/imports' }, documentOf(await client.get(`${NEW}/settings/imports`)));
  if (seen === null) throw new Error('The import page is not known');
  return seen;
}

/** What `page/errand.ts` does in the page. */
function openErrand(): boolean {
  const { signal } = page;
  const left = new Promise<false>((resolve) => signal.addEventListener('abort', () => resolve(false)));
  running = running.then(async () => {
    const session = pageSession(practice, client);
    const send = trouble.through(session.send);
    const now = () => new Date(Date.now());
    const own = { ...session, now, signal, send: ((...asked) => unlessLeft(() => send(...asked))) as typeof session.send };
    own.send = updatedIn(own.send);
    let goesOn = true;
    while (goesOn) {
      const errand = await nextErrand('imports');
      if (errand === null || signal.aborted) break;
      world.state.runInPage = errand.id;
      goesOn = await Promise.race([workOnImports(errand, own), left]);
    }
    if (!signal.aborted) world.state.runInPage = null;
  });
  return true;
}

const trouble = new Trouble((ms) => practice.tick(ms));
/** Before this request the server is updated; null: it is not. */
let updateAt: number | null;
function updatedIn(send: typeof fetch): typeof fetch {
  return ((...asked: Parameters<typeof fetch>) => {
    if (requests + 1 === updateAt) server().options.version = '4.6';
    return send(...asked);
  }) as typeof fetch;
}
let leaveAt: { at: number; way: (typeof ways)[number] } | null;
let requests: number;

/** A page that is left hears of no answer any more; the next page of the tab is there at once. */
async function unlessLeft<T>(send: () => Promise<T>): Promise<T> {
  requests += 1;
  if (requests !== leaveAt?.at) return send();
  if (leaveAt.way === 'after') await send();
  world.state.runInPage = null;
  const left = page;
  page = new AbortController();
  left.abort();
  return new Promise<never>(() => {});
}

async function planNow(): Promise<Plan> {
  const read = readPlan((await fakeBrowser.storage.local.get('plan')).plan, Date.now());
  if (!read.ok) throw new Error(read.problem);
  return read.plan;
}

/** Until the page has nothing more to do; meanwhile the worker may be stopped, and is woken by whoever speaks to it. */
async function settle(work: () => Promise<unknown>): Promise<void> {
  await startWorker();
  await world.unlessStopped(work);
  await running;
  await startWorker();
  await running;
}

const find = (plan: Plan, isMeant: (piece: Piece) => boolean) => plan.imports.pieces.filter(isMeant);

/** What no accident may change: nothing twice at the server, and nothing named in the plan that is not here. */
async function expectHonest(): Promise<void> {
  const names = imports().map(({ filename }) => filename);
  expect(names).toEqual([...new Set(names)]);
  const plan = await planNow();
  for (const piece of plan.imports.pieces) expect(await shelved('pieces', piece.id), piece.name).not.toBeNull();
  for (const piece of find(plan, ({ failuresKept }) => failuresKept)) expect(await shelved('failures', piece.id), piece.name).not.toBeNull();
}

/** One visit of the person: what the start page offers is pressed, the import page is opened, the alarm rings. */
async function visit(): Promise<void> {
  const plan = await planNow();
  // The start page is open: it has what is not ready made ready, and asks again when nobody answered.
  if (plan.imports.pieces.length === 0) await settle(() => sendMessage('prepareWanted', null).catch(() => undefined));
  const failed = (await listsWithFailures(await planNow())).filter(({ again }) => again.length > 0);
  if (failed.length > 0) practice.elsewhere.accounts.delete('gone@bakers.example');
  for (const list of failed) await cutAgain(await planNow(), list).catch(() => undefined);
  await pressImportAll();
  await expectHonest();
  practice.tick(60_000);
  const [before, seen] = [await planNow(), await importsPage()];
  await settle(async () => {
    const after = await (await import('../../worker/plan-writer')).dispatch({ type: 'pageSeen', seen });
    if (after !== null) await worker.pageSeenWhileImporting(before, after, TAB, seen);
  });
  await expectHonest();
  practice.tick(60_000);
  await settle(() => worker.alarmRang());
}

async function pressImportAll(): Promise<void> {
  const { run, pieces } = (await planNow()).imports;
  if (run.state === 'running') return;
  if (run.state === 'paused') return settle(() => worker.startImporting(null));
  const stopped = pieces.find(({ state }) => state === 'stopped');
  if (stopped !== undefined) await settle(async () => (await import('../../worker/plan-writer')).dispatch({ type: 'pieceTriedAgain', id: stopped.id }));
  if (run.state === 'stopped') return settle(() => worker.startImporting(null));
  const ticked = pieces.filter(isOpen).map(({ id }) => id);
  if (ticked.length > 0) await settle(() => worker.startImporting({ ticked, unticked: [] }));
}

const isThrough = ({ imports: { pieces, run } }: Plan) =>
  run.state === 'idle' &&
  pieces.some(({ again }) => again) &&
  pieces.every((piece) => piece.state === 'finished' && (piece.failures === 0 || piece.failuresAgain));

/** Everything, as often as it takes to come back. Resolves with how often that was. */
async function importEverything(): Promise<number> {
  for (let visits = 1; visits <= 12; visits++) {
    await visit();
    if (isThrough(await planNow()) && (await errandOf('imports', '')) === null) return visits;
  }
  throw new Error(`Never through: ${JSON.stringify((await planNow()).imports)}`);
}

/** A file for each list, and one for the entry that failed. */
async function expectAllOnce(saved: readonly ListKind[] = kinds): Promise<void> {
  await expectHonest();
  const { pieces } = (await planNow()).imports;
  const through = { state: 'finished', imported: 1, failures: 0 };
  expect(pieces.map(({ kind, again, state, imported, failures }) => ({ kind, again, state, imported, failures }))).toEqual([
    { kind: 'follows', again: false, ...through, failures: 1 },
    { kind: 'follows', again: true, ...through },
    ...(saved.includes('blocks') ? [{ kind: 'blocks', again: false, ...through }] : []),
  ]);
  const names = (all: readonly string[]) => [...all].sort();
  expect(names(imports().map(({ filename, state }) => `${filename} ${state}`))).toEqual(names(pieces.map(({ name }) => `${name} finished`)));
}

describe('the worker is stopped', () => {
  test('at no point, to begin with', async () => {
    expect(await importEverything()).toBe(2);
    await expectAllOnce();
    expect(posts(UPLOAD).length).toBe(3);
  });

  test('after every single operation and message', async () => {
    // A second list would only do the same once more.
    const saved = ['follows'] as const;
    await begin(saved);
    await importEverything();
    const all = world.state.operations;
    expect(all).toBeGreaterThan(150);
    for (let killAt = 1; killAt <= all; killAt++) {
      await begin(saved);
      world.state.killAt = killAt;
      try {
        await importEverything();
        await expectAllOnce(saved);
        // The page was there all the time: nothing had to be looked for, and nothing was taken back.
        expect(posts(UPLOAD).length).toBe(2);
        expect(posts(TAKE_BACK)).toEqual([]);
      } catch (error) {
        throw new Error(`Stopped after operation ${killAt} of ${all}`, { cause: error });
      }
    }
  }, 600_000);
});

describe('a page of the new server asks for bytes', () => {
  const ask = async (id: string | undefined, sender?: object): Promise<unknown> => {
    const usual = world.state.senderOf;
    if (sender !== undefined) world.state.senderOf = () => sender;
    await startWorker();
    const got = await sendMessage('bytesWanted', { kind: 'imports', id: null, file: id ?? '', at: 0 }).catch(() => 'refused');
    world.state.senderOf = usual;
    return got;
  };
  const idOf = async (kind: ListKind) => find(await planNow(), (piece) => piece.kind === kind)[0]?.id;
  const told = (text: string) => ({ base64: btoa(text), size: text.length });

  test('before anything was pressed, or was made ready: it gets none', async () => {
    await fakeBrowser.storage.session.set({ tabs: {} });
    await settle(() => sendMessage('prepareWanted', null));
    for (const kind of kinds) expect(await ask(await idOf(kind))).toBeNull();
    const { follows } = (await planNow()).kit.lists;
    expect(await ask(follows?.sha256)).toBeNull();
  });
  test('while “Import all” goes on: the file that was agreed to and comes next, in the tab of the errand, and no other', async () => {
    await settle(() => sendMessage('prepareWanted', null));
    const [follows, blocks] = [await idOf('follows'), await idOf('blocks')];
    const got: unknown[] = [];
    world.state.onInject = () => true;
    await settle(() => worker.startImporting({ ticked: [blocks ?? ''], unticked: [follows ?? ''] }));
    await sendMessage('errandWanted', 'imports');
    const elsewhere = { tab: { id: TAB + 1 }, frameId: 0, url: `${NEW}/settings/imports` };
    const inFrame = { tab: { id: TAB }, frameId: 3, url: `${NEW}/settings/imports` };
    for (const one of [follows, blocks]) got.push(await ask(one));
    for (const sender of [elsewhere, inFrame]) got.push(await ask(blocks, sender));
    expect(got).toEqual([null, told(lists.blocks), null, null]);
    await settle(() => worker.pauseImporting());
    expect(await ask(blocks)).toBeNull();
  });
  test('while the card offers to put a file into the form: that file, in that tab', async () => {
    await settle(() => sendMessage('prepareWanted', null));
    const [follows, blocks] = [await idOf('follows'), await idOf('blocks')];
    expect([await ask(follows), await ask(blocks)]).toEqual([told(lists.follows), null]);
    expect(await ask(follows, { tab: { id: TAB + 1 }, frameId: 0, url: `${NEW}/settings/imports` })).toBeNull();
  });
});

/** Where the page goes: at a request, by its number. It was answered, or it never arrived. */
const ways = ['after', 'instead of'] as const;
describe.each(ways)('the page is left %s a request', (way) => {
  test('whichever it is: what was sent is found again, and nothing is sent twice', async () => {
    const saved = ['follows'] as const;
    for (let at = 1; at <= 14; at++) {
      await begin(saved);
      leaveAt = { at, way };
      try {
        await importEverything();
        expect(requests).toBeGreaterThan(at);
        await expectAllOnce(saved);
        expect(posts(TAKE_BACK)).toEqual([]);
        expect(server().requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/confirm')).length).toBe(2);
      } catch (error) {
        throw new Error(`Left at request ${at}`, { cause: error });
      }
    }
  }, 600_000);
});

describe.each(triedBefalls)('a request is %s', (what) => {
  test('whichever it is: everything arrives in the end, and nothing is sent twice', async () => {
    const saved = ['follows'] as const;
    await begin(saved);
    await importEverything();
    const all = requests;
    expect(all).toBeGreaterThan(10);
    for (let at = 1; at <= all; at++) {
      await begin(saved);
      trouble.begin(what, at);
      try {
        await importEverything();
        expect(requests).toBeGreaterThanOrEqual(at);
        await expectAllOnce(saved);
      } catch (error) {
        throw new Error(`At request ${at} of ${all}`, { cause: error });
      }
    }
  }, 600_000);
});

test('the server is updated before any request: everything arrives once', async () => {
  const saved = ['follows'] as const;
  const older = async () => {
    await begin(saved);
    server().options.version = '4.2';
  };
  await older();
  await importEverything();
  const all = requests;
  for (let at = 1; at <= all; at++) {
    await older();
    updateAt = at;
    try {
      await importEverything();
      await expectAllOnce(saved);
      expect(server().options.version).toBe('4.6');
    } catch (error) {
      throw new Error(`Updated before request ${at} of ${all}`, { cause: error });
    }
  }
}, 600_000);

test('two windows press every button at the same moment: it is as if it was pressed once', async () => {
  const twice = (work: () => Promise<unknown>) => settle(() => Promise.all([work(), work()]));
  await twice(() => sendMessage('prepareWanted', null));
  const { pieces } = (await planNow()).imports;
  expect(pieces.map(({ kind }) => kind)).toEqual(kinds);
  await twice(() => worker.startImporting({ ticked: pieces.map(({ id }) => id), unticked: [] }));
  expect(posts(UPLOAD).length).toBe(2);
  await twice(() => worker.alarmRang());
  await importEverything();
  await expectAllOnce();
  expect(posts(UPLOAD).length).toBe(3);
});

/** The person uploads the file by hand, and its page is seen before they confirm it. */
async function uploadByHand(): Promise<PageSeen> {
  await settle(() => sendMessage('prepareWanted', null));
  const [piece] = (await planNow()).imports.pieces;
  const kept = await shelved('pieces', piece?.id ?? '');
  const file = new File([kept?.bytes ?? new Uint8Array()], piece?.name ?? '', { type: 'text/csv' });
  const form = await client.get(`${NEW}/settings/imports`);
  const shown = await client.submit(form, '#new_form_import', { 'form_import[type]': 'following', 'form_import[data]': file, 'form_import[mode]': 'merge' });
  const seen = detectPage({ origin: NEW, pathname: new URL(shown.url).pathname }, documentOf(shown));
  if (seen === null) throw new Error(`Not known: ${shown.url}`);
  return seen;
}

async function checked(disturb: () => void): Promise<void> {
  await begin(['follows']);
  const seen = await uploadByHand();
  requests = 0;
  world.state.operations = 0;
  disturb();
  const isChecked = async () => (await planNow()).imports.pieces[0]?.misfits !== null;
  for (let load = 0; load < 5 && !(await isChecked()); load++) {
    const before = await planNow();
    await settle(async () => {
      const after = await (await import('../../worker/plan-writer')).dispatch({ type: 'pageSeen', seen });
      if (after !== null) await worker.pageSeenWhileImporting(before, after, TAB, seen);
    });
    practice.tick(60_000);
  }
  expect((await planNow()).imports.pieces[0]).toMatchObject({ state: 'unconfirmed', misfits: [] });
  expect(posts(UPLOAD).length).toBe(1);
  expect(posts(TAKE_BACK)).toEqual([]);
}

describe('an import that waits for its yes is checked', () => {
  test('the worker is stopped after every single operation: it is checked at the next visit', async () => {
    await stoppedAtEveryPoint(world.state, 15, checked);
  }, 600_000);
});
