import { useEffect, useState } from 'preact/hooks';
import { text } from '../journey/text';
import { Button } from './Button';
import { FateBar, type FateCounts, fates, type ShownFate, total } from './FateBar';
import { DownloadIcon, PrintIcon } from './Icon';
import { Notice, type NoticeProps } from './Notice';
import { written } from './numbers';
import { Progress, type ProgressProps } from './Progress';
import { type ReportRow, ReportRows } from './ReportRows';
import { Sheet } from './Sheet';
import type { Press } from './StepBody';
import { useShownLanguage, useT } from './words';

export type ReportProps = {
  /** "1,142 of 1,204 rows are there." */
  summary: string;
  /** "Compared on 22 November, 10:41, from fresh exports of @amelie@new.example." */
  basis: string;
  /** `label`: what its bar shows. */
  lists: readonly { id: string; name: string; counts: FateCounts; label: string }[];
  rows: readonly ReportRow[];
  notices?: readonly NoticeProps[];
  /** While another comparison is under way. */
  progress?: ProgressProps | null;
  onExportCsv(): void;
  /** Called once every row is on the page: `window.print()`. */
  onPrint(): void;
  again: Press | null;
};

/** What became of all that was saved: in one picture, list by list, and entry by entry. */
export function Report({ summary, basis, lists, rows, notices = [], progress = null, onExportCsv, onPrint, again }: ReportProps) {
  const t = useT();
  const [isPrinting, startPrinting] = usePrinting(onPrint);
  const sums = Object.fromEntries(fates.map((fate) => [fate, lists.reduce((all, { counts }) => all + counts[fate], 0)])) as FateCounts;
  const used = fates.filter((fate) => sums[fate] > 0);
  return (
    <Sheet title={t(text('report.title'))}>
      <div class={isPrinting ? 'outcome printing' : 'outcome'}>
        <p class="summary">{summary}</p>
        <Picture sums={sums} used={used} />
        <p class="aside">{basis}</p>
      </div>
      {progress === null ? null : <Progress {...progress} />}
      {notices.map((notice) => (
        <Notice key={notice.title} {...notice} />
      ))}
      <div class="table-block">
        <Totals lists={lists} used={used} />
        <div class="buttons">
          <Button label={t(text('report.csv'))} icon={<DownloadIcon />} onPress={onExportCsv} />
          <Button label={t(text('report.print'))} icon={<PrintIcon />} onPress={startPrinting} />
          {again === null ? null : <Button label={again.label} look="quiet" onPress={again.onPress} />}
        </div>
      </div>
      <h3>{t(text('report.rows'))}</h3>
      <ReportRows rows={rows} lists={lists} isWhole={isPrinting} />
    </Sheet>
  );
}

/** Whether every row is shown, for the printer; and what begins it. */
function usePrinting(onPrint: () => void): [boolean, () => void] {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    if (!isPrinting) return;
    const done = () => setPrinting(false);
    window.addEventListener('afterprint', done);
    onPrint();
    return () => window.removeEventListener('afterprint', done);
  }, [isPrinting]);
  return [isPrinting, () => setPrinting(true)];
}

/** All lists together as one bar, and what its colours mean. */
function Picture({ sums, used }: { sums: FateCounts; used: readonly ShownFate[] }) {
  const t = useT();
  const language = useShownLanguage();
  const names = used.map((fate) => ({ fate, name: t(text(`report.fates.${fate}`)), count: written(language, sums[fate]) }));
  return (
    <>
      <FateBar counts={sums} label={names.map(({ name, count }) => `${name} ${count}`).join(', ')} />
      <dl class="legend">
        {names.map(({ fate, name, count }) => (
          <div key={fate}>
            <dt>
              <span class="swatch" data-fate={fate} />
              {name} <b>{count}</b>
            </dt>
            <dd>{t(text(`report.meanings.${fate}`))}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** The numbers of each list. */
function Totals({ lists, used }: Pick<ReportProps, 'lists'> & { used: readonly ShownFate[] }) {
  const t = useT();
  const language = useShownLanguage();
  const all = t(text('report.columns.all'));
  return (
    <table class="totals">
      <caption class="unseen">{t(text('report.totals'))}</caption>
      <thead>
        <tr>
          <th scope="col">{t(text('report.columns.list'))}</th>
          <th scope="col" class="number">
            {all}
          </th>
          {used.map((fate) => (
            <th key={fate} scope="col" class="number">
              {t(text(`report.fates.${fate}`))}
            </th>
          ))}
        </tr>
      </thead>
      {/* A body of its own for each list, so that its bar stays with its numbers, on paper too. */}
      {lists.map(({ id, name, counts, label }) => (
        <tbody key={id}>
          <tr>
            <th scope="row">{name}</th>
            <td class="number" data-label={all}>
              {written(language, total(counts))}
            </td>
            {used.map((fate) => (
              <td key={fate} class={counts[fate] === 0 ? 'number zero' : 'number'} data-label={t(text(`report.fates.${fate}`))}>
                {written(language, counts[fate])}
              </td>
            ))}
          </tr>
          <tr class="more">
            <td colSpan={2 + used.length}>
              <FateBar counts={counts} label={label} />
            </td>
          </tr>
        </tbody>
      ))}
    </table>
  );
}
