/**
 * The rules of bringing lists across: what is sent when, what a look at the server means for it, and what to make of an
 * import that does not end.
 */

import type { ListKind } from '../../lists/kinds';
import { listKinds } from '../../lists/kinds';
import type { LookedUpAs } from './failures';
import { isOpen, isUntouched, OVER, untouched } from './pieces';
import type { ImportPause, Imports, Misfit, NewPiece, Piece, PieceState, Prepared, Surprise } from './plan';

export type ImportEvent =
  /** Lists of the kit were made ready to send. Pieces of these kinds that are still untouched are replaced. */
  | { type: 'piecesCut'; lists: readonly { kind: ListKind; prepared: Prepared; pieces: readonly NewPiece[] }[] }
  /**
   * Rows that failed are to be tried again, or rows come besides the saved lists (`extra`), once. People whom a block
   * cut off are followed only if the person ticks them.
   */
  | { type: 'failuresCut'; of: readonly string[]; pieces: readonly NewPiece[] }
  /**
   * "Import all" was pressed, with these pieces shown. What was cut since then is in neither: it was not agreed to, and
   * not left out.
   */
  | { type: 'importAllBegan'; ticked: readonly string[]; unticked: readonly string[] }
  | { type: 'importAllPaused'; why: ImportPause; detail: string }
  | { type: 'importAllWentOn' }
  | { type: 'importAllEnded' }
  | { type: 'pieceMoved'; id: string; to: PieceState; importId: number | null; newest?: number }
  /** The card put it into the form of the page that has this name (`PageSeen.load`). */
  | { type: 'pieceHanded'; id: string; load: number | null; newest: number | null }
  /** The page before the yes could not be read again. */
  | { type: 'pieceUncheckable'; id: string }
  /** This browser has no room for what was made ready. */
  | { type: 'piecesUnkept' }
  /** The person says that the new server lets them follow more than is usual. */
  | { type: 'followLimitLifted' }
  | { type: 'pieceStopped'; id: string; why: Surprise; detail: string; takenBack: boolean }
  | { type: 'pieceChecked'; id: string; importId: number; misfits: readonly Misfit[] }
  /** The person wants a piece that stopped to be tried once more. */
  | { type: 'pieceTriedAgain'; id: string }
  /** The person leaves a list out. */
  | { type: 'listLeftOut'; kind: ListKind }
  | { type: 'failuresKept'; id: string }
  | {
      type: 'failuresLookedUp';

      moved: Readonly<Record<string, string>>;
      lookedUp?: Readonly<Record<string, LookedUpAs>>;
      others?: Readonly<Record<string, string>>;
      blocked: readonly string[];
    }
  | { type: 'importsLooked'; problem: NonNullable<Imports['looked']>['problem'] };

type Of<T extends ImportEvent['type']> = Extract<ImportEvent, { type: T }>;

export function reduceImports(imports: Imports, event: ImportEvent, now: number): Imports {
  switch (event.type) {
    case 'piecesCut':
      return withCut(imports, event, now);
    case 'failuresCut':
      return withFailures(imports, event, now);
    case 'importAllBegan':
      return begun(imports, event, now);
    case 'importAllPaused':
      return { ...imports, run: { ...imports.run, state: 'paused', pause: { why: event.why, detail: event.detail }, at: now } };
    case 'importAllWentOn':
      return { ...imports, run: { ...imports.run, state: 'running', pause: null, at: now } };
    case 'importAllEnded':
      return { ...imports, run: { state: 'idle', pause: null, agreed: [], at: now } };
    case 'pieceMoved':
      return changed(imports, event.id, (piece) => {
        // A short list may be finished before the message arrives that it was confirmed.
        if (event.to === 'confirmed' && OVER.includes(piece.state)) return piece;
        return { ...piece, state: event.to, importId: event.importId ?? piece.importId, newest: event.newest ?? piece.newest, why: null, at: now };
      });
    case 'pieceHanded':
      return changed(imports, event.id, (piece) => ({ ...piece, state: 'handed', load: event.load, newest: event.newest, at: now }));
    case 'piecesUnkept':
      return { ...imports, isFull: true };
    case 'followLimitLifted':
      return { ...imports, followLimit: 0 };
    case 'pieceStopped':
      return stopped(imports, event, now);
    case 'pieceChecked':
      return changed(imports, event.id, ({ isUncheckable: _, ...piece }) => ({ ...piece, importId: event.importId, misfits: [...event.misfits] }));
    case 'pieceUncheckable':
      return changed(imports, event.id, (piece) => (piece.misfits === null ? { ...piece, isUncheckable: true } : piece));
    case 'pieceTriedAgain':
      return triedAgain(imports, event.id, now);
    case 'listLeftOut':
      return leftOut(imports, event.kind, now);
    case 'failuresKept':
      return changed(imports, event.id, (piece) => ({ ...piece, failuresKept: true }));
    case 'failuresLookedUp':
      return {
        ...imports,
        moved: { ...imports.moved, ...event.moved },
        lookedUp: { ...imports.lookedUp, ...event.lookedUp },
        others: { ...imports.others, ...event.others },
        blocked: [...new Set([...imports.blocked, ...event.blocked])],
      };
    case 'importsLooked':
      return { ...imports, looked: { at: now, problem: event.problem, seenAt: imports.looked?.seenAt ?? null } };
    default:
      return event satisfies never;
  }
}

/** With what was cut of these lists in the place of their untouched pieces. */
function withCut(imports: Imports, { lists }: Of<'piecesCut'>, now: number): Imports {
  const kinds = lists.map(({ kind }) => kind);
  const kept = imports.pieces.filter((piece) => !kinds.includes(piece.kind) || piece.again || !isUntouched(piece));
  const prepared = { ...imports.prepared, ...Object.fromEntries(lists.map((list) => [list.kind, list.prepared])) };
  const { lists: members } = prepared;
  // Cut while members were on their way: they are looked at again once they are through.
  if (kinds.includes('follows') && !kinds.includes('lists') && members?.why === 'follow-limit') prepared.lists = { ...members, isOutdated: true };
  // Entries that come besides the list (`extra`) do not decide whether the list itself is left out.
  const left = new Set(imports.pieces.flatMap((piece) => (piece.state === 'skipped' && piece.extra === undefined ? [piece.kind] : [])));
  const added = lists.flatMap(({ pieces }) => pieces).map((piece) => fresh(piece, left.has(piece.kind) ? 'skipped' : 'ready', now));
  return { ...imports, prepared, isFull: false, pieces: inOrder([...kept, ...added]) };
}

function withFailures(imports: Imports, { of, pieces }: Of<'failuresCut'>, now: number): Imports {
  // The button was pressed twice: the first press has made pieces of these rows.
  if (imports.pieces.some((piece) => of.includes(piece.id) && piece.failuresAgain)) return imports;
  const isThere = ({ id, extra }: NewPiece) => imports.pieces.some((piece) => piece.id === id || (extra !== undefined && piece.extra === extra));
  // It stands beside the list it came from: taken for a part of it, it would have that cut anew.
  const added = pieces
    .filter((piece) => !isThere(piece))
    .map((piece) => ({ ...fresh(piece, piece.extra === 'reunion' ? 'skipped' : 'ready', now), again: true }));
  const old = imports.pieces.map((piece) => (of.includes(piece.id) ? { ...piece, failuresAgain: true } : piece));
  return { ...imports, pieces: inOrder([...old, ...added]) };
}

function begun(imports: Imports, { ticked, unticked }: Of<'importAllBegan'>, now: number): Imports {
  const pieces = imports.pieces.map((piece) => {
    if (ticked.includes(piece.id)) return piece.state === 'skipped' ? { ...piece, ...untouched, newest: piece.newest, at: now } : piece;
    const isLeftOut = unticked.includes(piece.id) && (isUntouched(piece) || piece.state === 'handed');
    return isLeftOut ? { ...piece, state: 'skipped' as const, at: now } : piece;
  });
  const agreed = pieces.filter((piece) => isOpen(piece) && ticked.includes(piece.id)).map(({ id }) => id);
  // What was shown is not there any more: nothing was agreed to.
  if (agreed.length === 0) return { ...imports, pieces };
  return { ...imports, pieces, run: { state: 'running', pause: null, agreed, at: now } };
}

/** A piece that stops stops the run. */
function stopped(imports: Imports, { id, why: kind, detail, takenBack }: Of<'pieceStopped'>, now: number): Imports {
  const next = changed(imports, id, (piece) => {
    const unsure = kind === 'vanished' || (piece.state === 'confirming' && kind !== 'yes-refused');
    return { ...piece, state: 'stopped', why: { kind, detail, takenBack, unsure }, at: now };
  });
  const refused = imports.pieces.find((piece) => piece.id === id)?.kind === 'follows' && kind === 'refused' ? limitIn(detail) : null;
  if (refused !== null) next.followLimit = refused;
  return next.run.state === 'running' ? { ...next, run: { ...next.run, state: 'stopped', at: now } } : next;
}

function triedAgain(imports: Imports, id: string, now: number): Imports {
  const refused = imports.pieces.find((piece) => piece.id === id && isRefusedForLimit(piece));
  // The list is cut again to fit in, and what comes of that was not agreed to.
  const cut = new Set(refused && imports.pieces.flatMap((piece) => (piece.kind === refused.kind ? [piece.id] : [])));
  const run = { ...imports.run, agreed: imports.run.agreed.filter((agreed) => !cut.has(agreed)) };
  return { ...changed(imports, id, (piece) => (piece.state === 'stopped' ? onceMore(piece, now) : piece)), run };
}

function leftOut(imports: Imports, kind: ListKind, now: number): Imports {
  const isLeft = (piece: Piece) => piece.kind === kind && (isUntouched(piece) || piece.state === 'handed' || piece.state === 'stopped');
  const pieces = imports.pieces.map((piece) => (isLeft(piece) ? { ...piece, ...untouched, newest: piece.newest, state: 'skipped' as const, at: now } : piece));
  return { ...imports, pieces };
}

/** Rows in one file, the other number that a refusal names (docs/mastodon.md, Imports). */
const ROWS_LIMIT = 20_000;

/** The one number in the server's words, in any language: so many may be followed. */
function limitIn(words: string): number | null {
  const numbers = words.match(/\d[\d.,\u00a0\u202f]*/g) ?? [];
  const limit = Number(numbers[0]?.replace(/\D/g, '') || Number.NaN);
  return numbers.length === 1 && limit > 0 && limit !== ROWS_LIMIT ? limit : null;
}

/** The server refused it as more follows than it allows, and said how many it allows. */
export function isRefusedForLimit({ kind, why }: Piece): boolean {
  return kind === 'follows' && why?.kind === 'refused' && limitIn(why.detail) !== null;
}

/** A list was saved. If the copy before could not be read, this one is tried, even if it is the same. */
export function savedAnew(imports: Imports, kind: ListKind): Imports {
  const { [kind]: before, ...prepared } = imports.prepared;
  return before?.why === 'unreadable' ? { ...imports, prepared } : imports;
}

/**
 * What the server has, or may have, is looked for there before anything is sent: it waits under its number, or was
 * confirmed since and is newer than all that stood there before. A piece that was taken back, is gone from the server
 * or is another file there is sent anew.
 */
function onceMore(piece: Piece, now: number): Piece {
  const { importId, newest, why, misfits } = piece;
  const isThere = importId !== null && why !== null && !why.takenBack && why.kind !== 'vanished' && misfits?.includes('other-name') !== true;
  if (isThere) return { ...piece, state: why.unsure ? 'confirming' : 'unconfirmed', misfits: null, why: null };
  return { ...piece, ...untouched, newest, at: now };
}

function fresh(piece: NewPiece, state: 'ready' | 'skipped', now: number): Piece {
  return { ...piece, ...untouched, state, imported: 0, failures: 0, failuresKept: false, failuresAgain: false, at: now };
}

function changed(imports: Imports, id: string, change: (piece: Piece) => Piece): Imports {
  return { ...imports, pieces: imports.pieces.map((piece) => (piece.id === id ? change(piece) : piece)) };
}

/** Domain blocks last: they cut follows. A second try comes after everything else of its kind. */
function inOrder(pieces: readonly Piece[]): Piece[] {
  const place = ({ kind, again }: Piece) => listKinds.indexOf(kind) * 2 + (again ? 1 : 0);
  return pieces
    .map((piece, at) => ({ piece, at }))
    .sort((a, b) => place(a.piece) - place(b.piece) || a.at - b.at)
    .map(({ piece }) => piece);
}
