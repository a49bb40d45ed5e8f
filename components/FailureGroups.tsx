import { Button, type ButtonProps, Buttons } from './Button';
import { Disclosure } from './Disclosure';
import { Progress, type ProgressProps } from './Progress';

export type FailureGroupsProps = {
  /** `offer`: nothing has gone wrong, something can be done. */
  look?: 'failures' | 'offer';
  title: string;
  lead: string;
  /** "Show the rows" */
  show: string;
  lists: readonly {
    id: string;
    name: string;
    groups: readonly { id: string; cause: string; count: string; rows: readonly string[] }[];
    again: readonly ButtonProps[];
    notes: readonly string[];
  }[];
  /** "Look up who has moved", how far that is, or what came of it. */
  lookUp?: { note: string; action: ButtonProps | null; progress: ProgressProps | null } | undefined;
};

/** Rows that failed, by likely cause, with another try for each list. */
export function FailureGroups({ look = 'failures', title, lead, show, lists, lookUp }: FailureGroupsProps) {
  return (
    <div class={`failures ${look === 'offer' ? 'offer' : ''}`}>
      <h3>{title}</h3>
      <p class="aside">{lead}</p>
      <ul>
        {lists.map((list) => (
          <li key={list.id}>
            {list.name === title ? null : <strong>{list.name}</strong>}
            <ul>
              {list.groups.map((group) => (
                <li key={group.id}>
                  <span>{group.cause}</span> <span class="count">{group.count}</span>
                  <Disclosure label={show}>
                    <ul class="rows">
                      {group.rows.map((row) => (
                        <li key={row}>
                          <bdi>{row}</bdi>
                        </li>
                      ))}
                    </ul>
                  </Disclosure>
                </li>
              ))}
            </ul>
            {list.notes.map((note) => (
              <p key={note} class="aside">
                {note}
              </p>
            ))}
            {list.again.length === 0 ? null : <Buttons actions={list.again} />}
          </li>
        ))}
      </ul>
      {lookUp === undefined ? null : <LookUp {...lookUp} />}
    </div>
  );
}

function LookUp({ note, action, progress }: NonNullable<FailureGroupsProps['lookUp']>) {
  return (
    <>
      {progress === null ? null : <Progress {...progress} />}
      <p class="aside" aria-live="polite">
        {note}
      </p>
      {action === null ? null : (
        <div class="buttons">
          <Button {...action} />
        </div>
      )}
    </>
  );
}
