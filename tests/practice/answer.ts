/** From a request to an answer: who asks, may they, and what do they get. */
import type { Trouble } from './faults';
import { errorPage } from './layout';
import { bearerOf } from './oauth';
import { handleDomainReply } from './public';
import { type Allowance, allowance } from './rate-limits';
import { matchRoute, type Route } from './routes';
import { site } from './site';
import { isFunctional, type LoggedRequest, type ServerState, type Session } from './state';
import { since } from './versions';
import {
  chooseLocale,
  field,
  type Incoming,
  isCsrfToken,
  jsonReply,
  newNonce,
  newSession,
  type Practice,
  type Reply,
  readForm,
  redirect,
  ServerError,
  type SignedIn,
  sessionCookie,
  sessionIdIn,
  textReply,
  type Visit,
  wordsFor,
} from './visit';

export type Told =
  | { kind: 'reply'; reply: Reply; half: boolean }
  | { kind: 'reply'; reply: Reply; half?: undefined }
  | { kind: 'never-ending'; type: string; text: string; out: (bytes: number) => void }
  | { kind: 'broken'; half?: undefined }
  | { kind: 'silence'; half?: undefined };

export async function answer(practice: Practice, server: ServerState, incoming: Incoming, entry: LoggedRequest, trouble: Trouble | null): Promise<Told> {
  const [hostname = ''] = incoming.host.split(':');
  if (trouble?.kind === 'refused' || trouble?.kind === 'before') trouble.run?.();
  if (trouble?.kind === 'refused') return { kind: 'broken' };
  if (trouble?.kind === 'hang') return { kind: 'silence' };
  if (trouble?.kind === 'never-ending') return { out: () => undefined, ...trouble };
  if (trouble?.kind === 'signed-out') {
    const session = server.sessions.get(sessionIdIn(incoming.headers.cookie) ?? '');
    if (session) session.username = null;
  }
  if (trouble?.kind === 'redirect') return { kind: 'reply', reply: { status: trouble.status, headers: { location: trouble.to }, body: '' } };
  if (trouble?.kind === 'other-page') return ofServerInFront(200, '<p>Welcome to this network');
  if (trouble?.kind === 'arrives-late') {
    server.clock.at(server.clock.now() + trouble.ms, () => void visitAndReply(practice, server, incoming, null));
    if (trouble.answer === undefined) return { kind: 'broken' };
    return trouble.answer === 504 ? ofServerInFront(504, 'Gateway Time-out') : ofServerInFront(200, '<p>Welcome to this network');
  }
  if (hostname !== server.options.host) return { kind: 'reply', reply: handleDomainReply(server, incoming.url) };
  const inFront = frontReply(server, incoming);
  if (inFront !== null) return inFront;
  const left = allowance(server, entry);
  const isOver = (left !== null && left.remaining < 0) || (trouble?.kind === 'status' && trouble.status === 429);
  const reply = isOver ? tooMany() : await visitAndReply(practice, server, incoming, trouble);
  if (isOver || entry.path.startsWith('/api/'))
    Object.assign(reply.headers, { date: new Date(entry.at).toUTCString() }, limitHeaders(left ?? { limit: 300, remaining: 0, resetAt: entry.at + 300_000 }));
  if (trouble?.kind === 'lost-answer') return { kind: 'broken' };
  if (trouble?.kind === 'gave-up') return ofServerInFront(trouble.status, 'Gateway Time-out');
  if (trouble?.kind === 'rewritten') return { kind: 'reply', reply: trouble.by(reply) };
  return { kind: 'reply', reply, half: trouble?.kind === 'truncated' };
}

const ofServerInFront = (status: number, body: string): Told => ({ kind: 'reply', reply: { status, headers: { 'content-type': 'text/html' }, body } });

function jsonIn({ headers, body }: Incoming): unknown {
  if (!/^application\/json/.test(headers['content-type'] ?? '')) return null;
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

/** Who is signed in has passed the check for robots before. */
function frontReply({ options: { front, software }, sessions }: ServerState, incoming: Incoming): Told | null {
  const isPublic = /^\/(\.well-known|api|users|nodeinfo|@)/.test(incoming.url) && !sessions.has(sessionIdIn(incoming.headers.cookie) ?? '');
  if (isPublic && front === 'robots') return ofServerInFront(403, '<title>Just a moment...</title>');
  if (isPublic && front === 'robots-page') return ofServerInFront(200, '<title>Making sure you are not a bot</title>');
  if (isPublic && front === 'error') return ofServerInFront(521, '<title>Web server is down</title>');
  if (software !== 'mastodon' && incoming.url.startsWith('/api/')) return { kind: 'reply', reply: jsonReply({ error: 'Not found' }, {}, 404) };
  return null;
}

async function visitAndReply(practice: Practice, server: ServerState, incoming: Incoming, trouble: Trouble | null): Promise<Reply> {
  const url = new URL(incoming.url, server.origin);
  let form: FormData;
  try {
    form = await readForm(incoming);
  } catch {
    return textReply('Bad request', 400);
  }
  const override = form.get('_method');
  const method = incoming.method === 'POST' && typeof override === 'string' ? override.toUpperCase() : incoming.method === 'HEAD' ? 'GET' : incoming.method;
  const found = matchRoute(site, method, url.pathname);
  const known = server.sessions.get(sessionIdIn(incoming.headers.cookie) ?? '');
  const keepsSession = found?.route.access !== 'open';
  const session = known ?? (keepsSession ? newSession(server, incoming.headers['user-agent'] ?? '') : noSession);
  const account = session.username === null ? undefined : server.accounts.get(session.username);
  const bearer = bearerOf(server, incoming.headers.authorization);
  const person = bearer !== null ? bearer.account : account === undefined || account.deleted ? null : account;
  const locale = chooseLocale(server, person, url.searchParams, form, incoming.headers['accept-language']);
  const visit: Visit = {
    practice,
    server,
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    form,
    params: found?.params ?? {},
    session,
    account: person,
    refusal: bearer?.refusal ?? null,
    scopes: bearer?.scopes ?? null,
    json: jsonIn(incoming),
    locale,
    words: wordsFor(locale),
    now: server.clock.now(),
    nonce: newNonce(),
  };
  const reply = await decide(visit, found?.route ?? null, trouble);
  if (keepsSession && visit.session.id !== known?.id) reply.headers['set-cookie'] = [sessionCookie(visit.session)];
  return reply;
}

async function decide(visit: Visit, route: Route | null, trouble: Trouble | null): Promise<Reply> {
  if (trouble?.kind === 'status') return errorPage(visit, trouble.status);
  if (route === null)
    return visit.path.startsWith('/api/')
      ? jsonReply({ error: 'The requested endpoint does not exist' }, { 'access-control-allow-origin': '*' }, 404)
      : errorPage(visit, 404);
  if (route.access !== 'open' && visit.method !== 'GET' && !mayPost(visit)) return errorPage(visit, 422);
  const { account } = visit;
  if (
    visit.server.options.closing &&
    !/^\/(?:auth|backups|packs|favicon|system|nodeinfo|\.well-known)(?:\/|\.|$)|^\/settings\/exports?(?:\/|$)/.test(visit.path)
  )
    return errorPage(visit, 410);
  if (account?.suspended && /^\/settings\/(?:aliases|migration|delete)(?:\/|$)|^\/api\/v1\/accounts\/\d/.test(visit.path)) return errorPage(visit, 403);
  if ((route.access === 'signed-in' || route.access === 'functional') && account === null) {
    if (visit.method === 'GET') visit.session.returnTo = visit.path + (visit.query.size > 0 ? `?${visit.query}` : '');
    return redirect(visit, '/auth/sign_in', { alert: visit.words.sign.needed });
  }
  if (route.access === 'functional' && account !== null && !isFunctional(visit.server, account)) {
    // docs/mastodon.md, Signing in and up: from 4.4 the unconfirmed go to the page that waits with them
    if (account.owesSecondFactor) return redirect(visit, '/settings/two_factor_authentication_methods');
    return redirect(visit, !account.confirmed && since(visit.server, '4.4') ? '/auth/setup' : '/auth/edit');
  }
  if (visit.refusal !== null && visit.path.startsWith('/api/')) return visit.refusal;
  try {
    return await route.answer(visit as SignedIn);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return errorPage(visit, 500);
  }
}

/** Rails' two checks: the form's token, and that the browser says the form was on this site. */
function mayPost(visit: Visit): boolean {
  const { origin } = visit.headers;
  if (origin !== undefined && origin !== visit.server.origin) return false;
  return isCsrfToken(visit.session, visit.headers['x-csrf-token'] ?? field(visit, 'authenticity_token'));
}

function tooMany(): Reply {
  return jsonReply({ error: 'Too many requests' }, { 'access-control-allow-origin': '*' }, 429);
}

function limitHeaders({ limit, remaining, resetAt }: Allowance): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, remaining)),
    'x-ratelimit-reset': new Date(resetAt).toISOString(),
  };
}

/** For addresses that know no sessions. */
const noSession: Session = { number: 0, id: '', csrf: '', username: null, returnTo: null, flash: null, signUpOpenedAt: null, acceptToken: null, userAgent: '' };
