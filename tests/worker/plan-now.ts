import { getPlan } from '../../browser/store';
import type { Plan } from '../../journey/plan';

/** The plan as it is stored now; one that cannot be read fails the test. */
export async function planNow(): Promise<Plan> {
  const stored = await getPlan();
  if (!stored.ok) throw new Error(stored.problem);
  return stored.plan;
}
