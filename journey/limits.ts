/** What the old side can no longer do, and which steps fall away with it. */
import { shownDomain, shownHandle } from '../lists/handle';
import { namesOf } from './names';
import { isOtherSoftware } from './other-software';
import type { Party, Plan } from './plan';
import type { Side, StepId } from './step-ids';
import { type Text, type TextKey, text } from './text';

/**
 * `gone`: the person says that the account or its server is no more. `suspended`: its server lets it export, and
 * nothing else. `closing`: its server is being shut down and knows no move any more. `other-software`: no Mastodon; the
 * move is started on that program's own pages.
 */
export type OldLimit = 'gone' | 'suspended' | 'closing' | 'other-software';

/** Steps that cannot be done, or are of no use, with that limit: why, and what can be done instead. */
const blockedBy: Record<OldLimit, { readonly [Id in StepId]?: readonly TextKey[] }> = {
  gone: {
    save: ['steps.save.gone'],
    archive: ['steps.archive.gone'],
    alias: ['steps.alias.gone'],
    move: ['steps.move.gone', 'steps.move.goneThen'],
    farewell: ['steps.farewell.gone'],
  },
  suspended: { alias: ['steps.alias.suspended'], move: ['steps.move.suspended', 'steps.move.suspendedThen'], farewell: ['steps.farewell.suspended'] },
  closing: { alias: ['steps.alias.closing'], move: ['steps.move.closing', 'steps.move.closingThen'], farewell: ['steps.farewell.closing'] },
  'other-software': { save: ['steps.save.other'], archive: ['steps.archive.other'] },
};

/** What was seen of the account last goes before what its server told when it was named. */
export function oldLimit({ old, seen }: Pick<Plan, 'old' | 'seen'>): OldLimit | null {
  if (old === null) return null;
  if (old.gone) return 'gone';
  if (isOtherSoftware(old)) return 'other-software';
  const { status } = seen.old;
  if (status?.is === 'suspended' || status?.is === 'closing') return status.is;
  return status === null ? (old.limit ?? null) : null;
}

/**
 * Why the server of this side told us nothing of its account, as long as it has not told since; with the words for the
 * server of the other side, which has to find that account and may be told no more than we are.
 */
export function untold({ old, new: next, seen }: Pick<Plan, 'old' | 'new' | 'seen'>, side: Side): Text[] {
  const party = side === 'old' ? old : next;
  if (party?.untold === undefined || seen[side].outside !== null) return [];
  const other = side === 'old' ? next : old;
  return [text(`untold.${party.untold}.later`, { ...untoldNames(party), other: shownDomain(other?.server.domain ?? '') })];
}

export function untoldNames({ handle, server: { domain, origin } }: Party) {
  return { handle: shownHandle(handle ?? ''), domain: shownDomain(domain), server: shownDomain(new URL(origin).host) };
}

export function blocksStep(plan: Plan, step: StepId): boolean {
  const limit = oldLimit(plan);
  return limit !== null && blockedBy[limit][step] !== undefined;
}

/** Why this step cannot be done without the old server, and what can be done instead; null where it can. */
export function whyBlocked(plan: Plan, step: StepId, limit = oldLimit(plan)): Text[] | null {
  const { oldServer, old } = namesOf(plan);
  return (limit === null ? undefined : blockedBy[limit][step])?.map((key) => text(key, { server: oldServer, old })) ?? null;
}

/**
 * Nobody can send the followers on their way: only the old server could tell their servers
 * (`app/workers/move_worker.rb`, 4.0-4.8).
 */
export function isMoveImpossible(plan: Plan): boolean {
  return blocksStep(plan, 'move');
}
