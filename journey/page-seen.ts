/** What a page of one of the servers shows, noted in the plan. */
import { wholeHandle } from '../lists/handle';
import { listKinds } from '../lists/kinds';
import { sideOf } from './accounts';
import type { Place } from './door';
import type { FactsOf, PageSeen } from './facts';
import { confirmationSeen, importsSeen } from './import/recent';
import { COOLDOWN, DAY, pastMoments } from './moment';
import { isSide, type Plan, type SideSeen, sidesAt } from './plan';
import type { Side } from './step-ids';
import { hasMoved } from './steps';

export function withSeen(plan: Plan, side: Side, seen: Partial<SideSeen>): Plan {
  return { ...plan, seen: { ...plan.seen, [side]: { ...plan.seen[side], ...seen } } };
}

/**
 * That somebody uses the web app is no news, unless they were not signed in before, or waited for an e-mail or the
 * moderators.
 */
export function doorSeen(plan: Plan, side: Side, place: Place, at: number): Plan {
  const { door, status } = plan.seen[side];
  const stoodOutside = door === null ? status?.is === 'unconfirmed' || status?.is === 'pending' : door.place !== 'inside';
  return place === 'inside' && !stoodOutside ? plan : withSeen(plan, side, { door: { place, at } });
}

/** More settings pages than anybody keeps open. */
const LOADS = 50;

export function pageSeen(plan: Plan, seen: PageSeen, now: number): Plan {
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
  // The account leads elsewhere, or nowhere: followers that came by an earlier move say nothing of the next one.
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
