/**
 * Bringing lists across, seen from the background: one run at a time, in a tab of the new server. The bringer in that
 * tab drives it, so that nothing is lost when the worker is stopped; here every step is noted before it is taken, and a
 * run whose tab is gone is noticed.
 */
import * as v from 'valibot';
import { type Browser, browser } from 'wxt/browser';
import { fromBase64, toBase64 } from '../browser/base64';
import { mayHandOn } from '../browser/data-consent';
import { type BringOrder, onMessage, type Shown, sendMessage } from '../browser/messages';
import { dropShelved, keepPart, shelved, shelveParts } from '../browser/piece-store';
import { inject } from '../browser/sites';
import { allTabs, type BringRun, bringItem, getPlan, hereOf, lookItem, noteArrival, SOON } from '../browser/store';
import { inVain, openPage, quietTab, SHOWING, tabsOf } from '../browser/tabs';
import { type PageSeen, pageSeenSchema } from '../journey/facts';
import { guidance } from '../journey/guidance';
import { lookedUpAs } from '../journey/import/failures';
import { type ImportEvent, isAgreed, isFollowedUp, isUntouched, nextLook, nextPiece, toPrepare } from '../journey/import/imports';
import { type ImportPause, importPauses, misfits, newPieceSchema, type Piece, surprises } from '../journey/import/plan';
import type { Plan } from '../journey/plan';
import { sideOf } from '../journey/reduce';
import { sameHandle } from '../lists/handle';
import { listFacts, listKinds } from '../lists/kinds';
import type { BringStep, Parcel } from '../mastodon/bring';
import { cutLists } from './cutting';
import { dispatch } from './plan-writer';
import { checkKit } from './saving';

/** An injected bringer asks for its order within moments; until then nobody wonders where it is. */
const STARTING = 15_000;
const PATIENCE = 5_000;
const PART = 3 * 1_048_576;
export const LOOK_ALARM = 'imports';

const text = v.pipe(v.string(), v.maxLength(2_000));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const kind = v.picklist(listKinds);
const misfitList = v.array(v.picklist(misfits));
const stepSchema = v.variant('what', [
  v.object({ what: v.literal('seen'), seen: pageSeenSchema }),
  v.object({ what: v.literal('sending'), newest: count }),
  v.object({ what: v.literal('not-sent') }),
  v.object({ what: v.literal('sent'), importId: count, misfits: misfitList }),
  v.object({ what: v.picklist(['confirming', 'confirmed']), importId: count }),
  v.object({ what: v.literal('stopped'), why: v.picklist(surprises), detail: text, takenBack: v.boolean() }),
  v.object({ what: v.literal('paused'), why: v.picklist(importPauses), detail: text }),
]);
const newsSchema = v.object({
  run: text,
  news: v.variant('what', [
    v.object({ what: v.literal('step'), id: text, step: stepSchema }),
    v.object({ what: v.literal('looked'), step: stepSchema }),
    v.object({ what: v.literal('failures'), id: text, parts: v.pipe(count, v.maxValue(1_000)) }),
    v.object({ what: v.literal('checked'), id: text, importId: count, misfits: misfitList }),
    v.object({ what: v.literal('uncheckable'), id: text }),
    v.object({ what: v.literal('ended') }),
  ]),
});
const partSchema = v.object({ run: text, id: text, index: v.pipe(count, v.maxValue(1_000)), base64: v.pipe(v.string(), v.maxLength(4 * 1_048_576)) });
const bytesSchema = v.object({ piece: text, at: count });
const prepareSchema = v.nullable(v.object({ wanted: v.array(kind), renewed: v.array(kind) }));
const foundSchema = v.object({ moved: v.record(text, text), lookedUp: v.record(text, v.picklist(lookedUpAs)), blocked: v.array(text) });
const shownSchema = v.object({ ticked: v.array(text), unticked: v.array(text) });
const againSchema = v.object({ of: v.array(text), pieces: v.array(newPieceSchema) });

let queue: Promise<unknown> = Promise.resolve();
function inOrder<T>(work: () => Promise<T>): Promise<T> {
  const run = queue.then(work, work);
  queue = run.catch(() => undefined);
  return run;
}

// Beginning and ending
// ------------------------------------------------------------

/**
 * "Import all", "go on": the run begins in an open tab of the new server, or in one that is opened for it, behind the
 * start page.
 */
export function startBringing(shown: Shown | null): Promise<null> {
  return inOrder(async () => {
    await lookItem.setValue(SOON);
    await goOn(shown === null ? { type: 'importAllWentOn' } : { type: 'importAllBegan', ...shown }, true);
    return null;
  });
}

/** `open`: the person asked, so a tab may be opened. */
async function goOn(event: ImportEvent, open: boolean): Promise<void> {
  // Asked first: a run that turns out to be over is ended with why, and must not end this one.
  const isGoing = await isAlive();
  const plan = await dispatch(event);
  if (plan === null || plan.imports.run.state !== 'running') return;
  if (!(await mayHandOn())) await end('bring', 'consent');
  else if (!isGoing) await beginSomewhere(plan, 'bring', open);
}

export function pauseBringing(): Promise<null> {
  return inOrder(async () => {
    // Before its next step the bringer asks whether to go on, and is told no.
    await dispatch({ type: 'importAllPaused', why: 'person', detail: '' });
    if ((await bringItem.getValue())?.state === 'awaited') await bringItem.setValue(null);
    // What was sent before goes on at the server.
    await scheduleLook('same');
    return null;
  });
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
      if ((await bringItem.getValue())?.state !== 'awaited') await watchRun();
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
const AGAIN_LATER: readonly ImportPause[] = ['unreachable', 'too-slow', 'busy'];

async function beginSomewhere(plan: Plan, task: BringRun['task'], open: boolean): Promise<void> {
  const tab = await tabOfNew(plan);
  if (tab !== null) return begin(plan, task, tab);
  const url = `${plan.new?.server.origin ?? ''}/settings/imports`;
  const loading = (await loadedAnew(url)) ?? (open ? await (task === 'bring' ? quietTab : openPage)(url) : null);
  if (loading === null) return end(task, 'no-tab');
  // Nobody went to a page that was opened behind: nothing fills in by itself there.
  if (task !== 'bring') await noteArrival(loading, 'import');
  await bringItem.setValue({ ...runOf(plan, task, loading), state: 'awaited' });
  // Should it never load, the alarm notices.
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

function runOf(plan: Plan, task: BringRun['task'], tabId: number): Omit<BringRun, 'state'> {
  return { id: crypto.randomUUID(), task, tabId, origin: plan.new?.server.origin ?? '', handle: plan.new?.handle ?? '', at: Date.now() };
}

async function begin(plan: Plan, task: BringRun['task'], tabId: number): Promise<void> {
  await bringItem.setValue({ ...runOf(plan, task, tabId), state: 'starting' });
  if (!(await inject(tabId, '/bring.js'))) return end(task, 'tab-left');
  if (task === 'bring') await watchRun();
}

/** The run is over; "Import all", if it is going on, waits, with why. */
async function end(task: BringRun['task'], why: ImportPause, detail = ''): Promise<void> {
  await bringItem.setValue(null);
  const stored = await getPlan();
  if (!stored.ok) return;
  if (stored.plan.imports.run.state === 'running') {
    await dispatch({ type: 'importAllPaused', why, detail });
    await scheduleLook(why === 'busy' ? 'busy' : 'trouble');
  } else if (task === 'look') await noteNoLook(why);
}

/** Whether a run is really going on; one that is not is ended, with why. */
async function isAlive(why: ImportPause = 'tab-left'): Promise<boolean> {
  const run = await bringItem.getValue();
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
  if (run.state === 'starting' && Date.now() - run.at < STARTING) return true;
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE, false));
  if (await Promise.race([sendMessage('bringAlive', run.id, run.tabId).catch(() => false), late])) return true;
  await end(run.task, why);
  return false;
}

/** A view was opened, or the worker was started anew: is what the plan says still so? */
export function checkBringing(): Promise<boolean> {
  return inOrder(() => isAlive('restarted'));
}

/** A tab has loaded something else, or is gone. Resolves with whether that ended a run. */
export async function bringTabChanged(tabId: number, what: 'loaded' | 'closed'): Promise<boolean> {
  const noted = await bringItem.getValue();
  if (noted?.tabId !== tabId) return false;
  if (what === 'loaded' && noted.state === 'awaited') await new Promise((resolve) => setTimeout(resolve, SHOWING));
  return inOrder(async () => {
    const run = await bringItem.getValue();
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
export async function pageSeenWhileBringing(before: Plan, plan: Plan, tabId: number, seen: PageSeen): Promise<void> {
  if (sideOf(plan, seen) !== 'new') return strangerSeen(tabId, seen);
  if (seen.page === 'imports') {
    await scheduleLook(hasMoved(before, plan) ? 'moved' : 'same');
    await prepare(null);
  }
  await inOrder(async () => {
    const run = await bringItem.getValue();
    // A page reports once: the bringer that was in this tab went with the page before.
    // A run that waits for its own tab, which went to sign-in perhaps, takes any other.
    if (run?.state === 'awaited') return begin(plan, run.task, tabId);
    if (await isAlive()) return;
    const stored = await getPlan();
    const task = stored.ok ? taskFor(stored.plan, seen) : null;
    if (!stored.ok || task === null) return;
    if (task === 'bring') await dispatch({ type: 'importAllWentOn' });
    if (task === 'bring' && !(await mayHandOn())) return end(task, 'consent');
    await begin(stored.plan, task, tabId);
  });
}

/** In the tab that was opened for a run, somebody else is signed in. */
async function strangerSeen(tabId: number, { url, account }: PageSeen): Promise<void> {
  await inOrder(async () => {
    const run = await bringItem.getValue();
    if (run?.state === 'awaited' && run.tabId === tabId && new URL(url).origin === run.origin) await end(run.task, 'other-account', account.handle);
  });
}

const UNTIL_PRESSED: readonly ImportPause[] = ['person', 'storage-full', 'consent'];

/** What can be done in a page of the new account that shows this. */
function taskFor(plan: Plan, seen: PageSeen): BringRun['task'] | null {
  const { run } = plan.imports;
  if (run.state === 'running' || (run.state === 'paused' && !UNTIL_PRESSED.includes(run.pause?.why ?? 'person'))) return 'bring';
  if (plan.fresh.saving !== null && isLookWanted(plan)) return 'look';
  if (seen.page === 'imports-confirm') return uncheckedPiece(plan, seen.facts.id) === null ? null : 'check';
  if (seen.page !== 'imports') return null;
  return failuresWanted(plan).length > 0 && seen.facts.recent.some((row) => row.failuresUrl !== null) ? 'look' : null;
}

function uncheckedPiece(plan: Plan, importId: number): Piece | null {
  return plan.imports.pieces.find((piece) => piece.importId === importId && piece.state === 'unconfirmed' && piece.misfits === null) ?? null;
}

function failuresWanted(plan: Plan): Piece[] {
  return plan.imports.pieces.filter((piece) => piece.state === 'finished' && piece.failures > 0 && !piece.failuresKept);
}

function isLookWanted(plan: Plan): boolean {
  return isFollowedUp(plan) || failuresWanted(plan).length > 0;
}

function hasMoved(before: Plan, after: Plan): boolean {
  const shape = (plan: Plan) => JSON.stringify(plan.imports.pieces.map(({ state, imported, failures }) => [state, imported, failures]));
  return shape(before) !== shape(after);
}

/** Firefox forgets alarms when it is closed. */
export async function keepLooking(): Promise<void> {
  if ((await browser.alarms.get(LOOK_ALARM)) === undefined) await scheduleLook('moved');
}

/**
 * While anything is with the server it is looked at again: soon after something moved, ever more seldom while nothing
 * does.
 */
async function scheduleLook(what: Parameters<typeof nextLook>[1]): Promise<void> {
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
async function watchRun(): Promise<void> {
  await browser.alarms.create(LOOK_ALARM, { delayInMinutes: 1 });
}

/** The person forgets everything: nothing that is still on its way may be kept. */
export function endBringing(): Promise<void> {
  return inOrder(() => bringItem.setValue(null));
}

// Messages
// ------------------------------------------------------------

/** Answers the bringer, the card and the start page. `changed` is called when the plan may say something else. */
export function answerBringer(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
  onMessage('bringWanted', ({ sender }) =>
    inOrder(async () => {
      const run = await bringItem.getValue();
      const stored = await getPlan();
      if (run === null || run.state === 'awaited' || !isFrom(sender, run) || !stored.ok) return null;
      const order = orderFor(run, stored.plan);
      await bringItem.setValue(order === null ? null : { ...run, state: 'running' });
      return order;
    }),
  );

  onMessage('bringNext', ({ data, sender }) =>
    withRun(v.object({ run: text }), { run: data }, sender, null, async (_, plan) => {
      const piece = plan.imports.run.state === 'running' ? nextPiece(plan) : null;
      const isAllowed = piece === null || (await mayHandOn());
      if (piece !== null && isAllowed) return { id: piece.id, parcel: parcelOf(piece, plan) };
      if (!isAllowed) {
        await end('bring', 'consent');
        await changed();
        return null;
      }
      await bringItem.setValue(null);
      if (plan.imports.run.state === 'running') await dispatch({ type: 'importAllEnded' });
      await scheduleLook('moved');
      await changed();
      return null;
    }),
  );

  onMessage('bringNews', ({ data, sender }) =>
    withRun(newsSchema, data, sender, false, async (run, plan, { news }) => {
      switch (news.what) {
        case 'step': {
          const goesOn = await noteStep(run, plan, news.id, news.step as BringStep);
          await changed();
          return goesOn;
        }
        case 'looked':
          await noteLook(run, plan, news.step as BringStep);
          break;
        case 'failures': {
          const piece = plan.imports.pieces.find(({ id }) => id === news.id);
          if (piece && (await shelveParts('failures', { id: piece.id, kind: piece.kind, parts: news.parts })))
            await dispatch({ type: 'failuresKept', id: piece.id });
          break;
        }
        case 'checked':
          await dispatch({ type: 'pieceChecked', id: news.id, importId: news.importId, misfits: news.misfits });
          break;
        case 'uncheckable':
          await dispatch({ type: 'pieceUncheckable', id: news.id });
          break;
        case 'ended':
          await bringItem.setValue(null);
          // "Import all" or "go on" was pressed while something else was under way in this tab, or coming to its end:
          // now is its turn.
          if (plan.imports.run.state === 'running') await begin(plan, 'bring', run.tabId);
          break;
        default:
          news satisfies never;
      }
      await changed();
      return news.what !== 'ended';
    }),
  );

  onMessage('bringPart', ({ data, sender }) =>
    withRun(partSchema, data, sender, false, async (run, _, { id, index, base64 }) => {
      const bytes = fromBase64(base64);
      if (bytes !== null && (await keepPart(id, index, bytes))) return true;
      await end(run.task, 'storage-full');
      await changed();
      return false;
    }),
  );

  onMessage('bytesWanted', async ({ data, sender }) => {
    const asked = v.safeParse(bytesSchema, data);
    if (!asked.success || (await fileOfTurn(sender)) !== asked.output.piece) return null;
    const { piece, at } = asked.output;
    const bytes = (await shelved('pieces', piece))?.bytes;
    return bytes === undefined ? null : { base64: toBase64(bytes.subarray(at, at + PART)), size: bytes.length };
  });

  onMessage('pieceHanded', async ({ data, sender }) => {
    // Only the file that this page could have put there.
    const offered = await fileOfTurn(sender);
    const stored = await getPlan();
    const piece = stored.ok && data === offered ? stored.plan.imports.pieces.find(({ id }) => id === offered) : undefined;
    if (piece === undefined || !(isUntouched(piece) || piece.state === 'handed')) return;
    const here = sender.tab?.id === undefined ? null : await hereOf(sender.tab.id);
    const { imports } = stored.ok ? stored.plan.seen.new : { imports: null };
    // Until 4.1 nothing is shown by which it could be found again.
    const newest = imports?.kind === '4.2+' ? Math.max(0, ...imports.recent.flatMap(({ id }) => id ?? [])) : null;
    await dispatch({ type: 'pieceHanded', id: piece.id, load: here?.seen.load ?? null, newest });
  });

  onMessage('prepareWanted', async ({ data, sender }) => {
    const asked = v.safeParse(prepareSchema, data);
    if (!isOurs(sender.url) || !asked.success) return false;
    const isKept = await prepare(asked.output);
    await changed();
    return isKept;
  });

  onMessage('importAll', async ({ data, sender }) => {
    const shown = v.safeParse(shownSchema, data);
    if (!isOurs(sender.url) || !shown.success) return;
    await startBringing(shown.output);
    await changed();
  });

  onMessage('failuresLookedUp', async ({ data, sender }) => {
    const found = v.safeParse(foundSchema, data);
    if (!isOurs(sender.url) || !found.success) return;
    await dispatch({ type: 'failuresLookedUp', ...found.output });
    await changed();
  });

  onMessage('failuresCut', async ({ data, sender }) => {
    const again = v.safeParse(againSchema, data);
    if (!isOurs(sender.url) || !again.success) return;
    const after = await dispatch({ type: 'failuresCut', ...again.output });
    // Pressed twice: what the second press cut belongs to nothing.
    const isTaken = (id: string) => after?.imports.pieces.some((piece) => piece.id === id) ?? false;
    await dropShelved(again.output.pieces.flatMap(({ id }) => (isTaken(id) ? [] : [id])));
    await changed();
  });
}

function orderFor(run: BringRun, plan: Plan): BringOrder | null {
  const { id, task, handle } = run;
  const base = { run: id, handle };
  switch (task) {
    case 'bring':
      return plan.imports.run.state === 'running' ? { ...base, task } : null;
    case 'look':
      return {
        ...base,
        task,
        failures: plan.imports.pieces
          .filter((piece) => !piece.failuresKept && !isUntouched(piece))
          .flatMap(({ id: piece, importId }) => (importId === null ? [] : [{ id: piece, importId }])),
      };
    case 'check': {
      const piece = plan.imports.pieces.find((candidate) => candidate.state === 'unconfirmed' && candidate.importId !== null && candidate.misfits === null);
      if (piece?.importId == null) return null;
      const { type, rows, name, filterPosts } = parcelOf(piece, plan);
      return { ...base, task, id: piece.id, importId: piece.importId, meant: { type, rows, name, filterPosts } };
    }
    default:
      return task satisfies never;
  }
}

function parcelOf({ id, kind: which, name, rows, filterPosts, state, importId, at, newest = null }: Piece, { imports }: Plan): Parcel {
  const { importType: type, contentType } = listFacts[which];
  const taken = imports.pieces.flatMap((piece) => (piece.id === id ? [] : (piece.importId ?? [])));
  // Put into the form by hand, it may have been uploaded: that is looked up first.
  return { type, contentType, name, rows, filterPosts, state: state === 'handed' ? 'sending' : state, importId, at, newest, taken };
}

/** Notes what the bringer is about to do, or did. False: it must not go on. */
async function noteStep(run: BringRun, plan: Plan, id: string, step: BringStep): Promise<boolean> {
  // A piece that was cut anew meanwhile is no longer the one to send, and one that was not agreed to never was.
  const isWanted = plan.imports.run.state === 'running' && isAgreed(plan.imports, id) && plan.imports.pieces.some((piece) => piece.id === id);
  switch (step.what) {
    case 'seen':
      if (new URL(step.seen.url).origin === run.origin) await dispatch({ type: 'pageSeen', seen: step.seen });
      return isWanted;
    case 'sending':
    case 'confirming':
      // The last moment to stop: nothing was sent yet.
      if (!isWanted) return endQuietly();
      await dispatch({
        type: 'pieceMoved',
        id,
        to: step.what,
        ...(step.what === 'sending' ? { importId: null, newest: step.newest } : { importId: step.importId }),
      });
      return true;
    case 'not-sent':
      await dispatch({ type: 'pieceMoved', id, to: 'ready', importId: null });
      return true;
    case 'sent':
      await dispatch(
        { type: 'pieceMoved', id, to: 'unconfirmed', importId: step.importId },
        { type: 'pieceChecked', id, importId: step.importId, misfits: step.misfits },
      );
      // What is not as meant is taken back in any case.
      return isWanted || step.misfits.length > 0 || endQuietly();
    case 'confirmed':
      await dispatch({ type: 'pieceMoved', id, to: 'confirmed', importId: step.importId });
      return true;
    case 'stopped':
      await bringItem.setValue(null);
      await dispatch({ type: 'pieceStopped', id, why: step.why, detail: step.detail, takenBack: step.takenBack });
      await scheduleLook('same');
      return false;
    case 'paused':
      if (step.why === 'signed-out') await dispatch({ type: 'doorSeen', origin: run.origin, place: 'sign-in' });
      if (isWanted) await end('bring', step.why, step.detail);
      else await bringItem.setValue(null);
      return false;
    default:
      return step satisfies never;
  }
}

async function endQuietly(): Promise<false> {
  await bringItem.setValue(null);
  return false;
}

async function noteLook(run: BringRun, plan: Plan, step: BringStep): Promise<void> {
  if (step.what === 'seen' && step.seen.page === 'imports' && new URL(step.seen.url).origin === run.origin) {
    const after = await dispatch({ type: 'pageSeen', seen: step.seen });
    await scheduleLook(after !== null && hasMoved(plan, after) ? 'moved' : 'same');
    return;
  }
  await noteNoLook(step.what === 'paused' ? step.why : 'unreachable');
}

async function noteNoLook(why: ImportPause): Promise<void> {
  const problem = why === 'busy' || why === 'signed-out' || why === 'other-account' || why === 'no-tab' ? why : 'unreachable';
  await dispatch({ type: 'importsLooked', problem });
  await scheduleLook(problem === 'busy' ? 'busy' : 'trouble');
}

/**
 * Makes saved lists ready for the new server. Files that these replace are forgotten, bytes and all. False: no room for
 * them.
 */
function prepare(asked: v.InferOutput<typeof prepareSchema>): Promise<boolean> {
  return inOrder(async () => {
    const stored = await getPlan();
    if (!stored.ok || stored.plan.new?.handle == null) return true;
    const { plan } = stored;
    const wanted = asked?.wanted ?? toPrepare(plan);
    if (wanted.length === 0) return true;
    const cut = await cutLists(plan, wanted, asked?.renewed);
    if (!cut.ok) {
      await dispatch({ type: 'piecesUnkept' });
      return false;
    }
    // Said by the kit, instead of silently brought without.
    if (cut.unread.length > 0) await checkKit();
    const after = await dispatch({ type: 'piecesCut', lists: cut.lists });
    const left = new Set(after?.imports.pieces.map(({ id }) => id) ?? []);
    if (after !== null) await dropShelved(plan.imports.pieces.flatMap(({ id }) => (left.has(id) ? [] : [id])));
    return true;
  });
}

/**
 * The one file that this page may have now: in the tab of "Import all" the one that was agreed to and comes next, on
 * the import page of the new account the one that its card offers to put into the form. A page of the server can ask
 * for anything, and gets nothing else.
 */
async function fileOfTurn(sender: Browser.runtime.MessageSender): Promise<string | null> {
  const stored = await getPlan();
  if (!stored.ok || sender.frameId !== 0 || sender.tab?.id === undefined) return null;
  const { plan } = stored;
  const run = await bringItem.getValue();
  if (run !== null && run.task === 'bring' && run.state === 'running' && isFrom(sender, run))
    return plan.imports.run.state === 'running' ? (nextPiece(plan)?.id ?? null) : null;
  const here = await hereOf(sender.tab.id);
  if (here === null || originOf(sender.url) !== new URL(here.seen.url).origin || sideOf(plan, here.seen) !== 'new') return null;
  const files = guidance(plan, here)?.fill?.fills.flatMap(({ value }) => (typeof value === 'string' ? [] : [value.piece]));
  return files?.[0] ?? null;
}

/** Only the tab of the run that is going on is listened to, and only in the right shape. */
function withRun<Schema extends v.GenericSchema<unknown, { run: string }>, Answer>(
  schema: Schema,
  data: unknown,
  sender: Browser.runtime.MessageSender,
  otherwise: Answer,
  work: (run: BringRun, plan: Plan, data: v.InferOutput<Schema>) => Promise<Answer>,
): Promise<Answer> {
  return inOrder(async () => {
    const parsed = v.safeParse(schema, data);
    const run = await bringItem.getValue();
    if (!parsed.success || run === null || parsed.output.run !== run.id || run.state === 'awaited' || !isFrom(sender, run)) return otherwise;
    const stored = await getPlan();
    // The accounts were changed meanwhile: what is on its way belongs to nobody any more.
    if (!stored.ok || !sameHandle(stored.plan.new?.handle, run.handle)) return otherwise;
    return work(run, stored.plan, parsed.output);
  });
}

function isFrom(sender: Browser.runtime.MessageSender, run: BringRun): boolean {
  return sender.tab?.id === run.tabId && sender.frameId === 0 && originOf(sender.url) === run.origin;
}

function originOf(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : null;
}
