/**
 * In a settings page of the old account: reads a detail as the background orders, and hands over its files. A detail is
 * kept before the next one is asked for, so that nothing is lost when the tab is closed.
 */
import type { Errand, ErrandNews } from '../../browser/errand';
import { hash } from '../../lists/hash';
import { readDetail } from '../../mastodon/details';
import type { DetailRead } from '../../mastodon/own-page';
import type { Session } from '../../mastodon/session';
import { AGAIN, pauseFor } from './pause';
import { sendFile, tell } from './tell';

/** Resolves with whether to ask for the next one. */
export async function readNextDetail(errand: Errand<'details'>, session: Session, pause = pauseFor): Promise<boolean> {
  const news = await newsOf(errand, session, pause);
  return news !== null && tell(errand, news);
}

/** What became of it; null: the page is left, or nobody takes the files. */
async function newsOf(errand: Errand<'details'>, session: Session, pause: typeof pauseFor): Promise<ErrandNews<'details'> | null> {
  const { detail, owner } = errand;
  let read = await readDetail(detail, owner, session);
  for (const seconds of AGAIN) {
    if (!isPassing(read)) break;
    await pause(seconds, session.signal);
    if (session.signal.aborted) return null;
    read = await readDetail(detail, owner, session);
  }
  if (session.signal.aborted) return null;
  if (!read.ok) return { detail, what: 'failed', why: read.why, info: read.info };
  const files = [];
  for (const [at, file] of read.value.files.entries()) {
    const chunks = await sendFile(errand, String(at), file.bytes);
    if (chunks === null) return null;
    files.push({ name: file.name, chunks, size: file.bytes.length, sha256: await hash(file.bytes), contentType: file.contentType });
  }
  return { detail, what: 'read', files, elsewhere: read.value.elsewhere ?? {} };
}

function isPassing(read: DetailRead): boolean {
  return !read.ok && ['unreachable', 'too-slow', 'server-error', 'busy'].includes(read.why);
}
