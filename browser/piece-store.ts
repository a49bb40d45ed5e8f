/** The files to import, and the entries that failed, in IndexedDB of the extension. The plan names them by id. */
import type { ListKind } from '../lists/kinds';
import { assemble, dropChunks } from './chunk-store';
import { type StoredPiece, unlessFull, withDatabase } from './database';

export type Shelf = 'pieces' | 'failures';
const storeOf = { pieces: 'importFiles', failures: 'failures' } as const satisfies Record<Shelf, string>;

/** False when the disk is full. */
export async function shelve(shelf: Shelf, piece: StoredPiece): Promise<boolean> {
  return (await unlessFull(() => withDatabase((db) => db.put(storeOf[shelf], piece)))).ok;
}

export async function shelved(shelf: Shelf, id: string): Promise<StoredPiece | null> {
  return (await withDatabase((db) => db.get(storeOf[shelf], id))) ?? null;
}

/** Puts what an errand has sent together and keeps the whole. False when a slice is missing or the disk is full. */
export async function shelveSent(shelf: Shelf, errand: string, { id, kind, chunks }: { id: string; kind: ListKind; chunks: number }): Promise<boolean> {
  const bytes = await assemble({ kind: 'imports', id: errand, file: id }, chunks);
  if (bytes === null) return false;
  const isKept = await shelve(shelf, { id, kind, bytes });
  // Those of errands that were broken off, too.
  await dropChunks('imports', { file: id });
  return isKept;
}

export async function dropShelved(ids: readonly string[]): Promise<void> {
  await withDatabase((db) => Promise.all(ids.flatMap((id) => [db.delete('importFiles', id), db.delete('failures', id)])));
}

/** Everything, for good. */
export async function dropAllShelved(): Promise<void> {
  await withDatabase((db) => Promise.all([db.clear('importFiles'), db.clear('failures')]));
  await dropChunks('imports');
}
