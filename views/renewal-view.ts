/**
 * On the start page: who of the people in lists that are ready to be sent has moved, and their rows with the old or the
 * new address.
 */

import { keptFile } from '../browser/kit-store';
import { sendMessage } from '../browser/messages';
import { shelved } from '../browser/piece-store';
import { withNewAddress } from '../journey/import/failures';
import { isUntouched } from '../journey/import/pieces';
import type { Piece } from '../journey/import/plan';
import { renewedLists } from '../journey/import/renewal';
import type { Plan } from '../journey/plan';
import { type ListRow, rowKey } from '../lists/kinds';
import { rowsOf, rowText } from './prepare';

const renewable = ['follows', 'lists'] as const;

export interface RenewableList {
  readonly kind: (typeof renewable)[number];
  /** Rows that go out with the address they were saved with. */
  readonly again: readonly ListRow[];
  /** Those of them whose account is known to have moved, as "old → new". */
  readonly moved: readonly string[];
  /** Rows that go out with the new address instead. */
  readonly renewed: readonly string[];
}

/** Of each list what is ready and was not sent yet; none while anything of it is under way. */
export async function renewableLists(plan: Plan): Promise<RenewableList[]> {
  const lists: RenewableList[] = [];
  if (plan.imports.run.state !== 'idle') return lists;
  const home = plan.new?.server.domain ?? '';
  for (const kind of renewable) {
    const own = plan.imports.pieces.filter((piece) => piece.kind === kind && !piece.again);
    const ready = own.filter(isUntouched);
    if (ready.length === 0 || !own.every((piece) => isUntouched(piece) || OVER.includes(piece.state))) continue;
    const rows = (await Promise.all(ready.map(async ({ id }) => rowsOf(kind, (await shelved('pieces', id))?.bytes)))).flat();
    const keys = new Set(rows.map((row) => rowKey(kind, row as never, home)));
    const isReady = (row: ListRow) => keys.has(rowKey(kind, row as never, home));
    const saved = rowsOf(kind, (await keptFile(kind, plan.kit.lists[kind]?.sha256 ?? ''))?.bytes);
    const list = { kind, again: saved.filter(isReady), moved: [] as string[], renewed: [] as string[] };
    for (const row of saved) {
      const to = withNewAddress(row, plan.imports.moved, home);
      const change = to === null || !('account' in to) ? null : `${rowText(row)} → @${to.account}`;
      if (to === null || change === null) continue;
      if (isReady(row)) list.moved.push(change);
      else if (isReady(to)) list.renewed.push(change);
    }
    lists.push(list);
  }
  return lists;
}
const OVER: readonly Piece['state'][] = ['finished', 'given', 'gone'];

/**
 * Cuts a list again with the new addresses, or with those it was saved with. Members of lists wait for follows that
 * wait: they are cut again with them.
 */
export function putAddresses(plan: Plan, lists: readonly RenewableList[], kind: RenewableList['kind'], which: 'old' | 'new'): Promise<boolean> {
  const wanted = lists.flatMap((list) => (list.kind === kind || kind === 'follows' ? list.kind : []));
  const others = renewedLists(plan.imports).filter((other) => other !== kind);
  return sendMessage('prepareWanted', { wanted, renewed: which === 'new' ? [...others, kind] : others });
}
