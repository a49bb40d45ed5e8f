/** Followers by name in the background: who may bring a page of them, what is kept, and what becomes of it. */
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { deleteDatabase } from '../../browser/database';
import type { Errand, ErrandNews } from '../../browser/errand';
import { allSnapshots, keepFollowersFile, keptFollowers } from '../../browser/kit-store';
import type { Protocol } from '../../browser/messages';
import { noteTab } from '../../browser/store';
import type { PlanEvent } from '../../journey/events';
import { followersCsv, readFollowersCsv } from '../../lists/followers';
import { hash } from '../../lists/hash';
import { answerErrands } from '../../worker/errand';
import { answerFollowers, askForFollowers, followersDesk, readFollowers } from '../../worker/followers';
import { followersSaved, followsSaved, page, planAfter, readyToMove, saved, seen } from '../journey/sample';
import { planNow } from './plan-now';

const door = vi.hoisted(() => ({
  handlers: new Map<string, (received: { data: unknown; sender: unknown }) => unknown>(),
  injected: [] as [number, string][],
  opened: [] as string[],
}));
vi.mock('../../browser/messages', async (original) => ({
  ...(await original<typeof import('../../browser/messages')>()),
  onMessage: (name: string, handler: never) => door.handlers.set(name, handler),
}));
vi.mock('../../browser/sites', async (original) => ({
  ...(await original<typeof import('../../browser/sites')>()),
  inject: async (tab: number, file: string) => void door.injected.push([tab, file]),
}));
vi.mock('../../browser/tabs', () => ({
  quietTab: async (url: string) => {
    door.opened.push(url);
    return null;
  },
}));

type FollowersErrand = Errand<'followers'>;
const OLD = 7;
const exportPage = page('export', 'amelie@old.example');
const onOld = (more: object = {}) => ({ tab: { id: OLD }, frameId: 0, url: 'https://old.example/settings/export', ...more });
const ours = { url: 'chrome-extension://test-extension-id/start.html' };
const say = async <N extends keyof Protocol>(name: N, data: unknown, sender: unknown) => door.handlers.get(name)?.({ data, sender });
const order = async (sender: unknown = onOld()) => (await say('errandWanted', 'followers', sender)) as FollowersErrand | null;
/** Resolves with what may be read next. */
const tell = async ({ id }: { id: string }, news: unknown, sender: unknown = onOld()) =>
  (await say('errandNews', { kind: 'followers', id, news }, sender)) === true ? order(sender) : null;
const people = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    handle: `f${from + at}@a.example`,
    actor: `https://a.example/users/f${from + at}`,
    url: `https://a.example/@f${from + at}`,
  }));
const pageOf = ({ list, index }: FollowersErrand, next: string | null, count = 2): ErrandNews<'followers'> => ({
  list,
  what: 'page',
  index,
  followers: people(index * 100, count),
  next,
  of: 4,
});

const wantedNow = async (): Promise<FollowersErrand> => {
  const first = await order();
  if (first === null) throw new Error('nothing is to be read');
  return first;
};

const saving: PlanEvent[] = [seen(exportPage), saved('follows'), followsSaved];
beforeEach(async () => {
  fakeBrowser.reset();
  await deleteDatabase();
  Object.assign(door, { injected: [], opened: [] });
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation(async (id) => ({ id }) as never);
  await fakeBrowser.storage.local.set({ plan: planAfter(...saving) });
  await noteTab(OLD, exportPage);
  answerErrands({ followers: followersDesk(async () => undefined) });
  answerFollowers(
    async () => undefined,
    (sender) => sender === ours.url,
  );
});

describe('a page of the old account', () => {
  test('is read from the first page to the last, and all names are one file in the kit', async () => {
    const first = await wantedNow();
    expect(first).toMatchObject({ list: 'before', account: { id: '1', domain: 'old.example' }, index: 0, after: null });
    const second = await tell(first, pageOf(first, '50'));
    expect(second).toMatchObject({ list: 'before', id: first.id, index: 1, after: '50' });
    expect(await tell(second as FollowersErrand, pageOf(second as FollowersErrand, null))).toBeNull();
    const { before } = (await planNow()).followers.read;
    expect(before).toMatchObject({ count: 4, of: 4 });
    const file = await keptFollowers(before?.sha256 ?? '');
    expect(readFollowersCsv(file?.bytes ?? new Uint8Array())?.map(({ handle }) => handle)).toEqual([0, 1, 100, 101].map((number) => `f${number}@a.example`));
    expect((await allSnapshots('amelie@old.example'))[0]?.followers).toHaveLength(1);
  });

  test('after which there is always another, far beyond what the server counts, is no list: reading ends, and says so', async () => {
    const first = await wantedNow();
    const { [first.list]: reading } = (await planNow()).followers.reading;
    const far = { ...(reading as NonNullable<typeof reading>), pages: 1_009, count: 80_000, of: 4 };
    await fakeBrowser.storage.local.set({ plan: { ...(await planNow()), followers: { ...(await planNow()).followers, reading: { before: far } } } });
    const second = await tell(first, { ...pageOf(first, '50'), index: 1_009 });
    expect(second).toBeNull();
    const { problems } = (await planNow()).followers;
    expect(await order()).toBeNull();
    expect(problems.before).toMatchObject({ why: 'unreadable' });
  });

  test('told twice, is kept once', async () => {
    const first = await wantedNow();
    await tell(first, pageOf(first, '50'));
    expect(await tell(first, pageOf(first, '50'))).toMatchObject({ index: 1, after: '50' });
    expect((await planNow()).followers.reading.before?.count).toBe(2);
  });

  test('goes on in another tab where the first one was closed, and not while it reads', async () => {
    const first = await wantedNow();
    await tell(first, pageOf(first, '50'));
    await noteTab(8, exportPage);
    const other = onOld({ tab: { id: 8 } });
    await order();
    expect(await order(other)).toBeNull();
    await noteTab(OLD, null);
    expect(await order(other)).toMatchObject({ id: first.id, index: 1, after: '50' });
  });

  test('that has to wait says until when; one that fails ends the reading with why', async () => {
    const first = await wantedNow();
    await tell(first, { list: 'before', what: 'wait', seconds: 90 });
    expect((await planNow()).followers.reading.before?.until).toBeGreaterThan(0);
    expect(await tell(first, { list: 'before', what: 'failed', why: 'hidden', detail: '' })).toBeNull();
    expect((await planNow()).followers.problems.before?.why).toBe('hidden');
    expect(await order()).toBeNull();
  });

  test.each<[string, object]>([
    ['a frame in it', { frameId: 3 }],
    ['another server', { url: 'https://evil.example/settings/export' }],
    ['a tab that has said nothing', { tab: { id: 99 } }],
    ['no tab', { tab: undefined }],
    ['nowhere', { url: undefined }],
  ])('is not taken from %s', async (_, more) => {
    const first = await wantedNow();
    expect(await order(onOld(more))).toBeNull();
    expect(await tell(first, pageOf(first, null), onOld(more))).toBeNull();
    expect((await planNow()).followers.read.before).toBeNull();
  });

  test.each<[string, (first: FollowersErrand) => unknown, string?]>([
    ['another run', (first) => pageOf(first, null), 'other'],
    ['the list of the other account', (first) => ({ ...pageOf(first, null), list: 'new' })],
    ['a list that nobody asked for', (first) => ({ ...pageOf(first, null), list: 'old' })],
    ['more than a page', (first) => pageOf(first, null, 81)],
    ['a next page that is no number', (first) => pageOf(first, 'javascript:alert(1)')],
    ['somebody without a name', (first) => ({ ...pageOf(first, null), followers: [{ handle: 1 }] })],
    ['nothing', () => null],
  ])('that brings %s is not believed', async (_, news, id) => {
    const first = await wantedNow();
    expect(await tell({ id: id ?? first.id }, news(first))).toBeNull();
    expect((await planNow()).followers.read).toMatchObject({ before: null, old: null, new: null });
  });
});

describe('tabs', () => {
  test('that show the account are read in; none is opened unless the person asks', async () => {
    await readFollowers();
    expect([door.injected, door.opened]).toEqual([[[OLD, '/errand.js']], []]);
  });

  test('of both accounts are opened, behind, when the person asks who has arrived', async () => {
    const past = [{ target: 'amelie_new@new.example', followers: 4, at: null }];
    const moved = seen(page('migration', 'amelie@old.example', { redirectingTo: 'amelie_new@new.example', past, pastMigrations: 1 }));
    await fakeBrowser.storage.local.set({ plan: planAfter(...readyToMove, moved) });
    await askForFollowers(['old', 'new']);
    expect([door.injected, door.opened]).toEqual([[[OLD, '/errand.js']], ['https://new.example/settings/export']]);
    expect((await wantedNow()).list).toBe('old');
  });
});

test('a file of followers that was dropped with a kit counts, and only our own page may say so', async () => {
  const bytes = followersCsv(people(0, 3));
  const sha256 = await hash(bytes);
  const takenAt = '2026-11-01T10:00:00.000Z';
  const server = { origin: 'https://old.example', software: 'mastodon', version: '4.6.5' };
  await keepFollowersFile({ name: 'followers.csv', bytes, sha256, takenAt, rows: 3, of: 3 }, { takenAt, handle: 'amelie@old.example', server });
  await say('followersKept', sha256, onOld());
  expect((await planNow()).followers.read.before).toBeNull();
  await say('followersKept', sha256, ours);
  expect((await planNow()).followers.read.before).toMatchObject({ count: 3, sha256 });
});

describe('whom the old account follows', () => {
  beforeEach(async () => {
    await fakeBrowser.storage.local.set({ plan: planAfter(seen(exportPage), saved('follows'), followersSaved) });
  });
  test('is read after its followers, and kept as a file of its own', async () => {
    const first = await wantedNow();
    expect(first).toMatchObject({ list: 'follows', index: 0, after: null });
    expect(await tell(first, pageOf(first, null))).toBeNull();
    const { follows, before } = (await planNow()).followers.read;
    expect(follows).toMatchObject({ count: 2, of: 4 });
    expect(before?.sha256).toBe('f'.repeat(64));
    const file = await keptFollowers(follows?.sha256 ?? '');
    expect(file?.name).toBe('following_actors.csv');
  });
  test('comes back with a dropped kit, and is not taken for followers', async () => {
    const first = await wantedNow();
    await tell(first, pageOf(first, null));
    const sha256 = (await planNow()).followers.read.follows?.sha256 ?? '';
    await fakeBrowser.storage.local.set({ plan: planAfter(seen(exportPage), saved('follows')) });
    await say('followersKept', sha256, ours);
    expect((await planNow()).followers.read).toMatchObject({ before: null, follows: { count: 2, sha256 } });
  });
  test('gives way to what the person asks for, and goes on afterwards', async () => {
    const first = await wantedNow();
    await askForFollowers(['old']);
    const overtaken = await tell(first, pageOf(first, '50'));
    expect(overtaken).toMatchObject({ list: 'old', index: 0 });
    expect((await planNow()).followers.reading.follows).toMatchObject({ pages: 0 });
    expect(await tell(overtaken as FollowersErrand, pageOf(overtaken as FollowersErrand, null))).toMatchObject({ list: 'follows', id: first.id, index: 0 });
  });
});
