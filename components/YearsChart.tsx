import { text } from '../journey/text';
import { Disclosure } from './Disclosure';
import { written } from './numbers';
import { useShownLanguage, useT } from './words';

export type YearsChartProps = {
  title: string;
  /** "2017 to 2026; most in 2022: 1,870" */
  summary: string;
  /** What is counted, at most two: "Posts", "Boosts". Drawn one upon the other. */
  series: readonly string[];
  /** Every year between the first and the last, the empty ones too. */
  years: readonly { year: number; values: readonly number[] }[];
};

export function YearsChart({ title, summary, series, years }: YearsChartProps) {
  const t = useT();
  const language = useShownLanguage();
  const highest = Math.max(1, ...years.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  return (
    <figure class="years">
      <figcaption>
        <strong>{title}</strong>
        <span class="aside">{summary}</span>
        {series.length < 2 ? null : (
          <span class="series" aria-hidden="true">
            {series.map((name, at) => (
              <span key={name}>
                <span class="swatch" data-series={at} />
                {name}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      <div class="bars" role="img" aria-label={`${title}. ${summary}`}>
        {years.map(({ year, values }) => (
          <div class="year" key={year}>
            <div class="column">
              {values.map((value, at) => (
                <span
                  key={series[at]}
                  data-series={at}
                  style={{ height: `${(value / highest) * 100}%` }}
                  title={`${year} · ${series[at] ?? ''} · ${written(language, value)}`}
                />
              ))}
            </div>
            <span class="said">{year}</span>
          </div>
        ))}
      </div>
      <Disclosure label={t(text('archive.asTable'))}>
        <YearsTable series={series} years={years} />
      </Disclosure>
    </figure>
  );
}

function YearsTable({ series, years }: Pick<YearsChartProps, 'series' | 'years'>) {
  const t = useT();
  const language = useShownLanguage();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t(text('archive.year'))}</th>
          {series.map((name) => (
            <th key={name} scope="col" class="number">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {years.map(({ year, values }) => (
          <tr key={year}>
            <th scope="row">{year}</th>
            {values.map((value, at) => (
              <td key={series[at]} class="number">
                {written(language, value)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
