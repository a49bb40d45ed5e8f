import { text } from '../journey/text';
import { Button, type ButtonProps } from './Button';
import { useT } from './words';

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
  rows: readonly ProfileRowInWords[];
  action: ButtonProps;
  second: ButtonProps;
  links: ProfileLinksInWords | null;
  hint: string | null;
}

/** Old beside new, row by row: nothing of the new is replaced without its tick. */
export function ProfileTable({ caption, rows, action, second, links, hint }: ProfileTableProps) {
  const t = useT();
  return (
    <div class="table-block">
      <table class="kit profile">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t(text('profile.columns.name'))}</th>
            <th scope="col">{t(text('side.old'))}</th>
            <th scope="col">{t(text('side.new'))}</th>
            <th scope="col">{t(text('profile.columns.take'))}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ProfileTableRow key={row.id} row={row} />
          ))}
        </tbody>
      </table>
      {hint === null ? null : <p class="aside">{hint}</p>}
      <div class="buttons">
        <Button {...action} />
        <Button {...second} />
      </div>
      {links === null ? null : <Links {...links} />}
    </div>
  );
}

function ProfileTableRow({ row: { id, name, old, there, tick, state, tone, notes } }: { row: ProfileRowInWords }) {
  const t = useT();
  return (
    <tr data-row={id} data-tone={tone}>
      <th scope="row">{name}</th>
      <td data-label={t(text('side.old'))}>
        <Value {...old} />
      </td>
      <td data-label={t(text('side.new'))}>
        <Value {...there} />
      </td>
      <td data-label={t(text('profile.columns.take'))}>
        {tick === null ? (
          <strong>{state}</strong>
        ) : (
          <label class="tick">
            <input type="checkbox" aria-label={tick.label} checked={tick.isTicked} onChange={({ currentTarget }) => tick.onTick(currentTarget.checked)} />
            {state}
          </label>
        )}
        {notes.map((note) => (
          <p key={note} class="aside">
            {note}
          </p>
        ))}
      </td>
    </tr>
  );
}

/** What websites have to hold so that the new profile's links are verified. */
function Links({ title, lead, code, links }: ProfileLinksInWords) {
  return (
    <>
      <h3>{title}</h3>
      <p class="aside">{lead}</p>
      <pre>
        <code>{code}</code>
      </pre>
      <ul class="links">
        {links.map(({ address, isVerified, state }) => (
          <li key={address} data-verified={isVerified}>
            <bdi>{address}</bdi> – <strong>{state}</strong>
          </li>
        ))}
      </ul>
    </>
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
