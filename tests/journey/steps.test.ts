import { describe, expect, test } from 'vitest';
import { cameAlong } from '../../journey/arrival';
import { checklist } from '../../journey/checklist';
import { type Place, placeOf } from '../../journey/door';
import type { PlanEvent } from '../../journey/events';
import { oldLimit } from '../../journey/limits';
import { newsBetween } from '../../journey/news';
import { emptyPlan, neededHosts, type Party, type Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { followersSettled } from '../../journey/settled';
import type { StepId } from '../../journey/step-ids';
import {
  aliasHiddenUntil,
  currentStep,
  followersStay,
  hasMoved,
  isAliasLost,
  lookAgainAt,
  needsPerson,
  redirect,
  stepOf,
  stepState,
  waitsForOthers,
} from '../../journey/steps';
import { readPlan } from '../../journey/stored-plan';
import { urlOf } from '../../worker/acts';
import { fresh, NOW, old, oldGone, page, party, planAfter, readyToMove, saved, seen } from './sample';

const OLD = 'amelie@old.example';
const NEW = 'amelie_new@new.example';
const moved = seen(page('migration', OLD, { redirectingTo: NEW, cooldown: true, past: [{ target: NEW, followers: 240, at: '2026-11-20T09:29:00Z' }] }));
const pendingNew = seen(page('auth-edit', NEW, { status: 'pending' }, { functional: false }));
const leftOut = (step: 'save' | 'import' | 'arrive'): PlanEvent => ({ type: 'said', step, what: 'skipped' });
const skipArchive: PlanEvent = { type: 'said', step: 'archive', what: 'skipped' };

describe('the step to do now', () => {
  test.each<[string, readonly PlanEvent[], string | null]>([
    ['after naming both accounts and giving access: saving', [], 'save'],
    ['when access was taken back: the accounts', [{ type: 'accessChanged', hosts: ['old.example'] }], 'accounts'],
    ['when everything offered is saved: the new account, not the archive', [seen(page('export', OLD)), saved('follows'), saved('lists')], 'join'],
    ['when the alias is listed, the archive neither asked for nor left out: the move', readyToMove.filter(({ type }) => type !== 'said'), 'move'],
    ['when the new account waits for moderators: the archive', [leftOut('save'), pendingNew], 'archive'],
    ['while followers are on their way: their arrival, not the goodbye', [leftOut('save'), leftOut('import'), moved], 'arrive'],
    ['when only the goodbye is left: first the archive', [leftOut('save'), leftOut('import'), moved, leftOut('arrive')], 'archive'],
    ['when the archive is left out, too: the goodbye', [leftOut('save'), leftOut('import'), moved, leftOut('arrive'), skipArchive], 'farewell'],
    ['when one list is missing: still saving', [seen(page('export', OLD)), saved('follows')], 'save'],
    ['while the archive is made: the new account', [seen(page('export', OLD, { archive: 'in-progress' })), saved('follows'), saved('lists')], 'join'],
    [
      'when the new account works: the alias',
      [seen(page('export', OLD)), saved('follows'), saved('lists'), skipArchive, seen(page('auth-edit', NEW))],
      'alias',
    ],
    ['when the alias is listed: the move', readyToMove, 'move'],
    ['when the move is done: the lists', [...readyToMove, moved], 'import'],
    ['when nothing was saved and the person left it out: the new account', [{ type: 'said', step: 'save', what: 'skipped' }, skipArchive], 'join'],
  ])('%s', (_, events, expected) => {
    expect(currentStep(planAfter(...events))).toBe(expected);
  });

  test('at first: the accounts', () => {
    expect(currentStep(emptyPlan(NOW))).toBe('accounts');
  });
});

describe('a state says who knows it', () => {
  test('seen on a page', () => {
    expect(stepState(planAfter(...readyToMove), 'alias')).toBe('seen');
  });
  test('said by the person, and taken back', () => {
    const said = planAfter({ type: 'said', step: 'archive', what: 'done' });
    expect(stepState(said, 'archive')).toBe('said');
    expect(stepState(reduce(said, { type: 'unsaid', step: 'archive' }, NOW), 'archive')).toBe('todo');
  });
  test('waiting for moderators', () => {
    const plan = planAfter(seen(page('auth-edit', NEW, { status: 'pending' }, { functional: false })));
    expect(stepState(plan, 'join')).toBe('waiting');
  });
});

describe('a step done by hand, or before the extension was there, is done', () => {
  test('an alias removed by hand is open again', () => {
    const plan = planAfter(...readyToMove, seen(page('aliases', NEW)));
    expect(currentStep(plan)).toBe('alias');
  });
  test('an alias published by the new account counts where its page was never seen', () => {
    const account = fresh.account;
    const plan = planAfter({ type: 'outsideSeen', side: 'new', account, alsoKnownAs: ['https://old.example/users/amelie'], otherSide: null });
    expect(stepState(plan, 'alias')).toBe('seen');
    expect(
      stepState(planAfter({ type: 'outsideSeen', side: 'new', account, alsoKnownAs: ['https://old.example/users/other'], otherSide: null }), 'alias'),
    ).not.toBe('seen');
  });
  test('an alias that is gone from the account’s own page is gone, whatever was told in public before', () => {
    const published: PlanEvent = {
      type: 'outsideSeen',
      side: 'new',
      account: fresh.account,
      alsoKnownAs: ['https://old.example/users/amelie'],
      otherSide: null,
    };
    const plan = planAfter(published, seen(page('aliases', NEW, { aliases: [] })));
    expect(stepState(plan, 'alias')).not.toBe('seen');
    expect(stepState(reduce(plan, published, NOW + 170_000), 'alias')).not.toBe('seen');
    expect(stepState(reduce(plan, published, NOW + 180_000), 'alias')).toBe('seen');
  });
  test('an alias that was just listed and is not yet public has to wait for three minutes at most, and then it is lost', () => {
    const told = (alsoKnownAs: string[], at: number) =>
      reduce(planAfter(...readyToMove), { type: 'outsideSeen', side: 'new', account: fresh.account, alsoKnownAs, otherSide: null }, at);
    expect(aliasHiddenUntil(planAfter(...readyToMove))).toBeNull();
    const hidden = told([], NOW + 1_000);
    expect(aliasHiddenUntil(hidden)).toBe(NOW + 180_000);
    expect(lookAgainAt(hidden, NOW + 1_000)).toBe(NOW + 180_000);
    expect(isAliasLost(hidden)).toBe(false);
    expect(aliasHiddenUntil(told(['https://old.example/users/amelie'], NOW + 1_000))).toBeNull();
    expect(isAliasLost(told([], NOW + 180_000))).toBe(true);
  });
  test('the moment an alias was first seen is kept while it is listed, and forgotten with it', () => {
    const listed = page('aliases', NEW, { aliases: ['amelie@old.example'] });
    const since = (...events: PlanEvent[]) => planAfter(...events).seen.new.aliases?.since;
    expect(since(...readyToMove)).toBe(NOW);
    expect(reduce(planAfter(...readyToMove), seen(listed), NOW + 9_000).seen.new.aliases?.since).toBe(NOW);
    expect(since(...readyToMove, seen(page('aliases', NEW)))).toBeNull();
  });
  test('an alias that was in the table days ago and is gone in public now is gone', () => {
    const gone = (alsoKnownAs: string[] | null): PlanEvent => ({ type: 'outsideSeen', side: 'new', account: fresh.account, alsoKnownAs, otherSide: null });
    const told = (alsoKnownAs: string[] | null, hours: number) => reduce(planAfter(...readyToMove), gone(alsoKnownAs), NOW + hours * 3_600_000);
    expect(stepState(told([], 72), 'alias')).not.toBe('seen');
    expect(currentStep(told([], 72))).toBe('alias');
    // As old as the table, or not told to strangers: the table counts.
    expect(stepState(told([], 0), 'alias')).toBe('seen');
    expect(stepState(told(null, 72), 'alias')).toBe('seen');
  });
  test('an alias counts in every way Mastodon lets people write it', () => {
    const split = { ...old, server: { ...old.server, origin: 'https://social.old.example' } };
    const listed = (from: Party, to: Party, alias: string) =>
      stepState(planAfter({ type: 'accountsNamed', old: from, new: to }, seen(page('aliases', to.handle ?? '', { aliases: [alias] }))), 'alias');
    expect(listed(split, fresh, 'amelie@social.old.example')).toBe('seen');
    expect(listed(old, fresh, 'amelie@social.old.example')).not.toBe('seen');
    expect(listed(old, party('zoe@old.example', 'old.example'), 'Amelie')).toBe('seen');
    // By name alone, it is an account of the new server.
    expect(listed(old, fresh, 'amelie')).not.toBe('seen');
  });
  test('an alias that is refused because it exists is there, however it is written', () => {
    expect(stepState(planAfter(seen(page('aliases', NEW, { aliases: ['a@alias.example'], error: 'general', typed: '@Amelie@old.example' }))), 'alias')).toBe(
      'seen',
    );
    expect(stepState(planAfter(seen(page('aliases', NEW, { error: 'general', typed: 'zoe@third.example' }))), 'alias')).not.toBe('seen');
  });
  // Nothing was seen of the new account itself: that it could be moved to is enough, until a page of it says otherwise.
  test('a finished move proves the new account, the alias and the move at once', () => {
    expect(
      checklist(planAfter(moved))
        .filter((row) => row.state === 'seen')
        .map((row) => row.id),
    ).toEqual(['accounts', 'join', 'alias', 'move']);
    expect(stepState(planAfter(moved, seen(page('auth-edit', NEW, { status: 'moved' }, { functional: false, movedTo: 'x@third.example' }))), 'join')).not.toBe(
      'seen',
    );
  });
});

test('where the old account points is told apart', () => {
  const migration = (facts: Parameters<typeof page<'migration'>>[2]) => planAfter(seen(page('migration', OLD, facts)));
  expect(redirect(migration({}))).toBe('none');
  expect(redirect(migration({ redirectingTo: NEW }))).toBe('redirect-only');
  expect(redirect(migration({ redirectingTo: 'x@third.example' }))).toBe('elsewhere');
  expect(redirect(planAfter(moved))).toBe('moved');
  expect(redirect(planAfter(seen(page('auth-edit', OLD, { status: 'moved' }, { functional: false, movedTo: NEW }))))).toBe('unknown');
});

describe('a move on one server', () => {
  const both: PlanEvent[] = [
    { type: 'accountsNamed', old: party('amelie@one.example', 'one.example'), new: party('zoe@one.example', 'one.example') },
    { type: 'accessChanged', hosts: ['one.example'] },
  ];
  const at = (facts: Parameters<typeof page<'migration'>>[2]) => planAfter(...both, seen(page('migration', 'amelie@one.example', facts)));

  test('is read as a move, though its page names the new account by name alone', () => {
    const past = [{ target: 'zoe', followers: 240, at: '2026-11-20T09:29:00Z' }];
    expect(redirect(at({ redirectingTo: 'zoe@one.example', cooldown: true, past }))).toBe('moved');
    expect(redirect(at({ redirectingTo: 'zoe', cooldown: true, past }))).toBe('moved');
    expect(redirect(at({ redirectingTo: 'zoe@one.example', past: [{ target: 'other', followers: 240, at: null }] }))).toBe('redirect-only');
  });
  test('a bare name of another server’s page is no account of this one', () => {
    const past = [{ target: 'amelie_new', followers: 240, at: null }];
    expect(redirect(planAfter(seen(page('migration', OLD, { redirectingTo: NEW, past }))))).toBe('redirect-only');
  });
});

describe('where an account points is told by the newest look', () => {
  const day = 24 * 3_600_000;
  const told = (side: 'old' | 'new', movedTo: string | null): PlanEvent => {
    const account = { ...((side === 'old' ? old : fresh).account as NonNullable<Party['account']>), movedTo };
    return { type: 'outsideSeen', side, account, alsoKnownAs: null, otherSide: null };
  };
  test('a redirect made in another browser after the move page was seen', () => {
    const plan = planAfter(...readyToMove, seen(page('migration', OLD)));
    expect(redirect(reduce(plan, told('old', NEW), NOW + day))).toBe('unknown');
    expect(redirect(reduce(plan, told('old', 'x@third.example'), NOW + day))).toBe('elsewhere');
    expect(redirect(reduce(plan, told('old', NEW), NOW + 60_000))).toBe('none');
  });
  test('a new account that moved away is not ready any more', () => {
    const plan = reduce(planAfter(...readyToMove), told('new', 'x@third.example'), NOW + day);
    expect([stepState(plan, 'join'), currentStep(plan)]).toEqual(['here', 'join']);
    expect(checklist(plan).find((row) => row.id === 'join')?.body[0]?.key).toBe('steps.join.moved');
  });
});

test('no move without a new account that works, even where the alias is there', () => {
  const pending = seen(page('auth-edit', NEW, { status: 'pending' }, { functional: false }));
  const plan = planAfter(...readyToMove, pending);
  expect([stepState(plan, 'join'), stepState(plan, 'move')]).toEqual(['waiting', 'todo']);
});

test('a redirect that was cancelled after the move is what is missing, and nothing else', () => {
  const plan = planAfter(...readyToMove, moved, seen(page('auth-edit', OLD)));
  expect([redirect(plan), hasMoved(plan), waitsForOthers(plan)]).toEqual(['cancelled', true, true]);
  const row = checklist(plan).find(({ id }) => id === 'move');
  expect([row?.state, row?.body[0]?.key, stepState(plan, 'alias')]).toEqual(['here', 'steps.move.redirectMissing', 'seen']);
  expect(urlOf(plan, 'move')).toBe('https://old.example/settings/migration/redirect/new');
  // Set again, all is as before.
  const again = reduce(plan, moved, NOW);
  expect([redirect(again), stepState(again, 'move')]).toEqual(['moved', 'seen']);
});

test('a mere redirect that was cancelled is forgotten when the account works again', () => {
  const plan = planAfter(seen(page('migration', OLD, { redirectingTo: NEW })), seen(page('auth-edit', OLD)));
  expect(redirect(plan)).toBe('none');
});

test('the cooldown runs from the move, also after cancelling', () => {
  const plan = planAfter(moved, seen(page('auth-edit', OLD)));
  expect(stepState(plan, 'move')).not.toBe('seen');
  expect(plan.seen.old.migration?.cooldown).toBe(true);
});

describe('an old side that cannot do everything', () => {
  const other: Party = { ...old, server: { ...old.server, software: 'akkoma' }, account: null };
  const state = (plan: Plan, ...ids: StepId[]) => ids.map((id) => stepState(plan, id));
  const bodyOf = (plan: Plan, id: StepId) => checklist(plan).find((row) => row.id === id)?.body[0]?.key;

  test.each(['closed', 'robots', 'broken', 'domain'] as const)('%s: said where the other server must find the account, until its server tells', (untold) => {
    const named: PlanEvent = { type: 'accountsNamed', old: { ...old, account: null, untold }, new: fresh };
    const aliasWords = (...more: PlanEvent[]) => checklist(planAfter(named, ...more)).find(({ id }) => id === 'alias')?.body;
    expect(JSON.stringify(aliasWords())).toContain(`untold.${untold}.later`);
    expect(readPlan(JSON.parse(JSON.stringify(planAfter(named))), NOW)).toMatchObject({ ok: true, plan: { old: { untold } } });
    expect(JSON.stringify(aliasWords({ type: 'outsideSeen', side: 'old', account: old.account, alsoKnownAs: null, otherSide: null }))).not.toContain('untold');
  });

  test.each(['suspended', 'closing'] as const)('%s: its lists are saved, and nobody can be moved', (is) => {
    const named = planAfter({ type: 'accountsNamed', old: { ...old, limit: is }, new: fresh });
    const seenThere = planAfter(seen(page('auth-edit', OLD, { hindrance: is }, { functional: is === 'closing' })));
    for (const plan of [named, seenThere]) {
      expect([oldLimit(plan), currentStep(plan), followersStay(plan)]).toEqual([is, 'save', true]);
      expect(state(plan, 'alias', 'move', 'farewell')).toEqual(['blocked', 'blocked', 'blocked']);
      expect([bodyOf(plan, 'alias'), bodyOf(plan, 'move')]).toEqual([`steps.alias.${is}`, `steps.move.${is}`]);
    }
    // The suspension was lifted.
    const lifted = reduce(named, seen(page('auth-edit', OLD)), NOW);
    expect([oldLimit(lifted), stepState(lifted, 'move')]).toEqual([null, 'todo']);
  });

  test('other software: the alias is made here, the move is started there, and the person says when', () => {
    const plan = planAfter({ type: 'accountsNamed', old: other, new: fresh }, seen(page('auth-edit', NEW)));
    expect([oldLimit(plan), neededHosts(plan), currentStep(plan)]).toEqual(['other-software', ['new.example'], 'alias']);
    expect(state(plan, 'save', 'archive')).toEqual(['blocked', 'blocked']);
    const listed = reduce(plan, seen(page('aliases', NEW, { aliases: [OLD] })), NOW);
    expect([currentStep(listed), bodyOf(listed, 'move'), urlOf(listed, 'move')]).toEqual(['move', 'steps.move.other.pleroma', 'https://old.example/']);
    const moved = reduce(listed, { type: 'said', step: 'move', what: 'done' }, NOW);
    expect([hasMoved(moved), waitsForOthers(moved), stepState(moved, 'arrive')]).toEqual([true, true, 'waiting']);
  });

  test('a new account that owes a second factor is led to that page, and waits for nobody', () => {
    const plan = planAfter(seen(page('auth-edit', NEW, { hindrance: 'second-factor' }, { functional: false })));
    expect([bodyOf(plan, 'join'), urlOf(plan, 'join'), stepOf('join').isWaiting(plan)]).toEqual([
      'steps.join.secondFactor',
      'https://new.example/settings/two_factor_authentication_methods',
      false,
    ]);
  });
});

describe('the badge', () => {
  test('calls while it is the person’s turn, and is silent while others work', () => {
    expect(needsPerson(planAfter())).toBe(true);
    expect(needsPerson(emptyPlan(NOW))).toBe(false);
    const waiting = planAfter(
      { type: 'said', step: 'save', what: 'skipped' },
      skipArchive,
      seen(page('auth-edit', NEW, { status: 'pending' }, { functional: false })),
    );
    expect(needsPerson(waiting)).toBe(false);
  });
  test('does not call for an archive nobody asked for, but for one that is ready', () => {
    const waiting = (archive: 'requestable' | 'ready') => planAfter(leftOut('save'), pendingNew, seen(page('export', OLD, { archive })));
    for (const archive of ['requestable', 'ready'] as const)
      expect([currentStep(waiting(archive)), needsPerson(waiting(archive))]).toEqual(['archive', archive === 'ready']);
  });
});

describe('asking now and then', () => {
  const pending = seen(page('auth-edit', NEW, { status: 'pending' }, { functional: false }));
  // Mastodon's lookup knows an account from the first moment, its profile is there for others after approval.
  const found = { type: 'outsideSeen', side: 'new', account: fresh.account, alsoKnownAs: null, otherSide: null } as const;
  const known = { ...found, isPublic: true };
  test('goes on while followers arrive or moderators are at work, and ends with them', () => {
    expect(waitsForOthers(planAfter(...readyToMove))).toBe(false);
    expect(waitsForOthers(planAfter(moved))).toBe(true);
    expect(waitsForOthers(planAfter(pending))).toBe(true);
    expect(waitsForOthers(planAfter(pending, found))).toBe(true);
    expect(waitsForOthers(planAfter(pending, known))).toBe(false);
  });
  test('an account that could be read before it was seen waiting still waits', () => {
    const plan = reduce(planAfter(known), pending, NOW + 1);
    expect([stepState(plan, 'join'), waitsForOthers(plan)]).toEqual(['waiting', true]);
  });
  test('an account that only lookup finds may still wait for approval', () => {
    expect(stepState(planAfter(pending, found), 'join')).toBe('waiting');
  });
  test('an account that can be read in public is the person’s turn again, and still not done', () => {
    const plan = planAfter({ type: 'said', step: 'save', what: 'skipped' }, skipArchive, pending, known);
    expect(currentStep(plan)).toBe('join');
    expect(stepState(plan, 'join')).toBe('here');
    expect(checklist(plan).find((row) => row.id === 'join')?.body[0]?.key).toBe('steps.join.approved');
  });
  test('six quiet hours mean that followers have settled', () => {
    const at = (hours: number, followers: number) => ({ at: NOW + hours * 3_600_000, old: 5, new: followers });
    const plan = planAfter(moved);
    expect(followersSettled({ ...plan, arrivals: [at(0, 10), at(1, 235), at(3, 235)] })).toBe(false);
    expect(followersSettled({ ...plan, arrivals: [at(0, 10), at(1, 235), at(8, 235)] })).toBe(true);
    expect(followersSettled({ ...plan, arrivals: [at(0, 10), at(1, 200), at(8, 236)] })).toBe(false);
  });
  test('an account that lives settles, too: here and there somebody follows it', () => {
    const hourly = Array.from({ length: 8 }, (_, hour) => ({ at: NOW + hour * 3_600_000, old: 5, new: hour === 0 ? 10 : 235 + Math.floor(hour / 3) }));
    expect(followersSettled({ ...planAfter(moved), arrivals: hourly })).toBe(true);
    expect(followersSettled({ ...planAfter(moved), arrivals: hourly.slice(0, 7) })).toBe(false);
    expect(followersSettled({ ...planAfter(moved), arrivals: hourly.map(({ at }) => ({ at, old: null, new: null })) })).toBe(false);
  });
});

describe('followers that were compared by name', () => {
  // Who followed both accounts before is counted on both sides for ever.
  const counted = { at: NOW, old: 1, new: 11 };
  const planWith = (stayed: number, left: number, ...events: PlanEvent[]) => {
    const plan = planAfter(...events);
    return { ...plan, arrivals: [counted], followers: { ...plan.followers, compared: { arrived: 11, stayed, left, at: NOW } } };
  };
  test('have settled once all of them are there, whatever the counts say', () => {
    const plan = planWith(0, 0, moved);
    expect([followersSettled(plan), waitsForOthers(plan)]).toEqual([true, false]);
    expect(cameAlong(plan)).toEqual({ key: 'arrivals.all', params: { count: 11 } });
    expect(checklist(plan).find(({ id }) => id === 'arrive')?.body[0]?.key).toBe('arrivals.all');
  });
  test('have not while somebody follows the old account alone, or neither', () => {
    expect([planWith(1, 0, moved), planWith(0, 1, moved)].map(followersSettled)).toEqual([false, false]);
    expect(cameAlong(planWith(1, 0, moved))?.key).toBe('steps.arrive.named');
    expect(cameAlong(planWith(0, 1, moved))?.key).toBe('arrivals.arrived');
    expect(cameAlong(planWith(0, 0))).toBeNull();
  });
  test('are told by name; before, as both servers count', () => {
    const plan = planWith(0, 0, moved);
    expect(cameAlong({ ...plan, followers: { ...plan.followers, compared: null } })).toEqual({ key: 'report.followers', params: { new: 11, old: 1 } });
  });
});

describe('followers that have settled', () => {
  test('all of them by name have arrived: nobody waits for six quiet hours', () => {
    const compared = (arrived: number, stayed: number, left: number): Plan =>
      reduce(planAfter(moved), { type: 'followersCompared', arrived, stayed, left }, NOW);
    expect(followersSettled(compared(240, 0, 0))).toBe(true);
    expect(followersSettled(compared(239, 1, 0))).toBe(false);
    expect(followersSettled(compared(239, 0, 1))).toBe(false);
    expect(followersSettled(compared(0, 0, 0))).toBe(false);
  });
  const told = (followers: number): PlanEvent => {
    const account = { ...(fresh.account as NonNullable<Party['account']>), followers };
    return { type: 'outsideSeen', side: 'new', account, alsoKnownAs: null, otherSide: null };
  };
  const looks = (plan: Plan, ...counts: [hours: number, followers: number][]) =>
    counts.reduce((next, [hours, followers]) => reduce(next, told(followers), NOW + hours * 3_600_000), plan);
  const settled = looks(planAfter(moved), [0, 10], [1, 235], [3, 235], [5, 235], [8, 235]);

  test('stay settled when the account grows later, are asked about no more, and are told once', () => {
    const grown = looks(settled, [80, 260]);
    expect([followersSettled(settled), followersSettled(grown)]).toEqual([true, true]);
    expect([waitsForOthers(grown), lookAgainAt(grown, NOW)]).toEqual([false, null]);
    const toldOf = (before: Plan, after: Plan) => newsBetween(before, after).map(({ key }) => key);
    expect(toldOf(looks(planAfter(moved), [0, 10]), settled)).toEqual(['news.settled']);
    expect([toldOf(settled, grown), toldOf(grown, looks(grown, [90, 260]))]).toEqual([[], []]);
  });
  test('that was so before it was kept is kept with the next look', () => {
    expect(followersSettled(looks({ ...settled, settledAt: null }, [80, 260]))).toBe(true);
  });
  test('of a time without a change two points are kept, however often somebody looks', () => {
    const often = Array.from({ length: 60 }, (_, at): [number, number] => [1 + at / 10, 235]);
    expect(looks(planAfter(moved), [0, 10], ...often).arrivals.map((point) => point.new)).toEqual([10, 235, 235]);
  });
  test('begin anew with another account, and with another move', () => {
    const other = reduce(settled, { type: 'accountsNamed', old, new: party('zoe@third.example', 'third.example') }, NOW);
    const elsewhere = { redirectingTo: 'zoe@third.example', past: [{ target: 'zoe@third.example', followers: 1, at: null }] };
    const third = reduce(settled, seen(page('migration', OLD, elsewhere)), NOW + 9 * 3_600_000);
    const undone = reduce(third, seen(page('migration', OLD, { ...elsewhere, redirectingTo: null })), NOW + 9 * 3_600_000);
    for (const plan of [other, undone]) expect([plan.settledAt, plan.arrivals]).toEqual([null, []]);
  });
  test('stay settled when only the redirect is cancelled', () => {
    const cancelled = reduce(settled, seen(page('auth-edit', OLD)), NOW + 9 * 3_600_000);
    expect([cancelled.settledAt, cancelled.arrivals]).toEqual([settled.settledAt, settled.arrivals]);
  });
  test('need not be waited for: the step can be left out at any time, and then nobody is asked any more', () => {
    for (const plan of [planAfter(moved), settled])
      expect(checklist(plan).find(({ id }) => id === 'arrive')?.quiet?.act).toEqual({ kind: 'say', step: 'arrive', what: 'skipped' });
    const left = planAfter(moved, { type: 'said', step: 'arrive', what: 'skipped' });
    expect([stepState(left, 'arrive'), waitsForOthers(left)]).toEqual(['skipped', false]);
  });
});

describe('the checklist', () => {
  test('has exactly one current step and one thing to press', () => {
    for (const events of [[], readyToMove, [...readyToMove, moved]]) {
      const here = checklist(planAfter(...events)).filter((row) => row.state === 'here');
      expect(here).toHaveLength(1);
      expect(here[0]?.primary).not.toBeNull();
    }
  });
  test('says when the person is signed out, before anything else', () => {
    const plan = planAfter(...readyToMove, { type: 'doorSeen', origin: 'https://old.example', place: 'sign-in' });
    expect(checklist(plan).find((row) => row.id === 'move')?.body[0]?.key).toBe('door.sign-in');
  });
  test('believes nobody to be still before the door who was led into the web app', () => {
    const at = (origin: string, ...paths: string[]) =>
      paths.map((path): PlanEvent => ({ type: 'doorSeen', origin: `https://${origin}`, place: placeOf(path) as Place }));
    const row = (id: string, ...events: PlanEvent[]) => checklist(planAfter(...events)).find((each) => each.id === id);
    const unconfirmed = seen(page('auth-edit', NEW, { status: 'unconfirmed' }, { functional: false }));
    for (const before of [at('new.example', '/auth/setup'), [unconfirmed], [pendingNew]]) {
      expect(row('join', ...before)?.state).toBe('waiting');
      const inside = row('join', ...before, ...at('new.example', '/start'));
      expect(inside).toMatchObject({ body: [{ key: 'steps.join.inside' }], primary: { act: { kind: 'go', step: 'join' } } });
      expect(inside?.state).not.toBe('waiting');
      // Its own page knows better.
      expect(row('join', ...before, ...at('new.example', '/start'), pendingNew)?.state).toBe('waiting');
    }
    const none: PlanEvent = { type: 'accountsNamed', old, new: party(null, 'new.example') };
    expect(row('join', none, ...at('new.example', '/auth/setup', '/start'))?.primary?.act).toEqual({ kind: 'go', step: 'join' });
    expect(row('move', ...readyToMove, ...at('old.example', '/auth/sign_in', '/home'))?.body[0]?.key).toBe('steps.move.now');
  });
  test('makes nothing of a person who goes about in the web app', () => {
    const plan = planAfter(...readyToMove);
    expect(reduce(plan, { type: 'doorSeen', origin: 'https://new.example', place: 'inside' }, NOW)).toBe(plan);
  });
  test('says when someone else is signed in', () => {
    const plan = planAfter(...readyToMove, seen(page('migration', 'band@old.example')));
    expect(checklist(plan).find((row) => row.id === 'move')?.body[0]?.key).toBe('door.stranger');
  });
  test('offers the account that was seen on the new server, where none was named', () => {
    const plan = planAfter({ type: 'accountsNamed', old, new: party(null, 'new.example') }, seen(page('auth-edit', NEW)));
    expect(checklist(plan).find((row) => row.id === 'join')?.primary?.act).toEqual({ kind: 'choose-new', handle: NEW });
  });
});

describe('without the old account', () => {
  const states = (plan: Plan) => Object.fromEntries(checklist(plan).map(({ id, state }) => [id, state]));
  const joined = seen(page('auth-edit', NEW));
  const dropped = saved('follows', { source: 'dropped' });
  const imported: PlanEvent = { type: 'said', step: 'import', what: 'done' };
  const compared: PlanEvent = { ...dropped, side: 'new' } as PlanEvent;

  test.each<[string, readonly PlanEvent[], string | null]>([
    ['at first: the new account', [], 'join'],
    ['when it works: the lists, whether any was dropped yet or not', [joined], 'import'],
    ['when files were dropped: the lists', [joined, dropped], 'import'],
    ['when they are brought across: comparing', [joined, dropped, imported], 'arrive'],
    ['when they are compared: nothing', [joined, dropped, imported, compared], null],
    ['when the person leaves the lists out: nothing', [joined, { type: 'said', step: 'import', what: 'skipped' }], null],
  ])('%s', (_, events, expected) => {
    expect(currentStep(planAfter(...oldGone, ...events))).toBe(expected);
  });

  test('what only it could do is said to be impossible, each with its reason and nothing to press', () => {
    const rows = checklist(planAfter(...oldGone, joined)).filter(({ state }) => state === 'blocked');
    expect(rows.map(({ id, body, primary, quiet, progress }) => [id, body[0]?.key, primary, quiet, progress])).toEqual(
      ['save', 'archive', 'alias', 'move', 'farewell'].map((id) => [id, `steps.${id}.gone`, null, null, null]),
    );
  });
  test('what was done while it was there stays done', () => {
    const plan = planAfter(...readyToMove, { type: 'said', step: 'archive', what: 'done' }, ...oldGone);
    expect(states(plan)).toMatchObject({ save: 'seen', archive: 'said', alias: 'seen', move: 'blocked', import: 'here' });
  });
  test('followers who were moved before still arrive', () => {
    const plan = planAfter(...readyToMove, moved, ...oldGone, imported);
    expect(states(plan)).toMatchObject({ move: 'seen', arrive: 'waiting', farewell: 'blocked' });
    expect(checklist(plan).find(({ id }) => id === 'arrive')?.body[0]?.key).toBe('steps.arrive.unknown');
  });
  test('nobody is told to wait for followers', () => {
    const plan = planAfter(...oldGone, joined, dropped, imported);
    expect([needsPerson(plan), waitsForOthers(plan), lookAgainAt(plan, NOW)]).toEqual([true, false, null]);
    expect(
      checklist(plan)
        .find(({ id }) => id === 'arrive')
        ?.body.map(({ key }) => key),
    ).toEqual(['steps.arrive.gone', 'steps.arrive.compare']);
  });
  test('it comes back, and everything is possible again', () => {
    const back: PlanEvent[] = [
      { type: 'accountsNamed', old, new: fresh },
      { type: 'accessChanged', hosts: ['old.example', 'new.example'] },
    ];
    expect(states(planAfter(...oldGone, joined, dropped, ...back))).toMatchObject({
      save: 'here',
      archive: 'todo',
      alias: 'todo',
      move: 'todo',
      import: 'todo',
    });
  });
});

describe('the goodbye', () => {
  const left: PlanEvent[] = [...readyToMove, moved, leftOut('import')];
  const row = (plan: Plan) => checklist(plan).find(({ id }) => id === 'farewell');

  test('keeps access while followers are on their way, and then gives it back', () => {
    const coming = planAfter(...left);
    expect([currentStep(coming), row(coming)?.primary?.act.kind, row(coming)?.body.length]).toEqual(['arrive', 'say', 1]);
    const last = row({ ...coming, settledAt: NOW });
    expect([last?.primary?.act.kind, last?.quiet?.act.kind, last?.body[1]?.key]).toEqual(['give-back', 'say', 'steps.farewell.access']);
  });
  test('is the end: access that was given back is not asked for again', () => {
    const said: PlanEvent = { type: 'said', step: 'farewell', what: 'done' };
    const over = reduce({ ...planAfter(...left, said), settledAt: NOW }, { type: 'accessChanged', hosts: [] }, NOW);
    expect([currentStep(over), needsPerson(over)]).toEqual([null, false]);
    expect(currentStep(reduce(over, { type: 'unsaid', step: 'farewell' }, NOW))).toBe('accounts');
    expect(currentStep(planAfter(...left, said, { type: 'accessChanged', hosts: [] }))).toBe('accounts');
  });
});

describe('a cooldown', () => {
  const DAY = 24 * 3_600_000;
  const until = NOW + 18 * DAY;
  const cooling = planAfter(...readyToMove, seen(page('migration', OLD, { cooldown: true, cooldownDays: 18 })));
  test('is waited out, and then it is the person’s turn again by itself', () => {
    expect([currentStep(cooling), needsPerson(reduce(cooling, { type: 'said', step: 'import', what: 'skipped' }, NOW))]).toEqual(['import', false]);
    expect(lookAgainAt(cooling, NOW)).toBe(until);
    expect(reduce(cooling, { type: 'timePassed' }, until - 1)).toBe(cooling);
    const over = reduce(cooling, { type: 'timePassed' }, until);
    expect([currentStep(over), needsPerson(over), lookAgainAt(over, until)]).toEqual(['move', true, null]);
    expect(checklist(over).find((row) => row.id === 'move')?.body[0]?.key).toBe('steps.move.now');
  });
  test('after a move that went through is nothing to wait for', () => {
    const settled = { ...planAfter(moved), arrivals: [0, 7].map((hours) => ({ at: NOW + hours * 3_600_000, old: 5, new: 235 })) };
    expect(lookAgainAt(settled, NOW)).toBeNull();
    expect(lookAgainAt(planAfter(moved), NOW)).toBe(NOW + 600_000);
  });
});

describe('a step that waits says how long is usual, and whether one may leave', () => {
  const row = (id: StepId, ...events: readonly PlanEvent[]) => checklist(planAfter(...events)).find((each) => each.id === id)?.since?.key ?? null;

  test.each<[StepId, readonly PlanEvent[], string]>([
    ['save', [{ type: 'savingBegan', lists: ['follows'] }], 'waiting.save'],
    ['archive', [seen(page('export', OLD, { archive: 'in-progress' })), saved('follows'), saved('lists')], 'waiting.archive'],
    ['join', [pendingNew], 'waiting.approval'],
    ['move', [...readyToMove, seen(page('migration', OLD, { cooldown: true, cooldownDays: 3 }))], 'waiting.cooldown'],
    ['arrive', [...readyToMove, moved], 'waiting.arrive'],
  ])('%s', (id, events, key) => {
    expect(row(id, ...events)).toBe(key);
  });

  test('and one that is the person’s to do says nothing of it', () => {
    expect(row('save')).toBeNull();
    expect(row('move', ...readyToMove)).toBeNull();
  });
});
