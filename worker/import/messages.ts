/** Answers the bringer and the start page about importing: checks the sender and the shape of every message. */
import * as v from 'valibot';
import type { Browser } from 'wxt/browser';
import { fromBase64 } from '../../browser/base64';
import { mayHandOn } from '../../browser/data-consent';
import { onMessage } from '../../browser/messages';
import { dropShelved, keepPart, shelveParts } from '../../browser/piece-store';
import { type BringRun, bringItem, getPlan } from '../../browser/store';
import { pageSeenSchema } from '../../journey/facts';
import { lookedUpAs } from '../../journey/import/failures';
import { nextPiece } from '../../journey/import/pieces';
import { importPauses, misfits, newPieceSchema, surprises } from '../../journey/import/plan';
import type { Plan } from '../../journey/plan';
import { sameHandle } from '../../lists/handle';
import { listKinds } from '../../lists/kinds';
import type { BringStep } from '../../mastodon/bring-step';
import { dispatch } from '../plan-writer';
import { chunkCount, chunkEntries, wholeNumber as count, heardOf, isFrom, shortText as text } from '../tab-run';
import { answerFileAsked, prepare } from './files';
import { noteLook, scheduleLook } from './looks';
import { inOrder } from './queue';
import { begin, end, startBringing } from './run';
import { noteStep, orderFor, parcelOf } from './steps';

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
    v.object({ what: v.literal('failures'), id: text, parts: chunkCount }),
    v.object({ what: v.literal('checked'), id: text, importId: count, misfits: misfitList }),
    v.object({ what: v.literal('uncheckable'), id: text }),
    v.object({ what: v.literal('ended') }),
  ]),
});
const partSchema = v.object({ run: text, id: text, ...chunkEntries });
const prepareSchema = v.nullable(v.object({ wanted: v.array(kind), renewed: v.array(kind) }));
const foundSchema = v.object({
  moved: v.record(text, text),
  lookedUp: v.record(text, v.picklist(lookedUpAs)),
  others: v.record(text, text),
  blocked: v.array(text),
});
const shownSchema = v.object({ ticked: v.array(text), unticked: v.array(text) });
const againSchema = v.object({ of: v.array(text), pieces: v.array(newPieceSchema) });

/** Answers the bringer, the card and the start page. `changed` is called when the plan may say something else. */
export function answerBringer(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
  answerFileAsked();
  answerStartPage(changed, isOurs);

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
      const goesOn = await noteNews(run, plan, news);
      await changed();
      return goesOn;
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
}

/** Notes what the bringer tells. False: it must not go on. */
async function noteNews(run: BringRun, plan: Plan, news: v.InferOutput<typeof newsSchema>['news']): Promise<boolean> {
  switch (news.what) {
    case 'step':
      return noteStep(run, plan, news.id, news.step as BringStep);
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
      return false;
    default:
      news satisfies never;
  }
  return true;
}

function answerStartPage(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
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

/** Only the tab of the run that is going on is listened to, and only in the right shape. */
function withRun<Schema extends v.GenericSchema<unknown, { run: string }>, Answer>(
  schema: Schema,
  data: unknown,
  sender: Browser.runtime.MessageSender,
  otherwise: Answer,
  work: (run: BringRun, plan: Plan, data: v.InferOutput<Schema>) => Promise<Answer>,
): Promise<Answer> {
  return inOrder(async () => {
    const heard = heardOf(await bringItem.getValue(), schema, data, sender);
    if (heard === null) return otherwise;
    const { run, said } = heard;
    const stored = await getPlan();
    // The accounts were changed meanwhile: what is on its way belongs to nobody any more.
    if (!stored.ok || !sameHandle(stored.plan.new?.handle, run.handle)) return otherwise;
    return work(run, stored.plan, said);
  });
}
