/**
 * OAuth with a Mastodon server, from our own pages: an app of ours is registered there, the person is asked on the
 * server's own page, and the code it shows is changed for a token (docs/mastodon.md, Ask once). PKCE is always used.
 * The secret is kept as long as the token: without it the server refuses to revoke it.
 */
import * as v from 'valibot';
import { allowedFetch, type HttpProblem, type Outcome, type Send } from './http';

/** What an app of ours is called in the list of apps of an account. */
const APP_NAME = 'Transhumance (browser extension, one move)';
/** The server shows the code on a page of its own, and leads nowhere else. */
const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';
const authorizePath = '/oauth/authorize';
const codePath = '/oauth/authorize/native';

const secret = v.pipe(v.string(), v.nonEmpty(), v.maxLength(2_000));
const appSchema = v.object({
  id: v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^\d{1,30}$/)),
  client_id: secret,
  client_secret: secret,
});
/** By the name that RFC 6749 gives it. */
const tokenSchema = v.object({ access_token: secret });

export interface App {
  /** By which the account's list of apps names it. */
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Tells the server of an app of ours; nobody has let it in yet. `scopes` are the most it may ever ask for. */
export async function registerApp(origin: string, scopes: readonly string[], send?: Send): Promise<Outcome<App, HttpProblem>> {
  const body = new URLSearchParams({ client_name: APP_NAME, redirect_uris: OUT_OF_BAND, scopes: scopes.join(' ') });
  const told = await post(origin, '/api/v1/apps', body, send);
  if (!told.ok) return told;
  const read = v.safeParse(appSchema, told.value);
  if (!read.success) return unreadable(origin);
  const { id, client_id: clientId, client_secret: clientSecret } = read.output;
  return { ok: true, value: { id, clientId, clientSecret } };
}

/** 256 bits, as RFC 7636 has them: 43 letters that need no quoting. */
export function newVerifier(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** The server's own page that asks the person. */
export async function authorizeAddress(origin: string, { clientId }: Pick<App, 'clientId'>, scopes: readonly string[], verifier: string): Promise<string> {
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: OUT_OF_BAND,
    scope: scopes.join(' '),
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  return `${origin}${authorizePath}?${query}`;
}

/** Where the tab stands that was sent to ask. `asking`: on the way there, or at its sign-in. */
export type Standing = { at: 'asking' } | { at: 'code'; code: string } | { at: 'denied' } | { at: 'elsewhere' };

/** What the address of that tab says; null while it is not at that server, as for sign-in at another site. */
export function standingAt(url: string, origin: string): Standing | null {
  if (!URL.canParse(url)) return null;
  const { origin: there, pathname, searchParams } = new URL(url);
  if (there !== origin) return null;
  if (pathname === codePath) {
    const code = searchParams.get('code') ?? '';
    return code === '' || code.length > 2_000 ? { at: 'denied' } : { at: 'code', code };
  }
  // The answer "no" is sent to the same address without its query, and shown there as bare JSON.
  if (pathname === authorizePath) return { at: searchParams.has('client_id') ? 'asking' : 'denied' };
  // Of an account that has moved, or waits for approval, the server makes this of it.
  if (pathname === '/auth/edit' || pathname === '/auth/setup') return { at: 'elsewhere' };
  return { at: 'asking' };
}

export async function tokenFor(origin: string, app: App, code: string, verifier: string, send?: Send): Promise<Outcome<string, HttpProblem>> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    client_id: app.clientId,
    client_secret: app.clientSecret,
    redirect_uri: OUT_OF_BAND,
    code_verifier: verifier,
  });
  const told = await post(origin, '/oauth/token', body, send);
  if (!told.ok) return told;
  const read = v.safeParse(tokenSchema, told.value);
  return read.success ? { ok: true, value: read.output.access_token } : unreadable(origin);
}

/** True once the server says that the token is good for nothing any more. */
export async function revokeToken(origin: string, app: App, token: string, send?: Send): Promise<boolean> {
  const body = new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, token });
  return (await post(origin, '/oauth/revoke', body, send)).ok;
}

async function post(origin: string, path: string, body: URLSearchParams, send: Send | undefined): Promise<Outcome<unknown, HttpProblem>> {
  const told = await allowedFetch([new URL(origin).host], send)(origin + path, { method: 'POST', body });
  return told.ok ? { ok: true, value: told.value.json } : told;
}

function unreadable(origin: string): { ok: false; problem: HttpProblem } {
  return { ok: false, problem: { kind: 'not-json', host: new URL(origin).host } };
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
