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
    ['its server does not know it', () => json({}, 404), 'problems.lookup.not-found'],
    ['its domain shows something else', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'problems.lookup.unreadable'],
  ])('%s', async (_, answer, says) => {
    answering(answer);
    const found = await findAccount(' https://old.example/@amelie ');
    expect(key(found)).toBe(says);
    expect(gone(found)).toEqual({
      server: { origin: 'https://old.example', domain: 'old.example', title: 'old.example', version: '', software: '', registrations: null },
      handle: 'amelie@old.example',
      account: null,
      gone: true,
    });
  });

  test('its server runs something else by now', async () => {
    answering(({ pathname }) => {
      if (pathname === '/.well-known/webfinger')
        return json({
          subject: 'acct:amelie@old.example',
          links: [{ rel: 'self', type: 'application/activity+json', href: 'https://social.old.example/users/amelie' }],
        });
      if (pathname === '/.well-known/nodeinfo') return json({ links: [{ rel: 'nodeinfo/2.0', href: 'https://social.old.example/nodeinfo/2.0' }] });
      return pathname === '/nodeinfo/2.0' ? json({ software: { name: 'pleroma', version: '2' } }) : json({}, 404);
    });
    const found = await findAccount('@amelie@old.example');
    expect([key(found), gone(found)?.handle]).toEqual(['problems.lookup.not-mastodon', 'amelie@old.example']);
  });
});

describe('nothing is offered', () => {
  test('where the server asks us to wait: it is there', async () => {
    answering(() => json({}, 429));
    const found = await findAccount('@amelie@old.example');
    expect([key(found), gone(found)]).toEqual(['problems.lookup.busy', undefined]);
  });
  test('for what is no address', async () => {
    expect(gone(await findAccount('amelie'))).toBeUndefined();
  });
  test('for a server alone', async () => {
    answering(() => null);
    expect(gone(await findServer('new.example'))).toBeUndefined();
  });
});
