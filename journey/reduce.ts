/** Everything that can happen to a plan, and what the plan is after it. Pure: the same events give the same plan. */
import { accessChanged, accountsNamed, chooseNew } from './accounts';
import { collected, kitChecked } from './collecting';
import { reduceDetails } from './details';
import type { PartEvent, PlanEvent } from './events';
import { reduceFollowers } from './followers';
import { reduceGrants } from './grants';
import { reduceImports, savedAnew } from './import/imports';
import { afterCooldown, afterHiding, outsideSeen } from './outside-seen';
import { doorSeen, pageSeen } from './page-seen';
import { emptyPlan, type Plan, settledNew, sidesAt } from './plan';
import { reduceProfile } from './profile';

/** The plan after the event. `now` is milliseconds since 1970. */
export function reduce(plan: Plan, event: PlanEvent, now: number): Plan {
  switch (event.type) {
    case 'accountsNamed':
      return accountsNamed(plan, event.old, settledNew(plan, event.new), now);
    case 'newAccountChosen':
      return chooseNew(plan, event.handle, now);
    case 'said':
      return { ...plan, said: { ...plan.said, [event.step]: { what: event.what, at: now } } };
    case 'unsaid': {
      const { [event.step]: _, ...said } = plan.said;
      return { ...plan, said };
    }
    case 'archiveWanted':
      return { ...plan, archiveWish: { at: now, triedAt: null, tries: 0, last: null } };
    case 'archiveTried':
      return plan.archiveWish === null
        ? plan
        : { ...plan, archiveWish: { ...plan.archiveWish, triedAt: now, tries: plan.archiveWish.tries + 1, last: event.what } };
    case 'lockLeft':
      return { ...plan, leavesLocked: true };
    case 'repairSeen':
      return { ...plan, repairedAt: null };
    case 'accessRefused':
      return { ...plan, accessRefusedAt: now };
    case 'accessChanged':
      return accessChanged(plan, event.hosts);
    case 'startedOver':
      return { ...emptyPlan(now), access: plan.access };
    case 'pageSeen':
      return pageSeen(plan, event.seen, now);
    case 'doorSeen':
      return sidesAt(plan, event.origin).reduce((next, side) => doorSeen(next, side, event.place, now), plan);
    case 'timePassed':
      return afterHiding(afterCooldown(plan, now), now);
    case 'outsideSeen':
      return outsideSeen(plan, event, now);
    case 'kitChecked':
      return { ...plan, kit: kitChecked(plan.kit, event, now) };
    default:
      return reducePart(plan, event, now);
  }
}

/** What concerns one part of a plan alone changes by the rules of that part. */
function reducePart(plan: Plan, event: PartEvent, now: number): Plan {
  switch (event.type) {
    case 'savingBegan':
    case 'savingChanged':
    case 'savingEnded':
    case 'savingPaused':
    case 'listSaved':
    case 'listFailed':
      if (event.side === 'new') return { ...plan, fresh: collected(plan.fresh, event, now) };
      return {
        ...plan,
        kit: collected(plan.kit, event, now),
        imports: event.type === 'listSaved' ? savedAnew(plan.imports, event.kind) : plan.imports,
      };
    case 'detailsAsked':
    case 'detailRead':
    case 'detailFailed':
    case 'detailsKept':
      return { ...plan, details: reduceDetails(plan.details, event, now) };
    case 'profileAsked':
    case 'profileRead':
    case 'profileFailed':
      return { ...plan, profile: reduceProfile(plan.profile, event, now) };
    case 'grantAsked':
    case 'grantRegistered':
    case 'grantOpened':
    case 'grantGiven':
    case 'grantAt':
    case 'grantWaits':
    case 'grantFailed':
    case 'grantCompared':
    case 'requestsSeen':
    case 'grantEnded':
    case 'grantClosed':
      return { ...plan, grants: reduceGrants(plan.grants, event, now) };
    case 'followersAsked':
    case 'followersCompared':
    case 'followersBegan':
    case 'followersPage':
    case 'followersWait':
    case 'followersKept':
    case 'followersRead':
    case 'followersFailed':
      return { ...plan, followers: reduceFollowers(plan.followers, event, now) };
    default:
      return { ...plan, imports: reduceImports(plan.imports, event, now) };
  }
}
