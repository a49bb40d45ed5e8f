/** Which details are to be read in a page of the old account, and what is in the way. */

import { type DetailId, detailsOf } from './detail-ids';
import type { DetailTrouble } from './details';
import { isMoveImpossible } from './limits';
import { partyNames } from './names';
import { isOldOutOfReach, type Party, type Plan } from './plan';
import type { Side } from './step-ids';
import { hasMoved } from './steps';
import { type Text, text } from './text';

/** What is to be read now in a page of this account, in its order. Lists come first. */
export function wantedDetails(plan: Plan, side: Side | null): DetailId[] {
  if (side !== 'old' || hasMoved(plan) || isOldOutOfReach(plan) || isMoveImpossible(plan)) return [];
  // The person has pressed "save".
  if (plan.kit.saving !== null || !Object.values(plan.kit.lists).some((list) => list.served)) return [];
  // Pages of an account that does not work fully lead elsewhere.
  if (plan.seen.old.account?.functional === false) return [];
  const { read, problems } = plan.details;
  return expectedDetails(plan).filter((detail) => read[detail] === undefined && problems[detail] === undefined);
}

/** Everything that the old server has a page for. */
export function expectedDetails(plan: Plan): DetailId[] {
  return detailsOf(plan.old?.server.version ?? '');
}

/** What could not be read, and was not left by the person. */
export function failedDetails(plan: Plan): DetailId[] {
  return expectedDetails(plan).filter((detail) => plan.details.problems[detail] !== undefined && plan.details.problems[detail]?.why !== 'left');
}

/** Why a detail is not in the kit; null where nothing went wrong. */
export function detailTrouble(plan: Plan, detail: DetailId): Text | null {
  const problem = plan.details.problems[detail];
  if (problem === undefined) return null;
  return detailTroubleText(problem.why, problem.detail, plan.old);
}

/** What went wrong with this account's pages, and what to do. */
export function detailTroubleText(why: DetailTrouble, detail: string, party: Party | null): Text {
  return text(`details.troubles.${why}`, { ...partyNames(party), detail });
}
