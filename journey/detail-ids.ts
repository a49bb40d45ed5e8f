/** What an account holds besides its lists, as far as its server tells that without an app. */
import { isSince } from '../lists/versions';
import { type FileGrantKind, fileGrantKinds } from './grant-kinds';

/**
 * In the order in which they are read: what people would miss most comes first. `deletion`: of old posts, by
 * themselves. `severed`: whom blocks between servers have cut off.
 */
export const detailIds = [
  'severed',
  'profile',
  'featured_tags',
  'pinned',
  'collections',
  'endorsements',
  'privacy',
  'posting_defaults',
  'other',
  'notifications',
  'appearance',
  'attribution',
  'deletion',
] as const;
export type DetailId = (typeof detailIds)[number];

/** Whatever may be kept beside the lists: what pages show, and what an app of ours was let in to read. */
export const keptIds: readonly KeptId[] = [...new Set<KeptId>([...detailIds, ...fileGrantKinds])];
export type KeptId = DetailId | FileGrantKind;

/** On no settings page: the server's API tells them in the person's own session. */
type ToldId = 'pinned' | 'collections' | 'endorsements';

/** Apart from the others: the scripts on a server's pages carry it. */
export const profilePath = '/settings/profile';

/** The page that shows it while the account still works (docs/mastodon.md, Details of an account). */
export const detailPages = {
  severed: '/severed_relationships',
  profile: profilePath,
  featured_tags: '/settings/featured_tags',
  privacy: '/settings/privacy',
  posting_defaults: '/settings/preferences/posting_defaults',
  other: '/settings/preferences/other',
  notifications: '/settings/preferences/notifications',
  appearance: '/settings/preferences/appearance',
  attribution: '/settings/verification',
  deletion: '/statuses_cleanup',
} as const satisfies Record<Exclude<DetailId, ToldId>, string>;

/** Where an older server has it, for want of a page of its own (docs/mastodon.md, Details of an account). */
export const earlierPlace: Partial<Record<DetailId, keyof typeof detailPages>> = { posting_defaults: 'other', privacy: 'profile' };

/** Where a person changes it on a server of this version; null where it has no such thing. */
export function changedAt(detail: DetailId, version: string): string | null {
  // Only beside each post and each person.
  if (detail === 'pinned' || detail === 'endorsements') return null;
  if (detail === 'collections') return isSince(version, [4, 6]) === false ? null : '/collections/new';
  if (detail === 'attribution' && isSince(version, [4, 3]) === false) return null;
  if (detail === 'profile' && isSince(version, [4, 6])) return '/profile/edit';
  if (detail === 'featured_tags' && isSince(version, [4, 6])) return '/profile/featured_tags';
  const isEarlier = detail === 'posting_defaults' ? !isSince(version, [4, 5]) : detail === 'privacy' && isSince(version, [4, 2]) === false;
  return detailPages[isEarlier ? (earlierPlace[detail] ?? detail) : detail];
}

/** The Mastodon version that brought its page, or tells it without an app (docs/mastodon.md, Details of an account). */
const since: Partial<Record<DetailId, readonly [number, number]>> = {
  severed: [4, 3],
  collections: [4, 6],
  endorsements: [4, 4],
  privacy: [4, 2],
  posting_defaults: [4, 5],
  attribution: [4, 3],
};

/** What a server of this version has pages for. */
export function detailsOf(version: string): DetailId[] {
  return detailIds.filter((id) => {
    const from = since[id];
    return from === undefined || isSince(version, from) === true;
  });
}
