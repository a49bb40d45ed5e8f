/** Which followers are to be read by name in a page of an account, how far that is, and what is in the way. */

import { shownDomain } from '../lists/handle';
import { type FollowerList, sideOfList } from './followers';
import { isMoveImpossible } from './limits';
import { partyNames } from './names';
import { isOldOutOfReach, type Plan } from './plan';
import type { Side } from './step-ids';
import { hasMoved } from './steps';
import { type Text, text } from './text';

/**
 * What a page of this account is to read now; null: nothing. Before the move the old account's followers belong to what
 * one press saves; the move empties that list (docs/mastodon.md, Followers by name).
 */
export function wantedFollowers(plan: Plan, side: Side | null): FollowerList | null {
  const { asked } = plan.followers;
  if (side === 'new') return asked.includes('new') ? 'new' : null;
  if (side === null) return null;
  if (asked.includes('old')) return 'old';
  if ((asked.includes('before') && !hasMoved(plan)) || isBeforeWanted(plan)) return 'before';
  return isFollowsWanted(plan) ? 'follows' : null;
}

/** A move leaves this list as it is: it can also be read afterwards. */
function isFollowsWanted(plan: Plan): boolean {
  const { read, problems } = plan.followers;
  if (read.follows !== null || problems.follows !== undefined || isOldOutOfReach(plan) || isMoveImpossible(plan)) return false;
  return plan.kit.saving === null && plan.kit.lists.follows?.served === true;
}

function isBeforeWanted(plan: Plan): boolean {
  const { read, problems } = plan.followers;
  // A suspended account is refused its followers, and a server that is closing down tells nobody any more.
  if (read.before !== null || problems.before !== undefined || hasMoved(plan) || isOldOutOfReach(plan) || isMoveImpossible(plan)) return false;
  // The person has pressed "save", and the lists come first.
  return plan.kit.saving === null && Object.values(plan.kit.lists).some((list) => list.served);
}

/** How far a reading is; null while none is going on, or nobody knows how many there are. */
export function followersProgress(plan: Plan, list: FollowerList): { value: number; max: number } | null {
  const reading = plan.followers.reading[list];
  if (reading === undefined || reading.of === null) return null;
  return { value: Math.min(reading.count, reading.of), max: Math.max(1, reading.of) };
}

/** "160 of 240 names saved", and until when the server asks to wait; empty while nobody knows how many there are. */
export function readingSentences(plan: Plan, list: FollowerList): Text[] {
  const reading = plan.followers.reading[list];
  if (reading === undefined) return [];
  const until = followersUntil(plan, list);
  return [...(reading.of === null ? [] : [text('kit.followers.reading', { count: reading.count, of: reading.of })]), ...(until === null ? [] : [until])];
}

/** That the server is busy, and until when; null while it is not. */
export function followersUntil(plan: Plan, list: FollowerList): Text | null {
  const until = plan.followers.reading[list]?.until ?? null;
  const server = shownDomain(plan[sideOfList(list)]?.server.domain ?? '');
  return until === null ? null : text('kit.followers.until', { server, time: until });
}

/** Reading goes on, or would in an open tab of the account. */
export function isReading(plan: Plan, list: FollowerList): boolean {
  return wantedFollowers(plan, sideOfList(list)) === list;
}

/** Why a list of followers could not be read; null where nothing went wrong. */
export function followersTrouble(plan: Plan, list: FollowerList): Text | null {
  const problem = plan.followers.problems[list];
  if (problem === undefined) return null;
  const party = plan[sideOfList(list)];
  return text(`followers.troubles.${problem.why}`, {
    server: partyNames(party).server,
    handle: partyNames(party).handle,
    detail: problem.detail,
  });
}
