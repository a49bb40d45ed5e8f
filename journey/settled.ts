/** When followers have settled: nobody is on the way any more. From names wherever they were read, else from counts. */
import { COOLDOWN } from './moment';
import type { Plan } from './plan';

/**
 * Nobody is on the way any more. Once names were compared they decide, whatever the counts say: counts know nothing of
 * strangers who came, nor of those who followed both accounts before (docs/mastodon.md, Followers by name).
 */
export function followersSettled(plan: Plan): boolean {
  return plan.followers.compared === null ? countsSettled(plan) : namesSettled(plan);
}

/** Both servers' counts stand still, and stay so: until another account is named or the move is cancelled. */
export function countsSettled(plan: Plan): boolean {
  return plan.settledAt !== null || isQuiet(plan.arrivals);
}

/** Whether "settled" is said from names; else the sentence says that it is from counts. */
export function isSettledByName(plan: Plan): boolean {
  return plan.followers.compared !== null && namesSettled(plan);
}

/**
 * Everybody has arrived; or as many stayed and left as six hours before; or they were read after the counts had stood
 * still for as long. A look from before the last Move tells nothing of it.
 */
function namesSettled({ followers: { compared }, settledAt, seen }: Plan): boolean {
  if (compared === null) return false;
  if (compared.arrived > 0 && compared.stayed === 0 && compared.left === 0) return true;
  const moved = (seen.old.migration?.cooldownUntil ?? 0) - COOLDOWN;
  if (compared.at < moved) return false;
  const isStill = compared.at - Math.max(compared.since ?? compared.at, moved) >= SIX_HOURS;
  return isStill || (settledAt !== null && settledAt >= moved && compared.at >= settledAt);
}

const SIX_HOURS = 6 * 60 * 60 * 1000;

/**
 * Six hours in which neither count changed by more than one in a hundred: people follow and leave as always while
 * others arrive.
 */
export function isQuiet(points: Plan['arrivals']): boolean {
  const last = points.at(-1);
  const first = last === undefined ? -1 : points.findLastIndex(({ at }) => last.at - at >= SIX_HOURS);
  if (last === undefined || first === -1) return false;
  const counts = (['old', 'new'] as const).map((side) => points.slice(first).flatMap((point) => point[side] ?? []));
  const drift = Math.ceil(((last.old ?? 0) + (last.new ?? 0)) / 100);
  // Where no server tells its count, nobody can say.
  return counts.flat().length > 0 && counts.every((side) => Math.max(...side) - Math.min(...side) <= drift);
}
