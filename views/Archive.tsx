import { useState } from 'preact/hooks';
import type { Translate } from '../browser/i18n';
import { Button } from '../components/Button';
import { DropZone } from '../components/DropZone';
import { Notice, type NoticeProps } from '../components/Notice';
import type { ProgressProps } from '../components/Progress';
import { Sheet } from '../components/Sheet';
import { useShownLanguage, useT } from '../components/words';
import { YearsChart } from '../components/YearsChart';
import { isArchiveOf } from '../journey/archive';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import type { ArchiveProblem, ArchiveSummary } from '../kit/archive';
import { shownHandle } from '../lists/handle';
import { archiveFacts, saysOfArchive, saysOfCut, saysOfPart } from './archive-words';

const MEGABYTE = 1_000_000;

type State =
  | { is: 'empty'; problem: ArchiveProblem | null }
  | { is: 'reading'; read: number; of: number; stop: () => void }
  | { is: 'open'; file: File; summary: ArchiveSummary };

interface ArchiveProps {
  plan: Plan;
}

/** A look inside a downloaded archive. Reads on this computer only, and only the entries it needs. */
export function Archive({ plan }: ArchiveProps) {
  const t = useT();
  const [state, open] = useReading();
  return (
    <Sheet isMain title={t(text('archive.title'))} lead={t(text('archive.lead'))}>
      {state.is === 'open' ? <Summary summary={state.summary} /> : null}
      {state.is === 'open' && (state.summary.bookmarks ?? 0) > 0 ? (
        <Bookmarks key={state.file.name} plan={plan} file={state.file} profile={state.summary.profile} />
      ) : null}
      {state.is === 'open' && plan.new?.handle != null && isArchiveOf(state.summary.profile ?? { username: '', host: null, actorUrl: null }, plan.old) ? (
        <Keepsakes key={`${state.file.name} kept`} plan={plan} file={state.file} summary={state.summary} />
      ) : null}
      <DropZone
        title={t(text(state.is === 'open' ? 'archive.again' : 'archive.drop'))}
        hint={t(text('archive.hint'))}
        choose={t(text('archive.choose'))}
        accept=".zip,.gz,.tgz,.tar"
        busy={state.is === 'reading' ? progressOf(state, t) : null}
        notice={state.is === 'empty' && state.problem !== null ? problemNotice(state.problem, t) : null}
        onFiles={([file]) => {
          if (file !== undefined) void open(file);
        }}
      />
      {state.is === 'reading' ? <Button label={t(text('archive.stop'))} onPress={state.stop} /> : null}
    </Sheet>
  );
}

/** What was opened, or is being read; and what opens a file. */
function useReading(): [State, (file: File) => Promise<void>] {
  const [state, setState] = useState<State>({ is: 'empty', problem: null });
  const open = async (file: File) => {
    const ending = new AbortController();
    const stop = () => ending.abort();
    let next: State = { is: 'empty', problem: null };
    setState({ is: 'reading', read: 0, of: 0, stop });
    try {
      const { openArchive } = await import('../kit/archive');
      const opened = await openArchive(file, { signal: ending.signal, onProgress: (read, of) => setState({ is: 'reading', read, of, stop }) });
      next = opened.ok ? { is: 'open', file, summary: opened.summary } : { is: 'empty', problem: opened.problem };
    } finally {
      setState(next);
    }
  };
  return [state, open];
}

function problemNotice(problem: ArchiveProblem, t: Translate): NoticeProps {
  if (problem.kind === 'stopped') return { tone: 'info', title: t(saysOfArchive(problem)), body: [], isNews: true };
  return { tone: 'warn', title: t(text('archive.problems.title')), body: [t(saysOfArchive(problem))], isNews: true };
}

function progressOf({ read, of }: Extract<State, { is: 'reading' }>, t: Translate): ProgressProps {
  const megabytes = (bytes: number) => Math.ceil(bytes / MEGABYTE);
  return { value: read, max: of === 0 ? null : of, label: t(text('archive.reading', { done: megabytes(read), total: megabytes(of) })) };
}

interface BookmarksProps {
  plan: Plan;
  file: File;
  profile: ArchiveSummary['profile'];
}

/** For when the server and its export are gone: the archive's bookmarks as a list of the kit. */
function Bookmarks({ plan, file, profile }: BookmarksProps) {
  const t = useT();
  const [answer, setAnswer] = useState<'busy' | NoticeProps | null>(null);
  const isOthers = profile !== null && !isArchiveOf(profile, plan.old);
  const isThere = plan.kit.lists.bookmarks !== undefined;

  const put = async () => {
    setAnswer('busy');
    let next: NoticeProps | null = null;
    try {
      next = await putBookmarks(plan, file, t);
    } finally {
      setAnswer(next);
    }
  };
  const others = text('archive.bookmarksOthers', {
    archive: shownHandle(`${profile?.username ?? ''}@${profile?.host ?? ''}`),
    old: namesOf(plan).old,
  });
  return (
    <section aria-label={t(text('archive.bookmarksTitle'))}>
      <h3>{t(text('archive.bookmarksTitle'))}</h3>
      <p class="aside">{t(isOthers ? others : text(isThere ? 'archive.bookmarksThere' : 'archive.bookmarksBody'))}</p>
      {isOthers || isThere ? null : <Button label={t(text('archive.bookmarksButton'))} disabled={answer === 'busy'} onPress={() => void put()} />}
      {answer === null || answer === 'busy' ? null : <Notice {...answer} isNews />}
    </section>
  );
}

/** The same way as a list that is dropped on the kit. */
async function putBookmarks(plan: Plan, file: File, t: Translate): Promise<NoticeProps> {
  const [{ bookmarksFromArchive }, { takeAs }] = await Promise.all([import('../kit/archive'), import('./take-in')]);
  const title = t(text('archive.bookmarksTitle'));
  const made = await bookmarksFromArchive(file);
  if (!made.ok) return { tone: 'warn', title, body: [t(saysOfArchive(made.problem))] };
  const taken = await takeAs(plan, { name: 'bookmarks.csv', bytes: made.bytes }, 'bookmarks');
  if (taken.is === 'problem') return { tone: 'stop', title, body: [t(taken.say)] };
  const { count, examples } = made.leftOut;
  const leftOut = count === 0 ? [] : [t(text('archive.bookmarksLeftOut', { count })), ...new Set(examples.map((entry) => t(text('archive.entry', { entry }))))];
  return { tone: count === 0 ? 'done' : 'warn', title, body: [t(text('archive.bookmarksPut', { count: made.rows.length })), ...leftOut] };
}

/** Favourites and the person's own posts have no import of their own, but can be kept as bookmarks. */
function Keepsakes({ plan, file, summary }: Pick<BookmarksProps, 'plan' | 'file'> & { summary: ArchiveSummary }) {
  const t = useT();
  const [answer, setAnswer] = useState<'busy' | NoticeProps | null>(null);
  const counts = { favourites: summary.likes ?? 0, posts: (summary.written?.posts ?? 0) + (summary.written?.replies ?? 0) };
  const offered = (['favourites', 'posts'] as const).filter((which) => counts[which] > 0);
  if (offered.length === 0) return null;
  const put = async (which: 'favourites' | 'posts') => {
    setAnswer('busy');
    let next: NoticeProps | null = null;
    try {
      next = await putAside(plan, file, which, t);
    } finally {
      setAnswer(next);
    }
  };
  return (
    <section aria-label={t(text('archive.keep.title'))}>
      <h3>{t(text('archive.keep.title'))}</h3>
      <p class="aside">{t(text('archive.keep.body'))}</p>
      <div class="buttons">
        {offered.map((which) => (
          <Button
            key={which}
            label={t(text(`archive.keep.${which}`))}
            disabled={answer === 'busy' || plan.imports.pieces.some(({ extra }) => extra === which)}
            onPress={() => void put(which)}
          />
        ))}
      </div>
      {answer === null || answer === 'busy' ? null : <Notice {...answer} isNews />}
    </section>
  );
}

/** Among the lists that are ready to be sent. */
async function putAside(plan: Plan, file: File, which: 'favourites' | 'posts', t: Translate): Promise<NoticeProps> {
  const [{ bookmarksFromArchive }, { cutExtra }] = await Promise.all([import('../kit/archive'), import('./prepare')]);
  const title = t(text(`imports.extras.${which}`));
  const made = await bookmarksFromArchive(file, {}, which);
  if (!made.ok) return { tone: 'warn', title, body: [t(saysOfArchive(made.problem))] };
  if (made.rows.length === 0) return { tone: 'info', title, body: [t(text('archive.keep.none'))] };
  if (!(await cutExtra(plan, 'bookmarks', made.rows, which))) return { tone: 'stop', title, body: [t(text('imports.pauses.storage-full'))] };
  return { tone: 'done', title, body: [t(text('archive.keep.done', { count: made.rows.length }))] };
}

function Summary({ summary }: { summary: ArchiveSummary }) {
  const t = useT();
  const language = useShownLanguage();
  const { profile, written, troubles, cutOff } = summary;
  const missing = [...(cutOff === null ? [] : [saysOfCut(cutOff)]), ...troubles.map(saysOfPart)];
  const name = profile === null ? null : profile.displayName || profile.username;
  const day = (time: string | null) =>
    time === null || Number.isNaN(Date.parse(time)) ? null : new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(Date.parse(time));
  const first = day(written?.first ?? null);
  const last = day(written?.last ?? null);
  const facts = archiveFacts(summary, language);
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
      {missing.length === 0 ? null : <Notice tone="warn" title={t(text('archive.partsTitle'))} body={missing.map(t)} isNews />}
      <ul class="facts">
        {facts.map((fact) => (
          <li key={fact.key}>{t(fact)}</li>
        ))}
      </ul>
      {years.length === 0 ? null : (
        <YearsChart
          title={t(text('archive.chart'))}
          summary={t(text('archive.chartSummary', { year: String(best.year), posts: best.posts + best.replies }))}
          series={[t(text('archive.chartPosts')), t(text('archive.chartBoosts'))]}
          years={years.map(({ year, posts, replies, boosts }) => ({ year, values: [posts + replies, boosts] }))}
        />
      )}
    </div>
  );
}
