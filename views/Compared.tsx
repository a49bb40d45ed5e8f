import { download } from '../browser/download';
import type { Translate } from '../browser/i18n';
import type { ShownLanguage } from '../browser/languages';
import { type FateCounts, total } from '../components/FateBar';
import { Report, type ReportProps } from '../components/Report';
import { useShownLanguage, useT } from '../components/words';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { comparedAt } from '../journey/report/report';
import { text } from '../journey/text';
import { safeCsv } from '../lists/safe-csv';
import type { ReportInWords } from './report-view';

type Props = Pick<ReportProps, 'notices' | 'progress' | 'again'> & { plan: Plan; report: ReportInWords };

/** The report with all of its rows; loaded when there is one. */
export function Compared({ plan, report, notices, progress, again }: Props) {
  const t = useT();
  const language = useShownLanguage();
  // With other settings, it is there all the same.
  const isThere = ({ there, changed }: FateCounts) => there + changed;
  const there = report.lists.reduce((sum, { counts }) => sum + isThere(counts), 0);
  const all = report.lists.reduce((sum, { counts }) => sum + total(counts), 0);
  return (
    <Report
      summary={t(text('report.summary', { there, count: all }))}
      basis={basisOf(plan, report.extra, t, language)}
      lists={report.lists.map((list) => {
        const counts = { there: isThere(list.counts), all: total(list.counts) };
        return { ...list, label: t(text('report.bar', { list: list.name, ...counts })) };
      })}
      rows={report.rows}
      notices={notices ?? []}
      progress={progress ?? null}
      onExportCsv={() => saveCsv(plan, report, t)}
      onPrint={() => window.print()}
      again={again}
    />
  );
}

const ONE_GO = 60 * 60 * 1000;

function basisOf(plan: Plan, extra: number, t: Translate, language: ShownLanguage): string {
  const { first, last } = comparedAt(plan) ?? { first: 0, last: 0 };
  const { format } = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  const handle = namesOf(plan).new;
  const basis = t(
    last - first > ONE_GO
      ? text('report.basisBetween', { new: handle, first: format(first), last: format(last) })
      : text('report.basis', { new: handle, when: format(last) }),
  );
  return extra === 0 ? basis : t(text('report.extra', { basis, count: extra }));
}

function saveCsv(plan: Plan, report: ReportInWords, t: Translate): void {
  const names = new Map<string, string>(report.lists.map(({ id, name }) => [id, name]));
  const header = (['list', 'row', 'state', 'why'] as const).map((column) => t(text(`report.csvColumns.${column}`)));
  const rows = report.rows.map(({ list, what, fate, why }) => [names.get(list) ?? list, what, t(text(`report.fates.${fate}`)), why]);
  const day = new Date(comparedAt(plan)?.last ?? 0).toISOString().slice(0, 10);
  download(new Blob([safeCsv([header, ...rows])], { type: 'text/csv' }), `transhumance-report-${day}.csv`);
}
