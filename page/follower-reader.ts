/**
 * In a settings page: reads followers page by page as the background orders, and tells it each page. Every page is kept
 * before the next one is asked for, so that nothing is lost when the tab is closed or the background dies.
 */
import type { FollowersNews, FollowersOrder } from '../browser/messages';
import type { FollowerTrouble } from '../journey/followers';
import { type FollowersTrouble, followersCount, readFollowersPage } from '../mastodon/followers';
import type { Session } from '../mastodon/session';
import { insist } from './ask';
import { AGAIN, pauseFor } from './read-once';

/** Resolves when there is nothing more to read here, or nobody to tell it to. */
export async function readAsOrdered(session: Session, pause = pauseFor): Promise<void> {
  let order = await insist('followersWanted', undefined);
  while (order !== null && !session.signal.aborted) {
    const read = await readPage(order, session, pause);
    if (read === null) return;
    const next = await insist('followersRead', read.news);
    // It is kept before we wait.
    if (next !== null && read.wait > 0 && !(await waited(next, read.wait, session, pause))) return;
    order = next;
  }
}

/** The page that was ordered, or why it cannot be had; null: the run is over. */
async function readPage(order: FollowersOrder, session: Session, pause: typeof pauseFor): Promise<{ news: FollowersNews; wait: number } | null> {
  const { list, run, index, account, after } = order;
  const which = list === 'follows' ? 'following' : 'followers';
  const again = [...AGAIN];
  const failed = (why: FollowerTrouble, detail = '') => ({ news: { list, run, what: 'failed', why, detail } as const, wait: 0 });
  for (;;) {
    // How many there should be is asked at the beginning: a list that is hidden looks like an empty one.
    const counted = index > 0 ? ({ ok: true, value: null } as const) : await followersCount(session, account.id, which);
    const answer = counted.ok ? await readFollowersPage(session, account, after, which) : counted;
    if (session.signal.aborted) return null;
    if (answer.ok && counted.ok) {
      const { followers, next, wait } = answer.value;
      if (followers.length === 0 && (counted.value ?? 0) > 0) return failed('hidden');
      return { news: { list, run, what: 'page', index, followers, next, of: counted.value }, wait: next === null ? 0 : wait };
    }
    const { trouble } = answer.ok ? (counted as Exclude<typeof counted, { ok: true }>) : answer;
    if (trouble.kind === 'busy') {
      if (!(await waited(order, trouble.seconds, session, pause))) return null;
      continue;
    }
    const seconds = isPassing(trouble) ? again.shift() : undefined;
    if (seconds === undefined) return failed(trouble.kind, trouble.detail);
    await pause(seconds, session.signal);
  }
}

function isPassing({ kind }: FollowersTrouble): boolean {
  return kind === 'unreachable' || kind === 'too-slow' || kind === 'server-error';
}

/** The server asks to wait: the person is told until when. False: the run is over. */
async function waited({ list, run }: FollowersOrder, seconds: number, session: Session, pause: typeof pauseFor): Promise<boolean> {
  if ((await insist('followersRead', { list, run, what: 'wait', seconds })) === null) return false;
  await pause(seconds, session.signal);
  return !session.signal.aborted;
}
