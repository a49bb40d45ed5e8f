/** The archive of posts: when a server makes the next one, and whose an archive is (docs/mastodon.md, Archive). */

import { parseHandle } from '../lists/handle';
import { isSince } from '../lists/versions';
import { DAY, isWithin } from './moment';
import type { Party, Plan } from './plan';

/** When another archive can be asked for; null when it can be now, or the page does not tell when the last one was. */
export function archiveAgainAt(plan: Plan): number | null {
  const exports = plan.seen.old.exports;
  if (exports === null || exports.canRequest || exports.archiveAskedAt === null) return null;
  const version = plan.old?.server.version ?? '';
  // A week until 4.2.0, whatever the pages of later versions still say.
  const days = isSince(version, [4, 3]) || /^v?4\.2\.[1-9]/.test(version) ? 6 : 7;
  return exports.archiveAskedAt + days * DAY;
}

/** Whether an archive's actor is this account; handle domain and web host may differ. */
export function isArchiveOf(actor: { username: string; host: string | null; actorUrl: string | null }, party: Party | null): boolean {
  const handle = parseHandle(party?.handle ?? '');
  if (party === null || !handle.ok) return false;
  if (actor.actorUrl !== null && actor.actorUrl === party.account?.actorId) return true;
  const isThere = actor.host === new URL(party.server.origin).host || actor.host === handle.value.domain;
  return isThere && actor.username.toLowerCase() === handle.value.username.toLowerCase();
}

/** Whether it can be requested together with the lists: nobody has yet, and nothing is known against it. */
export function canWantArchive(plan: Plan): boolean {
  const exports = plan.seen.old.exports;
  return plan.said.archive === undefined && plan.archiveWish === null && (exports === null || (exports.archive === 'requestable' && exports.canRequest));
}

/** A server that fails is asked no more than so often. */
const MOST_TRIES = 3;
const TEN_MINUTES = 10 * 60_000;

/**
 * What is to be done for it now in a page of the old account: request it, also again where it vanished; or look whether
 * it is ready. Null: nothing.
 */
export function archiveChore(plan: Plan, now: number): 'request' | 'look' | null {
  const { archiveWish: wish } = plan;
  const exports = plan.seen.old.exports;
  if (wish === null || exports === null || plan.kit.saving !== null) return null;
  if (exports.archive === 'in-progress') return isWithin(TEN_MINUTES, exports.at, now) ? null : 'look';
  const isTimely =
    wish.triedAt === null ||
    ((exports.archiveVanished === true ? exports.at > wish.triedAt : wish.last !== 'requested') && !isWithin(TEN_MINUTES, wish.triedAt, now));
  const isWanted = exports.archive === 'requestable' && exports.canRequest && wish.tries < MOST_TRIES;
  return isWanted && isTimely ? 'request' : null;
}
