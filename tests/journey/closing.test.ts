/** The report at the end of a move: what it counts and names is what the inventory says. */
import { expect, test } from 'vitest';
import { closingOf } from '../../journey/closing';
import { inventoryOf } from '../../journey/inventory';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { NOW, newPiece, page, planAfter, prepared, readyToMove, seen } from './sample';

const cut = planAfter(...readyToMove, {
  type: 'piecesCut',
  lists: [
    { kind: 'follows', prepared, pieces: [newPiece('aaaaaaaa', 'follows')] },
    { kind: 'lists', prepared, pieces: [newPiece('bbbbbbbb', 'lists')] },
  ],
});
const over: Plan = { ...cut, imports: { ...cut.imports, pieces: cut.imports.pieces.map((piece) => ({ ...piece, state: 'finished', failures: 2 })) } };
const moved = seen(
  page(
    'migration',
    'amelie@old.example',
    { redirectingTo: 'amelie_new@new.example', past: [{ target: 'amelie_new@new.example', followers: 240, at: null }] },
    { functional: false, movedTo: 'amelie_new@new.example' },
  ),
);
const keys = (texts: readonly { key: string }[]) => texts.map(({ key }) => key);

test('lists that moved are named, and all that failed is counted together', () => {
  const { lists } = closingOf(over);
  expect(lists[0]).toEqual({ key: 'closing.moved', params: { names: [{ key: 'inventory.rows.follows' }, { key: 'inventory.rows.lists' }] } });
  expect(lists.at(-1)).toEqual({ key: 'inventory.notes.failed', params: { count: 4 } });
});

test('people are those whose names were compared; before that, it says so', () => {
  expect(keys(closingOf(over).people)).toEqual(['closing.unread']);
  const compared = reduce(over, { type: 'followersCompared', arrived: 230, stayed: 8, left: 2 }, NOW);
  expect(closingOf(compared).people).toEqual([{ key: 'inventory.notes.compared', params: { arrived: 230, stayed: 8, left: 2 } }]);
  expect(keys(closingOf(compared).later)).toContain('closing.again');
});

test('where no name was saved, it says so, and what both servers count', () => {
  const nameless: Plan = {
    ...over,
    followers: { ...over.followers, read: { ...over.followers.read, before: null } },
    arrivals: [{ at: NOW, old: 10, new: 230 }],
    settledAt: NOW,
  };
  expect(keys(closingOf(nameless).people)).toEqual(['closing.noNames']);
  expect(keys(closingOf(reduce(nameless, moved, NOW)).people)).toEqual(['report.followersSettled', 'closing.noNames']);
});

test('every row of the inventory is counted once, and what has not happened is named and not counted as if it had', () => {
  const { things } = closingOf(over);
  const counts = Object.values(things[0]?.params ?? {}).map(Number);
  const open = things.find(({ key }) => key === 'closing.open')?.params?.names as { key: string }[];
  expect(keys(open)).toEqual(expect.arrayContaining(['inventory.rows.followers', 'inventory.rows.mutes', 'inventory.rows.posts']));
  expect(keys(open)).not.toContain('inventory.rows.follows');
  expect(counts.reduce((sum, count) => sum + count, 0) + open.length).toBe(inventoryOf(over).length);
});
