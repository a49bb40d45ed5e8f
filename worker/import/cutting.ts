/**
 * From saved lists to files for the new server, in the background itself: a list leaves the extension as the file that
 * goes out, when it is that file's turn, and not before.
 */
import { keptFile } from '../../browser/kit-store';
import { shelve, shelved } from '../../browser/piece-store';
import { canTake, followCounts, isUntouched, toPrepare } from '../../journey/import/pieces';
import type { NewPiece, Prepared } from '../../journey/import/plan';
import { prepareLists } from '../../journey/import/prepare';
import { renewedLists } from '../../journey/import/renewal';
import type { Plan } from '../../journey/plan';
import { type ListKind, listKinds } from '../../lists/kinds';

export interface CutList {
  kind: ListKind;
  prepared: Prepared;
  pieces: readonly NewPiece[];
}
export type Cut =
  /** Their bytes are kept. `unread`: saved lists among the wanted ones whose bytes are not there any more. */
  | { ok: true; lists: CutList[]; unread: readonly ListKind[] }
  /** This browser has no room for the files. */
  | { ok: false };

/**
 * Cuts these lists. `renewed`: lists in which people who have moved get their new address. The caller changes the plan.
 */
export async function cutLists(
  plan: Plan,
  wanted: readonly ListKind[] = toPrepare(plan),
  renewed: readonly ListKind[] = renewedLists(plan.imports),
): Promise<Cut> {
  const named = listKinds.flatMap((kind) => ({ kind, sha256: plan.kit.lists[kind]?.sha256 ?? '' })).filter(({ sha256 }) => sha256 !== '');
  const saved = await Promise.all(named.map(async (list) => ({ ...list, bytes: (await keptFile(list.kind, list.sha256))?.bytes ?? null })));
  const sent = await Promise.all(
    plan.imports.pieces
      .filter((piece) => !isUntouched(piece) && piece.state !== 'stopped')
      .map(async ({ kind, id }) => ({ kind, bytes: (await shelved('pieces', id))?.bytes ?? null })),
  );
  const { domain, version } = plan.new?.server ?? { domain: '', version: '' };
  const about = {
    old: plan.old?.server.domain ?? '',
    home: domain,
    self: plan.new?.handle ?? '',
    version,
    takes: (kind: ListKind) => canTake(plan, kind),
    ...followCounts(plan),
  };
  const lists = await prepareLists(wanted, saved, sent, { ...about, moved: plan.imports.moved, renewed });
  for (const { about: piece, bytes } of lists.flatMap(({ pieces }) => pieces))
    if (!(await shelve('pieces', { id: piece.id, kind: piece.kind, bytes }))) return { ok: false };
  return {
    ok: true,
    lists: lists.map(({ kind, prepared, pieces }) => ({ kind, prepared, pieces: pieces.map((piece) => piece.about) })),
    unread: saved.flatMap(({ kind, bytes }) => (bytes === null && wanted.includes(kind) ? kind : [])),
  };
}
