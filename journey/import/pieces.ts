/** The files of a move on their way: which comes next, which are over, and which lists are still to be made ready. */
import type { ListKind } from '../../lists/kinds';
import { canImport, listFacts, listKinds } from '../../lists/kinds';
import type { Plan } from '../plan';
import { type FollowCounts, followLimit } from './follow-limit';
import type { Imports, Piece, PieceState } from './plan';
import { stallSeen, workedOn } from './stalls';

export const untouched = { state: 'ready', importId: null, newest: null, misfits: null, why: null } as const;

/** Nothing of it can have reached the server. */
export function isUntouched(piece: Piece): boolean {
  return piece.state === 'ready' || piece.state === 'skipped';
}

/** Still to be sent, or left out and free to be taken up. */
export function isOpen(piece: Piece): boolean {
  return piece.state === 'skipped' || WITH_US.includes(piece.state);
}

export const WITH_US: readonly PieceState[] = ['ready', 'handed', 'sending', 'unconfirmed', 'confirming'];

export const OVER: readonly PieceState[] = ['finished', 'given', 'gone', 'skipped'];

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

/** "Import all" is running, and this piece is part of it: what its tab reports says where the piece is. */
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

/** Everything is with the server, or waits for the follow limit: the person has nothing to do. */
export function isImportWaiting(plan: Plan): boolean {
  const { pieces, run } = plan.imports;
  if (run.state === 'running') return true;
  return pieces.length > 0 && toPrepare(plan).length === 0 && pieces.every((piece) => piece.state === 'confirmed' || OVER.includes(piece.state));
}

/** The server works on something, so it must be looked at now and then. */
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
  // A piece that is cut again is not the one that the person agreed to.
  const isPromised = (piece: Piece) => piece.state === 'ready' && imports.run.state !== 'idle' && isAgreed(imports, piece.id);
  // A stuck import may never reach its end, so nothing waits for it.
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
  // Rows that failed leave a little room below the limit: that alone is not worth another import.
  return open > room || (before.why === 'follow-limit' && room - open >= Math.min(before.held, WORTHWHILE));
}

export function moved(piece: Piece, next: Partial<Piece>, now: number): Piece {
  const isSame = (Object.keys(next) as (keyof Piece)[]).every((key) => piece[key] === next[key]);
  return isSame ? piece : { ...piece, ...next, at: now };
}

/** Rows the server has worked on, of all that were sent or are to be sent. */
export function importProgress(plan: Plan): { value: number; max: number } | null {
  const counted = plan.imports.pieces.filter((piece) => piece.state !== 'skipped' && piece.state !== 'given');
  const max = counted.reduce((sum, piece) => sum + piece.rows, 0);
  return max === 0 ? null : { value: counted.reduce((sum, piece) => sum + workedOn(piece), 0), max };
}
