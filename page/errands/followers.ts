/**
 * In a settings page: reads a page of followers as the background orders, and tells it. Every page is kept before the
 * next one is asked for, so that nothing is lost when the tab is closed or the background dies.
 */
import type { Errand, ErrandNews } from '../../browser/errand';
import type { FollowerTrouble } from '../../journey/followers';
import { type FollowersTrouble, followersCount, readFollowersPage } from '../../mastodon/followers';
import type { Session } from '../../mastodon/session';
import { AGAIN, pauseFor } from './pause';
import { tell } from './tell';

/** Resolves with whether to ask for the next page. */
export async function readNextPage(errand: Errand<'followers'>, session: Session, pause = pauseFor): Promise<boolean> {
  const read = await readPage(errand, session, pause);
  if (read === null || !(await tell(errand, read.news))) return false;
  // It is kept before we wait.
  return read.wait === 0 || waited(errand, read.wait, session, pause);
}

/** The page that was ordered, or why it cannot be had; null: the errand is over. */
async function readPage(
  errand: Errand<'followers'>,
  session: Session,
  pause: typeof pauseFor,
): Promise<{ news: ErrandNews<'followers'>; wait: number } | null> {
  const { list, index, account, after } = errand;
  const which = list === 'follows' ? 'following' : 'followers';
  const again = [...AGAIN];
  const failed = (why: FollowerTrouble, detail = '') => ({ news: { list, what: 'failed', why, detail } as const, wait: 0 });
  for (;;) {
    // How many there should be is asked at the beginning: a list that is hidden looks like an empty one.
    const counted = index > 0 ? ({ ok: true, value: null } as const) : await followersCount(session, account.id, which);
    const answer = counted.ok ? await readFollowersPage(session, account, after, which) : counted;
    if (session.signal.aborted) return null;
    if (answer.ok && counted.ok) {
      const { followers, next, wait } = answer.value;
      if (followers.length === 0 && (counted.value ?? 0) > 0) return failed('hidden');
      return { news: { list, what: 'page', index, followers, next, of: counted.value }, wait: next === null ? 0 : wait };
    }
    const { trouble } = answer.ok ? (counted as Exclude<typeof counted, { ok: true }>) : answer;
    if (trouble.kind === 'busy') {
      if (!(await waited(errand, trouble.seconds, session, pause))) return null;
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

/** The server asks to wait: the person is told until when. False: the errand is over. */
async function waited(errand: Errand<'followers'>, seconds: number, session: Session, pause: typeof pauseFor): Promise<boolean> {
  if (!(await tell(errand, { list: errand.list, what: 'wait', seconds }))) return false;
  await pause(seconds, session.signal);
  return !session.signal.aborted;
}
