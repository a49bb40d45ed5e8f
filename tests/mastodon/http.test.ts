import { describe, expect, test, vi } from 'vitest';
import { allowedFetch, answers, fetchPicture } from '../../mastodon/http';

const json = (value: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(value), init);
/** A network of one answer. */
const network = (answer: () => Response | Promise<Response>) => vi.fn<typeof fetch>(async () => answer());
const never: typeof fetch = (_url, init) => new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));

describe('a host that was not named is refused before anything is sent', () => {
  test.each([
    'https://other.example/',
    'https://alt.example.evil.example/',
    'https://alt.example:8443/',
    'https://sub.alt.example/',
    'http://alt.example/',
    'ftp://alt.example/',
    'https://rosa@alt.example/',
    'https://rosa:x@alt.example/',
    'https://:x@alt.example/',
    'data:application/json,{}',
    'javascript:1',
    '/api/v2/instance',
    '',
  ])('%j', async (address) => {
    const send = network(() => json({}));
    expect(await allowedFetch(['alt.example'], send)(address)).toMatchObject({ ok: false, problem: { kind: 'refused-host' } });
    expect(await answers(address, ['alt.example'], send)).toBe(false);
    expect(send).not.toHaveBeenCalled();
  });
  test('and none is named by an empty list', async () => {
    const send = network(() => json({}));
    expect((await allowedFetch([], send)('https://alt.example/')).ok).toBe(false);
    expect(send).not.toHaveBeenCalled();
  });
});

test('a host that is refused is named, where there is one', async () => {
  const ask = allowedFetch(['alt.example'], never);
  expect(await ask('https://other.example:8443/x')).toEqual({ ok: false, problem: { kind: 'refused-host', host: 'other.example:8443' } });
  expect(await ask('/x')).toEqual({ ok: false, problem: { kind: 'refused-host', host: '' } });
});

describe('a request', () => {
  const plain = {
    method: 'GET',
    headers: { accept: 'application/json' },
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: expect.any(AbortSignal),
  };
  test('carries no cookies, is not kept and goes nowhere else', async () => {
    const send = network(() => json({}));
    await allowedFetch(['alt.example'], send)('https://alt.example/x?y=1');
    expect(send.mock.calls).toEqual([['https://alt.example/x?y=1', plain]]);
  });
  test('sends a form, or JSON, and a token of our own', async () => {
    const send = network(() => json({}));
    const ask = allowedFetch(['alt.example'], send);
    const body = new URLSearchParams({ a: '1' });
    await ask('https://alt.example/x', { method: 'POST', body, token: 'ours' });
    await ask('https://alt.example/x', { method: 'PUT', body: { json: { a: 1 } } });
    expect(send.mock.calls.map(([, init]) => init)).toEqual([
      { ...plain, method: 'POST', body, headers: { accept: 'application/json', authorization: 'Bearer ours' } },
      { ...plain, method: 'PUT', body: '{"a":1}', headers: { accept: 'application/json', 'content-type': 'application/json' } },
    ]);
  });
  test('is not waited for any longer because it can be given up', async () => {
    const told = allowedFetch(['alt.example'], never, 1)('https://alt.example/', { signal: new AbortController().signal });
    expect(await told).toMatchObject({ ok: false, problem: { kind: 'timeout' } });
  });
  test('knows hosts with a port, in any case', async () => {
    expect(
      (
        await allowedFetch(
          ['Alt.Example:8443'],
          network(() => json(1)),
        )('https://alt.example:8443/')
      ).ok,
    ).toBe(true);
  });
  test('says where the answer came from when it may be sent on', async () => {
    const moved = Object.defineProperty(json({ a: 1 }), 'url', { value: 'https://social.alt.example/x' });
    const send = network(() => moved);
    const told = await allowedFetch(['alt.example'], send)('https://alt.example/x', { follow: true, accept: 'application/jrd+json' });
    expect(told).toEqual({ ok: true, value: { json: { a: 1 }, url: new URL('https://social.alt.example/x'), next: null } });
    expect(send.mock.calls[0]?.[1]).toMatchObject({ redirect: 'follow', headers: { accept: 'application/jrd+json' } });
  });
  test.each([
    ['<https://alt.example/x?max_id=5>; rel="next"', 'https://alt.example/x?max_id=5'],
    ['<https://evil.example/steal?max_id=5>; rel="next"', 'https://alt.example/x?max_id=5'],
    ['<http://alt.example:8080/other?max_id=5>; rel=next', 'https://alt.example/x?max_id=5'],
    ['</x?max_id=5>; rel="next"', 'https://alt.example/x?max_id=5'],
    ['</x?max_id=5>;rel="next"', 'https://alt.example/x?max_id=5'],
    ['<https://user:word@alt.example/x?max_id=5>; rel="next"', 'https://alt.example/x?max_id=5'],
    ['<https://alt.example/x?max_id=5>; rel="prev"', null],
  ])('%s: the next page is at the address of this one, whatever is named', async (link, next) => {
    const told = await allowedFetch(
      ['alt.example'],
      network(() => json([], { headers: { link } })),
    )('https://alt.example/x?limit=80');
    expect(told).toMatchObject({ ok: true, value: { next } });
  });
  test('finds no next page far behind, where a header is longer than any', async () => {
    const link = `${`</x?${'x'.repeat(1_000)}>; rel="prev",`.repeat(10)}</x?max_id=5>; rel="next"`;
    const ask = allowedFetch(
      ['alt.example'],
      network(() => json([], { headers: { link } })),
    );
    expect(await ask('https://alt.example/x')).toMatchObject({ ok: true, value: { next: null } });
  });
  test.each([
    ['http://social.alt.example/x', true],
    ['https://else.example/x', false],
  ])('does not take an answer from %s (follow: %s)', async (url, follow) => {
    const send = network(() => Object.defineProperty(json({}), 'url', { value: url }));
    expect(await allowedFetch(['alt.example'], send)('https://alt.example/x', { follow })).toMatchObject({ ok: false, problem: { kind: 'refused-host' } });
  });
});

describe('what a network does is a value', () => {
  const ask = (send: typeof fetch, patience?: number, most?: number) => allowedFetch(['alt.example'], send, patience, most)('https://alt.example/');
  const problem = (kind: string, more = {}) => ({ ok: false, problem: { kind, host: 'alt.example', ...more } });

  test('no answer', async () => {
    const send = network(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await ask(send)).toEqual(problem('offline'));
  });
  test('an answer that does not come', async () => expect(await ask(never, 1)).toEqual(problem('timeout')));
  test('a question that was given up', async () => {
    const stop = new AbortController();
    const told = allowedFetch(['alt.example'], never)('https://alt.example/', { signal: stop.signal });
    stop.abort();
    expect(await told).toEqual(problem('offline'));
  });
  test('an answer that breaks off', async () => {
    const broken = () => new Response(new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) }));
    expect(await ask(network(broken))).toEqual(problem('offline'));
  });
  test.each([
    [404, {}, null],
    [500, {}, null],
    [429, { 'retry-after': '120' }, 120],
    [503, { 'retry-after': 'soon' }, null],
    [429, { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 +0000' }, 0],
    [429, { 'retry-after': 'Fri, 20 Nov 2026 09:31:00 GMT', date: 'Fri, 20 Nov 2026 09:30:00 GMT' }, 60],
    [429, { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
    [429, { 'x-ratelimit-reset': '1970-01-01T00:00:00.000Z' }, 0],
  ])('status %i with %j', async (status, headers, retryAfter) => {
    expect(await ask(network(() => json({}, { status, headers: headers as HeadersInit })))).toEqual(problem('status', { status, retryAfter }));
  });
  test.each([
    ['text/html; charset=utf-8', { isPage: true }],
    ['application/xhtml+xml; is=text/html', {}],
    ['text/htmlx', {}],
  ])('an error of the type %s', async (type, page) => {
    const send = network(() => new Response('x', { status: 404, headers: { 'content-type': type } }));
    expect(await ask(send)).toEqual(problem('status', { status: 404, retryAfter: null, ...page }));
  });
  test('an error without a body', async () => {
    expect(await ask(network(() => new Response(null, { status: 404 })))).toEqual(problem('status', { status: 404, retryAfter: null }));
  });
  test('a date to come back at is told in seconds', async () => {
    vi.setSystemTime('2026-11-20T09:30:00Z');
    expect(await ask(network(() => json({}, { status: 429, headers: { 'x-ratelimit-reset': '2026-11-20T09:35:00Z' } })))).toEqual(
      problem('status', { status: 429, retryAfter: 300 }),
    );
    vi.useRealTimers();
  });
  test.each([
    ['a page', '<!DOCTYPE html>'],
    ['nothing', ''],
    ['half an answer', '{"a":'],
  ])('%s for JSON', async (_what, text) => expect(await ask(network(() => new Response(text)))).toEqual(problem('not-json')));
  test('bytes that are no text', async () => expect(await ask(network(() => new Response(new Uint8Array([0x22, 0xff, 0x22]))))).toEqual(problem('not-json')));

  test('an endless answer, which is not read to its end', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull: (stream) => {
        sent += 1;
        stream.enqueue(new Uint8Array(100));
      },
    });
    expect(
      await ask(
        network(() => new Response(endless, { headers: { 'content-length': '1' } })),
        undefined,
        1_000,
      ),
    ).toEqual(problem('too-large'));
    expect(sent).toBeLessThan(20);
  });
});

describe('whether anything answers', () => {
  const WEBFINGER = 'https://alt.example/.well-known/webfinger?resource=acct:rosa@alt.example';
  test('is asked without looking at the answer', async () => {
    const send = network(() => new Response('x'));
    expect(await answers(WEBFINGER, ['alt.example'], send)).toBe(true);
    const quiet = { mode: 'no-cors', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', signal: expect.any(AbortSignal) };
    expect(send.mock.calls).toEqual([[WEBFINGER, quiet]]);
  });
  test('is no when nothing does', async () => {
    const send = network(() => Promise.reject(new TypeError()));
    expect(await answers(WEBFINGER, ['alt.example'], send)).toBe(false);
  });
  test('is asked of WebFinger alone, whose redirects may be followed', async () => {
    const send = network(() => new Response('x'));
    expect(await answers('https://alt.example/', ['alt.example'], send)).toBe(false);
    expect(send).not.toHaveBeenCalled();
  });
});

describe('a picture', () => {
  const from = (body: string, init: ResponseInit) =>
    fetchPicture('https://files.alt.example/a.png', ['files.alt.example'], async () => new Response(body, init));
  test('comes from a host that was named, and nowhere else', async () => {
    const send = network(() => new Response('x', { headers: { 'content-type': 'Image/PNG; q=1' } }));
    expect((await fetchPicture('https://files.alt.example/a.png', ['files.alt.example'], send))?.type).toBe('image/png');
    expect(await fetchPicture('https://else.example/a.png', ['files.alt.example'], send)).toBeNull();
    const quiet = { credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', signal: expect.any(AbortSignal) };
    expect(send.mock.calls).toEqual([['https://files.alt.example/a.png', quiet]]);
  });
  test('is none where nothing answers', async () => {
    const send = network(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await fetchPicture('https://files.alt.example/a.png', ['files.alt.example'], send)).toBeNull();
  });
  test('that is none is not read', async () => {
    for (const headers of [{ 'content-type': 'text/html' }, {}] as HeadersInit[]) {
      const body = new ReadableStream({}, { highWaterMark: 0 });
      const cancelled = vi.spyOn(body, 'cancel');
      const send = network(() => Object.defineProperty(new Response(null, { headers }), 'body', { value: body }));
      expect(await fetchPicture('https://files.alt.example/a.png', ['files.alt.example'], send)).toBeNull();
      expect(cancelled).toHaveBeenCalledOnce();
    }
  });
  test.each([
    ['what can hold scripts', 'image/svg+xml', 200, 1],
    ['a page', 'text/html', 200, 1],
    ['what is only called like one', 'x-image/png', 200, 1],
    ['what begins like one', 'image/pngx', 200, 1],
    ['an error', 'image/png', 404, 1],
    ['more than a picture', 'image/png', 200, 5_000_001],
  ])('is not %s', async (_, type, status, size) => {
    expect(await from('x'.repeat(size), { status, headers: { 'content-type': type } })).toBeNull();
  });
});
