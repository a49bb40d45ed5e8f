/**
 * In a settings page of the old account: reads one detail after the other as the background orders, and hands over its
 * files. A detail is kept before the next one is asked for, so that nothing is lost when the tab is closed.
 */
import type { DetailsNews, DetailsOrder } from '../browser/messages';
import { hash } from '../lists/hash';
import { type DetailRead, readDetail } from '../mastodon/details';
import type { Session } from '../mastodon/session';
import { insist } from './ask';
import { sendInChunks } from './chunks';
import { AGAIN, pauseFor } from './read-once';

/** Resolves when there is nothing more to read here, or nobody to tell it to. */
export async function readDetailsAsOrdered(session: Session, pause = pauseFor): Promise<void> {
  let order = await insist('detailsWanted', undefined);
  while (order !== null && !session.signal.aborted) {
    const news = await newsOf(order, session, pause);
    if (news === null) return;
    order = await insist('detailsRead', news);
  }
}

/** What became of it; null: the page is left, or nobody takes the files. */
async function newsOf({ detail, owner }: DetailsOrder, session: Session, pause: typeof pauseFor): Promise<DetailsNews | null> {
  let read = await readDetail(detail, owner, session);
  for (const seconds of AGAIN) {
    if (!isPassing(read)) break;
    await pause(seconds, session.signal);
    if (session.signal.aborted) return null;
    read = await readDetail(detail, owner, session);
  }
  if (session.signal.aborted) return null;
  if (!read.ok) return { detail, what: 'failed', why: read.why, info: read.info };
  const run = crypto.randomUUID();
  const files = [];
  for (const [at, file] of read.value.files.entries()) {
    const pieces = await sendInChunks(file.bytes, (chunk) => insist('detailPiece', { run, file: at, ...chunk }));
    if (pieces === null) return null;
    files.push({ name: file.name, pieces, size: file.bytes.length, sha256: await hash(file.bytes), contentType: file.contentType });
  }
  return { detail, what: 'read', run, files, elsewhere: read.value.elsewhere ?? {} };
}

function isPassing(read: DetailRead): boolean {
  return !read.ok && ['unreachable', 'too-slow', 'server-error', 'busy'].includes(read.why);
}
