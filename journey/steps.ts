/**
 * The steps of a move, in the order shown. A step that is already done when first seen is done, whoever did it and
 * wherever.
 */

import type { Act } from './act';
import type { PageId } from './facts';
import { isAllLeftOut, isImportDone, isImportWaiting } from './import/pieces';
import { blocksStep, isMoveImpossible, oldLimit } from './limits';
import { isSide, missingHosts, type Plan, wasSaid } from './plan';
import { isCompared } from './report/report';
import { isSaved } from './saving';
import { countsSettled, followersSettled } from './settled';
import type { Side, StepId } from './step-ids';

export type { Side, StepId } from './step-ids';

interface Step {
  id: StepId;
  side: Side | null;
  /** The settings page where it is done; null where that is the start page. */
  page: PageId | null;
  needs: readonly StepId[];
  /** Seen: a page or a server proves it. */
  isDone: (plan: Plan) => boolean;
  /** Started, and now somebody else's turn: a server, a moderator, other people's servers. */
  isWaiting: (plan: Plan) => boolean;
}

const never = () => false;

export const steps: readonly Step[] = [
  {
    id: 'accounts',
    side: null,
    page: null,
    needs: [],
    // At the end, access is given back, and not asked for again.
    isDone: (plan) => plan.old !== null && plan.new !== null && (missingHosts(plan).length === 0 || isAllOver(plan, 'accounts')),
    isWaiting: never,
  },
  {
    id: 'save',
    side: 'old',
    page: 'export',
    needs: ['accounts'],
    isDone: isSaved,
    isWaiting: (plan) => plan.kit.saving !== null,
  },
  {
    id: 'archive',
    side: 'old',
    page: 'export',
    needs: ['accounts'],
    // "Downloaded" can only be said: nothing shows it.
    isDone: never,
    isWaiting: (plan) => plan.seen.old.exports?.archive === 'in-progress',
  },
  {
    id: 'join',
    side: 'new',
    page: 'auth-edit',
    needs: ['accounts'],
    // A Move that went through proves that the account worked then. What was seen of it since counts more.
    isDone: (plan) => plan.new?.handle != null && pointsTo(plan, 'new') === null && (plan.seen.new.account?.functional ?? hasMoved(plan)),
    isWaiting: (plan) =>
      !looksApproved(plan) &&
      plan.seen.new.door?.place !== 'inside' &&
      (plan.seen.new.status?.is === 'pending' || plan.seen.new.status?.is === 'unconfirmed' || plan.seen.new.door?.place === 'setup'),
  },
  {
    id: 'alias',
    side: 'new',
    page: 'aliases',
    needs: ['join'],
    // A Move that went through proves the alias it needed.
    isDone: (plan) => isAliasThere(plan) || hasMoved(plan),
    isWaiting: never,
  },
  {
    id: 'move',
    side: 'old',
    page: 'migration',
    needs: ['save', 'join', 'alias'],
    isDone: (plan) => redirect(plan) === 'moved',
    isWaiting: (plan) => !hasMoved(plan) && (plan.seen.old.migration?.cooldown ?? false),
  },
  {
    id: 'import',
    side: 'new',
    page: 'imports',
    needs: ['join', 'save'],
    isDone: isImportDone,
    isWaiting: isImportWaiting,
  },
  {
    id: 'arrive',
    side: null,
    page: null,
    needs: ['move'],
    // Each row accounted for, too, where there is something to compare.
    isDone: (plan) =>
      (followersStay(plan) ? isOver(plan, stepOf('import')) : followersSettled(plan)) && (isCompared(plan) || wasSaid(plan, 'import', 'skipped')),
    // Where the counts stand still, it is the person's turn to read the names again.
    isWaiting: (plan) => !followersStay(plan) && !followersSettled(plan) && !countsSettled(plan),
  },
  // While lists and followers are on their way, nobody should think of leaving.
  { id: 'farewell', side: 'old', page: null, needs: ['move', 'import', 'arrive'], isDone: never, isWaiting: never },
];

export function stepOf(id: StepId): Step {
  const step = steps.find((candidate) => candidate.id === id);
  if (step === undefined) throw new Error(`There is no step ${id}`);
  return step;
}

/**
 * It waited for moderators, and now its profile can be read, which is 404 until it is approved and confirmed
 * (`account_owned_concern.rb`, 4.0-4.8); lookup and WebFinger know it from the first moment. In secure mode nobody can
 * tell. Only its own page proves it.
 */
export function looksApproved(plan: Plan): boolean {
  const { status, outside } = plan.seen.new;
  return status?.is === 'pending' && outside?.isPublic === true && outside.at >= status.since;
}

/** Where its button leads now: the step's own page, or that of the redirect where only the redirect is missing. */
export function pageOf(plan: Plan, step: StepId): PageId | null {
  return step === 'move' && redirect(plan) === 'cancelled' ? 'redirect-new' : stepOf(step).page;
}

/** To the page of a step. A person without an account there is taken to where one is made. */
export function wayTo(plan: Plan, step: StepId): Act {
  const { status, door } = plan.seen.new;
  // The sign-up page sends away anybody who is signed in. On one server that may be the old account, whose settings
  // have the way to sign out.
  const isShared = plan.old?.server.origin === plan.new?.server.origin && door?.place !== 'sign-in' && door?.place !== 'sign-up';
  const hasNone = plan.new?.handle === null && status === null && door?.place !== 'setup' && door?.place !== 'inside' && !isShared;
  return step === 'join' && hasNone ? { kind: 'sign-up' } : { kind: 'go', step };
}

/**
 * Followers on their way, or moderators at work: what the public endpoints will show one day, so they are worth asking
 * now and then.
 */
export function waitsForOthers(plan: Plan): boolean {
  const isOnTheWay = hasMoved(plan) && !followersSettled(plan) && !countsSettled(plan) && plan.said.arrive === undefined;
  return isOnTheWay || (plan.seen.new.status?.is === 'pending' && !looksApproved(plan));
}

const TEN_MINUTES = 600_000;

/** When it is worth looking again: others are at work, or a cooldown ends. Null when nothing is waited for. */
export function lookAgainAt(plan: Plan, now: number): number | null {
  if (waitsForOthers(plan)) return now + TEN_MINUTES;
  const hidden = aliasHiddenUntil(plan);
  if (hidden !== null && hidden > now) return hidden;
  return hasMoved(plan) && stayedBehind(plan) === 0 ? null : (plan.seen.old.migration?.cooldownUntil ?? null);
}

/** How many follow the old account alone, as their names said; 0 as long as nobody has compared them. */
export function stayedBehind({ followers }: Plan): number {
  return followers.compared?.stayed ?? 0;
}

/**
 * The 30 days are over and somebody stayed: a second Move to the same account brings those whose server missed the
 * first (docs/mastodon.md, Followers by name).
 */
export function canSendAgain(plan: Plan): boolean {
  return hasMoved(plan) && stayedBehind(plan) > 0 && plan.seen.old.migration?.cooldown === false;
}

/** The row is in the new account's own table. */
export function aliasListed(plan: Plan): boolean {
  return plan.seen.new.aliases?.list.some((alias) => isSide(plan, 'old', alias)) ?? false;
}

/**
 * Servers and what stands before them keep a public answer for so long (docs/mastodon.md, Public questions): until then
 * the account's own page knows better.
 */
const PUBLIC_IS_LATE = 180_000;

/**
 * Until when the old server may be shown the new account without its alias: a server answers with the same actor for
 * three minutes after anybody read it (`accounts_controller.rb`, 4.0-4.8), and somebody read it before the alias was
 * there. Null where the alias can be seen, or nothing tells.
 */
export function aliasHiddenUntil(plan: Plan): number | null {
  const { outside, aliases } = plan.seen.new;
  if (aliases?.since == null || outside?.alsoKnownAs == null || outside.at < aliases.since) return null;
  return outside.alsoKnownAs.includes(plan.old?.account?.actorId ?? '') ? null : aliases.since + PUBLIC_IS_LATE;
}

/**
 * Listed in the new account's table, and still not published long after: two aliases made at the same moment lose one
 * (`account_alias.rb`, 4.0-4.8).
 */
export function isAliasLost(plan: Plan): boolean {
  const until = aliasHiddenUntil(plan);
  return until !== null && plan.old?.account?.actorId != null && (plan.seen.new.outside?.at ?? 0) >= until;
}

/** The new account names the old one. Where its table and what it says in public differ, the newer look counts. */
function isAliasThere(plan: Plan): boolean {
  const actorId = plan.old?.account?.actorId;
  const { outside, aliases } = plan.seen.new;
  const isNewer = outside !== null && (aliases === null || outside.at >= aliases.at + PUBLIC_IS_LATE);
  // Actor ids are compared as they are, never built (docs/mastodon.md, Aliases).
  return isNewer && actorId != null && outside.alsoKnownAs !== null ? outside.alsoKnownAs.includes(actorId) : aliasListed(plan);
}

/** Where this account points, by the newest look at it: a page of its own, or what its server tells in public. */
export function pointsTo(plan: Plan, side: Side): string | null {
  const { migration, account, outside } = plan.seen[side];
  const looks = [
    migration && { at: migration.at, to: migration.redirectingTo },
    account && { at: account.at, to: account.movedTo },
    outside?.account && { at: outside.at - PUBLIC_IS_LATE, to: outside.account.movedTo },
  ].filter((look) => look != null);
  const [newest = null] = looks.sort((a, b) => b.at - a.at);
  return newest === null ? (plan[side]?.account?.movedTo ?? null) : newest.to;
}

/**
 * Where the old account points: nowhere, to the new account by a Move, to it by a mere redirect (followers stayed), or
 * elsewhere.
 * `cancelled`: its last Move was to the new account, whose followers are there, and the redirect was cancelled since.
 * A Move leaves a row among the past migrations, a redirect leaves none, and cancelling it takes no row away
 * (`app/models/account_migration.rb`, `app/controllers/settings/migration/redirects_controller.rb`, 4.0-4.8).
 */
export function redirect(plan: Plan): 'none' | 'moved' | 'cancelled' | 'redirect-only' | 'elsewhere' | 'unknown' {
  const page = plan.seen.old.migration;
  const target = pointsTo(plan, 'old');
  // The newest row comes first.
  if (target === null) return isSide(plan, 'new', page?.past[0] ?? null) ? 'cancelled' : 'none';
  if (!isSide(plan, 'new', target)) return 'elsewhere';
  if (page === null || !isSide(plan, 'new', page.redirectingTo)) return 'unknown';
  return page.past.some((past) => isSide(plan, 'new', past)) ? 'moved' : 'redirect-only';
}

/** The followers were sent to the new account, whatever became of the redirect since. */
export function hasMoved(plan: Plan): boolean {
  // On other software nothing of it can be seen: there the person's word counts.
  if (oldLimit(plan) === 'other-software') return wasSaid(plan, 'move', 'done');
  const is = redirect(plan);
  return is === 'moved' || is === 'cancelled';
}

/**
 * Only the old server can tell the servers of the followers (docs/mastodon.md, Move and redirect): nobody is on the
 * way, and nobody will be.
 */
export function followersStay(plan: Plan): boolean {
  return isMoveImpossible(plan) && !hasMoved(plan);
}

/**
 * `here` is the one step to do now; `said` and `skipped` are the person's word, `seen` a proof; `blocked` cannot be
 * done without the old server.
 */
export type StepState = 'seen' | 'said' | 'skipped' | 'waiting' | 'here' | 'blocked' | 'todo';

/** Nothing to do about it, now: the steps after it do not wait. */
export function isOver(plan: Plan, step: Step): boolean {
  return step.isDone(plan) || plan.said[step.id] !== undefined || isBlocked(plan, step);
}

function isBlocked(plan: Plan, step: Step): boolean {
  return blocksStep(plan, step.id) && !step.isDone(plan);
}

/** Nothing is left to do, these steps apart. */
export function isAllOver(plan: Plan, ...apart: readonly StepId[]): boolean {
  return steps.every((step) => apart.includes(step.id) || isOver(plan, step));
}

/**
 * The step to do now: the one that a run of ours has in hand; else the first that can be done and is not someone else's
 * turn; else the first that waits; null at the end. The archive is a keepsake and holds nothing up: its turn comes
 * while the new account waits for its moderators, when it is ready to be fetched, or when only the goodbye is left.
 */
export function currentStep(plan: Plan): StepId | null {
  const open = steps.filter((step) => !isOver(plan, step) && step.needs.every((need) => isOver(plan, stepOf(need))));
  const inHand = open.find(({ id }) => isInHand(plan, id));
  const main = open.filter(({ id }) => id !== 'archive' && id !== 'farewell');
  const isArchiveTime = plan.seen.old.exports?.archive === 'ready' || !hasMoved(plan);
  const archive = isArchiveTime ? open.find(({ id }) => id === 'archive') : undefined;
  return (inHand ?? main.find((step) => !step.isWaiting(plan)) ?? archive ?? main[0] ?? open[0])?.id ?? null;
}

/** A run of ours goes on by itself in a tab: a person who is sent elsewhere meanwhile loses sight of it. */
function isInHand({ kit, imports }: Plan, id: StepId): boolean {
  return (id === 'save' && kit.saving !== null) || (id === 'import' && imports.run.state === 'running');
}

export function stepState(plan: Plan, id: StepId): StepState {
  const step = stepOf(id);
  if (step.isDone(plan)) return id === 'import' && isAllLeftOut(plan) ? 'skipped' : 'seen';
  if (wasSaid(plan, id, 'done')) return 'said';
  if (isBlocked(plan, step)) return 'blocked';
  if (wasSaid(plan, id, 'skipped')) return 'skipped';
  const current = currentStep(plan);
  if (step.isWaiting(plan) && step.needs.every((need) => isOver(plan, stepOf(need)))) return 'waiting';
  return id === current ? 'here' : 'todo';
}

/** Somebody has to do something: there is a current step, and it is the person's turn. Shown as a badge on the icon. */
export function needsPerson(plan: Plan): boolean {
  const current = currentStep(plan);
  // An archive may be asked for or not; one that is ready does not stay for ever.
  if (current === 'archive' && plan.seen.old.exports?.archive !== 'ready') return false;
  return plan.old !== null && current !== null && !stepOf(current).isWaiting(plan) && !isInHand(plan, current);
}
