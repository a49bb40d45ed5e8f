import { describe, expect, test } from 'vitest';
import { followersCount, readFollowersPage } from '../../mastodon/followers';
import type { Session } from '../../mastodon/session';

const origin = 'https://old.example';
const account = { id: '12', domain: 'handles.example' };

function sessionAnswering(body: unknown, { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {}) {
  const asked: { url: string; init: RequestInit }[] = [];
  const send: typeof fetch = async (input, init = {}) => {
    asked.push({ url: String(input), init });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = new Response(text, { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });
    Object.defineProperty(response, 'url', { value: String(input) });
    return response;
  };
  const session: Session = { origin, send, parse: () => document, now: () => new Date(), signal: new AbortController().signal, patience: 5_000 };
  return { session, asked };
}
const ada = { acct: 'ada@a.example', url: 'https://a.example/@ada', uri: 'https://a.example/users/ada' };
const next = (id: string) => ({ link: `<${origin}/api/v1/accounts/12/followers?limit=80&max_id=${id}>; rel="next", <${origin}/x?since_id=9>; rel="prev"` });

describe('a page of followers', () => {
  test('is asked for in the person’s own session, never from a cache', async () => {
    const { session, asked } = sessionAnswering([ada]);
    await readFollowersPage(session, account, '77');
    expect(asked[0]?.url).toBe(`${origin}/api/v1/accounts/12/followers?limit=80&max_id=77`);
    expect(asked[0]?.init).toMatchObject({ credentials: 'same-origin', cache: 'no-store', mode: 'same-origin' });
    expect(JSON.stringify(asked[0]?.init.headers)).not.toMatch(/authorization/i);
  });

  test('names people in full, those of the server itself with its handle domain', async () => {
    const { session } = sessionAnswering([ada, { acct: 'bo', url: 'https://old.example/@bo' }], { headers: next('5') });
    expect(await readFollowersPage(session, account, null)).toEqual({
      ok: true,
      value: {
        followers: [
          { handle: 'ada@a.example', actor: ada.uri, url: ada.url },
          { handle: 'bo@handles.example', actor: null, url: 'https://old.example/@bo' },
        ],
        next: '5',
        wait: 0,
      },
    });
  });

  test('says who has moved and who was suspended', async () => {
    const { session } = sessionAnswering([
      { ...ada, moved: { id: '9' } },
      { ...ada, suspended: true },
      { ...ada, moved: null, suspended: false },
    ]);
    const read = await readFollowersPage(session, account, null);
    expect(read.ok && read.value.followers.map(({ gone }) => gone)).toEqual([true, true, undefined]);
  });

  test('keeps no address that a browser would run', async () => {
    const { session } = sessionAnswering([{ ...ada, url: 'javascript:alert(1)' }]);
    expect(await readFollowersPage(session, account, null)).toMatchObject({ value: { followers: [{ url: '' }] } });
  });

  test.each([
    ['that leads back', next('80'), '77'],
    ['to itself', next('77'), '77'],
    ['to what is no number', next('x&a=1'), null],
  ])('a next page %s ends the reading: it would never end', async (_, headers, after) => {
    const { session } = sessionAnswering([ada], { headers });
    expect(await readFollowersPage(session, account, after)).toMatchObject({ ok: false, trouble: { kind: 'unreadable' } });
  });

  test('an empty page that names a next one ends the reading, too', async () => {
    expect(await readFollowersPage(sessionAnswering([], { headers: next('76') }).session, account, '77')).toMatchObject({
      ok: false,
      trouble: { kind: 'unreadable' },
    });
  });

  test('a next page on another host is asked for on this one', async () => {
    const { session, asked } = sessionAnswering([ada], { headers: { link: '<https://evil.example/steal?max_id=50>; rel="next"' } });
    const read = await readFollowersPage(session, account, null);
    expect(read).toMatchObject({ ok: true, value: { next: '50' } });
    await readFollowersPage(session, account, '50');
    expect(asked.map(({ url }) => new URL(url).origin)).toEqual([origin, origin]);
  });

  test.each([
    ['an object', {}],
    ['more than was asked for', Array.from({ length: 81 }, () => ada)],
    ['somebody without a name', [{ url: 'https://a.example' }]],
    ['no JSON', '<html>'],
  ])('%s is no list of followers', async (_, body) => {
    expect(await readFollowersPage(sessionAnswering(body).session, account, null)).toMatchObject({ ok: false, trouble: { kind: 'unreadable' } });
  });

  test('near the limit it says how long to wait, by the server’s own clock', async () => {
    const limit = { 'x-ratelimit-remaining': '19', 'x-ratelimit-reset': '2031-01-01T00:02:00Z', date: 'Wed, 01 Jan 2031 00:00:30 GMT' };
    expect(await readFollowersPage(sessionAnswering([ada], { headers: limit }).session, account, null)).toMatchObject({ value: { wait: 90 } });
  });

  test.each([
    [429, { 'retry-after': '7' }, { kind: 'busy', seconds: 7 }],
    [429, {}, { kind: 'busy', seconds: 300 }],
    [503, { 'retry-after': '99999' }, { kind: 'busy', seconds: 900 }],
    [401, {}, { kind: 'signed-out', detail: '401' }],
    [403, {}, { kind: 'signed-out', detail: '403' }],
    [410, {}, { kind: 'server-error', detail: '410' }],
  ])('the answer %i is told as what it is', async (status, headers, trouble) => {
    expect(await readFollowersPage(sessionAnswering({}, { status, headers }).session, account, null)).toEqual({ ok: false, trouble });
  });
});

test.each([
  [{ followers_count: 240 }, 240],
  [{ followers_count: -1 }, null],
  [{}, null],
])('how many there are is what the server says: %j', async (body, count) => {
  expect(await followersCount(sessionAnswering(body).session, '12')).toEqual({ ok: true, value: count });
});
