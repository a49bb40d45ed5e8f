/**
 * Details of the old account, seen from the background: hands out what is to be read next to any tab that shows one of
 * its settings pages, keeps what comes back, and notes it. Nothing rests on the tab.
 */
import * as v from 'valibot';
import type { Browser } from 'wxt/browser';
import { fromBase64 } from '../browser/base64';
import { assemble, dropChunks, keepChunk } from '../browser/database';
import { keepDetailFiles, keptDetailFiles } from '../browser/kit-store';
import { type DetailsOrder, onMessage } from '../browser/messages';
import { makeQueue } from '../browser/queue';
import { inject } from '../browser/sites';
import { allTabs, getPlan, hereOf, type TabHere } from '../browser/store';
import { sideOf } from '../journey/accounts';
import { type DetailId, detailIds, type KeptId, keptIds } from '../journey/detail-ids';
import { wantedDetails } from '../journey/detail-reading';
import { detailTroubles, type ReadDetail } from '../journey/details';
import type { Plan } from '../journey/plan';
import { type DetailFile, detailRows } from '../kit/kit-file';
import { hash } from '../lists/hash';
import { dispatch } from './plan-writer';
import { shownBy } from './sender';

/** A tab that was told what to read has that to itself for so long, in milliseconds. */
const TURN = 120_000;

const text = v.pipe(v.string(), v.maxLength(2_000));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const runId = v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/));
const detail = v.picklist(detailIds);
/** Two hundred events of two files each, and their table. */
const MOST_FILES = 401;
/** Twelve megabytes: more than a server takes for a picture. */
const MOST_PIECES = 4;
const fileName = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,60}\.(?:csv|png|jpeg|gif|webp)$/));
const pieceSchema = v.object({
  run: runId,
  file: v.pipe(count, v.maxValue(MOST_FILES)),
  index: v.pipe(count, v.maxValue(MOST_PIECES)),
  base64: v.pipe(v.string(), v.maxLength(4 * 1_048_576)),
});
const newsSchema = v.variant('what', [
  v.object({
    what: v.literal('read'),
    detail,
    run: runId,
    files: v.pipe(
      v.array(
        v.object({
          name: fileName,
          pieces: v.pipe(count, v.maxValue(MOST_PIECES)),
          size: count,
          sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
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

/** Whose turn it is. Lost with the worker, a detail is read twice at worst, and kept once. */
const turns = new Map<DetailId, { tabId: number; at: number }>();

/** Puts the reader into open tabs of the old account where something is to be read. */
export async function readDetails(): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok || wantedDetails(stored.plan, 'old').length === 0) return;
  const shown = Object.entries(await allTabs()).filter(([, { seen }]) => sideOf(stored.plan, seen) === 'old');
  for (const [id] of shown) await inject(Number(id), '/details.js');
}

/** Answers the reader in a page, and the start page. `changed` is called when the plan may say something else. */
export function answerDetailReader(changed: () => Promise<void>, isOurs: (sender: string | undefined) => boolean): void {
  onMessage('detailsWanted', ({ sender }) => inOrder(() => nextOrder(sender)));

  onMessage('detailPiece', ({ data, sender }) =>
    inOrder(async () => {
      const piece = v.safeParse(pieceSchema, data);
      if (!piece.success || (await orderFor(sender)) === null) return false;
      const { run, file, index, base64 } = piece.output;
      const bytes = fromBase64(base64);
      return bytes !== null && (await keepChunk(chunkOf(run, file), index, bytes)).ok;
    }),
  );

  onMessage('detailsRead', ({ data, sender }) =>
    inOrder(async () => {
      const news = v.safeParse(newsSchema, data);
      const order = await orderFor(sender);
      if (!news.success || order === null || !order.wanted.includes(news.output.detail)) return null;
      turns.delete(news.output.detail);
      if (news.output.what === 'failed') await dispatch({ type: 'detailFailed', detail: news.output.detail, why: news.output.why, info: news.output.info });
      else await keepDetail(order.plan, news.output);
      await changed();
      return nextOrder(sender);
    }),
  );

  onMessage('detailsKept', async ({ data, sender }) => {
    const wanted = v.safeParse(keptSchema, data);
    if (!isOurs(sender.url) || !wanted.success) return;
    const details = newestOf(await inOrder(() => keptDetailFiles(wanted.output)));
    if (Object.keys(details).length > 0) await dispatch({ type: 'detailsKept', details });
    await changed();
  });
}

const chunkOf = (run: string, file: number) => `detail ${run} ${file}`;

/** What a page of the old account may be told, and may tell; null for every other sender. */
async function orderFor(sender: Browser.runtime.MessageSender): Promise<{ plan: Plan; here: TabHere; wanted: DetailId[] } | null> {
  const here = await shownBy(sender);
  const stored = await getPlan();
  if (here === null || !stored.ok) return null;
  return { plan: stored.plan, here, wanted: wantedDetails(stored.plan, sideOf(stored.plan, here.seen)) };
}

async function nextOrder(sender: Browser.runtime.MessageSender): Promise<DetailsOrder | null> {
  const order = await orderFor(sender);
  const tabId = sender.tab?.id;
  if (order === null || tabId === undefined) return null;
  for (const wanted of order.wanted) {
    if (await isTaken(wanted, tabId)) continue;
    turns.set(wanted, { tabId, at: Date.now() });
    const { handle, id } = order.here.seen.account;
    return { detail: wanted, owner: { handle, id } };
  }
  return null;
}

/** Another tab, still open, reads it at this moment. */
async function isTaken(wanted: DetailId, tabId: number): Promise<boolean> {
  const turn = turns.get(wanted);
  return turn !== undefined && turn.tabId !== tabId && Date.now() - turn.at < TURN && (await hereOf(turn.tabId)) !== null;
}

/** Puts its files together, keeps them in the kit, and notes the detail as read. */
async function keepDetail(plan: Plan, { detail: which, run, files, elsewhere }: DetailReport): Promise<void> {
  const takenAt = new Date().toISOString();
  const whole: DetailFile[] = [];
  for (const [at, { name, pieces, size, sha256, contentType }] of files.entries()) {
    const bytes = await assemble(chunkOf(run, at), pieces);
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
  await dropChunks((file) => file.startsWith(`detail ${run} `));
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
