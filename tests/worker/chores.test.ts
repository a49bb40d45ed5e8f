/** Our access whose key was lost with the browser is ended in the person's own session. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import type { Errand } from '../../browser/errand';
import { closerTabItem } from '../../browser/grant-store';
import type { Protocol } from '../../browser/messages';
import { getPlan, noteTab } from '../../browser/store';
import { closeApp } from '../../mastodon/apps';
import { archiveIn } from '../../mastodon/archive-request';
import { choresDesk, doChores } from '../../worker/chores';
import { answerErrands } from '../../worker/errand';
import { dispatch } from '../../worker/plan-writer';
import { page, planAfter, readyToMove } from '../journey/sample';
import { makeClient } from '../practice/client';
import { liveGrants } from '../practice/oauth';
import { pageSession } from '../practice/page-session';
import { type RunningPractice, startPractice } from '../practice/server';

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
  quietTab: async (url: string) => door.opened.push(url) + 40,
}));

const OLD = 7;
const exportPage = page('export', 'amelie@old.example');
const onOld = { tab: { id: OLD }, frameId: 0, url: 'https://old.example/settings/export' };
const onNew = { tab: { id: 8 }, frameId: 0, url: 'https://new.example/settings/aliases' };
const say = async <N extends keyof Protocol>(name: N, data: unknown, sender: unknown = onOld) => door.handlers.get(name)?.({ data, sender });
const order = async (sender: unknown = onOld) => (await say('errandWanted', 'chores', sender)) as Errand<'chores'> | null;
const isOpen = async () => {
  const stored = await getPlan();
  return stored.ok && stored.plan.grants.old?.isOpen;
};

beforeEach(async () => {
  fakeBrowser.reset();
  Object.assign(door, { injected: [], opened: [] });
  vi.spyOn(fakeBrowser.tabs, 'get').mockImplementation((async (id: number) => ({ id })) as never);
  vi.spyOn(fakeBrowser.tabs, 'remove').mockImplementation((async () => undefined) as never);
  await fakeBrowser.storage.local.set({ plan: planAfter(...readyToMove) });
  answerErrands({ chores: choresDesk(async () => undefined) });
  await dispatch(
    { type: 'grantAsked', side: 'old', kinds: ['hashtags'] },
    { type: 'grantRegistered', side: 'old', app: '17' },
    { type: 'grantGiven', side: 'old' },
    { type: 'grantEnded', side: 'old', why: 'restarted', detail: '', isOpen: true },
  );
});

test('a page of that account is told which app, and a page of the other account is told nothing', async () => {
  await noteTab(OLD, exportPage);
  await noteTab(8, page('aliases', 'amelie_new@new.example'));
  await doChores();
  expect([door.injected, door.opened]).toEqual([[[OLD, '/errand.js']], []]);
  expect(await order()).toEqual({
    kind: 'chores',
    id: 'close-app 17',
    side: 'old',
    task: 'close-app',
    app: '17',
    owner: { handle: 'amelie@old.example', id: '1' },
  });
  expect(await order(onNew)).toBeNull();
  expect(await order({ ...onOld, frameId: 3 })).toBeNull();
  await say('errandNews', { kind: 'chores', id: 'close-app 17', news: { what: 'app', isClosed: true } }, onNew);
  expect(await isOpen()).toBe(true);
  await say('errandNews', { kind: 'chores', id: 'close-app 18', news: { what: 'app', isClosed: true } });
  expect(await isOpen()).toBe(true);
  await say('errandNews', { kind: 'chores', id: 'close-app 17', news: { what: 'app', isClosed: false } });
  expect(await isOpen()).toBe(true);
  await say('errandNews', { kind: 'chores', id: 'close-app 17', news: { what: 'app', isClosed: true } });
  expect(await isOpen()).toBe(false);
  expect(await order()).toBeNull();
});

test('when the browser has started, a tab is opened behind the others, and closed when that is done', async () => {
  await doChores({ open: true });
  expect(door.opened).toEqual(['https://old.example/settings/export']);
  const tab = await closerTabItem.getValue();
  expect(tab).toBe(41);
  await noteTab(41, exportPage);
  await say('errandNews', { kind: 'chores', id: 'close-app 17', news: { what: 'app', isClosed: true } }, { ...onOld, tab: { id: 41 } });
  expect(fakeBrowser.tabs.remove).toHaveBeenCalledWith(41);
  expect(await closerTabItem.getValue()).toBeNull();
});

test('the archive that was wanted is requested in a page of the old account, and what it shows is noted', async () => {
  await dispatch({ type: 'grantClosed', side: 'old' }, { type: 'archiveWanted' }, { type: 'pageSeen', seen: exportPage });
  await noteTab(OLD, exportPage);
  await noteTab(8, page('aliases', 'amelie_new@new.example'));
  await doChores();
  expect(door.injected).toEqual([[OLD, '/errand.js']]);
  expect([(await order())?.task, await order(onNew)]).toEqual(['request-archive', null]);
  const after = page('export', 'amelie@old.example', {
    archive: 'in-progress',
    canRequest: false,
    archives: [{ id: 3, ready: false, created: new Date().toISOString() }],
  });
  await say('errandNews', { kind: 'chores', id: 'request-archive', news: { what: 'archive', answer: 'requested', seen: after } }, onNew);
  expect(await order()).not.toBeNull();
  await say('errandNews', { kind: 'chores', id: 'request-archive', news: { what: 'archive', answer: 'requested', seen: after } });
  const stored = await getPlan();
  expect(stored.ok && [stored.plan.archiveWish, stored.plan.seen.old.exports?.archive]).toMatchObject([{ tries: 1, last: 'requested' }, 'in-progress']);
  expect(await order()).toBeNull();
});

describe('in the session of the account', () => {
  let practice: RunningPractice;
  beforeAll(async () => {
    practice = await startPractice();
  });
  afterAll(() => practice.close());
  beforeEach(() => practice.reset());

  async function withApps() {
    const server = practice.server('old');
    const grant = (app: string, username = 'amelie') => ({
      app,
      username,
      scopes: ['read:accounts'],
      challenge: '',
      code: null,
      token: `token ${app} ${username}`,
      isRevoked: false,
    });
    server.apps.push(...['17', '18'].map((id) => ({ id, name: `App ${id}`, clientId: id, clientSecret: id, scopes: [] })));
    server.grants.push(grant('17'), grant('18'), grant('17', 'band'));
    const client = makeClient(practice);
    await client.signIn(server.origin, 'amelie@mail.example');
    return { server, session: pageSession(practice, client, 'old'), owner: { handle: 'amelie@old.localhost', id: server.account('amelie').id } };
  }

  test('its tokens are revoked, those of other apps and other people are not', async () => {
    const { server, session, owner } = await withApps();
    expect(await closeApp('17', owner, session)).toBe(true);
    expect(liveGrants(server).map(({ app, username }) => [app, username])).toEqual([
      ['18', 'amelie'],
      ['17', 'band'],
    ]);
    expect(await closeApp('17', owner, session)).toBe(true);
  });

  test('the archive is requested once, and refused within the week', async () => {
    const { server, session, owner } = await withApps();
    const backups = () => server.account('amelie').backups.length;
    expect(await archiveIn(owner, session, false)).toMatchObject({ answer: 'looked', seen: { facts: { archive: 'requestable' } } });
    expect(backups()).toBe(0);
    expect(await archiveIn(owner, session, true)).toMatchObject({ answer: 'requested', seen: { facts: { archive: 'in-progress' } } });
    expect(await archiveIn(owner, session, true)).toMatchObject({ answer: 'refused' });
    expect(backups()).toBe(1);
    expect(await archiveIn({ ...owner, handle: 'band@old.localhost' }, session, true)).toEqual({ answer: 'failed', seen: null });
  });

  test('an answer that was lost is no reason to ask again: what the page shows counts', async () => {
    const { server, session, owner } = await withApps();
    server.failNext('POST /settings/export', { kind: 'lost-answer' });
    expect(await archiveIn(owner, session, true)).toMatchObject({ answer: 'requested' });
    server.account('amelie').backups.length = 0;
    server.failNext('POST /settings/export', { kind: 'status', status: 500 });
    expect(await archiveIn(owner, session, true)).toMatchObject({ answer: 'failed' });
  });

  test('after the move, too', async () => {
    const { server, session, owner } = await withApps();
    server.account('amelie').moved = {
      acct: 'amelie_new@new.localhost',
      username: 'amelie_new',
      uri: 'https://new.localhost/ap/users/1',
      url: 'https://new.localhost/@amelie_new',
      displayName: '',
    };
    expect(await closeApp('17', owner, session)).toBe(true);
  });

  test('nothing is said to be over that the server did not show', async () => {
    const { session, owner } = await withApps();
    expect(await closeApp('17', { ...owner, handle: 'band@old.localhost' }, session)).toBe(false);
    practice.server('old').failNext('DELETE /oauth/authorized_applications/17', { kind: 'status', status: 500 });
    practice.server('old').failNext('POST /oauth/authorized_applications/17', { kind: 'status', status: 500 });
    expect(await closeApp('17', owner, session)).toBe(false);
    expect(liveGrants(practice.server('old'))).toHaveLength(3);
  });
});
