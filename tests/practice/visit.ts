/** One request as the pages see it, and what they can answer. */
import { createHash, randomBytes } from 'node:crypto';
import { type Account, type Elsewhere, nextId, type ServerState, type Session } from './state';
import { locales, type Words, wordsIn } from './words';

export interface Incoming {
  method: string;
  host: string;
  /** Path and query, as sent. */
  url: string;
  headers: Record<string, string | undefined>;
  body: Uint8Array;
  /** `browser`, or the practice server that asks. */
  from: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Uint8Array;
}

export interface Practice {
  servers: ServerState[];
  elsewhere: Elsewhere;
  /** Asks a practice host as one server asks another; null when nobody answers there. */
  ask(from: ServerState, method: string, url: string, headers: Record<string, string>): Promise<Reply | null>;
  /** The practice server with this web host or handle domain. */
  find(domain: string): ServerState | undefined;
}

export interface Visit {
  practice: Practice;
  server: ServerState;
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  form: FormData;
  params: Record<string, string>;
  session: Session;
  account: Account | null;
  /** The answer to a token that is sent along, where it is good for nothing. */
  refusal: Reply | null;
  /** What its token allows; null: none was sent. */
  scopes: readonly string[] | null;
  json: unknown;
  locale: string;
  words: Words;
  now: number;
  nonce: string;
}

/** A visit to a page that only somebody signed in gets to see. */
export type SignedIn = Visit & { account: Account };

export async function readForm(incoming: Incoming): Promise<FormData> {
  const type = incoming.headers['content-type'] ?? '';
  if (incoming.body.length === 0 || !/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) return new FormData();
  return new Response(Uint8Array.from(incoming.body), { headers: { 'content-type': type } }).formData();
}

export function field(visit: Visit, name: string): string {
  // As Rails: of several, such as a hidden field beside a choice, the last one counts.
  const value = visit.form.getAll(name).at(-1);
  return typeof value === 'string' ? value : '';
}

/**
 * docs/mastodon.md, Language, direction and colours: parameter, the person's setting, the browser's wish, the server's
 * default.
 */
export function chooseLocale(server: ServerState, account: Account | null, query: URLSearchParams, form: FormData, acceptLanguage: string | undefined): string {
  const asked = form.get('lang') ?? query.get('lang');
  if (typeof asked === 'string' && locales.includes(asked)) return asked;
  if (account?.locale) return account.locale;
  const wished = (acceptLanguage ?? '')
    .split(',')
    .map((part) => part.trim().slice(0, 2).toLowerCase())
    .find((part) => locales.includes(part));
  return wished ?? server.options.language;
}

export function wordsFor(locale: string): Words {
  return wordsIn(locale);
}

// Sessions

export function newSession(server: ServerState, userAgent: string): Session {
  const session: Session = {
    id: randomBytes(16).toString('hex'),
    number: nextId(server),
    csrf: randomBytes(32).toString('hex'),
    username: null,
    returnTo: null,
    flash: null,
    signUpOpenedAt: null,
    acceptToken: null,
    userAgent,
  };
  server.sessions.set(session.id, session);
  return session;
}

/** Lax and HttpOnly like Mastodon's; `_session_id` is named so by devise's session activations. */
export function sessionCookie(session: Session): string {
  return `_session_id=${session.id}; path=/; secure; HttpOnly; SameSite=Lax`;
}

export function sessionIdIn(cookies: string | undefined): string | null {
  return /(?:^|;\s*)_session_id=([0-9a-f]+)/.exec(cookies ?? '')?.[1] ?? null;
}

/** A fresh mask on the session's secret for every page, as Rails does: two pages never show the same token. */
export function csrfToken(session: Session): string {
  const secret = Buffer.from(session.csrf, 'hex');
  const mask = randomBytes(secret.length);
  return Buffer.concat([mask, Buffer.from(secret.map((byte, index) => byte ^ (mask[index] ?? 0)))]).toString('base64');
}

export function isCsrfToken(session: Session, token: string): boolean {
  const bytes = Buffer.from(token, 'base64');
  const half = bytes.length / 2;
  if (half !== session.csrf.length / 2) return false;
  const secret = Buffer.from(bytes.subarray(half).map((byte, index) => byte ^ (bytes[index] ?? 0)));
  return secret.toString('hex') === session.csrf;
}

export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/** The hash a browser compares when a policy allows one inline script. */
export function scriptHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

// Answers

export function redirect(visit: Visit, path: string, flash?: { notice?: string; alert?: string }): Reply {
  if (flash?.notice !== undefined) visit.session.flash = { kind: 'notice', text: flash.notice };
  if (flash?.alert !== undefined) visit.session.flash = { kind: 'alert', text: flash.alert };
  const location = /^https?:/.test(path) ? path : visit.server.origin + path;
  return { status: 302, headers: { location, 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' }, body: '' };
}

export function jsonReply(value: unknown, headers: Record<string, string> = {}, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(value) };
}

export function textReply(text: string, status = 200): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}

/** Where a real Mastodon would raise something nobody catches: the person sees the 500 page. */
export class ServerError extends Error {}
