/** Which lists are to be collected, which are still missing, and how to say what is in the way. */

import { shownHandle } from '../lists/handle';
import type { ListKind } from '../lists/kinds';
import { canExport, listKinds, wantedLists } from '../lists/kinds';
import { isSince } from '../lists/versions';
import { namesOf, partyNames } from './names';
import type { Collection, Plan } from './plan';
import type { Side } from './step-ids';
import { type Text, text } from './text';

/** Where the lists of a side go: the old account's into the kit, the new one's beside it. */
export function collectionOf(plan: Plan, side: Side): Collection {
  return side === 'old' ? plan.kit : plan.fresh;
}

/** Whose lists are being collected at this moment; null: nobody's. */
export function collectedSide(plan: Plan): Side | null {
  return plan.kit.saving !== null ? 'old' : plan.fresh.saving !== null ? 'new' : null;
}

/** Everything that can be saved from an account now; empty until its export page was seen. */
export function wantedOf(plan: Plan, side: Side = 'old'): ListKind[] {
  const { exports, account } = plan.seen[side];
  return exports === null ? [] : wantedLists(exports.offered, plan[side]?.server.version ?? '', account?.functional ?? false);
}

/** What went wrong at the last try, as far as it can still be tried, and was not saved before. */
export function failedLists(plan: Plan): ListKind[] {
  return wantedOf(plan).filter((kind) => plan.kit.problems[kind] !== undefined && !plan.kit.lists[kind]?.served);
}

export function isSaved(plan: Plan): boolean {
  return expectedOf(plan).length > 0 && missingLists(plan).length === 0;
}

/** Lists that no server has given yet. */
export function missingLists(plan: Plan): ListKind[] {
  return expectedOf(plan).filter((kind) => !plan.kit.lists[kind]?.served);
}

function expectedOf(plan: Plan): ListKind[] {
  return plan.seen.old.exports === null ? usualOf(plan) : wantedOf(plan);
}

/**
 * What a server of that version offers: for a kit that was dropped in, or found again, when its export page was not
 * seen, or never will be any more.
 */
function usualOf(plan: Plan): ListKind[] {
  const version = plan.old?.server.version ?? '';
  const offered = listKinds.filter((kind) => canExport(kind, version) !== false);
  return wantedLists(offered, version, plan.seen.old.account?.functional ?? true);
}

/** The lists of the next run: what an interrupted one left, else what is missing. Null: all of them. */
export function nextLists(plan: Plan, side: Side = 'old'): ListKind[] | null {
  const left = collectionOf(plan, side).paused?.left ?? [];
  // A comparison is of one moment: everything that the kit has is asked for again.
  if (side === 'new') return left.length > 0 ? left : listKinds.filter((kind) => plan.kit.lists[kind] !== undefined);
  const missing = wantedOf(plan).filter((kind) => left.includes(kind) || plan.kit.problems[kind] !== undefined || !plan.kit.lists[kind]?.served);
  return missing.length === 0 ? null : missing;
}

/** How far a run is; null while none is going on. */
export function savingProgress(plan: Plan, side: Side = 'old'): { value: number; max: number } | null {
  const { saving } = collectionOf(plan, side);
  return saving === null ? null : { value: saving.of - saving.left.length, max: Math.max(1, saving.of) };
}

/** Why a list is not in the kit, or could not be read afresh. */
export function troubleSentence(plan: Plan, kind: ListKind, side: Side = 'old'): Text | null {
  const problem = collectionOf(plan, side).problems[kind];
  if (problem === undefined) return null;
  const server = partyNames(plan[side]).server;
  // docs/mastodon.md, Export: until 4.4 one bookmarked post that was deleted breaks the export
  const isDeletedPost = kind === 'bookmarks' && problem.kind === 'server-error' && isSince(plan[side]?.server.version ?? '', [4, 5]) === false;
  // After a second failure the same advice is of no use. The archive of posts holds the bookmarks, too.
  if (problem.kind === 'server-error' && (problem.tries ?? 1) > 1 && side === 'old')
    return text(kind === 'bookmarks' ? 'kit.troubles.always-bookmarks' : 'kit.troubles.always', { server, detail: problem.detail });
  return text(isDeletedPost ? 'kit.troubles.deleted-bookmark' : `kit.troubles.${problem.kind}`, { server, detail: problem.detail });
}

/** Why saving stopped before its end; null when it did not. */
export function pauseSentence(plan: Plan): Text | null {
  const { paused } = plan.kit;
  if (paused === null) return null;
  const server = namesOf(plan).oldServer;
  const detail = paused.why === 'other-account' ? shownHandle(paused.detail) : paused.detail;
  return text(`kit.pauses.${paused.why}`, { server, handle: namesOf(plan).old, detail });
}
