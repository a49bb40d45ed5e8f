/** The archive of posts is requested with the lists: when, how often, and when it is looked for. */
import { expect, test } from 'vitest';
import { archiveChore, canWantArchive } from '../../journey/archive';
import type { PlanEvent } from '../../journey/events';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { NOW, page, planAfter, seen } from './sample';

const MINUTES = 60_000;
const at = (plan: Plan, now: number, ...events: PlanEvent[]) => events.reduce((before, event) => reduce(before, event, now), plan);
const exportPage = (archive: 'requestable' | 'in-progress' | 'ready', canRequest: boolean, archivesAt: readonly number[] = []) =>
  seen(
    page('export', 'amelie@old.example', {
      archive,
      canRequest,
      archives: archivesAt.map((created, id) => ({ id, ready: archive === 'ready', created: new Date(created).toISOString() })),
    }),
  );
const wanted = at(planAfter(exportPage('requestable', true)), NOW, { type: 'archiveWanted' });

test('it can be wanted where nobody has requested it and the server allows it, or nothing is known', () => {
  expect(canWantArchive(planAfter())).toBe(true);
  expect(canWantArchive(planAfter(exportPage('requestable', true)))).toBe(true);
  expect(canWantArchive(planAfter(exportPage('requestable', false)))).toBe(false);
  expect(canWantArchive(planAfter(exportPage('in-progress', false)))).toBe(false);
  expect(canWantArchive(planAfter({ type: 'said', step: 'archive', what: 'skipped' }))).toBe(false);
  expect(canWantArchive(wanted)).toBe(false);
});

test('nothing is requested without the wish, nor while lists are saved', () => {
  expect(archiveChore(planAfter(exportPage('requestable', true)), NOW)).toBeNull();
  expect(archiveChore(at(planAfter(), NOW, { type: 'archiveWanted' }), NOW)).toBeNull();
  expect(archiveChore(wanted, NOW)).toBe('request');
  expect(archiveChore(at(wanted, NOW, { type: 'savingBegan', side: 'old', lists: ['follows'] }), NOW)).toBeNull();
});

test('once requested, it is looked for every ten minutes until it is there', () => {
  const requested = at(wanted, NOW, exportPage('in-progress', false, [NOW]), { type: 'archiveTried', what: 'requested' });
  expect(archiveChore(requested, NOW + 9 * MINUTES)).toBeNull();
  expect(archiveChore(requested, NOW + 10 * MINUTES)).toBe('look');
  expect(archiveChore(at(requested, NOW + 10 * MINUTES, exportPage('ready', false, [NOW])), NOW + 60 * MINUTES)).toBeNull();
});

test('what vanished is requested again, three times in all; a failure is tried again later', () => {
  let plan = at(wanted, NOW, exportPage('in-progress', false, [NOW]), { type: 'archiveTried', what: 'requested' });
  plan = at(plan, NOW + 20 * MINUTES, exportPage('requestable', true));
  expect(plan.seen.old.exports?.archiveVanished).toBe(true);
  expect(archiveChore(plan, NOW + 20 * MINUTES)).toBe('request');
  const failed = at(wanted, NOW, { type: 'archiveTried', what: 'failed' });
  expect(archiveChore(failed, NOW + MINUTES)).toBeNull();
  expect(archiveChore(failed, NOW + 11 * MINUTES)).toBe('request');
  const often = at(failed, NOW, { type: 'archiveTried', what: 'failed' }, { type: 'archiveTried', what: 'failed' });
  expect(archiveChore(often, NOW + 60 * MINUTES)).toBeNull();
});

test('an answer that was lost: what the page shows counts, and nothing is requested twice', () => {
  const lost = at(wanted, NOW, { type: 'archiveTried', what: 'failed' }, exportPage('in-progress', false, [NOW]));
  expect(archiveChore(lost, NOW + 11 * MINUTES)).toBe('look');
});
