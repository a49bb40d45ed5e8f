/** In a settings page: takes access away from an app of ours, as the background orders. */
import type { AppOrder } from '../browser/messages';
import { closeApp } from '../mastodon/apps';
import type { Session } from '../mastodon/session';
import { insist } from './ask';

export async function closeAppAsOrdered(session: Session): Promise<void> {
  const order: AppOrder | null = await insist('appWanted', undefined);
  if (order === null || session.signal.aborted) return;
  await insist('appClosed', { app: order.app, isClosed: await closeApp(order.app, order.owner, session) });
}
