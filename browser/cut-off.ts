/** Before the move: whom the person follows where the new server, in public, says that it lets nobody follow. Loaded on demand, with what reads lists. */
import { parseList } from '../files/lists';
import { accountKey } from '../journey/list-kinds';
import type { Plan } from '../journey/plan';
import { readBlocks } from '../mastodon/api';
import { keptFile } from './kit-store';

/** 0 also where nothing is saved, or the server tells nobody. */
export async function followsCutOff({ kit, new: party }: Plan): Promise<number> {
  const list = kit.lists.follows;
  if (list === undefined || party === null) return 0;
  const [file, told] = await Promise.all([keptFile('follows', list.sha256), readBlocks(party.server.origin)]);
  const parsed = file && parseList('follows', file.bytes);
  if (!told.ok || !parsed?.ok) return 0;
  const domains = parsed.rows.map(({ account }) => accountKey(account, null)?.split('@')[1] ?? '');
  const cut = new Map<string, boolean>();
  for (const domain of new Set(domains)) cut.set(domain, domain !== '' && (await told.value(domain)) === 'suspend');
  return domains.filter((domain) => cut.get(domain)).length;
}
