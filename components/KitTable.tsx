import { useState } from 'preact/hooks';
import { text } from '../journey/text';
import { Button, type ButtonProps, Buttons } from './Button';
import { DownIcon, StopIcon, TickIcon, WaitIcon } from './Icon';
import { written } from './numbers';
import { Progress, type ProgressProps } from './Progress';
import { type Sort, SortHeader, sortBy } from './SortHeader';
import { useShownLanguage, useT } from './words';

export type KitRow = {
  id: string;
  name: string;
  /** Rows in the file; null while there is none. */
  rows: number | null;
  /** What the server's page counts; null where it shows nothing. */
  page: number | null;
  /** "The page counts lists, the file their members." Said, not judged. */
  difference?: string | null;
  /** ISO for sorting and machines, text for people. */
  when: { iso: string; text: string } | null;
  state: 'saved' | 'saving' | 'waiting' | 'not-offered' | 'failed';
  stateWord: string;
  /** Why it failed, or why there is none. */
  sentence?: string | null;
  progress?: ProgressProps | null;
  actions?: readonly ButtonProps[];
};

export type KitTableProps = {
  caption: string;
  rows: readonly KitRow[];
  actions: readonly ButtonProps[];
};

type Column = 'name' | 'rows' | 'page' | 'when' | 'state';
const signs = { saved: TickIcon, saving: DownIcon, waiting: WaitIcon, 'not-offered': null, failed: StopIcon };

export function KitTable({ caption, rows, actions }: KitTableProps) {
  const t = useT();
  const language = useShownLanguage();
  const [sort, setSort] = useState<Sort<Column>>(null);
  const shown = sort === null ? rows : [...rows].sort((a, b) => compare(a, b, sort.by, language) * (sort.sorted === 'ascending' ? 1 : -1));
  const header = (by: Column, isNumber = false) => <SortHeader label={t(text(`kit.columns.${by}`))} isNumber={isNumber} {...sortBy(sort, by, setSort)} />;
  return (
    <div class="table-block">
      <table class="kit">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {header('name')}
            {header('rows', true)}
            {header('page', true)}
            {header('when')}
            {header('state')}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <KitTableRow key={row.id} row={row} />
          ))}
        </tbody>
      </table>
      <Buttons actions={actions} />
    </div>
  );
}

function KitTableRow({ row }: { row: KitRow }) {
  const t = useT();
  const language = useShownLanguage();
  const label = (column: Column) => t(text(`kit.columns.${column}`));
  const Sign = signs[row.state];
  const hasMore = row.difference || row.sentence || row.progress || row.actions;
  return (
    <>
      <tr data-state={row.state} class={hasMore ? 'has-more' : undefined}>
        <th scope="row">{row.name}</th>
        <td class="number" data-label={label('rows')}>
          {row.rows === null ? '–' : written(language, row.rows)}
        </td>
        <td class="number" data-label={label('page')}>
          {row.page === null ? '–' : written(language, row.page)}
        </td>
        <td data-label={label('when')}>{row.when === null ? '–' : <time dateTime={row.when.iso}>{row.when.text}</time>}</td>
        <td data-label={label('state')}>
          <span class="kit-state">
            {Sign === null ? null : <Sign />}
            {row.stateWord}
          </span>
        </td>
      </tr>
      {hasMore ? (
        <tr class="more">
          <td colSpan={5}>
            {row.progress ? <Progress {...row.progress} name={row.progress.name ?? row.name} /> : null}
            {row.difference ? <p class="aside">{row.difference}</p> : null}
            {row.sentence ? <p class={row.state === 'failed' ? 'problem' : 'aside'}>{row.sentence}</p> : null}
            {row.actions?.map((action) => (
              <Button key={action.label} {...action} />
            ))}
          </td>
        </tr>
      ) : null}
    </>
  );
}

function compare(a: KitRow, b: KitRow, by: Column, lang: string): number {
  switch (by) {
    case 'rows':
    case 'page':
      return (a[by] ?? -1) - (b[by] ?? -1);
    case 'when':
      return (a.when?.iso ?? '').localeCompare(b.when?.iso ?? '');
    case 'name':
      return a.name.localeCompare(b.name, lang);
    case 'state':
      return a.stateWord.localeCompare(b.stateWord, lang);
  }
}
