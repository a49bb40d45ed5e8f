/**
 * Importing, seen from the background: one errand at a time, in a tab of the new server. The script in that tab drives
 * it, so that nothing is lost when the worker is stopped; here it begins and ends, and one whose tab is gone is
 * noticed.
 */
import { browser } from 'wxt/browser';
import { mayHandOn } from '../../browser/data-consent';
import { noteErrand } from '../../browser/errand-store';
import type { Shown } from '../../browser/messages';
import { inject } from '../../browser/sites';
import { allTabs, getPlan, lookItem, noteArrival, SOON } from '../../browser/store';
import { inVain, openPage, quietTab, tabsOf } from '../../browser/tabs';
import { sideOf } from '../../journey/accounts';
import type { PageSeen } from '../../journey/facts';
import type { ImportEvent } from '../../journey/import/imports';
import type { ImportPause, Piece } from '../../journey/import/plan';
import type { Plan } from '../../journey/plan';
import { importsPath } from '../../mastodon/paths';
import { goesOn, isItsTab } from '../errand';
import { dispatch } from '../plan-writer';
import { current, drop, type ImportErrand, inOrder } from './current';
import { prepare } from './files';
import { AGAIN_LATER, failuresWanted, haveImportsMoved, isLookWanted, LOOK_ALARM, noteNoLook, scheduleLook, watchRun } from './looks';

// Beginning
// ------------------------------------------------------------

/**
 * "Import all", "go on": the run begins in an open tab of the new server, or in one that is opened for it, behind the
 * start page.
 */
export function startImporting(shown: Shown | null): Promise<null> {
  return inOrder(async () => {
    await lookItem.setValue(SOON);
    await goOn(shown === null ? { type: 'importAllWentOn' } : { type: 'importAllBegan', ...shown }, true);
    return null;
  });
}

/** `open`: the person asked, so a tab may be opened. */
async function goOn(event: ImportEvent, open: boolean): Promise<void> {
  // Checked first: a run that turns out to be over is ended here, so that its end does not end the new one.
  const isGoing = await isAlive();
  const plan = await dispatch(event);
  if (plan === null || plan.imports.run.state !== 'running') return;
  if (!(await mayHandOn())) await end('import', 'consent');
  else if (!isGoing) await beginSomewhere(plan, 'import', open);
}

/** Looks at the recent imports. `open`: the person asked, so a tab may be opened. */
export function lookAtImports(open: boolean): Promise<null> {
  return inOrder(async () => {
    const stored = await getPlan();
    if (stored.ok && stored.plan.new?.handle != null && !(await isAlive())) await beginSomewhere(stored.plan, 'look', open);
    return null;
  });
}

/**
 * The report is asked for: what it says of rows that are not there rests on the imports' end and on the rows that
 * failed.
 */
export function lookBeforeComparing(): Promise<void> {
  return inOrder(async () => {
    const stored = await getPlan();
    if (!stored.ok || stored.plan.new?.handle == null || !isLookWanted(stored.plan) || (await isAlive())) return;
    // Where none is open, one is opened for the lists: `taskFor` looks there.
    const tab = await tabOfNew(stored.plan);
    if (tab !== null) await begin(stored.plan, 'look', tab);
  });
}

/**
 * The alarm: what waited in vain ends, what stood still because of the server is tried again, what is under way is
 * looked at. It opens no tab.
 */
export async function alarmRang(): Promise<void> {
  const isTriedAgain = await inOrder(async () => {
    if (await isAlive()) {
      // To sign in takes as long as it takes; the page will say so by itself.
      if ((await current())?.state !== 'awaited') await watchRun();
      return true;
    }
    const stored = await getPlan();
    const pause = stored.ok ? stored.plan.imports.run.pause : null;
    if (pause === null || !AGAIN_LATER.includes(pause.why)) return false;
    await goOn({ type: 'importAllWentOn' }, false);
    return true;
  });
  if (!isTriedAgain) await lookAtImports(false);
}

async function beginSomewhere(plan: Plan, task: ImportErrand['task'], open: boolean): Promise<void> {
  const tab = await tabOfNew(plan);
  if (tab !== null) return begin(plan, task, tab);
  const url = `${plan.new?.server.origin ?? ''}${importsPath}`;
  const loading = (await loadedAnew(url)) ?? (open ? await (task === 'import' ? quietTab : openPage)(url) : null);
  if (loading === null) return end(task, 'no-tab');
  // The person did not go to a page that was opened in the background, so nothing is filled in there by itself.
  if (task !== 'import') await noteArrival(loading, 'import');
  await noteErrand(errandFor(plan, task, loading, 'awaited'));
  // If it never loads, the alarm notices.
  await browser.alarms.create(LOOK_ALARM, { delayInMinutes: 1 });
}

/** A tab that was opened for this page and shows nothing, because the server was down, is loaded once more. */
async function loadedAnew(url: string): Promise<number | null> {
  const [open, shown] = [await tabsOf(new URL(url).origin), await allTabs()];
  const id = open.find((tab) => tab.url === url && tab.id !== undefined && !Object.hasOwn(shown, tab.id))?.id ?? null;
  if (id !== null) await browser.tabs.reload(id);
  return id;
}

/** Best a settings page of the new account; else any page of that server on which a script of ours does no harm. */
async function tabOfNew(plan: Plan): Promise<number | null> {
  const seen = Object.entries(await allTabs()).find(([, here]) => sideOf(plan, here.seen) === 'new');
  if (seen !== undefined) return Number(seen[0]);
  if (plan.new === null) return null;
  const open = await tabsOf(plan.new.server.origin);
  const isHarmless = (url = '') => !/^\/(?:auth|oauth|settings|admin)(?:\/|$)/.test(new URL(url).pathname);
  return open.find((tab) => tab.discarded !== true && tab.status === 'complete' && isHarmless(tab.url))?.id ?? null;
}

function errandFor(plan: Plan, task: ImportErrand['task'], tabId: number, state: ImportErrand['state']): ImportErrand {
  const { handle, server } = plan.new ?? {};
  return { kind: 'imports', name: '', id: crypto.randomUUID(), task, tabId, origin: server?.origin ?? '', handle: handle ?? '', state, at: Date.now() };
}

export async function begin(plan: Plan, task: ImportErrand['task'], tabId: number): Promise<void> {
  await noteErrand(errandFor(plan, task, tabId, 'starting'));
  if (!(await inject(tabId, '/errand.js'))) return end(task, 'tab-left');
  if (task === 'import') await watchRun();
}

// Ending
// ------------------------------------------------------------

export function pauseImporting(): Promise<null> {
  return inOrder(async () => {
    // Before its next step the page asks whether to go on, and is told no.
    await dispatch({ type: 'importAllPaused', why: 'person', detail: '' });
    if ((await current())?.state === 'awaited') await drop();
    // What was sent before goes on at the server.
    await scheduleLook('same');
    return null;
  });
}

/** Ends the run. "Import all", if it goes on, is paused, and the plan says why. */
export async function end(task: ImportErrand['task'], why: ImportPause, detail = ''): Promise<void> {
  await drop();
  const stored = await getPlan();
  if (!stored.ok) return;
  if (stored.plan.imports.run.state === 'running') {
    await dispatch({ type: 'importAllPaused', why, detail });
    await scheduleLook(why === 'busy' ? 'busy' : 'trouble');
  } else if (task === 'look') await noteNoLook(why);
}

/** Whether a run still goes on. One that does not is ended, and the plan says why. */
async function isAlive(why: ImportPause = 'tab-left'): Promise<boolean> {
  const run = await current();
  const stored = await getPlan();
  const isNoted = stored.ok && stored.plan.imports.run.state === 'running';
  if (run === null) {
    if (isNoted && why === 'restarted') await dispatch({ type: 'importAllPaused', why, detail: '' });
    return false;
  }
  if (run.state === 'awaited') {
    const vain = await inVain(run);
    if (vain !== null) await end(run.task, vain);
    return vain === null;
  }
  if (await goesOn(run)) return true;
  await end(run.task, why);
  return false;
}

/** A view was opened, or the worker was started anew: is what the plan says still so? */
export function checkImporting(): Promise<boolean> {
  return inOrder(() => isAlive('restarted'));
}

/** The person forgets everything: nothing that is still on its way may be kept. */
export function endImporting(): Promise<void> {
  return inOrder(() => drop());
}

// What its tab shows
// ------------------------------------------------------------

/** A tab has loaded something else, or is gone. Resolves with whether that ended a run. */
export async function importTabChanged(tabId: number, what: 'loaded' | 'closed'): Promise<boolean> {
  if (!(await isItsTab('imports', tabId, what))) return false;
  return inOrder(async () => {
    const run = await current();
    if (run === null || run.tabId !== tabId) return false;
    if (what === 'loaded') return !(await isAlive('tab-left'));
    await end(run.task, 'tab-closed');
    return true;
  });
}

/**
 * A settings page was seen: what waited for it, or was interrupted, goes on there; and what this page is good for is
 * done.
 */
export async function pageSeenWhileImporting(before: Plan, plan: Plan, tabId: number, seen: PageSeen): Promise<void> {
  if (sideOf(plan, seen) !== 'new') return strangerSeen(tabId, seen);
  if (seen.page === 'imports') {
    await scheduleLook(haveImportsMoved(before, plan) ? 'moved' : 'same');
    await prepare(null);
  }
  await inOrder(async () => {
    const run = await current();
    // A page reports when it loads. So the page before is gone, and its script with it.
    // A run that waits for its own tab takes any other one: its own may show the sign-in page.
    if (run?.state === 'awaited') return begin(plan, run.task, tabId);
    if (await isAlive()) return;
    const stored = await getPlan();
    const task = stored.ok ? taskFor(stored.plan, seen) : null;
    if (!stored.ok || task === null) return;
    if (task === 'import') await dispatch({ type: 'importAllWentOn' });
    if (task === 'import' && !(await mayHandOn())) return end(task, 'consent');
    await begin(stored.plan, task, tabId);
  });
}

/** In the tab that was opened for a run, somebody else is signed in. */
async function strangerSeen(tabId: number, { url, account }: PageSeen): Promise<void> {
  await inOrder(async () => {
    const run = await current();
    if (run?.state === 'awaited' && run.tabId === tabId && new URL(url).origin === run.origin) await end(run.task, 'other-account', account.handle);
  });
}

const UNTIL_PRESSED: readonly ImportPause[] = ['person', 'storage-full', 'consent'];

/** What can be done in a page of the new account that shows this. */
function taskFor(plan: Plan, seen: PageSeen): ImportErrand['task'] | null {
  const { run } = plan.imports;
  if (run.state === 'running' || (run.state === 'paused' && !UNTIL_PRESSED.includes(run.pause?.why ?? 'person'))) return 'import';
  if (plan.fresh.saving !== null && isLookWanted(plan)) return 'look';
  if (seen.page === 'imports-confirm') return uncheckedPiece(plan, seen.facts.id) === null ? null : 'check';
  if (seen.page !== 'imports') return null;
  return failuresWanted(plan).length > 0 && seen.facts.recent.some((row) => row.failuresUrl !== null) ? 'look' : null;
}

function uncheckedPiece(plan: Plan, importId: number): Piece | null {
  return plan.imports.pieces.find((piece) => piece.importId === importId && piece.state === 'unconfirmed' && piece.misfits === null) ?? null;
}
