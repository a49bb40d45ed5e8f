import { useMemo, useState } from 'preact/hooks';
import { text } from '../journey/text';
import { Button } from './Button';
import { fates, type ShownFate } from './FateBar';
import { SearchIcon } from './Icon';
import { type Sort, SortHeader, sortBy } from './SortHeader';
import { useShownLanguage, useT } from './words';

export type ReportRow = {
  /** The list's id, as in `lists`. */
  list: string;
  /** A handle, a domain, a post's address: as it stood in the file. */
  what: string;
  fate: ShownFate;
  /** Why, as far as known; '' where there is nothing to say. */
  why: string;
};

export type ReportRowsProps = {
  rows: readonly ReportRow[];
  lists: readonly { id: string; name: string }[];
  /** For printing: every row that matches, not one page of them. */
  isWhole: boolean;
};

/**
 * Twenty thousand rows would take a browser seconds to lay out, and nobody reads them: fifty at a time, found by
 * search.
 */
const PAGE = 50;
type Column = 'what' | 'list' | 'fate';
type Wanted = { query: string; list: string; fate: string };

export function ReportRows({ rows, lists, isWhole }: ReportRowsProps) {
  const [wanted, setWanted] = useState<Wanted>({ query: '', list: '', fate: '' });
  const [sort, setSort] = useState<Sort<Column>>(null);
  const [from, setFrom] = useState(0);
  const names = useMemo(() => new Map(lists.map(({ id, name }) => [id, name])), [lists]);
  const sorted = useSorted(useFound(rows, wanted), sort, names);
  // A search may leave fewer rows than the page we stood on.
  const start = Math.min(from, Math.max(0, Math.floor((sorted.length - 1) / PAGE) * PAGE));
  const narrow = (changed: Partial<Wanted>) => {
    setWanted({ ...wanted, ...changed });
    setFrom(0);
  };
  return (
    <div class="rows">
      <Filters wanted={wanted} lists={lists} onChange={narrow} />
      <RowTable rows={isWhole ? sorted : sorted.slice(start, start + PAGE)} names={names} sort={sort} onSort={setSort} />
      <Pages start={start} of={sorted.length} onTurn={setFrom} />
    </div>
  );
}

function useFound(rows: readonly ReportRow[], { query, list, fate }: Wanted): readonly ReportRow[] {
  return useMemo(() => {
    const needle = query.trim().toLocaleLowerCase();
    return rows.filter(
      (row) => (list === '' || row.list === list) && (fate === '' || row.fate === fate) && `${row.what}\n${row.why}`.toLocaleLowerCase().includes(needle),
    );
  }, [rows, query, list, fate]);
}

function useSorted(found: readonly ReportRow[], sort: Sort<Column>, names: ReadonlyMap<string, string>): readonly ReportRow[] {
  const t = useT();
  const language = useShownLanguage();
  return useMemo(() => {
    if (sort === null) return found;
    const { compare } = new Intl.Collator(language);
    const fateWords = new Map(fates.map((fate) => [fate, t(text(`report.fates.${fate}`))]));
    const key = (row: ReportRow) => (sort.by === 'what' ? row.what : sort.by === 'list' ? names.get(row.list) : fateWords.get(row.fate)) ?? '';
    const direction = sort.sorted === 'ascending' ? 1 : -1;
    return [...found].sort((a, b) => compare(key(a), key(b)) * direction);
  }, [found, sort, names, t, language]);
}

function Filters({ wanted, lists, onChange }: Pick<ReportRowsProps, 'lists'> & { wanted: Wanted; onChange(changed: Partial<Wanted>): void }) {
  const t = useT();
  const search = t(text('report.words.search'));
  return (
    <search class="filters">
      <label class="search">
        <span class="unseen">{search}</span>
        <SearchIcon />
        <input type="search" placeholder={search} value={wanted.query} onInput={({ currentTarget }) => onChange({ query: currentTarget.value })} />
      </label>
      <label class="choice">
        <span>{t(text('report.words.list'))}</span>
        <select value={wanted.list} onChange={({ currentTarget }) => onChange({ list: currentTarget.value })}>
          <option value="">{t(text('report.words.all'))}</option>
          {lists.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="choice">
        <span>{t(text('report.words.fate'))}</span>
        <select value={wanted.fate} onChange={({ currentTarget }) => onChange({ fate: currentTarget.value })}>
          <option value="">{t(text('report.words.all'))}</option>
          {fates.map((fate) => (
            <option key={fate} value={fate}>
              {t(text(`report.fates.${fate}`))}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

interface RowTableProps {
  rows: readonly ReportRow[];
  names: ReadonlyMap<string, string>;
  sort: Sort<Column>;
  onSort(sort: Sort<Column>): void;
}

function RowTable({ rows, names, sort, onSort }: RowTableProps) {
  const t = useT();
  return (
    <table>
      <caption class="unseen">{t(text('report.rows'))}</caption>
      <thead>
        <tr>
          {(['what', 'list', 'fate'] as const).map((by) => (
            <SortHeader key={by} label={t(text(`report.words.${by}`))} {...sortBy(sort, by, onSort)} />
          ))}
          <th scope="col">{t(text('report.words.why'))}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          // The same row can stand twice in a list.
          <tr key={`${at} ${row.list} ${row.what}`}>
            <th scope="row">
              <bdi dir="ltr">{row.what}</bdi>
            </th>
            <td>{names.get(row.list) ?? row.list}</td>
            <td>
              <span class="fate">
                <span class="swatch" data-fate={row.fate} />
                {t(text(`report.fates.${row.fate}`))}
              </span>
            </td>
            <td class="aside">{row.why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where we are among all the rows, and the way to those before and after. */
function Pages({ start, of, onTurn }: { start: number; of: number; onTurn(from: number): void }) {
  const t = useT();
  const place = text('report.words.place', { from: start + 1, to: Math.min(start + PAGE, of), total: of });
  return (
    <div class="pages">
      <span aria-live="polite">{t(of === 0 ? text('report.words.none') : place)}</span>
      <div class="buttons">
        <Button label={t(text('report.words.before'))} look="quiet" disabled={start === 0} onPress={() => onTurn(start - PAGE)} />
        <Button label={t(text('report.words.after'))} look="quiet" disabled={start + PAGE >= of} onPress={() => onTurn(start + PAGE)} />
      </div>
    </div>
  );
}
