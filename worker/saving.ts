/**
 * Saving, seen from the background: one run at a time, in a tab of the old server (or of the new one, for the report).
 * The carrier in that tab drives it, so that nothing is lost when the worker is stopped; here its word is checked, what
 * it brings is kept, and a run whose tab is gone is noticed.
 */
import * as v from 'valibot';
import type { Browser } from 'wxt/browser';
import { fromBase64 } from '../browser/base64';
import { keepFresh } from '../browser/fresh-store';
import { copiesOf, dropPieces, keepFromPieces, keepPiece, keptFile } from '../browser/kit-store';
import { onMessage, sendMessage } from '../browser/messages';
import { makeQueue } from '../browser/queue';
import { inject } from '../browser/sites';
import { allTabs, getPlan, noteArrival, type Run, runItem } from '../browser/store';
import { inVain, openPage, quietTab, SHOWING } from '../browser/tabs';
import { sideOf } from '../journey/accounts';
import { type PageSeen, pageSeenSchema } from '../journey/facts';
import { listTroubles, type Pause, type Plan, pauses, type SavedList } from '../journey/plan';
import { collectedSide, collectionOf, nextLists } from '../journey/saving';
import type { Side } from '../journey/steps';
import type { KitFile } from '../kit/kit-file';
import { sameHandle } from '../lists/handle';
import { type ListKind, listKinds, listNotes } from '../lists/kinds';
import { exportPagePath } from '../mastodon/paths';
import { dispatch } from './plan-writer';
import { chunkCount, chunkEntries, wholeNumber as count, heardOf, isAnswered, isFrom, isStarting, shortText as text } from './tab-run';

const kind = v.picklist(listKinds);
const newsSchema = v.object({
  run: text,
  news: v.variant('what', [
    v.object({ what: v.literal('seen'), seen: pageSeenSchema }),
    v.object({ what: v.literal('began'), kinds: v.array(kind) }),
    v.object({ what: v.literal('reading'), kind }),
    v.object({ what: v.literal('lost'), kind, problem: v.picklist(listTroubles), detail: text }),
    v.object({ what: v.literal('stopped'), why: v.picklist(pauses), detail: text }),
    v.object({ what: v.literal('ended') }),
  ]),
});
const pieceSchema = v.object({ run: text, kind, ...chunkEntries });
const listSchema = v.object({
  run: text,
  kind,
  pieces: chunkCount,
  size: count,
  name: text,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  rows: count,
  pageCount: v.nullable(count),
  contentType: text,
  source: v.picklist(['export', 'filters-pages']),
  takenAt: v.pipe(v.string(), v.isoTimestamp()),
  notes: v.array(v.picklist(listNotes)),
  version: text,
});
const filesSchema = v.pipe(v.array(v.object({ kind, sha256: text })), v.maxLength(1_000));

/** One after the other: what a page brings, and what happens to its tab. */
const inOrder = makeQueue();

/**
 * Starts a run, or leaves the one that is going on alone. Resolves with the tab that had to be opened for it, if any.
 */
export function startSaving(plan: Plan, near?: number, side: Side = 'old'): Promise<number | null> {
  return inOrder(async () => {
    const party = plan[side];
    if (party === null || party.handle === null || nextLists(plan, side)?.length === 0 || (await isGoingOn())) return null;
    // Who saves after all no longer leaves it out.
    if (side === 'old' && plan.said.save !== undefined) await dispatch({ type: 'unsaid', step: 'save' });
    const tab = await tabOf(plan, side, near);
    if (tab !== null) {
      await begin(plan, side, tab);
      return null;
    }
    const page = `${party.server.origin}${exportPagePath}`;
    // The report is looked at on the start page: its tab stays behind.
    const opened = side === 'old' ? await openPage(page) : await quietTab(page);
    if (opened === null) return null;
    if (side === 'old') await noteArrival(opened, 'save');
    await runItem.setValue({ ...orderOf(plan, side, opened), state: 'awaited' });
    return opened;
  });
}

/** A tab known to show a settings page of that account: best the one the button was pressed in. */
async function tabOf(plan: Plan, side: Side, near: number | undefined): Promise<number | null> {
  const tabs = Object.entries(await allTabs()).filter(([, { seen }]) => sideOf(plan, seen) === side);
  const ids = tabs.map(([id]) => Number(id));
  return ids.find((id) => id === near) ?? ids[0] ?? null;
}

function orderOf(plan: Plan, side: Side, tabId: number): Omit<Run, 'state'> {
  const party = plan[side];
  const kinds = nextLists(plan, side);
  return { id: crypto.randomUUID(), side, tabId, handle: party?.handle ?? '', origin: party?.server.origin ?? '', kinds, at: Date.now() };
}

async function begin(plan: Plan, side: Side, tabId: number): Promise<void> {
  const run: Run = { ...orderOf(plan, side, tabId), state: 'starting' };
  try {
    await dropPieces();
  } catch (error) {
    // Nothing could be kept: the person is told before anything is asked of the server.
    await dispatch({ type: 'savingPaused', side, why: 'storage-broken', detail: String(error).slice(0, 200), awaited: true });
    return;
  }
  await runItem.setValue(run);
  // Everything asked for anew is a save of its own; what was left, or failed, completes the one it is of.
  const going = run.kinds === null ? null : collectionOf(plan, side).snapshot;
  const snapshot = going ?? { id: crypto.randomUUID(), at: run.at };
  await dispatch({ type: 'savingBegan', side, lists: run.kinds ?? [], snapshot });
  if (!(await inject(tabId, '/carry.js'))) await pause(side, 'tab-left');
}

async function pause(side: Side, why: Pause, detail = ''): Promise<void> {
  await runItem.setValue(null);
  await dispatch({ type: 'savingPaused', side, why, detail });
}

/** Whether the run that was noted is really going on; one that is not is paused, with why. */
async function isGoingOn(why: Pause = 'tab-left'): Promise<boolean> {
  const run = await runItem.getValue();
  const stored = await getPlan();
  const side = stored.ok ? collectedSide(stored.plan) : null;
  if (side === null) return false;
  if (run === null) {
    await pause(side, 'restarted');
    return false;
  }
  if (isStarting(run) || (await answers(run))) return true;
  // One that never asked for its order was put into its page when the worker was stopped: the tab did nothing.
  await pause(side, run.state === 'starting' ? 'restarted' : why);
  return false;
}

function answers(run: Run): Promise<boolean> {
  return isAnswered(sendMessage('carryAlive', run.id, run.tabId));
}

/** A view was opened, or the worker was started anew: is what the plan says about saving still so? */
export function checkSaving(): Promise<boolean> {
  return inOrder(() => isGoingOn());
}

/**
 * Is what the plan calls saved still there, and is there more of this account: of before another one was named in
 * between?
 */
export function checkKit(): Promise<void> {
  return inOrder(async () => {
    const stored = await getPlan();
    const handle = stored.ok ? (stored.plan.old?.handle ?? null) : null;
    if (!stored.ok || handle === null) return;
    const found: (SavedList & { kind: ListKind })[] = [];
    const gone: ListKind[] = [];
    for (const kind of listKinds) {
      const named = stored.plan.kit.lists[kind];
      if (named !== undefined && (await keptFile(kind, named.sha256)) !== null) continue;
      if (named !== undefined) gone.push(kind);
      const copies = await copiesOf(handle, kind);
      const served = copies.some(({ source }) => source !== 'dropped');
      for (const copy of copies.slice(0, 1)) found.push({ ...savedList(copy), served });
    }
    if (found.length + gone.length > 0) await dispatch({ type: 'kitChecked', found, gone });
  });
}

/** A tab has loaded something else, or is gone. Resolves with whether that ended a run. */
export async function tabChanged(tabId: number, what: 'loaded' | 'closed'): Promise<boolean> {
  const noted = await runItem.getValue();
  if (noted?.tabId !== tabId) return false;
  if (what === 'loaded' && noted.state === 'awaited') await new Promise((resolve) => setTimeout(resolve, SHOWING));
  return inOrder(async () => {
    const run = await runItem.getValue();
    if (run === null || run.tabId !== tabId) return false;
    if (run.state === 'awaited') return endInVain(run, what === 'closed' ? 'tab-closed' : await inVain(run));
    if (what === 'loaded') return !(await isGoingOn());
    await pause(run.side, 'tab-closed');
    return true;
  });
}

/** The tab that was opened for a run shows nobody, and why: said, and begun at the next visit. */
async function endInVain({ side }: Run, why: Pause | null): Promise<boolean> {
  if (why === null) return false;
  await runItem.setValue(null);
  await dispatch({ type: 'savingPaused', side, why, detail: '', awaited: true });
  return true;
}

/** A settings page was seen: what waited for it, or was interrupted, goes on there. Resolves with whether it does. */
export function pageSeenWhileSaving(tabId: number, seen: PageSeen): Promise<boolean> {
  return inOrder(async () => {
    const run = await runItem.getValue();
    // A page reports once: the carrier that was in this tab went with the page before.
    const isLost = run !== null && run.tabId === tabId && run.state !== 'awaited' && !(await answers(run));
    if (isLost) await pause(run.side, 'tab-left');
    const stored = await getPlan();
    const side = stored.ok ? sideOf(stored.plan, seen) : null;
    if (!stored.ok || side === null || collectedSide(stored.plan) !== null || (side === 'old' && stored.plan.said.save !== undefined)) return false;
    const { paused } = collectionOf(stored.plan, side);
    const isAwaited = run?.state === 'awaited' && run.side === side && sameHandle(run.handle, stored.plan[side]?.handle);
    if (!isAwaited && (paused === null || paused.why === 'storage-full' || paused.why === 'storage-broken')) return false;
    await begin(stored.plan, side, tabId);
    return true;
  });
}

/** The person forgets everything: nothing that is still on its way may be kept. */
export function endSaving(): Promise<void> {
  return inOrder(() => runItem.setValue(null));
}

/** Answers the carrier and the start page. `changed` is called when the plan may say something else. */
export function answerCarrier(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
  /** Only the tab of the run that is going on is listened to, and only in the right shape. */
  function withRun<Schema extends v.GenericSchema<unknown, { run: string }>>(
    schema: Schema,
    data: unknown,
    sender: Browser.runtime.MessageSender,
    work: (run: Run, data: v.InferOutput<Schema>, plan: Plan) => Promise<boolean>,
  ): Promise<boolean> {
    return inOrder(async () => {
      const heard = heardOf(await runItem.getValue(), schema, data, sender);
      if (heard === null) return false;
      const { run, said } = heard;
      const stored = await getPlan();
      // The accounts were changed meanwhile: what is on its way belongs to nobody any more.
      if (!stored.ok || collectedSide(stored.plan) !== run.side || !sameHandle(stored.plan[run.side]?.handle, run.handle)) return false;
      try {
        return await work(run, said, stored.plan);
      } catch (error) {
        // A broken promise of ours: the run must not look as if it went on.
        console.error(error);
        await pause(run.side, 'failed', String(error).slice(0, 200));
        await changed();
        return false;
      }
    });
  }

  onMessage('carryWanted', ({ sender }) =>
    inOrder(async () => {
      const run = await runItem.getValue();
      if (run === null || run.state === 'awaited' || !isFrom(sender, run)) return null;
      await runItem.setValue({ ...run, state: 'running' });
      return { run: run.id, handle: run.handle, kinds: run.kinds };
    }),
  );

  onMessage('carryNews', ({ data, sender }) =>
    withRun(newsSchema, data, sender, async (run, { news }) => {
      switch (news.what) {
        case 'seen':
          // What it read must be of where it is.
          if (new URL(news.seen.url).origin === run.origin) await dispatch({ type: 'pageSeen', seen: news.seen });
          break;
        case 'began':
          await dispatch({ type: 'savingBegan', side: run.side, lists: news.kinds });
          break;
        case 'reading':
          await dispatch({ type: 'savingChanged', side: run.side, kind: news.kind });
          break;
        case 'lost':
          await dispatch({ type: 'listFailed', side: run.side, kind: news.kind, problem: news.problem, detail: news.detail });
          break;
        case 'stopped':
          if (news.why === 'signed-out') await dispatch({ type: 'doorSeen', origin: run.origin, place: 'sign-in' });
          await pause(run.side, news.why, news.detail);
          break;
        case 'ended':
          // The plan first: stopped in between, the worker must not take a finished run for a broken one.
          await dispatch({ type: 'savingEnded', side: run.side });
          await runItem.setValue(null);
          await dropPieces();
          break;
        default:
          news satisfies never;
      }
      await changed();
      return news.what !== 'stopped' && news.what !== 'ended';
    }),
  );

  onMessage('carryPiece', ({ data, sender }) =>
    withRun(pieceSchema, data, sender, async (run, piece) => {
      const bytes = fromBase64(piece.base64);
      if (bytes === null) return false;
      const kept = await keepPiece(run.id, piece.kind, piece.index, bytes);
      if (kept.ok) return true;
      await pause(run.side, 'storage-full');
      await changed();
      return false;
    }),
  );

  onMessage('carryList', ({ data, sender }) =>
    withRun(listSchema, data, sender, async (run, { run: id, pieces, version, ...list }, plan) => {
      const from = { run: id, pieces };
      const { snapshot } = plan.kit;
      const kept =
        run.side === 'new'
          ? await keepFresh(from, list)
          : await keepFromPieces(from, list, {
              id: snapshot?.id ?? id,
              takenAt: new Date(snapshot?.at ?? run.at).toISOString(),
              handle: run.handle,
              server: { origin: run.origin, software: plan.old?.server.software ?? 'mastodon', version },
            });
      if (kept.ok) await dispatch({ ...savedEvent(kept.value), side: run.side });
      else if (kept.problem === 'storage-full') await pause(run.side, 'storage-full');
      else await dispatch({ type: 'listFailed', side: run.side, kind: list.kind, problem: 'damaged', detail: '' });
      await dropPieces(list.kind);
      await changed();
      return kept.ok || kept.problem !== 'storage-full';
    }),
  );

  onMessage('kitDoubted', async ({ sender }) => {
    if (!isOurs(sender.url)) return;
    await checkKit();
    await changed();
  });

  onMessage('filesKept', async ({ data, sender }) => {
    const files = v.safeParse(filesSchema, data);
    if (!isOurs(sender.url) || !files.success) return;
    await inOrder(async () => {
      for (const { kind: which, sha256 } of files.output) {
        const file = await keptFile(which, sha256);
        if (file !== null) await dispatch(savedEvent(file));
      }
    });
    await changed();
  });
}

function savedList({ kind, rows, pageCount, bytes, sha256, source, takenAt, notes }: KitFile) {
  return { kind, rows, pageCount, bytes: bytes.length, sha256, source, notes: [...notes], at: Date.parse(takenAt) };
}

function savedEvent(file: KitFile) {
  return { type: 'listSaved', ...savedList(file) } as const;
}
