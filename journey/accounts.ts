/** Who moves where: the two accounts are named, or another new one is chosen, and what was seen of them goes along. */
import { parseHandle, sameHandle } from '../lists/handle';
import { noDetails } from './details';
import type { PageSeen } from './facts';
import { noFollowers } from './followers';
import { noGrants } from './grants';
import { emptyPlan, neededHosts, type Party, type Plan, type SideSeen, sameParty, sidesAt } from './plan';
import { noProfile } from './profile';
import type { Side } from './step-ids';
import { stepOf } from './steps';

/**
 * A side that stays the same account keeps what was seen of it; a mistyped address corrected does not cost the other
 * side anything.
 */
export function accountsNamed(plan: Plan, old: Party | null, next: Party | null, now: number): Plan {
  const fresh = emptyPlan(now);
  const kept = (before: Party | null, after: Party | null, side: Side): SideSeen => (sameParty(before, after) ? plan.seen[side] : fresh.seen[side]);
  const sameOld = sameParty(plan.old, old);
  return {
    ...plan,
    old,
    new: next,
    accessRefusedAt: null,
    seen: { old: kept(plan.old, old, 'old'), new: kept(plan.new, next, 'new') },
    said: sameOld && sameParty(plan.new, next) ? plan.said : {},
    // The kit belongs to the old account: another account starts with an empty one. The saved bytes stay until the
    // person deletes them, and are found again (`kitChecked`).
    kit: sameOld ? plan.kit : fresh.kit,
    imports: sameOld && sameParty(plan.new, next) ? plan.imports : fresh.imports,
    fresh: sameParty(plan.new, next) ? plan.fresh : fresh.fresh,
    details: sameOld ? plan.details : noDetails,
    leavesLocked: sameParty(plan.new, next) && plan.leavesLocked,
    profile: sameOld && sameParty(plan.new, next) ? plan.profile : noProfile,
    archiveWish: sameOld ? plan.archiveWish : null,
    grants: {
      ...(sameOld && sameParty(plan.new, next) ? plan.grants : noGrants),
      old: sameOld ? plan.grants.old : null,
      new: sameParty(plan.new, next) ? plan.grants.new : null,
      left: plan.grants.left.filter(({ side }) => (side === 'old' ? sameOld : sameParty(plan.new, next))),
    },
    followers: followersOf(plan, sameOld, sameParty(plan.new, next)),
    arrivals: sameOld && sameParty(plan.new, next) ? plan.arrivals : [],
    settledAt: sameOld && sameParty(plan.new, next) ? plan.settledAt : null,
  };
}

/** Who followed before the move belongs to the old account alone; who follows by now, to both. */
function followersOf({ followers }: Plan, isSameOld: boolean, isSameNew: boolean): Plan['followers'] {
  if (!isSameOld) return noFollowers;
  if (isSameNew) return followers;
  const { before, follows } = followers.reading;
  return {
    ...noFollowers,
    read: { ...noFollowers.read, before: followers.read.before, follows: followers.read.follows },
    reading: { ...(before === undefined ? {} : { before }), ...(follows === undefined ? {} : { follows }) },
  };
}

/**
 * The plan may have changed, or be empty, when the browser tells this: only hosts of the plan count, and where nothing
 * changed, the plan stays the same object.
 */
export function accessChanged(plan: Plan, hosts: readonly string[]): Plan {
  const needed = neededHosts(plan);
  const access = hosts.filter((host) => needed.includes(host));
  const isSame = access.length === plan.access.length && access.every((host) => plan.access.includes(host));
  return isSame && plan.accessRefusedAt === null ? plan : { ...plan, access, accessRefusedAt: null };
}

/**
 * Whether this account, signed in on the new server, can be the one to move to. A page names accounts of its own server
 * alone.
 */
export function mayBeNew(plan: Plan, handle: string): boolean {
  const parsed = parseHandle(handle);
  return parsed.ok && parsed.value.domain === plan.new?.server.domain && !sameHandle(handle, plan.old?.handle);
}

/**
 * Which account is `new` can be changed until the alias is made. All that was meant for the one before ends with it.
 */
export function chooseNew(plan: Plan, handle: string, now: number): Plan {
  if (plan.new === null || stepOf('alias').isDone(plan) || sameHandle(handle, plan.new.handle) || !mayBeNew(plan, handle)) return plan;
  const fresh = emptyPlan(now);
  const { door, stranger } = plan.seen.new;
  const { import: _, arrive: __, ...said } = plan.said;
  const seen = { ...fresh.seen.new, door, stranger: sameHandle(stranger?.handle, handle) ? null : stranger };
  return {
    ...plan,
    new: { ...plan.new, handle, account: null },
    said,
    imports: fresh.imports,
    fresh: fresh.fresh,
    profile: noProfile,
    grants: { ...noGrants, old: plan.grants.old, left: plan.grants.left.filter(({ side }) => side === 'old') },
    leavesLocked: false,
    followers: followersOf(plan, true, false),
    arrivals: [],
    settledAt: null,
    seen: { ...plan.seen, new: seen },
  };
}

/** Whose page it is: the side whose account is signed in there. Null for anybody else's. */
export function sideOf(plan: Pick<Plan, Side>, seen: Pick<PageSeen, 'url' | 'account'>): Side | null {
  return sidesAt(plan, new URL(seen.url).origin).find((side) => sameHandle(plan[side]?.handle, seen.account.handle)) ?? null;
}
