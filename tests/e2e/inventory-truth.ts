/** What each row of the inventory must say, by what the practice servers hold at the end of a move. */
import type { InventoryId, InventoryRow } from '../../journey/inventory';
import type { Plan } from '../../journey/plan';
import type { ListKind } from '../../lists/kinds';
import { isSince } from '../../lists/versions';
import { documentOf, type makeClient } from '../practice/client';
import type { Account, ImportType } from '../practice/state';
import type { Journey } from './journey';

export interface Move {
  /** Versions of the two servers. */
  from: string;
  to: string;
  /** By “Ask once”. */
  isAsked: boolean;
  /** The old account as it was saved. */
  before: Account;
  /** Both accounts at the end. */
  old: Account;
  fresh: Account;
  /** How many settings each page of the old server showed before. */
  fields: Record<string, number>;
  plan: Plan;
}
type Expected = Partial<Pick<InventoryRow, 'count' | 'fate' | 'isDone' | 'notes' | 'address'>>;
type Told = Expected | Record<string, unknown>;

/** Followed by everybody's import, so that what hangs on it can arrive. */
const known = 'ada@alpenwiese.example';
const loud = 'loud1@alpenwiese.example';

/** One of every kind that a practice server knows, beside what everybody there has. */
export function fillEverything({ old, practice }: Journey): void {
  const account = old.account('amelie');
  for (const name of ['maps', 'bread', '日本語']) account.hashtags.add(name);
  account.notes.set(known, 'Met in Lyon');
  account.listSettings.set('Bread', { replies: 'none', exclusive: isSince(old.options.version, [4, 2]) === true });
  account.muteEnds.set(loud, practice.clock.now() + 9 * 24 * 3_600_000);
  account.endorsed.add(known);
  account.notificationPolicy.for_not_following = 'drop';
  account.followRequests.add('asks@bakers.example');
  Object.assign(account, { isBot: true, isIndexable: true, discoverable: false, hideCollections: true, deletesAfter: 2_629_746 });
  account.attributionDomains = ['amelie.example', 'blog.amelie.example'];
  const privacy = { indexable: 'false', show_application: 'false' };
  const defaults = { default_privacy: 'unlisted', default_quote_policy: 'followers', default_language: 'fr', default_sensitive: 'true' };
  Object.assign(account.settings, { ...privacy, ...defaults, keep_polls: 'true', min_favs: '5' });
}

const pages = {
  privacy: '/settings/privacy',
  postingDefaults: '/settings/preferences/posting_defaults',
  other: '/settings/preferences/other',
  notifications: '/settings/preferences/notifications',
  appearance: '/settings/preferences/appearance',
  deletion: '/statuses_cleanup',
  profile: '/settings/profile',
};

/** Named fields of the form on each of these pages that a person can change; 0 where there is no page or no form. */
export async function formFields(client: ReturnType<typeof makeClient>, origin: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [id, path] of Object.entries(pages)) {
    const page = await client.get(origin + path);
    const controls = page.status === 200 ? [...documentOf(page).querySelectorAll(`form[action="${path}"] [name]`)] : [];
    const isOpen = (control: Element) => control.localName !== 'button' && !['hidden', 'file', 'submit'].includes(control.getAttribute('type') ?? '');
    found[id] = new Set(controls.filter(isOpen).map((control) => control.getAttribute('name'))).size;
  }
  return found;
}

const lost = (): Told => ({ fate: 'lost', isDone: false, count: null });
const byHand = (): Told => ({ fate: 'hand', isDone: false, count: null });
const inArchive = (): Told => ({ fate: 'kept', isDone: false });
const carried = (count: number | null): Expected => ({ fate: 'carried', isDone: true, count });
const note = (key: string, params?: object) => ({ key: `inventory.notes.${key}`, ...(params ? { params } : {}) });

const failures = ({ fresh }: Move, type: ImportType) => fresh.imports.filter((one) => one.type === type).flatMap((one) => one.failures);

/** Of what was saved, all that the new account has not, its server has refused by name. */
function list(kind: ListKind, type: ImportType, saved: (account: Account) => string[], has = saved) {
  return (move: Move): Told => {
    const [wanted, there] = [saved(move.before), new Set(has(move.fresh))];
    const missing = wanted.filter((row) => !there.has(row));
    const failed = failures(move, type).length;
    return {
      ...carried(wanted.length),
      what: kind,
      notes: failed === 0 ? [] : [note('failed', { count: failed })],
      ...(missing.length === failed ? {} : { missing }),
    };
  };
}

/** What only an app carries: equal there, or named as left to the person. */
function granted(saved: (account: Account) => unknown[], wanted: (move: Move) => boolean = () => true) {
  return (move: Move): Told => {
    if (!move.isAsked || !wanted(move)) return byHand();
    const rows = saved(move.before);
    return JSON.stringify(saved(move.fresh).sort()) === JSON.stringify(rows.sort()) ? carried(rows.length) : { fate: 'hand', isDone: false };
  };
}

const isEqual = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const took = (is: boolean, count: number | null): Told => (is ? carried(count) : { fate: 'hand', isDone: false });
const settings = (names: readonly string[]) => (move: Move) => names.every((name) => move.before.settings[name] === move.fresh.settings[name]);
const isNew = ({ to }: Move, since: readonly [number, number]) => isSince(to, since) === true;
const wasNew = ({ from }: Move, since: readonly [number, number]) => isSince(from, since) === true;

export const truth: Record<InventoryId, (move: Move) => Told> = {
  followers: ({ before, old, fresh }) => {
    const [came, stay] = [
      [...before.followers].filter((name) => isIn(fresh.followers, name)),
      [...before.followers].filter((name) => isIn(old.followers, name)),
    ];
    const stayed = stay.filter((name) => !came.includes(name)).length;
    const left = before.followers.size - came.length - stayed;
    return { fate: 'carried', count: before.followers.size, notes: [note('compared', { arrived: came.length, stayed, left })] };
  },
  followerNames: ({ before }) => ({ fate: 'kept', isDone: true, count: before.followers.size }),
  redirect: ({ old }) => ({ fate: 'carried', isDone: old.moved?.acct === 'amelie_new@new.localhost' }),
  severed: ({ before }) => {
    const count = before.severed.reduce((sum, { follows, followers }) => sum + follows.size + followers.length, 0);
    return { fate: 'kept', isDone: true, count, notes: [note('inKit')] };
  },
  requests: ({ isAsked, fresh }) => ({ ...lost(), notes: [note('requests'), ...(isAsked ? [note('requestsSeen', { count: fresh.requested.size })] : [])] }),
  waiting: lost,
  endorsements: (move) => {
    if (!wasNew(move, [4, 4]) || move.isAsked) return granted(({ endorsed }) => [...endorsed])(move);
    return { fate: 'hand', isDone: false, count: move.before.endorsed.size, notes: [note('inKit'), note('askNew')] };
  },
  privateNotes: granted(({ notes }) => [...notes]),
  follows: list(
    'follows',
    'following',
    ({ follows }) => [...follows.keys()],
    ({ follows, requested }) => [...follows.keys(), ...requested.keys()],
  ),
  lists: list('lists', 'lists', ({ lists }) => [...lists].flatMap(([title, members]) => [...members].map((member) => `${title} ${member}`))),
  listSettings: (move) => {
    const shown = ({ lists, listSettings }: Account) =>
      [...lists.keys()].map((title) => [title, listSettings.get(title) ?? { replies: 'list', exclusive: false }]);
    if (!move.isAsked) return byHand();
    return isEqual(shown(move.fresh).sort(), shown(move.before).sort()) ? carried(move.before.lists.size) : { fate: 'hand', isDone: false };
  },
  bookmarks: list('bookmarks', 'bookmarks', ({ bookmarks }) => [...bookmarks]),
  custom_filters: (move) => {
    const shown = ({ filters }: Account) => filters.map(({ title, action, keywords }) => [title, action, keywords.length]).sort();
    const count = move.before.filters.length;
    const address = 'https://new.localhost/filters';
    if (!isNew(move, [4, 6]) && !move.isAsked) return { fate: 'kept', isDone: true, count, address };
    return isEqual(shown(move.fresh), shown(move.before)) ? carried(count) : { fate: 'carried', count, isDone: 'as the servers show it' };
  },
  mutes: list('mutes', 'muting', ({ mutes }) => [...mutes.keys()]),
  muteEnds: (move) => {
    const [ends, there] = [move.before.muteEnds, move.fresh.muteEnds];
    if (!move.isAsked) return byHand();
    return [...ends].every(([handle, end]) => Math.abs((there.get(handle) ?? 0) - end) < 600_000) ? carried(ends.size) : { fate: 'hand', isDone: false };
  },
  blocks: list('blocks', 'blocking', ({ blocks }) => [...blocks]),
  domain_blocks: list('domain_blocks', 'domain_blocking', ({ domainBlocks }) => [...domainBlocks]),
  hashtags: granted(({ hashtags }) => [...hashtags]),
  profile: (move) => {
    const own = ({ displayName, note, fields, isBot }: Account) => ({ displayName, note, fields, isBot });
    const texts = move.fields.profile === 0 ? 2 + 2 * move.before.fields.length : (move.fields.profile ?? 0);
    return took(isEqual(own(move.before), own(move.fresh)), texts + (wasNew(move, [4, 3]) ? 5 : 3));
  },
  featuredTags: ({ before, fresh }) => took(isEqual([...before.featuredTags].sort(), [...fresh.featuredTags].sort()), before.featuredTags.length),
  links: ({ fresh }) => ({ fate: 'hand', isDone: false, count: fresh.fields.filter(({ value }) => value.startsWith('https://')).length }),
  attribution: (move) => {
    const { length } = move.before.attributionDomains;
    if (!isNew(move, [4, 3])) return { fate: 'kept', isDone: true, count: length, address: null };
    return took(isEqual(move.before.attributionDomains, move.fresh.attributionDomains), length);
  },
  pinned: ({ before }) => ({ fate: 'kept', isDone: true, count: before.pinned.length, notes: [note('inKit'), note('pinned')] }),
  collections: (move) => {
    const address = isNew(move, [4, 6]) ? 'https://new.localhost/collections/new' : null;
    return { fate: address === null ? 'kept' : 'hand', isDone: address === null, count: move.before.collections.length, address };
  },
  privacy: (move) => {
    const own = ({ discoverable, hideCollections, ...account }: Account) => ({ discoverable, hideCollections, isIndexable: account.isIndexable });
    return took(isEqual(own(move.before), own(move.fresh)) && settings(['indexable', 'show_application'])(move), move.fields.privacy ?? 0);
  },
  postingDefaults: (move) => {
    const quotes = wasNew(move, [4, 4]) && isNew(move, [4, 4]) ? ['default_quote_policy'] : [];
    const are = settings(['default_privacy', 'default_language', 'default_sensitive', ...quotes])(move);
    return took(are, wasNew(move, [4, 5]) ? (move.fields.postingDefaults ?? 0) : null);
  },
  other: ({ fields }) => ({ ...byHand(), count: fields.other }),
  notifications: ({ fields }) => ({ ...byHand(), count: fields.notifications }),
  appearance: ({ fields }) => ({ ...byHand(), count: fields.appearance }),
  deletion: ({ before, fresh, fields }) => {
    const kept = (account: Account) => [account.deletesAfter, account.settings.keep_polls, account.settings.min_favs];
    return took(isEqual(kept(before), kept(fresh)), fields.deletion ?? 0);
  },
  notificationPolicy: (move) => {
    if (!isNew(move, [4, 3])) return move.isAsked ? { fate: 'kept', isDone: true, count: 5, address: null } : lost();
    if (!move.isAsked) return byHand();
    return isEqual(move.before.notificationPolicy, move.fresh.notificationPolicy) ? carried(5) : { fate: 'hand', isDone: false };
  },
  posts: ({ before }) => ({ ...inArchive(), count: before.statuses }),
  media: inArchive,
  favourites: inArchive,
  private: inArchive,
  scheduled: lost,
  votes: lost,
  received: lost,
  twoFactor: byHand,
  apps: byHand,
  ownApps: byHand,
  invites: byHand,
  login: byHand,
  sessions: lost,
  role: lost,
};

/** The old server calls its own people without a domain; to the new one they are of the old. */
function isIn(names: ReadonlySet<string>, name: string): boolean {
  return names.has(name) || names.has(name.replace(/@old\.localhost$/, ''));
}
