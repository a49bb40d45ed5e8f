/** What the recent imports on the page of the new server mean for our files. */
import type { FactsOf, RecentImport } from '../facts';
import { DAY } from '../moment';
import { isInHand, moved, OVER, untouched, WITH_US } from './pieces';
import type { Imports, Piece } from './plan';

/** The page lists no more (docs/mastodon.md, Imports). */
const RECENT = 10;

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
