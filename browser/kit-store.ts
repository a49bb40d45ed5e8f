/**
 * The kit's bytes, in IndexedDB of the extension. Write-once: a list that was kept is never written over, only the
 * person deletes. What storage can do to us comes back as a value; "kept" is said after the bytes were read back and
 * have the right hash.
 */

import type { DetailFile, FollowersFile, KitFile, KitSnapshot } from '../kit/kit-file';
import { sameHandle } from '../lists/handle';
import { hash } from '../lists/hash';
import type { ListKind } from '../lists/kinds';
import { assemble, dropChunks } from './chunk-store';
import { type Kept, type StoredFile, unlessFull, withDatabase } from './database';

/** A list whose chunks have all come: what it is, and what its bytes must be. */
export type SentList = Omit<KitFile, 'bytes'> & { size: number; chunks: number };

type About = Omit<KitSnapshot, 'files' | 'followers' | 'details'>;
/** What a snapshot holds. */
type Contents = Pick<KitSnapshot, 'files' | 'followers' | 'details'>;

/**
 * Puts a list together from its chunks and keeps it in the snapshot of this save. Asked a second time, it finds it
 * kept.
 */
export async function keepSentList(errand: string, list: SentList, snapshot: About): Promise<Kept<KitFile>> {
  const { size, chunks, ...file } = list;
  const there = await readBack(snapshot.id, file);
  if (there !== null) return { ok: true, value: there };
  const bytes = await assemble({ kind: 'lists', id: errand, file: file.kind }, chunks);
  if (bytes === null || bytes.length !== size || (await hash(bytes)) !== file.sha256) return { ok: false, problem: 'damaged' };
  return keep(snapshot, { files: [{ ...file, bytes }] }).then((kept) => (kept.ok ? { ok: true, value: { ...file, bytes } } : kept));
}

/**
 * Keeps a whole snapshot: a kit that was dropped in, or files of the person's own. What is there already is left alone;
 * another one of the same name gets a new name.
 */
export async function keepSnapshot({ files, followers, details, ...about }: KitSnapshot): Promise<Kept> {
  const contents = { files, ...(followers ? { followers } : {}), ...(details ? { details } : {}) };
  const stored = await withDatabase((db) => db.getAll('snapshots'));
  for (const other of stored) if (isSameSave(other, about) && (await hasAll(other.id, contents))) return { ok: true, value: true };
  const isTaken = stored.some(({ id }) => id === about.id);
  return keep(isTaken ? { ...about, id: crypto.randomUUID() } : about, contents);
}

function isSameSave(a: About, b: About): boolean {
  return a.takenAt === b.takenAt && sameHandle(a.handle, b.handle) && a.server.origin === b.server.origin && a.server.version === b.server.version;
}

async function hasAll(snapshot: string, { files, followers = [], details = [] }: Contents): Promise<boolean> {
  for (const file of files) if ((await readBack(snapshot, file)) === null) return false;
  for (const { sha256 } of followers) if ((await readFollowersBack(snapshot, sha256)) === null) return false;
  for (const { name, sha256 } of details) if ((await readDetailBack(snapshot, name, sha256)) === null) return false;
  return true;
}

async function keep(about: About, contents: Contents): Promise<Kept> {
  const { files, followers = [], details = [] } = contents;
  const written = await unlessFull(() =>
    withDatabase(async (db) => {
      // strict: on the disk when it is done, not only on its way there
      const work = db.transaction(['snapshots', 'files', 'followerFiles', 'detailFiles'], 'readwrite', { durability: 'strict' });
      const isNew = (await work.objectStore('snapshots').getKey(about.id)) === undefined;
      if (isNew) await work.objectStore('snapshots').add(about);
      for (const file of files) {
        const stored = { ...file, snapshot: about.id };
        const isThere = (await work.objectStore('files').getKey([about.id, file.kind, file.sha256])) !== undefined;
        if (!isThere) await work.objectStore('files').add(stored);
      }
      for (const file of followers) await work.objectStore('followerFiles').put({ ...file, snapshot: about.id });
      for (const file of details) await work.objectStore('detailFiles').put({ ...file, snapshot: about.id });
      await work.done;
    }),
  );
  if (!written.ok) return written;
  return (await hasAll(about.id, contents)) ? { ok: true, value: true } : { ok: false, problem: 'damaged' };
}

/** What is stored under this name, if its bytes are still those of the hash. */
async function readBack(snapshot: string, { kind, sha256 }: Pick<KitFile, 'kind' | 'sha256'>): Promise<KitFile | null> {
  const stored = await withDatabase((db) => db.get('files', [snapshot, kind, sha256]));
  return stored !== undefined && (await hash(stored.bytes)) === sha256 ? withoutSnapshot(stored) : null;
}

function withoutSnapshot({ snapshot: _, ...file }: StoredFile): KitFile {
  return file;
}

function of<File extends { snapshot: string }>(files: readonly File[], snapshot: string): Omit<File, 'snapshot'>[] {
  return files.filter((file) => file.snapshot === snapshot).map(({ snapshot: _, ...file }) => file);
}

/** Keeps a file of followers in the newest save of this account, or in one of its own. */
export async function keepFollowersFile(file: FollowersFile, about: Omit<About, 'id'>): Promise<Kept> {
  return keep(await newestSave(about), { files: [], followers: [file] });
}

/** Keeps the files of a detail in the newest save of this account, or in one of its own. */
export async function keepDetailFiles(files: readonly DetailFile[], about: Omit<About, 'id'>): Promise<Kept> {
  return keep(await newestSave(about), { files: [], details: files });
}

async function newestSave(about: Omit<About, 'id'>): Promise<About> {
  const ofServer = (await savesOf(about.handle)).filter(({ server }) => server.origin === about.server.origin);
  return ofServer.at(-1) ?? { ...about, id: crypto.randomUUID() };
}

/** The saves of one account, or of all, oldest first, without the files in them. */
async function savesOf(handle?: string): Promise<About[]> {
  const saves = await withDatabase((db) => db.getAll('snapshots'));
  return saves.filter((save) => handle === undefined || sameHandle(save.handle, handle)).sort((a, b) => a.takenAt.localeCompare(b.takenAt));
}

/** The kept files of an account's details that are still what they were, by name and hash as the plan names them. */
export async function keptDetailFiles(wanted: readonly { name: string; sha256: string }[]): Promise<DetailFile[]> {
  const keys = await withDatabase((db) => db.getAllKeys('detailFiles'));
  const found: DetailFile[] = [];
  for (const { name, sha256 } of wanted) {
    const key = keys.find(([, itsName, itsHash]) => itsName === name && itsHash === sha256);
    const file = key === undefined ? null : await readDetailBack(...key);
    if (file !== null) found.push(file);
  }
  return found;
}

async function readDetailBack(snapshot: string, name: string, sha256: string): Promise<DetailFile | null> {
  const stored = await withDatabase((db) => db.get('detailFiles', [snapshot, name, sha256]));
  if (stored === undefined || (await hash(stored.bytes)) !== sha256) return null;
  const { snapshot: _, ...file } = stored;
  return file;
}

/** A kept file of followers by its hash; null when it is not there or no longer what it was. */
export async function keptFollowers(sha256: string): Promise<FollowersFile | null> {
  const keys = await withDatabase((db) => db.getAllKeys('followerFiles'));
  const key = keys.find(([, itsHash]) => itsHash === sha256);
  return key === undefined ? null : readFollowersBack(key[0], sha256);
}

async function readFollowersBack(snapshot: string, sha256: string): Promise<FollowersFile | null> {
  const stored = await withDatabase((db) => db.get('followerFiles', [snapshot, sha256]));
  if (stored === undefined || (await hash(stored.bytes)) !== sha256) return null;
  const { snapshot: _, ...file } = stored;
  return file;
}

/** Everything kept of one account, or of all; oldest first. */
export async function allSnapshots(handle?: string): Promise<KitSnapshot[]> {
  const saves = await savesOf(handle);
  const [files, followers, details] = await withDatabase((db) => Promise.all([db.getAll('files'), db.getAll('followerFiles'), db.getAll('detailFiles')]));
  return saves.map((save) => {
    const people = of(followers, save.id).sort((a, b) => a.takenAt.localeCompare(b.takenAt));
    const rest = of(details, save.id).sort((a, b) => a.takenAt.localeCompare(b.takenAt));
    return {
      ...save,
      files: of(files, save.id),
      ...(people.length === 0 ? {} : { followers: people }),
      ...(rest.length === 0 ? {} : { details: rest }),
    };
  });
}

/**
 * A kept file by its hash, as `plan.kit.lists` names the newest copy of each list; null when it is not there or no
 * longer what it was.
 */
export async function keptFile(kind: ListKind, sha256: string): Promise<KitFile | null> {
  return (await copies(kind, ([, , itsHash]) => itsHash === sha256))[0] ?? null;
}

/** The copies of a list of this account that are still what they were, newest first. */
export async function copiesOf(handle: string, kind: ListKind): Promise<KitFile[]> {
  const own = new Set((await savesOf(handle)).map(({ id }) => id));
  return copies(kind, ([snapshot]) => own.has(snapshot));
}

async function copies(kind: ListKind, isWanted: (key: [string, string, string]) => boolean): Promise<KitFile[]> {
  const keys = await withDatabase((db) => db.getAllKeys('files'));
  const found: KitFile[] = [];
  for (const key of keys) {
    const file = key[1] === kind && isWanted(key) ? await readBack(key[0], { kind, sha256: key[2] }) : null;
    if (file !== null) found.push(file);
  }
  return found.sort((a, b) => b.takenAt.localeCompare(a.takenAt));
}

/** Everything, for good. Only when the person asks for it. */
export async function deleteAll(): Promise<void> {
  await withDatabase(async (db) => {
    const stores = ['snapshots', 'files', 'followerFiles', 'detailFiles'] as const;
    const work = db.transaction(stores, 'readwrite');
    await Promise.all([...stores.map((store) => work.objectStore(store).clear()), work.done]);
  });
  await dropChunks('lists');
}
