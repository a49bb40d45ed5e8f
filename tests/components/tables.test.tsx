// @vitest-environment happy-dom
import { act } from 'preact/test-utils';
import { describe, expect, test, vi } from 'vitest';
import { translator } from '../../browser/i18n';
import { ImportSheet } from '../../components/ImportSheet';
import { type KitRow, KitTable } from '../../components/KitTable';
import { Report, type ReportProps } from '../../components/Report';
import type { ReportRow } from '../../components/ReportRows';
import { WordsProvider } from '../../components/words';
import french from '../../locales/fr.json';
import { choose, draw, press, type } from './draw';

describe('the kit', () => {
  const row = (id: string, rows: number | null, more: Partial<KitRow> = {}): KitRow => ({
    id,
    name: id,
    rows,
    page: rows,
    when: { iso: '2026-11-22', text: '22 Nov' },
    state: 'saved',
    stateWord: 'saved',
    ...more,
  });
  const rows = [
    row('Follows', 1204, { page: 1205, difference: 'The page may lag behind.' }),
    row('Blocks', 9),
    row('Filters', null, { when: null, state: 'failed', stateWord: 'failed', sentence: 'old.example answered with an error.' }),
  ];
  const names = (container: Element) => [...container.querySelectorAll('tbody th')].map((cell) => cell.textContent);

  test('shows the rows beside the number of the page, and says why they differ', () => {
    const { getByRole, getByText } = draw(<KitTable caption="Your lists" rows={rows} actions={[]} />);
    expect(getByRole('table', { name: 'Your lists' })).toBeTruthy();
    expect(getByRole('row', { name: /^Follows 1,204 1,205/ })).toBeTruthy();
    expect(getByText('The page may lag behind.')).toBeTruthy();
    expect(getByText('old.example answered with an error.')).toBeTruthy();
  });

  test('sorts by number, up and then down', () => {
    const { getByRole, container } = draw(<KitTable caption="Your lists" rows={rows} actions={[]} />);
    press(getByRole('button', { name: 'Entries' }));
    expect(names(container)).toEqual(['Filters', 'Blocks', 'Follows']);
    expect(getByRole('columnheader', { name: 'Entries' }).getAttribute('aria-sort')).toBe('ascending');
    press(getByRole('button', { name: 'Entries' }));
    expect(names(container)).toEqual(['Follows', 'Blocks', 'Filters']);
    expect(getByRole('columnheader', { name: 'Entries' }).getAttribute('aria-sort')).toBe('descending');
    expect(getByRole('columnheader', { name: 'List' }).getAttribute('aria-sort')).toBe('none');
  });

  test('writes numbers as the language does', () => {
    const { getByRole } = draw(
      <WordsProvider value={{ t: translator('fr', french), language: 'fr' }}>
        <KitTable caption="Vos listes" rows={rows} actions={[]} />
      </WordsProvider>,
    );
    expect(getByRole('cell', { name: /^1\s204$/ })).toBeTruthy();
  });
});

describe('the sheet before an import', () => {
  test('has a tick for each list with its count and its effect, and one button for all', () => {
    const onTick = vi.fn();
    const onPress = vi.fn();
    const { getByRole, getByText } = draw(
      <ImportSheet
        title="Bring your lists"
        lead="To @amelie@new.example."
        listLabel="Lists"
        lang="en"
        rows={[
          { id: 'follows', name: 'Follows', count: 1204, effect: 'Asks to follow each again.', isTicked: true, canTick: true, state: 'ready', stateWord: null },
          {
            id: 'domain_blocks',
            name: 'Domain blocks',
            count: 4,
            effect: 'Blocks them.',
            warning: 'Cuts 3 follows.',
            isTicked: false,
            canTick: true,
            state: 'ready',
            stateWord: null,
          },
          { id: 'mutes', name: 'Mutes', count: 0, effect: 'Mutes them.', isTicked: false, canTick: false, state: 'empty', stateWord: 'nothing to bring' },
        ]}
        onTick={onTick}
        totals="1,204 rows in 1 list"
        actions={[{ label: 'Import all', look: 'primary', onPress }]}
      />,
    );
    expect((getByRole('checkbox', { name: 'Follows 1,204' }) as HTMLInputElement).checked).toBe(true);
    expect((getByRole('checkbox', { name: 'Mutes 0' }) as HTMLInputElement).disabled).toBe(true);
    const blocks = getByRole('checkbox', { name: 'Domain blocks 4' });
    expect(document.getElementById(blocks.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Blocks them.Cuts 3 follows.');
    press(blocks);
    expect(onTick).toHaveBeenCalledExactlyOnceWith('domain_blocks', true);
    expect(getByText('1,204 rows in 1 list')).toBeTruthy();
    press(getByRole('button', { name: 'Import all' }));
    expect(onPress).toHaveBeenCalledOnce();
  });

  test('keeps the focus where its button becomes another one', () => {
    const sheet = (label: string) => (
      <ImportSheet title="" lead="" listLabel="Lists" lang="en" rows={[]} onTick={vi.fn()} totals="" actions={[{ label, onPress: vi.fn() }]} />
    );
    const { getByRole, redraw } = draw(sheet('Import all'));
    getByRole('button', { name: 'Import all' }).focus();
    redraw(sheet('Pause'));
    expect(document.activeElement).toBe(getByRole('button', { name: 'Pause' }));
  });

  test('says where it stopped and why', () => {
    const onAgain = vi.fn();
    const { getByRole, getByText } = draw(
      <ImportSheet
        title="Bring your lists"
        lead=""
        listLabel="Lists"
        lang="en"
        rows={[
          {
            id: 'lists',
            name: 'Lists',
            count: 128,
            effect: '',
            isTicked: true,
            canTick: false,
            state: 'stopped',
            stateWord: 'stopped',
            progress: { value: 40, max: 128, label: '40 of 128' },
            sentence: 'new.example counted 127 rows.',
            actions: [{ label: 'Try again', onPress: onAgain }],
          },
        ]}
        onTick={vi.fn()}
        totals=""
        notice={{ tone: 'stop', title: 'Stopped at a surprise', isNews: true }}
        actions={[]}
      />,
    );
    expect(getByRole('alert').textContent).toBe('Stopped at a surprise');
    expect(getByText('new.example counted 127 rows.')).toBeTruthy();
    const again = getByRole('button', { name: 'Try again' });
    expect(document.getElementById(again.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Lists');
    press(again);
    expect(onAgain).toHaveBeenCalledOnce();
    expect(getByRole('progressbar', { name: 'Lists' }).getAttribute('aria-valuetext')).toBe('40 of 128');
  });
});

describe('the report', () => {
  const rows: ReportRow[] = Array.from({ length: 20_000 }, (_, index) => ({
    list: index < 15_000 ? 'follows' : 'bookmarks',
    what: `@person${index}@some.example`,
    fate: index === 19_999 ? 'failed' : 'there',
    why: index === 19_999 ? 'some.example does not answer.' : '',
  }));
  const report = (): ReportProps => ({
    summary: '19,999 of 20,000 rows are there.',
    basis: 'Compared today.',
    lists: [
      { id: 'follows', name: 'Follows', counts: { there: 15_000, changed: 0, requested: 0, failed: 0, skipped: 0, unknown: 0 }, label: 'Follows: all there' },
      {
        id: 'bookmarks',
        name: 'Bookmarks',
        counts: { there: 4_999, changed: 0, requested: 0, failed: 1, skipped: 0, unknown: 0 },
        label: 'Bookmarks: 1 failed',
      },
    ],
    rows,
    onExportCsv: vi.fn(),
    onPrint: vi.fn(),
    again: null,
  });
  const shown = (container: Element) => [...container.querySelectorAll('.rows tbody tr')].map((row) => row.querySelector('th')?.textContent);

  test('says every number of its picture in a table too, and only outcomes that happened', () => {
    const { getByRole, getAllByRole } = draw(<Report {...report()} />);
    expect(getByRole('img', { name: 'Arrived 19,999, Failed 1' })).toBeTruthy();
    expect(getByRole('row', { name: 'Bookmarks 5,000 4,999 1' })).toBeTruthy();
    expect(getByRole('table', { name: 'Totals of each list' }).textContent).not.toContain('Unknown');
    expect(getAllByRole('term')).toHaveLength(2);
  });

  test('lays out fifty rows at a time', () => {
    const { getByRole, getByText, container } = draw(<Report {...report()} />);
    expect(shown(container)).toHaveLength(50);
    expect((getByRole('button', { name: 'Previous' }) as HTMLButtonElement).disabled).toBe(true);
    press(getByRole('button', { name: 'Next' }));
    expect(getByText('51 to 100 of 20,000')).toBeTruthy();
    expect(shown(container)[0]).toBe('@person50@some.example');
  });

  test('finds a row by its name or its reason', () => {
    const { getByRole, container } = draw(<Report {...report()} />);
    type(getByRole('searchbox', { name: 'Search accounts, servers, posts' }), 'PERSON12345@');
    expect(shown(container)).toEqual(['@person12345@some.example']);
    type(getByRole('searchbox', { name: 'Search accounts, servers, posts' }), 'does not answer');
    expect(shown(container)).toEqual(['@person19999@some.example']);
  });

  test('filters by list and by outcome, and comes back to the first page', () => {
    const { getByRole, getByText, container } = draw(<Report {...report()} />);
    press(getByRole('button', { name: 'Next' }));
    choose(getByRole('combobox', { name: 'State' }), 'failed');
    expect(shown(container)).toEqual(['@person19999@some.example']);
    choose(getByRole('combobox', { name: 'List' }), 'follows');
    expect(shown(container)).toEqual([]);
    expect(getByText('No entry matches.')).toBeTruthy();
  });

  test('sorts by outcome', () => {
    const { getByRole, container } = draw(<Report {...report()} />);
    const byOutcome = () => press(getByRole('button', { name: 'State' }));
    byOutcome();
    expect(shown(container)[0]).toBe('@person0@some.example');
    byOutcome();
    expect(shown(container)[0]).toBe('@person19999@some.example');
  });

  test('prints every row that matches, and goes back to fifty after', () => {
    const props = report();
    let onPaper = 0;
    const { getByRole, container } = draw(
      <Report
        {...props}
        rows={rows.slice(0, 300)}
        onPrint={() => {
          onPaper = shown(container).length;
        }}
      />,
    );
    press(getByRole('button', { name: 'Print' }));
    expect(onPaper).toBe(300);
    act(() => {
      window.dispatchEvent(new Event('afterprint'));
    });
    expect(shown(container)).toHaveLength(50);
  });

  test('saves as CSV by one button', () => {
    const props = report();
    const { getByRole } = draw(<Report {...props} />);
    press(getByRole('button', { name: 'Save as CSV' }));
    expect(props.onExportCsv).toHaveBeenCalledOnce();
  });
});
