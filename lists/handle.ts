/** `@user@domain` and profile addresses, as people paste them, to parts and back. */
import { toUnicode } from 'punycode/punycode.es6.js';

/** `domain` is lower-case ASCII (punycode), with its port if it has one; `username` keeps its case. */
export interface Handle {
  username: string;
  domain: string;
}

export type HandleProblem = 'empty' | 'no-domain' | 'bad-username' | 'bad-domain' | 'not-a-profile' | 'no-name';
export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: HandleProblem };

/**
 * Mastodon's own rule for the names of other servers' accounts (`Account::USERNAME_RE`, main): word characters, dots
 * and hyphens inside.
 */
const USERNAME = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/i;
const DOMAIN = /^(?=.{1,253}(?::|$))(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?(?::\d{1,5})?$/;

/**
 * Addresses of an account on the web, newest software first; each captures the name and, for remote accounts, the
 * domain.
 */
const PROFILE_PATHS = [
  // /@name, /@name@domain, /web/@name (until 4.0), posts below them
  /^\/(?:web\/|deck\/)?@([^/@]+)(?:@([^/]+))?(?:\/.*)?$/,
  /^\/(?:web\/)?users\/([^/]+)(?:\/.*)?$/, // actor ids of Mastodon until 4.4
  /^\/(?:u|profile|author|user|c|m)\/([^/]+)\/?$/, // other software; communities and channels are followed as people are
];
/** Elk puts the server one is signed in to before the profile. */
const ELK = /^\/([^/@]+\.[^/@]+)(?=\/@)/;
const FEED = /\.(?:rss|atom|json)$/;
/**
 * An account by its number alone: Phanpy and Semaphore, and Mastodon's own (actor ids since 4.5, `/web/accounts` until
 * 4.0).
 */
const NUMBERED = /^\/(?:(?:web\/|redirect\/)?accounts\/|ap\/users\/|#\/(?:[^/]+\/)?[as]\/)\w/;

/**
 * Reads what a person typed or pasted: `user@host`, `@user@host`, `acct:user@host`, a profile URL of any shape,
 * with stray spaces, brackets or invisible marks around it. Never throws.
 */
export function parseHandle(input: string): Parsed<Handle> {
  const text = tidy(input);
  if (text === '') return { ok: false, problem: 'empty' };
  if (/^https?:\/\//i.test(text)) return fromUrl(text);
  if (/^(?!web\+ap:)[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { ok: false, problem: 'not-a-profile' };
  const plain = text.replace(/^(?:acct:|web\+ap:\/\/|mailto:)/i, '').replace(/^@/, '');
  const at = plain.indexOf('@');
  if (at === -1) {
    // `host/@user`: an address without its scheme
    if (/^[^/\s]+\.[^/\s]+\/./.test(plain)) return fromUrl(`https://${plain}`);
    return { ok: false, problem: 'no-domain' };
  }
  if (plain.slice(0, at).includes('/')) return fromUrl(`https://${plain}`);
  return fromParts(plain.slice(0, at), plain.slice(at + 1).replace(/\/+$/, ''));
}

/** Reads a server alone: `host`, `https://host/anything`, or the server of a handle. */
export function parseServer(input: string): Parsed<string> {
  const text = tidy(input);
  if (text === '') return { ok: false, problem: 'empty' };
  const host = /^https?:\/\//i.test(text) ? hostOf(text) : asciiDomain(text.slice(text.lastIndexOf('@') + 1).replace(/\/.*$/, ''));
  return host === null ? { ok: false, problem: 'bad-domain' } : { ok: true, value: host };
}

/** `user@domain`, ASCII: the form kept in the plan and sent to servers. */
export function handleText(handle: Handle): string {
  return `${handle.username}@${handle.domain}`;
}

/** `@user@domäin`: the form shown to people. Text that is no handle is shown as it is. */
export function shownHandle(handle: Handle | string): string {
  const parsed = typeof handle === 'string' ? parseHandle(handle) : ({ ok: true, value: handle } as const);
  if (!parsed.ok) return String(handle);
  return `@${parsed.value.username}@${shownDomain(parsed.value.domain)}`;
}

export function shownDomain(domain: string): string {
  try {
    return toUnicode(domain);
  } catch {
    return domain;
  }
}

/** The same account, whatever the case, the leading `@` and the form of the domain. */
export function sameHandle(a: Handle | string | null | undefined, b: Handle | string | null | undefined): boolean {
  const left = key(a);
  return left !== null && left === key(b);
}

/** The server's name in `user@domain`. */
export function domainOfHandle(handle: string): string {
  return handle.slice(handle.lastIndexOf('@') + 1).toLowerCase();
}

/** In full, as a page of this server may show it: an account of its own by name alone (docs/mastodon.md, Aliases). */
export function wholeHandle(shown: string, domain: string): string {
  const name = shown.replace(/^@/, '');
  return name === '' || name.includes('@') ? name : `${name}@${domain}`;
}

function key(handle: Handle | string | null | undefined): string | null {
  if (handle === null || handle === undefined) return null;
  const parsed = typeof handle === 'string' ? parseHandle(handle) : ({ ok: true, value: handle } as const);
  return parsed.ok ? handleText(parsed.value).toLowerCase() : null;
}

/** Outer white space, zero-width marks and direction marks from copying, and one pair of brackets or quotes. */
function tidy(input: string): string {
  return input
    .normalize('NFC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '')
    .trim()
    .replace(/^[<("'«“[]\s*(.*?)\s*[>)"'»”\]]$/s, '$1')
    .replace(/＠/g, '@')
    .replace(/\s*@\s*/g, '@');
}

function fromUrl(text: string): Parsed<Handle> {
  const host = hostOf(text);
  if (host === null) return { ok: false, problem: 'bad-domain' };
  const { pathname, hash } = new URL(text);
  const path = safeDecode(pathname);
  const server = ELK.exec(path)?.[1] ?? host;
  for (const pattern of PROFILE_PATHS) {
    const match = pattern.exec(path.replace(ELK, '').replace(FEED, ''));
    // An address is never made up from a number: the name is known to that server alone.
    if (match?.[1] && isNumber(match[1]) && !path.startsWith('/@')) return { ok: false, problem: 'no-name' };
    if (match?.[1]) return fromParts(match[1], match[2] ?? server);
  }
  return { ok: false, problem: NUMBERED.test(path + hash) ? 'no-name' : 'not-a-profile' };
}

/**
 * Mastodon's ids are digits; Misskey's (aid, aidx, meid, ulid) begin with a digit and are ten signs or longer. Those
 * that count the time since 2000 (aid, aidx) have begun with "a" since the end of 2024.
 */
function isNumber(name: string): boolean {
  return /^\d{5,}$/.test(name) || /^(?=[a-z]*\d)\d[0-9a-z]{9,}$/i.test(name) || /^(?=[0-9a-z]*\d[a-z])a[0-9a-z]{9}(?:[0-9a-z]{6})?$/.test(name);
}

function fromParts(username: string, domain: string): Parsed<Handle> {
  if (domain === '') return { ok: false, problem: 'no-domain' };
  if (!USERNAME.test(username)) return { ok: false, problem: 'bad-username' };
  const ascii = asciiDomain(domain);
  return ascii === null ? { ok: false, problem: 'bad-domain' } : { ok: true, value: { username, domain: ascii } };
}

function hostOf(url: string): string | null {
  // The URL standard drops these: two words of a file would become one name that nobody has written.
  if (/[\t\r\n]/.test(url)) return null;
  try {
    const { host } = new URL(url);
    return DOMAIN.test(host) ? host : null;
  } catch {
    return null;
  }
}

function asciiDomain(domain: string): string | null {
  if (/[\s/?#\\@%]/.test(domain)) return null;
  return hostOf(`https://${domain.replace(/\.$/, '')}`);
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
