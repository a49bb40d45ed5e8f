/** "Ask once": what can be asked where, how it is said, and what it makes of the inventory. */
import { describe, expect, test } from 'vitest';
import type { PlanEvent } from '../../journey/events';
import { type fileGrantKinds, grantKindsOf } from '../../journey/grant-kinds';
import { askableKinds, grantSentence, hasAskPage, isOldClosed, isTooLate, kindSentence } from '../../journey/granting';
import { appToClose, grantEnds } from '../../journey/grants';
import { inventoryOf } from '../../journey/inventory';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { gone, NOW, fresh as newParty, page, planAfter, readyToMove, saved, seen } from './sample';

const planWith = (plan: Plan, ...events: PlanEvent[]) => events.reduce((before, event) => reduce(before, event, NOW), plan);
const read = (detail: (typeof fileGrantKinds)[number], rows = 2): PlanEvent => ({
  type: 'detailRead',
  detail,
  read: { rows, files: [{ name: `${detail}.csv`, sha256: 'a' }], at: NOW },
  elsewhere: {},
});
const asked = (side: 'old' | 'new'): PlanEvent => ({ type: 'grantAsked', side, kinds: ['hashtags'] });
const over = (side: 'old' | 'new', why: (typeof grantEnds)[number], isOpen = false): PlanEvent => ({ type: 'grantEnded', side, why, detail: '', isOpen });
const moved = seen(page('auth-edit', 'amelie@old.example', { status: 'moved' } as never, { functional: false, movedTo: 'amelie_new@new.example' }));

describe('which kinds there are', () => {
  test('filters only for a server that does not import them, the policy only where both have it', () => {
    expect(grantKindsOf('4.5.1', '4.6.0')).not.toContain('filters');
    expect(grantKindsOf('4.5.1', '4.5.9')).toContain('filters');
    expect(grantKindsOf('4.2.1', '4.6.0')).not.toContain('notification_policy');
    expect(grantKindsOf('4.3.0', '4.6.0')).toContain('notification_policy');
  });

  test('on the old account until it has moved; on the new one what was saved', () => {
    const plan = planAfter(...readyToMove);
    expect(askableKinds(plan, 'old', ['hashtags', 'requests', 'filters'])).toEqual(['hashtags']);
    expect(askableKinds(plan, 'new', ['hashtags', 'private_notes', 'requests'])).toEqual([]);
    expect(askableKinds(planWith(plan, read('hashtags')), 'new', ['hashtags', 'private_notes', 'requests'])).toEqual(['hashtags']);
    expect(askableKinds(planWith(plan, moved), 'old', ['hashtags'])).toEqual([]);
  });

  test('what had to be asked before the move is no choice after it, and the rest is', () => {
    const plan = planWith(planAfter(...readyToMove), read('hashtags'), moved);
    expect((['hashtags', 'private_notes', 'requests', 'filters'] as const).filter((kind) => isTooLate(plan, kind))).toEqual(['private_notes']);
    expect(isTooLate(planAfter(...readyToMove), 'private_notes')).toBe(false);
  });

  test('glitch-soc lets apps in after a move as before', () => {
    const plan = planAfter(...readyToMove);
    const glitch = { ...plan, old: plan.old && { ...plan.old, server: { ...plan.old.server, version: '4.5.15+glitch' } } };
    const shown = seen(page('auth-edit', 'amelie@old.example', { status: 'moved' } as never, { functional: true, movedTo: 'amelie_new@new.example' }));
    expect(isOldClosed(planWith(glitch, shown))).toBe(false);
    expect(isOldClosed(planWith(plan, moved))).toBe(true);
  });

  test('there is no such page where the old account or its server is gone', () => {
    expect(hasAskPage(planAfter(...readyToMove))).toBe(true);
    expect(hasAskPage(planAfter({ type: 'accountsNamed', old: gone, new: newParty }))).toBe(false);
  });
});

describe('how it stands', () => {
  const plan = planWith(planAfter(...readyToMove), asked('old'), { type: 'grantRegistered', side: 'old', app: '7' });

  test('asked, working, waiting, ended', () => {
    const at = (...events: PlanEvent[]) => grantSentence(planWith(plan, ...events), 'old')?.title.key;
    expect(grantSentence(planAfter(), 'old')).toBeNull();
    expect(at()).toBe('ask.asked.title');
    expect(at({ type: 'grantGiven', side: 'old' })).toBe('ask.working.title');
    expect(at({ type: 'grantWaits', side: 'old', until: NOW + 1 })).toBe('ask.waiting.title');
    for (const why of grantEnds) expect(at(over('old', why))).toBe(`ask.ends.${why}`);
  });

  test('whoever can ask again is told so, and nobody else', () => {
    const bodyOf = (...events: PlanEvent[]) => grantSentence(planWith(plan, over('old', 'done'), ...events), 'old')?.body.map(({ key }) => key);
    expect(bodyOf()).toEqual(['ask.over', 'ask.again']);
    expect(bodyOf(moved)).toEqual(['ask.over']);
  });

  test('what may still be open is a warning, and an app to close, until it is closed', () => {
    const open = planWith(plan, { type: 'grantGiven', side: 'old' }, over('old', 'restarted', true));
    expect(grantSentence(open, 'old')).toMatchObject({ tone: 'warn', body: [{ key: 'ask.open' }] });
    expect([appToClose(open, 'old'), appToClose(open, 'new'), appToClose(open, null)]).toEqual(['7', null, null]);
    expect(appToClose(planWith(open, { type: 'grantClosed', side: 'old' }), 'old')).toBeNull();
    expect(appToClose(planWith(plan, over('old', 'stopped')), 'old')).toBeNull();
  });

  test('another account chosen, or a side named anew, takes what belonged to it along', () => {
    const both = planWith(plan, asked('new'), read('hashtags'), { type: 'grantCompared', kind: 'hashtags', outcome: { there: 1, missing: [], more: 0 } });
    const other = planWith(both, { type: 'accountsNamed', old: both.old, new: { ...newParty, handle: 'other@new.example' } });
    expect(other.grants).toMatchObject({ old: { app: '7' }, new: null, outcomes: {} });
    expect(other.details.read.hashtags).toBeDefined();
  });

  test('each kind says what was saved, what is there, and what was not allowed', () => {
    const done = planWith(plan, read('hashtags'), {
      type: 'grantCompared',
      kind: 'hashtags',
      outcome: { there: 1, missing: [{ name: '#b', why: 'refused' }], more: 3 },
    });
    expect(kindSentence(done, 'old', 'hashtags')).toMatchObject({ key: 'ask.states.saved', params: { count: 2 } });
    expect(kindSentence(done, 'new', 'hashtags')).toMatchObject({ key: 'ask.states.partThere', params: { count: 1, missing: 4 } });
    expect(kindSentence(planWith(plan, { type: 'grantFailed', side: 'old', kind: 'hashtags', detail: '403' }), 'old', 'hashtags')?.key).toBe(
      'ask.states.failed',
    );
    expect(kindSentence(planWith(plan, moved), 'old', 'hashtags')?.key).toBe('ask.states.tooLate');
    const nothing = planWith(plan, read('hashtags', 0), { type: 'grantCompared', kind: 'hashtags', outcome: { there: 0, missing: [], more: 0 } });
    for (const side of ['old', 'new'] as const) expect(kindSentence(nothing, side, 'hashtags')?.key).toBe('ask.states.none');
  });
});

describe('the inventory', () => {
  const row = (plan: Plan, id: 'hashtags' | 'privateNotes' | 'requests') => inventoryOf(plan).find((one) => one.id === id);
  const notes = (plan: Plan, id: 'hashtags' | 'privateNotes' | 'requests') => row(plan, id)?.notes.map(({ key }) => key.replace('inventory.notes.', ''));

  test('says that it can be asked for before the move, and no more after it', () => {
    const plan = planAfter(...readyToMove);
    expect(notes(plan, 'hashtags')).toEqual(['hashtags', 'askOnce', 'noNumber']);
    expect(notes(planWith(plan, moved), 'hashtags')).toEqual(['hashtags', 'noNumber']);
  });

  test('has its number once it was saved, is carried once all is there, and names what is missing', () => {
    const kept = planWith(planAfter(...readyToMove), read('hashtags'));
    expect(row(kept, 'hashtags')).toMatchObject({ fate: 'hand', count: 2 });
    expect(notes(kept, 'hashtags')).toEqual(['inKit', 'askNew']);
    const there = planWith(kept, { type: 'grantCompared', kind: 'hashtags', outcome: { there: 2, missing: [], more: 0 } });
    expect(row(there, 'hashtags')).toMatchObject({ fate: 'carried', isDone: true, count: 2 });
    const partly = planWith(kept, { type: 'grantCompared', kind: 'hashtags', outcome: { there: 1, missing: [{ name: '#b', why: 'refused' }], more: 0 } });
    expect(row(partly, 'hashtags')).toMatchObject({ fate: 'hand', isDone: false });
    expect(notes(partly, 'hashtags')).toEqual(['askedMissing']);
  });

  test('tells how many requests of the new account wait', () => {
    expect(notes(planWith(planAfter(saved('follows')), { type: 'requestsSeen', names: ['a@b.example'] }), 'requests')).toEqual(['requests', 'requestsSeen']);
  });
});
