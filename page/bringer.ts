/**
 * In a page of the new server: does what the background orders, and tells it everything before and after. The
 * background may be asleep or die meanwhile.
 */
import { toBase64 } from '../browser/base64';
import { type BringNews, type BringOrder, isAlive, type Protocol, sendMessage } from '../browser/messages';
import { type BringSession, bringList, confirmationPage, readFailures, readRecentImports } from '../mastodon/bring';
import { misfitsOf, readConfirmation } from '../mastodon/confirmation';
import { bytesOf } from './bytes';

/** 3 MiB of bytes are 4 MiB of text. */
const PART = 3 * 1_048_576;
const TRIES = 6;

/** What to do in this page; null when there is nothing (any more), or nobody to say so. */
export function importOrderWanted(): Promise<BringOrder | null> {
  return ask('bringWanted', undefined);
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
    const next = await ask('bringNext', run);
    if (next === null || session.signal.aborted) return;
    const { id, parcel } = next;
    const bytes = await bytesOf(id, (data) => ask('bytesWanted', data));
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
    const parts = await sendParts(run, id, got.bytes);
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

/** How many parts it took; null when the background wants no more. */
async function sendParts(run: string, id: string, bytes: Uint8Array): Promise<number | null> {
  const parts = Math.max(1, Math.ceil(bytes.length / PART));
  for (let index = 0; index < parts; index++) {
    const base64 = toBase64(bytes.subarray(index * PART, (index + 1) * PART));
    if ((await ask('bringPart', { run, id, index, base64 })) !== true) return null;
  }
  return parts;
}

async function news(run: string, told: BringNews): Promise<boolean> {
  return (await ask('bringNews', { run, news: told })) === true;
}

type Asked = 'bringWanted' | 'bringNext' | 'bringNews' | 'bringPart' | 'bytesWanted';

/** Everything may be asked and told twice: the background takes it for the same thing. Null when nobody answers. */
async function ask<N extends Asked>(name: N, data: Parameters<Protocol[N]>[0] | undefined): Promise<ReturnType<Protocol[N]> | null> {
  for (let attempt = 0; attempt < TRIES && isAlive(); attempt++) {
    try {
      return await sendMessage(name, data as never);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
    }
  }
  return null;
}
