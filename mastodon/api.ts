/**
 * What servers tell anybody about an account (docs/mastodon.md, Public questions): its own server's word, and the actor
 * as other servers see it. Every answer passes a schema; what is not expected is dropped; each failure is a value that
 * can be explained.
 */
import * as v from 'valibot';
import { type PublicAccount, publicAccountSchema } from '../journey/facts';
import { type Handle, handleText } from '../lists/handle';
import type { Send } from './http';
import { type ApiProblem, askPublic, count, flag, optionalText, publicHttps, someText, type Told, UNLIKE_MASTODON } from './public-answers';
import { readInstance, readServer } from './server';
import { webfinger } from './webfinger';

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

const accountSchema = v.object({
  username: someText,
  acct: someText,
  display_name: v.fallback(v.string(), ''),
  url: optionalText,
  uri: optionalText, // from 4.2
  avatar: optionalText,
  locked: flag,
  followers_count: count,
  following_count: count,
  statuses_count: count,
  suspended: flag,
  moved: v.fallback(v.nullable(v.object({ acct: someText })), null),
});

/** An account in the words of one server: its own by name alone, others that it knows already by `user@domain`. */
export async function lookupAccount(origin: string, domain: string, acct: string, send?: Send): Promise<Told<PublicAccount>> {
  const { host } = new URL(origin);
  const told = await askPublic(host, `${origin}/api/v1/accounts/lookup?acct=${encodeURIComponent(acct)}`, send);
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
  id: someText,
  alsoKnownAs: v.fallback(
    v.union([
      v.array(someText),
      v.pipe(
        someText,
        v.transform((one) => [one]),
      ),
    ]),
    [],
  ),
  movedTo: v.fallback(
    v.nullable(
      v.union([
        someText,
        v.pipe(
          v.object({ id: someText }),
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
  const told = await askPublic(host, actorId, send, { accept: 'application/activity+json' });
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
  const told = await askPublic(new URL(origin).host, `${origin}/@${encodeURIComponent(username)}`, send, { accept: 'text/html' });
  if (told.ok) return true;
  if (told.problem.kind === 'not-json' || told.problem.kind === 'too-large') return true;
  return told.problem.kind === 'not-found' ? false : null;
}
