import { DownIcon, UpIcon } from './Icon';

export type Sorted = 'ascending' | 'descending' | 'none';
/** Which column a table is sorted by; null: none, as the rows came. */
export type Sort<Column extends string> = { by: Column; sorted: Exclude<Sorted, 'none'> } | null;

/** How this column is sorted, and what its button makes of it: upwards first, downwards when it is pressed again. */
export function sortBy<Column extends string>(
  sort: Sort<Column>,
  by: Column,
  onSort: (sort: Sort<Column>) => void,
): Pick<SortHeaderProps, 'sorted' | 'onSort'> {
  const sorted = sort?.by === by ? sort.sorted : 'none';
  return { sorted, onSort: () => onSort({ by, sorted: sorted === 'ascending' ? 'descending' : 'ascending' }) };
}

export type SortHeaderProps = { label: string; sorted: Sorted; isNumber?: boolean; onSort(): void };

export function SortHeader({ label, sorted, isNumber = false, onSort }: SortHeaderProps) {
  return (
    <th scope="col" class={isNumber ? 'number' : undefined} aria-sort={sorted}>
      <button type="button" onClick={onSort}>
        {label}
        {sorted === 'ascending' ? <UpIcon /> : sorted === 'descending' ? <DownIcon /> : null}
      </button>
    </th>
  );
}
