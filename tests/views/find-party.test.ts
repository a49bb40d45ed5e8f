import { describe, expect, test, vi } from 'vitest';
import { type Found, findAccount, findServer } from '../../views/find-party';

/** Servers that answer like this to everything, or not at all. */
function answering(answer: (url: URL) => Response | null) {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const response = answer(new URL(String(input instanceof Request ? input.url : input)));
    if (response === null) throw new TypeError('Failed to fetch');
    return response;
  });
}

const json = (value: object, status = 200) => new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
const key = (found: Found) => (found.ok ? null : found.say.key);
const gone = (found: Found) => (found.ok ? undefined : found.gone);

describe('an account that nobody finds is offered by its handle alone', () => {
  test.each<[string, (url: URL) => Response | null, string]>([
    ['its server does not answer', () => null, 'problems.lookup.unreachable'],
    ['its server breaks', () => json({}, 502), 'problems.lookup.error'],
    ['it was deleted or suspended', () => json({}, 410), 'problems.lookup.gone'],
    ['its domain leads to no server', () => json({}, 404), 'problems.lookup.no-finger'],
    ['its domain shows something else', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'problems.lookup.unreadable'],
  ])('%s', async (_, answer, says) => {
    answering(answer);
    const found = await findAccount(' https://old.example/@amelie ', 'old');
    expect(key(found)).toBe(says);
    expect(gone(found)).toEqual({
      server: { origin: 'https://old.example', domain: 'old.example', title: 'old.example', version: '', software: '', registrations: null },
      handle: 'amelie@old.example',
      account: null,
      gone: true,
    });
  });
});

/** WebFinger leads to a web host of its own, which answers as told; nodeinfo names its software. */
function served(software: string, answer: (pathname: string) => Response = () => json({}, 404)) {
  answering(({ pathname }) => {
    if (pathname === '/.well-known/webfinger')
      return json({
        subject: 'acct:amelie@old.example',
        links: [{ rel: 'self', type: 'application/activity+json', href: 'https://social.old.example/users/amelie' }],
      });
    if (pathname === '/.well-known/nodeinfo') return json({ links: [{ rel: 'nodeinfo/2.0', href: 'https://social.old.example/nodeinfo/2.0' }] });
    return pathname === '/nodeinfo/2.0' ? json({ software: { name: software, version: '4.5.15' } }) : answer(pathname);
  });
}
const instance = { domain: 'old.example', title: 'Old', version: '4.5.15', registrations: { enabled: true, approval_required: false } };
const party = (found: Found) => (found.ok ? found.party : null);

describe('an old account with something left to do is found', () => {
  test.each(['gotosocial', 'pleroma', 'sharkey', 'pixelfed'])('on %s: followers move from there, too', async (software) => {
    served(software);
    const found = party(await findAccount('@amelie@old.example', 'old'));
    expect([found?.server.software, found?.server.origin, found?.handle]).toEqual([software, 'https://social.old.example', 'amelie@old.example']);
    expect(key(await findAccount('@amelie@old.example', 'new'))).toBe('problems.lookup.not-mastodon');
  });
  test('suspended: it can still export', async () => {
    const account = { username: 'amelie', acct: 'amelie', suspended: true };
    served('mastodon', (path) => json(path.startsWith('/api/v1/accounts') ? account : instance));
    expect(party(await findAccount('@amelie@old.example', 'old'))).toMatchObject({ limit: 'suspended', account: null, server: { version: '4.5.15' } });
    expect(key(await findAccount('@amelie@old.example', 'new'))).toBe('steps.join.suspended');
  });
  test('on a server that is closing down: it can still export', async () => {
    served('mastodon', () => json({}, 410));
    expect(party(await findAccount('@amelie@old.example', 'old'))).toMatchObject({ limit: 'closing', account: null, server: { software: 'mastodon' } });
    expect(key(await findAccount('@amelie@old.example', 'new'))).toBe('steps.join.closing');
  });
  test('while a deleted account of a server that lives on is gone', async () => {
    served('mastodon', (path) => (path.startsWith('/api/v1/accounts') ? json({}, 410) : json(instance)));
    expect(key(await findAccount('@amelie@old.example', 'old'))).toBe('problems.lookup.gone');
  });
});

describe('who can sign in there goes on with the address alone', () => {
  test.each<[string, () => Response]>([
    ['behind a check for robots', () => new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } })],
    ['behind a check for robots that refuses', () => new Response('<html>', { status: 403, headers: { 'content-type': 'text/html' } })],
    ['while it is broken', () => json({}, 500)],
    ['while it is busy', () => json({}, 503)],
    ['while it asks us to wait', () => json({}, 429)],
  ])('%s', async (_, answer) => {
    answering(answer);
    for (const side of ['old', 'new'] as const) {
      const found = await findAccount('@amelie@old.example', side);
      expect(found.ok ? null : found.anyway).toMatchObject({ handle: 'amelie@old.example', account: null, server: { software: 'mastodon', version: '' } });
    }
  });
  test.each<[string, () => Response | null]>([
    ['a server that does not answer', () => null],
    ['an account that is unknown', () => json({}, 404)],
  ])('but not for %s', async (_, answer) => {
    answering(answer);
    const found = await findAccount('@amelie@old.example', 'old');
    expect(found.ok ? null : found.anyway).toBeUndefined();
  });
});

describe('nothing is offered', () => {
  test('where the server asks us to wait: it is there', async () => {
    answering(() => json({}, 429));
    const found = await findAccount('@amelie@old.example', 'old');
    expect([key(found), gone(found)]).toEqual(['problems.lookup.busy', undefined]);
  });
  test('for what is no address', async () => {
    expect(gone(await findAccount('amelie', 'old'))).toBeUndefined();
  });
  test('for a server alone', async () => {
    answering(() => null);
    expect(gone(await findServer('new.example'))).toBeUndefined();
  });
});
