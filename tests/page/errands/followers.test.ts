/**
 * The reader of followers against a practice server that keeps Mastodon's limits: an account with 24,000 followers is
 * read whole, and no request is one too many. Time is the practice clock's: nothing waits for real.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Errand, ErrandTold } from '../../../browser/errand';
import { readNextPage } from '../../../page/errands/followers';
import { makeClient } from '../../practice/client';
import { pageSession } from '../../practice/page-session';
import { type RunningPractice, startPractice } from '../../practice/server';

const background = vi.hoisted(() => ({ answer: (_name: string, _data: unknown): unknown => null }));
vi.mock('../../../browser/messages', () => ({ isAlive: () => true, sendMessage: async (name: string, data: unknown) => background.answer(name, data) }));

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());

const FOLLOWERS = 24_000;

test('24,000 followers come page by page, within the limits, each once', async () => {
  const old = practice.server('old');
  const amelie = old.account('amelie');
  amelie.followers = new Set(Array.from({ length: FOLLOWERS }, (_, at) => `reader${at}@place${at % 40}.example`));
  const client = makeClient(practice);
  await client.signIn(old.origin, 'amelie@mail.example');
  const order = (index: number, after: string | null): Errand<'followers'> => ({
    kind: 'followers',
    id: 'run',
    list: 'before',
    account: { id: amelie.id, domain: 'old.localhost' },
    index,
    after,
  });
  const handles: string[] = [];
  let waits = 0;
  let next: Errand<'followers'> | null = order(0, null);
  background.answer = (name, data) => {
    if (name !== 'errandNews') throw new Error(name);
    const { news } = data as Extract<ErrandTold, { kind: 'followers' }>;
    if (news.what === 'failed') throw new Error(`${news.why} ${news.detail}`);
    if (news.what === 'wait') waits++;
    else {
      handles.push(...news.followers.map(({ handle }) => handle));
      next = news.next === null ? null : order(news.index + 1, news.next);
    }
    return next !== null;
  };
  const session = pageSession(practice, client, 'old');
  while (next !== null) await readNextPage(next, session, async (seconds) => practice.tick(seconds * 1_000));
  expect(handles).toHaveLength(FOLLOWERS);
  expect(new Set(handles)).toEqual(amelie.followers);
  const asked = old.requests.filter(({ path }) => path.endsWith('/followers'));
  expect(asked).toHaveLength(FOLLOWERS / 80 + 1);
  expect(asked.filter(({ status }) => status === 429)).toEqual([]);
  expect(waits).toBeGreaterThan(0);
});
