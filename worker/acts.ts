/** What the buttons of card, popup and start page do, once pressed. */

import { errandOf } from '../browser/errand-store';
import { deleteFresh } from '../browser/fresh-store';
import { dropAllShelved } from '../browser/piece-store';
import { allTabs, noteArrival } from '../browser/store';
import { openPage, openStartPage } from '../browser/tabs';
import { sideOf } from '../journey/accounts';
import type { Act } from '../journey/act';
import { lockAddress } from '../journey/arrival';
import { failedDetails, wantedDetails } from '../journey/detail-reading';
import type { PlanEvent } from '../journey/events';
import type { PageId, PageSeen } from '../journey/facts';
import { oldLimit } from '../journey/limits';
import { movePath } from '../journey/other-software';
import type { Plan } from '../journey/plan';
import { aliasListed, pageOf, pointsTo, redirect, type StepId, stepOf } from '../journey/steps';
import { isSince } from '../lists/versions';
import { accountPath, aliasesPath, exportPagePath, importsPath, migrationPath, newRedirectPath, oldImportsPath, secondFactorPath } from '../mastodon/paths';
import { readDetails } from './details';
import { askForFollowers } from './followers';
import { askOnce, checkGrants, endGrant } from './grants';
import { endImporting, lookAtImports, lookBeforeComparing, pauseImporting, startImporting } from './import/run';
import { dispatch } from './plan-writer';
import { askForProfile } from './profile';
import { endSaving, startSaving } from './saving';

/**
 * `near` is the tab the button was pressed in, if it was on a page. Resolves with the tab the person was taken to, if
 * any.
 */
export async function perform(plan: Plan, act: Act, near?: number): Promise<number | null> {
  switch (act.kind) {
    case 'go':
      return goTo(plan, act.step, near);
    case 'sign-up':
      return plan.new === null ? null : openPage(`${plan.new.server.origin}/auth/sign_up`, near);
    case 'say':
      await dispatch({ type: 'said', step: act.step, what: act.what });
      return null;
    case 'choose-new':
      return chooseNew(plan, act.handle);
    case 'start-page':
      return openStartPage(act.section).then(() => null);
    case 'save-lists':
      return saveLists(plan, act, near);
    case 'compare':
      await lookBeforeComparing();
      return startSaving(plan, near, 'new');
    case 'leave-followers':
      await dispatch({ type: 'followersFailed', list: 'before', why: 'left', detail: '' });
      return null;
    case 'leave-details':
      return leaveDetails(plan);
    case 'read-details':
      await dispatch({ type: 'detailsAsked' });
      await readDetails();
      return null;
    case 'open-privacy':
      return openPrivacy(plan, near);
    case 'leave-locked':
      await dispatch({ type: 'lockLeft' });
      return null;
    case 'read-profile':
      await askForProfile(null);
      return null;
    case 'read-followers':
      await askForFollowers(act.lists);
      return null;
    case 'import':
      return importAct(act.what);
    case 'try-again':
      await dispatch({ type: 'pieceTriedAgain', id: act.piece });
      return null;
    case 'leave-out':
      await dispatch({ type: 'listLeftOut', kind: act.list });
      return null;
    case 'ask-once':
      await askOnce(act.side, act.kinds);
      return null;
    case 'end-access':
      await endGrant(act.side, 'stopped');
      return null;
    case 'fill':
    case 'focus':
      // The page's own script does these.
      return null;
    default:
      return act satisfies never;
  }
}

async function saveLists(plan: Plan, { withArchive }: Extract<Act, { kind: 'save-lists' }>, near: number | undefined): Promise<number | null> {
  // Never from a card: it stands on the server's page, which could have its button pressed.
  if (withArchive === true && near === undefined) await dispatch({ type: 'archiveWanted' });
  if (Object.keys(plan.details.problems).length > 0) await dispatch({ type: 'detailsAsked' });
  return startSaving(plan, near);
}

/** The person goes on without profile and settings: neither what is still to be read nor what failed is read again. */
async function leaveDetails(plan: Plan): Promise<null> {
  const left = [...wantedDetails(plan, 'old'), ...failedDetails(plan)];
  await dispatch(...left.map((detail): PlanEvent => ({ type: 'detailFailed', detail, why: 'left', info: '' })));
  return null;
}

async function openPrivacy(plan: Plan, near: number | undefined): Promise<number | null> {
  const url = lockAddress(plan);
  return url === null ? null : openPage(url, near);
}

/**
 * Another account receives: nothing that was prepared for the one before may reach it. Pages of it that are open count
 * from now on.
 */
async function chooseNew(before: Plan, handle: string): Promise<null> {
  const plan = await dispatch({ type: 'newAccountChosen', handle });
  if (plan === null || plan.new?.handle === before.new?.handle) return null;
  await endImporting();
  if ((await errandOf('lists', ''))?.task === 'compare') await endSaving();
  await checkGrants();
  await dropAllShelved();
  await deleteFresh();
  const pages = Object.values(await allTabs()).filter(({ seen }) => sideOf(plan, seen) === 'new');
  await dispatch(...pages.map(({ seen }): PlanEvent => ({ type: 'pageSeen', seen })));
  return null;
}

async function importAct(what: Extract<Act, { kind: 'import' }>['what']): Promise<null> {
  switch (what) {
    case 'pause':
      return pauseImporting();
    case 'go-on':
      return startImporting(null);
    case 'look':
      return lookAtImports(true);
    case 'stop':
      await dispatch({ type: 'importAllEnded' });
      return null;
    default:
      return what satisfies never;
  }
}

async function goTo(plan: Plan, step: StepId, near?: number): Promise<number | null> {
  const url = urlOf(plan, step);
  if (url === null) {
    await openStartPage();
    return null;
  }
  const tab = await openPage(url, near, ownerOf(plan, step), ({ seen }) => isOver(plan, seen));
  if (tab !== null) await noteArrival(tab, step);
  return tab;
}

/**
 * A person who is led to a page that is open already often goes there to look again, and it may be out of date.
 * A form in which something of ours may stand, not yet sent off, is left as it is.
 */
function isOver(plan: Plan, { page, facts }: PageSeen): boolean {
  switch (page) {
    case 'auth-edit':
    case 'export':
      return true;
    case 'aliases':
      return aliasListed(plan);
    case 'migration':
      // The account has moved, or its form was closed: nothing can be sent off from there.
      return facts.cooldown || redirect(plan) === 'unknown';
    default:
      return false;
  }
}

function ownerOf(plan: Plan, step: StepId): Parameters<typeof openPage>[2] {
  const { side } = stepOf(step);
  const handle = side === null ? null : (plan[side]?.handle ?? null);
  if (side === null || handle === null) return undefined;
  const { stranger, door } = plan.seen[side];
  return { handle, isSure: stranger === null && door === null };
}

/**
 * The page that each step is done on. Not taken from the pages' own definitions: with them, the worker would carry all
 * that finds controls on a page.
 */
export const addresses: Partial<Record<PageId, string>> = {
  'auth-edit': accountPath,
  aliases: aliasesPath,
  migration: migrationPath,
  'redirect-new': newRedirectPath,
  export: exportPagePath,
  imports: importsPath,
};

/** The address of the page a step needs, on the right server; null where that is the start page. */
export function urlOf(plan: Plan, step: StepId): string | null {
  const { side } = stepOf(step);
  const page = pageOf(plan, step);
  const origin = side === null ? undefined : plan[side]?.server.origin;
  if (step === 'move' && oldLimit(plan) === 'other-software') return `${origin}${movePath(plan.old?.server.software ?? '')}`;
  // The account must set up a second factor: every other page leads to this one (4.6+).
  if (step === 'join' && plan.seen.new.status?.is === 'second-factor') return `${origin}${secondFactorPath}`;
  // The new account has moved away itself: the page of its move is where that redirect is cancelled.
  if (step === 'join' && pointsTo(plan, 'new') !== null) return `${origin}${migrationPath}`;
  if (page === null || side === null || origin === undefined) return null;
  // The import page has another address until 4.1 (docs/mastodon.md, Imports).
  const isOld = page === 'imports' && isSince(plan[side]?.server.version ?? '', [4, 2]) === false;
  const path = isOld ? oldImportsPath : addresses[page];
  return path === undefined ? null : `${origin}${path}`;
}
