/**
 * The new account's own lists as they were when last compared, in IndexedDB of the extension: so that the report is
 * there when it is opened again. Never part of the kit; each list is replaced by its next copy.
 */

import type { KitFile } from '../kit/kit-file';
import { hash } from '../lists/hash';
import type { ListKind } from '../lists/kinds';
import { assemble } from './chunk-store';
import { type Kept, unlessFull, withDatabase } from './database';
import type { SentList } from './kit-store';

/**
 * Puts a list together from its slices and keeps it in place of the one before. Asked a second time, it finds it kept.
 * The same bytes read anew are a new reading: what is known of the list is as old as `takenAt`.
 */
export async function keepFresh(errand: string, list: SentList): Promise<Kept<KitFile>> {
  const { size, chunks, ...file } = list;
  const there = await freshFile(file.kind, file.sha256);
  if (there?.takenAt === file.takenAt) return { ok: true, value: there };
  const bytes = there?.bytes ?? (await assemble({ kind: 'lists', id: errand, file: file.kind }, chunks));
  if (bytes === null || bytes.length !== size || (await hash(bytes)) !== file.sha256) return { ok: false, problem: 'damaged' };
  const written = await unlessFull(() => withDatabase((db) => db.put('newLists', { ...file, bytes })));
  if (!written.ok) return written;
  return { ok: true, value: { ...file, bytes } };
}

/** A list by its hash, as `plan.fresh.lists` names it; null when it is not there or no longer what it was. */
export async function freshFile(kind: ListKind, sha256: string): Promise<KitFile | null> {
  const stored = await withDatabase((db) => db.get('newLists', kind));
  return stored !== undefined && stored.sha256 === sha256 && (await hash(stored.bytes)) === sha256 ? stored : null;
}

export function deleteFresh(): Promise<void> {
  return withDatabase((db) => db.clear('newLists'));
}
