/**
 * Before the move: whom the person follows where the new server, in public, says that it lets nobody follow. Loaded on
 * demand, with what reads lists.
 */

import { keptFile } from '../browser/kit-store';
import type { Plan } from '../journey/plan';
import { accountKey } from '../lists/clean';
import { parseList } from '../lists/parse';
import { domainsCutOff } from '../mastodon/domain-blocks';

/** 0 also where nothing is saved, or the server tells nobody. */
export async function followsCutOff({ kit, new: party }: Plan): Promise<number> {
  const list = kit.lists.follows;
  if (list === undefined || party === null) return 0;
  const file = await keptFile('follows', list.sha256);
  const parsed = file && parseList('follows', file.bytes);
  if (!parsed?.ok) return 0;
  const domains = parsed.rows.flatMap(({ account }) => accountKey(account, null)?.split('@')[1] ?? []);
  const cut = await domainsCutOff(party.server.origin, domains);
  return domains.filter((domain) => cut?.has(domain)).length;
}
