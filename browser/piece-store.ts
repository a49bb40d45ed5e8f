/** The files that are to be brought across, and the rows that failed, in IndexedDB of the extension, beside the kit. The plan names them by id. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ListKind } from '../journey/facts';

interface StoredPiece {
  id: string;
  kind: ListKind;
  bytes: Uint8Array<ArrayBuffer>;
}

interface Pieces extends DBSchema {
  pieces: { key: string; value: StoredPiece };
  /** By the piece they are of. */
  failures: { key: string; value: StoredPiece };
  /** On their way from a page, piece by piece. */
  parts: { key: [string, number]; value: { id: string; index: number; bytes: Uint8Array<ArrayBuffer> } };
}

async function withPieces<T>(work: (db: IDBPDatabase<Pieces>) => Promise<T>): Promise<T> {
  const db = await openDB<Pieces>('imports', 1, {
    upgrade: (fresh) => {
      fresh.createObjectStore('pieces', { keyPath: 'id' });
      fresh.createObjectStore('failures', { keyPath: 'id' });
      fresh.createObjectStore('parts', { keyPath: ['id', 'index'] });
    },
  });
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

export type Shelf = 'pieces' | 'failures';

/** False when the disk is full. */
export async function shelve(shelf: Shelf, piece: StoredPiece): Promise<boolean> {
  return unlessFull(() => withPieces((db) => db.put(shelf, piece)));
}

export async function shelved(shelf: Shelf, id: string): Promise<StoredPiece | null> {
  return (await withPieces((db) => db.get(shelf, id))) ?? null;
}

/** Keeps one part of what a page sends. */
export async function keepPart(id: string, index: number, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  return unlessFull(() => withPieces((db) => db.put('parts', { id, index, bytes })));
}

/** Puts the parts together and keeps the whole. False when one is missing or the disk is full. */
export async function shelveParts(shelf: Shelf, { id, kind, parts }: { id: string; kind: ListKind; parts: number }): Promise<boolean> {
  const found = await withPieces((db) => Promise.all(Array.from({ length: parts }, (_, index) => db.get('parts', [id, index]))));
  const all = found.flatMap((part) => (part === undefined ? [] : [part.bytes]));
  if (all.length !== parts) return false;
  const isKept = await shelve(shelf, { id, kind, bytes: new Uint8Array(await new Blob(all).arrayBuffer()) });
  await withPieces((db) => Promise.all(Array.from({ length: parts }, (_, index) => db.delete('parts', [id, index]))));
  return isKept;
}

export async function dropShelved(ids: readonly string[]): Promise<void> {
  await withPieces((db) => Promise.all(ids.flatMap((id) => [db.delete('pieces', id), db.delete('failures', id)])));
}

/** Everything, for good. */
export async function dropAllShelved(): Promise<void> {
  await withPieces((db) => Promise.all([db.clear('pieces'), db.clear('failures'), db.clear('parts')]));
}

async function unlessFull(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') return false;
    throw error;
  }
}
