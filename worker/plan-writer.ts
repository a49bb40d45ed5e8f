/**
 * The only place that writes the plan. `worker/` is loaded by the background alone, so there is one writer and one
 * queue.
 */
import { browser } from 'wxt/browser';
import { damagedItem, planItem } from '../browser/plan-item';
import { inTurn, unkeptItem } from '../browser/store';
import type { PlanEvent } from '../journey/events';
import { emptyPlan, type Plan } from '../journey/plan';
import { reduce } from '../journey/reduce';
import { isPlan, readPlan } from '../journey/stored-plan';

/**
 * Folds events into the stored plan and resolves with it. A stored plan that can not be read is left as it is:
 * then nothing is folded in, and null comes back.
 */
export function dispatch(...events: readonly PlanEvent[]): Promise<Plan | null> {
  return inTurn(async () => {
    const now = Date.now();
    const raw = await planItem.getValue();
    const stored = readPlan(raw, now);
    if (!stored.ok && !events.some((event) => event.type === 'startedOver')) return null;
    const before = stored.ok ? stored.plan : emptyPlan(now);
    const after = foldIn(before, events, now);
    if (after === before && stored.ok) return after;
    // What could not be read is kept beside it: somebody may be able to read it.
    if (!stored.ok || stored.isRepaired === true) await damagedItem.setValue(raw);
    await keep(after);
    return after;
  });
}

/**
 * An event that would leave a plan that cannot be read again is left out: one odd message must not cost all the rest.
 */
function foldIn(before: Plan, events: readonly PlanEvent[], now: number): Plan {
  return events.reduce((plan, event) => {
    const after = reduce(plan, event, now);
    if (after === plan || isPlan(after)) return after;
    console.error(`Left out, as the plan could not be read again: ${event.type}`);
    return plan;
  }, before);
}

async function keep(plan: Plan): Promise<void> {
  try {
    await planItem.setValue(plan);
  } catch (error) {
    await unkeptItem.setValue(true);
    throw error;
  }
  if (await unkeptItem.getValue()) await unkeptItem.setValue(false);
}

export function clearAll(): Promise<void> {
  return inTurn(async () => {
    await browser.storage.local.clear();
    await browser.storage.session.clear();
  });
}
