import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../browser/i18n';
import { InventoryTable } from '../components/InventoryTable';
import { Sheet } from '../components/Sheet';
import { useShownLanguage, useT } from '../components/words';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { hasMoved } from '../journey/steps';
import { text } from '../journey/text';
import { inventoryGroupsInWords } from './inventory-rows';

/** Everything that the old account holds, with its numbers, and what becomes of each; before the move and after it. */
export function Inventory({ plan }: { plan: Plan }) {
  const t = useT();
  const language = useShownLanguage();
  const cutOff = useCutOff(plan);
  const server = namesOf(plan).newServer;
  const cut = cutOff === 0 ? [] : [t(text('inventory.notes.cutOff', { count: cutOff, server }))];
  const groups = inventoryGroupsInWords(plan, t).map((group) => ({
    ...group,
    rows: group.rows.map((row) => (row.id === 'follows' ? { ...row, notes: [...row.notes, ...cut] } : row)),
  }));
  const columns = { name: t(text('inventory.columns.name')), count: t(text('inventory.columns.count')), fate: t(text('inventory.columns.fate')) };
  const title = t(text('inventory.caption', { handle: namesOf(plan).old }));
  const save = (as: 'csv' | 'html') => () =>
    void import('./inventory-file').then(({ saveInventory }) => saveInventory(as, { title, lead: lead(plan, t), language, columns, groups }));
  return (
    <Sheet isMain title={t(text('inventory.title'))} lead={lead(plan, t)}>
      <InventoryTable
        caption={title}
        groups={groups}
        actions={[
          { label: t(text('inventory.print')), onPress: () => window.print() },
          { label: t(text('inventory.html')), onPress: save('html') },
          { label: t(text('inventory.csv')), onPress: save('csv') },
        ]}
      />
    </Sheet>
  );
}

function lead(plan: Plan, t: Translate): string {
  return t(text(hasMoved(plan) ? 'inventory.leadAfter' : 'inventory.lead'));
}

/** Whom the person follows on servers that the new one blocks in public: looked up while the page is open. */
function useCutOff(plan: Plan): number {
  const [count, setCount] = useState(0);
  const saved = plan.kit.lists.follows?.sha256;
  const origin = plan.new?.server.origin;
  useEffect(() => {
    let isOver = false;
    setCount(0);
    if (saved !== undefined && origin !== undefined)
      void import('./cut-off').then(({ followsCutOff }) => followsCutOff(plan)).then((found) => isOver || setCount(found));
    return () => {
      isOver = true;
    };
  }, [saved, origin]);
  return count;
}
