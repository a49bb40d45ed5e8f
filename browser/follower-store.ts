/** Followers by name, page by page as they were read, in IndexedDB of the extension. A page is never written over. */
import type { Follower } from '../lists/followers';
import { type Kept, unlessFull, withDatabase } from './database';

/** Keeps one page of a run. The same page twice is one page. */
export function keepFollowers(run: string, index: number, followers: readonly Follower[]): Promise<Kept> {
  return unlessFull(async () => {
    await withDatabase((db) => db.put('followers', { run, index, followers }));
    return true as const;
  });
}

/** Everybody that a run has read, in the server's own order; null when a page is missing. */
export async function followersOf(run: string, pages: number): Promise<Follower[] | null> {
  const found = await withDatabase((db) => db.getAll('followers', IDBKeyRange.bound([run, 0], [run, pages - 1])));
  return found.length === pages ? found.flatMap(({ followers }) => followers) : null;
}

/** Forgets the pages of all runs but these. */
export async function dropFollowersBut(runs: readonly string[]): Promise<void> {
  await withDatabase(async (db) => {
    const keys = await db.getAllKeys('followers');
    await Promise.all(keys.filter(([run]) => !runs.includes(run)).map((key) => db.delete('followers', key)));
  });
}
