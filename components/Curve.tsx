import { text } from '../journey/text';
import { Disclosure } from './Disclosure';
import { written } from './numbers';
import { useShownLanguage, useT } from './words';

interface CurveProps {
  title: string;
  /** "From 0 to 231 in two days." */
  summary: string;
  /** Oldest first, at least two. `at`: milliseconds since 1970. */
  points: readonly { at: number; value: number }[];
  /** What the height is measured by; never below the highest value. */
  most: number;
  /** What is counted: the head of the table's column. */
  value: string;
}

const [WIDTH, HEIGHT] = [600, 120];

/** One number over time, as a line, and the same as a table. */
export function Curve({ title, summary, points, most, value: counted }: CurveProps) {
  const t = useT();
  const language = useShownLanguage();
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const highest = Math.max(1, most, ...points.map(({ value }) => value));
  const x = (at: number) => ((at - first) / Math.max(1, last - first)) * WIDTH;
  const y = (value: number) => HEIGHT - (value / highest) * HEIGHT;
  const line = points.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <figure class="curve">
      <figcaption>
        <strong>{title}</strong> <span class="aside">{summary}</span>
      </figcaption>
      <svg viewBox={`0 -4 ${WIDTH} ${HEIGHT + 8}`} preserveAspectRatio="none" role="img" aria-label={`${title}. ${summary}`}>
        <line class="goal" x1="0" x2={WIDTH} y1={y(most)} y2={y(most)} />
        <polyline points={line} />
      </svg>
      <Disclosure label={t(text('archive.asTable'))}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t(text('arrivals.curve.when'))}</th>
              <th scope="col" class="number">
                {counted}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ at, value }) => (
              <tr key={at}>
                <th scope="row">
                  <time dateTime={new Date(at).toISOString()}>{time.format(at)}</time>
                </th>
                <td class="number">{written(language, value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
    </figure>
  );
}
