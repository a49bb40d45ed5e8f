/**
 * Followers by name, read in the person's own session: their server tells them their own list whole, also where it is
 * hidden from strangers or closed to them, and also after a move (docs/mastodon.md, Followers by name).
 */

import type { Follower } from '../lists/followers';
import { handleText, parseHandle, wholeHandle } from '../lists/handle';
import { own, ownText } from '../lists/json';
import { isBusy, type Session, type Trouble } from './session';
import { askJson, reasonOf } from './session-api';

/** As many as a server gives at once. */
const PAGE = 80;
/** Left for the person, who uses the same server at the same time. */
const SPARED = 20;
/** The longest of the server's own periods is 15 minutes. */
const LONGEST_WAIT = 15 * 60;
const USUAL_WAIT = 5 * 60;

export interface FollowersPage {
  readonly followers: readonly Follower[];
  /** Where the next page begins; null: this was the last one. */
  readonly next: string | null;
  /** Seconds until the next one may be asked for; 0: at once. */
  readonly wait: number;
}

export type FollowersTrouble =
  | { kind: 'busy'; seconds: number }
  | { kind: 'signed-out' | 'unreachable' | 'too-slow' | 'unreadable' | 'server-error'; detail: string };

type Answer<T> = { ok: true; value: T } | { ok: false; trouble: FollowersTrouble };

/** Who follows the account, or whom it follows, as the API calls it. */
export type Followed = 'followers' | 'following';
/** And whom its profile recommends. */
type Listed = Followed | 'endorsements';

/** How many the server says there are; null where it does not tell. */
export async function followersCount(session: Session, id: string, which: Followed = 'followers'): Promise<Answer<number | null>> {
  const asked = await askJson(session, `/api/v1/accounts/${encodeURIComponent(id)}`);
  if (!asked.ok) return troubleOf(asked.trouble);
  const count = own(asked.value.json, `${which}_count`);
  return { ok: true, value: typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null };
}

/** `after`: where the page begins, as the one before it said; `domain`: of the handles of that server. */
export async function readFollowersPage(
  session: Session,
  account: { id: string; domain: string },
  after: string | null,
  which: Listed = 'followers',
): Promise<Answer<FollowersPage>> {
  const cursor = after === null ? '' : `&max_id=${encodeURIComponent(after)}`;
  const asked = await askJson(session, `/api/v1/accounts/${encodeURIComponent(account.id)}/${which}?limit=${PAGE}${cursor}`);
  if (!asked.ok) return troubleOf(asked.trouble);
  const { json, headers } = asked.value;
  const followers = Array.isArray(json) && json.length <= PAGE ? json.map((one) => followerIn(one, account.domain)) : [null];
  const next = nextIn(headers.get('link') ?? '', session.origin, after);
  // A next page is named only by a full one: a list that never ends has empty ones.
  const isEndless = followers.length === 0 && next !== null;
  if (!followers.every((one) => one !== null) || next === undefined || isEndless) return { ok: false, trouble: { kind: 'unreadable', detail: '' } };
  const remaining = Number(headers.get('x-ratelimit-remaining') ?? Number.NaN);
  return { ok: true, value: { followers, next, wait: remaining < SPARED ? secondsToReset(headers) : 0 } };
}

function followerIn(one: unknown, domain: string): Follower | null {
  const acct = ownText(one, 'acct', 600);
  const actor = ownText(one, 'uri', 2_000);
  const url = ownText(one, 'url', 2_000) ?? actor;
  if (acct === null || url === null) return null;
  const parsed = parseHandle(wholeHandle(acct, domain));
  const found = { handle: parsed.ok ? handleText(parsed.value) : acct, actor, url: isWebAddress(url) ? url : '' };
  const moved = own(one, 'moved');
  const isGone = own(one, 'suspended') === true || (typeof moved === 'object' && moved !== null);
  return isGone ? { ...found, gone: true } : found;
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/**
 * The `max_id` of the next page; null on the last one; undefined where it makes no sense: it goes down from page to
 * page, so that reading ends.
 */
function nextIn(link: string, origin: string, after: string | null): string | null | undefined {
  const address = /<([^<>]{1,2000})>\s*;\s*rel="?next"?/.exec(link)?.[1];
  if (address === undefined) return null;
  const next = URL.canParse(address, origin) ? new URL(address, origin).searchParams.get('max_id') : null;
  if (next === null || !/^\d{1,30}$/.test(next)) return undefined;
  return after !== null && BigInt(next) >= BigInt(after) ? undefined : next;
}

function troubleOf(trouble: Trouble): { ok: false; trouble: FollowersTrouble } {
  if (isBusy(trouble)) return { ok: false, trouble: { kind: 'busy', seconds: secondsToReset(trouble.headers) } };
  const { why, detail } = reasonOf(trouble);
  return { ok: false, trouble: { kind: why, detail } };
}

/** By the server's own clock where it tells it: ours may be wrong. */
function secondsToReset(headers: Headers): number {
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  const reset = Date.parse(headers.get('x-ratelimit-reset') ?? '');
  const now = Date.parse(headers.get('date') ?? '') || Date.now();
  const seconds = Number.isFinite(after) ? after : Number.isNaN(reset) ? USUAL_WAIT : Math.ceil((reset - now) / 1_000);
  return Math.min(Math.max(seconds, 1), LONGEST_WAIT);
}
