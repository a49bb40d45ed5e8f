/** How one server finds an account of another: WebFinger, then the actor (docs/mastodon.md, Aliases). */
import { type Account, alsoKnownAs, type Resolved, type ServerState } from './state';
import type { Practice, Reply } from './visit';

const day = 24 * 3_600_000;

interface Options {
  /** Moving asks anew, whatever is remembered (docs/mastodon.md, Move and redirect). */
  fresh: boolean;
}

export async function resolve(practice: Practice, server: ServerState, text: string, options: Options): Promise<Resolved | null> {
  const parts = splitAcct(text);
  if (parts === null) return null;
  if (parts.domain === null || isOwnDomain(server, parts.domain)) {
    const account = server.accounts.get(parts.username.toLowerCase());
    return account === undefined || account.deleted ? null : describe(server, account);
  }
  const key = `${parts.username}@${parts.domain}`.toLowerCase();
  const known = server.remembered.get(key);
  if (!options.fresh && known !== undefined && server.clock.now() - known.at < day) return known.found;
  const found = await fetchAccount(practice, server, parts.username, parts.domain);
  if (found !== null) server.remembered.set(key, { found, at: server.clock.now() });
  return found;
}

/**
 * What a person typed, as Mastodon takes it apart: white space off, one @ off, user, domain. A profile address ends up
 * as nonsense.
 */
function splitAcct(text: string): { username: string; domain: string | null } | null {
  const [username, domain] = strip(text).replace(/^@/, '').split('@');
  if (!username) return null;
  if (domain === undefined || domain === '') return { username, domain: null };
  const ascii = asciiDomain(domain);
  return ascii === null ? null : { username, domain: ascii };
}

/** Ruby's `strip`: unlike `trim` it leaves a BOM and other marks in place, which is how a BOM does its harm. */
export function strip(text: string): string {
  return text.replace(/^[\t\n\v\f\r ]+|[\t\n\v\f\r ]+$/g, '');
}

export function asciiDomain(domain: string): string | null {
  const bare = strip(domain).replace(/\/$/, '');
  if (/[\s/?#@\\]/.test(bare)) return null;
  try {
    return new URL(`https://${bare}`).host;
  } catch {
    return null;
  }
}

export function isOwnDomain(server: ServerState, domain: string): boolean {
  return [server.domain, server.host].some((own) => own.toLowerCase() === domain.toLowerCase());
}

function describe(server: ServerState, account: Account): Resolved {
  return {
    acct: `${account.username}@${server.domain}`,
    username: account.username,
    uri: account.uri,
    url: `${server.origin}/@${account.username}`,
    displayName: account.displayName,
    alsoKnownAs: alsoKnownAs(account),
    movedTo: account.moved?.uri ?? null,
    locked: account.locked,
  };
}

async function fetchAccount(practice: Practice, server: ServerState, username: string, domain: string): Promise<Resolved | null> {
  if (server.options.limitedFederation || server.options.suspendedDomains.includes(domain)) return null;
  const finger = readJson(
    await follow(practice, server, `https://${domain}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${username}@${domain}`)}`, {}),
  );
  const subject = /^acct:([^@]+@[^@]+)$/.exec(String(finger?.subject ?? ''))?.[1];
  const links = Array.isArray(finger?.links) ? (finger.links as { rel?: string; href?: string }[]) : [];
  const uri = links.find((link) => link.rel === 'self')?.href;
  if (subject === undefined || uri === undefined) return null;
  // Servers sign this request, so secure mode lets it pass
  const actor = readJson(await follow(practice, server, uri, { accept: 'application/activity+json', signature: `keyId="${server.origin}/actor"` }));
  if (actor === null || actor.id !== uri) return null;
  return {
    acct: subject,
    username: String(actor.preferredUsername),
    uri,
    url: String(actor.url),
    displayName: String(actor.name),
    alsoKnownAs: Array.isArray(actor.alsoKnownAs) ? actor.alsoKnownAs.map(String) : [],
    movedTo: typeof actor.movedTo === 'string' ? actor.movedTo : null,
    locked: actor.manuallyApprovesFollowers === true,
  };
}

async function follow(practice: Practice, server: ServerState, url: string, headers: Record<string, string>): Promise<Reply | null> {
  let next = url;
  for (let hop = 0; hop < 4; hop++) {
    const reply = await practice.ask(server, 'GET', next, headers);
    if (reply === null || reply.status < 300 || reply.status >= 400) return reply;
    next = new URL(String(reply.headers.location), next).href;
  }
  return null;
}

function readJson(reply: Reply | null): Record<string, unknown> | null {
  if (reply?.status !== 200) return null;
  try {
    return JSON.parse(typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body).toString());
  } catch {
    return null;
  }
}
