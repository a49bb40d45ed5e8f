import { Button, type ButtonProps } from './Button';

export type FailureGroupsProps = {
  title: string;
  lead: string;
  /** "Show the rows" */
  show: string;
  lists: readonly {
    id: string;
    name: string;
    groups: readonly { id: string; cause: string; count: string; rows: readonly string[] }[];
    /** Null once they were asked for again. */
    again: ButtonProps | null;
    note: string | null;
  }[];
};

/** Rows that failed, by likely cause, with another try for each list. */
export function FailureGroups({ title, lead, show, lists }: FailureGroupsProps) {
  return (
    <div class="failures">
      <h3>{title}</h3>
      <p class="aside">{lead}</p>
      <ul>
        {lists.map((list) => (
          <li key={list.id}>
            <strong>{list.name}</strong>
            <ul>
              {list.groups.map((group) => (
                <li key={group.id}>
                  <span>{group.cause}</span> <span class="count">{group.count}</span>
                  <details>
                    <summary>{show}</summary>
                    <ul class="rows">
                      {group.rows.map((row) => (
                        <li key={row}>
                          <bdi>{row}</bdi>
                        </li>
                      ))}
                    </ul>
                  </details>
                </li>
              ))}
            </ul>
            {list.again === null ? null : (
              <div class="buttons">
                <Button {...list.again} />
              </div>
            )}
            {list.note === null ? null : <p class="aside">{list.note}</p>}
          </li>
        ))}
      </ul>
    </div>
  );
}
