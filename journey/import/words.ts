/** How to say what became of the lists that are brought across. */

import { shownHandle } from '../../lists/handle';
import type { ListKind } from '../../lists/kinds';
import { namesOf } from '../names';
import type { Plan } from '../plan';
import { type Text, text } from '../text';
import type { Piece, Surprise } from './plan';
import { stallSeen, workedOn } from './stalls';

const newNames = (plan: Plan) => ({ server: namesOf(plan).newServer, new: namesOf(plan).new });

export function surpriseSentence(plan: Plan, kind: Surprise, detail = ''): Text {
  return text(`imports.surprises.${kind}`, { ...newNames(plan), detail });
}

/** What happened to a piece that was stopped, what that means for the new account, and what it means for the others. */
export function stoppedSentences(plan: Plan, { why }: Piece): Text[] {
  if (why === null) return [];
  return [
    surpriseSentence(plan, why.kind, why.detail),
    text(why.takenBack ? 'imports.takenBack' : why.unsure ? 'imports.unsure' : 'imports.notConfirmed'),
    ...(plan.imports.run.state === 'stopped' ? [text('imports.restWaits')] : []),
  ];
}

/** Why "Import all" stands still; null when it does not. */
export function importPauseSentence(plan: Plan): Text | null {
  const { pause } = plan.imports.run;
  if (pause === null) return null;
  const detail = pause.why === 'other-account' ? shownHandle(pause.detail) : pause.detail;
  return text(`imports.pauses.${pause.why}`, { ...newNames(plan), detail });
}

/** Why nobody knows how far the imports are; null when that is known. */
export function lookedSentence(plan: Plan): Text | null {
  const problem = plan.imports.looked?.problem ?? null;
  return problem === null ? null : text(`imports.looked.${problem}`, newNames(plan));
}

export function stallSentence(plan: Plan, piece: Piece): Text | null {
  const stall = stallSeen(plan.imports, piece);
  return stall === null ? null : text(`imports.stalls.${stall}`);
}

/** Of the pieces of one list together. */
export function piecesProgress(pieces: readonly Piece[]): { value: number; max: number; label: Text } {
  const sum = (count: (piece: Piece) => number) => pieces.reduce((all, piece) => all + count(piece), 0);
  // While an import is under way, its server counts an entry as failed from when it is worked on until it is through:
  // only at the end is that so.
  const failures = sum((piece) => (piece.state === 'finished' ? piece.failures : 0));
  const [value, max] = [sum(workedOn), sum(({ rows }) => rows)];
  const numbers = { done: value, total: max };
  return { value, max, label: failures > 0 ? text('imports.progressFailed', { ...numbers, count: failures }) : text('imports.progress', numbers) };
}

/** What is left out of a list, what waits, and why. */
export function preparedSentences(plan: Plan, kind: ListKind): Text[] {
  const prepared = plan.imports.prepared[kind];
  if (prepared === undefined) return [];
  return [
    ...(prepared.dropped > 0 ? [text('imports.notes.dropped', { count: prepared.dropped })] : []),
    ...(prepared.renewed ? [text('imports.notes.renewed', { count: prepared.renewed })] : []),
    ...(prepared.why === null
      ? []
      : [text(`imports.notes.${prepared.why}`, { new: namesOf(plan).new, server: namesOf(plan).newServer, count: prepared.held })]),
  ];
}

export function listName(kind: ListKind): Text {
  return text(`lists.${kind}`);
}
