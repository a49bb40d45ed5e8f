/**
 * Why rows of an import failed, as far as that can be known: Mastodon's failure files hold the rows and no reasons
 * (docs/mastodon.md, Imports).
 */

import { accountKey, cleanDomain } from '../../lists/clean';
import type { ListKind } from '../../lists/kinds';
import { type ListRow, type RowOf, rowKey } from '../../lists/kinds';

export const failureCauses = [
  'malformed',
  'self',
  'already-there',
  'moved',
  'suspended',
  'not-found',
  'server-blocked',
  'server-silent',
  'unreached',
  'refused',
  'unknown',
] as const;
/**
 * `server-blocked`: the new server publishes that it suspends that server. `server-silent`: everything sent to that
 * server failed, more than one row, which after one lost connection happens to all of its rows (docs/mastodon.md,
 * Imports). `moved`: the account is known to have moved. Of accounts that were looked up on the new server: `suspended`
 * or deleted, `not-found` though others of their server were, `unreached` (not found, and neither was anybody there),
 * and `refused`: known there, so that it was something between the two accounts, or a limit.
 */
export type FailureCause = (typeof failureCauses)[number];

/** What the new server says, when it is asked, of an account whose row failed. */
export const lookedUpAs = ['found', 'not-found', 'suspended'] as const;
export type LookedUpAs = (typeof lookedUpAs)[number];

/** Sent once more, these would fail once more; who has moved can be sent with the new address. */
export function isHopeless(cause: FailureCause): boolean {
  return ['malformed', 'self', 'already-there', 'moved', 'suspended', 'not-found', 'server-blocked'].includes(cause);
}

export interface FailureGroup<Row> {
  readonly cause: FailureCause;
  /** The server concerned, for the causes that are a server's. */
  readonly domain: string | null;
  readonly rows: readonly Row[];
}

export interface FailureContext<K extends ListKind> {
  /** The new server's handle domain. */
  home: string;
  /** The new account. */
  self: string;
  /** Domains the new server says it suspends; their subdomains count too. */
  blockedDomains?: Iterable<string>;
  /** All rows of the imports these failures are from: only with them can a whole server's silence be told. */
  sent?: readonly RowOf[K][];
  /** Rows the new account has now: a member already in a list fails, for instance. */
  arrived?: readonly RowOf[K][];
  /** Accounts looked up and found to have moved. */
  moved?: Iterable<string>;
  /** What the new server says of accounts (`accountKey`) it was asked about. */
  lookedUp?: Readonly<Record<string, LookedUpAs>>;
}

/** Largest group first; what cannot be known is `unknown`, last. Linear in all rows given. */
export function groupFailures<K extends ListKind>(kind: K, failed: readonly RowOf[K][], context: FailureContext<K>): FailureGroup<RowOf[K]>[] {
  const causeOf = failureCause(kind, failed, context);
  const groups = new Map<string, { cause: FailureCause; domain: string | null; rows: RowOf[K][] }>();
  for (const row of failed) {
    const cause = causeOf(row);
    const domain = cause === 'server-blocked' || cause === 'server-silent' ? rowDomain(kind, row, context.home) : null;
    const name = `${cause} ${domain ?? ''}`;
    const group = groups.get(name) ?? { cause, domain, rows: [] };
    group.rows.push(row);
    groups.set(name, group);
  }
  const known = (group: { cause: FailureCause }) => (group.cause === 'unknown' ? 1 : 0);
  return [...groups.values()].sort((a, b) => known(a) - known(b) || b.rows.length - a.rows.length);
}

/** The likely cause of one failed row, given all that failed with it. */
export function failureCause<K extends ListKind>(kind: K, failed: readonly RowOf[K][], context: FailureContext<K>): (row: RowOf[K]) => FailureCause {
  const { home, lookedUp = {} } = context;
  const self = accountKey(context.self, home);
  const blocked = new Set([...(context.blockedDomains ?? [])].map((domain) => cleanDomain(domain) ?? domain.toLowerCase()));
  const moved = new Set([...(context.moved ?? [])].map((account) => accountKey(account, home)));
  const arrived = new Set((context.arrived ?? []).map((row) => rowKey(kind, row, home)));
  const failedAt = countByDomain(kind, failed, home);
  const sentAt = countByDomain(kind, context.sent ?? [], home);
  /** Something that was sent there did not fail: the server answers. */
  const isHeardFrom = (domain: string) => (sentAt.get(domain) ?? 0) > (failedAt.get(domain) ?? 0) || domain === cleanDomain(home);
  const isSilent = (domain: string) => (failedAt.get(domain) ?? 0) > 1 && sentAt.get(domain) === failedAt.get(domain) && domain !== cleanDomain(home);

  return (row) => {
    const key = rowKey(kind, row, home);
    if (key === null) return 'malformed';
    if (arrived.has(key)) return 'already-there';
    const account = 'account' in row ? accountKey(row.account, home) : null;
    if (account !== null && account === self) return 'self';
    if (account !== null && moved.has(account)) return 'moved';
    const domain = rowDomain(kind, row, home);
    const known = account !== null && Object.hasOwn(lookedUp, account) ? lookedUp[account] : undefined;
    if (known === 'suspended') return 'suspended';
    if (domain === null) return 'unknown';
    if (kind !== 'domain_blocks' && withParents(domain).some((name) => blocked.has(name))) return 'server-blocked';
    if (kind !== 'domain_blocks' && isSilent(domain)) return 'server-silent';
    if (known === 'found') return 'refused';
    if (known === 'not-found') return isHeardFrom(domain) ? 'not-found' : 'unreached';
    return 'unknown';
  };
}

function countByDomain<K extends ListKind>(kind: K, rows: readonly RowOf[K][], home: string): Map<string, number> {
  const counts = new Map<string, number>();
  // A retry that was sent and failed twice is still one row.
  const known = new Set<string>();
  for (const row of rows) {
    const key = rowKey(kind, row, home);
    const domain = rowDomain(kind, row, home);
    if (key === null || domain === null || known.has(key)) continue;
    known.add(key);
    counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  return counts;
}

/** The row with the address its account has moved to; null for who has not, as far as is known. */
export function withNewAddress<Row extends ListRow>(row: Row, moved: Readonly<Record<string, string>>, home: string): Row | null {
  const key = 'account' in row ? accountKey(row.account, home) : null;
  const account = key !== null && Object.hasOwn(moved, key) ? moved[key] : undefined;
  return account === undefined ? null : { ...row, account };
}

/** The server a row is about; null where it names none. */
export function rowDomain<K extends ListKind>(kind: K, row: RowOf[K], home: string): string | null {
  if ('account' in row) return accountKey(row.account, home)?.split('@')[1] ?? null;
  if ('domain' in row) return cleanDomain(row.domain);
  if (kind === 'bookmarks' && 'uri' in row && URL.canParse(row.uri)) return new URL(row.uri).host || null;
  return null;
}

/** `a.b.c` → `a.b.c`, `b.c`, `c`: a block covers what is below it. */
function withParents(domain: string): string[] {
  const labels = domain.split('.');
  return labels.map((_, at) => labels.slice(at).join('.'));
}
