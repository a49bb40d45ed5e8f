import { DownIcon, UpIcon } from './Icon';

export type Sorted = 'ascending' | 'descending' | 'none';
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
