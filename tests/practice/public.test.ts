import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeClient } from './client';
import { plantedToken } from './initial-state';
import { type RunningPractice, startPractice } from './server';

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice({ now: () => Date.UTC(2026, 10, 20, 9, 30) });
});
afterAll(() => practice.close());
beforeEach(() => practice.reset());

const activity = { headers: { accept: 'application/activity+json' } };
const cors = (answer: { headers: Record<string, unknown> }) => answer.headers['access-control-allow-origin'];
const finger = (domain: string, acct: string) => `https://${domain}/.well-known/webfinger?resource=acct:${acct}`;

describe('WebFinger', () => {
  test('a handle domain leads to the web host, which says the canonical handle and the actor', async () => {
    const client = makeClient(practice);
    const answer = await client.get(finger('handle.localhost', 'amelie_handle@handle.localhost'));
    expect(answer.url).toMatch(/^https:\/\/social\.handle\.localhost\//);
    expect([JSON.parse(answer.text).subject, cors(answer)]).toEqual(['acct:amelie_handle@handle.localhost', '*']);
    practice.server('handle').options.handleDomainCors = false;
    expect(cors(await client.get(finger('handle.localhost', 'amelie_handle@handle.localhost'), { redirects: 0 }))).toBeUndefined();
  });

  test('both domains are understood, unknown accounts are 404 and deleted ones 410', async () => {
    const client = makeClient(practice);
    practice.server('old').account('band').deleted = true;
    const statuses = await Promise.all(
      [
        finger('social.handle.localhost', 'AMELIE_handle@social.handle.localhost'),
        finger('old.localhost', 'nobody@old.localhost'),
        finger('old.localhost', 'band@old.localhost'),
      ].map((url) => client.get(url)),
    );
    expect(statuses.map((answer) => answer.status)).toEqual([200, 404, 410]);
  });

  test('an account is moved to by its handle domain as by its web host', async () => {
    const client = makeClient(practice);
    await client.signIn('https://social.handle.localhost', 'amelie@mail.example');
    await client.signIn('https://old.localhost', 'amelie@mail.example');
    await client.submit(await client.get('https://social.handle.localhost/settings/aliases'), '#new_account_alias', {
      'account_alias[acct]': 'amelie@old.localhost',
    });
    const page = await client.get('https://old.localhost/settings/migration');
    await client.submit(page, '#new_account_migration', {
      'account_migration[acct]': 'amelie_handle@social.handle.localhost',
      'account_migration[current_password]': 'practice',
    });
    expect(practice.server('old').account('amelie').moved?.acct).toBe('amelie_handle@handle.localhost');
  });
});

describe('actors', () => {
  test('are readable from other sites by name, not by number, and say aliases and moves', async () => {
    const client = makeClient(practice);
    const fresh = practice.server('new').account('amelie_new');
    fresh.aliases.push({ id: 1, acct: 'amelie@old.localhost', uri: 'https://old.localhost/users/amelie' });
    expect(fresh.uri).toMatch(/\/ap\/users\/\d+$/);
    const [byName, byNumber] = [await client.get('https://new.localhost/users/amelie_new', activity), await client.get(fresh.uri, activity)];
    expect([cors(byName), cors(byNumber)]).toEqual(['*', undefined]);
    expect(JSON.parse(byNumber.text)).toMatchObject({ id: fresh.uri, alsoKnownAs: ['https://old.localhost/users/amelie'] });
  });

  test('are not there for others before approval and confirmation, while lookup and WebFinger know the account', async () => {
    const client = makeClient(practice);
    const fresh = practice.server('new').account('amelie_new');
    const statuses = async () =>
      (
        await Promise.all([
          client.get(fresh.uri, activity),
          client.get('https://new.localhost/@amelie_new'),
          client.get('https://new.localhost/api/v1/accounts/lookup?acct=amelie_new'),
          client.get(finger('new.localhost', 'amelie_new@new.localhost')),
        ])
      ).map(({ status }) => status);
    fresh.approved = false;
    expect(await statuses()).toEqual([404, 404, 200, 200]);
    Object.assign(fresh, { approved: true, confirmed: false });
    expect(await statuses()).toEqual([404, 404, 200, 200]);
    fresh.confirmed = true;
    expect(await statuses()).toEqual([200, 200, 200, 200]);
  });

  test('secure mode answers strangers 401, and other servers as ever', async () => {
    const client = makeClient(practice);
    practice.server('old').options.secureMode = true;
    expect((await client.get('https://old.localhost/users/amelie', activity)).status).toBe(401);
    await client.signIn('https://new.localhost', 'amelie@mail.example');
    await client.submit(await client.get('https://new.localhost/settings/aliases'), '#new_account_alias', { 'account_alias[acct]': 'amelie@old.localhost' });
    expect(practice.server('new').account('amelie_new').aliases).toHaveLength(1);
  });
});

describe('the API', () => {
  test('looks accounts up, here and as remembered, and tells of moves', async () => {
    const client = makeClient(practice);
    const lookup = async (acct: string) => client.get(`https://new.localhost/api/v1/accounts/lookup?acct=${acct}`);
    expect((await lookup('amelie@old.localhost')).status).toBe(404);
    await client.signIn('https://new.localhost', 'amelie@mail.example');
    await client.submit(await client.get('https://new.localhost/settings/aliases'), '#new_account_alias', { 'account_alias[acct]': 'amelie@old.localhost' });
    const old = practice.server('old').account('amelie');
    old.moved = { acct: 'amelie_new@new.localhost', username: 'amelie_new', uri: 'x', url: 'https://new.localhost/@amelie_new', displayName: 'A' };
    expect(JSON.parse((await lookup('amelie@old.localhost')).text)).toMatchObject({ acct: 'amelie@old.localhost', moved: { acct: 'amelie_new' } });
    expect(JSON.parse((await lookup('amelie_new')).text)).toMatchObject({ acct: 'amelie_new', followers_count: 0 });
  });

  test('describes the server, and hides block lists unless told otherwise', async () => {
    const client = makeClient(practice);
    const instance = JSON.parse((await client.get('https://new.localhost/api/v2/instance')).text);
    expect(instance).toMatchObject({
      domain: 'new.localhost',
      version: '4.6.5',
      registrations: { enabled: true, approval_required: false },
      api_versions: { mastodon: 11 },
    });
    expect((await client.get('https://new.localhost/api/v1/instance/domain_blocks')).status).toBe(404);
    practice.server('new').options.showDomainBlocks = 'all';
    practice.server('new').options.suspendedDomains = ['spam.example'];
    expect(JSON.parse((await client.get('https://new.localhost/api/v1/instance/domain_blocks')).text)).toMatchObject([{ domain: 'spam.example' }]);
  });

  test('has a limit, and says so', async () => {
    const client = makeClient(practice);
    for (let number = 0; number < 300; number++) await client.get('https://new.localhost/api/v1/instance');
    expect((await client.get('https://new.localhost/api/v1/instance')).status).toBe(429);
    practice.tick(301_000);
    expect((await client.get('https://new.localhost/api/v1/instance')).status).toBe(200);
  });
});

describe('headers and logs', () => {
  test('pages carry the policy of their version, cannot be framed and are not kept', async () => {
    const client = makeClient(practice);
    await client.signIn('https://old.localhost', 'amelie@mail.example');
    const page = await client.get('https://old.localhost/settings/aliases');
    expect(page.headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'private, no-store' });
    expect(page.headers['content-security-policy']).toMatch(
      /default-src 'none'.*form-action 'self'.*script-src 'self' https:\/\/old\.localhost 'wasm-unsafe-eval'$/,
    );
    expect(page.headers['content-security-policy']).not.toContain("img-src 'self' https:");
    practice.server('old').options.version = '4.2';
    expect((await client.get('https://old.localhost/settings/aliases')).headers['content-security-policy']).toContain("img-src 'self' https:");
  });

  test('every request is written down, with what it carried', async () => {
    const client = makeClient(practice);
    await client.signIn('https://old.localhost', 'amelie@mail.example');
    await client.get('https://old.localhost/api/v1/instance', { headers: { authorization: `Bearer ${plantedToken}` } });
    const { requests } = practice.server('old');
    expect(requests.find((request) => request.method === 'POST')).toMatchObject({
      path: '/auth/sign_in',
      status: 302,
      origin: 'https://old.localhost',
      cookie: true,
    });
    expect(requests.find((request) => request.method === 'POST')?.body).toContain('user%5Bpassword%5D=practice');
    expect(requests.at(-1)?.authorization).toContain(plantedToken);
  });
});
