import { text } from '../journey/text';
import { type ButtonProps, Buttons } from './Button';
import { written } from './numbers';
import { useShownLanguage, useT } from './words';

export interface InventoryRowInWords {
  id: string;
  name: string;
  /** Null where nobody can count it. */
  count: number | null;
  fate: string;
  /** For its colour. */
  kind: 'carried' | 'kept' | 'hand' | 'lost';
  isDone: boolean;
  notes: readonly string[];
  link: { label: string; href: string } | null;
}

interface InventoryTableProps {
  caption: string;
  groups: readonly { id: string; name: string; rows: readonly InventoryRowInWords[] }[];
  actions: readonly ButtonProps[];
}

/** Everything an account holds, with its number and what becomes of it; groups have a line of their own. */
export function InventoryTable({ caption, groups, actions }: InventoryTableProps) {
  const t = useT();
  const language = useShownLanguage();
  return (
    <div class="table-block">
      <table class="kit inventory">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t(text('inventory.columns.name'))}</th>
            <th scope="col" class="number">
              {t(text('inventory.columns.count'))}
            </th>
            <th scope="col">{t(text('inventory.columns.fate'))}</th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.id}>
            <tr class="group">
              <th scope="rowgroup" colSpan={3}>
                {group.name}
              </th>
            </tr>
            {group.rows.map((row) => (
              <tr key={row.id} data-fate={row.kind} data-done={row.isDone}>
                <th scope="row">{row.name}</th>
                <td class="number" data-label={t(text('inventory.columns.count'))}>
                  {row.count === null ? '–' : written(language, row.count)}
                </td>
                <td data-label={t(text('inventory.columns.fate'))}>
                  <strong>{row.fate}</strong>
                  {row.notes.map((note) => (
                    <p key={note} class="aside">
                      {note}
                    </p>
                  ))}
                  {row.link === null ? null : (
                    <a href={row.link.href} target="_blank" rel="noreferrer">
                      {row.link.label}
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      <Buttons actions={actions} />
    </div>
  );
}
