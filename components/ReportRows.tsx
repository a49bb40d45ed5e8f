import { useMemo, useState } from 'preact/hooks';
import { Button } from './Button';
import { fates, type ShownFate } from './FateBar';
import { SearchIcon } from './Icon';
import { type Sorted, SortHeader } from './SortHeader';

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
  caption: string;
  lang: string;
  rows: readonly ReportRow[];
  lists: readonly { id: string; name: string }[];
  fateWords: Readonly<Record<ShownFate, string>>;
  words: {
    search: string;
    list: string;
    fate: string;
    all: string;
    what: string;
    why: string;
    /** "1 to 50 of 1,204" */
    place(from: number, to: number, of: number): string;
    before: string;
    after: string;
    none: string;
  };
  /** For printing: every row that matches, not one page of them. */
  isWhole: boolean;
};

/**
 * Twenty thousand rows would take a browser seconds to lay out, and nobody reads them: fifty at a time, found by
 * search.
 */
const PAGE = 50;
type Column = 'what' | 'list' | 'fate';

export function ReportRows({ caption, lang, rows, lists, fateWords, words, isWhole }: ReportRowsProps) {
  const [query, setQuery] = useState('');
  const [list, setList] = useState('');
  const [fate, setFate] = useState('');
  const [sort, setSort] = useState<{ by: Column; sorted: Exclude<Sorted, 'none'> } | null>(null);
  const [from, setFrom] = useState(0);

  const names = useMemo(() => new Map(lists.map(({ id, name }) => [id, name])), [lists]);
  const found = useMemo(() => {
    const needle = query.trim().toLocaleLowerCase();
    return rows.filter(
      (row) => (list === '' || row.list === list) && (fate === '' || row.fate === fate) && `${row.what}\n${row.why}`.toLocaleLowerCase().includes(needle),
    );
  }, [rows, query, list, fate]);
  const sorted = useMemo(() => {
    if (sort === null) return found;
    const { compare } = new Intl.Collator(lang);
    const key = (row: ReportRow) => (sort.by === 'what' ? row.what : sort.by === 'list' ? (names.get(row.list) ?? '') : fateWords[row.fate]);
    const direction = sort.sorted === 'ascending' ? 1 : -1;
    return [...found].sort((a, b) => compare(key(a), key(b)) * direction);
  }, [found, sort, names, fateWords, lang]);
  // A search may leave fewer rows than the page we stood on.
  const start = Math.min(from, Math.max(0, Math.floor((sorted.length - 1) / PAGE) * PAGE));
  const shown = isWhole ? sorted : sorted.slice(start, start + PAGE);

  const header = (by: Column, label: string) => (
    <SortHeader
      label={label}
      sorted={sort?.by === by ? sort.sorted : 'none'}
      onSort={() => setSort({ by, sorted: sort?.by === by && sort.sorted === 'ascending' ? 'descending' : 'ascending' })}
    />
  );
  const narrow = (set: (value: string) => void) => (event: Event) => {
    set((event.currentTarget as HTMLInputElement | HTMLSelectElement).value);
    setFrom(0);
  };
  return (
    <div class="rows">
      <search class="filters">
        <label class="search">
          <span class="unseen">{words.search}</span>
          <SearchIcon />
          <input type="search" placeholder={words.search} value={query} onInput={narrow(setQuery)} />
        </label>
        <label class="choice">
          <span>{words.list}</span>
          <select value={list} onChange={narrow(setList)}>
            <option value="">{words.all}</option>
            {lists.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="choice">
          <span>{words.fate}</span>
          <select value={fate} onChange={narrow(setFate)}>
            <option value="">{words.all}</option>
            {fates.map((each) => (
              <option key={each} value={each}>
                {fateWords[each]}
              </option>
            ))}
          </select>
        </label>
      </search>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {header('what', words.what)}
            {header('list', words.list)}
            {header('fate', words.fate)}
            <th scope="col">{words.why}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row, at) => (
            // The same row can stand twice in a list.
            <tr key={`${at} ${row.list} ${row.what}`}>
              <th scope="row">
                <bdi dir="ltr">{row.what}</bdi>
              </th>
              <td>{names.get(row.list) ?? row.list}</td>
              <td>
                <span class="fate">
                  <span class="swatch" data-fate={row.fate} />
                  {fateWords[row.fate]}
                </span>
              </td>
              <td class="aside">{row.why}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="pages">
        <span aria-live="polite">{sorted.length === 0 ? words.none : words.place(start + 1, Math.min(start + PAGE, sorted.length), sorted.length)}</span>
        <div class="buttons">
          <Button label={words.before} look="quiet" disabled={start === 0} onPress={() => setFrom(start - PAGE)} />
          <Button label={words.after} look="quiet" disabled={start + PAGE >= sorted.length} onPress={() => setFrom(start + PAGE)} />
        </div>
      </div>
    </div>
  );
}
