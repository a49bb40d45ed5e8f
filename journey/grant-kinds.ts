/**
 * What only an app that was let in can read or write of a Mastodon account ("Ask once"): which kinds there are, and the
 * narrow scopes that each takes (docs/mastodon.md, Ask once).
 */
import { isSince } from '../lists/versions';
import type { Side } from './step-ids';

/** `requests`: read on the new account alone; whom it has asked to follow without an answer yet. */
export const grantKinds = ['hashtags', 'private_notes', 'list_settings', 'mute_ends', 'endorsements', 'notification_policy', 'filters', 'requests'] as const;
export type GrantKind = (typeof grantKinds)[number];

/** Those that are read on the old account and kept as a file. Filters are among its lists already. */
export const fileGrantKinds = ['hashtags', 'private_notes', 'list_settings', 'mute_ends', 'endorsements', 'notification_policy'] as const;
export type FileGrantKind = (typeof fileGrantKinds)[number];

/** Those that are sent to the new account, and compared there. */
export const sentGrantKinds = [...fileGrantKinds, 'filters'] as const;
export type SentGrantKind = (typeof sentGrantKinds)[number];

/** What there is to do for these kinds on this side. */
export function kindsFor(kinds: readonly GrantKind[], side: Side): GrantKind[] {
  return side === 'old' ? kinds.filter((kind) => isOneOf(fileGrantKinds, kind)) : [...kinds];
}

export function isOneOf<K extends GrantKind>(some: readonly K[], kind: GrantKind): kind is K {
  return (some as readonly GrantKind[]).includes(kind);
}

/** Who the account is, and whom it follows. */
const always = ['read:accounts'];

const scopes: Record<GrantKind, { read: readonly string[]; write: readonly string[] }> = {
  hashtags: { read: ['read:follows'], write: ['write:follows'] },
  private_notes: { read: ['read:follows', 'read:mutes', 'read:blocks'], write: ['write:accounts'] },
  list_settings: { read: ['read:lists'], write: ['write:lists'] },
  mute_ends: { read: ['read:follows', 'read:mutes'], write: ['write:mutes'] },
  endorsements: { read: [], write: ['write:accounts'] },
  notification_policy: { read: ['read:notifications'], write: ['write:notifications'] },
  filters: { read: ['read:filters'], write: ['write:filters'] },
  requests: { read: ['read:follows'], write: [] },
};

/** What the server is asked for, sorted: nothing is written on the old account. */
export function scopesOf(kinds: readonly GrantKind[], side: Side): string[] {
  const all = kinds.flatMap((kind) => [...scopes[kind].read, ...(side === 'new' ? scopes[kind].write : [])]);
  return [...new Set([...always, ...all])].sort();
}

/** The Mastodon version that brought it; PATCH of the policy is 4.3, exact filters are 4.0. */
const since: Partial<Record<GrantKind, readonly [number, number]>> = { notification_policy: [4, 3] };

/**
 * What both servers know. Filters come as a list like the others where the new server imports them (4.6+); only an
 * older one takes them from an app.
 */
export function grantKindsOf(oldVersion: string, newVersion: string): GrantKind[] {
  return grantKinds.filter((kind) => {
    if (kind === 'filters') return isSince(newVersion, [4, 6]) !== true;
    const from = since[kind];
    return from === undefined || [oldVersion, newVersion].every((version) => isSince(version, from) !== false);
  });
}
