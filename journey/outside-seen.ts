/** What the public endpoints tell of the two accounts, and what is no longer so when time has passed. */
import { sameHandle } from '../lists/handle';
import type { PlanEvent } from './events';
import { withSeen } from './page-seen';
import type { Plan } from './plan';
import { followersSettled, isQuiet } from './settled';
import { aliasHiddenUntil, hasMoved } from './steps';

const ARRIVAL_POINTS = 50;

export function afterCooldown(plan: Plan, now: number): Plan {
  const { migration } = plan.seen.old;
  if (migration?.cooldownUntil == null || migration.cooldownUntil > now) return plan;
  return withSeen(plan, 'old', { migration: { ...migration, cooldown: false, cooldownUntil: null } });
}

/** What the new account told from before its alias is over after three minutes, also where nobody could ask again. */
export function afterHiding(plan: Plan, now: number): Plan {
  const until = aliasHiddenUntil(plan);
  const { outside } = plan.seen.new;
  if (until === null || outside === null || now < until || outside.at >= until) return plan;
  return withSeen(plan, 'new', { outside: { ...outside, alsoKnownAs: null } });
}

export function outsideSeen(plan: Plan, event: Extract<PlanEvent, { type: 'outsideSeen' }>, at: number): Plan {
  const { side, account, alsoKnownAs, otherSide, isPublic } = event;
  // The answer may come when the person has named another account, or forgotten everything.
  if (plan[side] === null || (account !== null && !sameHandle(account.handle, plan[side].handle))) return plan;
  const next = withSeen(plan, side, { outside: { account, alsoKnownAs, otherSide, at, ...(isPublic === undefined ? {} : { isPublic }) } });
  const party = next[side];
  const withAccount = account !== null && party !== null ? { ...next, [side]: { ...party, account } } : next;
  if (withAccount.seen.old.migration?.redirectingTo == null && !hasMoved(withAccount)) return withAccount;
  const last = plan.arrivals.at(-1) ?? { at, old: plan.old?.account?.followers ?? null, new: plan.new?.account?.followers ?? null };
  const point = { ...last, at, [side]: account?.followers ?? last[side] };
  // One point a minute is plenty: two sides asked together make one. And of a time without a change, its two ends.
  const before = plan.arrivals.at(-2);
  const isSame = [last, point].every((each) => each.old === before?.old && each.new === before?.new);
  const others = isSame || (plan.arrivals.length > 0 && at - last.at < 60_000) ? plan.arrivals.slice(0, -1) : plan.arrivals;
  const arrivals = [...others, point].slice(-ARRIVAL_POINTS);
  const isSettled = hasMoved(plan) && (followersSettled(plan) || isQuiet(arrivals));
  return { ...withAccount, arrivals, settledAt: plan.settledAt ?? (isSettled ? at : null) };
}
