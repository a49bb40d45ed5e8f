/** The files to import, and the entries that failed, in IndexedDB of the extension. The plan names them by id. */
import type { ListKind } from '../lists/kinds';
import { assemble, type Bytes, dropChunks, keepChunk, type StoredPiece, unlessFull, withDatabase } from './database';

export type Shelf = 'pieces' | 'failures';
const storeOf = { pieces: 'importFiles', failures: 'failures' } as const satisfies Record<Shelf, string>;

const chunksOf = (id: string) => `file ${id}`;

/** False when the disk is full. */
export async function shelve(shelf: Shelf, piece: StoredPiece): Promise<boolean> {
  return (await unlessFull(() => withDatabase((db) => db.put(storeOf[shelf], piece)))).ok;
}

export async function shelved(shelf: Shelf, id: string): Promise<StoredPiece | null> {
  return (await withDatabase((db) => db.get(storeOf[shelf], id))) ?? null;
}

/** Keeps one slice of what a page sends. False when the disk is full. */
export async function keepPart(id: string, index: number, bytes: Bytes): Promise<boolean> {
  return (await keepChunk(chunksOf(id), index, bytes)).ok;
}

/** Puts the slices together and keeps the whole. False when one is missing or the disk is full. */
export async function shelveParts(shelf: Shelf, { id, kind, parts }: { id: string; kind: ListKind; parts: number }): Promise<boolean> {
  const bytes = await assemble(chunksOf(id), parts);
  if (bytes === null) return false;
  const isKept = await shelve(shelf, { id, kind, bytes });
  await dropChunks((file) => file === chunksOf(id));
  return isKept;
}

export async function dropShelved(ids: readonly string[]): Promise<void> {
  await withDatabase((db) => Promise.all(ids.flatMap((id) => [db.delete('importFiles', id), db.delete('failures', id)])));
}

/** Everything, for good. */
export async function dropAllShelved(): Promise<void> {
  await withDatabase((db) => Promise.all([db.clear('importFiles'), db.clear('failures')]));
  await dropChunks((file) => file.startsWith('file '));
}
