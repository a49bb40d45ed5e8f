import { useRef, useState } from 'preact/hooks';
import { download } from '../../browser/download';
import type { ShownLanguage, Translate } from '../../browser/i18n';
import { Button } from '../../components/Button';
import { DropZone } from '../../components/DropZone';
import type { NoticeProps } from '../../components/Notice';
import { Sheet } from '../../components/Sheet';
import { YearsChart } from '../../components/YearsChart';
import type { ArchiveProblem, ArchiveSummary } from '../../files/archive';
import { type Text, text } from '../../journey/text';

const MEGABYTE = 1_000_000;

type State =
  | { is: 'empty'; problem: ArchiveProblem | null }
  | { is: 'reading'; read: number; of: number }
  | { is: 'open'; file: File; summary: ArchiveSummary; problem: ArchiveProblem | null };

/** A look inside a downloaded archive. Reads on this computer only, and only the entries it needs. */
export function Archive({ t, language }: { t: Translate; language: ShownLanguage }) {
  const [state, setState] = useState<State>({ is: 'empty', problem: null });
  const reading = useRef<AbortController | null>(null);

  const open = async (file: File) => {
    reading.current?.abort();
    const mine = new AbortController();
    reading.current = mine;
    setState({ is: 'reading', read: 0, of: 0 });
    const { openArchive } = await import('../../files/archive');
    const opened = await openArchive(file, {
      signal: mine.signal,
      onProgress: (read, of) => mine.signal.aborted || setState({ is: 'reading', read, of }),
    });
    // Another file was dropped meanwhile: that one is told about.
    if (mine.signal.aborted) return;
    setState(opened.ok ? { is: 'open', file, summary: opened.summary, problem: null } : { is: 'empty', problem: opened.problem });
  };

  const makeBookmarks = async (file: File) => {
    const { bookmarksFromArchive } = await import('../../files/archive');
    const made = await bookmarksFromArchive(file);
    if (made.ok) download(new Blob([made.bytes], { type: 'text/csv' }), 'bookmarks.csv');
    else setState((before) => (before.is === 'open' ? { ...before, problem: made.problem } : before));
  };

  const notice = (problem: ArchiveProblem | null): NoticeProps | null =>
    problem === null ? null : { tone: 'warn', title: t(text('archive.problems.title')), body: [t(sayProblem(problem))], isNews: true };
  const megabytes = (bytes: number) => Math.ceil(bytes / MEGABYTE);

  return (
    <Sheet title={t(text('archive.title'))} lead={t(text('archive.lead'))}>
      {state.is === 'open' ? <Summary summary={state.summary} t={t} language={language} /> : null}
      {state.is === 'open' && (state.summary.bookmarks ?? 0) > 0 ? (
        <section aria-label={t(text('archive.bookmarksTitle'))}>
          <h3>{t(text('archive.bookmarksTitle'))}</h3>
          <p class="aside">{t(text('archive.bookmarksBody'))}</p>
          <Button label={t(text('archive.bookmarksButton'))} onPress={() => void makeBookmarks(state.file)} />
        </section>
      ) : null}
      <DropZone
        title={t(text(state.is === 'open' ? 'archive.again' : 'archive.drop'))}
        hint={t(text('archive.hint'))}
        choose={t(text('archive.choose'))}
        accept=".zip,.tar.gz,.gz"
        busy={
          state.is === 'reading'
            ? {
                value: state.read,
                max: state.of === 0 ? null : state.of,
                label: t(text('archive.reading', { done: megabytes(state.read), total: megabytes(state.of) })),
              }
            : null
        }
        notice={state.is === 'reading' ? null : notice(state.problem)}
        onFiles={([file]) => {
          if (file !== undefined) void open(file);
        }}
      />
    </Sheet>
  );
}

function Summary({ summary, t, language }: { summary: ArchiveSummary; t: Translate; language: ShownLanguage }) {
  const { profile, written, media, bookmarks, likes } = summary;
  const name = profile === null ? null : profile.displayName || profile.username;
  const day = (time: string | null) =>
    time === null || Number.isNaN(Date.parse(time)) ? null : new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(Date.parse(time));
  const first = day(written?.first ?? null);
  const last = day(written?.last ?? null);
  const facts: (Text | null)[] = [
    written && text('archive.posts', { count: written.posts }),
    written && text('archive.replies', { count: written.replies }),
    written && text('archive.boosts', { count: written.boosts }),
    text('archive.media', { count: media.count }),
    bookmarks === null ? null : text('archive.bookmarks', { count: bookmarks }),
    likes === null ? null : text('archive.likes', { count: likes }),
    text('archive.size', { size: Math.ceil(summary.bytes / MEGABYTE) }),
  ];
  const years = written?.years ?? [];
  const best = years.reduce(
    (most, year) => (year.posts + year.replies > most.posts + most.replies ? year : most),
    years[0] ?? { year: 0, posts: 0, replies: 0, boosts: 0 },
  );
  return (
    <div class="archive">
      {name === null ? null : (
        <h3>
          <bdi>{t(text('archive.of', { name }))}</bdi>
        </h3>
      )}
      {first !== null && last !== null ? <p>{t(text('archive.between', { first, last }))}</p> : null}
      <ul class="facts">{facts.map((fact) => (fact === null ? null : <li key={fact.key}>{t(fact)}</li>))}</ul>
      {years.length === 0 ? null : (
        <YearsChart
          title={t(text('archive.chart'))}
          summary={t(text('archive.chartSummary', { year: String(best.year), posts: best.posts + best.replies }))}
          lang={language}
          series={[t(text('archive.chartPosts')), t(text('archive.chartBoosts'))]}
          years={years.map(({ year, posts, replies, boosts }) => ({ year, values: [posts + replies, boosts] }))}
          words={{ asTable: t(text('archive.asTable')), year: t(text('archive.year')) }}
        />
      )}
    </div>
  );
}

function sayProblem(problem: ArchiveProblem): Text {
  switch (problem.kind) {
    case 'other-file':
      return text(problem.is === 'gzip' || problem.is === 'tar' ? 'archive.problems.tar' : 'archive.problems.other-file');
    case 'split':
    case 'unsafe-name':
    case 'duplicate-name':
    case 'sizes-lie':
      return text('archive.problems.unsafe');
    case 'too-many-entries':
    case 'directory-too-large':
      return text('archive.problems.too-large', { name: '…' });
    case 'too-large':
      return text('archive.problems.too-large', { name: problem.name });
    case 'unreadable':
      return text('archive.problems.unreadable', { name: problem.name });
    case 'not-an-archive':
      return text(problem.kit ? 'archive.problems.kit' : 'archive.problems.not-an-archive');
    case 'not-a-zip':
    case 'truncated':
    case 'damaged':
    case 'encrypted':
    case 'unsupported':
    case 'stopped':
      return text(`archive.problems.${problem.kind}`);
    default:
      return problem satisfies never;
  }
}
