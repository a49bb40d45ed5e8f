/**
 * Asks the public endpoints about both sides, and turns the answers into events. Only hosts of the plan that access was
 * given to.
 */

import type { PlanEvent } from '../journey/events';
import { isWithin } from '../journey/moment';
import type { Plan } from '../journey/plan';
import { aliasListed, looksApproved } from '../journey/steps';
import { parseHandle } from '../lists/handle';
import { isProfilePublic, lookupAccount, readActor } from '../mastodon/api';
import { readBlock } from '../mastodon/domain-blocks';

/**
 * A look is fresh for this long: the servers themselves keep the answer for 15 s (docs/mastodon.md, Public questions).
 */
const FRESH = 30_000;

/**
 * When a server that has not answered was asked last: it is not asked at every turn. Lost with the worker, it costs one
 * more request.
 */
const asked = new Map<string, number>();

/** What is public about both accounts now. Nothing that could not be read is reported: it stays as it was. */
export async function lookOutside(plan: Plan, now = Date.now()): Promise<PlanEvent[]> {
  const events = await Promise.all((['old', 'new'] as const).map((side) => lookAt(plan, side, now)));
  return events.flat();
}

async function lookAt(plan: Plan, side: 'old' | 'new', now: number): Promise<PlanEvent[]> {
  const party = plan[side];
  const last = plan.seen[side].outside?.at ?? 0;
  const wantsAlias = side === 'new' && aliasListed(plan);
  // An alias was just listed: answers from before cannot know of it.
  const since = plan.seen.new.aliases?.since ?? 0;
  const tried = asked.get(`${side} ${party?.handle}`) ?? 0;
  const isNews = wantsAlias && last < since && tried < since;
  const isFresh = isWithin(FRESH, last, now) || isWithin(FRESH / 3, tried, now);
  if (party?.handle == null || party.gone || (isFresh && !isNews)) return [];
  const host = new URL(party.server.origin).host;
  if (!plan.access.includes(host)) return [];
  const handle = parseHandle(party.handle);
  if (!handle.ok) return [];
  const { origin } = party.server;
  asked.set(`${side} ${party.handle}`, now);
  const account = await lookupAccount(origin, handle.value.domain, handle.value.username);
  if (!account.ok) return [];
  // From here on the plan says how old the answer is.
  asked.delete(`${side} ${party.handle}`);
  const actorId = account.value.actorId ?? party.account?.actorId ?? null;
  // A server answers with the same actor for three minutes after anybody read it. Read before the alias is there, it
  // would hide the alias from the old server, which then refuses the move. So the new account's own page comes first.
  const actor = actorId === null || !wantsAlias ? null : await readActor({ actorId, origin });
  const isAsked = side === 'new' && plan.seen.new.status?.is === 'pending' && !looksApproved(plan);
  const isPublic = isAsked ? await isProfilePublic(origin, handle.value.username) : null;
  const other = plan[side === 'old' ? 'new' : 'old']?.server.domain ?? null;
  const block = other === null || other === party.server.domain ? null : await readBlock(origin, other);
  return [
    {
      type: 'outsideSeen',
      side,
      account: { ...account.value, actorId },
      alsoKnownAs: actor?.ok ? actor.value.alsoKnownAs : null,
      otherSide: block?.ok ? block.value : null,
      ...(isPublic === null ? {} : { isPublic }),
    },
  ];
}
