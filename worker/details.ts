/**
 * Details of the old account, seen from the background: hands out what is to be read next to any tab that shows one of
 * its settings pages, keeps what comes back, and notes it. Nothing rests on the tab.
 */
import * as v from 'valibot';
import { assemble, dropChunks, keepChunk } from '../browser/chunk-store';
import type { Errand } from '../browser/errand';
import { dropErrand, errandOf, noteErrand } from '../browser/errand-store';
import { keepDetailFiles, keptDetailFiles } from '../browser/kit-store';
import { onMessage } from '../browser/messages';
import { makeQueue } from '../browser/queue';
import { getPlan, type TabHere } from '../browser/store';
import { sideOf } from '../journey/accounts';
import { type DetailId, detailIds, type KeptId, keptIds } from '../journey/detail-ids';
import { wantedDetails } from '../journey/detail-reading';
import { detailTroubles, type ReadDetail } from '../journey/details';
import type { Plan } from '../journey/plan';
import { wholeNumber as count, sha256Text, shortText as text } from '../journey/values';
import { type DetailFile, detailRows } from '../kit/kit-file';
import { hash } from '../lists/hash';
import { type ErrandDesk, isElsewhere, type Sender, visitTabs } from './errand';
import { dispatch } from './plan-writer';
import { shownBy } from './sender';

/** A tab that was told what to read has that to itself for so long, in milliseconds. */
const TURN = 120_000;

const detail = v.picklist(detailIds);
/** Two hundred events of two files each, and their table. */
const MOST_FILES = 401;
/** Twelve megabytes: more than a server takes for a picture. */
const MOST_CHUNKS = 4;
const fileName = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,60}\.(?:csv|png|jpeg|gif|webp)$/));
const chunkSchema = v.object({
  file: v.pipe(
    v.string(),
    v.regex(/^\d{1,3}$/),
    v.check((file) => Number(file) <= MOST_FILES),
  ),
  index: v.pipe(count, v.maxValue(MOST_CHUNKS)),
});
const newsSchema = v.variant('what', [
  v.object({
    what: v.literal('read'),
    detail,
    files: v.pipe(
      v.array(
        v.object({
          name: fileName,
          chunks: v.pipe(count, v.maxValue(MOST_CHUNKS)),
          size: count,
          sha256: sha256Text,
          contentType: v.picklist(['text/csv', 'image/png', 'image/jpeg', 'image/gif', 'image/webp']),
        }),
      ),
      v.maxLength(MOST_FILES),
    ),
    elsewhere: v.record(v.picklist(['avatar', 'header']), v.pipe(text, v.startsWith('https://'))),
  }),
  v.object({ what: v.literal('failed'), detail, why: v.picklist(detailTroubles), info: text }),
]);
const keptSchema = v.pipe(v.array(v.object({ name: fileName, sha256: text })), v.maxLength(1_000));
type DetailReport = Extract<v.InferOutput<typeof newsSchema>, { what: 'read' }>;

/** One after the other: two tabs may read at the same time. */
const inOrder = makeQueue();

/** Puts the script into open tabs of the old account where something is to be read. */
export async function readDetails(): Promise<void> {
  const stored = await getPlan();
  if (stored.ok && wantedDetails(stored.plan, 'old').length > 0) await visitTabs(stored.plan, 'old');
}

/** Answers pages that read details. `changed` is called when the plan may say something else. */
export function detailsDesk(changed: () => Promise<void>): ErrandDesk<'details'> {
  return {
    next: (sender) => inOrder(() => nextFor(sender)),

    told: ({ id, news }, sender) =>
      inOrder(async () => {
        const told = v.safeParse(newsSchema, news);
        const order = await orderFor(sender);
        if (!told.success || order === null || !order.wanted.includes(told.output.detail)) return false;
        const { detail: which } = told.output;
        if (!(await isGiven(which, id, sender))) return false;
        await dropErrand('details', which);
        if (told.output.what === 'failed') await dispatch({ type: 'detailFailed', detail: which, why: told.output.why, info: told.output.info });
        else await keepDetail(order.plan, id, told.output);
        await changed();
        return (await nextFor(sender)) !== null;
      }),

    chunk: ({ id, index, bytes, ...sent }, sender) =>
      inOrder(async () => {
        const chunk = v.safeParse(chunkSchema, { ...sent, index });
        const order = await orderFor(sender);
        if (!chunk.success || order === null) return false;
        for (const which of order.wanted)
          if (await isGiven(which, id, sender)) return (await keepChunk({ kind: 'details', id, file: chunk.output.file }, index, bytes)).ok;
        return false;
      }),
  };
}

/** Whether that tab was the last that was told to read this. */
async function isGiven(which: DetailId, id: string, { tab }: Sender): Promise<boolean> {
  const errand = await errandOf('details', which);
  return errand !== null && errand.id === id && errand.tabId === tab?.id;
}

/** Answers the start page. `changed` is called when the plan may say something else. */
export function answerDetails(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
  onMessage('detailsKept', async ({ data, sender }) => {
    const wanted = v.safeParse(keptSchema, data);
    if (!isOurs(sender.url) || !wanted.success) return;
    const details = newestOf(await inOrder(() => keptDetailFiles(wanted.output)));
    if (Object.keys(details).length > 0) await dispatch({ type: 'detailsKept', details });
    await changed();
  });
}

/** What a page of the old account may be told, and may tell; null for every other sender. */
async function orderFor(sender: Sender): Promise<{ plan: Plan; here: TabHere; wanted: DetailId[] } | null> {
  const here = await shownBy(sender);
  const stored = await getPlan();
  if (here === null || !stored.ok) return null;
  return { plan: stored.plan, here, wanted: wantedDetails(stored.plan, sideOf(stored.plan, here.seen)) };
}

async function nextFor(sender: Sender): Promise<Errand<'details'> | null> {
  const order = await orderFor(sender);
  const tabId = sender.tab?.id;
  if (order === null || tabId === undefined) return null;
  const { url, account } = order.here.seen;
  const { handle } = account;
  for (const wanted of order.wanted) {
    const before = await errandOf('details', wanted);
    if (await isElsewhere(before, tabId, TURN)) continue;
    const id = before?.tabId === tabId ? before.id : crypto.randomUUID();
    await noteErrand({ kind: 'details', name: wanted, id, tabId, origin: new URL(url).origin, handle, state: 'running', at: Date.now() });
    return { kind: 'details', id, detail: wanted, owner: { handle, id: account.id } };
  }
  return null;
}

/** Puts its files together, keeps them in the kit, and notes the detail as read. */
async function keepDetail(plan: Plan, id: string, { detail: which, files, elsewhere }: DetailReport): Promise<void> {
  const takenAt = new Date().toISOString();
  const whole: DetailFile[] = [];
  for (const [at, { name, chunks, size, sha256, contentType }] of files.entries()) {
    const bytes = await assemble({ kind: 'details', id, file: String(at) }, chunks);
    if (bytes === null || bytes.length !== size || (await hash(bytes)) !== sha256) {
      await dispatch({ type: 'detailFailed', detail: which, why: 'damaged', info: name });
      return;
    }
    whole.push({ detail: which, name, bytes, sha256, takenAt, contentType });
  }
  const { handle, server } = plan.old ?? {};
  if (server === undefined || handle == null) return;
  const { origin, software, version } = server;
  const kept = whole.length === 0 ? { ok: true as const } : await keepDetailFiles(whole, { takenAt, handle, server: { origin, software, version } });
  if (kept.ok) await dispatch({ type: 'detailRead', detail: which, read: readOf(whole, Date.parse(takenAt)), elsewhere });
  else await dispatch({ type: 'detailFailed', detail: which, why: kept.problem, info: '' });
  await dropChunks('details', { id });
}

/** The newest reading of each detail among these files. */
function newestOf(files: readonly DetailFile[]): Partial<Record<KeptId, ReadDetail>> {
  const found: Partial<Record<KeptId, ReadDetail>> = {};
  for (const id of keptIds) {
    const its = files.filter((file) => file.detail === id).sort((a, b) => a.takenAt.localeCompare(b.takenAt));
    const last = its.at(-1);
    if (last !== undefined)
      found[id] = readOf(
        its.filter(({ takenAt }) => takenAt === last.takenAt),
        Date.parse(last.takenAt),
      );
  }
  return found;
}

/** What the plan notes of these files of the kit, read at that moment. */
export function readOf(files: readonly DetailFile[], at: number): ReadDetail {
  return { rows: detailRows(files), files: files.map(({ name, sha256 }) => ({ name, sha256 })), at };
}
