/** Reads the plan that is stored, whichever version of the extension wrote it. */
import * as v from 'valibot';
import { emptyPlan, type Plan, planSchema } from './plan';
import { salvage } from './repair';

/**
 * From each stored version to the next. A plan that no upgrade leads to the present is kept as it is and reported,
 * never guessed at.
 */
const upgrades: Record<number, (plan: Record<string, unknown>) => Record<string, unknown>> = {};

/** `isRepaired`: what is stored could not be read whole. */
export type ReadPlan = { ok: true; plan: Plan; isRepaired?: true } | { ok: false; problem: 'newer' | 'unreadable' };

/**
 * Reads what was stored, by any version of the extension. `undefined` and `null` are an empty plan. Of a damaged plan,
 * everything is kept that can be read, as long as an account is among it; `repairedAt` says so.
 */
export function readPlan(stored: unknown, now: number): ReadPlan {
  if (stored === undefined || stored === null) return { ok: true, plan: emptyPlan(now) };
  let candidate = stored as Record<string, unknown>;
  const current = 1;
  const version = typeof candidate === 'object' ? candidate.version : undefined;
  if (typeof version === 'number' && version > current) return { ok: false, problem: 'newer' };
  for (let at = Number(version); at < current; at++) {
    const upgrade = upgrades[at];
    if (upgrade === undefined) return { ok: false, problem: 'unreadable' };
    candidate = upgrade(candidate);
  }
  const parsed = v.safeParse(planSchema, candidate);
  if (parsed.success) return { ok: true, plan: parsed.output };
  // Which files were sent is taken whole or not at all: what is missing from it would be sent twice.
  const saved = salvage(planSchema, candidate, { ...emptyPlan(now), version }, ['imports', 'old', 'new']);
  const repaired = v.safeParse(planSchema, saved);
  if (!repaired.success || (repaired.output.old === null && repaired.output.new === null)) return { ok: false, problem: 'unreadable' };
  return { ok: true, plan: { ...repaired.output, repairedAt: now }, isRepaired: true };
}

/** Whether a plan can be read again once it is stored. */
export function isPlan(plan: Plan): boolean {
  return v.is(planSchema, plan);
}
