/** The whole move in one report, for its end: lists, people, things, and what to look at in thirty days. Pure. */
import { listKinds } from '../lists/kinds';
import { cameAlong } from './arrival';
import { type InventoryFate, inventoryFates, inventoryOf } from './inventory';
import type { Plan } from './plan';
import { stayedBehind } from './steps';
import { type Text, text } from './text';

export const closingParts = ['lists', 'people', 'things', 'later'] as const;
export type ClosingPart = (typeof closingParts)[number];

const isList = (id: string): boolean => listKinds.some((kind) => kind === id);

/** What each part says, as the inventory has it at that moment. */
export function closingOf(plan: Plan): Record<ClosingPart, readonly Text[]> {
  const rows = inventoryOf(plan);
  const lists = rows.filter(({ id, isDone }) => isList(id) && isDone);
  const nameOf = ({ id }: (typeof rows)[number]) => text(`inventory.rows.${id}`);
  const named = (key: 'closing.moved' | 'closing.kept' | 'closing.hand' | 'closing.open', some: typeof rows) =>
    some.length === 0 ? [] : [text(key, { names: some.map(nameOf) })];
  const failed = rows.flatMap(({ id, notes }) => (isList(id) ? notes.filter(({ key }) => key === 'inventory.notes.failed') : []));
  const count = failed.reduce((sum, { params }) => sum + Number(params?.count ?? 0), 0);
  // What has not happened is not counted as if it had.
  const isOpen = ({ fate, isDone }: (typeof rows)[number]) => (fate === 'carried' || fate === 'kept') && !isDone;
  const of = (fate: InventoryFate) => rows.filter((row) => row.fate === fate && !isOpen(row)).length;
  const { compared } = plan.followers;
  const again = plan.seen.old.migration?.cooldownUntil ?? null;
  const links = rows.find(({ id, count, isDone }) => id === 'links' && count !== null && !isDone);
  return {
    lists: [
      ...named(
        'closing.moved',
        lists.filter(({ fate }) => fate === 'carried'),
      ),
      ...named(
        'closing.kept',
        lists.filter(({ fate }) => fate === 'kept'),
      ),
      ...(count === 0 ? [] : [text('inventory.notes.failed', { count })]),
    ],
    people:
      compared === null
        ? [...[cameAlong(plan)].flatMap((one) => one ?? []), text(plan.followers.read.before === null ? 'closing.noNames' : 'closing.unread')]
        : [text('inventory.notes.compared', { arrived: compared.arrived, stayed: compared.stayed, left: compared.left })],
    things: [
      text('closing.things', Object.fromEntries(inventoryFates.map((fate) => [fate, of(fate)]))),
      ...named(
        'closing.hand',
        rows.filter(({ fate }) => fate === 'hand'),
      ),
      ...named('closing.open', rows.filter(isOpen)),
    ],
    later: [
      again === null ? text('closing.later') : text('closing.laterOn', { date: again }),
      ...(stayedBehind(plan) === 0 ? [] : [text('closing.again')]),
      ...(links === undefined ? [] : [text('inventory.notes.links')]),
    ],
  };
}
