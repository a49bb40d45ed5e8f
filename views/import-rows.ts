/** The sheet of "Import all" in words: one row for each saved list, and one for rows that are tried again. */

import type { Translate } from '../browser/i18n';
import { isInHand, isOpen, isUntouched } from '../journey/import/pieces';
import { type Extra, extras, type Piece } from '../journey/import/plan';
import { piecesProgress, preparedSentences, stallSentence, stoppedSentences } from '../journey/import/words';
import { namesOf } from '../journey/names';
import type { Plan } from '../journey/plan';
import { type Text, text } from '../journey/text';
import type { ListKind } from '../lists/kinds';
import { listKinds } from '../lists/kinds';
import type { CutByBlocks } from './cut-off';

/** What `components/ImportSheet.tsx` draws. */
export interface ImportRowInWords {
  id: string;
  kind: ListKind;
  name: string;
  count: number;
  effect: string;
  warning: string | null;
  isTicked: boolean;
  canTick: boolean;
  state: 'ready' | 'empty' | 'waiting' | 'running' | 'paused' | 'stopped' | 'done' | 'left-out';
  stateWord: string | null;
  progress: { value: number; max: number; label: string } | null;
  sentence: string | null;
  /** The piece that stopped, if one did: it is tried again, or left out. */
  stopped: string | null;
  /** Some of it waits at the server for a yes that nobody has given. */
  isUnconfirmed: boolean;
}

/** The row of the sheet that a piece belongs to: it is ticked as one. */
export function rowIdOf({ kind, extra }: Pick<Piece, 'kind' | 'extra'>): string {
  return extra === undefined ? kind : `${kind}-${extra}`;
}

export function importRows(plan: Plan, isTicked: (rowId: string) => boolean, t: Translate): ImportRowInWords[] {
  return listKinds.flatMap((kind) => {
    const pieces = plan.imports.pieces.filter((piece) => piece.kind === kind);
    const own = pieces.filter((piece) => !piece.again);
    const again = pieces.filter((piece) => piece.again && piece.extra === undefined);
    const saved = plan.kit.lists[kind] === undefined ? [] : [rowOf(plan, kind, own, isTicked(kind), t)];
    const tried = again.length === 0 ? [] : [{ ...rowOf(plan, kind, again, isTicked(kind), t), id: `${kind}-again` }];
    return [...saved, ...tried, ...extras.flatMap((extra) => extraRow(plan, kind, extra, pieces, isTicked, t))];
  });
}

function extraRow(plan: Plan, kind: ListKind, extra: Extra, pieces: readonly Piece[], isTicked: (rowId: string) => boolean, t: Translate): ImportRowInWords[] {
  const own = pieces.filter((piece) => piece.extra === extra);
  if (own.length === 0) return [];
  const id = rowIdOf({ kind, extra });
  const row = rowOf(plan, kind, own, isTicked(id), t);
  return [
    {
      ...row,
      id,
      name: t(text(`imports.extras.${extra}`)),
      count: own.reduce((sum, piece) => sum + piece.rows, 0),
      warning: null,
      ...(neverTaken(own) ? { state: 'ready', stateWord: null } : {}),
    },
  ];
}

/** Nobody has left it out: it was offered, not ticked. */
function neverTaken(pieces: readonly Piece[]): boolean {
  return pieces.every(({ state, extra }) => state === 'skipped' && extra === 'reunion');
}

function rowOf(plan: Plan, kind: ListKind, pieces: readonly Piece[], isTicked: boolean, t: Translate): ImportRowInWords {
  const { state, word } = stateOf(plan, kind, pieces);
  const isAgain = pieces.some((piece) => piece.again);
  const isPrepared = plan.imports.prepared[kind] !== undefined;
  const server = namesOf(plan).newServer;
  // What is only in the page's form has not begun.
  const sent = pieces.filter((piece) => !isUntouched(piece) && piece.state !== 'handed');
  // What is still being cut can be chosen already: a box that ticks itself later would be no choice.
  const isComing = !isPrepared && plan.new?.handle != null;
  const isChoice = (isComing || pieces.some(isOpen)) && plan.imports.run.state !== 'running';
  return {
    id: kind,
    kind,
    name: t(text(`lists.${kind}`)),
    count: isPrepared ? pieces.reduce((sum, piece) => sum + piece.rows, 0) : (plan.kit.lists[kind]?.rows ?? 0),
    effect: t(text(`imports.effects.${kind}`, { server })),
    warning: kind === 'lists' ? t(text('imports.followsMembers')) : null,
    isTicked: isTicked && (isComing || pieces.length > 0),
    canTick: isChoice,
    stopped: pieces.find((piece) => piece.state === 'stopped')?.id ?? null,
    isUnconfirmed: pieces.some((piece) => piece.state === 'unconfirmed' && !isInHand(plan.imports, piece.id)),
    state,
    stateWord: word && t(word),
    progress: sent.length === 0 || state === 'stopped' ? null : progressOf(sent, t),
    sentence: sentenceOf(plan, kind, pieces, isAgain, t),
  };
}

function progressOf(pieces: readonly Piece[], t: Translate): ImportRowInWords['progress'] {
  const counted = pieces.filter((piece) => piece.state !== 'given');
  if (counted.length === 0) return null;
  const { value, max, label } = piecesProgress(counted);
  return { value, max, label: t(label) };
}

function stateOf(plan: Plan, kind: ListKind, pieces: readonly Piece[]): { state: ImportRowInWords['state']; word: Text | null } {
  const has = (...states: Piece['state'][]) => pieces.some((piece) => states.includes(piece.state));
  const isRunning = pieces.some((piece) => isOpen(piece) && isInHand(plan.imports, piece.id));
  const prepared = plan.imports.prepared[kind];
  if (has('stopped')) return { state: 'stopped', word: text('imports.states.stopped') };
  if (isRunning && has('sending', 'confirming', 'unconfirmed', 'handed')) return { state: 'running', word: text('imports.states.running') };
  if (has('sending', 'confirming')) return { state: 'paused', word: text('imports.states.brokenOff') };
  if (has('unconfirmed')) return { state: 'paused', word: text('imports.states.unconfirmed') };
  if (has('confirmed')) return { state: 'running', word: text('imports.states.working') };
  if (isRunning && has('ready', 'handed')) return { state: 'waiting', word: text('imports.states.waiting') };
  // Cut since "Import all" was pressed.
  if (has('ready', 'handed')) return { state: 'ready', word: plan.imports.run.state === 'running' ? text('imports.states.notAgreed') : null };
  if (has('skipped')) return { state: 'left-out', word: text('imports.states.left-out') };
  if (has('gone')) return { state: 'done', word: text('imports.states.gone') };
  if (has('given')) return { state: 'done', word: text('imports.states.given') };
  if (has('finished')) return { state: 'done', word: text('imports.states.finished') };
  if (prepared === undefined) return { state: 'waiting', word: text('imports.preparing') };
  if (prepared.why === 'unreadable') return { state: 'stopped', word: text('imports.states.unreadable') };
  return prepared.held > 0 ? { state: 'waiting', word: text('imports.states.later') } : { state: 'empty', word: text('imports.states.nothing') };
}

function sentenceOf(plan: Plan, kind: ListKind, pieces: readonly Piece[], isAgain: boolean, t: Translate): string | null {
  const stopped = pieces.find((piece) => piece.state === 'stopped');
  const isLeft = (...states: Piece['state'][]) => pieces.some((piece) => states.includes(piece.state) && !isInHand(plan.imports, piece.id));
  const stall = pieces.map((piece) => stallSentence(plan, piece)).find((sentence) => sentence !== null);
  const said = [
    ...(stopped ? stoppedSentences(plan, stopped) : []),
    ...(isLeft('unconfirmed') ? [text('imports.leftUnconfirmed', { server: namesOf(plan).newServer })] : []),
    ...(isLeft('sending', 'confirming') ? [text('imports.leftBrokenOff')] : []),
    ...(stall ? [stall] : []),
    ...(isAgain ? [] : preparedSentences(plan, kind)),
  ];
  return said.length === 0 ? null : said.map(t).join(' ');
}

/** What blocking the saved servers takes away, and whether it is anything. `cut`: null while nobody has counted. */
export function saysOfBlocks(cut: CutByBlocks | null): { sentence: Text; isWarning: boolean } {
  if (cut === null) return { sentence: text('imports.cuts.unknown'), isWarning: true };
  const { follows, followers } = cut;
  const named = { follows: text('imports.cuts.follows', { count: follows }), followers: text('imports.cuts.followers', { count: followers ?? 0 }) };
  if (followers === null && follows === 0) return { sentence: text('imports.cuts.noFollows'), isWarning: true };
  if (followers === null) return { sentence: text('imports.cuts.followsAlone', { follows: named.follows }), isWarning: true };
  if (follows + followers === 0) return { sentence: text('imports.cuts.none'), isWarning: false };
  return { sentence: text('imports.cuts.some', named), isWarning: true };
}
