/**
 * The one database of the extension. It holds everything that is kept as bytes: the saved lists, the new account's
 * lists as last read, the files to import, the entries that failed, and chunks on their way from a page.
 *
 * Earlier versions had three databases. Their content is copied over once, in one transaction; only then are they
 * deleted.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { DetailFile, FollowersFile, KitFile, KitSnapshot } from '../kit/kit-file';
import type { Follower } from '../lists/followers';
import type { ListKind } from '../lists/kinds';

export type Bytes = Uint8Array<ArrayBuffer>;

export interface StoredFile extends KitFile {
  snapshot: string;
}

/** The bytes of a file to import, or of its entries that failed. The plan names them by id. */
export interface StoredPiece {
  id: string;
  kind: ListKind;
  bytes: Bytes;
}

interface Schema extends DBSchema {
  snapshots: { key: string; value: Omit<KitSnapshot, 'files' | 'followers' | 'details'> };
  /** By snapshot, list and hash: the same list twice is the same file; a different one lies beside it. */
  files: { key: [string, string, string]; value: StoredFile };
  /** The new account's own lists as last read. Each list is replaced by its next copy. */
  newLists: { key: ListKind; value: KitFile };
  importFiles: { key: string; value: StoredPiece };
  failures: { key: string; value: StoredPiece };
  /** Files of followers in the kit: by snapshot and hash. */
  followerFiles: { key: [string, string]; value: FollowersFile & { snapshot: string } };
  /** Files of an account's details in the kit: by snapshot, name and hash. */
  detailFiles: { key: [string, string, string]; value: DetailFile & { snapshot: string } };
  /** Pages of followers as they were read: by the run that read them, and their place in it. */
  followers: { key: [string, number]; value: { run: string; index: number; followers: readonly Follower[] } };
  /** Slices of a file that a page sends: by the file's name (`chunk-store.ts`), and their place in it. */
  chunks: { key: [string, number]; value: { file: string; index: number; bytes: Bytes } };
}

export type Database = IDBPDatabase<Schema>;

const NAME = 'transhumance';
const VERSION = 3;

/** Opens the database, does the work and closes it. Rejects when the browser cannot open it, or when the work fails. */
export async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDB<Schema>(NAME, VERSION, {
    upgrade: createStores,
    // Everything is being deleted, or a newer version opens it: a connection that stays open would block that for ever.
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  });
  try {
    await once(db);
    return await work(db);
  } finally {
    db.close();
  }
}

/** Deletes everything that is kept, also where it can no longer be opened. Only when the person asks for it. */
export async function deleteDatabase(): Promise<void> {
  copying = null;
  await Promise.all([NAME, ...Object.keys(earlier)].map((name) => deleteDB(name)));
}

/** Done once in the life of this page or worker; after a failure, again when the database is opened next. */
let copying: Promise<void> | null = null;

async function once(db: Database): Promise<void> {
  copying ??= copyEarlier(db);
  try {
    await copying;
  } catch (error) {
    copying = null;
    throw error;
  }
}

function createStores(db: Database, before: number): void {
  if (before < 1) createFirstStores(db);
  if (before < 2) {
    db.createObjectStore('followerFiles', { keyPath: ['snapshot', 'sha256'] });
    db.createObjectStore('followers', { keyPath: ['run', 'index'] });
  }
  if (before < 3) db.createObjectStore('detailFiles', { keyPath: ['snapshot', 'name', 'sha256'] });
}

function createFirstStores(db: Database): void {
  db.createObjectStore('snapshots', { keyPath: 'id' });
  db.createObjectStore('files', { keyPath: ['snapshot', 'kind', 'sha256'] });
  db.createObjectStore('newLists', { keyPath: 'kind' });
  db.createObjectStore('importFiles', { keyPath: 'id' });
  db.createObjectStore('failures', { keyPath: 'id' });
  db.createObjectStore('chunks', { keyPath: ['file', 'index'] });
}

/**
 * Until 0.1: each database with its stores, and where their values belong now. Chunks on their way are not copied: they
 * are sent again.
 */
const targets = ['snapshots', 'files', 'newLists', 'importFiles', 'failures'] as const;
const earlier = {
  kit: { snapshots: 'snapshots', files: 'files' },
  fresh: { files: 'newLists' },
  imports: { pieces: 'importFiles', failures: 'failures' },
} as const satisfies Record<string, Record<string, (typeof targets)[number]>>;

/**
 * An earlier database is deleted when all it held is here: stopped in between, its values are met again, and left as
 * they are.
 */
async function copyEarlier(db: Database): Promise<void> {
  const there = (await indexedDB.databases()).map(({ name }) => name);
  for (const [name, stores] of Object.entries(earlier).filter(([name]) => there.includes(name))) {
    const found = await readEarlier(name, stores);
    const write = db.transaction(targets, 'readwrite', { durability: 'strict' });
    for (const { to, values } of found) {
      const store = write.objectStore(to);
      for (const value of values) {
        const isThere = (await store.getKey(keyOf(value, store.keyPath) as never)) !== undefined;
        if (!isThere) await store.add(value as never);
      }
    }
    await write.done;
    await deleteDB(name);
  }
}

function keyOf(value: object, keyPath: string | string[] | null): unknown {
  const part = (name: string) => (value as Record<string, unknown>)[name];
  return Array.isArray(keyPath) ? keyPath.map(part) : part(keyPath ?? '');
}

async function readEarlier(name: string, stores: Record<string, (typeof targets)[number]>) {
  const db = await openDB(name);
  try {
    const there = Object.entries(stores).filter(([store]) => db.objectStoreNames.contains(store));
    return await Promise.all(there.map(async ([store, to]) => ({ to, values: await db.getAll(store) })));
  } finally {
    db.close();
  }
}

/** What the browser's storage can do to us. */
export type StoreProblem = 'storage-full' | 'damaged';
export type Kept<T = true> = { ok: true; value: T } | { ok: false; problem: StoreProblem };

/** A full disk is a value. Everything else is a fault in our own code, and rejects. */
export async function unlessFull<T>(work: () => Promise<T>): Promise<Kept<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') return { ok: false, problem: 'storage-full' };
    throw error;
  }
}
