/** The new account's profile in the background: who may take the order, what is handed out, and what is believed. */
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { fromBase64 } from '../../browser/base64';
import { deleteDatabase } from '../../browser/database';
import type { Errand } from '../../browser/errand';
import { keepDetailFiles } from '../../browser/kit-store';
import type { Protocol } from '../../browser/messages';
import { noteTab } from '../../browser/store';
import { lockAddress } from '../../journey/arrival';
import { hash } from '../../lists/hash';
import { perform } from '../../worker/acts';
import { answerErrands } from '../../worker/errand';
import { dispatch } from '../../worker/plan-writer';
import { answerProfile, profileDesk, takeProfileOver } from '../../worker/profile';
import { page, planAfter, readyToMove } from '../journey/sample';
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
vi.mock('../../browser/tabs', async (original) => ({
  ...(await original<typeof import('../../browser/tabs')>()),
  quietTab: async (url: string) => void door.opened.push(url),
}));

const NEW = 8;
const OTHER = 9;
const aliases = page('aliases', 'amelie_new@new.example');
const onNew = (id = NEW, more: object = {}) => ({ tab: { id }, frameId: 0, url: 'https://new.example/settings/aliases', ...more });
const ours = { url: 'chrome-extension://test-extension-id/start.html' };
const say = async <N extends keyof Protocol>(name: N, data: unknown, sender: unknown = onNew()) => door.handlers.get(name)?.({ data, sender });
const order = async (sender: unknown = onNew()) => (await say('errandWanted', 'profile', sender)) as Errand<'profile'> | null;
const tell = (id: string | undefined, news: unknown, sender: unknown = onNew()) => say('errandNews', { kind: 'profile', id, news }, sender);
const there = { values: { display_name: ['Amélie'], note: [] }, most: { name: 40, note: 500, fields: 4, label: 255, value: 255 } };

/** The person has looked at what the new account has. */
async function looked() {
  await perform(await planNow(), { kind: 'read-profile' });
  await tell((await order())?.id, { what: 'read', there, answers: {} });
}

beforeEach(async () => {
  fakeBrowser.reset();
  await deleteDatabase();
  Object.assign(door, { injected: [], opened: [] });
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation(async (id) => ({ id }) as never);
  await fakeBrowser.storage.local.set({ plan: planAfter(...readyToMove) });
  await noteTab(NEW, aliases);
  answerErrands({ profile: profileDesk(async () => undefined) });
  answerProfile(
    async () => undefined,
    (sender) => sender === ours.url,
  );
});

test('nothing is read or sent before the person asks', async () => {
  await takeProfileOver();
  expect(await order()).toBeNull();
  expect(door.injected).toEqual([]);
});

test('the person asks: an open tab of the new account reads, and the plan has what it read', async () => {
  await perform(await planNow(), { kind: 'read-profile' });
  expect([door.injected, door.opened]).toEqual([[[NEW, '/errand.js']], []]);
  const wanted = await order();
  expect(wanted).toMatchObject({ owner: { handle: 'amelie_new@new.example', id: '1' }, send: null });
  await tell(wanted?.id, { what: 'read', there, answers: {} });
  expect((await planNow()).profile).toMatchObject({ there, job: null, problem: null });
  expect(await order()).toBeNull();
});

test('where no tab is open, one is opened behind', async () => {
  await noteTab(NEW, null);
  await perform(await planNow(), { kind: 'read-profile' });
  expect(door.opened).toEqual(['https://new.example/settings/export']);
});

describe('what the person agreed to', () => {
  const send = { note: ['Bread.'], display_name: ['Ada'] };
  test('is handed out as it was shown, and what the server shows afterwards decides', async () => {
    await looked();
    await say('profileSend', send, ours);
    const wanted = await order();
    expect(wanted?.send).toEqual(send);
    const after = { ...there, values: { note: ['Bread.'], display_name: ['Amélie'] } };
    await tell(wanted?.id, { what: 'read', there: after, answers: { note: 'lost', display_name: 'refused' } });
    expect((await planNow()).profile.fates).toEqual({ note: 'taken', display_name: 'refused' });
  });
  test('accepted and not shown is unknown', async () => {
    await looked();
    await say('profileSend', send, ours);
    await tell((await order())?.id, { what: 'read', there, answers: { note: 'accepted', display_name: 'accepted' } });
    expect((await planNow()).profile.fates).toEqual({ note: 'unknown', display_name: 'unknown' });
  });
  test('broken off in between is unknown, and can be sent again', async () => {
    await looked();
    await say('profileSend', send, ours);
    await tell((await order())?.id, { what: 'failed', why: 'busy', info: '' });
    expect((await planNow()).profile).toMatchObject({ job: null, fates: { note: 'unknown' }, problem: { why: 'busy' } });
    await say('profileSend', send, ours);
    expect((await planNow()).profile).toMatchObject({ fates: {}, problem: null });
  });
  test.each([
    ['a page of the new server', onNew()],
    ['a page of another site', onNew(NEW, { url: 'https://evil.example/start.html' })],
  ])('is not said by %s', async (_, sender) => {
    await looked();
    await say('profileSend', send, sender);
    expect((await planNow()).profile.job).toBeNull();
  });
  test('is not sent before the person has seen what is there', async () => {
    await say('profileSend', send, ours);
    expect((await planNow()).profile.job).toBeNull();
  });
  test('is sent no more when it was asked for long ago', async () => {
    await looked();
    await say('profileSend', send, ours);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 16 * 60_000);
    expect(await order()).toBeNull();
    vi.restoreAllMocks();
  });
  test('ends with the account it was meant for', async () => {
    await looked();
    await fakeBrowser.storage.local.set({ plan: { ...(await planNow()), seen: planAfter().seen } });
    await dispatch({ type: 'newAccountChosen', handle: 'other@new.example' });
    expect((await planNow()).profile).toMatchObject({ there: null, job: null });
  });
});

describe('only the tab that took the order', () => {
  beforeEach(async () => {
    await noteTab(OTHER, aliases);
    await perform(await planNow(), { kind: 'read-profile' });
  });
  test('is heard', async () => {
    const wanted = await order();
    expect(await order(onNew(OTHER))).toBeNull();
    await tell(wanted?.id, { what: 'read', there, answers: {} }, onNew(OTHER));
    expect((await planNow()).profile.there).toBeNull();
  });
  test('has it, until it is gone', async () => {
    await order();
    await noteTab(NEW, null);
    expect(await order(onNew(OTHER))).not.toBeNull();
  });
  test.each([
    ['a frame in it', onNew(NEW, { frameId: 3 })],
    ['another site in it', onNew(NEW, { url: 'https://evil.example/settings/aliases' })],
    ['a page of the old account', { tab: { id: 30 }, frameId: 0, url: 'https://old.example/settings/export' }],
  ])('and not %s', async (_, sender) => {
    expect(await order(sender)).toBeNull();
    const { run } = (await planNow()).profile.job ?? {};
    await tell(run, { what: 'read', there, answers: {} }, sender);
    expect((await planNow()).profile.there).toBeNull();
  });
  test('and not what has no shape', async () => {
    const wanted = await order();
    await tell(wanted?.id, { what: 'read', there: { values: { password: ['x'] } }, answers: {} });
    expect((await planNow()).profile).toMatchObject({ there: null, job: { run: wanted?.id } });
  });
});

test('a picture is handed out only to the tab that sends it', async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const sha256 = await hash(bytes);
  const takenAt = new Date().toISOString();
  const file = { detail: 'profile' as const, name: 'avatar.png', bytes, sha256, takenAt, contentType: 'image/png' };
  await keepDetailFiles([file], { takenAt, handle: 'amelie@old.example', server: { origin: 'https://old.example', software: 'mastodon', version: '4.5.0' } });
  await looked();
  const ask = async (run: string | undefined, sender: unknown = onNew()) =>
    (await say('bytesWanted', { kind: 'profile', id: run ?? null, file: 'avatar', at: 0 }, sender)) as { base64: string; size: number } | null;
  await say('profileSend', { note: ['x'] }, ours);
  expect(await ask((await order())?.id)).toBeNull();
  await say('profileSend', { avatar: ['avatar.png', sha256] }, ours);
  const run = (await order())?.id;
  const got = await ask(run);
  expect(got?.size).toBe(3);
  expect(fromBase64(got?.base64 ?? '')).toEqual(bytes);
  await noteTab(OTHER, aliases);
  expect(await ask(run, onNew(OTHER))).toBeNull();
  expect(await ask('another')).toBeNull();
});

test('a new account that is locked: its own page is opened where the switch is, or the person leaves it so', async () => {
  expect(lockAddress(await planNow())).toBe('https://new.example/settings/privacy');
  await perform(await planNow(), { kind: 'leave-locked' });
  expect((await planNow()).leavesLocked).toBe(true);
});
