/**
 * The one way to the network for public questions. It knows the hosts it may talk to and refuses any other
 * (docs/rules.md 2), carries no cookies, keeps nothing, and answers with values: nothing here throws for what a network
 * does.
 */
import { parsedJson } from '../lists/json';
import { readAtMost } from './body';

/** How a request is sent; tests put their own in its place. */
export type Send = typeof fetch;

export type HttpProblem =
  /** Ours: somebody asked for a host that was not named. */
  | { kind: 'refused-host'; host: string }
  /**
   * No connection, no such server, a redirect where none may be, or an answer that the browser keeps from us for want
   * of access.
   */
  | { kind: 'offline'; host: string }
  | { kind: 'timeout'; host: string }
  /**
   * `retryAfter` in seconds, where the server says so. `isPage`: a page for people, where Mastodon's API would have
   * answered with JSON.
   */
  | { kind: 'status'; host: string; status: number; retryAfter: number | null; isPage?: true }
  | { kind: 'too-large'; host: string }
  | { kind: 'not-json'; host: string };

export type Outcome<T, Problem = HttpProblem> = { ok: true; value: T } | { ok: false; problem: Problem };

export interface Request {
  accept?: string;
  /** WebFinger only: a handle domain usually sends us on to its web host (docs/mastodon.md, Public questions). */
  follow?: boolean;
  signal?: AbortSignal;
  /** `GET` unless told otherwise. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** A form, or JSON. */
  body?: URLSearchParams | { json: unknown };
  /** A token of our own, which the person gave for this ("Ask once"); never that of a page. */
  token?: string;
}

export interface Answer {
  json: unknown;
  /** Where it came from in the end. */
  url: URL;
  /** The next page of a list, at the address of this one but for its query; null: there is none. */
  next: string | null;
}

export type AllowedFetch = (url: string, request?: Request) => Promise<Outcome<Answer>>;

/**
 * A server may look an account up at another server before it answers; ours are plain lookups, so much less than its 30
 * s (docs/mastodon.md, Aliases).
 */
const PATIENCE = 15_000;
/** Instance answers with many rules and translations stay below 200 kB. */
const MOST_BYTES = 2_000_000;

/** `hosts` with their port, if it is not the usual one. */
export function allowedFetch(hosts: readonly string[], send: Send = fetch, patience = PATIENCE, mostBytes = MOST_BYTES): AllowedFetch {
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));
  return async (address, { accept = 'application/json', follow = false, signal, method = 'GET', body, token } = {}) => {
    const url = allowedUrl(address, allowed);
    if (url === null) return { ok: false, problem: { kind: 'refused-host', host: hostOf(address) } };
    const { host } = url;
    const timeout = AbortSignal.timeout(patience);
    try {
      const response = await send(url.href, {
        method,
        headers: {
          accept,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body !== undefined && 'json' in body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body === undefined ? {} : { body: 'json' in body ? JSON.stringify(body.json) : body }),
        credentials: 'omit',
        cache: 'no-store',
        redirect: follow ? 'follow' : 'error',
        referrerPolicy: 'no-referrer',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const final = new URL(response.url || url.href);
      if (final.protocol !== 'https:' || (!follow && final.host !== host)) return { ok: false, problem: { kind: 'refused-host', host: final.host } };
      if (!response.ok) {
        await response.body?.cancel();
        const isPage = /^text\/html\b/i.test(String(response.headers.get('content-type'))) ? { isPage: true as const } : {};
        return { ok: false, problem: { kind: 'status', host, status: response.status, retryAfter: retryAfter(response.headers), ...isPage } };
      }
      const bytes = await readAtMost(response, mostBytes);
      if (bytes === null) return { ok: false, problem: { kind: 'too-large', host } };
      const json = parsedJson(bytes, new TextDecoder('utf-8', { fatal: true }));
      return json === undefined
        ? { ok: false, problem: { kind: 'not-json', host } }
        : { ok: true, value: { json, url: final, next: nextOf(response.headers, final) } };
    } catch {
      // a network's errors are no more than "it failed"; only our own clock knows why
      return { ok: false, problem: { kind: timeout.aborted ? 'timeout' : 'offline', host } };
    }
  };
}

/**
 * Whether anything answers to WebFinger there at all, where the answer itself is kept from us (no CORS, no access yet).
 * Such a request cannot but follow redirects (Fetch standard, "main fetch"), so it is for WebFinger alone, which may
 * (`Request.follow`).
 */
export async function answers(address: string, hosts: readonly string[], send: Send = fetch): Promise<boolean> {
  const url = allowedUrl(address, new Set(hosts));
  if (url === null || url.pathname !== '/.well-known/webfinger') return false;
  try {
    await send(url.href, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

/** Far more than any profile picture that Mastodon keeps. */
const MOST_OF_A_PICTURE = 5_000_000;

/**
 * A picture from one of these hosts, or null. SVG is none: it can hold scripts, and no Mastodon server keeps profile
 * pictures as such.
 */
export async function fetchPicture(address: string, hosts: readonly string[], send: Send = fetch): Promise<Blob | null> {
  const url = allowedUrl(address, new Set(hosts));
  if (url === null) return null;
  try {
    const response = await send(url.href, {
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const type = /^image\/(?:png|jpeg|gif|webp|avif)\b/i.exec(String(response.headers.get('content-type')))?.[0].toLowerCase();
    const bytes = response.ok && type !== undefined ? await readAtMost(response, MOST_OF_A_PICTURE) : null;
    if (bytes !== null) return new Blob([bytes], { type: String(type) });
    await response.body?.cancel();
    return null;
  } catch {
    return null;
  }
}

function allowedUrl(address: string, allowed: ReadonlySet<string>): URL | null {
  try {
    const url = new URL(address);
    const plain = url.protocol === 'https:' && url.username === '' && url.password === '';
    return plain && allowed.has(url.host) ? url : null;
  } catch {
    return null;
  }
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return '';
  }
}

/**
 * RFC 8288, as Mastodon writes it: `<https://…?max_id=1>; rel="next"`. Whatever host and path it names, the next page
 * is asked for where this one was: a proxy may have its own idea of either, and an enemy, too.
 */
function nextOf(headers: Headers, here: URL): string | null {
  const query = /<[^<>?]{1,2000}(\?[^<>#]{1,2000})>;\s*rel="?next"?/i.exec(String(headers.get('link')).slice(0, 10_000))?.[1];
  return query === undefined ? null : here.origin + here.pathname + query;
}

/**
 * `Retry-After` is seconds or a date; Mastodon's own header, which CORS lets us see, is a date: of the server's clock,
 * which `Date` tells where we are let see it.
 */
function retryAfter(headers: Headers): number | null {
  const told = headers.get('retry-after') ?? headers.get('x-ratelimit-reset');
  if (told === null) return null;
  const seconds = /^\d{1,7}$/.test(told) ? Number(told) : Math.ceil((Date.parse(told) - (Date.parse(String(headers.get('date'))) || Date.now())) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}
