/**
 * Followers by name: who they are, as a file, and what became of each of them after a move. Not one of Mastodon's
 * lists: no server exports or imports it.
 */
import { domainOfHandle, handleText, parseHandle } from './handle';
import { csvRecords, problemBeforeParsing } from './parse';
import { writeCsv } from './write-csv';

export interface Follower {
  /** `user@domain`; what a server calls an account whose handle was taken is kept as it is (`ID@handle.invalid`). */
  readonly handle: string;
  /** The address of the actor, the one name that never changes; null where the server does not tell it (until 4.1). */
  readonly actor: string | null;
  /** The profile page. */
  readonly url: string;
  /** The account itself has moved or was suspended, as the server says that lists it; nothing of it is saved. */
  readonly gone?: boolean | undefined;
}

const columns = ['Account address', 'Actor', 'Profile'];

/** The first column is what other programs call a list of followers by (FEP-6fcd, `followers.csv`). */
export function followersCsv(followers: readonly Follower[]): Uint8Array<ArrayBuffer> {
  return writeCsv([columns, ...followers.map(({ handle, actor, url }) => [handle, actor, url])]);
}

/** What `followersCsv` wrote; null when it is anything else, or was cut off. */
export function readFollowersCsv(bytes: Uint8Array): Follower[] | null {
  if (problemBeforeParsing(bytes) !== null || bytes.at(-1) !== 10) return null;
  const read = csvRecords(bytes, ',');
  if (!read.ok || JSON.stringify(read.value[0]) !== JSON.stringify(columns)) return null;
  return read.value.slice(1).map(([handle = '', actor = '', url = '']) => ({ handle, actor: actor === '' ? null : actor, url }));
}

/**
 * Those whose handle was taken by another account: a server of 4.7 or later calls them by number, at a domain that
 * cannot be (docs/mastodon.md, Followers by name).
 */
export function lostHandles(people: readonly Follower[]): Follower[] {
  return people.filter(({ handle }) => /@handle\.invalid$/i.test(handle) || handle.startsWith('!'));
}

/**
 * `arrived`: follows the new account. `stayed`: still follows the old one alone. `left`: follows neither any more;
 * where the new account approves its followers, these may be waiting requests.
 */
export type ArrivedAs = 'arrived' | 'stayed' | 'left';

export interface ServerArrivals {
  /** The domain of these people's handles. */
  readonly domain: string;
  readonly arrived: readonly Follower[];
  readonly stayed: readonly Follower[];
  readonly left: readonly Follower[];
}

/**
 * What became of everybody who followed the old account before the move, by server; those whose people stayed come
 * first. Who followed both accounts before stays on the old list for ever, and has arrived all the same
 * (docs/mastodon.md, Followers by name).
 */
export function arrivalsOf(before: readonly Follower[], old: readonly Follower[], next: readonly Follower[]): ServerArrivals[] {
  const [there, here, gone] = [next, old, old.filter((one) => one.gone)].map(namesOf) as [Names, Names, Names];
  const servers = new Map<string, Record<ArrivedAs, Follower[]> & { domain: string }>();
  for (const follower of before) {
    const domain = domainOfHandle(follower.handle);
    const server = servers.get(domain) ?? { domain, arrived: [], stayed: [], left: [] };
    servers.set(domain, server);
    const fate = isAmong(follower, there) ? 'arrived' : isAmong(follower, here) ? 'stayed' : 'left';
    server[fate].push(fate === 'stayed' && isAmong(follower, gone) ? { ...follower, gone: true } : follower);
  }
  return [...servers.values()].sort(
    (a, b) => b.stayed.length - a.stayed.length || b.left.length - a.left.length || b.arrived.length - a.arrived.length || a.domain.localeCompare(b.domain),
  );
}

/** Everybody on a list, by actor and by handle: two servers may know the one and not the other. */
interface Names {
  actors: ReadonlySet<string>;
  /** The actor that has this handle there; null where it is not told. */
  handles: ReadonlyMap<string, string | null>;
}

function namesOf(followers: readonly Follower[]): Names {
  const actors = followers.flatMap(({ actor }) => actor ?? []);
  return { actors: new Set(actors), handles: new Map(followers.map(({ handle, actor }) => [nameOf(handle), actor])) };
}

/** Where both actors are known they decide: a handle may belong to somebody else by now. */
function isAmong({ handle, actor }: Follower, { actors, handles }: Names): boolean {
  if (actor !== null && actors.has(actor)) return true;
  const holder = handles.get(nameOf(handle));
  return holder !== undefined && (holder === null || actor === null);
}

function nameOf(handle: string): string {
  const parsed = parseHandle(handle);
  return (parsed.ok ? handleText(parsed.value) : handle).toLowerCase();
}
