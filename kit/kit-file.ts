/** One list as it is kept: its bytes as they came, what they are, and their fingerprint. */

import type { KeptId } from '../journey/detail-ids';
import { hash } from '../lists/hash';
import type { ListKind } from '../lists/kinds';
import { type ListNote, listFacts } from '../lists/kinds';
import { csvRecords, type ListProblem, parseList } from '../lists/parse';

export interface KitFile {
  readonly kind: ListKind;
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  /**
   * When the server gave it, or the person dropped it in: ISO time. A save that went on after an interruption has files
   * of several times.
   */
  readonly takenAt: string;
  readonly rows: number;
  /** The number the export page showed beside it; it may count something else (lists, not members). */
  readonly pageCount: number | null;
  readonly contentType: string;
  /** `filters-pages`: read from the pages of a server too old to export them. `dropped`: the person's own file. */
  readonly source: 'export' | 'filters-pages' | 'dropped';
  /** What the source could not tell exactly, or not at all. */
  readonly notes: readonly ListNote[];
}

/** Who followed the account before it moved, as `lists/followers.ts` writes it. */
export interface FollowersFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  /** When its last page was read: ISO time. */
  readonly takenAt: string;
  readonly rows: number;
  /** The number that the server showed when reading began; null where it showed none. */
  readonly of: number | null;
}

/** One file of what the account held besides its lists: settings, pictures, people that blocks cut off. */
export interface DetailFile {
  readonly detail: KeptId;
  /** `profile.csv`, `avatar.png`, `severed-3-following.csv`. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  /** When it was read: ISO time. */
  readonly takenAt: string;
  readonly contentType: string;
}

/** The table of the events, beside the files of each (`mastodon/details.ts`). */
export const severedEventsName = 'severed_relationships.csv';
/** Who is in each collection; collections themselves are counted. */
export const memberListName = 'collection_members.csv';
/** Beside the tables whose lines are counted. */
const uncounted: readonly string[] = [severedEventsName, memberListName];

/** How many settings, hashtags or people these files of one detail hold: the lines of their tables, without headers. */
export function detailRows(files: readonly Pick<DetailFile, 'name' | 'bytes' | 'contentType'>[]): number {
  const tables = files.filter(({ name, contentType }) => contentType === 'text/csv' && !uncounted.includes(name));
  return tables.reduce((sum, { bytes }) => {
    const read = csvRecords(bytes, ',');
    return sum + (read.ok ? Math.max(0, read.value.length - 1) : 0);
  }, 0);
}

export const followersFileName = 'followers.csv';
/** Whom the account followed, with each one's actor: the server's own list of follows names addresses alone. */
export const followingFileName = 'following_actors.csv';

/** What one save of an account kept. */
export interface KitSnapshot {
  readonly id: string;
  /** ISO time. */
  readonly takenAt: string;
  /** `user@domain` of the account. */
  readonly handle: string;
  readonly server: { readonly origin: string; readonly software: string; readonly version: string };
  readonly files: readonly KitFile[];
  /** Newest last; an account that was read twice has two. */
  readonly followers?: readonly FollowersFile[];
  /** Oldest first; a detail that was read twice has its files twice. */
  readonly details?: readonly DetailFile[];
}

export type KitFileProblem = ListProblem | { kind: 'cut-off' };

/** A file for the kit, only if it could be read to its end as the list it should be; otherwise why not. */
export async function makeKitFile(
  kind: ListKind,
  bytes: Uint8Array<ArrayBuffer>,
  about: Pick<KitFile, 'source' | 'takenAt'> & Partial<Pick<KitFile, 'name' | 'pageCount' | 'contentType' | 'notes'>>,
): Promise<{ readonly ok: true; readonly file: KitFile } | { readonly ok: false; readonly problem: KitFileProblem }> {
  const parsed = parseList(kind, bytes);
  if (!parsed.ok) return parsed;
  // A person's own file may lack its last line end; an export never does.
  if (!parsed.whole && about.source !== 'dropped') return { ok: false, problem: { kind: 'cut-off' } };
  const { fileName, contentType } = listFacts[kind];
  const usual = { name: fileName, pageCount: null, contentType, notes: [] };
  return { ok: true, file: { ...usual, ...about, kind, bytes, sha256: await hash(bytes), rows: parsed.rows.length } };
}
