/** What an account holds besides its lists, as far as its own settings pages show it. */
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
export const keptIds: readonly KeptId[] = [...detailIds, ...fileGrantKinds];
export type KeptId = DetailId | FileGrantKind;

/** The Mastodon version that brought its page (docs/mastodon.md, Details of an account). */
const since: Partial<Record<DetailId, readonly [number, number]>> = {
  severed: [4, 3],
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
