import { type ButtonProps, Buttons } from './Button';
import { written } from './numbers';

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
  lang: string;
  columns: { name: string; count: string; fate: string };
  groups: readonly { id: string; name: string; rows: readonly InventoryRowInWords[] }[];
  actions: readonly ButtonProps[];
}

/** Everything an account holds, with its number and what becomes of it; groups have a line of their own. */
export function InventoryTable({ caption, lang, columns, groups, actions }: InventoryTableProps) {
  return (
    <div class="table-block">
      <table class="kit inventory">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.name}</th>
            <th scope="col" class="number">
              {columns.count}
            </th>
            <th scope="col">{columns.fate}</th>
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
                <td class="number" data-label={columns.count}>
                  {row.count === null ? '–' : written(lang, row.count)}
                </td>
                <td data-label={columns.fate}>
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
