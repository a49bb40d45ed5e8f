/**
 * From what a person typed to one end of the move, by the servers' public answers alone. Works before any access was
 * given.
 */

import type { PublicServer } from '../journey/facts';
import { partyNames } from '../journey/names';
import { isOtherSoftware } from '../journey/other-software';
import type { Party, Untold } from '../journey/plan';
import type { Side } from '../journey/step-ids';
import { type Text, text } from '../journey/text';
import type { HandleProblem } from '../lists/handle';
import { type Handle, handleText, type Parsed, parseHandle, parseServer, shownDomain, shownHandle } from '../lists/handle';
import { resolveHandle } from '../mastodon/api';
import type { ApiProblem, Told } from '../mastodon/public-answers';
import { readServer } from '../mastodon/server';

/**
 * `needsAccess`: the handle domain answers, but the browser keeps the answer from us until we are given access to it.
 * `anyway`: the account by its handle alone, for a person who can sign in there: the settings pages tell what the
 * server does not tell strangers.
 * `gone`: the same, for a person who knows that the account or its server is no more.
 */
export type Found = { ok: true; party: Party } | { ok: false; needsAccess?: string; say: Text; anyway?: Party; gone?: Party };

/**
 * An account by its handle or profile address. The old one may be on other software, suspended, or on a server that is
 * closing down: all of these have something that can still be done, so the account is found. The new one has to be
 * usable.
 */
export async function findAccount(typed: string, side: Side): Promise<Found> {
  const handle = parseHandle(typed);
  if (!handle.ok) return badInput(handle);
  const found = await resolveHandle(handle.value);
  if (!found.ok) return notResolved(found.problem, handle.value, side);
  const { account, origin } = found.value;
  // Its domain is the one that WebFinger has proved, whatever the server says of itself.
  const named = readText(found.value.handle) ?? handle.value;
  const server = await readServer(origin, undefined, named.domain);
  if (!server.ok) return notResolved(server.problem, named, side, origin);
  const limit = limitOf(account, server.value);
  if (limit !== null) return limited({ server: server.value, handle: handleText(named), account: null, limit }, side);
  // The account was there a moment ago; what its server does not tell strangers, its settings pages will.
  if (!account.ok && account.problem.kind === 'gone') return notResolved(account.problem, named, side, origin);
  const untold = account.ok ? null : untoldBy(account.problem);
  return onMastodon(
    { server: server.value, handle: handleText(named), account: account.ok ? account.value : null, ...(untold === null ? {} : { untold }) },
    side,
  );
}

/**
 * A server that is being shut down answers 410 to every question about its accounts, and about itself only what
 * nodeinfo tells.
 */
function limitOf(account: Told<unknown>, server: PublicServer): 'suspended' | 'closing' | null {
  if (account.ok) return null;
  if (account.problem.kind === 'suspended') return 'suspended';
  return account.problem.kind === 'gone' && server.registrations === null ? 'closing' : null;
}

function limited(party: Party & { limit: 'suspended' | 'closing' }, side: Side): Found {
  if (side === 'old') return { ok: true, party };
  const names = partyNames(party);
  return { ok: false, say: text(`steps.join.${party.limit}`, names) };
}

function notResolved(problem: ApiProblem, handle: Handle, side: Side, origin?: string): Found {
  // Other software that is alive can move followers to Mastodon, too.
  if (problem.kind === 'not-mastodon' && problem.software !== null && side === 'old')
    return { ok: true, party: bareParty(handle, `https://${problem.host}`, problem.software) };
  const asked = { handle: shownHandle(handle), domain: handle.domain };
  const anyway = goOnWith(problem, handle, side, origin);
  return {
    ...failed(problem, asked),
    ...(anyway === null ? {} : { anyway }),
    ...(isThere(problem) ? {} : { gone: { ...bareParty(handle, origin, ''), gone: true } }),
  };
}

/**
 * The account by its handle alone, for who can sign in there: what its server does not tell strangers, its settings
 * pages tell.
 */
function goOnWith(problem: ApiProblem, handle: Handle, side: Side, origin?: string): Party | null {
  if (problem.kind === 'no-finger' && problem.lives !== null) {
    const named = readText(problem.lives.handle);
    return named && { ...bareParty(named, problem.lives.origin, 'mastodon'), untold: 'domain' };
  }
  // Whoever deletes an account cannot sign in to it any more; a suspended one can be signed in to.
  if (problem.kind === 'gone') return side === 'new' ? null : { ...bareParty(handle, origin, 'mastodon'), limit: 'suspended' };
  const untold = untoldBy(problem);
  return untold && { ...bareParty(handle, origin, 'mastodon'), untold };
}

/** Why nothing is learned of the account, though its server is there; null where that is no question of being told. */
function untoldBy(problem: ApiProblem): Untold | null {
  switch (problem.kind) {
    case 'not-public':
      return 'closed';
    case 'not-json':
      return 'robots';
    case 'not-mastodon':
      return problem.software === null ? 'robots' : null;
    case 'status':
      return problem.isPage && [401, 403, 503].includes(problem.status) ? 'robots' : 'broken';
    case 'malformed':
    case 'too-large':
      return 'broken';
    default:
      return null;
  }
}

/** Busy, or closed to strangers: nobody is asked whether a server is gone that has just spoken. */
function isThere(problem: ApiProblem): boolean {
  return problem.kind === 'not-public' || problem.kind === 'needs-access' || (problem.kind === 'status' && problem.status === 429);
}

/** What a handle tells by itself. */
function bareParty(handle: Handle, origin = `https://${handle.domain}`, software: string): Party {
  const { domain } = handle;
  return { server: { origin, domain, title: domain, version: '', software, registrations: null }, handle: handleText(handle), account: null };
}

/** A server alone, for who has no account there yet. */
export async function findServer(typed: string): Promise<Found> {
  const host = parseServer(typed);
  if (!host.ok) return badInput(host);
  const server = await readServer(host.value);
  if (!server.ok) return failed(server.problem, { handle: '', domain: host.value });
  return onMastodon({ server: server.value, handle: null, account: null }, 'new');
}

function onMastodon(party: Party, side: Side): Found {
  if (!isOtherSoftware(party) || side === 'old') return { ok: true, party };
  const { software, domain } = party.server;
  return { ok: false, say: text('problems.lookup.not-mastodon', { server: shownDomain(domain), software }) };
}

function readText(handle: string) {
  const parsed = parseHandle(handle);
  return parsed.ok ? parsed.value : null;
}

function badInput(parsed: Extract<Parsed<unknown>, { ok: false }>): Found {
  const problem: HandleProblem = parsed.problem;
  return { ok: false, say: text(`problems.handle.${problem}`) };
}

type Failed = Extract<Told<unknown>, { ok: false }>['problem'];

function failed(problem: Failed, asked: { handle: string; domain: string }): Extract<Found, { ok: false }> {
  const server = shownDomain(hostOf(problem) ?? asked.domain);
  const { handle } = asked;
  switch (problem.kind) {
    case 'needs-access':
      return {
        ok: false,
        needsAccess: problem.domain,
        say: text('start.access.first', { handle: handle || shownDomain(problem.domain), host: shownDomain(problem.domain) }),
      };
    case 'not-found':
      return { ok: false, say: text('problems.lookup.not-found', { server, handle }) };
    case 'gone':
    case 'suspended':
      return { ok: false, say: text('problems.lookup.gone', { handle }) };
    case 'not-public':
      return { ok: false, say: text('problems.lookup.no-access', { server }) };
    case 'no-finger':
      if (problem.lives === null) return { ok: false, say: text('problems.lookup.no-finger', { server, handle }) };
      return { ok: false, say: text('problems.lookup.domain', { domain: server, server: shownDomain(new URL(problem.lives.origin).host) }) };
    case 'not-mastodon':
      // An error page or a check for robots in front of the server is no other software.
      if (problem.software === null) return { ok: false, say: text('problems.lookup.unreadable', { server }) };
      return { ok: false, say: text('problems.lookup.not-mastodon', { server, software: problem.software }) };
    case 'status':
      if (untoldBy(problem) === 'robots') return { ok: false, say: text('problems.lookup.unreadable', { server }) };
      if (problem.status === 429 || problem.status === 503) return { ok: false, say: text('problems.lookup.busy', { server }) };
      return { ok: false, say: text('problems.lookup.error', { server, status: String(problem.status) }) };
    case 'malformed':
    case 'not-json':
    case 'too-large':
    case 'refused-host':
      return { ok: false, say: text('problems.lookup.unreadable', { server }) };
    case 'offline':
    case 'timeout':
      return { ok: false, say: text('problems.lookup.unreachable', { server }) };
    default:
      return problem satisfies never;
  }
}

function hostOf(problem: ApiProblem): string | null {
  return 'host' in problem && problem.host !== '' ? problem.host : null;
}
