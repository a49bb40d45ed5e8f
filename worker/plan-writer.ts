/** The only place that writes the plan. `worker/` is loaded by the background alone, so there is one writer and one queue. */
import { browser } from 'wxt/browser';
import { planItem } from '../browser/plan-item';
import { inTurn, unkeptItem } from '../browser/store';
import { type Plan, readPlan } from '../journey/plan';
import { type PlanEvent, reduce } from '../journey/reduce';

/**
 * Folds events into the stored plan and resolves with it. A stored plan that can not be read is left as it is:
 * then nothing is folded in, and null comes back.
 */
export function dispatch(...events: readonly PlanEvent[]): Promise<Plan | null> {
  return inTurn(async () => {
    const now = Date.now();
    const stored = readPlan(await planItem.getValue(), now);
    if (!stored.ok && !events.some((event) => event.type === 'startedOver')) return null;
    const before = stored.ok ? stored.plan : null;
    const after = events.reduce((plan, event) => reduce(plan, event, now), before ?? (readPlan(null, now) as { plan: Plan }).plan);
    if (after !== before) await keep(after);
    return after;
  });
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
