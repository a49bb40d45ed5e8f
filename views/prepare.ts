/**
 * On the start page: rows that failed, by likely cause, and as files of their own for another try. Loaded when there
 * are some.
 */

import { freshFile } from '../browser/fresh-store';
import { sendMessage } from '../browser/messages';
import { shelve, shelved } from '../browser/piece-store';
import { type FailureGroup, groupFailures, isHopeless, withNewAddress } from '../journey/import/failures';
import { canTake, followCounts } from '../journey/import/pieces';
import type { Extra } from '../journey/import/plan';
import { type PrepareOptions, prepareAgain, type ReadyPiece } from '../journey/import/prepare';
import type { Plan } from '../journey/plan';
import { type ListKind, type ListRow, listKinds, type RowOf } from '../lists/kinds';
import { parseList } from '../lists/parse';

function optionsOf(plan: Plan): PrepareOptions {
  const { domain, version } = plan.new?.server ?? { domain: '', version: '' };
  return {
    old: plan.old?.server.domain ?? '',
    home: domain,
    self: plan.new?.handle ?? '',
    version,
    takes: (kind) => canTake(plan, kind),
    ...followCounts(plan),
  };
}

export interface FailedList {
  readonly kind: ListKind;
  /** The pieces they are of. */
  readonly pieces: readonly string[];
  readonly groups: readonly FailureGroup<ListRow>[];
  /** Worth another try: their cause may pass. */
  readonly again: readonly ListRow[];
  /** The same rows with the new addresses of who has moved; null when nobody has, as far as is known. */
  readonly renewed: readonly ListRow[] | null;
  /** How many that are. */
  readonly moved: number;
}

/** The rows that failed and were not asked for again, by list and likely cause. */
export async function listsWithFailures(plan: Plan): Promise<FailedList[]> {
  const lists: FailedList[] = [];
  for (const kind of listKinds) {
    const pieces = plan.imports.pieces.filter((piece) => piece.kind === kind && piece.failuresKept && !piece.failuresAgain);
    if (pieces.length === 0) continue;
    const rowsOn = async (shelf: 'failures' | 'pieces') =>
      (await Promise.all(pieces.map(async ({ id }) => rowsOf(kind, (await shelved(shelf, id))?.bytes)))).flat();
    const home = plan.new?.server.domain ?? '';
    const arrived = rowsOf(kind, (await freshFile(kind, plan.fresh.lists[kind]?.sha256 ?? ''))?.bytes);
    const { moved, lookedUp, blocked: blockedDomains } = plan.imports;
    const context = { home, self: plan.new?.handle ?? '', sent: await rowsOn('pieces'), arrived, moved: Object.keys(moved), lookedUp, blockedDomains };
    const groups = groupFailures<ListKind>(kind, await rowsOn('failures'), context);
    const again = groups.filter(({ cause }) => !isHopeless(cause)).flatMap(({ rows }) => rows);
    const renewed = groups.filter(({ cause }) => cause === 'moved').flatMap(({ rows }) => rows.flatMap((row) => withNewAddress(row, moved, home) ?? []));
    lists.push({
      kind,
      pieces: pieces.map(({ id }) => id),
      groups,
      again,
      renewed: renewed.length === 0 ? null : [...again, ...renewed],
      moved: renewed.length,
    });
  }
  return lists;
}

export function rowsOf(kind: ListKind, bytes: Uint8Array | undefined): readonly ListRow[] {
  const parsed = bytes && parseList<ListKind>(kind, bytes);
  return parsed?.ok ? parsed.rows : [];
}

export async function cutAgain(plan: Plan, list: FailedList, rows: readonly ListRow[] = list.again): Promise<boolean> {
  return keepPieces(await prepareAgain<ListKind>(list.kind, rows, optionsOf(plan)), list.pieces);
}

/** One row as people know it. */
export function rowText(row: ListRow): string {
  if ('domain' in row) return row.domain;
  if ('uri' in row) return row.uri;
  if ('account' in row) return 'title' in row ? `${row.title}: @${row.account}` : `@${row.account}`;
  return row.title;
}

/** Rows besides the saved lists, as files of their own beside them. False: this browser has no room for them. */
export async function cutExtra<K extends ListKind>(plan: Plan, kind: K, rows: readonly RowOf[K][], extra: Extra): Promise<boolean> {
  return keepPieces(await prepareAgain(kind, rows, optionsOf(plan), extra), []);
}

async function keepPieces(pieces: readonly ReadyPiece[], of: readonly string[]): Promise<boolean> {
  for (const { about, bytes } of pieces) if (!(await shelve('pieces', { id: about.id, kind: about.kind, bytes }))) return false;
  await sendMessage('failuresCut', { of, pieces: pieces.map(({ about }) => about) });
  return true;
}
