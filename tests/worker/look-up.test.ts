import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reduce } from '../../journey/reduce';
import { fresh, NOW, page, planAfter, readyToMove, seen } from '../journey/sample';

const NEW = 'amelie_new@new.example';
const actorOfNew = fresh.account?.actorId ?? '';

/** Answers like two servers, and notes what was asked for. */
function servers({ profile = 200 } = {}) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address);
    const url = new URL(address);
    const json = (body: unknown, status = 200) => Object.defineProperty(Response.json(body, { status }), 'url', { value: address });
    if (url.pathname === '/api/v1/accounts/lookup') {
      const acct = url.searchParams.get('acct');
      return json({ username: acct, acct, uri: acct === 'amelie_new' ? actorOfNew : `${url.origin}/users/${acct}` });
    }
    if (address === actorOfNew) return json({ id: actorOfNew, alsoKnownAs: ['https://old.example/users/amelie'] });
    if (url.pathname.startsWith('/@')) return Object.defineProperty(new Response('<html></html>', { status: profile }), 'url', { value: address });
    return json({}, 404);
  });
  return asked;
}
const access = (hosts = ['old.example', 'new.example']) => ({ type: 'accessChanged', hosts }) as const;

let lookOutside: typeof import('../../worker/look-up').lookOutside;
beforeEach(async () => {
  vi.resetModules();
  ({ lookOutside } = await import('../../worker/look-up'));
});
afterEach(() => vi.unstubAllGlobals());

test('a server that does not answer is not asked at every turn', async () => {
  const requests: string[] = [];
  vi.stubGlobal('fetch', async (address: string) => {
    requests.push(address);
    throw new TypeError('Failed to fetch');
  });
  const plan = planAfter(access(), ...readyToMove);
  for (let turn = 0; turn < 50; turn++) await lookOutside(plan, NOW + 60_000 + turn * 10);
  expect(requests).toHaveLength(2);
  await lookOutside(plan, NOW + 80_000);
  expect(requests).toHaveLength(4);
});

test('the new account’s actor is not read before its own page lists the alias', async () => {
  const asked = servers();
  const plan = planAfter(access(), seen(page('aliases', NEW)));
  const events = await lookOutside(plan, NOW + 60_000);
  expect(events).toMatchObject([{ side: 'old' }, { side: 'new', alsoKnownAs: null }]);
  expect(asked).not.toContain(actorOfNew);
});

test('once the page lists the alias the actor is read at once, to see whether the old server can see it', async () => {
  const asked = servers();
  const before = await lookOutside(planAfter(access()), NOW - 1_000);
  const plan = before.reduce((plan, event) => reduce(plan, event, NOW - 1_000), planAfter(access(), ...readyToMove));
  const events = await lookOutside(plan, NOW + 1_000);
  expect(asked).toContain(actorOfNew);
  expect(events).toContainEqual(expect.objectContaining({ side: 'new', alsoKnownAs: ['https://old.example/users/amelie'] }));
});

test.each([
  [200, true],
  [404, false],
])('an account that waits for approval is told by its profile page: %i', async (profile, isPublic) => {
  const asked = servers({ profile });
  const pending = seen(page('auth-edit', NEW, { status: 'pending' }, { functional: false }));
  const events = await lookOutside(planAfter(access(), pending), NOW + 60_000);
  expect(events).toContainEqual(expect.objectContaining({ side: 'new', isPublic }));
  expect(asked).not.toContain(actorOfNew);
});
