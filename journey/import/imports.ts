/**
 * The rules of bringing lists across: what is sent when, what a look at the server means for it, and what to make of an
 * import that does not end.
 */

import type { ListKind } from '../../lists/kinds';
import { canImport, listFacts, listKinds } from '../../lists/kinds';
import type { FactsOf, RecentImport } from '../facts';
import type { Plan } from '../plan';
import type { LookedUpAs } from './failures';
import { type FollowCounts, followLimit } from './follow-limit';
import type { ImportPause, Imports, Misfit, NewPiece, Piece, PieceState, Prepared, Surprise } from './plan';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The page lists no more (docs/mastodon.md, Imports). */
const RECENT = 10;

export type ImportEvent =
  /** Lists of the kit were made ready to send. Pieces of these kinds that are still untouched are replaced. */
  | { type: 'piecesCut'; lists: readonly { kind: ListKind; prepared: Prepared; pieces: readonly NewPiece[] }[] }
  /**
   * Rows that failed are to be tried again, or something comes besides the saved lists, once. Whom a block cut off is
   * followed only if the person ticks it.
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
  /** There is no room here for what was made ready. */
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
      blocked: readonly string[];
    }
  | { type: 'importsLooked'; problem: NonNullable<Imports['looked']>['problem'] };

export function reduceImports(imports: Imports, event: ImportEvent, now: number): Imports {
  switch (event.type) {
    case 'piecesCut': {
      const kinds = event.lists.map(({ kind }) => kind);
      const kept = imports.pieces.filter((piece) => !kinds.includes(piece.kind) || piece.again || !isUntouched(piece));
      const prepared = { ...imports.prepared, ...Object.fromEntries(event.lists.map((list) => [list.kind, list.prepared])) };
      const { lists: members } = prepared;
      // Cut while members were on their way: they are looked at again once they are through.
      if (kinds.includes('follows') && !kinds.includes('lists') && members?.why === 'follow-limit') prepared.lists = { ...members, isOutdated: true };
      const left = new Set(imports.pieces.flatMap((piece) => (piece.state === 'skipped' ? [piece.kind] : [])));
      const added = event.lists.flatMap(({ pieces }) => pieces).map((piece) => fresh(piece, left.has(piece.kind) ? 'skipped' : 'ready', now));
      return { ...imports, prepared, isFull: false, pieces: inOrder([...kept, ...added]) };
    }
    case 'failuresCut': {
      // Pressed twice: the first press made the rows a list of their own.
      if (imports.pieces.some((piece) => event.of.includes(piece.id) && piece.failuresAgain)) return imports;
      const isThere = ({ extra }: NewPiece) => extra !== undefined && imports.pieces.some((piece) => piece.extra === extra);
      const added = event.pieces.filter((piece) => !isThere(piece));
      const old = imports.pieces.map((piece) => (event.of.includes(piece.id) ? { ...piece, failuresAgain: true } : piece));
      return { ...imports, pieces: inOrder([...old, ...added.map((piece) => fresh(piece, piece.extra === 'reunion' ? 'skipped' : 'ready', now))]) };
    }
    case 'importAllBegan': {
      const pieces = imports.pieces.map((piece) => {
        if (event.ticked.includes(piece.id)) return piece.state === 'skipped' ? { ...piece, ...untouched, newest: piece.newest, at: now } : piece;
        const isLeftOut = event.unticked.includes(piece.id) && (isUntouched(piece) || piece.state === 'handed');
        return isLeftOut ? { ...piece, state: 'skipped' as const, at: now } : piece;
      });
      const agreed = pieces.filter((piece) => isOpen(piece) && event.ticked.includes(piece.id)).map(({ id }) => id);
      // What was shown is not there any more: nothing was agreed to.
      if (agreed.length === 0) return { ...imports, pieces };
      return { ...imports, pieces, run: { state: 'running', pause: null, agreed, at: now } };
    }
    case 'importAllPaused':
      return { ...imports, run: { ...imports.run, state: 'paused', pause: { why: event.why, detail: event.detail }, at: now } };
    case 'importAllWentOn':
      return { ...imports, run: { ...imports.run, state: 'running', pause: null, at: now } };
    case 'importAllEnded':
      return { ...imports, run: { state: 'idle', pause: null, agreed: [], at: now } };
    case 'pieceMoved':
      return changed(imports, event.id, (piece) => {
        // A short list may be at its end before we say that it was taken.
        if (event.to === 'confirmed' && OVER.includes(piece.state)) return piece;
        return { ...piece, state: event.to, importId: event.importId ?? piece.importId, newest: event.newest ?? piece.newest, why: null, at: now };
      });
    case 'pieceHanded':
      return changed(imports, event.id, (piece) => ({ ...piece, state: 'handed', load: event.load, newest: event.newest, at: now }));
    case 'piecesUnkept':
      return { ...imports, isFull: true };
    case 'followLimitLifted':
      return { ...imports, followLimit: 0 };
    case 'pieceStopped': {
      const { why: kind, detail, takenBack } = event;
      const next = changed(imports, event.id, (piece) => {
        const unsure = kind === 'vanished' || (piece.state === 'confirming' && kind !== 'yes-refused');
        return { ...piece, state: 'stopped', why: { kind, detail, takenBack, unsure }, at: now };
      });
      const refused = imports.pieces.find(({ id }) => id === event.id)?.kind === 'follows' && kind === 'refused' ? limitIn(detail) : null;
      if (refused !== null) next.followLimit = refused;
      return next.run.state === 'running' ? { ...next, run: { ...next.run, state: 'stopped', at: now } } : next;
    }
    case 'pieceChecked':
      return changed(imports, event.id, ({ isUncheckable: _, ...piece }) => ({ ...piece, importId: event.importId, misfits: [...event.misfits] }));
    case 'pieceUncheckable':
      return changed(imports, event.id, (piece) => (piece.misfits === null ? { ...piece, isUncheckable: true } : piece));
    case 'pieceTriedAgain': {
      const refused = imports.pieces.find((piece) => piece.id === event.id && isRefusedForLimit(piece));
      // The list is cut again to fit in, and what comes of that was not agreed to.
      const cut = new Set(refused && imports.pieces.flatMap(({ id, kind }) => (kind === refused.kind ? [id] : [])));
      const run = { ...imports.run, agreed: imports.run.agreed.filter((id) => !cut.has(id)) };
      return { ...changed(imports, event.id, (piece) => (piece.state === 'stopped' ? onceMore(piece, now) : piece)), run };
    }
    case 'listLeftOut': {
      const pieces = imports.pieces.map((piece) =>
        piece.kind === event.kind && (isUntouched(piece) || piece.state === 'handed' || piece.state === 'stopped')
          ? { ...piece, ...untouched, newest: piece.newest, state: 'skipped' as const, at: now }
          : piece,
      );
      return { ...imports, pieces };
    }
    case 'failuresKept':
      return changed(imports, event.id, (piece) => ({ ...piece, failuresKept: true }));
    case 'failuresLookedUp':
      return {
        ...imports,
        moved: { ...imports.moved, ...event.moved },
        lookedUp: { ...imports.lookedUp, ...event.lookedUp },
        blocked: [...new Set([...imports.blocked, ...event.blocked])],
      };
    case 'importsLooked':
      return { ...imports, looked: { at: now, problem: event.problem, seenAt: imports.looked?.seenAt ?? null } };
    default:
      return event satisfies never;
  }
}

/** Rows in one file, the other number that a refusal names (docs/mastodon.md, Imports). */
const ROWS_LIMIT = 20_000;

/** The one number in the server's words, in any language: so many may be followed. */
function limitIn(words: string): number | null {
  const numbers = words.match(/\d[\d.,\u00a0\u202f]*/g) ?? [];
  const limit = Number(numbers[0]?.replace(/\D/g, '') || Number.NaN);
  return numbers.length === 1 && limit > 0 && limit !== ROWS_LIMIT ? limit : null;
}

/** More follows than the server allows; by now it is known how many that are. */
export function isRefusedForLimit({ kind, why }: Piece): boolean {
  return kind === 'follows' && why?.kind === 'refused' && limitIn(why.detail) !== null;
}

/** A list was saved: if the copy before could not be read, this one is worth a try, even if it should be the same. */
export function savedAnew(imports: Imports, kind: ListKind): Imports {
  const { [kind]: before, ...prepared } = imports.prepared;
  return before?.why === 'unreadable' ? { ...imports, prepared } : imports;
}

/**
 * What the server has, or may have, is looked for there before anything is sent: waiting under its number, or confirmed
 * since, newer than all that stood there before. What was taken back, is not there any more or is another file is sent
 * anew.
 */
function onceMore(piece: Piece, now: number): Piece {
  const { importId, newest, why, misfits } = piece;
  const isThere = importId !== null && why !== null && !why.takenBack && why.kind !== 'vanished' && misfits?.includes('other-name') !== true;
  if (isThere) return { ...piece, state: why.unsure ? 'confirming' : 'unconfirmed', misfits: null, why: null };
  return { ...piece, ...untouched, newest, at: now };
}

const untouched = { state: 'ready', importId: null, newest: null, misfits: null, why: null } as const;

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

/** Nothing of it can have reached the server. */
export function isUntouched(piece: Piece): boolean {
  return piece.state === 'ready' || piece.state === 'skipped';
}

/** Still to be sent, or left out and free to be taken up. */
export function isOpen(piece: Piece): boolean {
  return piece.state === 'skipped' || WITH_US.includes(piece.state);
}

const WITH_US: readonly PieceState[] = ['ready', 'handed', 'sending', 'unconfirmed', 'confirming'];
const OVER: readonly PieceState[] = ['finished', 'given', 'gone', 'skipped'];

/**
 * The piece whose turn it is: what is half done comes before what is new. "Import all" serves only what was agreed to.
 */
export function nextPiece({ imports }: Plan): Piece | null {
  const open = imports.pieces.filter((piece) => WITH_US.includes(piece.state) && (imports.run.state === 'idle' || isAgreed(imports, piece.id)));
  return open.find((piece) => piece.state !== 'ready') ?? open[0] ?? null;
}

export function isAgreed({ run }: Pick<Imports, 'run'>, id: string): boolean {
  return run.agreed.includes(id);
}

/** What the run has in hand is the run's to say. */
export function isInHand({ run }: Pick<Imports, 'run'>, id: string): boolean {
  return run.state === 'running' && run.agreed.includes(id);
}

export function isImportDone(plan: Plan): boolean {
  const { pieces, prepared } = plan.imports;
  const saved = Object.keys(plan.kit.lists) as ListKind[];
  const waits = Object.values(prepared).some((list) => list.why === 'follow-limit');
  const isAllCut = saved.every((kind) => prepared[kind]?.sha256 === plan.kit.lists[kind]?.sha256);
  return (pieces.length > 0 || saved.length > 0) && isAllCut && !waits && pieces.every((piece) => OVER.includes(piece.state));
}

/** The person left every list out: nothing was brought. */
export function isAllLeftOut({ imports }: Plan): boolean {
  return imports.pieces.length > 0 && imports.pieces.every(({ state }) => state === 'skipped');
}

/** Everything is with the server, or waits for room: nothing for the person to do. */
export function isImportWaiting(plan: Plan): boolean {
  const { pieces, run } = plan.imports;
  if (run.state === 'running') return true;
  return pieces.length > 0 && toPrepare(plan).length === 0 && pieces.every((piece) => piece.state === 'confirmed' || OVER.includes(piece.state));
}

/** Somebody must look now and then: something is with the server and not at its end. */
export function isFollowedUp(plan: Plan): boolean {
  return plan.imports.pieces.some((piece) => piece.state === 'confirmed' || piece.state === 'unconfirmed');
}

/**
 * Whether the new server takes such lists: its own form says it, before that its version. Unknown is a yes: the form
 * will tell.
 */
export function canTake(plan: Plan, kind: ListKind): boolean {
  const types = plan.seen.new.imports?.types;
  if (types !== undefined && types.length > 0) return types.includes(listFacts[kind].importType);
  return canImport(kind, plan.new?.server.version ?? '') ?? true;
}

/** A server keeps its public answers for so long (docs/mastodon.md, Public questions). */
const CACHED = 15_000;

/**
 * The numbers the follow limit is reckoned with (docs/mastodon.md, Imports). What is on its way counts as followed, and
 * so does all that the server may have worked through since it was last asked how many it has: rather too many than a
 * file that it refuses.
 */
export function followCounts(plan: Plan): FollowCounts {
  const { outside } = plan.seen.new;
  const account = outside?.account ?? plan.new?.account ?? null;
  const sent = plan.imports.pieces.filter((piece) => piece.kind === 'follows' && !isUntouched(piece) && piece.state !== 'stopped');
  const more = sent.reduce((sum, piece) => {
    const isCounted = outside !== null && outside.at >= piece.at + CACHED;
    const coming = OVER.includes(piece.state) ? 0 : piece.rows - piece.imported - piece.failures;
    return sum + Math.max(0, isCounted ? coming : piece.state === 'finished' ? piece.imported : piece.rows - piece.failures);
  }, 0);
  const { followLimit: known } = plan.imports;
  const threshold = known === 0 ? Number.MAX_SAFE_INTEGER : (known ?? undefined);
  return { following: (account?.following ?? 0) + more, followers: account?.followers ?? 0, threshold };
}

/**
 * How many of the follows, by what is saved or by the export page, are more than the new server lets this account
 * follow now.
 */
export function followsTooMany(plan: Plan): number {
  const rows = plan.kit.lists.follows?.rows ?? plan.seen.old.exports?.counts.follows ?? 0;
  return Math.max(0, rows - followLimit(followCounts(plan)).left);
}

/**
 * Saved lists that are to be cut into pieces, or cut again: newly saved, taken now by the server, or more or fewer
 * follows fit in than before.
 */
export function toPrepare(plan: Plan): ListKind[] {
  const wanted = listKinds.filter((kind) => plan.kit.lists[kind] !== undefined && !isUnderWay(plan, kind) && isStale(plan, kind));
  // Members of lists wait for the follows that wait: when those change, so do these.
  const isWithLists = wanted.includes('follows') && plan.kit.lists.lists !== undefined && !isUnderWay(plan, 'lists');
  return isWithLists && !wanted.includes('lists') ? listKinds.filter((kind) => wanted.includes(kind) || kind === 'lists') : wanted;
}

function isUnderWay({ imports }: Plan, kind: ListKind): boolean {
  // Cut anew, a piece would be another one than was agreed to.
  const isPromised = (piece: Piece) => piece.state === 'ready' && imports.run.state !== 'idle' && isAgreed(imports, piece.id);
  // What is stuck keeps nothing waiting: it may never be told to be over.
  const isSent = (piece: Piece) => !isUntouched(piece) && piece.state !== 'stopped' && !OVER.includes(piece.state) && stallSeen(imports, piece) !== 'stuck';
  return imports.pieces.some((piece) => piece.kind === kind && (isSent(piece) || isPromised(piece)));
}

const WORTHWHILE = 100;

function isStale(plan: Plan, kind: ListKind): boolean {
  const before = plan.imports.prepared[kind];
  if (before === undefined || before.isOutdated || before.sha256 !== plan.kit.lists[kind]?.sha256) return true;
  if (before.why === 'too-old') return canTake(plan, kind);
  // Cut before the server's own form was seen, which does not know such lists.
  if (!canTake(plan, kind)) return plan.imports.pieces.some((piece) => piece.kind === kind && isUntouched(piece));
  if (kind !== 'follows') return false;
  const room = followLimit(followCounts(plan)).left;
  const open = plan.imports.pieces.filter((piece) => piece.kind === kind && !piece.again && isUntouched(piece)).reduce((sum, { rows }) => sum + rows, 0);
  // Failed rows leave a little room: that alone is worth nobody's press.
  return open > room || (before.why === 'follow-limit' && room - open >= Math.min(before.held, WORTHWHILE));
}

// What the recent imports mean
// --------------------------------------------------------------------------------------------------------------

/** The import page of the new account was seen: every piece is where the server shows it. */
export function importsSeen(
  imports: Imports,
  facts: Pick<FactsOf<'imports'>, 'kind' | 'types' | 'recent' | 'notice'> & Partial<Pick<FactsOf<'imports'>, 'error'>>,
  now: number,
  load?: number,
): Imports {
  const looked = { at: now, problem: null, seenAt: now };
  if (facts.kind === 'pre-4.2') return { ...imports, looked, pieces: facts.notice ? givenByHand(imports.pieces, load, now) : imports.pieces };
  const given = imports.pieces.map((piece) => (piece.state === 'handed' ? whereHanded(piece, imports.pieces, facts, now, load) : piece));
  const rows = rowsOfPieces(given, facts.recent);
  const pieces = given.map((piece) => asShown(piece, rows.get(piece.id) ?? null, facts.recent, isInHand(imports, piece.id), now));
  return { ...imports, looked, pieces };
}

/** Until 4.1 the page says only that something was taken: the file we put in last, on the page before. */
function givenByHand(pieces: readonly Piece[], load: number | undefined, now: number): Piece[] {
  const last = pieces.filter((piece) => piece.state === 'handed' && (piece.load == null || piece.load !== load)).sort((a, b) => b.at - a.at)[0];
  return pieces.map((piece) => (piece === last ? { ...piece, state: 'given', at: now } : piece));
}

/**
 * Put into the form, and then? Refused, it is still with us. An import of as many rows that came since is taken for it:
 * its file's name, on the page before the yes, will tell. Where each row has its number and there is none, it was not
 * uploaded.
 */
function whereHanded(
  piece: Piece,
  pieces: readonly Piece[],
  { recent, error = null }: Pick<FactsOf<'imports'>, 'recent'> & Partial<Pick<FactsOf<'imports'>, 'error'>>,
  now: number,
  load: number | undefined,
): Piece {
  const isAnotherPage = load !== undefined && load !== piece.load;
  if (error !== null) return isAnotherPage ? { ...piece, ...untouched, at: now } : piece;
  const { newest = null } = piece;
  if (newest === null) return piece;
  const isTaken = (id: number) => pieces.some(({ importId }) => importId === id);
  const own = recent.findLast(({ id, total }) => id !== null && id > newest && total === piece.rows && !isTaken(id));
  // Confirmed elsewhere, its kind stands on the page in words only: "Import all" reads them before it sends anything.
  if (own !== undefined) return own.state === 'unconfirmed' ? { ...piece, state: 'unconfirmed', importId: own.id, at: now } : piece;
  return isAnotherPage && recent.every(({ id }) => id !== null) ? { ...piece, ...untouched, at: now } : piece;
}

/**
 * By the server's number; 4.2 gives a row none unless it is a link, there the newest row of the same length is taken
 * (docs/mastodon.md, Imports).
 */
function rowsOfPieces(pieces: readonly Piece[], recent: readonly RecentImport[]): Map<string, RecentImport> {
  const found = new Map<string, RecentImport>();
  const sent = pieces.filter((piece) => piece.importId !== null).sort((a, b) => (b.importId ?? 0) - (a.importId ?? 0));
  for (const piece of sent) {
    const own = recent.find((row) => row.id === piece.importId);
    if (own) found.set(piece.id, own);
  }
  const nameless = recent.filter((row) => row.id === null);
  for (const piece of sent) {
    if (found.has(piece.id) || piece.state === 'ready') continue;
    const at = nameless.findIndex((row) => row.total === piece.rows);
    const [row] = at === -1 ? [] : nameless.splice(at, 1);
    if (row) found.set(piece.id, row);
  }
  return found;
}

function asShown(piece: Piece, row: RecentImport | null, recent: readonly RecentImport[], isRunning: boolean, now: number): Piece {
  const { importId } = piece;
  if (importId === null || piece.state === 'stopped' || piece.state === 'skipped') return piece;
  if (row === null) {
    // The newest come first: where fewer or older ones are shown, ours would be. Beyond the tenth it may still be
    // there, but not for ever.
    const wouldShow = recent.length < RECENT || recent.some(({ id }) => id !== null && id < importId);
    if ((!wouldShow && now - piece.at < DAY) || OVER.includes(piece.state)) return piece;
    if (piece.state === 'confirmed') return { ...piece, state: 'gone', at: now };
    return isRunning ? piece : { ...piece, ...untouched, at: now };
  }
  if (row.state === 'unconfirmed') return piece.state === 'confirming' && isRunning ? piece : moved(piece, { state: 'unconfirmed' }, now);
  const numbers = { imported: row.imported, failures: row.failures };
  return moved(piece, { state: row.state === 'finished' ? 'finished' : 'confirmed', ...numbers }, now);
}

function moved(piece: Piece, next: Partial<Piece>, now: number): Piece {
  const isSame = (Object.keys(next) as (keyof Piece)[]).every((key) => piece[key] === next[key]);
  return isSame ? piece : { ...piece, ...next, at: now };
}

/** An import waits for its yes, and its file has our name: whoever uploaded it, it is ours. */
export function confirmationSeen(imports: Imports, { id, fileName }: Pick<FactsOf<'imports-confirm'>, 'id' | 'fileName'>, now: number): Imports {
  const pieces = imports.pieces.map((piece) => {
    // Taken for ours by its number of rows, and it is another file: ours was not uploaded.
    const isAnother = piece.importId === id && piece.state === 'unconfirmed' && piece.misfits === null && fileName !== null && piece.name !== fileName;
    if (isAnother) return { ...piece, ...untouched, at: now };
    const isOurs = fileName !== null && piece.name === fileName && WITH_US.includes(piece.state);
    if (!isOurs || (piece.state === 'confirming' && isInHand(imports, piece.id))) return piece;
    const misfits = piece.importId === id ? piece.misfits : null;
    const { isUncheckable: _, ...rest } = piece;
    return moved({ ...rest, misfits }, { state: 'unconfirmed', importId: id }, now);
  });
  return { ...imports, pieces };
}

// Imports that do not end
// -------------------------------------------------------------------------------------------------------------------

/** Rows the server has worked on, of all that were sent or are to be sent. */
export function importProgress(plan: Plan): { value: number; max: number } | null {
  const counted = plan.imports.pieces.filter((piece) => piece.state !== 'skipped' && piece.state !== 'given');
  const max = counted.reduce((sum, piece) => sum + piece.rows, 0);
  return max === 0 ? null : { value: counted.reduce((sum, piece) => sum + workedOn(piece), 0), max };
}

export function workedOn(piece: Piece): number {
  return piece.state === 'gone' ? piece.rows : Math.min(piece.rows, piece.imported + piece.failures);
}

/**
 * `queued`: the server has not begun, imports are the last in its queue. `retrying`: a few rows at the end, which a
 * server tries for some 18 minutes before they count as failed. `stuck`: no change for longer than that; rows the
 * server takes for one and the same are counted twice for ever (docs/mastodon.md, Imports).
 */
export type Stall = 'queued' | 'retrying' | 'stuck';
const RETRIES = 25 * MINUTE;

export function stallOf(piece: Piece, now: number): Stall | null {
  if (piece.state !== 'confirmed') return null;
  const quiet = now - piece.at;
  const left = piece.rows - workedOn(piece);
  if (workedOn(piece) === 0) return quiet > 10 * MINUTE ? 'queued' : null;
  if (quiet > RETRIES) return 'stuck';
  return quiet > MINUTE && left <= Math.max(5, piece.rows / 20) ? 'retrying' : null;
}

/** As it was when the recent imports were last seen. */
export function stallSeen({ looked }: Pick<Imports, 'looked'>, piece: Piece): Stall | null {
  return stallOf(piece, looked?.seenAt ?? piece.at);
}

/**
 * Minutes until the next look: 30 seconds growing to 10 minutes, shorter again when something moves, longer when the
 * server asks for it.
 */
export function nextLook(before: number, what: 'moved' | 'same' | 'trouble' | 'busy'): number {
  switch (what) {
    case 'moved':
      return Math.max(0.5, before / 2);
    case 'same':
      return Math.min(10, before * 1.5);
    case 'trouble':
      return Math.min(10, before * 2);
    case 'busy':
      return 10;
  }
}
