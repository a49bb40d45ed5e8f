/**
 * The files that go out: cut from saved lists in the background itself, and handed to the page of the new server as the
 * one file whose turn it is, and not before.
 */
import type { Bytes } from '../../browser/database';
import { onMessage } from '../../browser/messages';
import { dropShelved, shelved } from '../../browser/piece-store';
import { getPlan, hereOf } from '../../browser/store';
import { sideOf } from '../../journey/accounts';
import { guidance } from '../../journey/guidance';
import { isUntouched, nextPiece, toPrepare } from '../../journey/import/pieces';
import type { ListKind } from '../../lists/kinds';
import { isFrom, type Sender } from '../errand';
import { checkKit } from '../kit';
import { dispatch } from '../plan-writer';
import { shownBy } from '../sender';
import { current, inOrder } from './current';
import { cutLists } from './cutting';

/**
 * Makes saved lists ready for the new server. Files that these replace are forgotten, bytes and all. False: no room for
 * them.
 */
export function prepare(asked: { wanted: readonly ListKind[]; renewed: readonly ListKind[] } | null): Promise<boolean> {
  return inOrder(async () => {
    const stored = await getPlan();
    if (!stored.ok || stored.plan.new?.handle == null) return true;
    const { plan } = stored;
    const wanted = asked?.wanted ?? toPrepare(plan);
    if (wanted.length === 0) return true;
    const cut = await cutLists(plan, wanted, asked?.renewed);
    if (!cut.ok) {
      await dispatch({ type: 'piecesUnkept' });
      return false;
    }
    // The kit then says which lists are gone, so that none is left out silently.
    if (cut.unread.length > 0) await checkKit();
    const after = await dispatch({ type: 'piecesCut', lists: cut.lists });
    const left = new Set(after?.imports.pieces.map(({ id }) => id) ?? []);
    if (after !== null) await dropShelved(plan.imports.pieces.flatMap(({ id }) => (left.has(id) ? [] : [id])));
    return true;
  });
}

/** The bytes of a piece for a page: for the script that imports, and for the card. */
export async function fileFor(piece: string, sender: Sender): Promise<Bytes | null> {
  return (await fileOfTurn(sender)) === piece ? ((await shelved('pieces', piece))?.bytes ?? null) : null;
}

/** Answers the card. */
export function answerCard(): void {
  onMessage('pieceHanded', async ({ data, sender }) => {
    // Only the file that this page could have put there.
    const offered = await fileOfTurn(sender);
    const stored = await getPlan();
    const piece = stored.ok && data === offered ? stored.plan.imports.pieces.find(({ id }) => id === offered) : undefined;
    if (piece === undefined || !(isUntouched(piece) || piece.state === 'handed')) return;
    const here = sender.tab?.id === undefined ? null : await hereOf(sender.tab.id);
    const { imports } = stored.ok ? stored.plan.seen.new : { imports: null };
    // Until 4.1 the server shows nothing by which the import could be found again.
    const newest = imports?.kind === '4.2+' ? Math.max(0, ...imports.recent.flatMap(({ id }) => id ?? [])) : null;
    await dispatch({ type: 'pieceHanded', id: piece.id, load: here?.seen.load ?? null, newest });
  });
}

/**
 * The one file that this page may have now: in the tab of "Import all" the one that was agreed to and comes next, on
 * the import page of the new account the one that its card offers to put into the form. A page of the server can ask
 * for anything, and gets nothing else.
 */
async function fileOfTurn(sender: Sender): Promise<string | null> {
  const stored = await getPlan();
  if (!stored.ok || sender.frameId !== 0 || sender.tab?.id === undefined) return null;
  const { plan } = stored;
  const run = await current();
  if (run !== null && run.task === 'import' && run.state === 'running' && isFrom(sender, run))
    return plan.imports.run.state === 'running' ? (nextPiece(plan)?.id ?? null) : null;
  const here = await shownBy(sender);
  if (here === null || sideOf(plan, here.seen) !== 'new') return null;
  const files = guidance(plan, here)?.fill?.fills.flatMap(({ value }) => (typeof value === 'string' ? [] : [value.piece]));
  return files?.[0] ?? null;
}
