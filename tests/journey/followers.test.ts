import { describe, expect, test } from 'vitest';
import type { PlanEvent } from '../../journey/events';
import { readingSentences, wantedFollowers } from '../../journey/follower-reading';
import { type FollowersEvent, noFollowers, reduceFollowers } from '../../journey/followers';
import { reduce } from '../../journey/reduce';
import { followersSaved, followsSaved, fresh, NOW, old, page, party, planAfter, readyToMove, saved, seen } from './sample';

const begun: FollowersEvent = { type: 'followersBegan', list: 'before', run: 'r' };
const pageOf = (index: number, next: string | null = '7', run = 'r'): FollowersEvent => ({
  type: 'followersPage',
  list: 'before',
  run,
  index,
  count: 80,
  next,
  of: 200,
});
const readingAfter = (...events: FollowersEvent[]) => events.reduce((followers, event) => reduceFollowers(followers, event, NOW), noFollowers);
const saving: PlanEvent[] = [seen(page('export', 'amelie@old.example')), saved('follows')];
const moved = seen(
  page('migration', 'amelie@old.example', {
    redirectingTo: 'amelie_new@new.example',
    past: [{ target: 'amelie_new@new.example', followers: 240, at: null }],
    pastMigrations: 1,
  }),
);

describe('which followers a page of an account reads', () => {
  test('none before the person has pressed “save”', () => {
    expect(wantedFollowers(planAfter(), 'old')).toBeNull();
    expect(wantedFollowers(planAfter(...saving, { type: 'savingBegan', lists: ['lists'] }), 'old')).toBeNull();
  });

  test('those of the old account with the lists, until they are saved', () => {
    expect(wantedFollowers(planAfter(...saving), 'old')).toBe('before');
    expect(wantedFollowers(planAfter(...saving), 'new')).toBeNull();
    expect(wantedFollowers(planAfter(...saving, followersSaved), 'old')).toBe('follows');
    expect(wantedFollowers(planAfter(...saving, followersSaved, followsSaved), 'old')).toBeNull();
  });

  test('not when they could not be read, until the person asks again', () => {
    const failed = planAfter(...saving, followsSaved, { type: 'followersFailed', list: 'before', why: 'hidden', detail: '' });
    expect(wantedFollowers(failed, 'old')).toBeNull();
    expect(wantedFollowers(reduce(failed, { type: 'followersAsked', lists: ['before'] }, NOW), 'old')).toBe('before');
  });

  test('never those of before once the move has emptied the list', () => {
    const plan = planAfter(...readyToMove.filter((event) => event !== followersSaved), moved);
    expect(wantedFollowers(plan, 'old')).toBeNull();
    expect(wantedFollowers(reduce(plan, { type: 'followersAsked', lists: ['before'] }, NOW), 'old')).toBeNull();
  });

  test('whom the account follows also after the move, which leaves that list as it is', () => {
    const plan = planAfter(...readyToMove.filter((event) => event !== followsSaved), moved);
    expect(wantedFollowers(plan, 'old')).toBe('follows');
  });

  test('both lists when the person asks who has arrived', () => {
    const plan = planAfter(...readyToMove, moved, { type: 'followersAsked', lists: ['old', 'new'] });
    expect([wantedFollowers(plan, 'old'), wantedFollowers(plan, 'new')]).toEqual(['old', 'new']);
  });
});

describe('a reading', () => {
  test('grows page by page, and goes on where it stopped', () => {
    expect(readingAfter(begun, pageOf(0), pageOf(1)).reading.before).toMatchObject({ pages: 2, count: 160, of: 200, next: '7' });
  });

  test('takes no page twice, none out of turn, and none of another run', () => {
    const once = readingAfter(begun, pageOf(0));
    expect([pageOf(0), pageOf(2), pageOf(1, '7', 'other')].map((event) => reduceFollowers(once, event, NOW))).toEqual([once, once, once]);
  });

  test('says how far it is, and until when the server asks to wait', () => {
    const plan = { ...planAfter(), followers: readingAfter(begun, pageOf(0), { type: 'followersWait', list: 'before', until: NOW + 60_000 }) };
    expect(readingSentences(plan, 'before').map(({ key }) => key)).toEqual(['kit.followers.reading', 'kit.followers.until']);
  });

  test('a dropped kit never takes the place of a newer reading', () => {
    const read = readingAfter(begun, pageOf(0, null), { type: 'followersRead', list: 'before', run: 'r', sha256: 'new' });
    const dropped = (at: number): FollowersEvent => ({ type: 'followersKept', list: 'before', count: 3, of: 3, at, sha256: 'dropped' });
    expect(reduceFollowers(read, dropped(NOW - 1), NOW).read.before?.sha256).toBe('new');
    expect(reduceFollowers(read, dropped(NOW + 1), NOW).read.before?.sha256).toBe('dropped');
  });
});

test('another new account keeps who followed before, and forgets who has arrived', () => {
  const plan = planAfter(...saving, followersSaved, { type: 'followersAsked', lists: ['new'] });
  const other = reduce(plan, { type: 'accountsNamed', old, new: party('other@new.example', 'new.example') }, NOW);
  expect(other.followers.read.before?.count).toBe(240);
  expect(other.followers.asked).toEqual([]);
  expect(reduce(plan, { type: 'accountsNamed', old: party('bo@old.example', 'old.example'), new: fresh }, NOW).followers).toEqual(noFollowers);
});
