/** The inventory in words, by group. */

import type { Translate } from '../browser/i18n';
import type { InventoryRowInWords } from '../components/InventoryTable';
import { inventoryGroups, inventoryOf } from '../journey/inventory';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';

export interface InventoryGroupInWords {
  id: string;
  name: string;
  rows: readonly InventoryRowInWords[];
}

export function inventoryGroupsInWords(plan: Plan, t: Translate): InventoryGroupInWords[] {
  const rows = inventoryOf(plan);
  const server = namesOf(plan).newServer;
  return inventoryGroups.map((group) => ({
    id: group,
    name: t(text(`inventory.groups.${group}`)),
    rows: rows
      .filter((row) => row.group === group)
      .map(({ id, count, fate, isDone, notes, address }) => ({
        id,
        name: t(text(`inventory.rows.${id}`)),
        count,
        fate: t(text(isDone ? `inventory.fates.${fate}.done` : `inventory.fates.${fate}.open`)),
        kind: fate,
        isDone,
        notes: notes.map(t),
        link: address === null ? null : { label: t(text('inventory.page', { server })), href: address },
      })),
  }));
}
