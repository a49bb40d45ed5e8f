import { describe, expect, test } from 'vitest';
import { followLimit } from '../../journey/import/follow-limit';
import type { ImportEvent } from '../../journey/import/imports';
import { followCounts, followsTooMany, importProgress, isImportDone, isImportWaiting, nextPiece, toPrepare } from '../../journey/import/pieces';
import type { Piece, PieceState, Prepared, Surprise } from '../../journey/import/plan';
import { confirmationSeen, importsSeen } from '../../journey/import/recent';
import { nextLook, stallOf } from '../../journey/import/stalls';
import { piecesProgress } from '../../journey/import/words';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { stepState } from '../../journey/steps';
import { readPlan } from '../../journey/stored-plan';
import type { ListKind } from '../../lists/kinds';
import { NOW, newPiece, page, planAfter, saved, seen } from './sample';

const NEW = 'amelie_new@new.example';
const MINUTE = 60_000;

const piece = (kind: ListKind, changed: Partial<Piece> = {}): Piece => ({
  ...newPiece('a1b2c3d4', kind),
  state: 'ready',
  importId: null,
  imported: 0,
  failures: 0,
  failuresKept: false,
  failuresAgain: false,
  misfits: null,
  why: null,
  at: NOW,
  ...changed,
});
const prepared = (changed: Partial<Prepared> = {}): Prepared => ({ sha256: 'a'.repeat(64), rows: 3, dropped: 0, changed: 0, held: 0, why: null, ...changed });
const cut = (...pieces: readonly Piece[]): ImportEvent => ({
  type: 'piecesCut',
  lists: [...new Set(pieces.map(({ kind }) => kind))].map((kind) => ({
    kind,
    prepared: prepared(),
    pieces: pieces.filter((one) => one.kind === kind).map(asCut),
  })),
});
const then = (plan: Plan, ...events: readonly ImportEvent[]) => events.reduce((next, event) => reduce(next, event, NOW), plan);
const withPieces = (pieces: readonly Piece[], run: Plan['imports']['run']['state'] = 'idle', change: Partial<Plan['imports']> = {}): Plan => {
  const plan = planAfter(saved('follows'), saved('lists'));
  return {
    ...plan,
    imports: {
      ...plan.imports,
      pieces: [...pieces],
      prepared: { follows: prepared(), lists: prepared() },
      run: { state: run, pause: null, agreed: run === 'idle' ? [] : pieces.map(({ id }) => id), at: NOW },
      ...change,
    },
  };
};
const began = (ticked: string[], unticked: string[]): ImportEvent => ({ type: 'importAllBegan', ticked, unticked });
const facts = (changed: object) => page('imports', NEW, changed).facts;
const row = (changed: object) => ({ id: 7, state: 'pending' as const, imported: 0, total: 3, failures: 0, failuresUrl: null, ...changed });

describe('pieces', () => {
  test('are sent in order: follows first, domain blocks last, another try after its list', () => {
    const plan = then(planAfter(), cut(piece('domain_blocks', { id: 'dddddddd' }), piece('lists', { id: 'bbbbbbbb' }), piece('follows', { id: 'aaaaaaaa' })), {
      type: 'failuresCut',
      of: ['aaaaaaaa'],
      pieces: [{ ...asCut(piece('follows', { id: 'cccccccc' })), again: true }],
    });
    expect(plan.imports.pieces.map(({ id }) => id)).toEqual(['aaaaaaaa', 'cccccccc', 'bbbbbbbb', 'dddddddd']);
    expect(plan.imports.pieces[0]?.failuresAgain).toBe(true);
    // The same press once more adds nothing.
    const twice = then(plan, { type: 'failuresCut', of: ['aaaaaaaa'], pieces: [{ ...asCut(piece('follows', { id: 'eeeeeeee' })), again: true }] });
    expect(twice.imports).toEqual(plan.imports);
  });
  test('people lost to blocks wait beside the follows, not ticked: the list itself is sent all the same', () => {
    const extra = { ...asCut(piece('follows', { id: 'eeeeeeee' })), again: true, extra: 'reunion' as const };
    const first = then(planAfter(), { type: 'failuresCut', of: [], pieces: [extra] });
    const plan = then(first, cut(piece('follows', { id: 'aaaaaaaa' })));
    expect(plan.imports.pieces.map(({ id, state }) => [id, state])).toEqual([
      ['aaaaaaaa', 'ready'],
      ['eeeeeeee', 'skipped'],
    ]);
    // Found by another page of ours at the same moment: there is one.
    expect(then(plan, { type: 'failuresCut', of: [], pieces: [{ ...extra, id: 'ffffffff' }] }).imports).toEqual(plan.imports);
  });
  test('that nobody sent yet are replaced when a list is cut anew, others stay', () => {
    const plan = withPieces([piece('follows', { id: 'aaaaaaaa', state: 'finished' }), piece('follows', { id: 'bbbbbbbb' })]);
    expect(then(plan, cut(piece('follows', { id: 'cccccccc' }))).imports.pieces.map(({ id }) => id)).toEqual(['aaaaaaaa', 'cccccccc']);
  });
  test('of a list the person left out stay left out', () => {
    const plan = then(withPieces([piece('follows')]), { type: 'listLeftOut', kind: 'follows' });
    expect(plan.imports.pieces[0]?.state).toBe('skipped');
    expect(then(plan, cut(piece('follows', { id: 'cccccccc' }))).imports.pieces[0]?.state).toBe('skipped');
  });
  test('what is half done comes before what is new', () => {
    expect(nextPiece(withPieces([piece('follows'), piece('lists', { id: 'bbbbbbbb', state: 'unconfirmed' })]))?.id).toBe('bbbbbbbb');
    expect(nextPiece(withPieces([piece('follows', { state: 'stopped' }), piece('lists', { state: 'skipped' })]))).toBeNull();
  });
});

function asCut(given: Piece) {
  const { id, kind, name, part, parts, rows, bytes, sha256, filterPosts, again } = given;
  return { id, kind, name, part, parts, rows, bytes, sha256, filterPosts, again };
}

test('what was found out about failed rows is kept beside what was known', () => {
  const once: ImportEvent = { type: 'failuresLookedUp', moved: { 'a@b.example': 'a@c.example' }, blocked: ['cut.example'] };
  const plan = then(withPieces([]), once, { type: 'failuresLookedUp', moved: { 'd@b.example': 'd@c.example' }, blocked: ['cut.example', 'off.example'] });
  expect(plan.imports.moved).toEqual({ 'a@b.example': 'a@c.example', 'd@b.example': 'd@c.example' });
  expect(plan.imports.blocked).toEqual(['cut.example', 'off.example']);
});

describe('"Import all"', () => {
  test('takes the ticked lists and leaves out the others', () => {
    const plan = then(withPieces([piece('follows'), piece('lists', { id: 'bbbbbbbb' })]), began(['bbbbbbbb'], ['a1b2c3d4']));
    expect(plan.imports.pieces.map(({ state }) => state)).toEqual(['skipped', 'ready']);
    expect(plan.imports.run).toMatchObject({ state: 'running', agreed: ['bbbbbbbb'] });
  });
  test.each<PieceState>(['sending', 'unconfirmed', 'confirming'])('never goes on with an unticked list that is %s', (state) => {
    const plan = then(withPieces([piece('follows', { state, importId: 7 }), piece('lists', { id: 'bbbbbbbb' })]), began(['bbbbbbbb'], ['a1b2c3d4']));
    expect(plan.imports.pieces[0]?.state).toBe(state);
    expect(nextPiece(plan)?.id).toBe('bbbbbbbb');
    expect(nextPiece(then(plan, { type: 'pieceMoved', id: 'bbbbbbbb', to: 'confirmed', importId: 8 }))).toBeNull();
  });
  test('serves nothing that was cut after the press, not even when it goes on; that needs a press of its own', () => {
    const paused = then(withPieces([piece('follows')]), began(['a1b2c3d4'], []), { type: 'importAllPaused', why: 'person', detail: '' });
    const later = then(paused, cut(piece('domain_blocks', { id: 'dddddddd' })), { type: 'importAllWentOn' });
    expect(nextPiece(later)?.id).toBe('a1b2c3d4');
    const sent = then(later, { type: 'pieceMoved', id: 'a1b2c3d4', to: 'confirmed', importId: 7 });
    expect(nextPiece(sent)).toBeNull();
    expect(sent.imports.pieces.at(-1)?.state).toBe('ready');
    const ended = then(sent, { type: 'importAllEnded' });
    expect(ended.imports.run.agreed).toEqual([]);
    expect(nextPiece(then(ended, began(['dddddddd'], [])))?.id).toBe('dddddddd');
  });
  test('what was agreed to is not cut anew under its hands', () => {
    const stale = { follows: prepared(), lists: prepared({ sha256: 'b'.repeat(64) }) };
    const lists = piece('lists', { id: 'bbbbbbbb' });
    expect(toPrepare(withPieces([lists], 'paused', { prepared: stale }))).toEqual([]);
    expect(toPrepare(withPieces([lists], 'idle', { prepared: stale }))).toEqual(['lists']);
  });
  test('a plan stored before that was noted still reads, and agrees to nothing', () => {
    const { agreed: _, ...run } = withPieces([]).imports.run;
    const read = readPlan({ ...withPieces([]), imports: { ...withPieces([]).imports, run } }, NOW);
    expect(read.ok && read.plan.imports.run.agreed).toEqual([]);
  });
  test('a list that stopped is tried again or left out, also when nothing runs any more', () => {
    const halted = withPieces([piece('follows', { state: 'stopped', importId: 7 })]);
    expect(isImportDone(halted)).toBe(false);
    expect(nextPiece(then(halted, { type: 'pieceTriedAgain', id: 'a1b2c3d4' }, began(['a1b2c3d4'], [])))?.id).toBe('a1b2c3d4');
    const without = then(halted, { type: 'listLeftOut', kind: 'follows' });
    expect(without.imports.pieces[0]).toMatchObject({ state: 'skipped', importId: null, why: null });
    expect(isImportDone(without)).toBe(true);
  });
  test.each<[PieceState, 'vanished' | 'no-form' | 'yes-refused' | 'warned', boolean]>([
    ['confirming', 'no-form', true],
    ['confirming', 'yes-refused', false],
    ['unconfirmed', 'vanished', true],
    ['unconfirmed', 'warned', false],
  ])('stopped while %s by %s: whether the yes arrived is unknown: %s', (state, why, unsure) => {
    const plan = then(withPieces([piece('follows', { state })], 'running'), { type: 'pieceStopped', id: 'a1b2c3d4', why, detail: '', takenBack: false });
    expect(plan.imports.pieces[0]?.why?.unsure).toBe(unsure);
  });
  test('what a server counts as failed while it is at work counts when it is through', () => {
    const working = piece('follows', { state: 'confirmed', rows: 10, imported: 4, failures: 1 });
    expect(piecesProgress([working]).label).toMatchObject({ key: 'imports.progress', params: { done: 5, total: 10 } });
    const through = { ...working, state: 'finished', imported: 9 } as const;
    expect(piecesProgress([through]).label).toMatchObject({ key: 'imports.progressFailed', params: { count: 1 } });
  });
  test('stops at the first surprise', () => {
    const plan = then(withPieces([piece('follows')], 'running'), { type: 'pieceStopped', id: 'a1b2c3d4', why: 'overwrites', detail: '', takenBack: true });
    expect(plan.imports).toMatchObject({ run: { state: 'stopped' }, pieces: [{ state: 'stopped', why: { kind: 'overwrites', takenBack: true } }] });
    expect(then(plan, { type: 'pieceTriedAgain', id: 'a1b2c3d4' }).imports.pieces[0]).toMatchObject({ state: 'ready', why: null });
  });
  test.each<[Surprise, number | null, boolean, PieceState]>([
    ['yes-refused', 7, false, 'unconfirmed'],
    ['unreadable', 7, false, 'unconfirmed'],
    ['overwrites', 7, true, 'ready'],
    ['vanished', 7, false, 'ready'],
    ['server-error', null, false, 'ready'],
  ])('stopped by %s with import %s (taken back: %s), it is tried again as %s: what the server has is not sent again', (why, importId, takenBack, state) => {
    const sent = piece('follows', { state: 'unconfirmed', importId, newest: 3 });
    const stopped = then(withPieces([sent], 'running'), { type: 'pieceStopped', id: 'a1b2c3d4', why, detail: '', takenBack });
    const after = then(stopped, { type: 'pieceTriedAgain', id: 'a1b2c3d4' }).imports.pieces[0];
    expect(after).toMatchObject({ state, importId: state === 'ready' ? null : importId, newest: 3, why: null });
  });
  test('a short list that is at its end already is not called begun again', () => {
    const plan = then(withPieces([piece('follows', { state: 'finished', importId: 7 })]), {
      type: 'pieceMoved',
      id: 'a1b2c3d4',
      to: 'confirmed',
      importId: 7,
    });
    expect(plan.imports.pieces[0]?.state).toBe('finished');
  });
});

describe('the recent imports say where a piece is', () => {
  const shown = (from: Partial<Piece>, recent: object[], run: 'idle' | 'running' = 'idle') =>
    importsSeen(withPieces([piece('follows', { importId: 7, state: 'unconfirmed', ...from })], run).imports, facts({ recent }), NOW + MINUTE).pieces[0];
  test.each<[string, Partial<Piece>, object[], Partial<Piece>]>([
    ['it waits for its yes', { state: 'handed', importId: 7 }, [row({ state: 'unconfirmed' })], { state: 'unconfirmed' }],
    ['the server works on it', {}, [row({ imported: 1, failures: 1 })], { state: 'confirmed', imported: 1, failures: 1 }],
    ['it is finished', { state: 'confirmed' }, [row({ state: 'finished', imported: 2, failures: 1 })], { state: 'finished', imported: 2, failures: 1 }],
    ['it was taken back', {}, [], { state: 'ready', importId: null }],
    ['it was forgotten after a week', { state: 'confirmed' }, [row({ id: 8 })], { state: 'gone' }],
    ['it has slipped off a full page', { state: 'confirmed' }, Array.from({ length: 10 }, (_, id) => row({ id: 100 + id })), { state: 'confirmed' }],
    [
      'older ones are shown on a full page: it is over',
      { state: 'confirmed' },
      Array.from({ length: 10 }, (_, at) => row({ id: at < 9 ? 100 - at : 5 })),
      { state: 'gone' },
    ],
    [
      'older ones are shown on a full page: it was taken back',
      {},
      Array.from({ length: 10 }, (_, at) => row({ id: at < 9 ? 100 - at : 5 })),
      { state: 'ready', importId: null },
    ],
    [
      'it slipped off more than a day ago',
      { state: 'confirmed', at: NOW - 25 * 60 * MINUTE },
      Array.from({ length: 10 }, (_, id) => row({ id: 100 + id })),
      { state: 'gone' },
    ],
    [
      'it slipped off, and nobody said yes for more than a day',
      { at: NOW - 25 * 60 * MINUTE },
      Array.from({ length: 10 }, (_, id) => row({ id: 100 + id })),
      { state: 'ready' },
    ],
    ['it was finished, and forgotten', { state: 'finished' }, [], { state: 'finished' }],
    [
      '4.2 gives it no number: the newest of its length',
      {},
      [row({ id: null, total: 9 }), row({ id: null, imported: 2 })],
      { state: 'confirmed', imported: 2 },
    ],
    ['it was stopped, whatever is shown', { state: 'stopped' }, [row({ state: 'unconfirmed' })], { state: 'stopped' }],
    ['nobody uploaded it yet', { state: 'ready', importId: null }, [row({})], { state: 'ready' }],
  ])('%s', (_, from, recent, then) => {
    expect(shown(from, recent)).toMatchObject(then);
  });
  test('what the run has in hand is the run’s to say', () => {
    expect(shown({ state: 'confirming' }, [row({ state: 'unconfirmed' })], 'running')?.state).toBe('confirming');
    expect(shown({ state: 'unconfirmed' }, [], 'running')?.state).toBe('unconfirmed');
    const { imports } = withPieces([piece('follows', { importId: 7, state: 'confirming' })], 'running');
    const others = { ...imports, run: { ...imports.run, agreed: [] } };
    expect(importsSeen(others, facts({ recent: [row({ state: 'unconfirmed' })] }), NOW).pieces[0]?.state).toBe('unconfirmed');
  });
  test('`at` stays when nothing changed, so that a standstill can be told', () => {
    expect(shown({ state: 'confirmed', imported: 1 }, [row({ imported: 1 })])?.at).toBe(NOW);
    expect(shown({ state: 'confirmed', imported: 1 }, [row({ imported: 2 })])?.at).toBe(NOW + MINUTE);
  });
  test('until 4.1 the page only says that something was taken: what was put in last', () => {
    const plan = withPieces([piece('follows', { state: 'handed', at: NOW - 5, load: 17.5 }), piece('lists', { id: 'bbbbbbbb' })]);
    const { imports } = then(plan, { type: 'pieceHanded', id: 'bbbbbbbb', load: 18.5, newest: null });
    const at = (notice: boolean, load: number) => importsSeen(imports, facts({ kind: 'pre-4.2', notice }), NOW, load).pieces.map(({ state }) => state);
    expect([at(false, 19), at(true, 19)]).toEqual([
      ['handed', 'handed'],
      ['handed', 'given'],
    ]);
    // The same page once more: what was put in on it is not taken yet.
    expect(at(true, 18.5)).toEqual(['given', 'handed']);
    // On another page the clock may say anything, earlier too.
    expect(at(true, 3)).toEqual(['handed', 'given']);
  });
});

describe('put into the form, and then', () => {
  const handed = piece('follows', { state: 'handed', load: 17.5, newest: 8 });
  const at = (shown: Parameters<typeof facts>[0], load: number | null = 19, error: 'data' | null = null) => {
    const { imports } = withPieces([handed]);
    const { state, importId } = importsSeen(imports, { ...facts(shown), error }, NOW, load ?? undefined).pieces[0] ?? {};
    return [state, importId];
  };

  test.each([
    ['refused: it is with us again, and may be cut to fit in', at({}, 19, 'data'), ['ready', null]],
    ['not uploaded: it is with us again', at({ recent: [row({ id: 8 })] }), ['ready', null]],
    ['the same page once more: it may be in the form yet', at({ recent: [] }, 17.5), ['handed', null]],
    ['looked at from elsewhere: it may be in the form yet', at({ recent: [] }, null), ['handed', null]],
    ['uploaded, and the answer was lost: found among the recent imports', at({ recent: [row({ id: 9, state: 'unconfirmed' })] }), ['unconfirmed', 9]],
    ['an older one of as many rows is another', at({ recent: [row({ id: 7, state: 'unconfirmed' })] }), ['ready', null]],
    ['confirmed elsewhere: "Import all" reads of what kind it is', at({ recent: [row({ id: 9 })] }), ['handed', null]],
    ['4.2 gives it no number: nobody knows', at({ recent: [row({ id: null })] }), ['handed', null]],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  test('what was taken for it has another name: it was not uploaded', () => {
    const { imports } = withPieces([{ ...handed, state: 'unconfirmed', importId: 9 }]);
    expect(confirmationSeen(imports, { id: 9, fileName: 'mine.csv' }, NOW).pieces[0]).toMatchObject({ state: 'ready', importId: null });
    expect(confirmationSeen(imports, { id: 9, fileName: handed.name }, NOW).pieces[0]).toMatchObject({ state: 'unconfirmed', importId: 9 });
  });

  test('it can be left out', () => {
    expect(then(withPieces([handed]), { type: 'listLeftOut', kind: 'follows' }).imports.pieces[0]?.state).toBe('skipped');
  });
});

describe('what the server says of its follow limit', () => {
  const refused = (detail: string) =>
    then(withPieces([piece('follows', { state: 'sending' })]), { type: 'pieceStopped', id: 'a1b2c3d4', why: 'refused', detail, takenBack: false });

  test.each([
    ['You cannot follow more than 400 people', 400],
    ['Vous ne pouvez pas suivre plus de 1\u202f200 personnes', 1_200],
    ['Your file contains more than 20000 rows', null],
    ['is not a CSV', null],
    ['row 3 of 20', null],
  ])('%s', (detail, limit) => {
    expect(refused(detail).imports.followLimit).toBe(limit);
  });

  test('tried again, it is cut to fit in, and what comes of that was not agreed to', () => {
    const plan = then(refused('You cannot follow more than 2 people'), { type: 'pieceTriedAgain', id: 'a1b2c3d4' });
    expect([plan.imports.run.agreed, toPrepare(plan)]).toEqual([[], ['follows', 'lists']]);
    expect(followLimit(followCounts(plan)).limit).toBe(2);
  });

  test('the person may know better', () => {
    const waiting = withPieces([], 'idle', { prepared: { follows: prepared({ rows: 25_000, held: 17_500, why: 'follow-limit' }), lists: prepared() } });
    expect(toPrepare(then(waiting, { type: 'followLimitLifted' }))).toEqual(['follows', 'lists']);
  });
});

test('where every list is left out, nothing was brought: that is no proof of anything', () => {
  const state = (state: PieceState) => stepState(withPieces([piece('follows', { state }), piece('lists', { id: 'bbbbbbbb', state: 'skipped' })]), 'import');
  expect([state('skipped'), state('finished')]).toEqual(['skipped', 'seen']);
});

test('members that wait are looked at again once their lists are through, when the follows were cut meanwhile', () => {
  const held = prepared({ held: 2, why: 'follow-limit' });
  const plan = withPieces([piece('lists', { state: 'confirmed', importId: 7 })], 'idle', { prepared: { follows: held, lists: held } });
  const later = then(plan, { type: 'piecesCut', lists: [{ kind: 'follows', prepared: prepared(), pieces: [asCut(piece('follows', { id: 'bbbbbbbb' }))] }] });
  expect(toPrepare(later)).toEqual([]);
  const through = { ...later, imports: { ...later.imports, pieces: later.imports.pieces.map((one) => ({ ...one, state: 'finished' as const })) } };
  expect(toPrepare(through)).toEqual(['lists']);
});

test('an import that is stuck keeps later rows of its list waiting no longer', () => {
  const stuck = piece('follows', { state: 'confirmed', importId: 7, imported: 2 });
  const held = { follows: prepared({ held: 200, why: 'follow-limit' as const }), lists: prepared() };
  const at = (minutes: number) =>
    toPrepare(withPieces([stuck], 'idle', { prepared: held, looked: { at: NOW, seenAt: NOW + minutes * MINUTE, problem: null } }));
  expect([at(2), at(30)]).toEqual([[], ['follows', 'lists']]);
});

test('a page that could not be read again is read once more at the next visit', () => {
  const { imports } = then(withPieces([piece('follows', { state: 'unconfirmed', importId: 12 })]), { type: 'pieceUncheckable', id: 'a1b2c3d4' });
  expect(imports.pieces[0]).toMatchObject({ isUncheckable: true, misfits: null });
  expect(confirmationSeen(imports, { id: 12, fileName: 'follows-a1b2c3d4.csv' }, NOW).pieces[0]?.isUncheckable).toBeUndefined();
});

describe('the page before the yes', () => {
  test('is ours when the file has our name', () => {
    const { imports } = withPieces([piece('follows', { state: 'handed' })]);
    expect(confirmationSeen(imports, { id: 12, fileName: 'follows-a1b2c3d4.csv' }, NOW).pieces[0]).toMatchObject({
      state: 'unconfirmed',
      importId: 12,
      misfits: null,
    });
    expect(confirmationSeen(imports, { id: 12, fileName: 'follows.csv' }, NOW)).toEqual(imports);
  });
  test('keeps what was found out about it', () => {
    const { imports } = withPieces([piece('follows', { state: 'unconfirmed', importId: 12, misfits: ['warned'] })]);
    expect(confirmationSeen(imports, { id: 12, fileName: 'follows-a1b2c3d4.csv' }, NOW).pieces[0]?.misfits).toEqual(['warned']);
    expect(confirmationSeen(imports, { id: 13, fileName: 'follows-a1b2c3d4.csv' }, NOW).pieces[0]?.misfits).toBeNull();
  });
});

describe('lists are cut', () => {
  test('once, and again when they were saved anew', () => {
    const plan = planAfter(saved('follows'), saved('lists'));
    expect(toPrepare(plan)).toEqual(['follows', 'lists']);
    const done = withPieces([piece('follows')]);
    expect(toPrepare(done)).toEqual([]);
    expect(toPrepare({ ...done, imports: { ...done.imports, prepared: { ...done.imports.prepared, lists: prepared({ sha256: 'b'.repeat(64) }) } } })).toEqual([
      'lists',
    ]);
  });
  test('not again for ever when a file cannot be read, and once more when it was saved again', () => {
    const plan = withPieces([], 'idle', { prepared: { follows: prepared(), lists: prepared({ rows: 0, why: 'unreadable' }) } });
    expect([toPrepare(plan), isImportDone(plan)]).toEqual([[], true]);
    expect(toPrepare(reduce(plan, saved('lists'), NOW))).toEqual(['lists']);
    expect(toPrepare(reduce(plan, saved('follows'), NOW))).toEqual([]);
  });
  test('never while they are under way', () => {
    const plan = withPieces([piece('follows', { state: 'sending' })], 'running', { prepared: { lists: prepared() } });
    expect(toPrepare(plan)).toEqual([]);
  });
  test('when the server turns out to take them', () => {
    const plan = withPieces([], 'idle', { prepared: { follows: prepared(), lists: prepared({ held: 3, why: 'too-old' }) } });
    expect(toPrepare(reduce(plan, seen(page('imports', NEW, { types: ['following'] })), NOW))).toEqual([]);
    expect(toPrepare(reduce(plan, seen(page('imports', NEW, { types: ['following', 'lists'] })), NOW))).toEqual(['lists']);
  });
  test('again, to be held, when the server’s own form turns out not to know them', () => {
    const both = { follows: prepared(), lists: prepared() };
    const plan = withPieces([piece('follows'), piece('lists', { id: 'bbbbbbbb' })], 'idle', { prepared: both });
    const shown = reduce(plan, seen(page('imports', NEW, { types: ['following'] })), NOW);
    expect([toPrepare(plan), toPrepare(shown)]).toEqual([[], ['lists']]);
    const held = then(shown, { type: 'piecesCut', lists: [{ kind: 'lists', prepared: prepared({ held: 3, why: 'too-old' }), pieces: [] }] });
    expect([toPrepare(held), held.imports.pieces.map(({ kind }) => kind)]).toEqual([[], ['follows']]);
  });
  test('again when the follow limit leaves more room, or less, and the members of lists with them', () => {
    const account = (following: number, followers = 0) => ({
      type: 'outsideSeen' as const,
      side: 'new' as const,
      account: { ...(planAfter().new?.account ?? never()), following, followers },
      alsoKnownAs: null,
      otherSide: null,
    });
    const waiting = withPieces([], 'idle', { prepared: { follows: prepared({ held: 2, why: 'follow-limit' }), lists: prepared() } });
    expect(toPrepare(reduce(waiting, account(7_500), NOW))).toEqual([]);
    expect(toPrepare(reduce(waiting, account(7_500, 9_000), NOW))).toEqual(['follows', 'lists']);
    expect(toPrepare(reduce(withPieces([piece('follows')]), account(7_499), NOW))).toEqual(['follows', 'lists']);
  });
  test('what is on its way counts as followed', () => {
    const more = (changed: Partial<Piece>, askedAt: number | null) => {
      const plan = withPieces([piece('follows', { rows: 100, imported: 40, failures: 10, ...changed })]);
      const outside = askedAt === null ? null : { account: plan.new?.account ?? never(), alsoKnownAs: null, otherSide: null, at: askedAt };
      const asked = (one: Plan) => ({ ...one, seen: { ...one.seen, new: { ...one.seen.new, outside } } });
      return followCounts(asked(plan)).following - followCounts(asked(withPieces([]))).following;
    };
    // The server was asked since it last moved: it counts the 40 itself. Before that, or never asked, nobody knows
    // whether it does.
    expect(more({ state: 'confirmed' }, NOW + MINUTE)).toBe(50);
    expect(more({ state: 'confirmed' }, NOW)).toBe(90);
    expect(more({ state: 'confirmed' }, null)).toBe(90);
    expect(more({ state: 'finished', imported: 90 }, NOW + MINUTE)).toBe(0);
    expect(more({ state: 'finished', imported: 90 }, NOW - MINUTE)).toBe(90);
    expect(more({ state: 'stopped' }, NOW - MINUTE)).toBe(0);
  });
  test('no more follows are offered right after the first 7,500 were worked through, whatever the server told before', () => {
    const held = { follows: prepared({ rows: 25_000, held: 17_500, why: 'follow-limit' as const }), lists: prepared() };
    const done = withPieces([piece('follows', { state: 'finished', rows: 7_500, imported: 7_400, failures: 100, at: NOW + MINUTE })], 'idle', {
      prepared: held,
    });
    const outside = { account: { ...(done.new?.account ?? never()), following: 0 }, alsoKnownAs: null, otherSide: null };
    const asked = (at: number, following = 0) => ({
      ...done,
      seen: { ...done.seen, new: { ...done.seen.new, outside: { ...outside, account: { ...outside.account, following }, at } } },
    });
    expect(followLimit(followCounts(asked(NOW))).left).toBe(100);
    expect(followLimit(followCounts(asked(NOW + 2 * MINUTE, 7_400))).left).toBe(100);
  });
});

function never(): never {
  throw new Error('The sample has an account');
}

describe('the step', () => {
  test.each<[string, PieceState[], boolean, boolean]>([
    ['is open while a list is to be sent', ['finished', 'ready'], false, false],
    ['waits while the server works', ['finished', 'confirmed'], false, true],
    ['is done when all was worked through, handed over or left out', ['finished', 'given', 'skipped', 'gone'], true, true],
    ['is open while one waits for its yes', ['unconfirmed'], false, false],
    ['is open after a surprise', ['stopped', 'finished'], false, false],
  ])('%s', (_, states, done, waits) => {
    const plan = withPieces(states.map((state, at) => piece('follows', { state, id: `${at}0000000` })));
    expect([isImportDone(plan), isImportWaiting(plan)]).toEqual([done, waits]);
  });
  test('is not done while follows wait for room', () => {
    expect(
      isImportDone(
        withPieces([piece('follows', { state: 'finished' })], 'idle', { prepared: { follows: prepared({ held: 1, why: 'follow-limit' }), lists: prepared() } }),
      ),
    ).toBe(false);
  });
  test('is done when nothing that was saved can be sent', () => {
    expect(isImportDone(withPieces([]))).toBe(true);
    expect(isImportDone(planAfter())).toBe(false);
  });
  test('counts what the server has worked on, failures too, but not what was left out', () => {
    const plan = withPieces([
      piece('follows', { state: 'confirmed', rows: 10, imported: 4, failures: 2 }),
      piece('lists', { id: 'bbbbbbbb', state: 'skipped' }),
    ]);
    expect(importProgress(plan)).toEqual({ value: 6, max: 10 });
    expect(importProgress(withPieces([]))).toBeNull();
  });
});

describe('a standstill', () => {
  test.each<[string, Partial<Piece>, number, string | null]>([
    ['nothing at first', {}, 5, null],
    ['has not begun for long: queued', {}, 11, 'queued'],
    ['goes on', { rows: 100, imported: 40 }, 10, null],
    ['the last few rows are tried again', { rows: 100, imported: 97, failures: 2 }, 3, 'retrying'],
    ['for longer than the server tries them: stuck', { rows: 100, imported: 97, failures: 2 }, 26, 'stuck'],
    ['over is over', { state: 'finished', rows: 100, imported: 97 }, 60, null],
  ])('%s', (_, changed, minutes, stall) => {
    expect(stallOf(piece('follows', { state: 'confirmed', ...changed }), NOW + minutes * MINUTE)).toBe(stall);
  });
});

test('looks come ever more seldom while nothing moves, up to ten minutes', () => {
  const looks = Array.from({ length: 12 }).reduce<number[]>((all) => [...all, nextLook(all.at(-1) ?? 0.5, 'same')], []);
  expect(looks[0]).toBe(0.75);
  expect(looks.at(-1)).toBe(10);
  expect([nextLook(10, 'moved'), nextLook(0.5, 'moved'), nextLook(1, 'trouble'), nextLook(0.5, 'busy')]).toEqual([5, 0.5, 2, 10]);
});

test('follows beyond what the new server allows are counted before anything is sent', () => {
  const many = (rows: number) => planAfter({ ...saved('follows'), rows } as Parameters<typeof planAfter>[0]);
  const following = planAfter().new?.account?.following ?? 0;
  expect([followsTooMany(many(7_500 - following)), followsTooMany(many(7_503 - following))]).toEqual([0, 3]);
  expect(followsTooMany(planAfter(seen(page('export', 'amelie@old.example', { counts: { follows: 8_000 } }))))).toBe(500 + following);
});
