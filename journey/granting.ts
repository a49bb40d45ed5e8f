/** "Ask once", derived from the plan: what can be asked where, and how it stands in words. Pure. */

import { shownHandle } from '../lists/handle';
import { fileGrantKinds, type GrantKind, grantKindsOf, isOneOf, kindsFor } from './grant-kinds';
import { missingOf } from './grants';
import { partyNames } from './names';
import { canTakeOver, type Plan } from './plan';
import type { Side } from './step-ids';
import { hasMoved } from './steps';
import { type Text, text } from './text';

/** Whether there is anything to ask for, and anybody to ask. */
export function hasAskPage(plan: Plan): boolean {
  return plan.old?.handle != null && canTakeOver(plan);
}

/** Every kind that both servers know. */
export function offeredKinds(plan: Plan): GrantKind[] {
  return grantKindsOf(plan.old?.server.version ?? '', plan.new?.server.version ?? '');
}

/** Those of these kinds that can be asked for on this side now. */
export function askableKinds(plan: Plan, side: Side, kinds: readonly GrantKind[]): GrantKind[] {
  if (side === 'old') return isOldClosed(plan) ? [] : kindsFor(kinds, 'old');
  return kinds.filter((kind) => {
    if (kind === 'requests') return plan.kit.lists.follows !== undefined && plan.imports.pieces.some((piece) => piece.kind === 'follows');
    if (kind === 'filters') return (plan.kit.lists.custom_filters?.rows ?? 0) > 0;
    return plan.details.read[kind] !== undefined;
  });
}

/** A moved account lets no app in any more; glitch-soc leaves it open (docs/mastodon.md, Ask once). */
export function isOldClosed(plan: Plan): boolean {
  const isGlitch = /\+glitch/.test(plan.old?.server.version ?? '');
  return (hasMoved(plan) && !isGlitch) || plan.seen.old.account?.functional === false;
}

/** It had to be asked for on the old server before, and was not. */
export function isTooLate(plan: Plan, kind: GrantKind): boolean {
  return isOneOf(fileGrantKinds, kind) && plan.details.read[kind] === undefined && isOldClosed(plan);
}

/** How our access on this side stands; null: it was never asked for. */
export function grantSentence(plan: Plan, side: Side): { tone: 'info' | 'warn' | 'done'; title: Text; body: Text[] } | null {
  const grant = plan.grants[side];
  if (grant === null) return null;
  const params = { ...partyNames(plan[side]), detail: shownHandle(grant.detail) };
  const named = grant.kind === null ? {} : { name: text(`ask.kinds.${grant.kind}.name`) };
  switch (grant.state) {
    case 'asked':
      return { tone: 'info', title: text('ask.asked.title', params), body: [text('ask.asked.body', params)] };
    case 'working':
      return { tone: 'info', title: text('ask.working.title', params), body: [text('ask.working.body', { ...params, ...named })] };
    case 'waiting':
      return {
        tone: 'info',
        title: text('ask.waiting.title', params),
        body: [text('ask.waiting.body', { ...params, date: grant.until ?? 0, time: grant.until ?? 0 })],
      };
    case 'ended': {
      const why = grant.why ?? 'stopped';
      const title = text(`ask.ends.${why}`, params);
      if (grant.isOpen) return { tone: 'warn', title, body: [text('ask.open', params)] };
      return {
        tone: why === 'done' ? 'done' : 'info',
        title,
        body: [text('ask.over', params), ...(side === 'old' && isOldClosed(plan) ? [] : [text('ask.again')])],
      };
    }
    default:
      return grant.state satisfies never;
  }
}

/** Where the person ends the access themselves: the list of apps they have let in. */
export function appsAddress(plan: Plan, side: Side): string | null {
  const origin = plan[side]?.server.origin;
  return origin === undefined ? null : `${origin}/oauth/authorized_applications`;
}

/** What is known of one kind on this side. */
export function kindSentence(plan: Plan, side: Side, kind: GrantKind): Text | null {
  const { grants, details } = plan;
  const problem = grants.problems[kind];
  const server = partyNames(plan[side]).server;
  if (problem?.side === side) return text('ask.states.failed', { server, detail: problem.detail });
  if (side === 'old') {
    if (!isOneOf(fileGrantKinds, kind)) return kind === 'filters' ? text('ask.states.inLists') : null;
    const read = details.read[kind];
    return read === undefined ? (isTooLate(plan, kind) ? text('ask.states.tooLate') : null) : savedSentence(read.rows);
  }
  if (kind === 'requests') return grants.requests === null ? null : text('ask.states.requests', { count: grants.requests.names.length });
  const outcome = grants.outcomes[kind];
  if (outcome === undefined) return null;
  const missing = missingOf(outcome);
  if (missing === 0 && outcome.there === 0) return text('ask.states.none');
  return text(missing === 0 ? 'ask.states.allThere' : 'ask.states.partThere', { count: outcome.there, missing });
}

const savedSentence = (count: number): Text => (count === 0 ? text('ask.states.none') : text('ask.states.saved', { count }));
