/**
 * Before the move: whom the person follows where the new server, in public, says that it lets nobody follow. Before the
 * import: whom blocking the saved servers would take away. Loaded on demand, with what reads lists.
 */

import { keptFile, keptFollowers } from '../browser/kit-store';
import type { Plan } from '../journey/plan';
import { accountKey, cleanDomain } from '../lists/clean';
import { readFollowersCsv } from '../lists/followers';
import type { ListKind, RowOf } from '../lists/kinds';
import { parseList } from '../lists/parse';
import { domainsCutOff } from '../mastodon/domain-blocks';

/** 0 also where nothing is saved, or the server tells nobody. */
export async function followsCutOff({ kit, new: party }: Plan): Promise<number> {
  if (party === null) return 0;
  const domains = (await savedRows(kit, 'follows'))?.flatMap(({ account }) => domainOf(account, null)) ?? [];
  const cut = await domainsCutOff(party.server.origin, domains);
  return domains.filter((domain) => cut?.has(domain)).length;
}

/** How many of the saved follows, and of the followers read by name, are on these servers. */
export interface CutByBlocks {
  readonly follows: number;
  /** Null: no followers were read by name. */
  readonly followers: number | null;
}

/**
 * Whom blocking the saved servers takes away from the new account; null where the lists cannot be read. Mastodon blocks
 * a domain and not what is below it.
 */
export async function cutByBlocks({ kit, old, followers }: Pick<Plan, 'kit' | 'old' | 'followers'>): Promise<CutByBlocks | null> {
  const blocks = await savedRows(kit, 'domain_blocks');
  if (blocks === null) return null;
  const blocked = new Set(blocks.flatMap(({ domain }) => cleanDomain(domain) ?? []));
  const home = old?.server.domain ?? null;
  const count = (handles: readonly string[]) => handles.filter((handle) => domainOf(handle, home).some((domain) => blocked.has(domain))).length;
  const follows = kit.lists.follows === undefined ? [] : await savedRows(kit, 'follows');
  if (follows === null) return null;
  const { before } = followers.read;
  const file = before === null ? null : await keptFollowers(before.sha256);
  const people = file === null ? null : readFollowersCsv(file.bytes);
  return {
    follows: count(follows.map(({ account }) => account)),
    followers: people === null ? null : count(people.map(({ handle }) => handle)),
  };
}

const domainOf = (account: string, home: string | null): string[] => accountKey(account, home)?.split('@').slice(1) ?? [];

/** Null where none is saved, or it cannot be read. */
async function savedRows<K extends ListKind>(kit: Plan['kit'], kind: K): Promise<readonly RowOf[K][] | null> {
  const saved = kit.lists[kind];
  const file = saved && (await keptFile(kind, saved.sha256));
  const parsed = file && parseList(kind, file.bytes);
  return parsed?.ok ? parsed.rows : null;
}
