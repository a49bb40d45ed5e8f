/**
 * In a page of the new server: does what the background orders, and tells it everything before and after. The
 * background may be asleep or die meanwhile.
 */
import type { BringNews, BringOrder } from '../browser/messages';
import { bringList } from '../mastodon/bring';
import type { BringSession } from '../mastodon/bring-step';
import { misfitsOf, readConfirmation } from '../mastodon/confirmation';
import { confirmationPage, readFailures, readRecentImports } from '../mastodon/import-pages';
import { insist } from './ask';
import { bytesOf, sendInChunks } from './chunks';

/** What to do in this page; null when there is nothing (any more), or nobody to say so. */
export function importOrderWanted(): Promise<BringOrder | null> {
  return insist('bringWanted', undefined);
}

export async function obey(order: BringOrder, session: BringSession): Promise<void> {
  switch (order.task) {
    case 'bring':
      await bringAll(order, session);
      break;
    case 'look':
      await look(order, session);
      break;
    case 'check':
      await check(order, session);
      break;
    default:
      order satisfies never;
  }
  if (!session.signal.aborted) await news(order.run, { what: 'ended' });
}

type Order<Task extends BringOrder['task']> = Extract<BringOrder, { task: Task }>;

async function bringAll({ run, handle }: Order<'bring'>, session: BringSession): Promise<void> {
  for (;;) {
    const next = await insist('bringNext', run);
    if (next === null || session.signal.aborted) return;
    const { id, parcel } = next;
    const bytes = await bytesOf(id, (data) => insist('bytesWanted', data));
    if (bytes === null) {
      await news(run, { what: 'step', id, step: { what: 'stopped', why: 'lost-bytes', detail: '', takenBack: false } });
      return;
    }
    for await (const step of bringList(handle, parcel, bytes, session)) {
      // Not noted is not done: the generator does nothing more unless it is asked to go on.
      if (session.signal.aborted || !(await news(run, { what: 'step', id, step }))) return;
    }
  }
}

async function look({ run, handle, failures }: Order<'look'>, session: BringSession): Promise<void> {
  const read = await readRecentImports(handle, session);
  if (!(await news(run, { what: 'looked', step: read.ok ? { what: 'seen', seen: read.seen } : read.step })) || !read.ok) return;
  const rows = [...read.seen.facts.recent];
  for (const { id, importId } of failures) {
    // Also in 4.2 the link to its failures gives a row its number.
    const row = rows.find((shown) => shown.failuresUrl !== null && shown.id === importId);
    if (!row?.failuresUrl) continue;
    const got = await readFailures(handle, row.failuresUrl, session);
    if (!got.ok && got.trouble === 'session') return;
    if (!got.ok) continue;
    const parts = await sendInChunks(got.bytes, (chunk) => insist('bringPart', { run, id, ...chunk }));
    if (parts === null || !(await news(run, { what: 'failures', id, parts }))) return;
  }
}

async function check({ run, handle, id, importId, meant }: Order<'check'>, session: BringSession): Promise<void> {
  const opened = await confirmationPage(handle, importId, session);
  if (opened.what === 'page') await news(run, { what: 'checked', id, importId, misfits: misfitsOf(readConfirmation(opened.document), meant) });
  // Another page than was expected is a surprise; none at all says nothing of the import.
  else if (opened.what === 'trouble' && opened.step.what === 'stopped') await news(run, { what: 'checked', id, importId, misfits: ['unreadable'] });
  else await news(run, { what: 'uncheckable', id });
}

async function news(run: string, told: BringNews): Promise<boolean> {
  return (await insist('bringNews', { run, news: told })) === true;
}
