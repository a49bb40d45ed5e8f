/** In a settings page: does one small thing in the person's own session, as the background orders. */
import type { ChoreNews, ChoreOrder } from '../browser/messages';
import { closeApp } from '../mastodon/apps';
import { archiveIn } from '../mastodon/archive-request';
import type { Session } from '../mastodon/session';
import { insist } from './ask';

export async function doChore(session: Session): Promise<void> {
  const order: ChoreOrder | null = await insist('choreWanted', undefined);
  if (order === null || session.signal.aborted) return;
  const news = await newsOf(order, session);
  if (!session.signal.aborted) await insist('choreDone', news);
}

async function newsOf(order: ChoreOrder, session: Session): Promise<ChoreNews> {
  if (order.what === 'close-app') return { what: 'app', app: order.app, isClosed: await closeApp(order.app, order.owner, session) };
  return { what: 'archive', ...(await archiveIn(order.owner, session, order.what === 'request-archive')) };
}
