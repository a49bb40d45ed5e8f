/**
 * The page in the kit that a person opens in any browser, years later: static, without scripts, everything in it only
 * text.
 */
import type { KeptId } from '../journey/detail-ids';
import type { ListKind } from '../lists/kinds';
import { csvRecords, parseList } from '../lists/parse';
import { type DetailFile, detailRows, type FollowersFile, followingFileName, type KitFile, type KitSnapshot } from './kit-file';

/** Whole sentences and words in the person's language; `files/` has no language of its own. */
export interface KitWords {
  /** For the `lang` attribute. */
  readonly language: string;
  readonly title: string;
  readonly intro: string;
  readonly readme: string;
  /** Where the extension can be had. */
  readonly homepage: string;
  /** Above a snapshot: account, server with its version, and when. */
  readonly saved: (about: { handle: string; server: string; date: string }) => string;
  readonly columns: {
    readonly list: string;
    readonly file: string;
    readonly rows: string;
    readonly pageCount: string;
    readonly source: string;
    readonly fingerprint: string;
  };
  readonly lists: Readonly<Record<ListKind, string>>;
  readonly followers: string;
  readonly following: string;
  readonly details: Readonly<Record<KeptId, string>>;
  /** Where a list is from, and what its source could not tell. */
  readonly source: (file: { source: KitFile['source'] | 'session'; notes: KitFile['notes'] }) => string;
  readonly date: (iso: string) => string;
  readonly number: (value: number) => string;
}

type At = { readonly path: string };
/** A snapshot, and where in the ZIP its files lie. */
export type Placed = Omit<KitSnapshot, 'files' | 'followers' | 'details'> & {
  readonly files: readonly (KitFile & At)[];
  readonly followers: readonly (FollowersFile & At)[];
  readonly details: readonly (DetailFile & At)[];
};

/** For pages that are opened from a folder, in light and dark. */
export const OFFLINE_STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.4rem .8rem;border-bottom:1px solid #8885}td.n{text-align:end;font-variant-numeric:tabular-nums}
code{font-size:.75rem;word-break:break-all}`;

/** More than that, a browser is slow to show; the file beside it has them all. */
const MOST_ROWS = 20_000;

export function kitPage(snapshots: readonly Placed[], words: KitWords): string {
  const { columns } = words;
  const heads = [columns.list, columns.file, columns.rows, columns.pageCount, columns.source, columns.fingerprint]
    .map((head) => `<th scope="col">${escaped(head)}</th>`)
    .join('');
  const sections = snapshots.map(({ handle, server, takenAt, files, followers, details }) => {
    const runs = `${server.software} ${server.version}`.trim();
    // Of a server that was never looked up, only the address is known.
    const place = runs === '' ? server.origin : `${server.origin} (${runs})`;
    const lines = [
      ...files.map((file) => ({ ...file, name: words.lists[file.kind], of: file.pageCount, source: words.source(file) })),
      ...followers.map((file) => ({
        ...file,
        name: file.name === followingFileName ? words.following : words.followers,
        source: words.source({ source: 'session', notes: [] }),
      })),
      ...details.map((file) => ({
        ...file,
        name: words.details[file.detail],
        rows: detailRows([file]),
        of: null,
        source: words.source({ source: 'session', notes: [] }),
      })),
    ];
    const rows = lines.map(
      (file) =>
        `<tr><td>${escaped(file.name)}</td><td><a href="${escaped(encodeURI(file.path))}">${escaped(file.path)}</a></td>` +
        `<td class="n">${escaped(words.number(file.rows))}</td><td class="n">${file.of === null ? '–' : escaped(words.number(file.of))}</td>` +
        `<td>${escaped(file.source)}</td><td><code>${escaped(file.sha256)}</code></td></tr>`,
    );
    const heading = words.saved({ handle, server: place, date: words.date(takenAt) });
    const tables = lines.map((line) => tableOf(line, words));
    return `<section><h2>${escaped(heading)}</h2><table><thead><tr>${heads}</tr></thead><tbody>${rows.join('\n')}</tbody></table>${tables.join('\n')}</section>`;
  });
  return `<!doctype html>
<html lang="${escaped(words.language)}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>${escaped(words.title)}</title><style>${OFFLINE_STYLE}</style></head>
<body><h1>${escaped(words.title)}</h1><p>${escaped(words.intro)}</p>
${sections.join('\n')}
</body></html>
`;
}

/** Every row of a file, for who has no program at hand to open it. Empty where there is none. */
function tableOf({ name, path, bytes, rows }: { name: string; path: string; bytes: Uint8Array<ArrayBuffer>; rows: number }, words: KitWords): string {
  const records = rows === 0 ? null : recordsOf(path, bytes);
  if (records === null) return '';
  const body = records.slice(0, MOST_ROWS).map((record) => `<tr>${record.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`);
  const rest = records.length > MOST_ROWS ? `<p><a href="${escaped(encodeURI(path))}">…</a></p>` : '';
  const summary = `${name} (${words.number(rows)})`;
  return `<details><summary>${escaped(summary)}</summary><table><tbody>${body.join('\n')}</tbody></table>${rest}</details>`;
}

/** A file's own lines, its header among them; of filters, which are JSON, what each is called, hides and where. */
function recordsOf(path: string, bytes: Uint8Array<ArrayBuffer>): string[][] | null {
  if (!path.endsWith('.json')) {
    const read = csvRecords(bytes, null);
    return read.ok ? read.value : null;
  }
  const parsed = parseList('custom_filters', bytes);
  if (!parsed.ok) return null;
  return parsed.rows.map(({ title, keywords_attributes: keywords, context, action }) => [
    title,
    keywords.map(({ keyword }) => keyword).join(', '),
    context.join(', '),
    action,
  ]);
}

/** For text and for attributes in double quotes. Handles, versions and names of files come from servers and people. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
