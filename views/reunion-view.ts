/**
 * On the start page: whom blocks between servers have cut off, and who of them can be followed again from the new
 * account. Loaded on demand, with what reads lists.
 */
import { freshFile } from '../browser/fresh-store';
import { keptDetailFiles, keptFile } from '../browser/kit-store';
import type { Plan } from '../journey/plan';
import { accountKey } from '../lists/clean';
import type { RowOf } from '../lists/kinds';
import { domainsCutOff } from '../mastodon/domain-blocks';
import { cutExtra, rowsOf } from './prepare';

type Follow = RowOf['follows'];

export interface ReunionPeople {
  /** Everybody who can be followed again, each once. */
  readonly again: readonly Follow[];
  /** The handles of those who are followed anyway: the saved list or the new account has them. */
  readonly already: readonly string[];
  /** The new server says in public that it lets nobody follow them. */
  readonly cutOff: readonly string[];
  /** The account that moves, and the one it moves to. */
  readonly own: readonly string[];
}

/** Whom the person followed until a block cut them off, sorted by what can be done. */
export async function reunionOf(plan: Plan): Promise<ReunionPeople> {
  const home = plan.new?.server.domain ?? '';
  const files = await keptDetailFiles(plan.details.read.severed?.files ?? []);
  const lost = files.filter(({ name }) => /-following\.csv$/.test(name)).flatMap(({ bytes }) => rowsOf('follows', bytes) as readonly Follow[]);
  const there = [
    ...rowsOf('follows', (await keptFile('follows', plan.kit.lists.follows?.sha256 ?? ''))?.bytes),
    ...rowsOf('follows', (await freshFile('follows', plan.fresh.lists.follows?.sha256 ?? ''))?.bytes),
  ] as readonly Follow[];
  const keyOf = ({ account }: Follow) => accountKey(account, home);
  const known = new Set(there.map(keyOf));
  const selves = new Set([plan.old?.handle, plan.new?.handle].map((handle) => accountKey(handle ?? '', home)));
  const people = new Map(lost.flatMap((row) => (keyOf(row) === null ? [] : [[keyOf(row) ?? '', row] as const])));
  const domainOf = (key: string) => key.split('@')[1] ?? '';
  const cut = await domainsCutOff(plan.new?.server.origin ?? '', [...people.keys()].map(domainOf));
  const is = (key: string) => (selves.has(key) ? 'own' : known.has(key) ? 'already' : cut?.has(domainOf(key)) ? 'cutOff' : 'again');
  const sorted = { own: [] as string[], already: [] as string[], cutOff: [] as string[], again: [] as Follow[] };
  for (const [key, row] of people) {
    const where = is(key);
    if (where === 'again') sorted.again.push(row);
    else sorted[where].push(`@${row.account}`);
  }
  return sorted;
}

/** Puts them beside the lists that are ready to be sent, not ticked. False: this browser has no room for the file. */
export function cutReunion(plan: Plan, { again }: ReunionPeople): Promise<boolean> {
  return cutExtra(plan, 'follows', again, 'reunion');
}
