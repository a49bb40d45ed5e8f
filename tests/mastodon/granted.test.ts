/** "Ask once" against practice servers: letting in, reading, sending, comparing, ending. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fileGrantKinds, type GrantKind, scopesOf } from '../../journey/grant-kinds';
import { type Api, apiOf } from '../../mastodon/granted/api';
import { carry, readGrantedTable, readLines, type Saved, whoLetUsIn } from '../../mastodon/granted/carry';
import { pendingRequests } from '../../mastodon/granted/requests';
import { type App, authorizeAddress, newVerifier, registerApp, revokeToken, standingAt, tokenFor } from '../../mastodon/oauth';
import { makeClient } from '../practice/client';
import { liveGrants } from '../practice/oauth';
import { publicFetch } from '../practice/public-fetch';
import { type RunningPractice, startPractice } from '../practice/server';
import type { Reply } from '../practice/visit';

const START = Date.UTC(2026, 10, 20, 9, 30);
const DAY = 24 * 3_600_000;
let practice: RunningPractice;
let send: typeof fetch;
beforeAll(async () => {
  practice = await startPractice({ now: () => START });
  send = publicFetch(practice);
});
afterAll(() => practice.close());
beforeEach(() => practice.reset());

const amelie = () => practice.server('old').account('amelie');
const fresh = () => practice.server('new').account('amelie_new');
const now = () => practice.clock.now();

interface LetIn {
  app: App;
  token: string;
  api: Api;
}

/** As a person does it: signed in there, they press the button of the server's page. */
async function letIn(side: 'old' | 'new', kinds: readonly GrantKind[], known = new Map<string, string | null>()): Promise<LetIn> {
  const { origin, domain, options } = practice.server(side);
  const scopes = scopesOf(kinds, side);
  const app = await registerApp(origin, scopes, send);
  if (!app.ok) throw new Error(app.problem.kind);
  const verifier = newVerifier();
  const client = makeClient(practice);
  await client.signIn(origin, 'amelie@mail.example');
  const page = await client.get(await authorizeAddress(origin, app.value, scopes, verifier));
  const shown = await client.submit(page, 'form:not(:has([name=_method]))');
  const standing = standingAt(shown.url, origin);
  if (standing?.at !== 'code') throw new Error(`No code: ${shown.url} ${shown.text.slice(0, 300)}`);
  const token = await tokenFor(origin, app.value, standing.code, verifier, send);
  if (!token.ok) throw new Error(token.problem.kind);
  const version = options.version;
  const api = apiOf({ origin, version, domain, token: token.value, known, now, alive: async () => undefined, signal: new AbortController().signal, send });
  return { app: app.value, token: token.value, api };
}

async function me(api: Api) {
  const told = await whoLetUsIn(api);
  if (!told.ok) throw new Error(told.problem.kind);
  return told.value;
}

async function saved(kind: (typeof fileGrantKinds)[number]): Promise<Extract<Saved, { kind: typeof kind }>> {
  const { api } = await letIn('old', [kind]);
  const told = await readGrantedTable(kind, api, await me(api));
  if (!told.ok) throw new Error(JSON.stringify(told.problem));
  const rows = readLines(kind, told.value);
  if (rows === null) throw new Error('Unreadable');
  return { kind, rows };
}

async function carried(what: Saved, letInFor: readonly GrantKind[] = [what.kind]) {
  const { api } = await letIn('new', letInFor);
  return carry(what, api, await me(api), now);
}

describe('letting an app in', () => {
  test('asks for narrow scopes, and for none to write on the old account', () => {
    expect(scopesOf(['hashtags', 'mute_ends'], 'old')).toEqual(['read:accounts', 'read:follows', 'read:mutes']);
    expect(scopesOf(['hashtags'], 'new')).toEqual(['read:accounts', 'read:follows', 'write:follows']);
    expect(scopesOf([...fileGrantKinds, 'filters', 'requests'], 'new').every((scope) => /^(?:read|write):[a-z]+$/.test(scope))).toBe(true);
  });

  test('a code is changed for a token once, and only with its own verifier', async () => {
    const { origin } = practice.server('old');
    const app = await registerApp(origin, ['read:accounts'], send);
    if (!app.ok) throw new Error(app.problem.kind);
    const client = makeClient(practice);
    await client.signIn(origin, 'amelie@mail.example');
    const verifier = newVerifier();
    const page = await client.get(await authorizeAddress(origin, app.value, ['read:accounts'], verifier));
    const { url } = await client.submit(page, 'form:not(:has([name=_method]))');
    const standing = standingAt(url, origin);
    const code = standing?.at === 'code' ? standing.code : '';
    expect(await tokenFor(origin, app.value, code, newVerifier(), send)).toMatchObject({ ok: false, problem: { kind: 'status', status: 400 } });
    expect(await tokenFor(origin, app.value, code, verifier, send)).toMatchObject({ ok: true });
    expect(await tokenFor(origin, app.value, code, verifier, send)).toMatchObject({ ok: false });
  });

  test('the address alone tells a no, a code, and a server that leads elsewhere', async () => {
    const at = (path: string) => standingAt(`https://old.localhost${path}`, 'https://old.localhost');
    expect(at('/oauth/authorize?client_id=1&scope=x')).toEqual({ at: 'asking' });
    expect(at('/auth/sign_in')).toEqual({ at: 'asking' });
    expect(at('/oauth/authorize')).toEqual({ at: 'denied' });
    expect(at('/oauth/authorize/native?code=abc')).toEqual({ at: 'code', code: 'abc' });
    expect(at('/auth/edit')).toEqual({ at: 'elsewhere' });
    expect(standingAt('https://sso.example/oauth/authorize/native?code=abc', 'https://old.localhost')).toBeNull();
    expect(standingAt('nonsense', 'https://old.localhost')).toBeNull();
  });

  test('a revoked token is good for nothing; without the secret it lives on', async () => {
    const { app, token, api } = await letIn('old', ['hashtags']);
    const { origin } = practice.server('old');
    expect(await revokeToken(origin, { ...app, clientSecret: 'another' }, token, send)).toBe(false);
    expect((await whoLetUsIn(api)).ok).toBe(true);
    expect(await revokeToken(origin, app, token, send)).toBe(true);
    expect(await whoLetUsIn(api)).toMatchObject({ ok: false, problem: { kind: 'refused', detail: '401' } });
    expect(liveGrants(practice.server('old'))).toEqual([]);
  });

  test('an account that has moved lets nobody in, and its token reads nothing', async () => {
    const { api } = await letIn('old', ['hashtags']);
    amelie().moved = { acct: 'amelie_new@new.localhost', username: 'amelie_new', uri: fresh().uri, url: 'https://new.localhost/@amelie_new', displayName: '' };
    expect(await whoLetUsIn(api)).toMatchObject({ ok: false, problem: { kind: 'refused', detail: '403' } });
    await expect(letIn('old', ['hashtags'])).rejects.toThrow('/auth/edit');
  });
});

describe('what is read on the old account arrives on the new one', () => {
  const known = 'ada@alpenwiese.example';
  const other = 'bruno@bakers.example';

  /** As the import of follows leaves it: the new server knows these people, and follows them. */
  function followed(...handles: string[]) {
    for (const handle of handles) {
      fresh().follows.set(handle, { boosts: true, notify: false, languages: [] });
      practice.server('new').numbers.set(handle, 90_000 + fresh().follows.size);
    }
  }

  test('followed hashtags', async () => {
    for (let number = 0; number < 250; number++) amelie().hashtags.add(`tag${number}`);
    fresh().hashtags.add('tag3');
    const rows = await saved('hashtags');
    expect(rows.rows).toHaveLength(250);
    expect(await carried(rows)).toEqual({ ok: true, value: { there: 250, missing: [], more: 0 } });
    expect(fresh().hashtags).toEqual(amelie().hashtags);
    expect(practice.server('new').requests.filter(({ path }) => path === '/api/v1/tags/tag3/follow')).toEqual([]);
  });

  test('private notes, with line feeds and quotes, of people followed, muted and blocked', async () => {
    const notes = new Map([
      [known, 'Met in Lyon.\n"Knows" bread, and maps'],
      ['loud1@alpenwiese.example', 'too loud'],
      ['rude1@alpenwiese.example', 'rude, 2019'],
      ['never@cyclists.example', 'nobody finds this one'],
    ]);
    for (const [handle, note] of notes) amelie().notes.set(handle, note);
    followed(known);
    practice.server('new').numbers.set('loud1@alpenwiese.example', 80_001);
    const rows = await saved('private_notes');
    expect(rows.rows).toEqual([...notes].slice(0, 3));
    const done = await carried(rows);
    expect(done).toEqual({ ok: true, value: { there: 2, missing: [{ name: '@rude1@alpenwiese.example', why: 'unknown-account' }], more: 0 } });
    expect([...fresh().notes]).toEqual([...notes].slice(0, 2));
  });

  test('list settings: of lists that are there, and empty lists, which no file carries', async () => {
    amelie().listSettings.set('Bread', { replies: 'followed', exclusive: true });
    fresh().lists.set('Bread', new Set([known]));
    const rows = await saved('list_settings');
    expect(await carried(rows)).toMatchObject({ ok: true, value: { there: 4, missing: [] } });
    expect(fresh().lists.get('Bread')).toEqual(new Set([known]));
    expect(fresh().listSettings.get('Bread')).toEqual({ replies: 'followed', exclusive: true });
    expect([...fresh().lists.keys()].sort()).toEqual([...amelie().lists.keys()].sort());
  });

  test('ends of mutes: each to its minute, and one that is over is lifted', async () => {
    const start = now();
    const [late, over, lasting] = ['loud1@alpenwiese.example', 'loud2@bakers.example', 'loud3@cyclists.example'];
    amelie().muteEnds.set(late, start + 9 * DAY);
    amelie().muteEnds.set(over, start + DAY);
    amelie().mutes.set(late, { notifications: false });
    for (const handle of [late, over, lasting]) {
      fresh().mutes.set(handle, { notifications: handle !== late });
      practice.server('new').numbers.set(handle, 70_000 + fresh().mutes.size);
    }
    const rows = await saved('mute_ends');
    expect(rows.rows.map(([handle]) => handle)).toEqual([late, over]);
    practice.tick(2 * DAY);
    expect(await carried(rows)).toMatchObject({ ok: true, value: { there: 2, missing: [] } });
    expect([...fresh().mutes]).toEqual([
      [late, { notifications: false }],
      [lasting, { notifications: true }],
    ]);
    expect(fresh().muteEnds).toEqual(new Map([[late, start + 9 * DAY]]));
  });

  test('featured people, and who is not followed is named', async () => {
    amelie().endorsed.add(known).add(other);
    followed(known);
    practice.server('new').numbers.set(other, 60_001);
    const done = await carried(await saved('endorsements'));
    expect(done).toEqual({ ok: true, value: { there: 1, missing: [{ name: `@${other}`, why: 'not-followed' }], more: 0 } });
    expect([...fresh().endorsed]).toEqual([known]);
  });

  test('the notification policy; what the new server has no such setting for is named', async () => {
    Object.assign(amelie().notificationPolicy, { for_not_following: 'drop', for_bots: 'filter' });
    const done = await carried(await saved('notification_policy'));
    expect(done).toMatchObject({ ok: true, value: { there: 5, missing: [{ name: 'for_bots', why: 'refused' }] } });
    expect(fresh().notificationPolicy.for_not_following).toBe('drop');
  });

  test('filters, on a server that cannot import them', async () => {
    practice.server('new').options.version = '4.5';
    const row = (title: string, more: object = {}) => ({
      title,
      expires_at: null,
      context: ['home'],
      action: 'hide',
      keywords_attributes: [{ keyword: 'goal', whole_word: true }],
      statuses: [],
      ...more,
    });
    const rows = [
      row('Football'),
      row('Until later', { expires_at: new Date(now() + DAY).toISOString() }),
      row('Long over', { expires_at: new Date(now() - DAY).toISOString() }),
    ];
    expect(await carried({ kind: 'filters', rows })).toEqual({ ok: true, value: { there: 3, missing: [], more: 0 } });
    expect(fresh().filters.map(({ title, expiresAt }) => [title, expiresAt])).toEqual([
      ['Football', null],
      ['Until later', new Date(now() + DAY).toISOString()],
    ]);
  });

  test('pending requests are told apart from those that nobody has', async () => {
    followed(known);
    fresh().requested.set(other, { boosts: true, notify: false, languages: [] });
    practice.server('new').numbers.set(other, 60_001).set('elif@evening.example', 60_002);
    const { api } = await letIn('new', ['requests']);
    const told = await pendingRequests(api, await me(api), [known, 'Bruno@bakers.example', 'elif@evening.example', 'gone@bakers.example']);
    expect(told).toEqual({ ok: true, value: ['Bruno@bakers.example'] });
  });

  test('a second time, nothing is sent', async () => {
    amelie().hashtags.add('maps');
    amelie().notes.set('rude1@alpenwiese.example', 'rude');
    practice.server('new').numbers.set('rude1@alpenwiese.example', 80_001);
    const all = await Promise.all([saved('hashtags'), saved('private_notes'), saved('list_settings'), saved('notification_policy')]);
    for (const one of all) await carried(one);
    practice.server('new').requests.length = 0;
    for (const one of all) expect(await carried(one)).toMatchObject({ ok: true, value: { missing: [] } });
    const writes = practice.server('new').requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/') && path !== '/api/v1/apps');
    expect(writes).toEqual([]);
  });
});

describe('a list whose pages never end', () => {
  const third = () => practice.server('handle');
  test.each([
    ['each names the next', (at: number) => `${practice.server('old').origin}/api/v1/mutes?max_id=${at}`, 400],
    ['each names the same', () => `${practice.server('old').origin}/api/v1/mutes?max_id=1`, 400],
    ['each names one of another server', (at: number) => `${third().origin}/api/v1/mutes?max_id=${at}`, 400],
  ])('%s: it is said not to be readable, after few requests, and nobody else is asked', async (_what, address, most) => {
    const { api } = await letIn('old', ['mute_ends']);
    let asked = 0;
    const by = (reply: Reply): Reply => {
      asked += 1;
      return {
        ...reply,
        body: JSON.stringify([{ id: String(asked), acct: `a${asked}@x.example` }]),
        headers: { ...reply.headers, link: `<${address(asked)}>; rel="next"` },
      };
    };
    practice.server('old').options.rateLimits = false;
    practice.server('old').failNext('/api/v1/mutes', { kind: 'rewritten', by }, Number.POSITIVE_INFINITY);
    expect(await api.pages('/api/v1/mutes?limit=80')).toMatchObject({ ok: false, problem: { kind: 'unreadable' } });
    expect(asked).toBeLessThanOrEqual(most);
    expect(third().requests).toEqual([]);
  });

  test('each is empty, or holds more than anybody has: so is that', async () => {
    const { api } = await letIn('old', ['mute_ends']);
    const link = `<${practice.server('old').origin}/api/v1/mutes?max_id=2>; rel="next"`;
    const answers = ['[]', JSON.stringify(Array.from({ length: 40_001 }, () => ({})))];
    for (const body of answers) {
      const before = practice.server('old').requests.length;
      practice.server('old').failNext('/api/v1/mutes', { kind: 'rewritten', by: (reply) => ({ ...reply, body, headers: { ...reply.headers, link } }) }, 9);
      expect(await api.pages('/api/v1/mutes?limit=80')).toMatchObject({ ok: false, problem: { kind: 'unreadable' } });
      expect(practice.server('old').requests.length - before).toBe(1);
      practice.server('old').calm();
    }
  });
});

describe('the limits of the server', () => {
  test('400 hashtags a day: what is left goes on the next day, and nothing twice', async () => {
    for (let number = 0; number < 450; number++) amelie().hashtags.add(`tag${number}`);
    const rows = await saved('hashtags');
    const { api } = await letIn('new', ['hashtags']);
    const who = await me(api);
    const waits: number[] = [];
    for (let tries = 0; tries < 20; tries++) {
      const told = await carry(rows, api, who, now);
      if (told.ok) {
        expect(told.value).toEqual({ there: 450, missing: [], more: 0 });
        break;
      }
      if (told.problem.kind !== 'wait') throw new Error(told.problem.kind);
      waits.push(told.problem.until - now());
      practice.tick(Math.max(1_000, told.problem.until - now()));
    }
    expect(fresh().hashtags.size).toBe(450);
    expect(Math.max(...waits)).toBeGreaterThan(10 * 3_600_000);
    const followed = practice.server('new').requests.filter(({ path, status }) => /\/follow$/.test(path) && status === 200);
    expect(new Set(followed.map(({ path }) => path)).size).toBe(followed.length);
  });

  test('people are looked up once, over all waits', async () => {
    const handles = Array.from({ length: 400 }, (_, number) => `person${number}@bakers.example`);
    for (const [number, handle] of handles.entries()) practice.server('new').numbers.set(handle, 100_000 + number);
    const rows: Saved = { kind: 'private_notes', rows: handles.map((handle) => [handle, 'a note']) };
    const { api } = await letIn('new', ['private_notes']);
    const who = await me(api);
    for (let tries = 0; tries < 20; tries++) {
      const told = await carry(rows, api, who, now);
      if (told.ok) break;
      if (told.problem.kind !== 'wait') throw new Error(told.problem.kind);
      practice.tick(Math.max(1_000, told.problem.until - now()));
    }
    expect(fresh().notes.size).toBe(400);
    const answered = practice.server('new').requests.filter(({ path, status }) => path === '/api/v1/accounts/lookup' && status === 200);
    expect(answered).toHaveLength(400);
  });
});
