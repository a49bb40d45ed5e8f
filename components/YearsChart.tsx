import { Disclosure } from './Disclosure';
import { written } from './numbers';

export type YearsChartProps = {
  title: string;
  /** "2017 to 2026; most in 2022: 1,870" */
  summary: string;
  lang: string;
  /** What is counted, at most two: "Posts", "Boosts". Drawn one upon the other. */
  series: readonly string[];
  /** Every year between the first and the last, the empty ones too. */
  years: readonly { year: number; values: readonly number[] }[];
  /** "As a table", "Year" */
  words: { asTable: string; year: string };
};

export function YearsChart({ title, summary, lang, series, years, words }: YearsChartProps) {
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
                  title={`${year} · ${series[at] ?? ''} · ${written(lang, value)}`}
                />
              ))}
            </div>
            <span class="said">{year}</span>
          </div>
        ))}
      </div>
      <Disclosure label={words.asTable}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.year}</th>
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
                    {written(lang, value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
    </figure>
  );
}
