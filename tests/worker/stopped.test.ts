/**
 * The worker may be stopped between any two operations while people, details and the profile are on their way: nobody
 * is read twice or left out, every file is whole, and nothing is sent but what was agreed to.
 */
import 'fake-indexeddb/auto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Errand, ErrandKind } from '../../browser/errand';
import { deleteAll, keptDetailFiles, keptFollowers } from '../../browser/kit-store';
import { sendMessage } from '../../browser/messages';
import { detailIds } from '../../journey/detail-ids';
import type { PlanEvent } from '../../journey/events';
import type { PageSeen } from '../../journey/facts';
import type { Plan } from '../../journey/plan';
import { readFollowersCsv } from '../../lists/followers';
import type { BringSession } from '../../mastodon/bring-step';
import { detectPage } from '../../mastodon/page';
import { nextErrand } from '../../page/errand';
import { doChore } from '../../page/errands/chores';
import { readNextDetail } from '../../page/errands/details';
import { readNextPage } from '../../page/errands/followers';
import { workOnProfile } from '../../page/errands/profile';
import { followersSaved, followsSaved, party, planAfter, saved } from '../journey/sample';
import { documentOf, makeClient } from '../practice/client';
import { pageSession } from '../practice/page-session';
import { type RunningPractice, startPractice } from '../practice/server';
import { planNow } from './plan-now';
import { startingOnce, stoppedAtEveryPoint } from './stoppable';
import { type Befalls, stubPatience, Trouble, triedBefalls } from './troubles';

const START = Date.UTC(2026, 10, 20, 9, 30);
const START_PAGE = 'chrome-extension://ours/start.html';
const tabs = { old: 7, new: 8 } as const;
type Side = keyof typeof tabs;

const world = await vi.hoisted(async () => (await import('./stoppable')).makeWorld());
vi.mock('idb', async (original) => world.countedIdb(await original<typeof import('idb')>()));
vi.mock('../../browser/sites', () => ({ inject: async () => true }));
vi.mock('../../browser/tabs', () => ({ quietTab: async () => null, SHOWING: 0 }));
vi.mock('../../browser/data-consent', () => ({ mayHandOn: async () => true }));
vi.mock('../../browser/messages', async (original) => ({
  ...(await original<typeof import('../../browser/messages')>()),
  isAlive: () => true,
  onMessage: (name: string, handler: never) => world.state.handlers.set(name, handler),
  sendMessage: (name: string, data: unknown) => world.send(name, data),
}));

const startWorker = startingOnce(world.state, async () => {
  const [{ answerErrands }, followers, details, profile, { choresDesk }] = await Promise.all([
    import('../../worker/errand'),
    import('../../worker/followers'),
    import('../../worker/details'),
    import('../../worker/profile'),
    import('../../worker/chores'),
  ]);
  const changed = async () => undefined;
  answerErrands({
    followers: followers.followersDesk(changed),
    details: details.detailsDesk(changed),
    profile: profile.profileDesk(changed),
    chores: choresDesk(changed),
  });
  profile.answerProfile(changed, (url) => url === START_PAGE);
});

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice({ now: () => START });
});
afterAll(() => practice.close());

const realTimeout = globalThis.setTimeout;
beforeEach(() => {
  // Waiting costs no time here.
  vi.stubGlobal('setTimeout', (done: (...args: unknown[]) => void, _: number, ...args: unknown[]) => realTimeout(done, 0, ...args));
  vi.spyOn(Date, 'now').mockImplementation(() => practice.clock.now() + trouble.skew);
  stubPatience();
  fakeBrowser.reset();
  for (const area of ['local', 'session'] as const)
    for (const name of ['get', 'set'] as const) {
      const real = fakeBrowser.storage[area][name].bind(fakeBrowser.storage[area]) as (...args: unknown[]) => unknown;
      vi.spyOn(fakeBrowser.storage[area], name).mockImplementation(((...args: unknown[]) => world.operation(() => real(...args))) as never);
    }
  return () => vi.unstubAllGlobals();
});

const trouble = new Trouble((ms) => practice.tick(ms));
let session: BringSession;
/** A page of that account, signed in, and the plan as these events leave it. */
async function begin(side: Side, change: (plan: Plan) => Plan, ...events: PlanEvent[]): Promise<void> {
  world.kill();
  Object.assign(world.state, { operations: 0, killAt: Number.POSITIVE_INFINITY, wake: startWorker });
  await deleteAll();
  practice.reset();
  const { origin } = practice.server(side);
  const client = makeClient(practice);
  await client.signIn(origin, 'amelie@mail.example');
  const seen = detectPage({ origin, pathname: '/settings/export' }, documentOf(await client.get(`${origin}/settings/export`))) as PageSeen;
  world.state.senderOf = (name) => (name === 'profileSend' ? { url: START_PAGE } : { tab: { id: tabs[side] }, frameId: 0, url: seen.url });
  const [old, fresh] = (['old', 'new'] as const).map((which) => {
    const { host, origin: at } = practice.server(which);
    const { server, ...rest } = party(which === 'old' ? `amelie@${host}` : `amelie_new@${host}`, host);
    return { ...rest, server: { ...server, origin: at } };
  });
  const named: PlanEvent = { type: 'accountsNamed', old: old as never, new: fresh as never };
  await fakeBrowser.storage.local.set({ plan: change(planAfter(named, { type: 'pageSeen', seen }, ...events)) });
  await fakeBrowser.storage.session.set({ errands: {}, tabs: { [tabs[side]]: { seen, cameBy: null } } });
  const own = pageSession(practice, client, side);
  session = { ...own, send: trouble.through(own.send), now: () => new Date(Date.now()), wait: async () => undefined };
  trouble.begin('answered with 500', null);
  practice.server(side).requests.length = 0;
}

const works: { [Kind in ErrandKind]?: (errand: never) => Promise<boolean> } = {
  chores: (errand: Errand<'chores'>) => doChore(errand, session),
  followers: (errand: Errand<'followers'>) => readNextPage(errand, session, async () => undefined),
  details: (errand: Errand<'details'>) => readNextDetail(errand, session, async () => undefined),
  profile: (errand: Errand<'profile'>) => workOnProfile(errand, session),
};

/** What `page/errand.ts` does in each page that the person comes to, until a page has nothing to do any more. */
async function visit(kind: ErrandKind): Promise<void> {
  for (let page = 0; page < 6; page++) {
    let errand = await nextErrand(kind);
    if (errand === null && page > 0) return;
    while (errand !== null && (await works[kind]?.(errand as never)) === true) errand = await nextErrand(kind);
  }
}

const atEveryPoint = (work: (disturb: () => void) => Promise<void>) => stoppedAtEveryPoint(world.state, 20, work);

/** Once undisturbed, then once for every request, which this befalls. */
async function atEveryRequest(what: Befalls, work: (disturb: () => void) => Promise<void>): Promise<void> {
  await work(() => undefined);
  const all = trouble.requests;
  expect(all).toBeGreaterThan(1);
  for (let at = 1; at <= all; at++) {
    await work(() => trouble.begin(what, at)).catch((error: unknown) => {
      throw new Error(`At request ${at} of ${all}`, { cause: error });
    });
    expect(trouble.requests).toBeGreaterThanOrEqual(at);
  }
}

/** The person reads people once more where it came to nothing: what is asked for on the start page. */
async function peopleAre(list: 'before' | 'follows', disturb: () => void): Promise<void> {
  const amelie = () => practice.server('old').account('amelie');
  const done: PlanEvent[] = list === 'before' ? [saved('follows'), followsSaved] : [saved('follows'), followersSaved];
  await begin('old', (plan) => plan, ...done);
  // A page and a bit are enough.
  for (const one of [...amelie().followers].slice(90)) amelie().followers.delete(one);
  for (const one of [...amelie().follows.keys()].slice(90)) amelie().follows.delete(one);
  disturb();
  await visit('followers');
  for (let press = 0; press < 2 && (await planNow()).followers.read[list] === null; press++) {
    await startWorker();
    await (await import('../../worker/plan-writer')).dispatch({ type: 'followersAsked', lists: [list] });
    await visit('followers');
  }
  const read = (await planNow()).followers.read[list];
  const file = await keptFollowers(read?.sha256 ?? '');
  const names = readFollowersCsv(file?.bytes ?? new Uint8Array())?.map(({ handle }) => handle) ?? [];
  expect(names.length).toBe(new Set(names).size);
  expect(names.length).toBe(90);
  expect(read?.count).toBe(names.length);
}

async function detailsAre(disturb: () => void): Promise<void> {
  const now = { rows: 0, files: [], at: START };
  const others = Object.fromEntries(detailIds.filter((id) => id !== 'severed' && id !== 'profile').map((id) => [id, now]));
  await begin('old', (plan) => ({ ...plan, details: { ...plan.details, read: others } }), saved('follows'), followsSaved, followersSaved);
  disturb();
  await visit('details');
  for (let press = 0; press < 2 && Object.keys((await planNow()).details.problems).length > 0; press++) {
    await startWorker();
    await (await import('../../worker/plan-writer')).dispatch({ type: 'detailsAsked' });
    await visit('details');
  }
  const { read, problems } = (await planNow()).details;
  expect(problems).toEqual({});
  for (const id of ['severed', 'profile'] as const) {
    const files = read[id]?.files ?? [];
    expect(files.length, id).toBeGreaterThan(0);
    expect((await keptDetailFiles(files)).map(({ name }) => name).sort()).toEqual(files.map(({ name }) => name).sort());
  }
}

let pressedBefore: Promise<unknown>;

/** Pressed again where nothing came of it. */
async function profileIs(disturb: () => void): Promise<void> {
  const send = { note: ['Bread.'], display_name: ['Ada'] };
  const fresh = () => practice.server('new').account('amelie_new');
  const there = { values: { note: [], display_name: ['x'] }, most: { name: 40, note: 500, fields: 4, label: 255, value: 255 }, verified: [], at: START };
  await begin('new', (plan) => ({ ...plan, profile: { ...plan.profile, there } as Plan['profile'] }));
  const before = { fields: structuredClone(fresh().fields), locked: fresh().locked };
  pressedBefore = Promise.resolve();
  disturb();
  await pressedBefore;
  await visit('profile');
  const isTaken = async () => Object.values((await planNow()).profile.fates).filter((fate) => fate === 'taken').length === 2;
  for (let press = 0; press < 4 && !(await isTaken()); press++) {
    await sendMessage('profileSend', send).catch((error: Error) => expect(error.message).toContain('Nobody answered'));
    await visit('profile');
    // Nothing is called taken that the server does not show.
    const { fates } = (await planNow()).profile;
    if (fates.note === 'taken') expect(fresh().note).toBe('Bread.');
    if (fates.display_name === 'taken') expect(fresh().displayName).toBe('Ada');
  }
  const { job, fates } = (await planNow()).profile;
  expect(job).toBeNull();
  expect(fates).toEqual({ note: 'taken', display_name: 'taken' });
  expect([fresh().note, fresh().displayName]).toEqual(['Bread.', 'Ada']);
  expect({ fields: fresh().fields, locked: fresh().locked }).toEqual(before);
}

/** The archive of posts is requested; the server lets nobody do so again within six days. */
async function archiveIsRequested(disturb: () => void): Promise<void> {
  await begin('old', (plan) => plan, { type: 'archiveWanted' });
  const { backups } = practice.server('old').account('amelie');
  const before = backups.length;
  disturb();
  for (let time = 0; time < 3; time++) {
    await visit('chores');
    practice.tick(11 * 60_000);
  }
  const posts = practice.server('old').requests.filter(({ method, path }) => method === 'POST' && path === '/settings/export');
  expect(posts.length, 'requests for an archive').toBeLessThanOrEqual(2);
  expect(practice.server('old').account('amelie').backups.length - before).toBe(1);
  expect((await planNow()).seen.old.exports?.archive).not.toBe('requestable');
}

describe('the worker is stopped after every single operation', () => {
  test('while the archive is requested: once', () => atEveryPoint(archiveIsRequested), 600_000);
  test.each(['before', 'follows'] as const)(
    'while people are read (%s): everybody once, in the order of the server',
    (list) => atEveryPoint((disturb) => peopleAre(list, disturb)),
    600_000,
  );
  test('while details are read: each is in the kit, whole', () => atEveryPoint(detailsAre), 600_000);
  test('while the profile is sent: only what was agreed to arrives, and what is said of it is so', () => atEveryPoint(profileIs), 600_000);
});

describe.each(triedBefalls)('a request is %s', (what) => {
  test('while the archive is requested: it is, once', () => atEveryRequest(what, archiveIsRequested), 600_000);
  test('while people are read: everybody once', () => atEveryRequest(what, (disturb) => peopleAre('before', disturb)), 600_000);
  test('while details are read: each is in the kit in the end, whole', () => atEveryRequest(what, detailsAre), 600_000);
  test('while the profile is sent: what is said of it is so, and pressing again does the rest', () => atEveryRequest(what, profileIs), 600_000);
});

test('two windows send the profile at the same moment: each row is sent once', async () => {
  await profileIs(() => undefined);
  const posted = () => practice.server('new').requests.filter(({ method }) => method !== 'GET').length;
  const once = posted();
  await profileIs(() => {
    const press = () => sendMessage('profileSend', { note: ['Bread.'], display_name: ['Ada'] });
    pressedBefore = Promise.all([press(), press()]);
  });
  expect(posted()).toBe(once);
});
