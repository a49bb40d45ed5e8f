/** Answers pages and the start page about importing: checks the sender and the shape of every message. */
import * as v from 'valibot';
import { keepChunk } from '../../browser/chunk-store';
import { noteErrand } from '../../browser/errand-store';
import { onMessage } from '../../browser/messages';
import { dropShelved, shelveSent } from '../../browser/piece-store';
import { getPlan } from '../../browser/store';
import { pageSeenSchema } from '../../journey/facts';
import { lookedUpAs } from '../../journey/import/failures';
import { importPauses, misfits, newPieceSchema, surprises } from '../../journey/import/plan';
import type { Plan } from '../../journey/plan';
import type { ReadPlan } from '../../journey/stored-plan';
import { wholeNumber as count, shortText as text } from '../../journey/values';
import { sameHandle } from '../../lists/handle';
import { listKinds } from '../../lists/kinds';
import type { BringStep } from '../../mastodon/bring-step';
import { chunkCount, type ErrandDesk, isFrom, isHeard, type Sender } from '../errand';
import { dispatch } from '../plan-writer';
import { current, drop, type ImportErrand, inOrder } from './current';
import { answerCard, fileFor, prepare } from './files';
import { noteLook } from './looks';
import { begin, end, startImporting } from './run';
import { nextFor, noteStep } from './steps';

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
const newsSchema = v.variant('what', [
  v.object({ what: v.literal('step'), id: text, step: stepSchema }),
  v.object({ what: v.literal('looked'), step: stepSchema }),
  v.object({ what: v.literal('failures'), id: text, chunks: chunkCount }),
  v.object({ what: v.literal('checked'), id: text, importId: count, misfits: misfitList }),
  v.object({ what: v.literal('uncheckable'), id: text }),
  v.object({ what: v.literal('ended') }),
]);
const prepareSchema = v.nullable(v.object({ wanted: v.array(kind), renewed: v.array(kind) }));
const foundSchema = v.object({
  moved: v.record(text, text),
  lookedUp: v.record(text, v.picklist(lookedUpAs)),
  others: v.record(text, text),
  blocked: v.array(text),
});
const shownSchema = v.object({ ticked: v.array(text), unticked: v.array(text) });
const againSchema = v.object({ of: v.array(text), pieces: v.array(newPieceSchema) });

/** Answers pages of the new server. `changed` is called when the plan may say something else. */
export function importsDesk(changed: () => Promise<void>): ErrandDesk<'imports'> {
  return {
    next: (sender) =>
      inOrder(async () => {
        const run = await current();
        const stored = await getPlan();
        if (run === null || run.state === 'awaited' || !isFrom(sender, run) || !isOf(run, stored)) return null;
        const next = await nextFor(run, stored.plan);
        if (next === null) await changed();
        else if (run.state !== 'running') await noteErrand({ ...run, state: 'running' });
        return next;
      }),

    async told({ id, news }, sender) {
      const told = v.safeParse(newsSchema, news);
      if (!told.success) return false;
      return heard(id, sender, async (run, plan) => {
        const goesOn = await noteNews(run, plan, told.output);
        await changed();
        return goesOn;
      });
    },

    chunk: ({ id, file, index, bytes }, sender) =>
      heard(id, sender, async (run) => {
        if ((await keepChunk({ kind: 'imports', id, file }, index, bytes)).ok) return true;
        await end(run.task, 'storage-full');
        await changed();
        return false;
      }),

    file: ({ file }, sender) => fileFor(file, sender),
  };
}

/** Only the tab of the errand that goes on is listened to. */
function heard(id: string, sender: Sender, work: (run: ImportErrand, plan: Plan) => Promise<boolean>): Promise<boolean> {
  return inOrder(async () => {
    const run = await current();
    const stored = await getPlan();
    return isHeard(run, id, sender) && isOf(run, stored) && work(run, stored.plan);
  });
}

/** False once the accounts were changed: what is on its way belongs to nobody any more. */
function isOf(run: ImportErrand, stored: ReadPlan): stored is Extract<ReadPlan, { ok: true }> {
  return stored.ok && sameHandle(stored.plan.new?.handle, run.handle);
}

/** Notes what the page tells. False: it must not go on. */
async function noteNews(run: ImportErrand, plan: Plan, news: v.InferOutput<typeof newsSchema>): Promise<boolean> {
  switch (news.what) {
    case 'step':
      return noteStep(run, plan, news.id, news.step as BringStep);
    case 'looked':
      await noteLook(run, plan, news.step as BringStep);
      break;
    case 'failures': {
      const piece = plan.imports.pieces.find(({ id }) => id === news.id);
      if (piece && (await shelveSent('failures', run.id, { id: piece.id, kind: piece.kind, chunks: news.chunks })))
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
      await drop();
      // "Import all" or "go on" was pressed while something else was under way in this tab, or coming to its end:
      // now is its turn.
      if (plan.imports.run.state === 'running') await begin(plan, 'import', run.tabId);
      return false;
    default:
      news satisfies never;
  }
  return true;
}

/** Answers the card and the start page. `changed` is called when the plan may say something else. */
export function answerImports(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
  answerCard();

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
    await startImporting(shown.output);
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
    // The button was pressed twice: no piece of the plan names what the second press cut.
    const isTaken = (id: string) => after?.imports.pieces.some((piece) => piece.id === id) ?? false;
    await dropShelved(again.output.pieces.flatMap(({ id }) => (isTaken(id) ? [] : [id])));
    await changed();
  });
}
