/**
 * Looking at the recent imports of the new server now and then, while anything is with it: when to look again, what is
 * still to be read, and what a look has told.
 */
import { browser } from 'wxt/browser';
import { getPlan, lookItem } from '../../browser/store';
import { isFollowedUp } from '../../journey/import/pieces';
import type { ImportPause, Piece } from '../../journey/import/plan';
import { nextLook } from '../../journey/import/stalls';
import type { Plan } from '../../journey/plan';
import type { BringStep } from '../../mastodon/bring-step';
import { dispatch } from '../plan-writer';
import type { ImportErrand } from './current';

export const LOOK_ALARM = 'imports';

/** What stood still because of the server is tried again by itself. */
export const AGAIN_LATER: readonly ImportPause[] = ['unreachable', 'too-slow', 'busy'];

/**
 * While anything is with the server it is looked at again: soon after something moved, ever more seldom while nothing
 * does.
 */
export async function scheduleLook(what: Parameters<typeof nextLook>[1]): Promise<void> {
  const stored = await getPlan();
  const { run } = stored.ok ? stored.plan.imports : { run: null };
  const isTriedAgain = run?.pause != null && AGAIN_LATER.includes(run.pause.why);
  if (run?.state === 'running') return watchRun();
  if (!stored.ok || !(isFollowedUp(stored.plan) || isTriedAgain)) return void (await browser.alarms.clear(LOOK_ALARM));
  const minutes = nextLook(await lookItem.getValue(), what);
  await lookItem.setValue(minutes);
  await browser.alarms.create(LOOK_ALARM, { delayInMinutes: minutes });
}

/** A tab may stop answering without a word: while a run is on, the alarm looks after it. */
export async function watchRun(): Promise<void> {
  await browser.alarms.create(LOOK_ALARM, { delayInMinutes: 1 });
}

/** Firefox forgets alarms when it is closed. */
export async function keepLooking(): Promise<void> {
  if ((await browser.alarms.get(LOOK_ALARM)) === undefined) await scheduleLook('moved');
}

export async function noteLook(run: ImportErrand, plan: Plan, step: BringStep): Promise<void> {
  if (step.what === 'seen' && step.seen.page === 'imports' && new URL(step.seen.url).origin === run.origin) {
    const after = await dispatch({ type: 'pageSeen', seen: step.seen });
    await scheduleLook(after !== null && haveImportsMoved(plan, after) ? 'moved' : 'same');
    return;
  }
  await noteNoLook(step.what === 'paused' ? step.why : 'unreachable');
}

export async function noteNoLook(why: ImportPause): Promise<void> {
  const problem = why === 'busy' || why === 'signed-out' || why === 'other-account' || why === 'no-tab' ? why : 'unreachable';
  await dispatch({ type: 'importsLooked', problem });
  await scheduleLook(problem === 'busy' ? 'busy' : 'trouble');
}

export function failuresWanted(plan: Plan): Piece[] {
  return plan.imports.pieces.filter((piece) => piece.state === 'finished' && piece.failures > 0 && !piece.failuresKept);
}

export function isLookWanted(plan: Plan): boolean {
  return isFollowedUp(plan) || failuresWanted(plan).length > 0;
}

export function haveImportsMoved(before: Plan, after: Plan): boolean {
  const shape = (plan: Plan) => JSON.stringify(plan.imports.pieces.map(({ state, imported, failures }) => [state, imported, failures]));
  return shape(before) !== shape(after);
}
