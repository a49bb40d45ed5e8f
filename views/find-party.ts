/** From what a person typed to one end of the move, by the servers' public answers alone. Works before any access was given. */

import type { Party } from '../journey/plan';
import { type Text, text } from '../journey/text';
import type { HandleProblem } from '../lists/handle';
import { type Handle, handleText, type Parsed, parseHandle, parseServer, shownDomain, shownHandle } from '../lists/handle';
import { type ApiProblem, readServer, resolveHandle, type Told } from '../mastodon/api';

export type Found =
  | { ok: true; party: Party }
  /** The handle domain answers, but the browser keeps the answer from us until we are given access to it. */
  | { ok: false; needsAccess: string; say: Text; gone?: Party }
  /** `gone`: the account by its handle alone, for a person who knows that it or its server is no more. */
  | { ok: false; say: Text; gone?: Party };

/** An account by its handle or profile address. */
export async function findAccount(typed: string): Promise<Found> {
  const handle = parseHandle(typed);
  if (!handle.ok) return badInput(handle);
  const found = await resolveHandle(handle.value);
  const asked = { handle: shownHandle(handle.value), domain: handle.value.domain };
  if (!found.ok) return { ...failed(found.problem, asked), ...goneUnlessBusy(found.problem, handle.value) };
  const { account, origin } = found.value;
  // Its domain is the one that WebFinger has proved, whatever the server says of itself.
  const named = readText(found.value.handle) ?? handle.value;
  const server = await readServer(origin, undefined, named.domain);
  if (!server.ok) return { ...failed(server.problem, asked), ...goneUnlessBusy(server.problem, named, origin) };
  // The account was there a moment ago; what its server does not tell strangers, its settings pages will.
  if (!account.ok && account.problem.kind === 'gone') return { ...failed(account.problem, asked), ...goneUnlessBusy(account.problem, named, origin) };
  const told = account.ok ? account.value : null;
  const on = onMastodon({ server: server.value, handle: handleText(named), account: told });
  return on.ok ? on : { ...on, gone: goneParty(named, origin) };
}

/** A server alone, for who has no account there yet. */
export async function findServer(typed: string): Promise<Found> {
  const host = parseServer(typed);
  if (!host.ok) return badInput(host);
  const server = await readServer(host.value);
  if (!server.ok) return failed(server.problem, { handle: '', domain: host.value });
  return onMastodon({ server: server.value, handle: null, account: null });
}

function onMastodon(party: Party): Found {
  const { software, domain } = party.server;
  if (software === 'mastodon') return { ok: true, party };
  return { ok: false, say: text('problems.lookup.not-mastodon', { server: shownDomain(domain), software }) };
}

/** A server that asks us to wait is there. */
function goneUnlessBusy(problem: ApiProblem, handle: Handle, origin?: string): { gone?: Party } {
  return problem.kind === 'status' && problem.status === 429 ? {} : { gone: goneParty(handle, origin) };
}

/** What a handle tells by itself. */
function goneParty(handle: Handle, origin = `https://${handle.domain}`): Party {
  const { domain } = handle;
  return { server: { origin, domain, title: domain, version: '', software: '', registrations: null }, handle: handleText(handle), account: null, gone: true };
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
      return { ok: false, say: text('problems.lookup.gone', { handle }) };
    case 'not-public':
      return { ok: false, say: text('problems.lookup.no-access', { server }) };
    case 'not-mastodon':
      // An error page or a check for robots in front of the server is no other software.
      if (problem.software === null) return { ok: false, say: text('problems.lookup.unreadable', { server }) };
      return { ok: false, say: text('problems.lookup.not-mastodon', { server, software: problem.software }) };
    case 'status':
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
