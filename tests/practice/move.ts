/**
 * Alias, Move, redirect: what is checked, in which order, and what happens then (docs/mastodon.md, Aliases;
 * docs/mastodon.md, Move and redirect).
 */
import { doneSince } from './clock';
import { asciiDomain, resolve, strip } from './resolve';
import { type Account, nextId, type Resolved, type ServerState } from './state';
import { since } from './versions';
import { type Practice, ServerError, type SignedIn } from './visit';

const day = 24 * 3_600_000;
const cooldownDays = 30;

/** Errors by field; `general` is an error without a field, of which only the alert shows. */
export type Refusal<Name extends string> = Partial<Record<Name | 'general' | 'base', string>>;

/** Aliases of the new account. */
export async function addAlias(visit: SignedIn, typed: string): Promise<Refusal<'acct'> | null> {
  const { server, account, words } = visit;
  // `account.update(also_known_as: account.also_known_as + [uri])`, and no lock: what another request adds meanwhile is
  // not among them (`account_alias.rb`, 4.0-4.8).
  const published = account.aliases.filter(({ isLost }) => isLost !== true);
  const acct = strip(typed).replace(/^@/, '');
  if (acct === '') return { acct: words.errors.blank };
  // Seen on 4.3 to 4.8: not a handle@@x y
  if (acct.includes('@@')) throw new ServerError();
  const domain = acct.split('@')[1];
  if (domain && asciiDomain(domain) === null) return { acct: words.errors.invalidDomain };
  const found = await resolve(visit.practice, server, acct, { fresh: false });
  if (found === null) return { acct: words.errors.notFound };
  if (found.uri === account.uri) return { acct: words.errors.self };
  if (account.aliases.some((alias) => alias.uri === found.uri)) return { general: words.errors.taken };
  for (const alias of account.aliases) alias.isLost = !published.includes(alias);
  account.aliases.unshift({ id: nextId(server), acct, uri: found.uri });
  return null;
}

export function daysOfCooldown(account: Account, now: number): number {
  const last = account.migrations[0];
  if (last === undefined) return 0;
  return Math.max(0, Math.ceil((last.at + cooldownDays * day - now) / day));
}

/** The person's proof comes first: while it is wrong, nothing else is said. */
export function proofRefused(visit: SignedIn, given: { password: string; username: string }): Refusal<'proof'> | null {
  const { account, server, words } = visit;
  if (account.password !== null) return given.password === account.password ? null : { proof: words.errors.invalid };
  // docs/mastodon.md, By version: a leading @ is tolerated from 4.4.15, 4.5.8 and 4.6
  const lenient = since(server, '4.6') || (since(server, '4.5') ? since(server, '4.5.8') : since(server, '4.4.15'));
  const username = lenient ? given.username.trim().replace(/^@/, '') : given.username;
  return username === account.username ? null : { proof: words.errors.invalid };
}

export async function startMove(visit: SignedIn, typed: string): Promise<Refusal<'acct'> | Resolved> {
  const { account, server, words, now } = visit;
  const target = await targetOf(visit, typed);
  const onCooldown = daysOfCooldown(account, now) > 0 ? { base: words.errors.cooldown } : {};
  const acct = targetRefused(visit, target, true);
  if (acct !== null || 'base' in onCooldown) return { ...onCooldown, ...(acct === null ? {} : { acct }) };
  if (target === null) throw new Error('a missing target was not refused');
  account.migrations.unshift({ acct: target.acct, url: target.url, followers: account.followers.size, at: now });
  account.moved = target;
  sendFollowers(visit.practice, server, account, target);
  return target;
}

export async function startRedirect(visit: SignedIn, typed: string): Promise<Refusal<'acct'> | Resolved> {
  const target = await targetOf(visit, typed);
  const acct = targetRefused(visit, target, false);
  if (acct !== null) return { acct };
  if (target === null) throw new Error('a missing target was not refused');
  visit.account.moved = target;
  return target;
}

export function wasAccepted(outcome: Refusal<'acct'> | Resolved): outcome is Resolved {
  return 'uri' in outcome;
}

function targetOf(visit: SignedIn, typed: string): Promise<Resolved | null> {
  return resolve(visit.practice, visit.server, typed, { fresh: true });
}

function targetRefused(visit: SignedIn, target: Resolved | null, needsAlias: boolean): string | null {
  const { errors } = visit.words;
  if (target === null) return errors.notFound;
  if (needsAlias && !target.alsoKnownAs.includes(visit.account.uri)) return errors.missingAlias;
  if (visit.account.moved?.uri === target.uri) return errors.alreadyMoved;
  if (target.uri === visit.account.uri) return errors.self;
  return null;
}

/** Followers leave one by one, as their servers get round to it. Those on unreachable servers stay for ever. */
function sendFollowers(practice: Practice, server: ServerState, account: Account, target: Resolved): void {
  const begun = server.clock.now();
  const leaving = [...account.followers].filter((follower) => canLeave(practice, server, account, follower));
  for (const follower of leaving) account.movesSeen.set(follower.split('@')[1] ?? '', begun);
  let moved = 0;
  server.clock.start((now) => {
    const due = Math.min(leaving.length, doneSince(begun, now, server.options.followersPerSecond));
    for (; moved < due; moved++) {
      const follower = leaving[moved];
      if (follower === undefined || !account.followers.has(follower) || followsAlready(practice, target, follower)) continue;
      account.followers.delete(follower);
      arrive(practice, server, account, target, follower);
    }
    return moved === leaving.length;
  });
}

/** A receiving server ignores another Move of the same account for seven days (docs/mastodon.md, Move and redirect). */
const ignoredFor = 7 * day;

function canLeave({ elsewhere }: Practice, server: ServerState, account: Account, follower: string): boolean {
  const domain = follower.split('@')[1] ?? '';
  if (elsewhere.dead.has(domain) || elsewhere.ignoresMove.has(domain) || server.options.suspendedDomains.includes(domain)) return false;
  const seen = account.movesSeen.get(domain);
  return seen === undefined || server.clock.now() - seen > ignoredFor;
}

/** Who follows both accounts stays with the old one for ever: nothing is changed for them (seen on main). */
function followsAlready(practice: Practice, target: Resolved, follower: string): boolean {
  const home = practice.find(target.acct.split('@')[1] ?? '');
  return home?.accounts.get(target.username.toLowerCase())?.followers.has(follower) ?? false;
}

function arrive(practice: Practice, server: ServerState, account: Account, target: Resolved, follower: string): void {
  const [username = '', domain = ''] = follower.split('@');
  const home = practice.find(domain);
  const person = home?.accounts.get(username);
  const oldHandle = `${account.username}@${server.domain}`.toLowerCase();
  const newServer = practice.find(target.acct.split('@')[1] ?? '');
  const newAccount = newServer?.accounts.get(target.username.toLowerCase());
  if (person !== undefined) {
    const options = person.follows.get(oldHandle);
    person.follows.delete(oldHandle);
    if (options !== undefined) person.follows.set(target.acct.toLowerCase(), options);
    for (const members of person.lists.values())
      if (members.delete(oldHandle) && home !== undefined && since(home, '4.2')) members.add(target.acct.toLowerCase());
  }
  if (newServer === undefined || newAccount === undefined || newServer.options.suspendedDomains.includes(domain)) return;
  // A locked account asks about everybody but people of its own server (docs/mastodon.md, Move and redirect)
  if (newAccount.locked && home !== newServer) newAccount.followRequests.add(follower);
  else newAccount.followers.add(follower);
}
