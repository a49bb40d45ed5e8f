/** What becomes of followers where the new account is locked: said on the move page and in the checklist. */
import { shownDomain, shownHandle } from '../lists/handle';
import type { Plan } from './plan';
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
  const names = { new: shownHandle(plan.new.handle ?? ''), page: `${shownDomain(new URL(plan.new.server.origin).host)}/follow_requests` };
  return [left > come ? text('steps.arrive.requests', { ...names, count: left - come }) : text('steps.arrive.locked', names)];
}
