/** How accounts and servers are called in sentences. */
import { shownDomain, shownHandle } from '../lists/handle';
import type { Party, Plan } from './plan';

/** Of one side; empty what is not known yet. */
export function partyNames(party: Pick<Party, 'server' | 'handle'> | null): { server: string; handle: string } {
  return { server: shownDomain(party?.server.domain ?? ''), handle: shownHandle(party?.handle ?? '') };
}

/** Of both sides: `old` and `new` are the accounts. */
export function namesOf(plan: Pick<Plan, 'old' | 'new'>): { old: string; new: string; oldServer: string; newServer: string } {
  const [old, next] = [partyNames(plan.old), partyNames(plan.new)];
  return { old: old.handle, new: next.handle, oldServer: old.server, newServer: next.server };
}
