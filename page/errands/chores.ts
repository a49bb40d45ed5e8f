/** In a settings page: does one small thing in the person's own session, as the background orders. */
import type { Errand, ErrandNews } from '../../browser/errand';
import { closeApp } from '../../mastodon/apps';
import { archiveIn } from '../../mastodon/archive-request';
import type { Session } from '../../mastodon/session';
import { tell } from './tell';

/** Always resolves with false: the next page is told what is left to do. */
export async function doChore(errand: Errand<'chores'>, session: Session): Promise<boolean> {
  const news = await newsOf(errand, session);
  if (!session.signal.aborted) await tell(errand, news);
  return false;
}

async function newsOf(errand: Errand<'chores'>, session: Session): Promise<ErrandNews<'chores'>> {
  if (errand.task === 'close-app') return { what: 'app', isClosed: await closeApp(errand.app, errand.owner, session) };
  return { what: 'archive', ...(await archiveIn(errand.owner, session, errand.task === 'request-archive')) };
}
