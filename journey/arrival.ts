/** What becomes of followers: how many have come along, and what is different where an account is locked. */

import { shownDomain } from '../lists/handle';
import { isSince } from '../lists/versions';
import { namesOf } from './names';
import type { Plan } from './plan';
import { followersSettled } from './settled';
import { hasMoved } from './steps';
import { type Text, text } from './text';

/**
 * Followers from other servers come to a locked account as requests (`app/lib/activitypub/activity/follow.rb`,
 * 4.0-4.8). No endpoint tells strangers how many: it is who has left the old account and not come to the new one, since
 * the first count. Null where nobody has to ask.
 */
export function requestsSentence(plan: Plan): Text[] | null {
  const account = plan.seen.new.outside?.account ?? plan.new?.account;
  if (!hasMoved(plan) || plan.new === null || account?.locked !== true) return null;
  const [first, last] = [plan.arrivals[0], plan.arrivals.at(-1)];
  const left = (first?.old ?? 0) - (last?.old ?? 0);
  const come = (last?.new ?? 0) - (first?.new ?? 0);
  const names = { new: namesOf(plan).new, page: `${shownDomain(new URL(plan.new.server.origin).host)}/follow_requests` };
  return [left > come ? text('steps.arrive.requests', { ...names, count: left - come }) : text('steps.arrive.locked', names)];
}

/**
 * Where an account is told to let new followers in by itself: the profile page until 4.1
 * (`settings/privacy_controller.rb`, 4.2-4.8). Null where there is no new account.
 */
export function lockAddress({ new: next }: Plan): string | null {
  if (next === null) return null;
  return `${next.server.origin}/settings/${isSince(next.server.version, [4, 2]) === false ? 'profile' : 'privacy'}`;
}

/** The same address as it is said in a sentence. */
export function lockPage(plan: Plan): string {
  const url = new URL(lockAddress(plan) ?? 'https://new.invalid');
  return shownDomain(url.host) + url.pathname;
}

/** Who has come along, as their names say. */
export function namedSentence({ arrived, stayed, left }: NonNullable<Plan['followers']['compared']>): Text {
  const of = arrived + stayed + left;
  if (arrived > 0 && arrived === of) return text('arrivals.all', { count: of });
  return stayed === 0 ? text('arrivals.arrived', { count: arrived, of }) : text('steps.arrive.named', { count: stayed, arrived, of });
}

/** Who has come along: by name where that is known, else as both servers count. Null where neither is. */
export function cameAlong(plan: Plan): Text | null {
  const last = plan.arrivals.at(-1);
  if (!hasMoved(plan)) return null;
  if (plan.followers.compared !== null) return namedSentence(plan.followers.compared);
  if (last === undefined || last.old === null || last.new === null) return null;
  return text(followersSettled(plan) ? 'report.followersSettled' : 'report.followers', { new: last.new, old: last.old });
}

/** Its followers have come: it may approve new ones by hand again, as the old account does. Null: nothing to say. */
export function lockAgainSentence(plan: Plan): Text | null {
  const [old, next] = (['old', 'new'] as const).map((side) => plan.seen[side].outside?.account ?? plan[side]?.account);
  if (!hasMoved(plan) || !followersSettled(plan) || old?.locked !== true || next?.locked !== false) return null;
  return text('arrivals.lockAgain', { new: namesOf(plan).new, page: lockPage(plan) });
}
