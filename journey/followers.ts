/**
 * Followers by name, in the plan: read once before the move, which empties the old list, and on both sides whenever the
 * person asks afterwards. The names themselves are in IndexedDB. Pure, as all of `reduce`.
 */
import * as v from 'valibot';
import { momentSchema } from './moment';
import { readingTroubles } from './reading-troubles';
import type { Side } from './step-ids';
import { wholeNumber as count, shortText as text } from './values';

/**
 * The old account's followers before the move, and both accounts' afterwards. `follows`: whom the old account follows,
 * with the one name of each that never changes.
 */
export const followerLists = ['before', 'old', 'new', 'follows'] as const;
export type FollowerList = (typeof followerLists)[number];

/** `hidden`: a list that is hidden from strangers; the tab shows somebody else's session, or none. */
export const followerTroubles = ['hidden', ...readingTroubles] as const;
export type FollowerTrouble = (typeof followerTroubles)[number];

const time = momentSchema;
const list = v.picklist(followerLists);

const readSchema = v.object({
  /** Which reading it is: by this name its pages are kept. */
  run: text,
  count,
  pages: count,
  /** The number that the server showed for it when it was begun. */
  of: v.nullable(count),
  at: time,
});

export const followersSchema = v.object({
  /** The newest complete reading of each list; that of `before` is in the kit, under this hash. */
  read: v.object({
    before: v.nullable(v.object({ ...readSchema.entries, sha256: text })),
    old: v.nullable(readSchema),
    new: v.nullable(readSchema),
    /** Also in the kit. Plans of before have none. */
    follows: v.optional(v.nullable(v.object({ ...readSchema.entries, sha256: text })), null),
  }),
  /** What the three lists said together when they were last compared; null before. */
  compared: v.optional(
    v.nullable(
      v.object({
        arrived: count,
        stayed: count,
        left: count,
        at: time,
        /** Since when as many have stayed, and as many left; plans of before do not know. */
        since: v.optional(time),
      }),
    ),
    null,
  ),
  /** Asked for by the person and not yet read. */
  asked: v.array(list),
  /** Begun and not complete: it goes on at `next`, in any tab that shows a settings page of that account. */
  reading: v.record(
    list,
    v.object({
      ...readSchema.entries,
      next: v.nullable(text),
      /** Until when the server asked to wait; null while nothing is waited for. */
      until: v.nullable(time),
    }),
  ),
  /** Why the last reading ended early. */
  problems: v.record(list, v.object({ why: v.picklist(followerTroubles), detail: text, at: time })),
});
export type Followers = v.InferOutput<typeof followersSchema>;

export const noFollowers: Followers = { read: { before: null, old: null, new: null, follows: null }, compared: null, asked: [], reading: {}, problems: {} };

/** The start page alone has all the names at hand. */
export const comparedSchema = v.object({ type: v.literal('followersCompared'), arrived: count, stayed: count, left: count });
type ComparedEvent = v.InferOutput<typeof comparedSchema>;

export type FollowersEvent =
  /** The start page has compared the lists. */
  | ComparedEvent
  /** The person asked to have these read, now or again. */
  | { type: 'followersAsked'; lists: readonly FollowerList[] }
  | { type: 'followersBegan'; list: FollowerList; run: string }
  /** A page of `run` was kept. `next`: where the one after it begins. */
  | { type: 'followersPage'; list: FollowerList; run: string; index: number; count: number; next: string | null; of: number | null }
  | { type: 'followersWait'; list: FollowerList; until: number }
  /** A reading that is in the kit was put there with a dropped one. */
  | { type: 'followersKept'; list: 'before' | 'follows'; count: number; of: number | null; at: number; sha256: string }
  /** Its last page was kept. `sha256`: of the file in the kit, for `before` and `follows`. */
  | { type: 'followersRead'; list: FollowerList; run: string; sha256: string | null }
  | { type: 'followersFailed'; list: FollowerList; why: FollowerTrouble; detail: string };

export function reduceFollowers(followers: Followers, event: FollowersEvent, now: number): Followers {
  switch (event.type) {
    case 'followersCompared': {
      const { type: _, ...compared } = event;
      const before = followers.compared;
      const isSame = before !== null && before.stayed === compared.stayed && before.left === compared.left;
      return { ...followers, compared: { ...compared, at: now, since: isSame ? (before.since ?? before.at) : now } };
    }
    case 'followersAsked': {
      const asked = followerLists.filter((one) => followers.asked.includes(one) || event.lists.includes(one));
      return { ...followers, asked, problems: withoutKeys(followers.problems, event.lists) };
    }
    case 'followersBegan': {
      const begun = { run: event.run, count: 0, of: null, at: now, pages: 0, next: null, until: null };
      return { ...followers, reading: { ...followers.reading, [event.list]: begun } };
    }
    case 'followersPage': {
      const reading = followers.reading[event.list];
      // Told twice, or by a tab that read for an earlier run.
      if (reading === undefined || reading.run !== event.run || reading.pages !== event.index) return followers;
      const { next, of, count: added } = event;
      const after = { ...reading, pages: reading.pages + 1, count: reading.count + added, next, of: reading.of ?? of, at: now, until: null };
      return { ...followers, reading: { ...followers.reading, [event.list]: after } };
    }
    case 'followersWait': {
      const reading = followers.reading[event.list];
      return reading === undefined ? followers : { ...followers, reading: { ...followers.reading, [event.list]: { ...reading, until: event.until } } };
    }
    case 'followersRead': {
      const { list: of, run, sha256 } = event;
      const reading = followers.reading[of];
      if (reading === undefined || reading.run !== run) return followers;
      const read = { run, pages: reading.pages, count: reading.count, of: reading.of, at: now };
      return {
        ...followers,
        read: { ...followers.read, [of]: isInKit(of) ? { ...read, sha256: sha256 ?? '' } : read },
        asked: followers.asked.filter((one) => one !== of),
        reading: withoutKeys(followers.reading, [of]),
        problems: withoutKeys(followers.problems, [of]),
      };
    }
    case 'followersKept': {
      const { type: _, list, ...file } = event;
      const isNewer = (followers.read[list]?.at ?? 0) < event.at;
      return isNewer ? { ...followers, read: { ...followers.read, [list]: { ...file, run: '', pages: 0 } } } : followers;
    }
    case 'followersFailed':
      return {
        ...followers,
        asked: followers.asked.filter((one) => one !== event.list),
        problems: { ...followers.problems, [event.list]: { why: event.why, detail: event.detail, at: now } },
      };
    default:
      return event satisfies never;
  }
}

function withoutKeys<T>(record: Partial<Record<FollowerList, T>>, keys: readonly FollowerList[]): Partial<Record<FollowerList, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key as FollowerList)));
}

/** Read once, and kept as a file. */
export function isInKit(list: FollowerList): list is 'before' | 'follows' {
  return list === 'before' || list === 'follows';
}

/** The account whose page tells this list. */
export function sideOfList(of: FollowerList): Side {
  return of === 'new' ? 'new' : 'old';
}
