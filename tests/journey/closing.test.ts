/** The report at the end of a move: what it counts and names is what the inventory says. */
import { expect, test } from 'vitest';
import { closingOf } from '../../journey/closing';
import { inventoryOf } from '../../journey/inventory';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { NOW, newPiece, planAfter, prepared, readyToMove } from './sample';

const cut = planAfter(...readyToMove, {
  type: 'piecesCut',
  lists: [
    { kind: 'follows', prepared, pieces: [newPiece('aaaaaaaa', 'follows')] },
    { kind: 'lists', prepared, pieces: [newPiece('bbbbbbbb', 'lists')] },
  ],
});
const over: Plan = { ...cut, imports: { ...cut.imports, pieces: cut.imports.pieces.map((piece) => ({ ...piece, state: 'finished', failures: 2 })) } };
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

test('every row of the inventory is counted once', () => {
  const [things] = closingOf(over).things;
  const counts = Object.values(things?.params ?? {}).map(Number);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(inventoryOf(over).length);
});
