/** What the last step says, on the start page as in the checklist: the page does without the other steps' words. */

import { namesOf } from './names';
import type { Plan } from './plan';
import { hasMoved, isAllOver, redirect, stayedBehind } from './steps';
import { type Text, text } from './text';

/**
 * The profile of an account that moved cannot be edited (docs/mastodon.md, Move and redirect): its redirect is the link
 * to the new one.
 */
export function farewellSentences(plan: Plan): readonly Text[] {
  const names = namesOf(plan);
  // While followers are on their way, servers are still asked about them.
  const how = redirect(plan) === 'cancelled' ? 'moved' : hasMoved(plan) ? 'now' : 'later';
  const again = plan.seen.old.migration?.cooldownUntil ?? null;
  return [
    text(`steps.farewell.${how}`, names),
    ...(hasMoved(plan) && stayedBehind(plan) > 0 && again !== null ? [text('steps.farewell.again', { date: again })] : []),
    ...(isAllOver(plan, 'farewell') ? [text('steps.farewell.access')] : []),
  ];
}
