/**
 * Everything that a Mastodon account holds, with this account's numbers, and what becomes of each in a move: one table,
 * from which nothing is missing (docs/mastodon.md, What a move leaves). Pure.
 */
import { canImport, type ListKind, wantedLists } from '../lists/kinds';
import { isSince } from '../lists/versions';
import { changedAt, type DetailId, earlierPlace } from './detail-ids';
import { expectedDetails } from './detail-reading';
import type { FileGrantKind } from './grant-kinds';
import { isOldClosed, offeredKinds } from './granting';
import { missingOf } from './grants';
import { canTake, followsTooMany, OVER } from './import/pieces';
import type { Extra, Piece } from './import/plan';
import type { Plan } from './plan';
import { profileLinks } from './profile-links';
import { type ProfileRowId, profileRowsOf } from './profile-values';
import { followersSettled } from './settled';
import { hasMoved } from './steps';
import { type Text, text } from './text';

/** `hand`: the person does it on the new server. `kept`: readable in the kit or in the archive, and nowhere else. */
export const inventoryFates = ['carried', 'kept', 'hand', 'lost'] as const;
export type InventoryFate = (typeof inventoryFates)[number];

export const inventoryGroups = ['people', 'lists', 'profile', 'settings', 'posts', 'account'] as const;
export type InventoryGroup = (typeof inventoryGroups)[number];

export interface InventoryRow {
  readonly id: InventoryId;
  readonly group: InventoryGroup;
  /** How many before the move; null where no page tells without more access. */
  readonly count: number | null;
  readonly fate: InventoryFate;
  /** It is so already; else it will be, or would be. */
  readonly isDone: boolean;
  readonly notes: readonly Text[];
  /** The page of the new server where it is done by hand; null where there is none. */
  readonly address: string | null;
}

/** Everything of it has reached the new server, and is over there. */
const areSent = (pieces: readonly Piece[]): boolean => pieces.length > 0 && pieces.every(({ state }) => state !== 'skipped' && OVER.includes(state));

const NO = { count: null } as const;
type Fact = Partial<Pick<InventoryRow, 'count' | 'isDone' | 'notes'>> & { fate: InventoryFate; path?: string };

/** What the new server could not import, after what was sent again. */
function failedOf(pieces: readonly Piece[]): Text[] {
  const over = pieces.filter(({ state }) => OVER.includes(state) && state !== 'skipped');
  const again = over.filter((piece) => piece.again).reduce((sum, { rows }) => sum + rows, 0);
  const count = over.reduce((sum, { failures }) => sum + failures, 0) - again;
  return count > 0 ? [text('inventory.notes.failed', { count })] : [];
}

const list =
  (kind: ListKind) =>
  (plan: Plan): Fact => {
    const saved = plan.kit.lists[kind];
    const count = saved?.rows ?? plan.seen.old.exports?.counts[kind] ?? null;
    const isTooOld = plan.new !== null && canImport(kind, plan.new.server.version) === false;
    if (isTooOld || !canTake(plan, kind)) return { fate: 'kept', count, isDone: saved !== undefined, notes: [text('inventory.notes.tooOld')] };
    const own = plan.imports.pieces.filter((piece) => piece.kind === kind && piece.extra === undefined);
    const isEmpty = saved?.rows === 0;
    // What waits, as follows beyond the limit, has not moved.
    const isWhole = (plan.imports.prepared[kind]?.held ?? 0) === 0;
    return { fate: 'carried', count, isDone: (areSent(own) && isWhole) || isEmpty, notes: saved === undefined ? [notSaved(plan, kind)] : failedOf(own) };
  };

/** A server that does not import filters takes them from an app ("Ask once"), or by hand, one by one. */
function filters(plan: Plan): Fact {
  const fact = list('custom_filters')(plan);
  const outcome = plan.grants.outcomes.filters;
  if (fact.fate !== 'kept') return fact;
  if (outcome === undefined) return { ...fact, path: '/filters', notes: [...(fact.notes ?? []), text('inventory.notes.askNew')] };
  const missing = missingOf(outcome);
  if (missing === 0) return { fate: 'carried', isDone: true, count: fact.count ?? null };
  return { ...fact, path: '/filters', notes: [text('inventory.notes.askedMissing', { there: outcome.there, missing })] };
}

/** Not saved yet, or not to be had. */
function notSaved(plan: Plan, kind: ListKind): Text {
  const offered = plan.seen.old.exports?.offered;
  const readable = offered && wantedLists([...offered], plan.old?.server.version ?? '', true);
  return text(readable === undefined || readable.includes(kind) ? 'inventory.notes.notYet' : 'inventory.notes.notOffered');
}

/** Things that an account may have none of; settings it always has. */
const countable: readonly DetailId[] = ['featured_tags', 'pinned', 'collections', 'endorsements'];

/** It was looked for, and there was nothing. */
function hasNone(plan: Plan, id: DetailId): boolean {
  return countable.includes(id) && plan.details.read[id]?.files.length === 0;
}

/** How it stands with a detail of the old account, as a note. */
function savedAs(plan: Plan, id: DetailId): 'none' | 'inKit' | 'notSaved' | 'notYet' | 'noPage' {
  if (plan.details.read[id] !== undefined) return hasNone(plan, id) ? 'none' : 'inKit';
  if (!expectedDetails(plan).includes(id)) return 'noPage';
  return hasMoved(plan) ? 'notSaved' : 'notYet';
}

const rowsOf = (id: DetailId): readonly ProfileRowId[] => (id in profileRowsOf ? profileRowsOf[id as keyof typeof profileRowsOf] : []);

/** Kept in the kit, and taken over row by row, or done again by hand on the new server's own page. */
const detail =
  (id: DetailId) =>
  (plan: Plan): Fact => {
    const expected = expectedDetails(plan);
    const from = expected.includes(id) ? id : (earlierPlace[id] ?? id);
    const read = plan.details.read[from];
    const notes = [text(`inventory.notes.${savedAs(plan, from)}`)];
    // Of another page, only some settings are these.
    const count = from === id ? (read?.rows ?? null) : null;
    if (hasNone(plan, id)) return { fate: 'kept', isDone: true, count, notes };
    const path = changedAt(id, plan.new?.server.version ?? '');
    if (path === null) return { fate: 'kept', isDone: read !== undefined, count, notes: [...notes, text('inventory.notes.noPlace')] };
    const fates = rowsOf(id).flatMap((row) => (plan.profile.fates[row] === undefined ? [] : [[row, plan.profile.fates[row]] as const]));
    const taken = fates.filter(([, fate]) => fate === 'taken').map(([row]) => text(`profile.rows.${row}`));
    // Which rows is said by name: the person may have left others as they were.
    const carried = taken.length > 0 && taken.length === fates.length;
    const all = taken.length === 0 ? notes : [...notes, text('inventory.notes.taken', { names: taken })];
    return { fate: carried ? 'carried' : 'hand', isDone: carried, count, notes: all, path };
  };

/** Read from the archive, where the person has it. */
const inArchive =
  (count: (plan: Plan) => number | null) =>
  (plan: Plan): Fact => {
    const isAsked = plan.seen.old.exports?.archive === 'ready' || plan.said.archive?.what === 'done';
    return { fate: 'kept', count: count(plan), isDone: isAsked, notes: [text('inventory.notes.archive')] };
  };

/** In the archive, and as bookmarks of the new account where the person wants it. */
const asBookmarks =
  (extra: Extra, count: (plan: Plan) => number | null) =>
  (plan: Plan): Fact => {
    const pieces = plan.imports.pieces.filter((piece) => piece.extra === extra);
    const archived = inArchive(count)(plan);
    const sum = pieces.reduce((all, { rows }) => all + rows, 0);
    return areSent(pieces) ? { ...archived, count: archived.count ?? sum, isDone: true, notes: [text('inventory.notes.bookmarks')] } : archived;
  };

const hand = (path: string | null, note?: 'hashtags' | 'privateNotes' | 'listSettings' | 'muteEnds' | 'links') => (): Fact => ({
  fate: 'hand',
  ...(path === null ? {} : { path }),
  ...(note === undefined ? {} : { notes: [text(`inventory.notes.${note}`)] }),
});
/**
 * What only an app can carry ("Ask once"): carried once all of it is there, kept where it was saved, else by hand as
 * before.
 */
const granted =
  (kind: FileGrantKind, path: string | null, note?: 'hashtags' | 'privateNotes' | 'listSettings' | 'muteEnds') =>
  (plan: Plan): Fact => {
    const read = plan.details.read[kind];
    const outcome = plan.grants.outcomes[kind];
    const byHand = hand(path, note)();
    // Saved while nobody knew that the new server has no such thing.
    if (!offeredKinds(plan).includes(kind) && outcome === undefined)
      return read === undefined
        ? { fate: 'lost', notes: [text('inventory.notes.noPlace')] }
        : { fate: 'kept', isDone: true, count: read.rows, notes: [text('inventory.notes.inKit'), text('inventory.notes.noPlace')] };
    if (read === undefined && outcome === undefined)
      return isOldClosed(plan) ? byHand : { ...byHand, notes: [...(byHand.notes ?? []), text('inventory.notes.askOnce')] };
    const count = read?.rows ?? null;
    if (outcome === undefined) return { ...byHand, count, notes: [text('inventory.notes.inKit'), text('inventory.notes.askNew')] };
    const missing = missingOf(outcome);
    if (missing === 0) return { fate: 'carried', isDone: true, count };
    return { ...byHand, count, notes: [text('inventory.notes.askedMissing', { there: outcome.there, missing })] };
  };
const lost = (note?: 'waiting' | 'drafts') => (): Fact => ({ fate: 'lost', ...(note === undefined ? {} : { notes: [text(`inventory.notes.${note}`)] }) });
const account = (plan: Plan) => plan.old?.account ?? plan.seen.old.outside?.account ?? null;

const facts = {
  followers: ['people', followers],
  followerNames: ['people', (plan) => ({ fate: 'kept', count: plan.followers.read.before?.count ?? null, isDone: plan.followers.read.before !== null })],
  redirect: ['people', (plan) => ({ fate: 'carried', isDone: hasMoved(plan) })],
  severed: ['people', severed],
  requests: ['people', requests],
  waiting: ['people', lost('waiting')],
  endorsements: ['people', endorsements],
  privateNotes: ['people', granted('private_notes', null, 'privateNotes')],
  follows: ['lists', follows],
  lists: ['lists', list('lists')],
  listSettings: ['lists', granted('list_settings', '/lists', 'listSettings')],
  bookmarks: ['lists', list('bookmarks')],
  custom_filters: ['lists', filters],
  mutes: ['lists', list('mutes')],
  muteEnds: ['lists', granted('mute_ends', '/mutes', 'muteEnds')],
  blocks: ['lists', list('blocks')],
  domain_blocks: ['lists', list('domain_blocks')],
  hashtags: ['lists', granted('hashtags', '/followed_tags', 'hashtags')],
  profile: ['profile', detail('profile')],
  featuredTags: ['profile', detail('featured_tags')],
  links: ['profile', links],
  attribution: ['profile', detail('attribution')],
  pinned: ['profile', pinned],
  collections: ['profile', detail('collections')],
  privacy: ['settings', detail('privacy')],
  postingDefaults: ['settings', detail('posting_defaults')],
  other: ['settings', detail('other')],
  notifications: ['settings', detail('notifications')],
  appearance: ['settings', detail('appearance')],
  deletion: ['settings', detail('deletion')],
  notificationPolicy: ['settings', granted('notification_policy', '/notifications')],
  posts: ['posts', asBookmarks('posts', (plan) => account(plan)?.statuses ?? null)],
  media: ['posts', inArchive(() => null)],
  favourites: ['posts', asBookmarks('favourites', () => null)],
  private: ['posts', inArchive(() => null)],
  scheduled: ['posts', lost('drafts')],
  votes: ['posts', lost()],
  received: ['posts', lost()],
  twoFactor: ['account', hand('/settings/two_factor_authentication_methods')],
  apps: ['account', hand('/oauth/authorized_applications')],
  ownApps: ['account', hand('/settings/applications')],
  invites: ['account', hand('/invites')],
  login: ['account', hand('/auth/edit')],
  sessions: ['account', lost()],
  role: ['account', lost()],
} as const satisfies Record<string, readonly [InventoryGroup, (plan: Plan) => Fact]>;

export type InventoryId = keyof typeof facts;
export const inventoryIds = Object.keys(facts) as InventoryId[];

/** From that version of the old server on there is such a thing. */
const since: Partial<Record<InventoryId, readonly [number, number]>> = {
  collections: [4, 6],
  notificationPolicy: [4, 3],
  severed: [4, 3],
  attribution: [4, 3],
  endorsements: [4, 0],
};

/** They could be counted, and no page does it. */
const withoutNumber: readonly InventoryId[] = [
  'waiting',
  'privateNotes',
  'muteEnds',
  'hashtags',
  'endorsements',
  'media',
  'favourites',
  'private',
  'votes',
  'received',
  'apps',
  'ownApps',
  'invites',
  'sessions',
  'role',
];

/** Every kind of thing, in the order of the table. */
export function inventoryOf(plan: Plan): InventoryRow[] {
  const version = plan.old?.server.version ?? '';
  const origin = plan.new?.server.origin ?? null;
  return inventoryIds.flatMap((id) => {
    const from = since[id];
    if (from !== undefined && isSince(version, from) === false) return [];
    const [group, factOf] = facts[id];
    const { path, notes = [], ...fact }: Fact = factOf(plan);
    const isUnknown = (fact.count ?? null) === null && withoutNumber.includes(id) && !notes.some(({ key }) => key === 'inventory.notes.notYet');
    const told = isUnknown ? [...notes, text('inventory.notes.noNumber')] : notes;
    return [{ id, group, isDone: false, ...NO, ...fact, notes: told, address: path === undefined || origin === null ? null : origin + path }];
  });
}

function followers(plan: Plan): Fact {
  const count = plan.followers.read.before?.of ?? account(plan)?.followers ?? null;
  const { compared } = plan.followers;
  const notes =
    compared === null
      ? [text('inventory.notes.followers')]
      : [text('inventory.notes.compared', { arrived: compared.arrived, stayed: compared.stayed, left: compared.left })];
  return { fate: 'carried', count, isDone: hasMoved(plan) && followersSettled(plan), notes };
}

/** Whom the account has asked to follow: no list has them. What the new one has asked for, "Ask once" tells. */
function requests(plan: Plan): Fact {
  const seen = plan.grants.requests;
  return {
    fate: 'lost',
    notes: [text('inventory.notes.requests'), ...(seen === null ? [] : [text('inventory.notes.requestsSeen', { count: seen.names.length })])],
  };
}

/** Verified anew by the new server, once each website names the new profile. */
function links(plan: Plan): Fact {
  const byHand = hand('/settings/verification', 'links')();
  const all = profileLinks(plan, {});
  if (all.length === 0) return byHand;
  const isDone = all.every(({ isVerified }) => isVerified);
  return { ...byHand, fate: isDone ? 'carried' : 'hand', isDone, count: all.length, notes: isDone ? [] : (byHand.notes ?? []) };
}

/** Pinned anew by hand, wherever there is something to pin: no page of its own. */
function pinned(plan: Plan): Fact {
  const read = plan.details.read.pinned;
  const notes = [text(`inventory.notes.${savedAs(plan, 'pinned')}`), ...(hasNone(plan, 'pinned') ? [] : [text('inventory.notes.pinned')])];
  return { fate: 'kept', isDone: read !== undefined, count: read?.rows ?? null, notes };
}

/** Read without an app from 4.4 on; to the new account an app alone brings them, or the person. */
function endorsements(plan: Plan): Fact {
  const isTold = expectedDetails(plan).includes('endorsements') && plan.grants.outcomes.endorsements === undefined;
  const read = plan.details.read.endorsements;
  if (isTold && hasNone(plan, 'endorsements')) return { fate: 'kept', isDone: true, count: 0, notes: [text('inventory.notes.none')] };
  if (isTold && read === undefined) return { ...hand(null)(), notes: [text(`inventory.notes.${savedAs(plan, 'endorsements')}`)] };
  return granted('endorsements', null)(plan);
}

function severed(plan: Plan): Fact {
  const read = plan.details.read.severed;
  const pieces = plan.imports.pieces.filter(({ extra }) => extra === 'reunion');
  const note = areSent(pieces) ? 'reunited' : read === undefined ? 'notYet' : 'inKit';
  return { fate: 'kept', count: read?.rows ?? null, isDone: read !== undefined, notes: [text(`inventory.notes.${note}`)] };
}

function follows(plan: Plan): Fact {
  const fact = list('follows')(plan);
  const tooMany = plan.imports.prepared.follows?.held ?? followsTooMany(plan);
  return tooMany === 0 || fact.isDone ? fact : { ...fact, notes: [...(fact.notes ?? []), text('inventory.notes.tooMany', { count: tooMany })] };
}
