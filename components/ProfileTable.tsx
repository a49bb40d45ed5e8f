import { Button, type ButtonProps } from './Button';

export interface ProfileRowInWords {
  id: string;
  name: string;
  /** Lines of text, or the address of a picture. */
  old: { lines: readonly string[]; picture: string | null };
  there: { lines: readonly string[]; picture: string | null };
  /** Null: there is nothing to tick. */
  tick: { isTicked: boolean; label: string; onTick(isTicked: boolean): void } | null;
  state: string;
  tone: 'done' | 'warn' | 'none';
  notes: readonly string[];
}

export interface ProfileLinksInWords {
  title: string;
  lead: string;
  /** What the website has to hold. */
  code: string;
  links: readonly { address: string; isVerified: boolean; state: string }[];
}

interface ProfileTableProps {
  caption: string;
  columns: { name: string; old: string; there: string; take: string };
  rows: readonly ProfileRowInWords[];
  action: ButtonProps;
  second: ButtonProps;
  links: ProfileLinksInWords | null;
  hint: string | null;
}

/** Old beside new, row by row: nothing of the new is replaced without its tick. */
export function ProfileTable({ caption, columns, rows, action, second, links, hint }: ProfileTableProps) {
  return (
    <div class="table-block">
      <table class="kit profile">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.old}</th>
            <th scope="col">{columns.there}</th>
            <th scope="col">{columns.take}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-row={row.id} data-tone={row.tone}>
              <th scope="row">{row.name}</th>
              <td data-label={columns.old}>
                <Value {...row.old} />
              </td>
              <td data-label={columns.there}>
                <Value {...row.there} />
              </td>
              <td data-label={columns.take}>
                {row.tick === null ? (
                  <strong>{row.state}</strong>
                ) : (
                  <label class="tick">
                    <input
                      type="checkbox"
                      aria-label={row.tick.label}
                      checked={row.tick.isTicked}
                      onChange={({ currentTarget }) => row.tick?.onTick(currentTarget.checked)}
                    />
                    {row.state}
                  </label>
                )}
                {row.notes.map((note) => (
                  <p key={note} class="aside">
                    {note}
                  </p>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hint === null ? null : <p class="aside">{hint}</p>}
      <div class="buttons">
        <Button {...action} />
        <Button {...second} />
      </div>
      {links === null ? null : (
        <>
          <h3>{links.title}</h3>
          <p class="aside">{links.lead}</p>
          <pre>
            <code>{links.code}</code>
          </pre>
          <ul class="links">
            {links.links.map(({ address, isVerified, state }) => (
              <li key={address} data-verified={isVerified}>
                <bdi>{address}</bdi>: <strong>{state}</strong>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Value({ lines, picture }: ProfileRowInWords['old']) {
  if (picture !== null) return <img class="carried-picture" src={picture} alt="" />;
  return (
    <>
      {lines.map((line, at) => (
        <p key={at} dir="auto">
          {line}
        </p>
      ))}
    </>
  );
}
