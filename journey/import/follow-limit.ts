/** The usual setting of a server (docs/mastodon.md, Imports). */
const USUAL = 7_500;

export interface FollowCounts {
  following: number;
  followers: number;
  /** What is known of this server's own setting; `Number.MAX_SAFE_INTEGER` where the person says that it has none. */
  threshold?: number | undefined;
}

/**
 * docs/mastodon.md, Imports: 7,500, or from there on 1.1 × followers if that is more. Both numbers are settings of the
 * server; these are the usual ones. Followers on their way raise it: count again when they have arrived.
 */
export function followLimit(account: FollowCounts, threshold = account.threshold ?? USUAL, ratio = 1.1): { limit: number; left: number } {
  const limit = account.following < threshold ? threshold : Math.max(threshold, Math.round(account.followers * ratio));
  return { limit, left: Math.max(0, limit - account.following) };
}
