/**
 * Looks inside the archive Mastodon makes of an account (docs/mastodon.md, Archive): whatever its size, only its
 * directory and the few entries needed are read.
 */

import { DAY } from '../journey/moment';
import { isPostUri } from '../lists/clean';
import { own, parsedJson } from '../lists/json';
import type { BookmarkRow } from '../lists/kinds/bookmarks';
import { MOST_ROWS } from '../lists/parse';
import { writeList } from '../lists/split';
import { isTameJson } from '../lists/text';
import { walkOrderedItems } from './ordered-items';
import { innerPacked, isPacked, MOST_INNER_BYTES, visitPacked } from './packed';
import { MOST_ENTRIES, readEntry, readWhole, type ZipEntry, type ZipProblem } from './zip';

/** All posts of an account; read piece by piece. */
export const MOST_OUTBOX_BYTES = 2 * 1_073_741_824;
export const MOST_ACTOR_BYTES = 4 * 1_048_576;
const MOST_ACTOR_VALUES = 100_000;
/** `likes.json` and `bookmarks.json`: one address each, read piece by piece. */
export const MOST_ADDRESSES_BYTES = 256 * 1_048_576;

export type ArchiveProblem =
  | ZipProblem
  /** A whole ZIP, but without an archive's files; `kit` if it is one of ours. */
  | { kind: 'not-an-archive'; kit: boolean }
  /** An entry that is not the JSON it should be. */
  | { kind: 'unreadable'; name: string };

export type ArchiveResult<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly problem: ArchiveProblem };

export interface ArchiveProfile {
  readonly displayName: string;
  readonly username: string;
  /** The host of the actor; the handle's domain may be another. */
  readonly host: string | null;
  readonly actorUrl: string | null;
}

export interface ArchiveYear {
  readonly year: number;
  readonly posts: number;
  readonly replies: number;
  readonly boosts: number;
}

/** A part that cannot be read; the others can. */
export interface ArchiveTrouble {
  readonly name: string;
  readonly problem: ArchiveProblem;
}

export interface ArchiveSummary {
  readonly profile: ArchiveProfile | null;
  /** Null without `outbox.json`. The three do not overlap: a reply is not counted among the posts. */
  readonly written: {
    readonly posts: number;
    readonly replies: number;
    readonly boosts: number;
    readonly withMedia: number;
    /** Items that are neither, could not be read, or were too large: counted, not judged. */
    readonly others: number;
    readonly first: string | null;
    readonly last: string | null;
    /** Every year from the first to the last, also those without a post. */
    readonly years: readonly ArchiveYear[];
  } | null;
  readonly media: { readonly count: number; readonly bytes: number };
  readonly bookmarks: number | null;
  readonly likes: number | null;
  readonly bytes: number;
  readonly troubles: readonly ArchiveTrouble[];
  /** Its end is missing: which of its parts are not there. Null: it is whole. */
  readonly cutOff: readonly ArchivePart[] | null;
}

export const archiveParts = ['outbox', 'likes', 'bookmarks', 'actor'] as const;
export type ArchivePart = (typeof archiveParts)[number];

export interface ArchiveOptions {
  signal?: AbortSignal;
  /** Bytes of JSON read, of all that will be. */
  onProgress?: (read: number, total: number) => void;
  /** Posts from later than this are not dated. */
  now?: number;
}

interface Contents extends Record<ArchivePart, ZipEntry | null> {
  media: { count: number; bytes: number };
  isCut: boolean;
}

export async function openArchive(blob: Blob, options: ArchiveOptions = {}): Promise<ArchiveResult<{ summary: ArchiveSummary }>> {
  const contents = await contentsOf(blob, options);
  if (!contents.ok) return contents;
  const { outbox, actor, likes, bookmarks, media, isCut } = contents;
  const parts = [actor, likes, bookmarks, outbox].flatMap((entry) => entry ?? []);
  const total = parts.reduce((sum, entry) => sum + entry.bytes, 0);
  const troubles: ArchiveTrouble[] = [];
  let done = 0;
  /** Null where there is no such part, or it cannot be read. */
  const part = async <T>(entry: ZipEntry | null, most: number, read: Reader<T>): Promise<T | null> => {
    // What ended one part ends the others.
    if (entry === null || troubles.some(isTheEnd)) return null;
    const result = await read(entry, { most, signal: options.signal, onProgress: (bytes) => options.onProgress?.(done + bytes, total) });
    done += entry.bytes;
    if (result.ok) return result.value;
    troubles.push({ name: entry.name, problem: result.problem });
    return null;
  };
  const count: Reader<number> = (entry, reading) => walk(entry, reading, () => {});
  const summary = {
    profile: await part(actor, MOST_ACTOR_BYTES, readProfile),
    likes: await part(likes, MOST_ADDRESSES_BYTES, count),
    bookmarks: await part(bookmarks, MOST_ADDRESSES_BYTES, count),
    written: await part(outbox, MOST_OUTBOX_BYTES, (entry, reading) => countPosts(entry, reading, options.now ?? Date.now())),
    media,
    bytes: blob.size,
    troubles,
    cutOff: isCut ? archiveParts.filter((part) => contents[part] === null) : null,
  };
  const [worst] = troubles.some(isTheEnd) || troubles.length === parts.length ? troubles.slice(-1) : [];
  return worst === undefined ? { ok: true, summary } : { ok: false, problem: worst.problem };
}

type Reader<T> = (entry: ZipEntry, reading: Reading) => Promise<ArchiveResult<{ value: T }>>;

function isTheEnd({ problem }: ArchiveTrouble): boolean {
  return problem.kind === 'stopped' || problem.kind === 'unreadable-file';
}

/** Entries that are no address of a post, or too many; the first few as text. */
export interface LeftOut {
  readonly count: number;
  readonly examples: readonly string[];
}
const MOST_EXAMPLES = 10;

/** Where an archive names posts by their addresses. */
const addressed = {
  bookmarks: { in: 'bookmarks', most: MOST_ADDRESSES_BYTES, addressOf: addressOfEntry },
  favourites: { in: 'likes', most: MOST_ADDRESSES_BYTES, addressOf: addressOfEntry },
  posts: { in: 'outbox', most: MOST_OUTBOX_BYTES, addressOf: addressOfPublicPost },
} as const;
export type ArchiveAddresses = keyof typeof addressed;

export interface Addresses {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rows: readonly BookmarkRow[];
  readonly leftOut: LeftOut;
}

/**
 * The archive's bookmarks, favourites or own posts as a file that the import takes for bookmarks. Of the person's posts
 * those that anybody may see: no other server can fetch the rest, and boosts are posts of others. Neither counts as
 * left out.
 */
export async function bookmarksFromArchive(blob: Blob, options: ArchiveOptions = {}, which: ArchiveAddresses = 'bookmarks'): Promise<ArchiveResult<Addresses>> {
  const contents = await contentsOf(blob, options);
  if (!contents.ok) return contents;
  const { most, addressOf, ...where } = addressed[which];
  const entry = contents[where.in];
  if (!entry) return { ok: false, problem: { kind: 'not-an-archive', kit: false } };
  const rows: BookmarkRow[] = [];
  const examples: string[] = [];
  let count = 0;
  const onProgress = (read: number) => options.onProgress?.(read, entry.bytes);
  const walked = await walk(entry, { most, signal: options.signal, onProgress }, (item) => {
    const uri = addressOf(item);
    if (uri === undefined) return;
    if (uri !== null && isPostUri(uri) && rows.length < MOST_ROWS) rows.push({ uri });
    else if (++count <= MOST_EXAMPLES) examples.push((uri ?? JSON.stringify(item)).slice(0, 200));
  });
  if (!walked.ok) return walked;
  return { ok: true, bytes: writeList('bookmarks', rows), rows, leftOut: { count, examples } };
}

function addressOfEntry(item: unknown): string | null {
  return typeof item === 'string' ? item : textOf(item, 'id');
}

const PUBLIC = ['https://www.w3.org/ns/activitystreams#Public', 'as:Public', 'Public'];

/** Undefined for what is no post that everybody may see: a boost, or one for followers or single people. */
function addressOfPublicPost(item: unknown): string | null | undefined {
  const receivers = ['to', 'cc'].flatMap((name) => own(item, name) ?? []);
  const isPublic = receivers.some((receiver) => typeof receiver === 'string' && PUBLIC.includes(receiver));
  if (textOf(item, 'type') !== 'Create' || !isPublic) return undefined;
  return textOf(own(item, 'object'), 'id');
}

/**
 * From the directory alone. Archives that were unpacked and packed again have folders around everything, or lie as they
 * came in another ZIP or tar: then its directory.
 */
async function contentsOf(blob: Blob, options: ArchiveOptions, isInner = false): Promise<ArchiveResult<Contents>> {
  const { signal } = options;
  const inner: ZipEntry[] = [];
  const named = new Map<string, ZipEntry>();
  let twice: string | null = null;
  let kit = false;
  const media = { count: 0, bytes: 0 };
  const visit = (entry: ZipEntry) => {
    const [folder, base] = placeOf(entry.name);
    if (['outbox.json', 'actor.json', 'likes.json', 'bookmarks.json'].includes(base)) {
      const other = named.get(base);
      const depth = other === undefined ? Number.POSITIVE_INFINITY : placeOf(other.name)[0].length;
      if (other !== undefined && placeOf(other.name)[0] === folder) twice = entry.name;
      // Two archives packed into one: the one nearer to the top.
      if (folder.length <= depth) named.set(base, entry);
    } else if (base === 'kit.json') kit = true;
    else if (isPacked(entry)) inner.push(entry);
    // What else lies there, as the emoji of the server, is none of the person's.
    else if (/(?:^|\/)media_attachments\//.test(entry.name)) {
      media.count++;
      media.bytes += entry.bytes;
    }
  };
  const visited = await visitPacked(blob, MOST_ENTRIES, visit, signal, isInner ? MOST_INNER_BYTES : undefined);
  if (!visited.ok) return visited;
  if (twice !== null) return { ok: false, problem: { kind: 'duplicate-name', name: twice } };
  const isNone = !named.has('outbox.json') && !named.has('actor.json');
  if (isNone && !kit && !isInner)
    for await (const { packed } of innerPacked(inner, signal)) {
      const found = packed === null ? null : await contentsOf(packed, options, true);
      if (found?.ok) return found;
    }
  const isCut = visited.cut !== undefined;
  if (isCut && isNone && media.count > 0) return { ok: false, problem: { kind: 'truncated' } };
  if (kit || isNone) return { ok: false, problem: { kind: 'not-an-archive', kit } };
  const entry = (name: string) => named.get(name) ?? null;
  return { ok: true, outbox: entry('outbox.json'), actor: entry('actor.json'), likes: entry('likes.json'), bookmarks: entry('bookmarks.json'), media, isCut };
}

/** The folder, however many there are around it, and the name. */
function placeOf(name: string): [folder: string, base: string] {
  const at = name.lastIndexOf('/') + 1;
  return [name.slice(0, at), name.slice(at)];
}

/** Whether a ZIP is an archive of posts, from its directory alone. */
export async function isArchive(blob: Blob): Promise<boolean> {
  return (await contentsOf(blob, {})).ok;
}

type Reading = Parameters<typeof readEntry>[1];

/** The result is how many there are. */
async function walk(entry: ZipEntry, reading: Reading, onItem: (item: unknown) => void): Promise<ArchiveResult<{ value: number }>> {
  const decoder = new TextDecoder();
  const walker = walkOrderedItems((bytes) => {
    // What is no JSON is counted all the same; `onItem` sees an item it knows nothing of.
    onItem(parsedJson(bytes, decoder) ?? null);
  });
  const read = await readEntry(entry, reading, walker.push);
  if (!read.ok) return read;
  const { complete, found, items, tooLarge } = walker.end();
  if (!complete || !found) return { ok: false, problem: { kind: 'unreadable', name: entry.name } };
  for (let left = tooLarge; left > 0; left--) onItem(null);
  return { ok: true, value: items };
}

async function countPosts(entry: ZipEntry, reading: Reading, now: number): Promise<ArchiveResult<{ value: NonNullable<ArchiveSummary['written']> }>> {
  const total = { posts: 0, replies: 0, boosts: 0 };
  let [withMedia, others] = [0, 0];
  let first: string | null = null;
  let last: string | null = null;
  const years = new Map<number, { posts: number; replies: number; boosts: number }>();
  const walked = await walk(entry, reading, (item) => {
    const kind = kindOf(item);
    if (kind === null) {
      others++;
      return;
    }
    total[kind]++;
    if (kind !== 'boosts' && hasMedia(item)) withMedia++;
    const at = publishedAt(item, now);
    if (at === null) return;
    if (first === null || at < first) first = at;
    if (last === null || at > last) last = at;
    const year = Number(at.slice(0, 4));
    const counts = years.get(year) ?? { posts: 0, replies: 0, boosts: 0 };
    counts[kind]++;
    years.set(year, counts);
  });
  if (!walked.ok) return walked;
  return { ok: true, value: { ...total, withMedia, others, first, last, years: everyYear(years) } };
}

/** Activities as Mastodon writes them: `Create` with the post inside, `Announce` for a boost. */
function kindOf(item: unknown): 'posts' | 'replies' | 'boosts' | null {
  const type = textOf(item, 'type');
  if (type === 'Announce') return 'boosts';
  if (type !== 'Create') return null;
  return own(own(item, 'object'), 'inReplyTo') === null ? 'posts' : 'replies';
}

function hasMedia(item: unknown): boolean {
  const attached = own(own(item, 'object'), 'attachment');
  return Array.isArray(attached) && attached.length > 0;
}

/** Nobody posted on servers like these before. */
const FIRST_POSTS = Date.UTC(2008, 0);

/** `2024-05-01T10:00:00Z`; only times that sort as text, and that there can have been posts at. */
function publishedAt(item: unknown, now: number): string | null {
  // Programs that write archives of their own date the activity with the day it was packed; the post has its own time.
  const at = textOf(own(item, 'object'), 'published') ?? textOf(item, 'published');
  if (at === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(at)) return null;
  const time = Date.parse(at);
  return time >= FIRST_POSTS && time <= now + DAY ? at : null;
}

function everyYear(years: ReadonlyMap<number, Omit<ArchiveYear, 'year'>>): ArchiveYear[] {
  if (years.size === 0) return [];
  const [from, to] = [Math.min(...years.keys()), Math.max(...years.keys())];
  return Array.from({ length: to - from + 1 }, (_, at) => ({ year: from + at, ...(years.get(from + at) ?? { posts: 0, replies: 0, boosts: 0 }) }));
}

async function readProfile(entry: ZipEntry, reading: Reading): Promise<ArchiveResult<{ value: ArchiveProfile }>> {
  const read = await readWhole(entry, reading);
  if (!read.ok) return read;
  const actor = isTameJson(read.value, MOST_ACTOR_VALUES) ? parsedJson(read.value) : undefined;
  if (actor === undefined) return { ok: false, problem: { kind: 'unreadable', name: entry.name } };
  const actorUrl = textOf(actor, 'id');
  const username = textOf(actor, 'preferredUsername') ?? '';
  const host = actorUrl !== null && URL.canParse(actorUrl) ? new URL(actorUrl).host || null : null;
  return { ok: true, value: { displayName: textOf(actor, 'name') ?? '', username, host, actorUrl } };
}

function textOf(value: unknown, name: string): string | null {
  const found = own(value, name);
  return typeof found === 'string' ? found : null;
}
