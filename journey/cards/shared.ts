/** What the cards of several pages say alike: buttons, names of accounts and servers, warnings. */

import { parseHandle, shownHandle, wholeHandle } from '../../lists/handle';
import { isSince } from '../../lists/versions';
import type { ActButton } from '../act';
import { detailTrouble, expectedDetails, failedDetails, wantedDetails } from '../detail-reading';
import { followersProgress, followersTrouble, followersUntil } from '../follower-reading';
import type { Piece } from '../import/plan';
import { whyBlocked } from '../limits';
import { namesOf } from '../names';
import { isSide, type Plan } from '../plan';
import { missingLists } from '../saving';
import type { Side, StepId } from '../step-ids';
import { currentStep, pointsTo, stepOf, wayTo } from '../steps';
import { type Text, type TextKey, text } from '../text';
import type { Context, Spoken } from './card';

export const go = (step: StepId, label: Text = text('buttons.takeMeThere')): ActButton => ({ label, act: { kind: 'go', step } });
export const seeAll: ActButton = { label: text('buttons.seeImports'), act: { kind: 'start-page', section: 'import' } };
export const changeAccounts: ActButton = { label: text('buttons.changeAccounts'), act: { kind: 'start-page', section: 'accounts' } };
export const focus: ActButton = { label: text('buttons.goToField'), act: { kind: 'focus' } };

/** The button to whatever comes next, wherever that is. */
export function next(plan: Plan): { primary: ActButton } | Record<never, never> {
  const current = currentStep(plan);
  if (current === null) return {};
  if (current === 'import' && canImportAll(plan)) return { primary: importAll };
  return {
    primary:
      stepOf(current).page === null
        ? { label: text('buttons.openStartPage'), act: { kind: 'start-page' } }
        : { label: text('buttons.nextStep'), act: wayTo(plan, current) },
  };
}

/**
 * All lists in one go, on a page of ours: two presses instead of two a list. A server that starts an import at once
 * (until 4.1) takes them one by one.
 */
export const importAll: ActButton = { label: text('buttons.importAll'), act: { kind: 'start-page', section: 'import' } };

/** Lists are saved, none has been sent yet, and the new server asks before it imports (`bulk_import.rb`, since 4.2). */
export function canImportAll({ new: next, kit, imports }: Plan): boolean {
  const isUntouched = imports.pieces.every(({ state }) => state === 'ready' || state === 'skipped');
  return Object.keys(kit.lists).length > 0 && isUntouched && isSince(next?.server.version ?? '', [4, 2]) !== false;
}

/**
 * Neither its page nor its server has told: in secure mode, strangers are told nothing (docs/mastodon.md, Public
 * questions).
 */
export function isAliasUnseen(plan: Plan): boolean {
  const { aliases, outside } = plan.seen.new;
  return plan.new?.handle != null && !stepOf('alias').isDone(plan) && aliases === null && outside?.alsoKnownAs == null;
}

/** Exactly what is not saved, with the numbers of the export page where it was seen. */
export function unsaved(plan: Plan): Text[] {
  return missingLists(plan).map((kind) => {
    const count = plan.seen.old.exports?.counts[kind];
    const list = text(`lists.${kind}`);
    return count === undefined ? list : text('cards.move.saveFirst.list', { list, number: count });
  });
}

export function lossOf(plan: Plan): Text[] {
  const lists = unsaved(plan);
  return lists.length === 0 ? [] : [text('cards.move.saveFirst.loss', { lists })];
}

export function newAccountMoved({ plan }: Pick<Context, 'plan'>): Spoken {
  return {
    step: 'join',
    tone: 'warn',
    title: text('cards.join.newMoved.title'),
    body: [whereNewPoints(plan, { back: 'cards.join.newMoved.back', body: 'cards.join.newMoved.body' })],
    primary: go('join', text('buttons.toNewRedirect')),
    ...(isMovingBack(plan) ? {} : { quiet: changeAccounts }),
  };
}

/** The account moved to before is the old one now, and the one that was left receives. */
export function isMovingBack(plan: Plan): boolean {
  return isSide(plan, 'old', pointsTo(plan, 'new'));
}

/** That the new account sends visitors on, and what to do about it. Who moves back has nothing to choose between. */
export function whereNewPoints(plan: Plan, keys: { back: TextKey; body: TextKey }, more: Text['params'] = {}): Text {
  const target = shownHandle(pointsTo(plan, 'new') ?? '');
  return text(isMovingBack(plan) ? keys.back : keys.body, { ...more, new: namesOf(plan).new, target });
}

export const target = ({ plan }: { plan: Plan }): string => shownHandle(pointsTo(plan, 'old') ?? '');

/** Where servers publish whom they cut off or limit: said before it does harm. */
export function blocked(plan: Plan): Text[] {
  const servers = { oldServer: namesOf(plan).oldServer, server: namesOf(plan).newServer };
  const { old, new: next } = plan.seen;
  if (next.outside?.otherSide === 'suspend') return [text('cards.blocked.newCutsOld', servers)];
  if (old.outside?.otherSide === 'suspend') return [text('cards.blocked.oldCutsNew', servers)];
  return next.outside?.otherSide === 'silence' ? [text('cards.blocked.newLimitsOld', servers)] : [];
}

/** Why no followers can be moved: the same sentence on every page that would move them. */
export function whyImpossible(plan: Plan, step: 'alias' | 'move'): Text[] {
  return whyBlocked(plan, step) ?? whyBlocked(plan, step, 'gone') ?? [];
}

export const newAccount = (plan: Plan) => plan.seen.new.outside?.account ?? plan.new?.account;

export function usernameOf(handle: string | null | undefined): string {
  const parsed = parseHandle(handle ?? '');
  return parsed.ok ? parsed.value.username : '';
}

/** A bare name means an account of the server it is typed on (docs/mastodon.md, Aliases). */
export function typedOn(side: Side, { plan, facts }: { plan: Plan; facts: { typed: string | null } }): string {
  return wholeHandle(facts.typed ?? '', plan[side]?.server.domain ?? '');
}

/** While the names are read: what is lost without them, how far it is, and that the person may go about elsewhere. */
export function savingFollowers({ plan }: Pick<Context, 'plan'>): Spoken {
  const progress = followersProgress(plan, 'before');
  return {
    step: 'save',
    side: 'old',
    tone: 'wait',
    title: text('cards.followers.reading.title'),
    body: [text('cards.followers.reading.body'), followersUntil(plan, 'before') ?? text('cards.followers.reading.leave')],
    ...(progress === null ? {} : { progress }),
  };
}

/** While profile and settings are read: a few pages, a moment each. */
export function savingDetails({ plan }: Pick<Context, 'plan'>): Spoken {
  const all = expectedDetails(plan);
  const left = wantedDetails(plan, 'old').length;
  return {
    step: 'save',
    side: 'old',
    tone: 'wait',
    title: text('cards.details.reading.title'),
    body: [text('cards.details.reading.body')],
    progress: { value: all.length - left, max: Math.max(1, all.length) },
  };
}

export function detailsFailed({ plan }: Pick<Context, 'plan'>): Spoken {
  const failed = failedDetails(plan);
  const names = failed.map((detail) => text(`details.names.${detail}`));
  const [first] = failed;
  return {
    step: 'save',
    side: 'old',
    tone: 'warn',
    title: text('cards.details.failed.title'),
    body: [text('cards.details.failed.body', { names }), ...(first === undefined ? [] : [detailTrouble(plan, first) ?? text('cards.save.failed.body')])],
    primary: { label: text('buttons.readDetailsAgain'), act: { kind: 'read-details' } },
    quiet: { label: text('buttons.withoutDetails'), act: { kind: 'leave-details' } },
  };
}

export function followersFailed({ plan }: Pick<Context, 'plan'>): Spoken {
  return {
    step: 'save',
    side: 'old',
    tone: 'warn',
    title: text('cards.followers.failed.title'),
    body: [followersTrouble(plan, 'before') ?? text('cards.save.failed.body'), text('cards.followers.failed.body')],
    primary: { label: text('buttons.readNamesAgain'), act: { kind: 'read-followers', lists: ['before'] } },
    quiet: { label: text('buttons.withoutNames'), act: { kind: 'leave-followers' } },
  };
}

/** Who follows is not saved, and the person has not gone on without it. */
export function hasFailedFollowers({ followers }: Plan): boolean {
  const problem = followers.problems.before;
  return problem !== undefined && problem.why !== 'left' && followers.read.before === null;
}

/** On the start page, as the browser asks the person and a page of the server must not cause that. */
export const tellMe: ActButton = { label: text('buttons.tellMe'), act: { kind: 'start-page' } };

/** What the person can do while they wait, and the offer to be told when this step is ready. */
export function whileWaiting(plan: Plan, step: StepId): Pick<Spoken, 'primary' | 'quiet'> {
  const current = currentStep(plan);
  if (current === step) return { quiet: tellMe };
  return { ...(current === 'save' ? { primary: go('save', text('buttons.saveMeanwhile')) } : next(plan)), quiet: tellMe };
}

/** What an import does besides bringing its own entries. */
export function effects({ kind }: Piece): Text[] {
  if (kind === 'lists') return [text('imports.followsMembers')];
  return kind === 'domain_blocks' ? [text('imports.cuts.unknown')] : [];
}
