import { beforeEach, expect, test, vi } from 'vitest';
import { accountsToLookUp } from '../../journey/import/renewal';
import { followersCsv } from '../../lists/followers';
import { type LookedUp, lookUpMoved } from '../../views/moved';
import type { FailedList } from '../../views/prepare';
import { planAfter } from '../journey/sample';

const sent = vi.hoisted(() => ({ messages: [] as unknown[] }));
const kept = vi.hoisted(() => ({ file: null as { bytes: Uint8Array } | null }));
vi.mock('../../browser/kit-store', () => ({ keptFollowers: async () => kept.file }));
vi.mock('../../browser/messages', () => ({ sendMessage: async (name: string, data: unknown) => void sent.messages.push([name, data]) }));
beforeEach(() => {
  sent.messages.length = 0;
});

const failed = (kind: FailedList['kind'], again: FailedList['again']): FailedList => ({ kind, pieces: [], groups: [], again, renewed: null, moved: 0 });
const accounts = (count: number) => Array.from({ length: count }, (_, at) => ({ account: `u${at}@valley.example` }));
const plan = planAfter();
const planWithFollows = {
  ...plan,
  followers: { ...plan.followers, read: { ...plan.followers.read, follows: { sha256: 'a'.repeat(64), count: 3, of: 3, at: 1 } } },
} as typeof plan;

/** The new server: `u1` has moved, `u2` is unknown there, `u4` suspended, and valley.example is cut off. */
function server(refuseAfter = Number.POSITIVE_INFINITY) {
  const asked: string[] = [];
  let atOnce = 0;
  let most = 0;
  const send = (async (address: string) => {
    asked.push(address);
    most = Math.max(most, ++atOnce);
    await Promise.resolve();
    atOnce--;
    const url = new URL(address);
    if (url.pathname.endsWith('/domain_blocks')) return Response.json([{ domain: 'valley.example', digest: '', severity: 'suspend' }]);
    if (asked.length > refuseAfter) return new Response('', { status: 429 });
    const acct = url.searchParams.get('acct') ?? '';
    if (acct === 'u2@valley.example') return new Response('', { status: 404 });
    if (acct === 'u4@valley.example') return Response.json({ username: 'u4', acct, suspended: true });
    return Response.json({ username: acct.split('@')[0], acct, ...(acct === 'u1@valley.example' ? { moved: { acct: 'u1@lake.example' } } : {}) });
  }) as typeof fetch;
  return { send, asked, most: () => most };
}
const told = vi.fn();
const { signal } = new AbortController();

test('who has moved is found, and told with the servers that are cut off; nobody but the new server is asked', async () => {
  const { send, asked, most } = server();
  const lists = [failed('follows', []), failed('blocks', accounts(5)), failed('domain_blocks', [{ domain: 'valley.example' }])];
  expect(await lookUpMoved(plan, lists, new Set(), { told, signal, send })).toMatchObject({ asked: 5, found: 1, ended: null });
  const lookedUp = { 'u0@valley.example': 'found', 'u2@valley.example': 'not-found', 'u3@valley.example': 'found', 'u4@valley.example': 'suspended' };
  expect(sent.messages).toEqual([
    ['failuresLookedUp', { moved: { 'u1@valley.example': 'u1@lake.example' }, lookedUp, others: {}, blocked: ['valley.example'] }],
  ]);
  expect(new Set(asked.map((address) => new URL(address).origin))).toEqual(new Set(['https://new.example']));
  expect(most()).toBeLessThanOrEqual(2);
  expect(told).toHaveBeenLastCalledWith(5, 5);
});

test('an address that leads to another account than when it was saved is told, with the actor of now', async () => {
  const actors = { u0: 'https://valley.example/ap/users/99', u1: 'https://valley.example/users/u1', u2: 'https://valley.example/users/u2' };
  const send = (async (address: string) => {
    const url = new URL(address);
    if (url.pathname.endsWith('/domain_blocks')) return Response.json([]);
    const acct = url.searchParams.get('acct') ?? '';
    const name = (acct.split('@')[0] ?? '') as keyof typeof actors;
    return Response.json({ username: name, acct, uri: actors[name], ...(name === 'u2' ? { moved: { acct: 'u2@lake.example' } } : {}) });
  }) as typeof fetch;
  const saved = ['u0', 'u1', 'u2'].map((name) => ({ handle: `${name}@valley.example`, actor: `https://valley.example/users/${name}`, url: '' }));
  kept.file = { bytes: followersCsv(saved) };
  await lookUpMoved(planWithFollows, [failed('follows', accounts(3))], new Set(), { told, signal, send });
  expect(sent.messages).toMatchObject([['failuresLookedUp', { others: { 'u0@valley.example': 'https://valley.example/ap/users/99' } }]]);
});

test('one press asks about 250 at most, the next one about the others', async () => {
  const { send, asked } = server();
  const known = new Set<string>();
  const lists = [failed('blocks', accounts(260))];
  expect((await lookUpMoved(plan, lists, known, { told, signal, send })).asked).toBe(250);
  expect(accountsToLookUp(plan, lists, known)).toHaveLength(10);
  expect((await lookUpMoved(plan, lists, known, { told, signal, send })).asked).toBe(10);
  expect(asked.filter((address) => address.includes('lookup'))).toHaveLength(260);
});

test('it stops at the first "wait", keeps what it found, and asks about the rest later', async () => {
  const { send, asked } = server(4);
  const known = new Set<string>();
  const lists = [failed('blocks', accounts(50))];
  expect(await lookUpMoved(plan, lists, known, { told, signal, send })).toMatchObject({ asked: 4, found: 1, ended: 'busy' });
  expect(asked.length).toBeLessThanOrEqual(6);
  expect(accountsToLookUp(plan, lists, known)).toHaveLength(46);
  expect(sent.messages).toMatchObject([['failuresLookedUp', { moved: { 'u1@valley.example': 'u1@lake.example' }, blocked: [] }]]);
});

test.each<[string, () => Response, LookedUp['ended']]>([
  ['tells strangers nothing', () => new Response('', { status: 401 }), 'closed'],
  ['stands behind a proxy that says no', () => new Response('', { status: 403 }), 'closed'],
  ['breaks', () => new Response('', { status: 500 }), 'unreadable'],
  ['is overloaded', () => new Response('', { status: 503 }), 'busy'],
  ['answers with a page', () => new Response('<html>'), 'unreadable'],
  ['says something else', () => Response.json({}), 'unreadable'],
  ['does not answer', () => Response.error(), 'unreachable'],
])('a server that %s has looked nobody up', async (_, answer, ended) => {
  const send = (async () => {
    const response = answer();
    if (response.type === 'error') throw new TypeError('offline');
    return response;
  }) as unknown as typeof fetch;
  const asked = new Set<string>();
  expect(await lookUpMoved(plan, [failed('blocks', accounts(50))], asked, { told, signal, send })).toMatchObject({ asked: 0, found: 0, ended });
});

test('one account of which the server says odd things does not stand in the way at the next press', async () => {
  const { send } = server();
  const odd = (async (url: string) => (url.includes('u0') ? Response.json({}) : send(url))) as typeof fetch;
  const asked = new Set<string>();
  expect((await lookUpMoved(plan, [failed('blocks', accounts(5))], asked, { told, signal, send: odd })).ended).toBe('unreadable');
  expect((await lookUpMoved(plan, [failed('blocks', accounts(5))], asked, { told, signal, send: odd })).ended).toBe(null);
  expect(asked.size).toBe(5);
});

test('an account that is gone or unknown there was looked up all the same', async () => {
  const send = (async (url: string) => new Response('', { status: url.includes('u0') ? 404 : 410 })) as typeof fetch;
  expect(await lookUpMoved(plan, [failed('blocks', accounts(2))], new Set(), { told, signal, send })).toMatchObject({ asked: 2, found: 0, ended: null });
});

test('the person can end it', async () => {
  const { send, asked } = server();
  const end = new AbortController();
  await lookUpMoved(plan, [failed('blocks', accounts(50))], new Set(), { told: () => end.abort(), signal: end.signal, send });
  expect(asked.filter((address) => address.includes('lookup')).length).toBeLessThanOrEqual(3);
});
