/** A plan and pages to start from in tests: amelie moves from old.example to new.example. */
import { detailIds } from '../../journey/detail-ids';

import type { PlanEvent } from '../../journey/events';
import type { FactsOf, PageId, PageSeen, PublicAccount } from '../../journey/facts';
import type { NewPiece } from '../../journey/import/plan';
import { emptyPlan, type Party, type Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import type { ListKind } from '../../lists/kinds';

export const NOW = Date.parse('2026-11-20T09:30:00Z');

export function party(handle: string | null, domain: string, account: Partial<PublicAccount> = {}): Party {
  const server = { origin: `https://${domain}`, domain, title: domain, version: '4.6.5', software: 'mastodon', registrations: 'open' as const };
  if (handle === null) return { server, handle, account: null };
  const name = handle.split('@')[0] ?? '';
  const whole = { handle, actorId: `https://${domain}/users/${name}`, displayName: name, url: `https://${domain}/@${name}`, avatar: null };
  return { server, handle, account: { ...whole, locked: false, followers: 240, following: 412, statuses: 9, movedTo: null, ...account } };
}

export const old = party('amelie@old.example', 'old.example');
export const fresh = party('amelie_new@new.example', 'new.example', { followers: 0 });

/** As it is kept when nobody could look it up. */
export const gone: Party = { ...old, server: { ...old.server, version: '', software: '', registrations: null }, account: null, gone: true };
export const oldGone: readonly PlanEvent[] = [
  { type: 'accountsNamed', old: gone, new: fresh },
  { type: 'accessChanged', hosts: ['new.example'] },
];

const facts: { [Id in PageId]: FactsOf<Id> } = {
  aliases: { aliases: [], ids: [], error: null, notice: false, typed: null },
  migration: {
    cooldown: false,
    cooldownDays: null,
    proof: 'password',
    redirectingTo: null,
    pastMigrations: 0,
    past: [],
    errorField: null,
    notice: false,
    typed: null,
  },
  'redirect-new': { proof: 'password', errorField: null, typed: null },
  export: { counts: { follows: 412 }, csv: ['follows', 'lists'], json: [], archive: 'requestable', canRequest: true, archives: [] },
  imports: { kind: '4.2+', types: [], selected: null, mode: 'merge', recent: [], error: null, notice: false },
  'imports-confirm': { id: 12, warnings: 0, fileName: 'following_accounts.csv' },
  'auth-edit': { status: 'functional', hindrance: null, links: { migration: true, aliases: true, delete: true } },
  delete: { proof: 'password' },
  profile: { form: true },
};

const paths: Record<PageId, string> = {
  aliases: '/settings/aliases',
  migration: '/settings/migration',
  'redirect-new': '/settings/migration/redirect/new',
  export: '/settings/export',
  imports: '/settings/imports',
  'imports-confirm': '/settings/imports/12',
  'auth-edit': '/auth/edit',
  delete: '/settings/delete',
  profile: '/settings/profile',
};

/** A page as its reader reports it, with some facts changed. */
export function page<Id extends PageId>(
  id: Id,
  handle: string,
  changed: Partial<FactsOf<Id>> = {},
  account: Partial<PageSeen['account']> = {},
): Extract<PageSeen, { page: Id }> {
  const seen = {
    page: id,
    url: `https://${handle.split('@')[1]}${paths[id]}`,
    account: { handle, id: '1', functional: true, movedTo: null, ...account },
    server: { repository: 'mastodon/mastodon', version: '4.6.5', locale: 'en' },
    labels: { submit: 'Create alias', cancel: 'Cancel redirect' },
    facts: { ...facts[id], ...changed },
  };
  return seen as unknown as Extract<PageSeen, { page: Id }>;
}

/** The plan after both accounts were named, access was given, and these events. */
export function planAfter(...events: readonly PlanEvent[]): Plan {
  const start: PlanEvent[] = [
    { type: 'accountsNamed', old, new: fresh },
    { type: 'accessChanged', hosts: ['old.example', 'new.example'] },
  ];
  return [...start, ...events].reduce((plan, event) => reduce(plan, event, NOW), emptyPlan(NOW));
}

export const seen = (page: PageSeen): PlanEvent => ({ type: 'pageSeen', seen: page });
export const saved = (kind: ListKind, more: Partial<Extract<PlanEvent, { type: 'listSaved' }>> = {}): PlanEvent => ({
  type: 'listSaved',
  kind,
  rows: 3,
  pageCount: 3,
  bytes: 60,
  sha256: 'a'.repeat(64),
  source: 'export',
  ...more,
});

/** A file for one import, as it is when it was just cut. */
export const newPiece = (id: string, kind: ListKind, more: Partial<NewPiece> = {}): NewPiece => ({
  id,
  kind,
  name: `${kind}-${id}.csv`,
  part: 1,
  parts: 1,
  rows: 3,
  bytes: 60,
  sha256: 'a'.repeat(64),
  filterPosts: 0,
  again: false,
  ...more,
});

/** What was made of a list that was cut, whole. */
export const prepared = { sha256: 'a'.repeat(64), rows: 3, dropped: 0, changed: 0, held: 0, why: null } as const;

/** Everything before the move is done: saved, joined, alias listed. */
export const followersSaved: PlanEvent = { type: 'followersKept', list: 'before', count: 240, of: 240, at: NOW, sha256: 'f'.repeat(64) };

export const followsSaved: PlanEvent = { type: 'followersKept', list: 'follows', count: 3, of: 3, at: NOW, sha256: 'e'.repeat(64) };

export const detailsSaved: readonly PlanEvent[] = detailIds.map((detail) => ({
  type: 'detailRead',
  detail,
  read: { rows: 0, files: [], at: NOW },
  elsewhere: {},
}));

export const readyToMove: readonly PlanEvent[] = [
  seen(page('export', 'amelie@old.example')),
  saved('follows'),
  saved('lists'),
  followersSaved,
  followsSaved,
  ...detailsSaved,
  { type: 'said', step: 'archive', what: 'skipped' },
  seen(page('aliases', 'amelie_new@new.example', { aliases: ['amelie@old.example'] })),
];
