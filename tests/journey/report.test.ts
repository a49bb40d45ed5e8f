import { describe, expect, test } from 'vitest';
import type { PlanEvent } from '../../journey/events';
import type { RecentImport } from '../../journey/facts';
import type { NewPiece } from '../../journey/import/plan';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import type { Fate } from '../../journey/report/reconcile';
import {
  comparable,
  comparedAt,
  comparePause,
  consignments,
  importByHand,
  isCompared,
  isOutdated,
  isStillImporting,
  leftOut,
  notCarried,
  waitingPieces,
  whySentence,
} from '../../journey/report/report';
import { currentStep, stepState } from '../../journey/steps';
import type { ListNote } from '../../lists/kinds';
import { NOW, page, planAfter, saved, seen } from './sample';

const piece = (id: string, kind: NewPiece['kind'] = 'follows', rows = 3): NewPiece => ({
  id: id.repeat(8),
  kind,
  name: `${kind}-${id}.csv`,
  part: 1,
  parts: 1,
  rows,
  bytes: 60,
  sha256: 'b'.repeat(64),
  filterPosts: 0,
  again: false,
});
const cut = (...pieces: NewPiece[]): PlanEvent => ({
  type: 'piecesCut',
  lists: [{ kind: 'follows', prepared: { sha256: 'a'.repeat(64), rows: 3, dropped: 0, changed: 0, held: 0, why: null }, pieces }],
});
const recent = (changed: Partial<RecentImport> = {}): RecentImport => ({
  id: 9,
  state: 'finished',
  imported: 3,
  total: 3,
  failures: 0,
  failuresUrl: null,
  ...changed,
});
const importsShow = (...rows: RecentImport[]) => seen(page('imports', 'amelie_new@new.example', { recent: rows }));
const fresh = (kind: 'follows' | 'lists'): PlanEvent => ({ ...(saved(kind) as Extract<PlanEvent, { type: 'listSaved' }>), side: 'new' });
const collected: PlanEvent[] = [
  { type: 'savingBegan', side: 'new', lists: ['follows', 'lists'] },
  fresh('follows'),
  fresh('lists'),
  { type: 'savingEnded', side: 'new' },
];
const later = (plan: Plan, ...events: PlanEvent[]) => events.reduce((next, event) => reduce(next, event, NOW + 60_000), plan);

describe('what the new account has', () => {
  test('is collected beside the kit, never into it', () => {
    const plan = planAfter(saved('follows'), ...collected);
    expect(Object.keys(plan.kit.lists)).toEqual(['follows']);
    expect(Object.keys(plan.fresh.lists)).toEqual(['follows', 'lists']);
    expect(plan.fresh.saving).toBeNull();
    expect(comparedAt(plan)).toEqual({ first: NOW, last: NOW });
  });

  test('is forgotten when another new account is named', () => {
    const plan = planAfter(saved('follows'), ...collected, { type: 'newAccountChosen', handle: 'somebody@new.example' });
    expect(plan.fresh.lists).toEqual({});
    expect(Object.keys(plan.kit.lists)).toEqual(['follows']);
  });

  test('a comparison that was interrupted says why, in the words of the new server', () => {
    const plan = planAfter(
      saved('follows'),
      { type: 'savingBegan', side: 'new', lists: ['follows'] },
      { type: 'savingPaused', side: 'new', why: 'signed-out', detail: '' },
    );
    expect(plan.kit.paused).toBeNull();
    expect(comparePause(plan)).toEqual({ key: 'report.pauses.signed-out', params: { server: 'new.example', handle: '@amelie_new@new.example', detail: '' } });
  });
});

describe('what counts as sent', () => {
  const sent = (
    state: 'confirmed' | 'finished' | 'gone' | 'given' | 'unconfirmed',
    numbers: { imported?: number; failures?: number; failuresKept?: boolean } = {},
  ) => {
    const plan = planAfter(saved('follows'), cut(piece('1')));
    return consignments({ ...plan, imports: { ...plan.imports, pieces: plan.imports.pieces.map((one) => ({ ...one, state, ...numbers })) } }, 'follows');
  };

  test.each([
    ['under way', sent('confirmed', { imported: 1 }), [{ piece: '11111111', finished: false, failures: 'none' }]],
    ['finished', sent('finished', { imported: 3 }), [{ piece: '11111111', finished: true, failures: 'none' }]],
    [
      'finished, with failures fetched',
      sent('finished', { imported: 2, failures: 1, failuresKept: true }),
      [{ piece: '11111111', finished: true, failures: 'kept' }],
    ],
    ['finished, with failures nobody fetched', sent('finished', { imported: 2, failures: 1 }), [{ piece: '11111111', finished: true, failures: 'lost' }]],
    ['vanished after its end', sent('gone', { imported: 3 }), [{ piece: '11111111', finished: true, failures: 'none' }]],
    ['vanished before its end was seen', sent('gone', { imported: 2 }), [{ piece: '11111111', finished: true, failures: 'lost' }]],
    ['given to a server before 4.2', sent('given'), [{ piece: '11111111', finished: true, failures: 'lost' }]],
    ['waiting for a yes', sent('unconfirmed'), []],
  ])('an import that is %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  test('an import that is stuck with failures tells no more which they are', () => {
    const plan = planAfter(saved('follows'), cut(piece('1')));
    const stuck = { ...plan.imports.pieces[0], state: 'confirmed', imported: 1, failures: 1 } as Plan['imports']['pieces'][number];
    const quietFor = (minutes: number) => {
      const looked = { at: NOW, seenAt: stuck.at + minutes * 60_000, problem: null };
      return consignments({ ...plan, imports: { ...plan.imports, pieces: [stuck], looked } }, 'follows')[0]?.failures;
    };
    expect([quietFor(2), quietFor(30)]).toEqual(['none', 'lost']);
  });

  test('a list that was read before its import had finished is outdated, until it is read again', () => {
    const plan = planAfter(saved('follows'), cut(piece('1')), fresh('follows'));
    const read = plan.fresh.lists.follows?.at ?? 0;
    const ended = (at: number): Plan => ({
      ...plan,
      imports: { ...plan.imports, pieces: plan.imports.pieces.map((one) => ({ ...one, state: 'finished' as const, at })) },
    });
    expect([isOutdated(plan), isOutdated(ended(read - 1)), isOutdated(ended(read + 60_000))]).toEqual([false, false, true]);
    expect(consignments(ended(read + 60_000), 'follows')[0]?.isReadBefore).toBe(true);
    // Asked for at once, the look at the imports may come a moment after.
    expect([isOutdated(ended(read + 1_000)), isCompared(ended(read + 1_000)), isCompared(ended(read + 60_000))]).toEqual([false, true, false]);
  });

  test('an import by hand of exactly as many rows', () => {
    const plan = planAfter(saved('follows'), importsShow(recent()));
    expect(consignments(plan, 'follows')).toEqual([{ piece: null, finished: true, failures: 'none' }]);
    expect(consignments(planAfter(saved('follows'), importsShow(recent({ imported: 2, failures: 1 }))), 'follows')[0]?.failures).toBe('lost');
    expect(isStillImporting(planAfter(saved('follows'), importsShow(recent({ state: 'pending', imported: 1 }))))).toBe(true);
  });

  test.each([
    ['has another number of rows', planAfter(saved('follows'), importsShow(recent({ total: 4 })))],
    ['waits for its yes', planAfter(saved('follows'), importsShow(recent({ state: 'unconfirmed' })))],
    ['could be another list as well', planAfter(saved('follows'), saved('lists'), importsShow(recent()))],
  ])('an import is taken for nothing that %s', (_, plan) => {
    expect(importByHand(plan, 'follows')).toBeNull();
  });

  test('our own import is not taken for one by hand', () => {
    const plan = planAfter(
      saved('follows'),
      cut(piece('1')),
      { type: 'pieceMoved', id: '11111111', to: 'unconfirmed', importId: 9 },
      importsShow(recent({ state: 'pending', imported: 1 })),
    );
    expect(plan.imports.pieces[0]?.state).toBe('confirmed');
    expect(consignments(plan, 'follows').map((one) => one.piece)).toEqual(['11111111']);
  });
});

test.each([
  ['ready', 'ready'],
  ['handed', 'sending'],
  ['sending', 'sending'],
  ['confirming', 'sending'],
  ['unconfirmed', 'unconfirmed'],
  ['stopped', 'stopped'],
  ['confirmed', null],
  ['skipped', null],
] as const)('a piece that is %s was not surely brought: %s', (state, why) => {
  const plan = planAfter(saved('follows'), cut(piece('1')));
  const pieces = plan.imports.pieces.map((one) => ({ ...one, state }));
  expect(waitingPieces({ ...plan, imports: { ...plan.imports, pieces } }, 'follows')).toEqual(why === null ? [] : [{ piece: '11111111', why }]);
});

describe('what was left out', () => {
  test('by the person: a list without its tick, or the whole step', () => {
    const one = planAfter(saved('follows'), cut(piece('1')), { type: 'importAllBegan', ticked: [], unticked: ['11111111'] });
    expect(leftOut(one, 'follows')).toEqual({ pieces: ['11111111'], rest: null });
    expect(leftOut(planAfter(saved('follows'), { type: 'said', step: 'import', what: 'skipped' }), 'follows').rest).toEqual({ by: 'person', why: '' });
  });

  test('until later, for the follow limit', () => {
    const held: PlanEvent = {
      type: 'piecesCut',
      lists: [{ kind: 'follows', prepared: { sha256: 'a'.repeat(64), rows: 3, dropped: 0, changed: 0, held: 2, why: 'follow-limit' }, pieces: [] }],
    };
    expect(leftOut(planAfter(saved('follows'), held), 'follows').rest).toEqual({ by: 'later', why: 'follow-limit' });
  });

  test('nobody can say why, when what was sent before is not known any more', () => {
    const prepared = { sha256: 'a'.repeat(64), rows: 3, dropped: 0, changed: 0, held: 0, why: 'sent-lost' as const };
    const lost: PlanEvent = { type: 'piecesCut', lists: [{ kind: 'follows', prepared, pieces: [] }] };
    expect(leftOut(planAfter(saved('follows'), lost), 'follows').rest).toBe(null);
  });
});

describe('when everything is accounted for', () => {
  const base = planAfter(saved('follows'), saved('lists'));

  test('every saved list was read afresh, or tried', () => {
    expect(isCompared(base)).toBe(false);
    expect(isCompared(later(base, fresh('follows')))).toBe(false);
    expect(isCompared(later(base, ...collected))).toBe(true);
    expect(isCompared(later(base, fresh('follows'), { type: 'listFailed', side: 'new', kind: 'lists', problem: 'server-error', detail: '500' }))).toBe(true);
    expect(isCompared(planAfter())).toBe(true);
    expect(comparable(base)).toEqual(['follows', 'lists']);
  });

  test('an import after it asks for another comparison', () => {
    const compared = planAfter(saved('follows'), cut(piece('1')), ...collected);
    const imported = later(compared, { type: 'pieceMoved', id: '11111111', to: 'confirmed', importId: 9 });
    expect(isCompared(imported)).toBe(false);
  });

  test('the step of arriving ends when followers have settled and the lists are compared, or were left out', () => {
    const HOUR = 60 * 60 * 1000;
    const settled: Plan = {
      ...base,
      arrivals: [
        { at: NOW - 7 * HOUR, old: 5, new: 235 },
        { at: NOW, old: 5, new: 235 },
      ],
    };
    const moved = (plan: Plan): Plan => ({
      ...plan,
      seen: {
        ...plan.seen,
        old: {
          ...plan.seen.old,
          migration: {
            cooldown: true,
            cooldownUntil: null,
            redirectingTo: 'amelie_new@new.example',
            past: ['amelie_new@new.example'],
            proof: 'password',
            at: NOW,
          },
        },
      },
    });
    const plan = moved(settled);
    expect(stepState(plan, 'arrive')).not.toBe('seen');
    expect(stepState(later(plan, ...collected), 'arrive')).toBe('seen');
    const without = later(plan, { type: 'said', step: 'import', what: 'skipped' });
    expect(stepState(without, 'arrive')).toBe('seen');
    // While followers are still coming, it waits and stays the step in hand.
    const coming = moved({
      ...base,
      said: { archive: { what: 'skipped', at: NOW }, import: { what: 'skipped', at: NOW }, save: { what: 'done', at: NOW }, join: { what: 'done', at: NOW } },
    });
    expect(stepState(coming, 'arrive')).toBe('waiting');
    expect(currentStep(coming)).toBe('arrive');
  });
});

describe('every fate has its sentence', () => {
  const plan = planAfter(saved('follows'), cut(piece('1')));
  const say = (fate: Fate, domain: string | null = null, at: Plan = plan) => whySentence(at, 'follows', fate, domain)?.key ?? null;

  test.each<[Fate, string | null, string | null]>([
    [{ state: 'there' }, null, null],
    [{ state: 'requested', running: true }, null, 'report.why.running'],
    [{ state: 'requested', running: false }, null, 'report.why.requested'],
    [{ state: 'failed', why: null }, null, 'report.why.failed.unknown'],
    [{ state: 'failed', why: 'moved' }, null, 'report.why.failed.moved'],
    [{ state: 'failed', why: 'server-silent' }, 'sunken.example', 'report.why.failed.server-silent'],
    [{ state: 'failed', why: 'server-silent' }, null, 'report.why.failed.unknown'],
    [{ state: 'skipped', by: 'person', why: '' }, null, 'report.why.person'],
    [{ state: 'skipped', by: 'rules', why: 'self' }, null, 'report.why.dropped.self'],
    [{ state: 'skipped', by: 'rules', why: 'toString' }, null, null],
    [{ state: 'skipped', by: 'later', why: 'too-old' }, null, 'report.why.too-old'],
    [{ state: 'skipped', by: 'later', why: 'follow-limit' }, null, 'report.why.follow-limit'],
    [{ state: 'changed' }, null, 'report.why.otherSettings.follows'],
    [{ state: 'unknown', why: 'not-sent' }, null, 'report.why.not-sent'],
    [{ state: 'unknown', why: 'ready' }, null, 'report.why.notYet'],
    [{ state: 'unknown', why: 'sending' }, null, 'report.why.sending'],
    [{ state: 'unknown', why: 'unconfirmed' }, null, 'report.why.unconfirmed'],
    [{ state: 'unknown', why: 'stopped' }, null, 'report.why.stopped'],
    [{ state: 'unknown', why: 'not-read' }, null, 'report.why.not-read'],
    [{ state: 'unknown', why: 'not-there' }, null, 'report.why.not-there'],
    [{ state: 'unknown', why: 'failures-not-read' }, null, 'report.why.failures-not-read'],
  ])('%j', (fate, domain, key) => {
    expect(say(fate, domain)).toBe(key);
  });

  test('before 4.2 there was no list of failures', () => {
    const older: Plan = { ...plan, new: plan.new && { ...plan.new, server: { ...plan.new.server, version: '4.1.9' } } };
    expect(say({ state: 'unknown', why: 'failures-not-read' }, null, older)).toBe('report.why.noFailureList');
  });
});

test('what no file carries is said of the lists that were imported, and of no other', () => {
  const savedAs = (kind: 'lists' | 'mutes' | 'custom_filters', notes: ListNote[] = []) => ({ ...saved('follows'), kind, notes }) as PlanEvent;
  const sent = (kind: 'lists' | 'mutes' | 'custom_filters', id: string): PlanEvent[] => [
    {
      type: 'piecesCut',
      lists: [
        {
          kind,
          prepared: { sha256: 'a'.repeat(64), rows: 3, dropped: 0, changed: 0, held: 0, why: null },
          pieces: [{ id, kind, name: `${kind}.csv`, part: 1, parts: 1, rows: 3, bytes: 60, sha256: 'a'.repeat(64), filterPosts: 0, again: false }],
        },
      ],
    },
    { type: 'pieceMoved', id, to: 'confirmed', importId: 7 },
  ];
  const all = [savedAs('lists'), savedAs('mutes'), savedAs('custom_filters', ['has-posts'])];
  expect(notCarried(planAfter(...all))).toEqual([]);
  const keys = notCarried(planAfter(...all, ...sent('lists', '1a2b3c4d'), ...sent('custom_filters', '2a2b3c4d'))).map(({ key }) => key);
  expect(keys).toEqual(['report.notCarried.lists', 'report.notCarried.posts']);
  const outcome = { there: 1, missing: [], more: 0 };
  const byApp = planAfter(...all, ...sent('lists', '1a2b3c4d'), ...sent('mutes', '2a2b3c4d'), { type: 'grantCompared', kind: 'list_settings', outcome });
  expect(notCarried(byApp).map(({ key }) => key)).toEqual(['report.notCarried.mutes']);
});
