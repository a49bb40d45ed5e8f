/**
 * What an old account that points somewhere already means for the move: said on its pages and in the checklist, which
 * carries no cards.
 */

import { shownHandle } from '../lists/handle';
import { namesOf } from './names';
import type { Plan } from './plan';
import { pointsTo, redirect } from './steps';
import { type Text, text } from './text';

/** That the old account points somewhere already, what that means, and what it takes to know or undo it. */
export function redirectSentence(plan: Plan): Text {
  const names = { ...namesOf(plan), target: shownHandle(pointsTo(plan, 'old') ?? '') };
  const is = redirect(plan);
  if (is === 'redirect-only') return text(plan.seen.old.migration?.cooldown ? 'steps.move.redirectStays' : 'steps.move.redirectOnly');
  return text(is === 'elsewhere' ? 'steps.move.elsewhere' : 'steps.move.unknown', names);
}

/**
 * While the last move is less than 30 days ago, cancelling a redirect gains nothing (docs/mastodon.md, Move and
 * redirect).
 */
export function onCooldown(plan: Plan): Text[] {
  const page = plan.seen.old.migration;
  if (!page?.cooldown) return [];
  return [page.cooldownUntil === null ? text('cards.move.cooldownStill.noDate') : text('cards.move.cooldownStill.date', { date: page.cooldownUntil })];
}
