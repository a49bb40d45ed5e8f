/** Everything that can happen to a plan, and what the plan is after it. Pure: the same events give the same plan. */
import * as v from 'valibot';
import { parseHandle, sameHandle, wholeHandle } from '../lists/handle';
import type { ListNote } from '../lists/kinds';
import { type ListKind, listKinds } from '../lists/kinds';
import { type DetailsEvent, noDetails, reduceDetails } from './details';
import type { Place } from './door';
import type { FactsOf, PageSeen, PublicAccount } from './facts';
import { comparedSchema, type FollowersEvent, noFollowers, reduceFollowers } from './followers';
import { confirmationSeen, type ImportEvent, importsSeen, reduceImports, savedAnew } from './import/imports';
import { pastMoments } from './moment';
import {
  type Collection,
  emptyPlan,
  isSide,
  type ListTrouble,
  neededHosts,
  type Party,
  type Pause,
  type Plan,
  planSchema,
  type SavedList,
  type SideSeen,
  sameParty,
  settledNew,
  sidesAt,
} from './plan';
import { type Side, stepIds } from './step-ids';
import { aliasHiddenUntil, followersSettled, hasMoved, isQuiet, stepOf } from './steps';

const DAY = 24 * 60 * 60 * 1000;
/** docs/mastodon.md, Move and redirect: 30 days from the last Move, also after cancelling. */
const COOLDOWN = 30 * DAY;
const ARRIVAL_POINTS = 50;

const text = v.pipe(v.string(), v.maxLength(2_000));

/** What a person can cause from popup and start page. The background reads these through this schema. */
export const personEventSchema = v.variant('type', [
  v.object({ type: v.literal('accountsNamed'), old: planSchema.entries.old, new: planSchema.entries.new }),
  v.object({ type: v.literal('newAccountChosen'), handle: text }),
  v.object({ type: v.literal('said'), step: v.picklist(stepIds), what: v.picklist(['done', 'skipped']) }),
  v.object({ type: v.literal('unsaid'), step: v.picklist(stepIds) }),
  v.object({ type: v.literal('accessRefused') }),
  v.object({ type: v.literal('startedOver') }),
  v.object({ type: v.literal('followLimitLifted') }),
  v.object({ type: v.literal('repairSeen') }),
  comparedSchema,
]);
export type PersonEvent = v.InferOutput<typeof personEventSchema>;

export type PlanEvent =
  | PersonEvent
  | { type: 'accessChanged'; hosts: string[] }
  | { type: 'pageSeen'; seen: PageSeen }
  /** Nothing happened but that it is later. */
  | { type: 'timePassed' }
  | { type: 'doorSeen'; origin: string; place: Place }
  /** The public endpoints' answers about one side. */
  | {
      type: 'outsideSeen';
      side: Side;
      account: PublicAccount | null;
      alsoKnownAs: string[] | null;
      otherSide: 'suspend' | 'silence' | null;
      isPublic?: boolean;
    }
  /** What is kept was looked through: copies the plan did not know, or an older one in place of one that is gone. */
  | { type: 'kitChecked'; found: readonly (SavedList & { kind: ListKind })[]; gone: readonly ListKind[] }
  | CollectEvent
  | DetailsEvent
  | FollowersEvent
  | ImportEvent;

/** Lists are collected: the old account's into the kit, or the new one's to compare it with. */
type CollectEvent = { side?: Side } & (
  | /** These lists are asked for from now on. Empty while nobody knows yet which there are. */
  { type: 'savingBegan'; lists: readonly ListKind[]; snapshot?: Collection['snapshot'] }
  | { type: 'savingChanged'; kind: ListKind }
  | { type: 'savingEnded' }
  /** `awaited`: it never began, as the tab that was opened for it showed nobody. */
  | { type: 'savingPaused'; why: Pause; detail: string; awaited?: true }
  // `at`: when it was read from the server, if that was not now (a kit that is dropped in).
  | ({ type: 'listSaved'; kind: ListKind; at?: number; notes?: readonly ListNote[] } & Omit<SavedList, 'served' | 'at' | 'notes'>)
  | { type: 'listFailed'; kind: ListKind; problem: ListTrouble; detail: string }
);

/** The plan after the event. `now` is milliseconds since 1970. */
export function reduce(plan: Plan, event: PlanEvent, now: number): Plan {
  switch (event.type) {
    case 'accountsNamed':
      return accountsNamed(plan, event.old, settledNew(plan, event.new), now);
    case 'newAccountChosen':
      return chooseNew(plan, event.handle, now);
    case 'said':
      return { ...plan, said: { ...plan.said, [event.step]: { what: event.what, at: now } } };
    case 'unsaid': {
      const { [event.step]: _, ...said } = plan.said;
      return { ...plan, said };
    }
    case 'repairSeen':
      return { ...plan, repairedAt: null };
    case 'accessRefused':
      return { ...plan, accessRefusedAt: now };
    case 'accessChanged':
      return accessChanged(plan, event.hosts);
    case 'startedOver':
      return { ...emptyPlan(now), access: plan.access };
    case 'pageSeen':
      return pageSeen(plan, event.seen, now);
    case 'doorSeen':
      return sidesAt(plan, event.origin).reduce((next, side) => doorSeen(next, side, event.place, now), plan);
    case 'timePassed':
      return afterHiding(afterCooldown(plan, now), now);
    case 'outsideSeen':
      return outsideSeen(plan, event, now);
    case 'kitChecked':
      return { ...plan, kit: kitChecked(plan.kit, event, now) };
    case 'savingBegan':
    case 'savingChanged':
    case 'savingEnded':
    case 'savingPaused':
    case 'listSaved':
    case 'listFailed':
      if (event.side === 'new') return { ...plan, fresh: collected(plan.fresh, event, now) };
      return {
        ...plan,
        kit: collected(plan.kit, event, now),
        imports: event.type === 'listSaved' ? savedAnew(plan.imports, event.kind) : plan.imports,
      };
    case 'detailsAsked':
    case 'detailRead':
    case 'detailFailed':
    case 'detailsKept':
      return { ...plan, details: reduceDetails(plan.details, event, now) };
    case 'followersAsked':
    case 'followersCompared':
    case 'followersBegan':
    case 'followersPage':
    case 'followersWait':
    case 'followersKept':
    case 'followersRead':
    case 'followersFailed':
      return { ...plan, followers: reduceFollowers(plan.followers, event, now) };
    default:
      return { ...plan, imports: reduceImports(plan.imports, event, now) };
  }
}

function collected(kit: Collection, event: CollectEvent, now: number): Collection {
  const { saving } = kit;
  switch (event.type) {
    case 'savingBegan':
      return {
        ...kit,
        saving: { kind: null, left: [...event.lists], of: event.lists.length, at: now },
        snapshot: event.snapshot ?? kit.snapshot,
        paused: null,
      };
    case 'savingChanged':
      return { ...kit, saving: saving && { ...saving, kind: event.kind, at: now } };
    case 'savingEnded':
      // A list that failed can still be asked for again, and then completes this save.
      return { ...kit, saving: null, snapshot: Object.keys(kit.problems).length > 0 ? kit.snapshot : null };
    case 'savingPaused':
      // Every list had its answer: only the last word was lost.
      if (saving !== null && saving.of > 0 && saving.left.length === 0) return collected(kit, { type: 'savingEnded' }, now);
      if (saving === null && !event.awaited) return kit;
      return { ...kit, saving: null, paused: { why: event.why, detail: event.detail, left: saving?.left ?? [], at: now } };
    case 'listSaved': {
      const { type: _, side: __, kind, at = now, notes = [], ...list } = event;
      const { [kind]: ___, ...problems } = kit.problems;
      const served = list.source !== 'dropped' || (kit.lists[kind]?.served ?? false);
      return { ...kit, saving: without(saving, kind, now), problems, lists: { ...kit.lists, [kind]: { ...list, served, notes: [...notes], at } } };
    }
    case 'listFailed': {
      const before = kit.problems[event.kind];
      const tries = before?.kind === event.problem ? (before.tries ?? 1) + 1 : 1;
      const problem = { kind: event.problem, detail: event.detail, at: now, tries };
      return { ...kit, saving: without(saving, event.kind, now), problems: { ...kit.problems, [event.kind]: problem } };
    }
    default:
      return event satisfies never;
  }
}

function kitChecked(kit: Collection, { found, gone }: Extract<PlanEvent, { type: 'kitChecked' }>, at: number): Collection {
  const lists = { ...kit.lists };
  const problems = { ...kit.problems };
  for (const kind of gone) {
    delete lists[kind];
    problems[kind] = { kind: 'gone', detail: '', at };
  }
  for (const { kind, ...list } of found) {
    lists[kind] = list;
    if (!gone.includes(kind) && problems[kind]?.kind === 'gone') delete problems[kind];
  }
  return { ...kit, lists, problems };
}

function without(saving: Collection['saving'], kind: ListKind, at: number): Collection['saving'] {
  return saving && { ...saving, kind: null, left: saving.left.filter((left) => left !== kind), at };
}

/**
 * A side that stays the same account keeps what was seen of it; a mistyped address corrected does not cost the other
 * side anything.
 */
function accountsNamed(plan: Plan, old: Party | null, next: Party | null, now: number): Plan {
  const fresh = emptyPlan(now);
  const kept = (before: Party | null, after: Party | null, side: Side): SideSeen => (sameParty(before, after) ? plan.seen[side] : fresh.seen[side]);
  const sameOld = sameParty(plan.old, old);
  return {
    ...plan,
    old,
    new: next,
    accessRefusedAt: null,
    seen: { old: kept(plan.old, old, 'old'), new: kept(plan.new, next, 'new') },
    said: sameOld && sameParty(plan.new, next) ? plan.said : {},
    // The kit belongs to the old account: another account starts with an empty one. The saved bytes stay until the
    // person deletes them, and are found again (`kitChecked`).
    kit: sameOld ? plan.kit : fresh.kit,
    imports: sameOld && sameParty(plan.new, next) ? plan.imports : fresh.imports,
    fresh: sameParty(plan.new, next) ? plan.fresh : fresh.fresh,
    details: sameOld ? plan.details : noDetails,
    followers: followersOf(plan, sameOld, sameParty(plan.new, next)),
    arrivals: sameOld && sameParty(plan.new, next) ? plan.arrivals : [],
    settledAt: sameOld && sameParty(plan.new, next) ? plan.settledAt : null,
  };
}

/** Who followed before the move belongs to the old account alone; who follows by now, to both. */
function followersOf({ followers }: Plan, isSameOld: boolean, isSameNew: boolean): Plan['followers'] {
  if (!isSameOld) return noFollowers;
  if (isSameNew) return followers;
  const { before } = followers.reading;
  return { ...noFollowers, read: { ...noFollowers.read, before: followers.read.before }, reading: before === undefined ? {} : { before } };
}

/**
 * Told when the plan may be another one by now, or none at all: only its own hosts count, and a change that is none
 * leaves it alone.
 */
function accessChanged(plan: Plan, hosts: readonly string[]): Plan {
  const needed = neededHosts(plan);
  const access = hosts.filter((host) => needed.includes(host));
  const isSame = access.length === plan.access.length && access.every((host) => plan.access.includes(host));
  return isSame && plan.accessRefusedAt === null ? plan : { ...plan, access, accessRefusedAt: null };
}

/**
 * Whether this account, signed in on the new server, can be the one to move to. A page names accounts of its own server
 * alone.
 */
export function mayBeNew(plan: Plan, handle: string): boolean {
  const parsed = parseHandle(handle);
  return parsed.ok && parsed.value.domain === plan.new?.server.domain && !sameHandle(handle, plan.old?.handle);
}

/**
 * Which account is `new` can be changed until the alias is made. All that was meant for the one before ends with it.
 */
function chooseNew(plan: Plan, handle: string, now: number): Plan {
  if (plan.new === null || stepOf('alias').isDone(plan) || sameHandle(handle, plan.new.handle) || !mayBeNew(plan, handle)) return plan;
  const fresh = emptyPlan(now);
  const { door, stranger } = plan.seen.new;
  const { import: _, arrive: __, ...said } = plan.said;
  const seen = { ...fresh.seen.new, door, stranger: sameHandle(stranger?.handle, handle) ? null : stranger };
  return {
    ...plan,
    new: { ...plan.new, handle, account: null },
    said,
    imports: fresh.imports,
    fresh: fresh.fresh,
    followers: followersOf(plan, true, false),
    arrivals: [],
    settledAt: null,
    seen: { ...plan.seen, new: seen },
  };
}

function withSeen(plan: Plan, side: Side, seen: Partial<SideSeen>): Plan {
  return { ...plan, seen: { ...plan.seen, [side]: { ...plan.seen[side], ...seen } } };
}

/**
 * Who goes about in the web app is no news, but for somebody who stood before the door, or waited for an e-mail or the
 * moderators.
 */
function doorSeen(plan: Plan, side: Side, place: Place, at: number): Plan {
  const { door, status } = plan.seen[side];
  const stoodOutside = door === null ? status?.is === 'unconfirmed' || status?.is === 'pending' : door.place !== 'inside';
  return place === 'inside' && !stoodOutside ? plan : withSeen(plan, side, { door: { place, at } });
}

/** Whose page it is: the side whose account is signed in there. Null for anybody else's. */
export function sideOf(plan: Pick<Plan, Side>, seen: Pick<PageSeen, 'url' | 'account'>): Side | null {
  return sidesAt(plan, new URL(seen.url).origin).find((side) => sameHandle(plan[side]?.handle, seen.account.handle)) ?? null;
}

/** More settings pages than anybody keeps open. */
const LOADS = 50;

function pageSeen(plan: Plan, seen: PageSeen, now: number): Plan {
  const sides = sidesAt(plan, new URL(seen.url).origin);
  const owner = sideOf(plan, seen);
  const load = seen.load === undefined ? null : `${seen.load} ${seen.url}`;
  // A page that has stood open shows what was so when it was loaded; much may have happened since, in other tabs or by
  // "Import all".
  const told = owner === null ? sides : [owner];
  if (load !== null && told.length > 0 && told.every((side) => plan.seen[side].loads.includes(load))) return plan;
  let next = plan;
  for (const side of sides) {
    const stranger = side === owner ? null : { handle: seen.account.handle, at: now };
    const { loads } = plan.seen[side];
    next = withSeen(next, side, { door: null, stranger, loads: load === null ? loads : [...loads, load].slice(-LOADS) });
    next = atVersion(next, side, seen.server.version);
  }
  if (owner === null) return next;
  const { functional, movedTo } = seen.account;
  next = withSeen(next, owner, { account: { functional, movedTo, at: now }, ...statusFrom(plan.seen[owner], seen, now) });
  next = withSeen(next, owner, factsSeen(plan, owner, seen, now));
  // The account leads elsewhere, or nowhere: who arrived by an earlier move says nothing of the next one.
  if (owner === 'old' && plan.seen.old.migration?.redirectingTo != null && next.seen.old.migration?.redirectingTo === null && !hasMoved(next))
    next = { ...next, arrivals: [], settledAt: null };
  if (owner === 'new' && seen.page === 'imports') return { ...next, imports: importsSeen(plan.imports, seen.facts, now, seen.load) };
  if (owner === 'new' && seen.page === 'imports-confirm') return { ...next, imports: confirmationSeen(plan.imports, seen.facts, now) };
  return next;
}

/** A move takes weeks, and servers are updated meanwhile: what each of them can do is what its newest page says. */
function atVersion(plan: Plan, side: Side, version: string): Plan {
  const party = plan[side];
  return party === null || version === '' || version === party.server.version ? plan : { ...plan, [side]: { ...party, server: { ...party.server, version } } };
}

/** `since` stays with the first sight, so that a waiting person reads how long it has been. */
function statusFrom(before: SideSeen, seen: PageSeen, now: number): Pick<SideSeen, 'status'> {
  const is =
    seen.page === 'auth-edit'
      ? (seen.facts.hindrance ?? seen.facts.status)
      : seen.account.movedTo !== null
        ? 'moved'
        : seen.account.functional
          ? 'functional'
          : null;
  // A server that is closing down leaves its exports open, and the account works there as ever.
  const isStillClosing = before.status?.is === 'closing' && seen.page === 'export' && is === 'functional';
  if (is === null || isStillClosing) return { status: before.status };
  return { status: before.status?.is === is ? before.status : { is, since: now } };
}

function factsSeen(plan: Plan, side: Side, seen: PageSeen, at: number): Partial<SideSeen> {
  switch (seen.page) {
    case 'aliases':
      return { aliases: aliasesSeen(plan, side, aliasesFrom(seen.facts), at) };
    case 'migration':
      return { migration: migrationFrom(seen.facts, plan[side]?.server.domain ?? '', at) };
    case 'export':
      return { exports: exportsFrom(seen.facts, at, plan.seen[side].exports) };
    case 'imports':
      return { imports: { kind: seen.facts.kind, types: seen.facts.types, recent: seen.facts.recent, at } };
    case 'redirect-new':
    case 'imports-confirm':
    case 'delete':
    case 'profile':
      return {};
    case 'auth-edit': {
      // A redirect that was cancelled elsewhere: the account works again. When it may move again is still what the
      // migration page showed.
      const { migration } = plan.seen[side];
      return seen.facts.status === 'functional' && migration !== null ? { migration: { ...migration, redirectingTo: null } } : {};
    }
    default:
      return seen satisfies never;
  }
}

function aliasesSeen(plan: Plan, side: Side, list: string[], at: number): NonNullable<SideSeen['aliases']> {
  const isListed = list.some((alias) => isSide(plan, side === 'new' ? 'old' : 'new', alias));
  return { list, at, since: isListed ? (plan.seen[side].aliases?.since ?? at) : null };
}

/**
 * The table, and what was typed once too often: a refusal without a field means that this account is among them,
 * however it is written there (docs/mastodon.md, Aliases).
 */
function aliasesFrom({ aliases, error, typed }: FactsOf<'aliases'>): string[] {
  return error === 'general' && typed !== null ? [...aliases, typed] : aliases;
}

/** Past moves to accounts of the same server stand there by name alone, hence `domain`. */
function migrationFrom(facts: FactsOf<'migration'>, domain: string, at: number): NonNullable<SideSeen['migration']> {
  const moves = pastMoments(
    facts.past.map((past) => past.at),
    at,
  );
  const byRecord = moves.length > 0 ? Math.max(...moves) + COOLDOWN : null;
  const byHint = facts.cooldownDays === null ? null : at + facts.cooldownDays * DAY;
  return {
    cooldown: facts.cooldown,
    cooldownUntil: facts.cooldown ? (byRecord ?? byHint) : null,
    redirectingTo: facts.redirectingTo === null ? null : wholeHandle(facts.redirectingTo, domain),
    past: facts.past.map((past) => wholeHandle(past.target, domain)),
    proof: facts.proof,
    at,
  };
}

function afterCooldown(plan: Plan, now: number): Plan {
  const { migration } = plan.seen.old;
  if (migration?.cooldownUntil == null || migration.cooldownUntil > now) return plan;
  return withSeen(plan, 'old', { migration: { ...migration, cooldown: false, cooldownUntil: null } });
}

/** What the new account told from before its alias is over after three minutes, also where nobody could ask again. */
function afterHiding(plan: Plan, now: number): Plan {
  const until = aliasHiddenUntil(plan);
  const { outside } = plan.seen.new;
  if (until === null || outside === null || now < until || outside.at >= until) return plan;
  return withSeen(plan, 'new', { outside: { ...outside, alsoKnownAs: null } });
}

function exportsFrom(facts: FactsOf<'export'>, at: number, before: SideSeen['exports']): NonNullable<SideSeen['exports']> {
  const asked = pastMoments(
    facts.archives.map(({ created }) => created),
    at,
  );
  // An archive that is gone from the page still counts for the server.
  const isGone = facts.archives.length === 0 && !facts.canRequest;
  return {
    counts: facts.counts,
    offered: listKinds.filter((name) => facts.csv.includes(name) || facts.json.includes(name)),
    archive: facts.archive,
    canRequest: facts.canRequest,
    archiveAskedAt: asked.length > 0 ? Math.max(...asked) : isGone ? (before?.archiveAskedAt ?? null) : null,
    archiveVanished: hasVanished(facts, at, before),
    at,
  };
}

const SIX_DAYS = 6 * 24 * 60 * 60 * 1_000;

/**
 * When the last try to make it fails, the request is deleted (`backup_worker.rb`, 4.0-4.8); one that was made is kept
 * for a week at least.
 */
function hasVanished(facts: FactsOf<'export'>, at: number, before: SideSeen['exports']): boolean {
  if (facts.archives.length > 0 || !facts.canRequest || before === null) return false;
  return before.archiveVanished === true || (before.archive === 'in-progress' && at - (before.archiveAskedAt ?? before.at) < SIX_DAYS);
}

function outsideSeen(plan: Plan, event: Extract<PlanEvent, { type: 'outsideSeen' }>, at: number): Plan {
  const { side, account, alsoKnownAs, otherSide, isPublic } = event;
  // The answer may come when the person has named another account, or forgotten everything.
  if (plan[side] === null || (account !== null && !sameHandle(account.handle, plan[side].handle))) return plan;
  const next = withSeen(plan, side, { outside: { account, alsoKnownAs, otherSide, at, ...(isPublic === undefined ? {} : { isPublic }) } });
  const party = next[side];
  const withAccount = account !== null && party !== null ? { ...next, [side]: { ...party, account } } : next;
  if (withAccount.seen.old.migration?.redirectingTo == null && !hasMoved(withAccount)) return withAccount;
  const last = plan.arrivals.at(-1) ?? { at, old: plan.old?.account?.followers ?? null, new: plan.new?.account?.followers ?? null };
  const point = { ...last, at, [side]: account?.followers ?? last[side] };
  // One point a minute is plenty: two sides asked together make one. And of a time without a change, its two ends.
  const before = plan.arrivals.at(-2);
  const isSame = [last, point].every((each) => each.old === before?.old && each.new === before?.new);
  const others = isSame || (plan.arrivals.length > 0 && at - last.at < 60_000) ? plan.arrivals.slice(0, -1) : plan.arrivals;
  const arrivals = [...others, point].slice(-ARRIVAL_POINTS);
  const isSettled = hasMoved(plan) && (followersSettled(plan) || isQuiet(arrivals));
  return { ...withAccount, arrivals, settledAt: plan.settledAt ?? (isSettled ? at : null) };
}
