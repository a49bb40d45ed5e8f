/**
 * Saving and comparing, seen from the background: one errand at a time, in a tab of the old server (or of the new one,
 * for the report). The script in that tab drives it, so that nothing is lost when the worker is stopped; here its word
 * is checked, what it sends is kept, and an errand whose tab is gone is noticed.
 */
import * as v from 'valibot';
import { dropChunks, keepChunk } from '../browser/chunk-store';
import type { ErrandNews } from '../browser/errand';
import { dropErrand, errandOf, noteErrand, type StoredErrandOf } from '../browser/errand-store';
import { keepFresh } from '../browser/fresh-store';
import { keepSentList } from '../browser/kit-store';
import { inject } from '../browser/sites';
import { allTabs, getPlan, noteArrival } from '../browser/store';
import { inVain, openPage, quietTab } from '../browser/tabs';
import { sideOf } from '../journey/accounts';
import { type PageSeen, pageSeenSchema } from '../journey/facts';
import { listTroubles, type Pause, type Plan, pauses } from '../journey/plan';
import { collectedSide, collectionOf, nextLists } from '../journey/saving';
import type { Side } from '../journey/steps';
import { wholeNumber as count, sha256Text, shortText as text } from '../journey/values';
import { sameHandle } from '../lists/handle';
import { listKinds, listNotes } from '../lists/kinds';
import { exportPagePath } from '../mastodon/paths';
import { type Chunk, chunkCount, type ErrandDesk, goesOn, isAnswering, isFrom, isHeard, isItsTab, type Sender, type ToldByPage } from './errand';
import { kitQueue, savedEvent } from './kit';
import { dispatch } from './plan-writer';

const kind = v.picklist(listKinds);
const newsSchema = v.variant('what', [
  v.object({ what: v.literal('seen'), seen: pageSeenSchema }),
  v.object({ what: v.literal('began'), kinds: v.array(kind) }),
  v.object({ what: v.literal('reading'), kind }),
  v.object({
    what: v.literal('list'),
    kind,
    chunks: chunkCount,
    size: count,
    name: text,
    sha256: sha256Text,
    rows: count,
    pageCount: v.nullable(count),
    contentType: text,
    source: v.picklist(['export', 'filters-pages']),
    takenAt: v.pipe(v.string(), v.isoTimestamp()),
    notes: v.array(v.picklist(listNotes)),
    version: text,
  }),
  v.object({ what: v.literal('lost'), kind, problem: v.picklist(listTroubles), detail: text }),
  v.object({ what: v.literal('stopped'), why: v.picklist(pauses), detail: text }),
  v.object({ what: v.literal('ended') }),
]);
type SentList = Extract<ErrandNews<'lists'>, { what: 'list' }>;

type Run = StoredErrandOf<'lists'>;
const ofSide = { old: 'save', new: 'compare' } as const satisfies Record<Side, Run['task']>;
const sides = { save: 'old', compare: 'new' } as const satisfies Record<Run['task'], Side>;
const current = () => errandOf('lists', '');
const drop = () => dropErrand('lists', '');

/**
 * Starts a run, or leaves the one that is going on alone. Resolves with the tab that had to be opened for it, if any.
 */
export function startSaving(plan: Plan, near?: number, side: Side = 'old'): Promise<number | null> {
  return kitQueue(async () => {
    const party = plan[side];
    if (party === null || party.handle === null || nextLists(plan, side)?.length === 0 || (await isGoingOn())) return null;
    // The person saves after all, so it no longer counts as skipped.
    if (side === 'old' && plan.said.save !== undefined) await dispatch({ type: 'unsaid', step: 'save' });
    const tab = await tabOf(plan, side, near);
    if (tab !== null) {
      await begin(plan, side, tab);
      return null;
    }
    const page = `${party.server.origin}${exportPagePath}`;
    // The person reads the report on the start page, so the tab for it opens in the background.
    const opened = side === 'old' ? await openPage(page) : await quietTab(page);
    if (opened === null) return null;
    if (side === 'old') await noteArrival(opened, 'save');
    await noteErrand(errandFor(plan, side, opened, 'awaited'));
    return opened;
  });
}

/** A tab known to show a settings page of that account: best the one the button was pressed in. */
async function tabOf(plan: Plan, side: Side, near: number | undefined): Promise<number | null> {
  const tabs = Object.entries(await allTabs()).filter(([, { seen }]) => sideOf(plan, seen) === side);
  const ids = tabs.map(([id]) => Number(id));
  return ids.find((id) => id === near) ?? ids[0] ?? null;
}

function errandFor(plan: Plan, side: Side, tabId: number, state: Run['state']): Run {
  const { handle, server } = plan[side] ?? {};
  const about = { id: crypto.randomUUID(), tabId, handle: handle ?? '', origin: server?.origin ?? '', at: Date.now() };
  return { kind: 'lists', name: '', task: ofSide[side], lists: nextLists(plan, side), state, ...about };
}

async function begin(plan: Plan, side: Side, tabId: number): Promise<void> {
  const run = errandFor(plan, side, tabId, 'starting');
  try {
    await dropChunks('lists');
  } catch (error) {
    // Nothing could be kept: the person is told before anything is asked of the server.
    await dispatch({ type: 'savingPaused', side, why: 'storage-broken', detail: String(error).slice(0, 200), awaited: true });
    return;
  }
  await noteErrand(run);
  // A run over all lists is a new save; a run over lists that are missing or failed completes the save before.
  const going = run.lists === null ? null : collectionOf(plan, side).snapshot;
  const snapshot = going ?? { id: crypto.randomUUID(), at: run.at };
  await dispatch({ type: 'savingBegan', side, lists: run.lists ?? [], snapshot });
  if (!(await inject(tabId, '/errand.js'))) await pause(side, 'tab-left');
}

async function pause(side: Side, why: Pause, detail = ''): Promise<void> {
  await drop();
  await dispatch({ type: 'savingPaused', side, why, detail });
}

/** Whether the noted run still goes on. One that does not is paused, and the plan says why. */
async function isGoingOn(why: Pause = 'tab-left'): Promise<boolean> {
  const run = await current();
  const stored = await getPlan();
  const side = stored.ok ? collectedSide(stored.plan) : null;
  if (side === null) return false;
  if (run === null) {
    await pause(side, 'restarted');
    return false;
  }
  if (await goesOn(run)) return true;
  // If its script never asked what to do, the worker was stopped at that moment, and the tab is not to blame.
  await pause(side, run.state === 'starting' ? 'restarted' : why);
  return false;
}

/** A view was opened, or the worker was started anew: is what the plan says about saving still so? */
export function checkSaving(): Promise<boolean> {
  return kitQueue(() => isGoingOn());
}

/** A tab has loaded something else, or is gone. Resolves with whether that ended a run. */
export async function tabChanged(tabId: number, what: 'loaded' | 'closed'): Promise<boolean> {
  if (!(await isItsTab('lists', tabId, what))) return false;
  return kitQueue(async () => {
    const run = await current();
    if (run === null || run.tabId !== tabId) return false;
    if (run.state === 'awaited') return endInVain(run, what === 'closed' ? 'tab-closed' : await inVain(run));
    if (what === 'loaded') return !(await isGoingOn());
    await pause(sides[run.task], 'tab-closed');
    return true;
  });
}

/** The tab that was opened for a run shows no account: the plan says why, and the run begins at the next visit. */
async function endInVain({ task }: Run, why: Pause | null): Promise<boolean> {
  if (why === null) return false;
  await drop();
  await dispatch({ type: 'savingPaused', side: sides[task], why, detail: '', awaited: true });
  return true;
}

/** A settings page was seen: what waited for it, or was interrupted, goes on there. Resolves with whether it does. */
export function pageSeenWhileSaving(tabId: number, seen: PageSeen): Promise<boolean> {
  return kitQueue(async () => {
    const run = await current();
    // A page reports when it loads. So the page before is gone, and its script with it.
    const isLost = run !== null && run.tabId === tabId && run.state !== 'awaited' && !(await isAnswering(run));
    if (isLost) await pause(sides[run.task], 'tab-left');
    const stored = await getPlan();
    const side = stored.ok ? sideOf(stored.plan, seen) : null;
    if (!stored.ok || side === null || collectedSide(stored.plan) !== null || (side === 'old' && stored.plan.said.save !== undefined)) return false;
    const { paused } = collectionOf(stored.plan, side);
    const isAwaited = run?.state === 'awaited' && sides[run.task] === side && sameHandle(run.handle, stored.plan[side]?.handle);
    if (!isAwaited && (paused === null || paused.why === 'storage-full' || paused.why === 'storage-broken')) return false;
    await begin(stored.plan, side, tabId);
    return true;
  });
}

/** The person forgets everything: nothing that is still on its way may be kept. */
export function endSaving(): Promise<void> {
  return kitQueue(() => drop());
}

/** Answers pages whose lists are read. `changed` is called when the plan may say something else. */
export function listsDesk(changed: () => Promise<void>): ErrandDesk<'lists'> {
  /** Only the tab of the errand that goes on is listened to. */
  function heard(id: string, sender: Sender, work: (run: Run, plan: Plan) => Promise<boolean>): Promise<boolean> {
    return kitQueue(async () => {
      const run = await current();
      if (!isHeard(run, id, sender)) return false;
      const stored = await getPlan();
      const side = sides[run.task];
      // The accounts were changed meanwhile: what is on its way belongs to nobody any more.
      if (!stored.ok || collectedSide(stored.plan) !== side || !sameHandle(stored.plan[side]?.handle, run.handle)) return false;
      try {
        return await work(run, stored.plan);
      } catch (error) {
        // A fault in our own code: the errand must not look as if it went on.
        console.error(error);
        await pause(side, 'failed', String(error).slice(0, 200));
        await changed();
        return false;
      }
    });
  }

  return {
    next: (sender) =>
      kitQueue(async () => {
        const run = await current();
        if (run === null || run.state === 'awaited' || !isFrom(sender, run)) return null;
        await noteErrand({ ...run, state: 'running' });
        return { kind: 'lists', id: run.id, handle: run.handle, kinds: run.lists };
      }),

    async told({ id, news }: ToldByPage, sender) {
      const told = v.safeParse(newsSchema, news);
      if (!told.success) return false;
      return heard(id, sender, async (run, plan) => {
        const isToGoOn = await note(run, plan, told.output);
        await changed();
        return isToGoOn;
      });
    },

    async chunk({ id, file, index, bytes }: Chunk, sender) {
      if (!v.is(kind, file)) return false;
      return heard(id, sender, async (run) => {
        if ((await keepChunk({ kind: 'lists', id, file }, index, bytes)).ok) return true;
        await pause(sides[run.task], 'storage-full');
        await changed();
        return false;
      });
    },
  };
}

/** Notes what the page tells. False: it must not go on. */
async function note(run: Run, plan: Plan, news: v.InferOutput<typeof newsSchema>): Promise<boolean> {
  const side = sides[run.task];
  switch (news.what) {
    case 'seen':
      // A page may only report what its own server shows.
      if (new URL(news.seen.url).origin === run.origin) await dispatch({ type: 'pageSeen', seen: news.seen });
      return true;
    case 'began':
      await dispatch({ type: 'savingBegan', side, lists: news.kinds });
      return true;
    case 'reading':
      await dispatch({ type: 'savingChanged', side, kind: news.kind });
      return true;
    case 'list':
      return keepList(run, plan, news);
    case 'lost':
      await dispatch({ type: 'listFailed', side, kind: news.kind, problem: news.problem, detail: news.detail });
      return true;
    case 'stopped':
      if (news.why === 'signed-out') await dispatch({ type: 'doorSeen', origin: run.origin, place: 'sign-in' });
      await pause(side, news.why, news.detail);
      return false;
    case 'ended':
      // The plan first: a worker that is stopped in between must not take a finished errand for a broken one.
      await dispatch({ type: 'savingEnded', side });
      await drop();
      await dropChunks('lists');
      return false;
    default:
      return news satisfies never;
  }
}

/** All chunks of a list are there: puts them together, checks, keeps and reads back. */
async function keepList(run: Run, plan: Plan, { what: _, version, ...list }: SentList): Promise<boolean> {
  const { snapshot } = plan.kit;
  const kept =
    run.task === 'compare'
      ? await keepFresh(run.id, list)
      : await keepSentList(run.id, list, {
          id: snapshot?.id ?? run.id,
          takenAt: new Date(snapshot?.at ?? run.at).toISOString(),
          handle: run.handle,
          server: { origin: run.origin, software: plan.old?.server.software ?? 'mastodon', version },
        });
  const side = sides[run.task];
  if (kept.ok) await dispatch({ ...savedEvent(kept.value), side });
  else if (kept.problem === 'storage-full') await pause(side, 'storage-full');
  else await dispatch({ type: 'listFailed', side, kind: list.kind, problem: 'damaged', detail: '' });
  await dropChunks('lists', { file: list.kind });
  return kept.ok || kept.problem !== 'storage-full';
}
