/**
 * "Ask once", seen from the background: an app of ours is registered, the person is asked on the server's own page, the
 * code in that tab's address is changed for a token, what they ticked is read or sent, and the token is revoked. It
 * lives in `storage.session` alone. Where the browser ended first, the person's own session ends our access.
 */
import { browser } from 'wxt/browser';
import { mayHandOn } from '../browser/data-consent';
import { changeSecret, closerTabItem, type GrantSecret, keepSecret, secretOf } from '../browser/grant-store';
import { keepDetailFiles, keptDetailFiles, keptFile } from '../browser/kit-store';
import { makeQueue } from '../browser/queue';
import { getPlan } from '../browser/store';
import { openPage, openStartPage } from '../browser/tabs';
import { fileGrantKinds, type GrantKind, isOneOf, kindsFor, scopesOf } from '../journey/grant-kinds';
import { type GrantEnd, isGranted } from '../journey/grants';
import { hasAccess, type Party, type Plan } from '../journey/plan';
import type { Side } from '../journey/step-ids';
import { sameHandle, wholeHandle } from '../lists/handle';
import { hash } from '../lists/hash';
import { parseList } from '../lists/parse';
import { type Api, apiOf, type GrantedProblem } from '../mastodon/granted/api';
import { carry, fileNameOf, readGrantedTable, readLines, type Saved, whoLetUsIn } from '../mastodon/granted/carry';
import type { Me } from '../mastodon/granted/define-kind';
import { pendingRequests } from '../mastodon/granted/requests';
import { authorizeAddress, newVerifier, registerApp, revokeToken, standingAt, tokenFor } from '../mastodon/oauth';
import { readOf } from './details';
import { dispatch } from './plan-writer';

/** Work goes on where it was when the worker was stopped, and after a server's limit. */
export const GRANT_ALARM = 'grants';
const SOON = 0.5;

const sides = ['old', 'new'] as const;
/** Asking, changing a code and ending: one after the other. The work itself can be ended at any moment. */
const inOrder = makeQueue();
/** What this very worker is at; when it is stopped, the alarm begins anew. */
const atWork = new Map<Side, AbortController>();

/** The person ticked these and pressed the button on our own page: the server's page asks them. */
export async function askOnce(side: Side, kinds: readonly GrantKind[]): Promise<void> {
  if (side === 'new' && !(await mayHandOn())) return;
  await endGrant(side, 'stopped');
  await inOrder(async () => {
    const party = await partyOf(side);
    if (party === null || kindsFor(kinds, side).length === 0) return;
    await dispatch({ type: 'grantAsked', side, kinds: [...kinds] });
    const { origin } = party.server;
    const scopes = scopesOf(kinds, side);
    const app = await registerApp(origin, scopes);
    if (!app.ok) return app.problem.kind === 'status' ? ended(side, 'refused', String(app.problem.status)) : ended(side, 'unreachable');
    await dispatch({ type: 'grantRegistered', side, app: app.value.id });
    const secret: GrantSecret = { origin, app: app.value, verifier: newVerifier(), tabId: null, token: null, known: [] };
    await keepSecret(side, secret);
    const tabId = await openPage(await authorizeAddress(origin, app.value, scopes, secret.verifier), undefined, { handle: party.handle, isSure: true });
    await keepSecret(side, { ...secret, tabId });
  });
  // The tab may have reached the code before its number was noted.
  const { tabId = null } = (await secretOf(side)) ?? {};
  const tab = tabId === null ? null : await browser.tabs.get(tabId).catch(() => null);
  if (tabId !== null && tab?.url !== undefined) await grantTabAt(tabId, tab.url);
}

/** A tab has another address: is it the one that asks, and what was answered there? */
export async function grantTabAt(tabId: number, url: string): Promise<void> {
  for (const side of sides) {
    const given = await inOrder(async () => {
      const secret = await secretOf(side);
      if (secret === null || secret.tabId !== tabId || secret.token !== null) return false;
      const standing = standingAt(url, secret.origin);
      if (standing === null || standing.at === 'asking') return false;
      // From here on the tab is ours to close, and its code is used once.
      await keepSecret(side, { ...secret, tabId: null });
      if (standing.at !== 'code') {
        await ended(side, standing.at === 'denied' ? 'denied' : 'not-functional');
        await takeOver(tabId);
        return false;
      }
      // Noted before: where the browser ends now, nobody but the plan knows that we may have been let in.
      await dispatch({ type: 'grantOpened', side });
      const token = await tokenFor(secret.origin, secret.app, standing.code, secret.verifier);
      await takeOver(tabId);
      if (token.ok) {
        await keepSecret(side, { ...secret, tabId: null, token: token.value });
        await dispatch({ type: 'grantGiven', side });
        return true;
      }
      // An answer that was lost may have held a token.
      const isRefused = token.problem.kind === 'status' && token.problem.status < 500;
      await keepSecret(side, null);
      await dispatch({ type: 'grantEnded', side, why: isRefused ? 'refused' : 'unreachable', detail: '', isOpen: !isRefused });
      return false;
    });
    if (given) void work(side);
  }
}

/** The server's page may be bare JSON, and its address holds a code: so the person is led to our own page. */
async function takeOver(tabId: number): Promise<void> {
  await openStartPage('ask');
  await browser.tabs.remove(tabId).catch(() => undefined);
}

export async function grantTabClosed(tabId: number): Promise<void> {
  if ((await closerTabItem.getValue()) === tabId) await closerTabItem.setValue(null);
  for (const side of sides)
    await inOrder(async () => {
      const secret = await secretOf(side);
      if (secret?.tabId === tabId && secret.token === null) await ended(side, 'closed');
    });
}

/** Ends what was asked for on this side, whatever it is at; nothing where there is nothing. */
export async function endGrant(side: Side, why: GrantEnd): Promise<void> {
  atWork.get(side)?.abort();
  await inOrder(async () => {
    const stored = await getPlan();
    if ((await secretOf(side)) !== null || (stored.ok && isGranted(stored.plan.grants[side]))) await ended(side, why);
  });
}

/** Access to a server was taken back: what we were let in for there ends with it. */
export async function endWithoutAccess(): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok) return;
  for (const side of sides) if (isGranted(stored.plan.grants[side]) && !hasAccess(stored.plan, side)) await endGrant(side, 'stopped');
}

export async function endAllGrants(): Promise<void> {
  await Promise.all(sides.map((side) => endGrant(side, 'stopped')));
}

async function ended(side: Side, why: GrantEnd, detail = ''): Promise<void> {
  const isRevoked = await revoked(side);
  await dispatch({ type: 'grantEnded', side, why, detail, isOpen: !isRevoked });
}

/** Revokes the token, where there is one. What could not be revoked is tried again as long as its secret is known. */
async function revoked(side: Side): Promise<boolean> {
  const secret = await secretOf(side);
  const isRevoked = secret === null || secret.token === null || (await revokeToken(secret.origin, secret.app, secret.token));
  await keepSecret(side, isRevoked ? null : secret);
  if (!isRevoked) await browser.alarms.create(GRANT_ALARM, { delayInMinutes: 1 });
  return isRevoked;
}

/** When the worker starts, a view opens or the alarm rings: what was left in the middle goes on, or is ended. */
export async function checkGrants(): Promise<void> {
  for (const side of sides) {
    const left = await inOrder(() => leftInTheMiddle(side));
    if (left === 'work') void work(side);
    // Its tab may have got the answer while no worker was there to hear of it.
    else if (left !== null) await grantTabAt(left.id, left.url);
  }
  await clearAlarm();
}

/** What is to go on: the work, or the asking in this tab. Null: nothing. */
async function leftInTheMiddle(side: Side): Promise<'work' | { id: number; url: string } | null> {
  const stored = await getPlan();
  const grant = stored.ok ? stored.plan.grants[side] : null;
  const secret = await secretOf(side);
  if (secret === null) {
    if (grant !== null && isGranted(grant)) await dispatch({ type: 'grantEnded', side, why: 'restarted', detail: '', isOpen: grant.isOpen });
    return null;
  }
  if (grant === null || !isGranted(grant)) {
    atWork.get(side)?.abort();
    if (await revoked(side)) await dispatch({ type: 'grantClosed', side });
    return null;
  }
  if (secret.token !== null) return 'work';
  const tab = secret.tabId === null ? null : await browser.tabs.get(secret.tabId).catch(() => null);
  if (secret.tabId !== null && tab !== null) return { id: secret.tabId, url: tab.url ?? '' };
  // A code that was on its way when the worker was stopped is lost, with whatever came of it.
  await keepSecret(side, null);
  await dispatch({ type: 'grantEnded', side, why: secret.tabId === null ? 'restarted' : 'closed', detail: '', isOpen: grant.isOpen });
  return null;
}

/** Reads or sends what was ticked, kind by kind, and ends our access. */
async function work(side: Side): Promise<void> {
  // What was stopped may still be at its end: it does nothing more.
  if (atWork.get(side)?.signal.aborted === false) return;
  const stop = new AbortController();
  atWork.set(side, stop);
  try {
    await browser.alarms.create(GRANT_ALARM, { periodInMinutes: SOON });
    const outcome = await workOn(side, stop.signal);
    if (outcome === null || stop.signal.aborted) return;
    if (outcome.why === 'waiting') {
      await dispatch({ type: 'grantWaits', side, until: outcome.until });
      await browser.alarms.create(GRANT_ALARM, { when: outcome.until });
    } else await inOrder(() => ended(side, outcome.why, outcome.detail));
  } finally {
    if (atWork.get(side) === stop) atWork.delete(side);
    await clearAlarm();
  }
}

/** The alarm rings as long as something of ours is not over. */
async function clearAlarm(): Promise<void> {
  if (atWork.size > 0 || (await Promise.all(sides.map(secretOf))).some((secret) => secret !== null)) return;
  await browser.alarms.clear(GRANT_ALARM);
}

type Outcome = { why: 'waiting'; until: number } | { why: GrantEnd; detail: string };

/** Null: somebody else has ended it. */
async function workOn(side: Side, signal: AbortSignal): Promise<Outcome | null> {
  const [secret, party, stored] = [await secretOf(side), await partyOf(side), await getPlan()];
  const grant = stored.ok ? stored.plan.grants[side] : null;
  if (secret?.token == null || party === null || grant === null || !isGranted(grant)) return null;
  // The server's limit is waited for.
  if (grant.state === 'waiting' && (grant.until ?? 0) > Date.now()) return { why: 'waiting', until: grant.until ?? 0 };
  const kinds = kindsFor(grant.kinds, side);
  // All was done when the worker was stopped: the token may be good for nothing by now.
  if (stored.ok && kinds.every((kind) => isDone(stored.plan, side, kind, grant.at))) return { why: 'done', detail: '' };
  const api = await apiFor(side, secret, party, signal);
  const me = await whoLetUsIn(api);
  if (!me.ok) return endOf(me.problem);
  const handle = wholeHandle(me.value.username, party.server.domain);
  if (!sameHandle(handle, party.handle)) return { why: 'other-account', detail: handle };
  for (const kind of kinds) {
    const now = await getPlan();
    if (signal.aborted || !now.ok) return null;
    if (isDone(now.plan, side, kind, grant.at)) continue;
    await dispatch({ type: 'grantAt', side, kind });
    const problem = side === 'old' ? await keepKind(kind, api, me.value, party) : await sendKind(now.plan, kind, api, me.value);
    await keepKnown(side, api);
    if (problem === null) continue;
    if (problem.kind === 'ended') return null;
    if (problem.kind === 'wait') return { why: 'waiting', until: problem.until };
    if (problem.kind === 'storage-full') return { why: 'storage-full', detail: '' };
    await dispatch({ type: 'grantFailed', side, kind, detail: problem.detail });
  }
  return { why: 'done', detail: '' };
}

function endOf(problem: GrantedProblem): Outcome | null {
  if (problem.kind === 'ended') return null;
  if (problem.kind === 'wait') return { why: 'waiting', until: problem.until };
  // The account has moved, so its login is disabled (docs/mastodon.md, Ask once).
  if (problem.kind === 'refused') return { why: problem.detail === '403' ? 'not-functional' : 'refused', detail: problem.detail };
  return { why: 'unreachable', detail: problem.detail };
}

/** Done since the person let us in, or known not to be possible. */
function isDone({ details, grants }: Plan, side: Side, kind: GrantKind, since: number): boolean {
  if ((grants.problems[kind]?.at ?? 0) >= since && grants.problems[kind]?.side === side) return true;
  if (kind === 'requests') return (grants.requests?.at ?? 0) >= since;
  const done = side === 'new' ? grants.outcomes[kind]?.at : isOneOf(fileGrantKinds, kind) ? details.read[kind]?.at : since;
  return (done ?? 0) >= since;
}

type Problem = GrantedProblem | { kind: 'storage-full' };

async function keepKind(kind: GrantKind, api: Api, me: Me, { handle, server }: Party): Promise<Problem | null> {
  if (!isOneOf(fileGrantKinds, kind) || handle === null) return null;
  const told = await readGrantedTable(kind, api, me);
  if (!told.ok) return told.problem;
  const takenAt = new Date().toISOString();
  const file = { detail: kind, name: fileNameOf(kind), bytes: told.value, sha256: await hash(told.value), takenAt, contentType: 'text/csv' };
  const { origin, software, version } = server;
  const kept = await keepDetailFiles([file], { takenAt, handle, server: { origin, software, version } });
  if (!kept.ok) return { kind: 'storage-full' };
  await dispatch({ type: 'detailRead', detail: kind, read: readOf([file], Date.parse(takenAt)), elsewhere: {} });
  return null;
}

async function sendKind(plan: Plan, kind: GrantKind, api: Api, me: Me): Promise<Problem | null> {
  if (kind === 'requests') {
    const told = await pendingRequests(api, me, await followsIn(plan));
    if (!told.ok) return told.problem;
    await dispatch({ type: 'requestsSeen', names: told.value });
    return null;
  }
  const saved = await savedOf(plan, kind);
  if (saved === null) return { kind: 'unreadable', detail: '' };
  const told = await carry(saved, api, me, Date.now);
  if (!told.ok) return told.problem;
  await dispatch({ type: 'grantCompared', kind: saved.kind, outcome: told.value });
  return null;
}

/** What is in the kit of this kind. */
async function savedOf(plan: Plan, kind: Exclude<GrantKind, 'requests'>): Promise<Saved | null> {
  if (kind === 'filters') {
    const file = await keptFile('custom_filters', plan.kit.lists.custom_filters?.sha256 ?? '');
    const list = file && parseList('custom_filters', file.bytes);
    return list?.ok ? { kind, rows: list.rows } : null;
  }
  const [file] = await keptDetailFiles(plan.details.read[kind]?.files ?? []);
  const rows = file === undefined ? null : readLines(kind, file.bytes);
  return rows === null ? null : { kind, rows };
}

async function followsIn(plan: Plan): Promise<string[]> {
  const file = await keptFile('follows', plan.kit.lists.follows?.sha256 ?? '');
  const list = file && parseList('follows', file.bytes);
  const handles = list?.ok ? list.rows.map(({ account }) => wholeHandle(account, plan.old?.server.domain ?? '')) : [];
  // People who have moved were asked under their new address.
  return [...new Set(handles.map((handle) => plan.imports.moved[handle] ?? handle))];
}

async function partyOf(side: Side): Promise<(Party & { handle: string }) | null> {
  const stored = await getPlan();
  const party = stored.ok ? stored.plan[side] : null;
  return party?.handle == null ? null : { ...party, handle: party.handle };
}

async function apiFor(side: Side, { token, known }: GrantSecret, { server }: Party, signal: AbortSignal): Promise<Api> {
  const { origin, version, domain } = server;
  const api: Api = apiOf({ origin, version, domain, token: token ?? '', known: new Map(known), now: Date.now, signal, alive: () => keepKnown(side, api) });
  return api;
}

/** So that no account is looked up twice after a wait. Writing also keeps the browser from stopping the worker. */
async function keepKnown(side: Side, { known }: Api): Promise<void> {
  await changeSecret(side, (secret) => secret && { ...secret, known: [...known] });
}
