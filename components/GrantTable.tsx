import { text } from '../journey/text';
import { type ButtonProps, Buttons } from './Button';
import { useT } from './words';

export interface GrantRowInWords {
  id: string;
  name: string;
  /** What is read and sent. */
  what: string;
  tick: { isTicked: boolean; canTick: boolean; label: string; onTick(isTicked: boolean): void };
  old: string | null;
  there: string | null;
  /** Entries that are not there, each with the reason. */
  missing: { label: string; names: readonly string[] } | null;
}

interface GrantTableProps {
  caption: string;
  rows: readonly GrantRowInWords[];
  actions: readonly ButtonProps[];
}

/** Each kind with its tick, and what came of it on either side. */
export function GrantTable({ caption, rows, actions }: GrantTableProps) {
  const t = useT();
  return (
    <div class="table-block">
      <table class="kit grants">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t(text('ask.columns.name'))}</th>
            <th scope="col">{t(text('side.old'))}</th>
            <th scope="col">{t(text('side.new'))}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-row={row.id}>
              <th scope="row">
                <label class="tick">
                  <input
                    type="checkbox"
                    aria-label={row.tick.label}
                    checked={row.tick.isTicked}
                    disabled={!row.tick.canTick}
                    onChange={({ currentTarget }) => row.tick.onTick(currentTarget.checked)}
                  />
                  {row.name}
                </label>
                <p class="aside">{row.what}</p>
              </th>
              <td data-label={t(text('side.old'))}>{row.old ?? '–'}</td>
              <td data-label={t(text('side.new'))}>
                {row.there ?? '–'}
                {row.missing === null ? null : (
                  <details class="why">
                    <summary>{row.missing.label}</summary>
                    <ul>
                      {row.missing.names.map((name) => (
                        <li key={name} dir="auto">
                          {name}
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Buttons actions={actions} />
    </div>
  );
}
