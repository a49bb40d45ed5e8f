/** Asks the public endpoints about both sides, and turns the answers into events. Only hosts of the plan that access was given to. */
import { parseHandle } from '../journey/handle';
import type { Plan } from '../journey/plan';
import type { PlanEvent } from '../journey/reduce';
import { lookupAccount, readActor, readBlock } from '../mastodon/api';

/** A look is fresh for this long: the servers themselves keep the answer for 15 s (server-rules.md 7). */
const FRESH = 30_000;

/** What is public about both accounts now. Nothing that could not be read is reported: it stays as it was. */
export async function lookOutside(plan: Plan, now = Date.now()): Promise<PlanEvent[]> {
  const events = await Promise.all((['old', 'new'] as const).map((side) => lookAt(plan, side, now)));
  return events.flat();
}

async function lookAt(plan: Plan, side: 'old' | 'new', now: number): Promise<PlanEvent[]> {
  const party = plan[side];
  const last = plan.seen[side].outside?.at ?? 0;
  if (party?.handle == null || party.gone || now - last < FRESH) return [];
  const host = new URL(party.server.origin).host;
  if (!plan.access.includes(host)) return [];
  const handle = parseHandle(party.handle);
  if (!handle.ok) return [];
  const { origin } = party.server;
  const account = await lookupAccount(origin, handle.value.domain, handle.value.username);
  if (!account.ok) return [];
  const actorId = account.value.actorId ?? party.account?.actorId ?? null;
  const actor = actorId === null ? null : await readActor({ actorId, origin });
  const other = plan[side === 'old' ? 'new' : 'old']?.server.domain ?? null;
  const block = other === null || other === party.server.domain ? null : await readBlock(origin, other);
  return [
    {
      type: 'outsideSeen',
      side,
      account: { ...account.value, actorId },
      alsoKnownAs: actor?.ok ? actor.value.alsoKnownAs : null,
      otherSide: block?.ok ? block.value : null,
    },
  ];
}
