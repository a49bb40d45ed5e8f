import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../browser/i18n';
import type { ShownLanguage } from '../browser/languages';
import { sendMessage } from '../browser/messages';
import { Button } from '../components/Button';
import { Notice, type NoticeProps } from '../components/Notice';
import { Progress, type ProgressProps } from '../components/Progress';
import { Sheet } from '../components/Sheet';
import { useShownLanguage, useT } from '../components/words';
import { cameAlong } from '../journey/arrival';
import { namesOf } from '../journey/names';
import { hasAccess, type Plan } from '../journey/plan';
import { comparable, comparedAt, comparePause, importByHand, isNotExported, isOutdated, isStillImporting, notCarried } from '../journey/report/report';
import { collectedSide, savingProgress, troubleSentence } from '../journey/saving';
import { followersSettled } from '../journey/settled';
import { hasMoved } from '../journey/steps';
import { text } from '../journey/text';
import { shownHandle } from '../lists/handle';
import type { Compared } from './Compared';
import { onDemand } from './on-demand';
import type { ReportInWords } from './report-view';

type Props = { plan: Plan };

interface Shown {
  Compared: typeof Compared;
  report: ReportInWords;
}

/** What arrived: who came along, and the lists. */
export function ReportPage(props: Props) {
  return (
    <>
      <ListsReport {...props} />
      {hasMoved(props.plan) ? <Arrivals {...props} /> : null}
    </>
  );
}

/** For who has moved. */
const Arrivals = onDemand<Props>(() => import('./Arrivals').then(({ Arrivals }) => Arrivals));

/** The lists: compared whenever the person likes, and still there when the page is opened again. */
function ListsReport({ plan }: Props) {
  const t = useT();
  const language = useShownLanguage();
  const shown = useReport(plan, t);
  const handle = namesOf(plan).new;
  const [isAsked, setAsked] = useState(false);
  const isEmpty = comparable(plan).length === 0;
  const isPaused = plan.fresh.paused !== null;
  const isLoading = shown === null && comparedAt(plan) !== null;
  const progress = progressOf(plan, t) ?? (isLoading ? { value: 0, max: null, label: t(text('report.working')) } : null);
  const notices = [...followersNotice(plan, t), ...(isAsked ? atTheDoor(plan, t) : []), ...noticesOf(plan, shown?.report ?? null, t, language)];
  const canAsk = collectedSide(plan) === null && hasAccess(plan, 'new');
  const { before, old, new: next } = plan.followers.read;
  const compare = () => {
    setAsked(true);
    void sendMessage('personPressed', { kind: 'compare' });
    // The first time, who has come along is looked at by the same press: both are what arrived.
    if (hasMoved(plan) && before !== null && old === null && next === null)
      void sendMessage('personPressed', { kind: 'read-followers', lists: ['old', 'new'] });
  };

  if (shown === null || isEmpty) {
    return (
      <Sheet isMain title={t(text('report.title'))} lead={isEmpty ? null : t(text('report.lead', { new: handle }))}>
        {isEmpty ? <Notice tone="info" title={t(text('report.noKit'))} body={[t(text('report.noKitBody'))]} /> : null}
        {notices.map((notice) => (
          <Notice key={notice.title} {...notice} />
        ))}
        {progress === null ? null : <Progress {...progress} />}
        {isEmpty || isLoading ? null : <Button label={t(text(isPaused ? 'report.goOn' : 'report.now'))} look="primary" disabled={!canAsk} onPress={compare} />}
      </Sheet>
    );
  }

  const { Compared, report } = shown;
  const again = canAsk ? { label: t(text(isPaused ? 'report.goOn' : 'report.again')), onPress: compare } : null;
  return <Compared plan={plan} report={report} notices={notices} progress={progress} again={again} />;
}

/** What people fear for most comes first: who has come along. */
function followersNotice(plan: Plan, t: Translate): NoticeProps[] {
  const sentence = cameAlong(plan);
  return sentence === null ? [] : [{ tone: followersSettled(plan) ? 'done' : 'info', title: t(sentence) }];
}

/**
 * Null before the first comparison. What is under way is shown when it is there, and until then what was there before.
 */
function useReport(plan: Plan, t: Translate): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  const isReady = plan.fresh.saving === null && comparedAt(plan) !== null;
  const isGone = comparedAt(plan) === null;
  useEffect(() => {
    let isWanted = isReady;
    if (isGone) setShown(null);
    if (isReady) {
      void load(plan, t).then((made) => isWanted && setShown(made));
    }
    return () => {
      isWanted = false;
    };
  }, [isReady, isGone, t, basedOn(plan)]);
  return shown;
}

/** What reads, compares and draws: only for who has something to compare. */
async function load(plan: Plan, t: Translate): Promise<Shown> {
  const [{ Compared }, { reportInWords }] = await Promise.all([import('./Compared'), import('./report-view')]);
  return { Compared, report: await reportInWords(plan, t) };
}

/** Everything of the plan that the report depends on; it changes often while imports are under way. */
function basedOn({ kit, fresh, imports, seen, said, ...plan }: Plan): string {
  const hashes = [kit, fresh].map(({ lists }) => Object.entries(lists).map(([kind, { sha256 }]) => `${kind} ${sha256}`));
  const pieces = imports.pieces.map(({ id, state, failuresKept }) => `${id} ${state} ${failuresKept}`);
  const held = Object.entries(imports.prepared).map(([kind, { why }]) => `${kind} ${why}`);
  return JSON.stringify([
    hashes,
    pieces,
    held,
    imports.moved,
    imports.lookedUp,
    imports.others,
    plan.grants.requests?.at,
    imports.blocked,
    seen.new.imports?.recent,
    said.import?.what,
    plan.new?.handle,
  ]);
}

function progressOf(plan: Plan, t: Translate): ProgressProps | null {
  const progress = savingProgress(plan, 'new');
  if (progress === null) return null;
  const name = t(text('report.running', { new: namesOf(plan).new }));
  return { ...progress, name, label: t(text('report.progress', { done: progress.value, total: progress.max })) };
}

/** The tab that was opened for it shows a page where nothing can be read. */
function atTheDoor(plan: Plan, t: Translate): NoticeProps[] {
  const { door, stranger } = plan.seen.new;
  const server = namesOf(plan).newServer;
  const handle = namesOf(plan).new;
  if (collectedSide(plan) !== null || plan.fresh.paused !== null) return [];
  const actions = [{ label: t(text('buttons.signIn')), onPress: () => void sendMessage('personPressed', { kind: 'go', step: 'join' }) }];
  if (door?.place === 'sign-in') return [{ tone: 'warn', title: t(text('door.sign-in', { server, handle })), actions, isNews: true }];
  if (stranger === null) return [];
  return [{ tone: 'warn', title: t(text('door.stranger', { server, stranger: shownHandle(stranger.handle), handle })), actions, isNews: true }];
}

/** What a person must know beside the numbers. */
function noticesOf(plan: Plan, report: ReportInWords | null, t: Translate, language: ShownLanguage): NoticeProps[] {
  const notices: NoticeProps[] = [];
  const server = namesOf(plan).newServer;
  const paused = comparePause(plan);
  if (paused !== null) notices.push({ tone: 'warn', title: t(text('report.interrupted')), body: [t(paused)], isNews: true });
  if (isStillImporting(plan)) notices.push({ tone: 'info', title: t(text('report.early')), body: [t(text('report.earlyBody'))] });
  else if (isOutdated(plan)) notices.push({ tone: 'info', title: t(text('report.outdated')), body: [t(text('report.outdatedBody'))] });
  const byHand = report === null ? [] : comparable(plan).filter((kind) => importByHand(plan, kind) !== null);
  if (byHand.length > 0) {
    const lists = new Intl.ListFormat(language).format(byHand.map((kind) => t(text(`lists.${kind}`))));
    notices.push({ tone: 'info', title: t(text('report.byHand')), body: [t(text('report.byHandBody', { server, lists }))] });
  }
  const notRead = plan.fresh.saving === null ? unread(plan, report, t, language) : [];
  if (notRead.length > 0) notices.push({ tone: 'warn', title: t(text('report.notRead')), body: notRead });
  const missing = report === null ? [] : notCarried(plan);
  if (missing.length > 0) notices.push({ tone: 'info', title: t(text('report.notCarried.title')), body: missing.map(t) });
  return notices;
}

function unread(plan: Plan, report: ReportInWords | null, t: Translate, language: ShownLanguage): string[] {
  const server = namesOf(plan).newServer;
  return comparable(plan).flatMap((kind) => {
    const list = t(text(`lists.${kind}`));
    if (report?.damaged.includes(kind)) return t(text('report.damaged', { list }));
    if (isNotExported(plan, kind) || plan.fresh.problems[kind]?.kind === 'filters-page') return t(text('report.noExport', { list, server }));
    const trouble = troubleSentence(plan, kind, 'new');
    if (trouble === null) return [];
    const older = plan.fresh.lists[kind];
    if (older === undefined) return t(text('report.notReadList', { list, why: t(trouble) }));
    return t(
      text('report.notReadOlder', {
        list,
        when: new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(older.at),
        why: t(trouble),
      }),
    );
  });
}
