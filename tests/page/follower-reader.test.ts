/**
 * The reader of followers against a practice server that keeps Mastodon's limits: an account with 24,000 followers is
 * read whole, and no request is one too many. Time is the practice clock's: nothing waits for real.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { FollowersNews, FollowersOrder } from '../../browser/messages';
import { readAsOrdered } from '../../page/follower-reader';
import { makeClient } from '../practice/client';
import { pageSession } from '../practice/page-session';
import { type RunningPractice, startPractice } from '../practice/server';

const background = vi.hoisted(() => ({ answer: (_name: string, _data: unknown): unknown => null }));
vi.mock('../../browser/messages', () => ({ isAlive: () => true, sendMessage: async (name: string, data: unknown) => background.answer(name, data) }));

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
  const order = (index: number, after: string | null): FollowersOrder => ({
    list: 'before',
    run: 'run',
    account: { id: amelie.id, domain: 'old.localhost' },
    index,
    after,
  });
  const handles: string[] = [];
  let waits = 0;
  background.answer = (name, data) => {
    if (name === 'followersWanted') return order(0, null);
    const news = data as FollowersNews;
    if (news.what === 'failed') throw new Error(`${news.why} ${news.detail}`);
    if (news.what === 'wait') {
      waits++;
      return order(0, null);
    }
    handles.push(...news.followers.map(({ handle }) => handle));
    return news.next === null ? null : order(news.index + 1, news.next);
  };
  await readAsOrdered(pageSession(practice, client, 'old'), async (seconds) => practice.tick(seconds * 1_000));
  expect(handles).toHaveLength(FOLLOWERS);
  expect(new Set(handles)).toEqual(amelie.followers);
  const asked = old.requests.filter(({ path }) => path.endsWith('/followers'));
  expect(asked).toHaveLength(FOLLOWERS / 80 + 1);
  expect(asked.filter(({ status }) => status === 429)).toEqual([]);
  expect(waits).toBeGreaterThan(0);
});
