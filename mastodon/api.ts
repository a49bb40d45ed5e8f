/**
 * What servers tell anybody about an account and about themselves (docs/mastodon.md, Public questions): WebFinger,
 * actor, lookup, instance. Every answer passes a schema; what is not expected is dropped; each failure is a value that
 * can be explained.
 */
import * as v from 'valibot';
import { type PublicAccount, type PublicServer, publicAccountSchema, publicServerSchema } from '../journey/facts';
import { type Handle, handleText, parseHandle, parseServer } from '../lists/handle';
import { type Answer, allowedFetch, answers, type HttpProblem, type Outcome, type Request, type Send } from './http';

export type ApiProblem =
  | HttpProblem
  /** No such account; also one whose sign-up waits for approval. */
  | { kind: 'not-found'; host: string }
  /** Deleted, or suspended for good. */
  | { kind: 'gone'; host: string }
  /** Suspended by its server, which still lets it sign in and export. */
  | { kind: 'suspended'; host: string }
  /** The server answers only who is signed in, or only other servers (secure mode, limited federation). */
  | { kind: 'not-public'; host: string }
  /** The domain answers, but the browser keeps the answer from us until we are given access to it. */
  | { kind: 'needs-access'; domain: string }
  | { kind: 'not-mastodon'; host: string; software: string | null }
  /**
   * The domain of the handle does not say where its accounts live. `lives`: a server that answers for this account by
   * itself, which proves nothing as long as the domain does not say so.
   */
  | { kind: 'no-finger'; host: string; lives: { handle: string; origin: string } | null }
  /** The answer is not what was asked for. */
  | { kind: 'malformed'; host: string };

export type Told<T> = Outcome<T, ApiProblem>;

export interface Resolved {
  /** Canonical, as the server itself names it; its domain is the handle domain. */
  handle: string;
  /** The exact actor id; never constructed (docs/mastodon.md, Aliases). */
  actorId: string;
  /** Web origin of the account's server. */
  origin: string;
  /** What the server tells about the account; it can be resolved and yet not be told about. */
  account: Told<PublicAccount>;
}

export interface Actor {
  id: string;
  alsoKnownAs: string[];
  /** Actor id it moved to. */
  movedTo: string | null;
  locked: boolean;
}

const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(2_000));
const optionalText = v.fallback(v.nullable(text), null);
const flag = v.fallback(v.boolean(), false);
/** glitch-soc tells −1 for a hidden number. */
const count = v.fallback(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), null);

/** How a server answers that does not know the question. */
const UNLIKE_MASTODON: readonly ApiProblem['kind'][] = ['not-found', 'not-json', 'malformed'];

/** WebFinger, then what the account's own server tells about it. */
export async function resolveHandle(handle: Handle, send?: Send): Promise<Told<Resolved>> {
  let found = await webfinger(handle, send);
  let lives: { handle: string; origin: string } | null = null;
  if (found.ok && found.value.subject.domain !== handle.domain) {
    // A web host answers for its handle domain: that domain has the last word, or anybody could claim anybody's name
    const claim = found.value;
    lives = { handle: handleText(claim.subject), origin: new URL(claim.actorId).origin };
    found = await webfinger(claim.subject, send);
    if (found.ok && (found.value.actorId !== claim.actorId || found.value.subject.domain !== claim.subject.domain))
      return { ok: false, problem: { kind: 'malformed', host: handle.domain } };
  }
  if (!found.ok) return (await leadsNowhere(found.problem, lives, send)) ?? found;
  const { subject, actorId } = found.value;
  const { origin } = new URL(actorId);
  const account = await lookupAccount(origin, subject.domain, subject.username, send);
  if (!account.ok && UNLIKE_MASTODON.includes(account.problem.kind)) {
    const server = await readServer(origin, send, subject.domain);
    const { host } = new URL(origin);
    if (server.ok && server.value.software !== 'mastodon') return { ok: false, problem: { kind: 'not-mastodon', host, software: server.value.software } };
    if (!server.ok && server.problem.kind === 'not-mastodon') return { ok: false, problem: server.problem };
    if (!server.ok && UNLIKE_MASTODON.includes(server.problem.kind)) return { ok: false, problem: { kind: 'not-mastodon', host, software: null } };
  }
  return { ok: true, value: { handle: handleText(subject), actorId, origin, account: withActorId(account, actorId) } };
}

/**
 * The domain answers, knows nothing of the account, and no server of accounts is there: it is a website, or it no
 * longer leads to its server. Null where a server is there that simply does not know the account.
 */
async function leadsNowhere(problem: ApiProblem, lives: { handle: string; origin: string } | null, send: Send | undefined): Promise<Told<never> | null> {
  if (!('host' in problem) || (problem.kind !== 'not-found' && !(lives !== null && ['not-json', 'malformed'].includes(problem.kind)))) return null;
  const { host } = problem;
  const server = await readInstance(`https://${host}`, send, host);
  const isNone = !server.ok && (UNLIKE_MASTODON.includes(server.problem.kind) || (server.problem.kind === 'not-mastodon' && server.problem.software === null));
  return isNone ? { ok: false, problem: { kind: 'no-finger', host, lives } } : null;
}

/** Servers tell the actor id from 4.2; WebFinger always does. */
function withActorId(account: Told<PublicAccount>, actorId: string): Told<PublicAccount> {
  return account.ok ? { ok: true, value: { ...account.value, actorId: account.value.actorId ?? actorId } } : account;
}

const fingerSchema = v.object({
  subject: text,
  links: v.array(v.object({ rel: v.fallback(v.string(), ''), type: v.fallback(v.string(), ''), href: optionalText })),
});

/** Who a handle is, in the words of its domain. */
async function webfinger(handle: Handle, send: Send | undefined): Promise<Told<{ subject: Handle; actorId: string }>> {
  const { domain } = handle;
  const address = `https://${domain}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${handleText(handle)}`)}`;
  const told = await ask(domain, address, send, { accept: 'application/jrd+json, application/json', follow: true });
  if (!told.ok) {
    // the redirect of a handle domain to its web host often lacks what CORS needs (docs/mastodon.md, Public questions)
    if (told.problem.kind === 'offline' && (await answers(address, [domain], send))) return { ok: false, problem: { kind: 'needs-access', domain } };
    // Mastodon says 400 to a domain that is not its own
    return told.problem.kind === 'status' && told.problem.status === 400 ? { ok: false, problem: { kind: 'not-found', host: domain } } : told;
  }
  const finger = v.safeParse(fingerSchema, told.value.json);
  const self = finger.success ? finger.output.links.find(({ rel, type, href }) => rel === 'self' && /activity|^$/.test(type) && href) : undefined;
  const subject = finger.success ? parseHandle(finger.output.subject) : null;
  const actorId = self?.href ? publicHttps(self.href) : null;
  if (!subject?.ok || actorId === null || !isRightTurn(new URL(address), told.value.url, new URL(actorId)))
    return { ok: false, problem: { kind: 'malformed', host: domain } };
  return { ok: true, value: { subject: subject.value, actorId } };
}

/**
 * A domain may send us on to the server of the account or below itself (`www.`), to the same question there; nobody
 * else says who somebody is.
 */
function isRightTurn(asked: URL, end: URL, actor: URL): boolean {
  const isSameQuestion = end.pathname === asked.pathname && end.searchParams.get('resource') === asked.searchParams.get('resource');
  return isSameQuestion && ([asked.host, actor.host].includes(end.host) || end.host.endsWith(`.${asked.host}`));
}

const accountSchema = v.object({
  username: text,
  acct: text,
  display_name: v.fallback(v.string(), ''),
  url: optionalText,
  uri: optionalText, // from 4.2
  avatar: optionalText,
  locked: flag,
  followers_count: count,
  following_count: count,
  statuses_count: count,
  suspended: flag,
  moved: v.fallback(v.nullable(v.object({ acct: text })), null),
});

/** An account in the words of one server: its own by name alone, others that it knows already by `user@domain`. */
export async function lookupAccount(origin: string, domain: string, acct: string, send?: Send): Promise<Told<PublicAccount>> {
  const { host } = new URL(origin);
  const told = await ask(host, `${origin}/api/v1/accounts/lookup?acct=${encodeURIComponent(acct)}`, send);
  if (!told.ok) return told;
  const parsed = v.safeParse(accountSchema, told.value.json);
  if (!parsed.success) return { ok: false, problem: { kind: 'malformed', host } };
  const { output: raw } = parsed;
  if (raw.suspended) return { ok: false, problem: { kind: 'suspended', host } };
  const whole = (name: string) => (name.includes('@') ? name : `${name}@${domain}`);
  const account = v.safeParse(publicAccountSchema, {
    handle: whole(raw.acct),
    actorId: raw.uri && publicHttps(raw.uri),
    // text, whatever it looks like
    displayName: raw.display_name.slice(0, 500),
    url: (raw.url && publicHttps(raw.url)) ?? `${origin}/@${encodeURIComponent(raw.acct)}`,
    avatar: raw.avatar && publicHttps(raw.avatar),
    locked: raw.locked,
    followers: raw.followers_count,
    following: raw.following_count,
    statuses: raw.statuses_count,
    movedTo: raw.moved && whole(raw.moved.acct),
  });
  return account.success ? { ok: true, value: account.output } : { ok: false, problem: { kind: 'malformed', host } };
}

/** `alsoKnownAs` is one name or several; `movedTo` an id or the account itself. */
const actorSchema = v.object({
  id: text,
  alsoKnownAs: v.fallback(
    v.union([
      v.array(text),
      v.pipe(
        text,
        v.transform((one) => [one]),
      ),
    ]),
    [],
  ),
  movedTo: v.fallback(
    v.nullable(
      v.union([
        text,
        v.pipe(
          v.object({ id: text }),
          v.transform(({ id }) => id),
        ),
      ]),
    ),
    null,
  ),
  manuallyApprovesFollowers: flag,
  suspended: flag,
});

/** The account as other servers see it: the only public place where aliases stand. */
export async function readActor({ actorId, origin }: Pick<Resolved, 'actorId' | 'origin'>, send?: Send): Promise<Told<Actor>> {
  const { host } = new URL(origin);
  const told = await ask(host, actorId, send, { accept: 'application/activity+json' });
  if (!told.ok) return told;
  const parsed = v.safeParse(actorSchema, told.value.json);
  if (!parsed.success || parsed.output.id !== actorId) return { ok: false, problem: { kind: 'malformed', host } };
  const { id, alsoKnownAs, movedTo, manuallyApprovesFollowers: locked, suspended } = parsed.output;
  return suspended ? { ok: false, problem: { kind: 'suspended', host } } : { ok: true, value: { id, alsoKnownAs, movedTo, locked } };
}

/**
 * Whether strangers are shown this account's profile page, which is 404 until it is approved and confirmed
 * (`account_owned_concern.rb`, 4.0-4.8). Unlike the actor, reading it leaves nothing behind in the server's cache. Null
 * where the server does not tell.
 */
export async function isProfilePublic(origin: string, username: string, send?: Send): Promise<boolean | null> {
  const told = await ask(new URL(origin).host, `${origin}/@${encodeURIComponent(username)}`, send, { accept: 'text/html' });
  if (told.ok) return true;
  if (told.problem.kind === 'not-json' || told.problem.kind === 'too-large') return true;
  return told.problem.kind === 'not-found' ? false : null;
}

/**
 * The handle domain a server claims, if that domain's own WebFinger leads back to the server; else its host. A server
 * may say what it likes of itself. Nothing is taken for granted where the domain keeps its answer from us: its host
 * would then be taken for the domain of all its accounts.
 */
async function handleDomain(origin: string, claimed: string, send: Send | undefined): Promise<Told<string>> {
  const { host } = new URL(origin);
  const domain = parseServer(claimed);
  if (!domain.ok || domain.value === host) return { ok: true, value: host };
  // Mastodon answers for the domain itself as for an account.
  const actor = await webfinger({ username: domain.value, domain: domain.value }, send);
  if (!actor.ok && actor.problem.kind === 'needs-access') return actor;
  return { ok: true, value: actor.ok && new URL(actor.value.actorId).origin === origin ? domain.value : host };
}

const instanceSchemas = {
  v2: v.object({ domain: text, title: v.fallback(v.string(), ''), version: text, registrations: v.object({ enabled: v.boolean(), approval_required: flag }) }),
  // until 3.5, and Hometown
  v1: v.object({
    uri: text,
    title: v.fallback(v.string(), ''),
    version: text,
    registrations: v.fallback(v.nullable(v.boolean()), null),
    approval_required: flag,
  }),
};

/**
 * A server about itself, by its web origin, its web host or its handle domain; `proven` is the handle domain where an
 * account has shown it.
 */
export async function readServer(server: string, send?: Send, proven: string | null = null): Promise<Told<PublicServer>> {
  const host = parseServer(server);
  if (!host.ok) return { ok: false, problem: { kind: 'malformed', host: server.slice(0, 300) } };
  const here = await readInstance(`https://${host.value}`, send, proven);
  if (here.ok || here.problem.kind === 'not-mastodon' || here.problem.kind === 'needs-access') return here;
  // A handle domain without a web server of its own: the server's own account leads to the web host
  const actor = await webfinger({ username: host.value, domain: host.value }, send);
  if (!actor.ok) return actor.problem.kind === 'needs-access' ? actor : here;
  const { origin } = new URL(actor.value.actorId);
  return origin === `https://${host.value}` ? here : readInstance(origin, send, proven);
}

async function readInstance(origin: string, send: Send | undefined, proven: string | null): Promise<Told<PublicServer>> {
  const { host } = new URL(origin);
  const domainOf = async (claimed: string): Promise<Told<string>> => (proven === null ? handleDomain(origin, claimed, send) : { ok: true, value: proven });
  const v2 = await ask(host, `${origin}/api/v2/instance`, send);
  const newer = v2.ok ? v.safeParse(instanceSchemas.v2, v2.value.json) : null;
  if (newer?.success) {
    const { title, version, registrations } = newer.output;
    const domain = await domainOf(newer.output.domain);
    return domain.ok ? serverOf(origin, domain.value, title, version, open(registrations.enabled, registrations.approval_required), send) : domain;
  }
  // What failed for v2 fails for v1 too; waiting for it twice tells nothing.
  if (!v2.ok && isPassing(v2.problem)) return v2;
  const v1 = await ask(host, `${origin}/api/v1/instance`, send);
  const older = v1.ok ? v.safeParse(instanceSchemas.v1, v1.value.json) : null;
  if (older?.success) {
    const { uri, title, version, registrations, approval_required } = older.output;
    const domain = await domainOf(uri);
    return domain.ok ? serverOf(origin, domain.value, title, version, registrations === null ? null : open(registrations, approval_required), send) : domain;
  }
  const told = await nodeinfoOf(origin, send);
  // 410: a server that is being shut down answers with it to everything but nodeinfo and WebFinger
  // (`self_destruct_helper.rb`, 4.3+).
  if (!v1.ok && (v1.problem.kind === 'not-public' || (v1.problem.kind === 'gone' && told.ok && told.value.name === 'mastodon')))
    return told.ok ? closedServer(origin, proven ?? host, told.value) : told.problem.kind === 'needs-access' ? told : v1;
  const software = told.ok ? told.value.name : null;
  if (!v1.ok && isPassing(v1.problem)) return v1;
  // Mastodon itself, whose answer about itself cannot be read today.
  if (software === 'mastodon') return v2.ok ? { ok: false, problem: { kind: 'malformed', host } } : v2;
  return software === null && !v2.ok ? v2 : { ok: false, problem: { kind: 'not-mastodon', host, software } };
}

/** Nothing is learned of a server by it but that it is busy, broken or out of reach for the moment. */
function isPassing(problem: ApiProblem): boolean {
  if (problem.kind === 'status') return problem.status === 429 || problem.status >= 500;
  return ['offline', 'timeout', 'refused-host', 'too-large'].includes(problem.kind);
}

function open(enabled: boolean, approval: boolean): 'open' | 'approval' | 'closed' {
  return enabled ? (approval ? 'approval' : 'open') : 'closed';
}

/**
 * Mastodon, glitch-soc and Hometown say `4.5.15`, `4.5.15+glitch`; others that speak the same language say `2.7.2
 * (compatible; Akkoma 3.1)` or count from 0.
 */
const MASTODON_VERSION = /^[3-9]\.\d+\.\d+\S*$/;

async function serverOf(
  origin: string,
  domain: string,
  title: string,
  version: string,
  registrations: PublicServer['registrations'],
  send: Send | undefined,
): Promise<Told<PublicServer>> {
  const { host } = new URL(origin);
  // from inside, `/nodeinfo` needs access until 4.2: the version is enough for what is plainly Mastodon
  const software = MASTODON_VERSION.test(version) ? 'mastodon' : await softwareOf(origin, send, version);
  const server = v.safeParse(publicServerSchema, {
    origin,
    domain,
    title: title.slice(0, 500),
    version,
    software,
    registrations,
  });
  return server.success ? { ok: true, value: server.output } : { ok: false, problem: { kind: 'malformed', host } };
}

/** In limited federation (until 4.3) strangers learn no more than what nodeinfo tells. */
function closedServer(origin: string, domain: string, { name, version }: Nodeinfo): Told<PublicServer> {
  const { host } = new URL(origin);
  const server = v.safeParse(publicServerSchema, { origin, domain, title: host, version, software: name, registrations: null });
  return server.success ? { ok: true, value: server.output } : { ok: false, problem: { kind: 'malformed', host } };
}

async function softwareOf(origin: string, send: Send | undefined, version: string): Promise<string> {
  const told = await nodeinfoOf(origin, send);
  return told.ok ? told.value.name : (compatibleName(version) ?? 'unknown');
}

function compatibleName(version: string): string | null {
  return /\(compatible; ([\w -]{1,40}?)[ /\d.)]/.exec(version)?.[1]?.toLowerCase() ?? null;
}

const nodeinfoLinks = v.object({ links: v.array(v.object({ rel: v.fallback(v.string(), ''), href: optionalText })) });
const nodeinfoSchema = v.object({ software: v.object({ name: text, version: v.fallback(v.string(), '') }) });
type Nodeinfo = v.InferOutput<typeof nodeinfoSchema>['software'];

const domainBlocks = v.array(v.object({ domain: v.fallback(v.string(), ''), digest: v.fallback(v.string(), ''), severity: v.fallback(v.string(), '') }));

type Treatment = 'suspend' | 'silence' | null;

/**
 * What a server says in public of how it treats another domain: cut off, limited, or not at all. Most servers tell
 * nobody (docs/mastodon.md, Public questions).
 */
export async function readBlock(origin: string, domain: string, send?: Send): Promise<Told<Treatment>> {
  const told = await readBlocks(origin, send);
  return told.ok ? { ok: true, value: await told.value(domain) } : told;
}

/** The same, to ask about many domains. */
async function readBlocks(origin: string, send?: Send): Promise<Told<(domain: string) => Promise<Treatment>>> {
  const { host } = new URL(origin);
  const told = await ask(host, `${origin}/api/v1/instance/domain_blocks`, send);
  if (!told.ok) return told;
  const blocks = v.safeParse(domainBlocks, told.value.json);
  if (!blocks.success) return { ok: false, problem: { kind: 'malformed', host } };
  // Names may be shown with stars, their digest is true.
  const known = new Map<string, string[]>();
  for (const { domain, digest, severity } of blocks.output)
    for (const name of [domain.toLowerCase(), digest.toLowerCase()]) known.set(name, [...(known.get(name) ?? []), severity]);
  return {
    ok: true,
    value: async (domain) => {
      // A block of a domain holds for everything below it.
      const names = domain.split('.').map((_, index, parts) => parts.slice(index).join('.'));
      const digests = await Promise.all(names.map(sha256));
      const found = [...names, ...digests].flatMap((name) => known.get(name) ?? []);
      return found.includes('suspend') ? 'suspend' : found.includes('silence') ? 'silence' : null;
    },
  };
}

/** Those of these domains that are cut off; null where the server tells nobody, or does not answer. */
export async function domainsCutOff(origin: string, domains: Iterable<string>, send?: Send): Promise<Set<string> | null> {
  const told = await readBlocks(origin, send);
  if (!told.ok) return null;
  const cut = new Set<string>();
  for (const domain of new Set(domains)) if ((await told.value(domain)) === 'suspend') cut.add(domain);
  return cut;
}

async function sha256(words: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(words)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Which software a server runs, by nodeinfo: `mastodon` for glitch-soc and Hometown too. Until 4.2 it answers other
 * sites only where access was given.
 */
async function nodeinfoOf(origin: string, send: Send | undefined): Promise<Told<Nodeinfo>> {
  const { host } = new URL(origin);
  const list = await ask(host, `${origin}/.well-known/nodeinfo`, send);
  const links = list.ok ? v.safeParse(nodeinfoLinks, list.value.json) : null;
  const link = links?.success ? links.output.links.find(({ rel, href }) => /nodeinfo/.test(rel) && href) : undefined;
  const told = link?.href ? await ask(host, link.href, send) : list;
  if (!told.ok) {
    const isKeptFromUs = told.problem.kind === 'offline' && (await answers(`${origin}/.well-known/webfinger`, [host], send));
    return isKeptFromUs ? { ok: false, problem: { kind: 'needs-access', domain: host } } : told;
  }
  const parsed = v.safeParse(nodeinfoSchema, told.value.json);
  if (!parsed.success) return { ok: false, problem: { kind: 'malformed', host } };
  const { name, version } = parsed.output.software;
  return { ok: true, value: { name: name.toLowerCase().slice(0, 100), version } };
}

/** One question to the one host meant, wherever the address came from, with the statuses that mean something here. */
async function ask(host: string, address: string, send: Send | undefined, request: Request = {}): Promise<Told<Answer>> {
  const told = await allowedFetch([host], send)(address, request);
  if (told.ok || told.problem.kind !== 'status') return told;
  // Refused with a page: that is not Mastodon speaking, but a check for robots in front of it.
  if (told.problem.isPage && [401, 403].includes(told.problem.status)) return told;
  const kind = ({ 401: 'not-public', 403: 'not-public', 404: 'not-found', 410: 'gone' } as const)[told.problem.status];
  return kind ? { ok: false, problem: { kind, host } } : told;
}

/** An address on a public server: https, and a host with a name, so that no answer can send us into a home network. */
function publicHttps(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === 'https:' && url.username === '' && url.password === '' && parseServer(url.origin).ok ? address : null;
  } catch {
    return null;
  }
}
