import { describe, expect, test } from 'vitest';
import { checklist } from '../../journey/checklist';
import type { PlanEvent } from '../../journey/events';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { failedLists, isSaved, nextLists, pauseSentence, savingProgress, troubleSentence, wantedOf } from '../../journey/saving';
import { currentStep, needsPerson } from '../../journey/steps';
import { readPlan } from '../../journey/stored-plan';
import { text } from '../../journey/text';
import type { ListKind } from '../../lists/kinds';
import { listKinds } from '../../lists/kinds';
import { NOW, page, party, planAfter, saved, seen } from './sample';
import { guidance } from './short';

const OLD = 'amelie@old.example';
const exports = seen(page('export', OLD, { csv: ['follows', 'mutes'], json: [] }));
const kept = (kind: ListKind, source: 'export' | 'dropped' = 'export'): PlanEvent => ({
  type: 'listSaved',
  kind,
  rows: 3,
  pageCount: 3,
  bytes: 60,
  sha256: 'a'.repeat(64),
  source,
});
const failed = (kind: ListKind): PlanEvent => ({ type: 'listFailed', kind, problem: 'server-error', detail: '500' });
const began = (...lists: ListKind[]): PlanEvent => ({ type: 'savingBegan', lists });

/** The plan of somebody who leaves a server of this version. */
function leaving(version: string, ...events: readonly PlanEvent[]): Plan {
  const before = party(OLD, 'old.example');
  const old = { ...before, server: { ...before.server, version } };
  const there = (event: PlanEvent): PlanEvent =>
    event.type === 'pageSeen' ? seen({ ...event.seen, server: { ...event.seen.server, version } } as typeof event.seen) : event;
  return [{ type: 'accountsNamed', old, new: party('amelie_new@new.example', 'new.example') } as const, ...events.map(there)].reduce<Plan>(
    (plan, event) => reduce(plan, event, NOW),
    planAfter(),
  );
}

describe('what is wanted', () => {
  test.each<[string, Plan, ListKind[]]>([
    ['nothing is known before the export page was seen', planAfter(), []],
    ['everything the page offers', planAfter(exports), ['follows', 'mutes']],
    ['filters from their pages, until 4.5', leaving('4.5.15', exports), ['follows', 'custom_filters', 'mutes']],
    [
      'not from pages that closed with the move',
      leaving('4.5.15', seen(page('export', OLD, { csv: ['follows', 'mutes'], json: [] }, { functional: false }))),
      ['follows', 'mutes'],
    ],
    ['not from pages that we do not know, before 4.0', leaving('3.4.9', exports), ['follows', 'mutes']],
  ])('%s', (_, plan, expected) => {
    expect(wantedOf(plan)).toEqual(expected);
  });
});

describe('saved', () => {
  test('is what a server gave, all of it', () => {
    expect(isSaved(planAfter(exports, kept('follows')))).toBe(false);
    expect(isSaved(planAfter(exports, kept('follows'), kept('mutes')))).toBe(true);
  });
  test('is not what only the person’s own file says', () => {
    expect(isSaved(planAfter(exports, kept('follows'), kept('mutes', 'dropped')))).toBe(false);
  });
  test('stays so when a file of the person’s own lies over it', () => {
    const plan = planAfter(exports, kept('follows'), kept('mutes'), kept('mutes', 'dropped'));
    expect(isSaved(plan)).toBe(true);
    expect(plan.kit.lists.mutes).toMatchObject({ source: 'dropped', served: true });
  });
});

describe('what a move would leave unsaved', () => {
  const lossOf = (plan: Plan) => guidance(plan, { seen: page('migration', OLD), cameBy: null })?.body.find(({ key }) => key === 'cards.move.saveFirst.loss');
  const aliasMade = seen(page('aliases', 'amelie_new@new.example', { aliases: [OLD] }));
  const list = (kind: ListKind) => text(`lists.${kind}`);
  test('is named, with the numbers of the page, and nothing that is saved is', () => {
    const page4 = seen(page('export', OLD, { csv: ['follows', 'mutes', 'blocks'], json: [], counts: { mutes: 1204 } }));
    expect(lossOf(planAfter(aliasMade, page4, kept('follows')))?.params).toEqual({
      lists: [text('cards.move.saveFirst.list', { list: list('mutes'), number: 1204 }), list('blocks')],
    });
  });
  test('is everything such a server has, until its page was seen', () => {
    expect(lossOf(leaving('4.6.5', aliasMade))?.params).toEqual({ lists: listKinds.map(list) });
  });
});

describe('a kit that was dropped in, or found again, of a server whose page was not seen', () => {
  const all = (version: string, kinds: readonly ListKind[]) => leaving(version, ...kinds.map((kind) => kept(kind)));
  test.each<[string, readonly ListKind[], boolean]>([
    ['4.6.5', listKinds, true],
    ['4.6.5', listKinds.filter((kind) => kind !== 'custom_filters'), false],
    ['4.6.5', ['follows'], false],
    ['3.5.3', listKinds.filter((kind) => kind !== 'custom_filters'), true],
  ])('of %s counts as saved when nothing such a server offers is missing', (version, kinds, expected) => {
    expect(isSaved(all(version, kinds))).toBe(expected);
  });
});

describe('the next run asks', () => {
  test.each<[string, PlanEvent[], ListKind[] | null]>([
    ['for everything at first', [], null],
    ['for what is missing', [exports, kept('follows')], ['mutes']],
    ['for what failed, also if an older copy is there', [exports, kept('follows'), kept('mutes'), failed('mutes')], ['mutes']],
    ['for everything when all is saved', [exports, kept('follows'), kept('mutes')], null],
    [
      'for what an interrupted second save had left',
      [exports, kept('follows'), kept('mutes'), began('follows', 'mutes'), kept('follows'), { type: 'savingPaused', why: 'tab-closed', detail: '' }],
      ['mutes'],
    ],
  ])('%s', (_, events, expected) => {
    expect(nextLists(planAfter(...events))).toEqual(expected);
  });
});

describe('a run', () => {
  const running = [exports, began('follows', 'mutes'), { type: 'savingChanged', kind: 'follows' } as const, kept('follows')];
  test('counts what it has tried, saved or not', () => {
    expect(savingProgress(planAfter(...running))).toEqual({ value: 1, max: 2 });
    expect(savingProgress(planAfter(exports, began('follows', 'mutes'), failed('follows')))).toEqual({ value: 1, max: 2 });
    expect(savingProgress(planAfter(exports))).toBeNull();
  });
  test('that pauses keeps what is left, and says why', () => {
    const plan = planAfter(...running, { type: 'savingPaused', why: 'other-account', detail: 'band@old.example' });
    expect(plan.kit).toMatchObject({ saving: null, paused: { left: ['mutes'] } });
    expect(pauseSentence(plan)).toEqual({
      key: 'kit.pauses.other-account',
      params: { server: 'old.example', handle: '@amelie@old.example', detail: '@band@old.example' },
    });
  });
  test('that starts anew is no longer paused', () => {
    const plan = planAfter(...running, { type: 'savingPaused', why: 'tab-left', detail: '' }, began('mutes'));
    expect(pauseSentence(plan)).toBeNull();
  });
  test('cannot pause when none goes on', () => {
    expect(planAfter({ type: 'savingPaused', why: 'tab-left', detail: '' }).kit.paused).toBeNull();
  });
  test('stays the step in hand until it is through, and calls nobody', () => {
    expect([currentStep(planAfter(...running)), needsPerson(planAfter(...running))]).toEqual(['save', false]);
  });
});

describe('the lists of one save lie together', () => {
  const snapshot = { id: 'first', at: NOW };
  const first: PlanEvent = { type: 'savingBegan', lists: ['follows', 'mutes'], snapshot };
  test.each<[string, PlanEvent[], typeof snapshot | null]>([
    ['while it goes on, also when the page said which there are', [first, began('follows', 'mutes'), kept('follows')], snapshot],
    ['after an interruption', [first, kept('follows'), { type: 'savingPaused', why: 'tab-closed', detail: '' }], snapshot],
    ['when a list failed, so that another try completes it', [first, kept('follows'), failed('mutes'), { type: 'savingEnded' }], snapshot],
    ['until it is complete', [first, kept('follows'), kept('mutes'), { type: 'savingEnded' }], null],
  ])('%s', (_, events, expected) => {
    expect(planAfter(exports, ...events).kit.snapshot).toEqual(expected);
  });
  test('a plan stored before saves had names still reads', () => {
    const { snapshot: _, ...kit } = planAfter(exports, kept('follows')).kit;
    expect(readPlan({ ...planAfter(), kit }, NOW)).toMatchObject({ ok: true, plan: { kit: { snapshot: null } } });
  });
});

describe('what failed', () => {
  test('is said with the server and what it answered', () => {
    const plan = planAfter(exports, failed('mutes'));
    expect(failedLists(plan)).toEqual(['mutes']);
    expect(guidance(plan, { seen: page('export', OLD), cameBy: null })?.id).toBe('save.failed');
    expect(troubleSentence(plan, 'mutes')).toEqual({ key: 'kit.troubles.server-error', params: { server: 'old.example', detail: '500' } });
  });
  test('is not missing when an earlier save has it', () => {
    expect(failedLists(planAfter(exports, kept('mutes'), failed('mutes')))).toEqual([]);
  });
  test('no longer counts when it can no longer be had: filter pages after the move', () => {
    const before = leaving('4.5.15', exports, failed('custom_filters'));
    expect(failedLists(before)).toEqual(['custom_filters']);
    const after = reduce(before, seen(page('export', OLD, { csv: ['follows', 'mutes'], json: [] }, { functional: false })), NOW);
    expect(failedLists(after)).toEqual([]);
  });
  test('bookmarks until 4.4 have a cause of their own', () => {
    const bookmarks = seen(page('export', OLD, { csv: ['bookmarks'], json: [] }));
    expect(troubleSentence(leaving('4.4.22', bookmarks, failed('bookmarks')), 'bookmarks')?.key).toBe('kit.troubles.deleted-bookmark');
    expect(troubleSentence(leaving('4.5.15', bookmarks, failed('bookmarks')), 'bookmarks')?.key).toBe('kit.troubles.server-error');
  });
});

describe('a list whose export always fails', () => {
  const failed = (kind: 'follows' | 'bookmarks', problem: 'server-error' | 'busy' = 'server-error'): PlanEvent => ({
    type: 'listFailed',
    kind,
    problem,
    detail: '500',
  });
  const says = (kind: 'follows' | 'bookmarks', ...events: PlanEvent[]) => troubleSentence(planAfter(...events), kind)?.key;

  test('is told the second time what else can be done', () => {
    expect(says('follows', failed('follows'))).toBe('kit.troubles.server-error');
    expect(says('follows', failed('follows'), failed('follows'))).toBe('kit.troubles.always');
    expect(says('bookmarks', failed('bookmarks'), failed('bookmarks'))).toBe('kit.troubles.always-bookmarks');
    expect(says('follows', failed('follows'), failed('follows', 'busy'), failed('follows'))).toBe('kit.troubles.server-error');
    expect(says('follows', failed('follows'), saved('follows'), failed('follows'))).toBe('kit.troubles.server-error');
  });
});

describe('an archive that was being made and is no longer listed', () => {
  const making = seen(page('export', 'amelie@old.example', { archive: 'in-progress', canRequest: false }));
  const none = page('export', 'amelie@old.example', { archive: 'requestable', canRequest: true, archives: [] });
  const words = (plan: Plan) => checklist(plan).find(({ id }) => id === 'archive')?.body[0]?.key;

  test('was given up by the server, and is offered again with that word', () => {
    const plan = planAfter(making, seen(none));
    expect([words(plan), words(reduce(plan, seen({ ...none }), NOW + 1_000))]).toEqual(['steps.archive.vanished', 'steps.archive.vanished']);
    const allElse = [none.facts.csv].flat().map((kind) => saved(kind as 'follows' | 'lists'));
    const done = allElse.reduce((so, event) => reduce(so, event, NOW), plan);
    expect(guidance(done, { seen: none, cameBy: null })).toMatchObject({ id: 'archive.offer', body: [{ key: 'steps.archive.vanished' }] });
    expect(words(reduce(plan, making, NOW))).not.toBe('steps.archive.vanished');
  });
  test('was made and has had its week, when it is as old as that', () => {
    expect(words(reduce(planAfter(making), seen(none), NOW + 8 * 24 * 3_600_000))).not.toBe('steps.archive.vanished');
  });
});
