/** What the background does with what popup and start page say: all of it, in its order, and for nobody else. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { answerViews } from '../../worker/views';
import { fresh, old, planAfter, readyToMove } from '../journey/sample';

const world = await vi.hoisted(async () => (await import('./noted')).makeNoted());
vi.mock('../../browser/database', () => world.allLater('deleteDatabase'));
vi.mock('../../browser/messages', () => ({ onMessage: (name: string, door: never) => world.doors.set(name, door) }));
vi.mock('../../browser/sites', () => world.allLater('giveBackAllBut', 'giveBackEverything', 'register'));
vi.mock('../../browser/store', () => ({
  ...world.allLater('getPlan'),
  proposedItem: { getValue: world.allLater('proposed').proposed, setValue: world.allLater('propose').propose },
}));
vi.mock('../../worker/access', () => world.allLater('syncAccess'));
vi.mock('../../worker/acts', () => world.allLater('perform'));
vi.mock('../../worker/grants', () => world.allLater('checkGrants', 'endAllGrants'));
vi.mock('../../worker/import/run', () => world.allLater('checkImporting', 'endImporting'));
vi.mock('../../worker/kit', () => world.allLater('checkKit'));
vi.mock('../../worker/look', () => world.allLater('look'));
vi.mock('../../worker/plan-writer', () => world.allLater('clearAll', 'dispatch'));
vi.mock('../../worker/redraw', () => world.allLater('afterwards', 'redraw'));
vi.mock('../../worker/saving', () => world.allLater('checkSaving', 'endSaving'));

const plan = planAfter(...readyToMove);
const ours = { url: 'chrome-extension://test-extension-id/start.html' };
const others = [{ url: 'https://new.example/start.html' }, { url: undefined }];
const say = (door: string, data: unknown, sender: object = ours) => world.doors.get(door)?.({ data, sender });
/** The names of what was called, and no more. */
const names = () => world.called.map(([name]) => name);

beforeEach(() => {
  for (const name of Object.keys(world.answers)) delete world.answers[name];
  Object.assign(world.answers, { getPlan: { ok: true, plan }, dispatch: plan, proposed: null });
  answerViews();
  world.called.length = 0;
});

describe('what is pressed', () => {
  test('is done', async () => {
    world.answers.perform = 'done';
    await say('personPressed', { kind: 'go', step: 'move' });
    expect(world.called).toEqual([['getPlan'], ['perform', plan, { kind: 'go', step: 'move' }], ['afterwards', 'done']]);
  });
  test('is not done where it is no act, where there is no plan, and for a page of a server', async () => {
    await say('personPressed', { kind: 'nonsense' });
    for (const sender of others) await say('personPressed', { kind: 'go', step: 'move' }, sender);
    world.answers.getPlan = { ok: false, problem: 'newer' };
    await say('personPressed', { kind: 'go', step: 'move' });
    expect(new Set(names())).toEqual(new Set(['getPlan']));
  });
  test('leads back to the tab that had asked which account to move to', async () => {
    const update = vi.spyOn(fakeBrowser.tabs, 'update').mockRejectedValue(new Error('no such tab'));
    await say('personPressed', { kind: 'choose-new', handle: 'b@new.example' });
    expect(names()).toEqual(['getPlan', 'perform', 'afterwards', 'proposed']);
    expect(update).not.toHaveBeenCalled();
    world.answers.proposed = { handle: 'b@new.example', tabId: 7 };
    await say('personPressed', { kind: 'choose-new', handle: 'b@new.example' });
    expect(world.called.at(-1)).toEqual(['propose', null]);
    expect(update.mock.calls).toEqual([[7, { active: true }]]);
  });
});

describe('what the person did', () => {
  test('goes into the plan', async () => {
    await say('personDid', { type: 'said', step: 'move', what: 'done' });
    expect(world.called).toEqual([['dispatch', { type: 'said', step: 'move', what: 'done' }], ['redraw']]);
  });
  test('does not, for a page of a server, or where it is no event', async () => {
    for (const sender of others) await say('personDid', { type: 'startedOver' }, sender);
    await say('personDid', { type: 'nonsense' });
    expect(world.called).toEqual([]);
  });
  test('ends everything where they start over', async () => {
    await say('personDid', { type: 'startedOver' });
    expect(world.called).toEqual([
      ['dispatch', { type: 'startedOver' }],
      ['checkGrants'],
      ['endSaving'],
      ['endImporting'],
      ['giveBackAllBut', ['old.example', 'new.example']],
      ['syncAccess', { openPages: true }],
      ['redraw'],
    ]);
  });
  test('takes access back from servers that are no longer named', async () => {
    await say('personDid', { type: 'accountsNamed', old, new: fresh });
    expect(names()).toEqual(['dispatch', 'checkGrants', 'checkKit', 'giveBackAllBut', 'syncAccess', 'redraw']);
  });
  test.each(['startedOver', 'accountsNamed'])('takes no access back where it could not be noted: %s', async (type) => {
    world.answers.dispatch = null;
    await say('personDid', type === 'startedOver' ? { type } : { type, old, new: fresh });
    expect(names()).not.toContain('giveBackAllBut');
    expect(names().at(-1)).toBe('redraw');
  });
});

test('a view that opens has everything looked at that may have stopped', async () => {
  for (const sender of others) await say('viewOpened', undefined, sender);
  expect(world.called).toEqual([]);
  await say('viewOpened', undefined);
  expect(world.called).toEqual([['syncAccess'], ['checkSaving'], ['checkImporting'], ['checkGrants'], ['checkKit'], ['look']]);
});

describe('forgetting everything', () => {
  const stages = ['endAllGrants', 'register', 'giveBackEverything', 'endSaving', 'endImporting', 'deleteDatabase', 'clearAll', 'redraw'];
  test('gives access back first, and the plan goes last', async () => {
    expect(await say('forgetEverything', undefined)).toBe(true);
    expect(names()).toEqual(stages);
    expect(world.called[1]).toEqual(['register', []]);
  });
  test.each(stages.slice(0, -1))('goes on where something fails, and says so: %s', async (failing) => {
    world.answers[failing] = new Error('full');
    expect(await say('forgetEverything', undefined)).toBe(false);
    expect(names()).toEqual(stages);
  });
  test('is for the person alone', async () => {
    for (const sender of others) expect(await say('forgetEverything', undefined, sender)).toBe(false);
    expect(world.called).toEqual([]);
  });
});
