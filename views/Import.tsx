import { useEffect, useState } from 'preact/hooks';
import { sendMessage } from '../browser/messages';
import { ImportSheet } from '../components/ImportSheet';
import { useShownLanguage, useT } from '../components/words';
import { importProgress, isOpen, toPrepare } from '../journey/import/pieces';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { type Text, text } from '../journey/text';
import type { CutByBlocks } from './cut-off';
import { ImportFailures } from './ImportFailures';
import { importActions, importActs, rowActions } from './import-acts';
import { importNotice } from './import-notice';
import { type ImportRowInWords, importRows, rowIdOf, saysOfBlocks } from './import-rows';
import { LostHandles } from './LostHandles';
import { Renewal } from './Renewal';
import { Reunion } from './Reunion';

type Props = { plan: Plan };

/** Every saved list with its count and its effect, and one button that brings them all. */
export function Import({ plan }: Props) {
  const t = useT();
  const [ticks, setTicks] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [isRefused, setRefused] = useState(false);
  const { pieces, isFull } = plan.imports;
  // What was left out before stays so until the person ticks it.
  const isTicked = (rowId: string) => ticks.get(rowId) ?? !pieces.some((piece) => rowIdOf(piece) === rowId && piece.state === 'skipped');
  // Rows that failed before go with their list.
  const tick = (id: string, isWanted: boolean) => setTicks(new Map(ticks).set(id.replace(/-again$/, ''), isWanted));
  const ticked = [...new Set(pieces.filter(isOpen).map(rowIdOf).filter(isTicked))];
  const isPreparing = usePreparing(plan) && !isFull;
  const cut = useCutByBlocks(plan);
  const acts = importActs(plan, isTicked, (isGiven) => setRefused(!isGiven));
  /** Whom they take away, counted, beside the servers that are to be blocked. */
  const aboutBlocks = ({ id, effect }: ImportRowInWords) => {
    if (id !== 'domain_blocks') return {};
    const { sentence, isWarning } = saysOfBlocks(cut);
    return isWarning ? { warning: t(sentence) } : { effect: `${effect} ${t(sentence)}` };
  };

  return (
    <>
      <ImportSheet
        title={t(text('imports.title'))}
        lead={t(text('imports.lead', { new: namesOf(plan).new }))}
        listLabel={t(text('imports.list'))}
        lang={useShownLanguage()}
        rows={importRows(plan, isTicked, t).map((row) => ({ ...row, ...aboutBlocks(row), actions: rowActions(row, plan, acts, t) }))}
        onTick={tick}
        totals={t(totalsOf(plan, ticked))}
        notice={importNotice(plan, isRefused, acts, t)}
        actions={importActions(plan, ticked, isPreparing, acts, t)}
      />
      <Reunion plan={plan} />
      <LostHandles plan={plan} />
      <Renewal plan={plan} />
      <ImportFailures plan={plan} />
    </>
  );
}

function totalsOf(plan: Plan, ticked: readonly string[]): Text {
  const { run, pieces } = plan.imports;
  const progress = importProgress(plan);
  const preparing = plan.new?.handle == null || plan.imports.isFull ? [] : toPrepare(plan);
  if (preparing.length > 0) return text('imports.preparingLists', { lists: preparing.map((kind) => text(`lists.${kind}`)) });
  const open = pieces.filter(isOpen);
  // With nothing more ticked, what was sent is what there is to tell.
  const isSent = open.length === 0 || (ticked.length === 0 && (progress?.value ?? 0) > 0);
  if (progress !== null && (run.state !== 'idle' || isSent)) return text('imports.totalsRunning', { done: progress.value, total: progress.max });
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
