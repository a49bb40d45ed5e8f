/**
 * The stored plan: who moves where, and what has been seen and said. One writer (the background); everybody else reads
 * it.
 */
import * as v from 'valibot';
import { parseHandle, sameHandle, wholeHandle } from '../lists/handle';
import { listKinds, listNotes } from '../lists/kinds';
import { detailsSchema, noDetails } from './details';
import { places } from './door';
import { accountStatuses, hindrances, publicAccountSchema, publicServerSchema, recentImportSchema } from './facts';
import { followersSchema, noFollowers } from './followers';
import { grantsSchema, noGrants } from './grants';
import { importsSchema, noImports } from './import/plan';
import { momentSchema } from './moment';
import { isOtherSoftware } from './other-software';
import { noProfile, profileSchema } from './profile';
import { type Side, type StepId, stepIds } from './step-ids';
import { wholeNumber as count, shortText as text } from './values';

const time = momentSchema;
const listKind = v.picklist(listKinds);

/**
 * `closed`: it tells strangers nothing. `robots`: a check for robots, or an error page in its place. `broken`: busy, or
 * an error.
 * `domain`: the domain of the handle does not lead to the server.
 */
export const untolds = ['closed', 'robots', 'broken', 'domain'] as const;
export type Untold = (typeof untolds)[number];

const partySchema = v.object({
  server: publicServerSchema,
  /** `user@domain`, ASCII; null for the new side of a person who has no account there yet. */
  handle: v.nullable(text),
  /** What the public endpoints told when it was named; null when they tell nothing about it. */
  account: v.nullable(publicAccountSchema),
  /**
   * The person says that the old account or its server is no more. Its server may then be a guess from the handle, and
   * is asked for nothing.
   */
  gone: v.optional(v.boolean()),
  /** What its server told when it was named: a suspended account, or a server that is being shut down. */
  limit: v.exactOptional(v.picklist(['suspended', 'closing'])),
  /**
   * Why its server told us nothing about the account when it was named. What we are not told, the server of the other
   * account may not be told either.
   */
  untold: v.exactOptional(v.picklist(untolds)),
});
/** One end of the move: a server, and the account there. */
export type Party = v.InferOutput<typeof partySchema>;

const sideSeenSchema = v.object({
  /** The party's own account, seen signed in. Another account signed in there is not noted here. */
  account: v.nullable(v.object({ functional: v.boolean(), movedTo: v.nullable(text), at: time })),
  /** Who else was last seen signed in there, while it is not the party's account. */
  stranger: v.nullable(v.object({ handle: text, at: time })),
  /**
   * The page before the door where the person's tab last stood on that server, or that it went in; null once a settings
   * page was seen.
   */
  door: v.nullable(v.object({ place: v.picklist(places), at: time })),
  status: v.nullable(v.object({ is: v.picklist([...accountStatuses, ...hindrances]), since: time })),
  /** `since`: when the old account was first seen among them; null while it is not. */
  aliases: v.nullable(v.object({ list: v.array(text), at: time, since: v.optional(v.nullable(time), null) })),
  migration: v.nullable(
    v.object({
      cooldown: v.boolean(),
      /** When a new move is allowed again; null when the page does not tell. */
      cooldownUntil: v.nullable(time),
      redirectingTo: v.nullable(text),
      past: v.array(text),
      proof: v.picklist(['password', 'username']),
      at: time,
    }),
  ),
  exports: v.nullable(
    v.object({
      counts: v.record(text, count),
      offered: v.array(listKind),
      archive: v.picklist(['requestable', 'in-progress', 'ready']),
      canRequest: v.boolean(),
      /** When the newest archive was asked for; null when none is listed. */
      archiveAskedAt: v.nullable(time),
      /** One was being made, and is no longer listed though its time is not over: the server gave it up. */
      archiveVanished: v.optional(v.boolean()),
      at: time,
    }),
  ),
  imports: v.nullable(v.object({ kind: v.picklist(['pre-4.2', '4.2+']), types: v.array(text), recent: v.array(recentImportSchema), at: time })),
  /** The public endpoints' answers, asked now and then by the background. */
  outside: v.nullable(
    v.object({
      account: v.nullable(publicAccountSchema),
      /**
       * Actor ids; null when the server does not publish them to strangers (secure mode, docs/mastodon.md, Public
       * questions).
       */
      alsoKnownAs: v.nullable(v.array(text)),
      /** Strangers are shown its profile; asked while it waits for approval. */
      isPublic: v.optional(v.boolean()),
      /**
       * How this server treats the other side's domain, where it says so in public; null: not at all, or it does not
       * say.
       */
      otherSide: v.nullable(v.picklist(['suspend', 'silence'])),
      at: time,
    }),
  ),
  /** Pages of that server that have said what they show, newest last: said again, it is no newer (`PageSeen.load`). */
  loads: v.optional(v.array(text), []),
});
export type SideSeen = v.InferOutput<typeof sideSeenSchema>;

/** What can go wrong with one list while the others are saved. */
export const listTroubles = [
  'server-error',
  'busy',
  'unreachable',
  'too-slow',
  'other-answer',
  'unreadable',
  'cut-off',
  'too-big',
  'damaged',
  'filters-page',
  // saved once, and no longer there
  'gone',
] as const;
export type ListTrouble = (typeof listTroubles)[number];

/** What can end saving before its end. */
export const pauses = [
  'tab-closed',
  'tab-left',
  'restarted',
  'signed-out',
  'other-account',
  'unreachable',
  'too-slow',
  'server-error',
  'no-export-page',
  'storage-full',
  // the browser cannot open what the extension keeps
  'storage-broken',
  'failed',
] as const;
export type Pause = (typeof pauses)[number];

const savedListSchema = v.object({
  /** Rows read in the file, after parsing it to its end. */
  rows: count,
  /** The number beside the link on the export page at that time. */
  pageCount: v.nullable(count),
  bytes: count,
  sha256: text,
  source: v.picklist(['export', 'filters-pages', 'dropped']),
  /** A server gave this list at least once; a file of the person's own may be the newer copy. */
  served: v.boolean(),
  notes: v.optional(v.array(v.picklist(listNotes)), []),
  at: time,
});

const kitSchema = v.object({
  /** The newest complete copy of each list. The bytes are in IndexedDB. */
  lists: v.record(listKind, savedListSchema),
  /** What went wrong with a list at the last try; cleared when it is saved. `tries`: how often in a row. */
  problems: v.record(listKind, v.object({ kind: v.picklist(listTroubles), detail: text, at: time, tries: v.exactOptional(count) })),
  /** Going on now, in a tab of the old server. `left`: not yet asked for. */
  saving: v.nullable(v.object({ kind: v.nullable(listKind), left: v.array(listKind), of: count, at: time })),
  /**
   * The save whose lists are not all there yet: what goes on after an interruption, or is asked for again, belongs to
   * it.
   */
  snapshot: v.optional(v.nullable(v.object({ id: text, at: time })), null),
  /** Ended before its end; what was left can be asked for at any time. */
  paused: v.nullable(v.object({ why: v.picklist(pauses), detail: text, left: v.array(listKind), at: time })),
});

export type SavedList = v.InferOutput<typeof savedListSchema>;
export type Collection = v.InferOutput<typeof kitSchema>;

const noLists: Collection = { lists: {}, problems: {}, saving: null, snapshot: null, paused: null };

export const planSchema = v.object({
  version: v.literal(1),
  startedAt: time,
  old: v.nullable(partySchema),
  new: v.nullable(partySchema),
  /** Hosts the browser lets us talk to at this moment, a mirror of its permissions. */
  access: v.array(text),
  /** The person was asked for access and answered no, or took it back. */
  accessRefusedAt: v.nullable(time),
  seen: v.object({ old: sideSeenSchema, new: sideSeenSchema }),
  said: v.record(v.picklist(stepIds), v.object({ what: v.picklist(['done', 'skipped']), at: time })),
  kit: kitSchema,
  imports: importsSchema,
  /** The new account's own lists, collected as the kit is, to compare it with. Only ever the last ones. */
  fresh: v.optional(kitSchema, noLists),
  /** What the old account's settings pages held before the move. */
  details: v.optional(detailsSchema, noDetails),
  /** The new account approves followers by hand, and the person moves all the same. */
  leavesLocked: v.optional(v.boolean(), false),
  /** What is taken over into the new account's own settings. */
  profile: v.optional(profileSchema, noProfile),
  /** The person wants the archive requested with their lists: how often that was tried, and what came of it. */
  archiveWish: v.optional(
    v.nullable(v.object({ at: time, triedAt: v.nullable(time), tries: count, last: v.nullable(v.picklist(['requested', 'refused', 'failed'])) })),
    null,
  ),
  /** What the person let an app of ours do on either account. */
  grants: v.optional(grantsSchema, noGrants),
  /** Followers by name. */
  followers: v.optional(followersSchema, noFollowers),
  /** Followers of both sides over time, newest last, at most 50 points. */
  arrivals: v.array(v.object({ at: time, old: v.nullable(count), new: v.nullable(count) })),
  /**
   * When the followers were first seen to have settled: whoever comes or goes later has nothing to do with the move.
   */
  settledAt: v.optional(v.nullable(time), null),
  /**
   * When parts of the stored plan could not be read and were left out; null when all was read, and once the person has
   * been told.
   */
  repairedAt: v.optional(v.nullable(time), null),
});
export type Plan = v.InferOutput<typeof planSchema>;

const nothingSeen: SideSeen = {
  account: null,
  stranger: null,
  door: null,
  status: null,
  aliases: null,
  migration: null,
  exports: null,
  imports: null,
  outside: null,
  loads: [],
};

export function emptyPlan(now: number): Plan {
  return {
    version: 1,
    startedAt: now,
    old: null,
    new: null,
    access: [],
    accessRefusedAt: null,
    seen: { old: nothingSeen, new: nothingSeen },
    said: {},
    kit: noLists,
    imports: noImports(now),
    fresh: noLists,
    details: noDetails,
    profile: noProfile,
    archiveWish: null,
    grants: noGrants,
    leavesLocked: false,
    followers: noFollowers,
    arrivals: [],
    settledAt: null,
    repairedAt: null,
  };
}

/** Both ends of the move that have a server to talk to, whose pages we know. */
export function partiesInReach(plan: Pick<Plan, Side>): Party[] {
  return [plan.old, plan.new].filter((party) => party !== null).filter((party) => !party.gone && !isOtherSoftware(party));
}

/** Nothing can be read there: the account or its server is no more, or it is no Mastodon. Lists come as files. */
export function isOldOutOfReach({ old }: Pick<Plan, 'old'>): boolean {
  return old !== null && (old.gone === true || isOtherSoftware(old));
}

/** The hosts this plan needs: both servers, and their handle domains where they differ (docs/rules.md 2). */
export function neededHosts(plan: Pick<Plan, Side>): string[] {
  return [...new Set(partiesInReach(plan).flatMap(({ server }) => [server.domain, new URL(server.origin).host]))];
}

/** Whether the browser lets us talk to this side's server now. */
export function hasAccess(plan: Plan, side: Side): boolean {
  const party = plan[side];
  return party !== null && plan.access.includes(new URL(party.server.origin).host);
}

/**
 * The same account on the same server, or the same server while no account is named. The handle alone decides where a
 * server may be a guess.
 */
export function sameParty(a: Party | null, b: Party | null): boolean {
  if (a === null || b === null) return a === b;
  const isOneServer = a.server.origin === b.server.origin || a.gone === true || b.gone === true;
  return isOneServer && (a.handle === b.handle || sameHandle(a.handle, b.handle));
}

/** Who was seen signed in on the new server has an account there: when only that server is named, the account stays. */
export function settledNew(plan: Plan, named: Party | null): Party | null {
  const isSettled = named?.handle === null && plan.new?.server.origin === named.server.origin && plan.seen.new.account !== null;
  return isSettled ? plan.new : named;
}

/**
 * Whether that is the account of this side, as it may be written on a page of the other: in full, with its web host for
 * a domain, or by name alone on one server.
 */
export function isSide(plan: Pick<Plan, Side>, side: Side, shown: string | null): boolean {
  const party = plan[side];
  const there = plan[side === 'old' ? 'new' : 'old'];
  if (shown === null || party?.handle == null || there === null) return false;
  const parsed = parseHandle(wholeHandle(shown, there.server.domain));
  if (!parsed.ok) return false;
  const { username, domain } = parsed.value;
  const own = domain === new URL(party.server.origin).host ? party.server.domain : domain;
  return sameHandle({ username, domain: own }, party.handle);
}

/** There is an account to take over from and one to take over to, and both servers may be talked to. */
export function canTakeOver(plan: Plan): boolean {
  return plan.new?.handle != null && plan.old !== null && !isOldOutOfReach(plan) && missingHosts(plan).length === 0;
}

export function missingHosts(plan: Plan): string[] {
  return neededHosts(plan).filter((host) => !plan.access.includes(host));
}

/** The sides that live on this origin: none, one, or both. */
export function sidesAt(plan: Pick<Plan, Side>, origin: string): Side[] {
  return (['old', 'new'] as const).filter((side) => partiesInReach(plan).some((party) => party === plan[side] && party.server.origin === origin));
}

export function wasSaid(plan: Plan, step: StepId, what: 'done' | 'skipped'): boolean {
  return plan.said[step]?.what === what;
}
