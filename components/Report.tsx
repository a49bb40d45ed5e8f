import { useEffect, useState } from 'preact/hooks';
import { Button } from './Button';
import { FateBar, type FateCounts, fates, type ShownFate, total } from './FateBar';
import { DownloadIcon, PrintIcon } from './Icon';
import { Notice, type NoticeProps } from './Notice';
import { written } from './numbers';
import { Progress, type ProgressProps } from './Progress';
import { type ReportRow, ReportRows, type ReportRowsProps } from './ReportRows';
import { Sheet } from './Sheet';
import type { Press } from './StepBody';

export type ReportProps = {
  title: string;
  /** "1,142 of 1,204 rows are there." */
  summary: string;
  /** "Compared on 22 November, 10:41, from fresh exports of @amelie@new.example." */
  basis: string;
  lang: string;
  lists: readonly { id: string; name: string; counts: FateCounts; label: string }[];
  fateWords: Readonly<Record<ShownFate, string>>;
  /** One sentence each: "Sent, not refused, and not yet among your follows: we infer that it waits for an answer." */
  fateMeanings: Readonly<Record<ShownFate, string>>;
  columns: { list: string; all: string };
  tableCaption: string;
  rows: readonly ReportRow[];
  rowsTitle: string;
  rowWords: ReportRowsProps['words'];
  notices?: readonly NoticeProps[];
  /** While another comparison is under way. */
  progress?: ProgressProps | null;
  exportCsv: Press;
  /** Called once every row is on the page: `window.print()`. */
  print: { label: string; onPrint(): void };
  again: Press | null;
};

export function Report(props: ReportProps) {
  const { title, summary, basis, lang, lists, fateWords, fateMeanings, columns, notices = [], progress = null, exportCsv, print, again } = props;
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    if (!isPrinting) return;
    const done = () => setPrinting(false);
    window.addEventListener('afterprint', done);
    print.onPrint();
    return () => window.removeEventListener('afterprint', done);
  }, [isPrinting]);

  const sum = Object.fromEntries(fates.map((fate) => [fate, lists.reduce((all, { counts }) => all + counts[fate], 0)])) as Record<ShownFate, number>;
  const used = fates.filter((fate) => sum[fate] > 0);
  return (
    <Sheet title={title}>
      <div class={isPrinting ? 'outcome printing' : 'outcome'}>
        <p class="summary">{summary}</p>
        <FateBar counts={sum} label={used.map((fate) => `${fateWords[fate]} ${written(lang, sum[fate])}`).join(', ')} />
        <dl class="legend">
          {used.map((fate) => (
            <div key={fate}>
              <dt>
                <span class="swatch" data-fate={fate} />
                {fateWords[fate]} <b>{written(lang, sum[fate])}</b>
              </dt>
              <dd>{fateMeanings[fate]}</dd>
            </div>
          ))}
        </dl>
        <p class="aside">{basis}</p>
      </div>
      {progress === null ? null : <Progress {...progress} />}
      {notices.map((notice) => (
        <Notice key={notice.title} {...notice} />
      ))}
      <div class="table-block">
        <table class="totals">
          <caption class="unseen">{props.tableCaption}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.list}</th>
              <th scope="col" class="number">
                {columns.all}
              </th>
              {used.map((fate) => (
                <th key={fate} scope="col" class="number">
                  {fateWords[fate]}
                </th>
              ))}
            </tr>
          </thead>
          {/* A body of its own for each list, so that its bar stays with its numbers, on paper too. */}
          {lists.map(({ id, name, counts, label }) => (
            <tbody key={id}>
              <tr>
                <th scope="row">{name}</th>
                <td class="number" data-label={columns.all}>
                  {written(lang, total(counts))}
                </td>
                {used.map((fate) => (
                  <td key={fate} class={counts[fate] === 0 ? 'number zero' : 'number'} data-label={fateWords[fate]}>
                    {written(lang, counts[fate])}
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
        <div class="buttons">
          <Button label={exportCsv.label} icon={<DownloadIcon />} onPress={exportCsv.onPress} />
          <Button label={print.label} icon={<PrintIcon />} onPress={() => setPrinting(true)} />
          {again === null ? null : <Button label={again.label} look="quiet" onPress={again.onPress} />}
        </div>
      </div>
      <h3>{props.rowsTitle}</h3>
      <ReportRows caption={props.rowsTitle} lang={lang} rows={props.rows} lists={lists} fateWords={fateWords} words={props.rowWords} isWhole={isPrinting} />
    </Sheet>
  );
}
