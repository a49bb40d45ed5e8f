/** Who arrived, in words: what the three lists of followers say together, by server and by name. */

import { followersOf } from '../browser/follower-store';
import { keptFollowers } from '../browser/kit-store';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { followersSettled } from '../journey/settled';
import { type Text, text } from '../journey/text';
import { type ArrivedAs, arrivalsOf, type Follower, readFollowersCsv, type ServerArrivals } from '../lists/followers';
import { shownDomain, shownHandle } from '../lists/handle';

export interface Named {
  handle: string;
  /** Empty where the server gave no address that could be one. */
  url: string;
  fate: ArrivedAs;
  /** The account itself has moved or was suspended. */
  gone: Follower['gone'];
}

export interface ArrivalsInWords {
  totals: Record<ArrivedAs, number>;
  /** Servers some of whose people did not come along, the most of them first. */
  servers: { domain: string; counts: Record<ArrivedAs, number>; why: Text | null }[];
  /** Everybody, who stayed first. */
  people: Named[];
}

/** Null when one of the lists is not there any more, or not as it was. */
export async function arrivalsInWords(plan: Plan): Promise<ArrivalsInWords | null> {
  const { before, old, new: next } = plan.followers.read;
  if (before === null || old === null || next === null) return null;
  const file = await keptFollowers(before.sha256);
  const saved = file === null ? null : readFollowersCsv(file.bytes);
  const [stayed, come] = [await followersOf(old.run, old.pages), await followersOf(next.run, next.pages)];
  return saved === null || stayed === null || come === null ? null : inWords(plan, arrivalsOf(saved, stayed, come));
}

const fates = ['stayed', 'left', 'arrived'] as const satisfies readonly ArrivedAs[];

export function inWords(plan: Plan, arrivals: readonly ServerArrivals[]): ArrivalsInWords {
  const totals = { arrived: 0, stayed: 0, left: 0 };
  for (const server of arrivals) for (const fate of fates) totals[fate] += server[fate].length;
  const servers = arrivals
    .filter(({ stayed, left }) => stayed.length + left.length > 0)
    .map((server) => ({
      domain: shownDomain(server.domain),
      counts: { arrived: server.arrived.length, stayed: server.stayed.length, left: server.left.length },
      why: whyStayed(plan, server),
    }));
  const named =
    (fate: ArrivedAs) =>
    ({ handle, url, gone }: Follower) => ({ handle: shownHandle(handle), url, fate, gone });
  return { totals, servers, people: fates.flatMap((fate) => arrivals.flatMap((server) => server[fate].map(named(fate)))) };
}

/**
 * What the names themselves tell of the cause; no other server is asked (docs/rules.md 2). Null where nobody stayed
 * with the old account.
 */
function whyStayed(plan: Plan, { domain, stayed, arrived }: ServerArrivals): Text | null {
  const server = namesOf(plan).newServer;
  if (plan.imports.blocked.includes(domain)) return text('arrivals.why.blocked', { server });
  if (stayed.length === 0) return null;
  if (stayed.every(({ gone }) => gone)) return text('arrivals.why.gone');
  if (arrived.length > 0) return text('arrivals.why.someCame');
  return followersSettled(plan) ? text('arrivals.why.noneCame') : text('arrivals.why.yet');
}
