/** The inventory: nothing is missing from it, each number is the account's own, and what became of each is true. */
import { describe, expect, test } from 'vitest';
import type { PlanEvent } from '../../journey/events';
import { inventoryIds, inventoryOf } from '../../journey/inventory';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import english from '../../locales/en.json';
import { fresh, NOW, newPiece, page, planAfter, prepared, readyToMove, saved, seen } from './sample';

const row = (plan: Plan, id: (typeof inventoryIds)[number]) => {
  const found = inventoryOf(plan).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const said = (plan: Plan, id: (typeof inventoryIds)[number]) => row(plan, id).notes.map(({ key }) => key.replace('inventory.notes.', ''));

test('has about forty kinds, each with a name of its own', () => {
  expect(inventoryIds.length).toBeGreaterThanOrEqual(40);
  const names = inventoryIds.map((id) => english.inventory.rows[id]);
  expect(new Set(names).size).toBe(inventoryIds.length);
});

test('leaves out what the old server does not have yet', () => {
  const at = (version: string) => planAfter(seen({ ...page('export', 'amelie@old.example'), server: { repository: null, version, locale: 'en' } }));
  expect(inventoryOf(at('4.2.1')).map(({ id }) => id)).not.toContain('severed');
  expect(inventoryOf(at('4.5.0')).map(({ id }) => id)).toEqual(expect.arrayContaining(['severed', 'attribution']));
  expect(inventoryOf(at('4.5.0')).map(({ id }) => id)).not.toContain('collections');
  expect(inventoryOf(at('4.6.1')).map(({ id }) => id)).toContain('collections');
});

describe('before the move', () => {
  test('a list has the number of the page, then that of the file, and says what is not saved yet', () => {
    const shown = planAfter(seen(page('export', 'amelie@old.example', { counts: { follows: 980 } })));
    expect(row(shown, 'follows')).toMatchObject({ fate: 'carried', count: 980, isDone: false });
    expect(said(shown, 'follows')).toEqual(['notYet']);
    const kept = planAfter(seen(page('export', 'amelie@old.example', { counts: { follows: 980 } })), saved('follows'));
    expect(row(kept, 'follows')).toMatchObject({ count: 3, notes: [] });
  });
  test('a list that the new server does not take stays in the kit', () => {
    const tooOld = { ...fresh, server: { ...fresh.server, version: '4.1.5' } };
    const plan = reduce(
      planAfter(seen(page('export', 'amelie@old.example')), saved('lists')),
      { type: 'accountsNamed', old: planAfter().old, new: tooOld },
      NOW,
    );
    expect(row(plan, 'lists')).toMatchObject({ fate: 'kept', isDone: true });
  });
  test('settings are done by hand, on the very page of the new server, and are read in the kit', () => {
    const plan = planAfter(...readyToMove);
    expect(row(plan, 'privacy')).toMatchObject({ fate: 'hand', address: 'https://new.example/settings/privacy' });
    expect(said(plan, 'privacy')).toEqual(['inKit']);
    expect(said(planAfter(), 'privacy')).toEqual(['notYet']);
  });
});

describe('what stands on a profile and on no settings page', () => {
  const old46 = (...events: PlanEvent[]) => planAfter(seen(page('export', 'amelie@old.example')), ...events);
  const read = (detail: 'pinned' | 'collections' | 'endorsements', rows: number) =>
    ({
      type: 'detailRead',
      detail,
      read: { rows, files: rows === 0 ? [] : [{ name: `${detail}.csv`, sha256: 'a' }], at: NOW },
      elsewhere: {},
    }) as const;
  test('has its number once it is saved, and says what it is for', () => {
    const plan = old46(read('pinned', 3), read('collections', 2), read('endorsements', 4));
    expect(row(plan, 'pinned')).toMatchObject({ fate: 'kept', isDone: true, count: 3 });
    expect(said(plan, 'pinned')).toEqual(['inKit', 'pinned']);
    expect(row(plan, 'collections')).toMatchObject({ count: 2 });
    expect(row(plan, 'endorsements')).toMatchObject({ fate: 'hand', count: 4 });
    expect(said(plan, 'endorsements')).toEqual(['inKit', 'askNew']);
  });
  test('that there is none is a number, too', () => {
    const plan = old46(read('pinned', 0), read('collections', 0), read('endorsements', 0));
    for (const id of ['pinned', 'collections', 'endorsements'] as const) {
      expect(row(plan, id)).toMatchObject({ fate: 'kept', isDone: true, count: 0 });
      expect(said(plan, id)).toEqual(['none']);
    }
  });
  test('that was not saved says so, before the move and after it', () => {
    expect(said(old46(), 'pinned')).toEqual(['notYet', 'pinned']);
    const moved = page(
      'migration',
      'amelie@old.example',
      { redirectingTo: 'amelie_new@new.example', past: [{ target: 'amelie_new@new.example', followers: 1, at: null }] } as never,
      { functional: false, movedTo: 'amelie_new@new.example' },
    );
    expect(said(old46(seen(moved)), 'pinned')).toEqual(['notSaved', 'pinned']);
  });
});

test('whatever could be counted and is not says so', () => {
  const plan = planAfter(...readyToMove);
  const uncountable = ['redirect', 'twoFactor', 'login', 'requests', 'scheduled', 'notificationPolicy', 'listSettings', 'links'];
  for (const { id, count, notes } of inventoryOf(plan))
    if (count === null && !uncountable.includes(id))
      expect([id, ...notes.map(({ key }) => key)]).toEqual(expect.arrayContaining([id, expect.stringMatching(/noNumber|notYet|notOffered|noPage|inKit$/)]));
  expect(said(plan, 'scheduled')).toEqual(['drafts']);
});

describe('after it', () => {
  const moved = seen(page('auth-edit', 'amelie@old.example', { status: 'moved' } as never, { functional: false, movedTo: 'amelie_new@new.example' }));
  test('the redirect is there, and followers once they have settled', () => {
    const plan = planAfter(
      ...readyToMove,
      seen(
        page(
          'migration',
          'amelie@old.example',
          { redirectingTo: 'amelie_new@new.example', past: [{ target: 'amelie_new@new.example', followers: 240, at: null }] } as never,
          { functional: false, movedTo: 'amelie_new@new.example' },
        ),
      ),
      moved,
    );
    expect(row(plan, 'redirect')).toMatchObject({ fate: 'carried', isDone: true });
    expect(row(plan, 'followers')).toMatchObject({ fate: 'carried', isDone: false, count: 240 });
    const compared = reduce(plan, { type: 'followersCompared', arrived: 230, stayed: 8, left: 2 }, NOW);
    expect(row(compared, 'followers').notes[0]).toMatchObject({ key: 'inventory.notes.compared', params: { arrived: 230, stayed: 8, left: 2 } });
  });
  test('what was sent and is at its end has moved; what was left out has not', () => {
    const cut = planAfter(...readyToMove, { type: 'piecesCut', lists: [{ kind: 'follows', prepared, pieces: [newPiece('aaaaaaaa', 'follows')] }] });
    expect(row(cut, 'follows')).toMatchObject({ isDone: false });
    expect(row(reduce(cut, { type: 'pieceMoved', id: 'aaaaaaaa', to: 'finished', importId: 3 }, NOW), 'follows')).toMatchObject({ isDone: true });
    expect(row(reduce(cut, { type: 'listLeftOut', kind: 'follows' }, NOW), 'follows')).toMatchObject({ isDone: false });
  });
  test('rows that failed are counted, less those that were sent again; follows that wait have not moved', () => {
    const piece = newPiece('aaaaaaaa', 'follows', { rows: 9 });
    const cut = planAfter(...readyToMove, { type: 'piecesCut', lists: [{ kind: 'follows', prepared: { ...prepared, held: 5 }, pieces: [piece] }] });
    const over = (plan: Plan, id: string, failures: number): Plan => ({
      ...plan,
      imports: { ...plan.imports, pieces: plan.imports.pieces.map((one) => (one.id === id ? { ...one, state: 'finished', failures } : one)) },
    });
    const first = over(cut, 'aaaaaaaa', 4);
    expect(row(first, 'follows')).toMatchObject({ isDone: false });
    expect(row(first, 'follows').notes).toEqual([
      { key: 'inventory.notes.failed', params: { count: 4 } },
      { key: 'inventory.notes.tooMany', params: { count: 5 } },
    ]);
    const again = over(
      reduce(first, { type: 'failuresCut', of: ['aaaaaaaa'], pieces: [newPiece('bbbbbbbb', 'follows', { again: true, rows: 4 })] }, NOW),
      'bbbbbbbb',
      1,
    );
    expect(row(again, 'follows').notes[0]).toEqual({ key: 'inventory.notes.failed', params: { count: 1 } });
  });
  test('filters that an app has brought to an older server have moved', () => {
    const to = (version: string) =>
      reduce(
        planAfter(seen(page('export', 'amelie@old.example'))),
        { type: 'accountsNamed', old: planAfter().old, new: { ...fresh, server: { ...fresh.server, version } } },
        NOW,
      );
    const plan = to('4.5.9');
    expect(row(plan, 'custom_filters')).toMatchObject({ fate: 'kept', address: 'https://new.example/filters' });
    expect(said(plan, 'custom_filters')).toEqual(['tooOld', 'askNew']);
    const compared = (missing: number) =>
      row(
        reduce(
          plan,
          {
            type: 'grantCompared',
            kind: 'filters',
            outcome: { there: 3, missing: Array.from({ length: missing }, () => ({ name: 'x', why: 'refused' as const })), more: 0 },
          },
          NOW,
        ),
        'custom_filters',
      );
    expect(compared(0)).toMatchObject({ fate: 'carried', isDone: true, notes: [] });
    expect(compared(1)).toMatchObject({ fate: 'kept', isDone: false });
  });
  test('what the new server has no place for is kept where it was saved, else lost', () => {
    const to = (version: string, ...events: PlanEvent[]) =>
      events.reduce(
        (plan, event) => reduce(plan, event, NOW),
        reduce(planAfter(...readyToMove), { type: 'accountsNamed', old: planAfter().old, new: { ...fresh, server: { ...fresh.server, version } } }, NOW),
      );
    const read: PlanEvent = {
      type: 'detailRead',
      detail: 'notification_policy',
      read: { rows: 5, files: [{ name: 'notification_policy.csv', sha256: 'a' }], at: NOW },
      elsewhere: {},
    };
    expect(row(to('4.2.9', read), 'notificationPolicy')).toMatchObject({ fate: 'kept', isDone: true, count: 5, address: null });
    expect(said(to('4.2.9', read), 'notificationPolicy')).toEqual(['inKit', 'noPlace']);
    expect(row(to('4.2.9'), 'notificationPolicy')).toMatchObject({ fate: 'lost', address: null });
    expect(row(to('4.3.0', read), 'notificationPolicy')).toMatchObject({ fate: 'hand' });
  });
  test('what an older server has among other things counts as saved with them; what the new one has no page for is kept', () => {
    const at = (from: string, to: string) =>
      reduce(
        planAfter(...readyToMove),
        {
          type: 'accountsNamed',
          old: { ...planAfter().old, server: { ...planAfter().old?.server, version: from } } as never,
          new: { ...fresh, server: { ...fresh.server, version: to } },
        },
        NOW,
      );
    const plan = { ...at('4.2.1', '4.2.1'), details: planAfter(...readyToMove).details };
    expect(row(plan, 'postingDefaults')).toMatchObject({ count: null, address: 'https://new.example/settings/preferences/other' });
    expect(said(plan, 'postingDefaults')).toEqual(['inKit']);
    const newer = { ...at('4.5.1', '4.2.1'), details: planAfter(...readyToMove).details };
    expect(row(newer, 'attribution')).toMatchObject({ fate: 'kept', isDone: true, address: null });
    expect(said(newer, 'attribution')).toEqual(['inKit', 'noPlace']);
  });
  test('what of the profile was taken over is named; a refused row leaves it to the person', () => {
    const most = { name: 40, note: 500, fields: 4, label: 255, value: 255 };
    const showing = (shown: string) =>
      planAfter(
        ...readyToMove,
        { type: 'profileAsked', run: 'r', send: { display_name: ['Ada'], note: ['Bread.'] } },
        { type: 'profileRead', run: 'r', there: { values: { display_name: ['Ada'], note: [shown] }, most, verified: [] }, answers: { note: 'refused' } },
      );
    const names = [{ key: 'profile.rows.display_name' }, { key: 'profile.rows.note' }];
    expect(row(showing('Bread.'), 'profile')).toMatchObject({ fate: 'carried', isDone: true });
    expect(row(showing('Bread.'), 'profile').notes.at(-1)).toEqual({ key: 'inventory.notes.taken', params: { names } });
    expect(row(showing(''), 'profile')).toMatchObject({ fate: 'hand', isDone: false });
    expect(row(showing(''), 'profile').notes.at(-1)).toEqual({ key: 'inventory.notes.taken', params: { names: names.slice(0, 1) } });
    expect(row(showing('Bread.'), 'privacy')).toMatchObject({ fate: 'hand', isDone: false });
  });
  test('people lost to blocks, and posts kept as bookmarks, once their files are at their end', () => {
    const extra = newPiece('bbbbbbbb', 'bookmarks', { again: true, extra: 'favourites' });
    const plan = planAfter(...readyToMove, { type: 'failuresCut', of: [], pieces: [extra] });
    expect(said(plan, 'favourites')).toEqual(['archive', 'noNumber']);
    const sent = reduce(plan, { type: 'pieceMoved', id: 'bbbbbbbb', to: 'finished', importId: 4 }, NOW);
    expect(row(sent, 'favourites')).toMatchObject({ fate: 'kept', isDone: true, count: 3 });
    expect(said(sent, 'favourites')).toEqual(['bookmarks']);
  });
});
