import { useEffect, useState } from 'preact/hooks';
import { askToHandOn } from '../browser/data-consent';
import { sendMessage } from '../browser/messages';
import type { ButtonProps } from '../components/Button';
import { FailureGroups } from '../components/FailureGroups';
import { IMPORT_TOTALS, ImportSheet } from '../components/ImportSheet';
import type { NoticeProps } from '../components/Notice';
import { useShownLanguage, useT } from '../components/words';
import { isRefusedForLimit } from '../journey/import/imports';
import { importProgress, isOpen, toPrepare } from '../journey/import/pieces';
import { importPauseSentence, lookedSentence } from '../journey/import/words';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { type Text, text } from '../journey/text';
import { shownDomain } from '../lists/handle';
import { isSince } from '../lists/versions';
import type { CutByBlocks } from './cut-off';
import { importRows, rowIdOf, saysOfBlocks } from './import-rows';
import { LostHandles } from './LostHandles';
import type { FailedList } from './prepare';
import { Renewal } from './Renewal';
import { Reunion } from './Reunion';
import { useMoved } from './use-moved';

type Props = { plan: Plan };

/** Every saved list with its count and its effect, and one button that brings them all. */
export function Import({ plan }: Props) {
  const t = useT();
  const language = useShownLanguage();
  const [ticks, setTicks] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [isRefused, setRefused] = useState(false);
  const { run, pieces } = plan.imports;
  // What was left out before stays so until the person ticks it.
  const isTicked = (rowId: string) => ticks.get(rowId) ?? !pieces.some((piece) => rowIdOf(piece) === rowId && piece.state === 'skipped');
  const rows = importRows(plan, isTicked, t);
  const cut = useCutByBlocks(plan);
  const shown = pieces.filter(isOpen);
  // What is not ready yet could not be agreed to: until then there is nothing to press.
  const isPreparing = usePreparing(plan) && !plan.imports.isFull;
  const ticked = [...new Set(shown.map(rowIdOf).filter(isTicked))];
  const isAtOnce = isSince(plan.new?.server.version ?? '', [4, 2]) === false;
  const toImportPage = () => void sendMessage('personPressed', { kind: 'go', step: 'import' });
  const press = (what: 'pause' | 'go-on' | 'stop' | 'look') => () => void sendMessage('personPressed', { kind: 'import', what });

  const withConsent = (act: () => unknown) => () => {
    // Asked first of all: Firefox wants the click itself. Where the yes stands, it asks nothing.
    void askToHandOn().then((isGiven) => {
      setRefused(!isGiven);
      if (isGiven) void act();
    });
  };
  const importAll = withConsent(() => {
    const ids = (isWanted: boolean) => shown.filter((piece) => isTicked(rowIdOf(piece)) === isWanted).map(({ id }) => id);
    void sendMessage('importAll', { ticked: ids(true), unticked: ids(false) });
  });
  const goOn = withConsent(press('go-on'));
  const tick = (id: string, isWanted: boolean) => {
    // Rows that failed before go with their list.
    setTicks(new Map(ticks).set(id.replace(/-again$/, ''), isWanted));
  };
  /** Within a run it goes on with the rest; after it, the press is for this one alone. */
  const tryAgain = (piece: string) =>
    withConsent(async () => {
      await sendMessage('personPressed', { kind: 'try-again', piece });
      // More follows than the server takes are cut again to fit in, and shown before they are sent.
      if (isAtOnce || pieces.some((one) => one.id === piece && isRefusedForLimit(one))) return;
      if (run.agreed.includes(piece)) press('go-on')();
      else await sendMessage('importAll', { ticked: [piece], unticked: [] });
    });
  const wayOut = ({ id, kind, stopped, isUnconfirmed }: (typeof rows)[number]): ButtonProps[] => [
    ...(stopped === null
      ? []
      : [
          { label: t(text('imports.again')), look: 'outline' as const, onPress: tryAgain(stopped) },
          {
            label: t(text('buttons.leaveListOut')),
            look: 'quiet' as const,
            onPress: () => void sendMessage('personPressed', { kind: 'leave-out', list: kind }),
          },
        ]),
    ...(run.state === 'idle' && id === 'follows' && plan.imports.prepared.follows?.why === 'follow-limit'
      ? [
          {
            label: t(text('imports.sendAnyway')),
            look: 'quiet' as const,
            onPress: () => void sendMessage('personDid', { type: 'followLimitLifted' }),
          },
        ]
      : []),
    ...(isUnconfirmed ? [{ label: t(text('imports.byHand.go')), look: 'quiet' as const, onPress: toImportPage }] : []),
  ];

  return (
    <>
      <ImportSheet
        title={t(text('imports.title'))}
        lead={t(text('imports.lead', { new: namesOf(plan).new }))}
        listLabel={t(text('imports.list'))}
        lang={language}
        rows={rows.map((row) => ({ ...row, ...aboutBlocks(row), actions: wayOut(row) }))}
        onTick={tick}
        totals={t(totalsOf(plan, ticked))}
        notice={noticeOf()}
        actions={isAtOnce ? [] : actionsOf()}
      />
      <Reunion plan={plan} />
      <LostHandles plan={plan} />
      <Renewal plan={plan} />
      <Failures plan={plan} />
    </>
  );

  /** Whom they take away, counted, beside the servers that are to be blocked. */
  function aboutBlocks({ id, effect }: (typeof rows)[number]): Partial<(typeof rows)[number]> {
    if (id !== 'domain_blocks') return {};
    const { sentence, isWarning } = saysOfBlocks(cut);
    return isWarning ? { warning: t(sentence) } : { effect: `${effect} ${t(sentence)}` };
  }

  function actionsOf(): ButtonProps[] {
    switch (run.state) {
      case 'running':
        return [{ label: t(text('buttons.pauseImport')), look: 'outline', onPress: press('pause') }];
      case 'paused':
      case 'stopped':
        return [
          { label: t(text('imports.goOn')), look: 'primary', onPress: goOn },
          { label: t(text('imports.stop')), look: 'quiet', onPress: press('stop') },
        ];
      case 'idle':
        if (shown.length === 0 && !isPreparing) return [];
        return [
          { label: t(text('imports.all')), look: 'primary', disabled: ticked.length === 0 || isPreparing, describedBy: IMPORT_TOTALS, onPress: importAll },
        ];
      default:
        return run.state satisfies never;
    }
  }

  function noticeOf(): NoticeProps | null {
    const server = namesOf(plan).newServer;
    if (plan.imports.isFull) return { tone: 'stop', title: t(text('imports.stopped')), body: [t(text('imports.pauses.storage-full'))], isNews: true };
    if (isRefused) return { tone: 'warn', title: t(text('imports.consent.refused')), body: [t(text('imports.consent.body', { server }))], isNews: true };
    const isSignedOut = run.state === 'running' && plan.seen.new.door?.place === 'sign-in';
    if (isSignedOut) {
      const signIn: ButtonProps = {
        label: t(text('buttons.signIn')),
        look: 'primary',
        onPress: toImportPage,
      };
      const body = [t(text('imports.pauses.signed-out', { server, new: namesOf(plan).new, detail: '' }))];
      return { tone: 'warn', title: t(text('imports.paused')), body, actions: [signIn], isNews: true };
    }
    const paused = importPauseSentence(plan);
    if (paused !== null) return { tone: 'warn', title: t(text('imports.paused')), body: [t(paused)], isNews: true };
    if (run.state === 'stopped') return { tone: 'stop', title: t(text('imports.stopped')), body: [], isNews: true };
    if (isAtOnce && pieces.some(isOpen)) {
      const version = plan.new?.server.version ?? '';
      const go: ButtonProps = {
        label: t(text('imports.byHand.go')),
        look: 'primary',
        onPress: toImportPage,
      };
      return { tone: 'info', title: t(text('imports.byHand.title')), body: [t(text('imports.byHand.body', { server, version }))], actions: [go] };
    }
    const looked = pieces.some(({ state }) => state === 'confirmed') ? lookedSentence(plan) : null;
    if (looked === null) return null;
    return { tone: 'info', title: t(looked), actions: [{ label: t(text('buttons.lookNow')), look: 'outline', onPress: press('look') }], isNews: true };
  }
}

function totalsOf(plan: Plan, ticked: readonly string[]): Text {
  const { run, pieces } = plan.imports;
  const progress = importProgress(plan);
  const preparing = plan.new?.handle == null || plan.imports.isFull ? [] : toPrepare(plan);
  if (preparing.length > 0) return text('imports.preparingLists', { lists: preparing.map((kind) => text(`lists.${kind}`)) });
  const open = pieces.filter(isOpen);
  if (progress !== null && (run.state !== 'idle' || open.length === 0)) return text('imports.totalsRunning', { done: progress.value, total: progress.max });
  if (open.length === 0) return text('imports.totalsNothing');
  if (ticked.length === 0) return text('imports.totalsNone');
  const rows = open.filter((piece) => ticked.includes(rowIdOf(piece))).reduce((sum, piece) => sum + piece.rows, 0);
  return text('imports.totals', { count: rows, server: namesOf(plan).newServer });
}

/** Whom blocking the saved servers takes away: counted while the page is open. */
function useCutByBlocks(plan: Plan): CutByBlocks | null {
  const [cut, setCut] = useState<CutByBlocks | null>(null);
  const { domain_blocks: blocks, follows } = plan.kit.lists;
  const followers = plan.followers.read.before?.sha256;
  useEffect(() => {
    let isHere = true;
    if (blocks !== undefined) void import('./cut-off').then(({ cutByBlocks }) => cutByBlocks(plan)).then((found) => isHere && setCut(found));
    return () => {
      isHere = false;
    };
  }, [blocks?.sha256, follows?.sha256, followers]);
  return cut;
}

/** Has the background make ready what is saved and is not ready yet. True while it is at it. */
function usePreparing(plan: Plan): boolean {
  const [attempt, setAttempt] = useState(0);
  const wanted = plan.new?.handle == null ? '' : toPrepare(plan).join();
  useEffect(() => {
    if (wanted === '') return;
    let again: ReturnType<typeof setTimeout> | undefined;
    // A background that is stopped meanwhile is asked again.
    sendMessage('prepareWanted', null).catch(() => {
      again = setTimeout(() => setAttempt(attempt + 1), 1_000);
    });
    return () => clearTimeout(again);
  }, [wanted, attempt]);
  return wanted !== '';
}

function Failures({ plan }: Pick<Props, 'plan'>) {
  const t = useT();
  const [lists, setLists] = useState<readonly (FailedList & { texts: readonly (readonly string[])[] })[]>([]);
  const failed = plan.imports.pieces.flatMap(({ id, failuresKept, failuresAgain }) => (failuresKept ? [`${id} ${failuresAgain}`] : [])).join();
  const known = JSON.stringify([plan.imports.moved, plan.imports.lookedUp, plan.imports.blocked, Object.values(plan.fresh.lists).map(({ sha256 }) => sha256)]);
  useEffect(() => {
    let isHere = true;
    void import('./prepare').then(async ({ listsWithFailures, rowText }) => {
      const found = await listsWithFailures(plan);
      if (isHere) setLists(found.map((list) => ({ ...list, texts: list.groups.map(({ rows }) => rows.map(rowText)) })));
    });
    return () => {
      isHere = false;
    };
  }, [failed, known]);
  const lookUp = useMoved(plan, lists, text('imports.failures.lookUp'), t);
  if (lists.length === 0) return null;
  const triesOf = (list: FailedList): ButtonProps[] => {
    const again = (rows?: FailedList['again']) => () => void import('./prepare').then(({ cutAgain }) => cutAgain(plan, list, rows));
    const { renewed } = list;
    return [
      ...(renewed === null ? [] : [{ label: t(text('imports.failures.againNew')), onPress: again(renewed) }]),
      ...(list.again.length === 0 ? [] : [{ label: t(text('imports.failures.again')), onPress: again() }]),
    ];
  };
  const server = namesOf(plan).newServer;
  return (
    <FailureGroups
      title={t(text('imports.failures.title'))}
      lead={t(text('imports.failures.lead'))}
      show={t(text('imports.failures.show'))}
      lists={lists.map((list) => ({
        id: list.kind,
        name: t(text(`lists.${list.kind}`)),
        groups: list.groups.map(({ cause, domain, rows }, at) => ({
          id: `${cause} ${domain ?? ''}`,
          cause: t(text(`imports.failures.causes.${cause}`, { server, domain: shownDomain(domain ?? '') })),
          count: t(text('imports.failures.count', { count: rows.length })),
          rows: list.texts[at] ?? [],
        })),
        again: triesOf(list),
        notes: [
          ...(list.moved === 0 ? [] : [t(text('imports.failures.moved', { count: list.moved }))]),
          ...(list.again.length === 0 ? [] : [t(text('imports.failures.againHint'))]),
        ],
      }))}
      lookUp={lookUp}
    />
  );
}
