/**
 * From saved lists to files that the new server takes: cleaned, in pieces, without what was sent already, with what
 * must wait left out and said.
 */

import { hash } from '../../lists/hash';
import type { ListKind } from '../../lists/kinds';
import { listKinds, namedInFull, type RowOf, rowKey } from '../../lists/kinds';
import { normalise } from '../../lists/normalise';
import { parseList } from '../../lists/parse';
import { holdMembers, type ListPart, type SplitOptions, split } from '../../lists/split';
import { withNewAddress } from './failures';
import { type FollowCounts, followLimit } from './follow-limit';
import type { Extra, NewPiece, Prepared } from './plan';

/**
 * A piece that is with the server already; null when its bytes are not there any more: then nobody knows which rows it
 * had.
 */
export interface SentPiece {
  readonly kind: ListKind;
  readonly bytes: Uint8Array<ArrayBuffer> | null;
}
/** The newest copy of a list, as the plan names it; null when its bytes are not there any more, or not as they were. */
export interface ListToPrepare {
  readonly kind: ListKind;
  readonly sha256: string;
  readonly bytes: Uint8Array<ArrayBuffer> | null;
}

export interface PrepareOptions extends FollowCounts {
  /** The old server's handle domain: a name without a server means one of its accounts. */
  old: string;
  /** The new server's handle domain, and the account there. */
  home: string;
  self: string;
  version: string;
  /** Whether the new server imports such lists. */
  takes(kind: ListKind): boolean;
  /** Accounts that have moved: from, to; and the lists in which the person wants their new addresses. */
  moved?: Readonly<Record<string, string>>;
  renewed?: readonly ListKind[];
  /** A name nobody else has, 8 hex digits or more. */
  newId?(): string;
}

export interface ReadyPiece {
  readonly about: NewPiece;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
export interface ReadyList {
  readonly kind: ListKind;
  readonly prepared: Prepared;
  readonly pieces: readonly ReadyPiece[];
}

/**
 * `saved`: the newest copy of every list, whether wanted or not: what waits of one list makes rows of another wait. A
 * list that cannot be read has no pieces, and neither has one of which nobody knows what was `sent`: both say so.
 */
export async function prepareLists(
  wanted: readonly ListKind[],
  saved: readonly ListToPrepare[],
  sent: readonly SentPiece[],
  options: PrepareOptions,
): Promise<ReadyList[]> {
  const of = (kind: ListKind) => saved.find((list) => list.kind === kind);
  const heldFollows = wanted.includes('lists') ? heldOf(of('follows'), sent, options) : [];
  const lists: ReadyList[] = [];
  for (const kind of listKinds) {
    const list = of(kind);
    if (list === undefined || !wanted.includes(kind)) continue;
    lists.push(await prepareList(kind, list, sent, heldFollows, options));
  }
  return lists;
}

async function prepareList<K extends ListKind>(
  kind: K,
  { bytes, sha256 }: ListToPrepare,
  sent: readonly SentPiece[],
  heldFollows: readonly RowOf['follows'][],
  options: PrepareOptions,
): Promise<ReadyList> {
  const parsed = bytes === null ? null : parseList(kind, bytes);
  if (bytes === null || !parsed?.ok) return { kind, prepared: { sha256, rows: 0, dropped: 0, changed: 0, held: 0, why: 'unreadable' }, pieces: [] };
  const unsent = notSent(kind, namedInFull<K>(parsed.rows, options.old), sent, options);
  if (unsent === null) return { kind, prepared: { sha256, rows: parsed.rows.length, dropped: 0, changed: 0, held: 0, why: 'sent-lost' }, pieces: [] };
  const { left, dropped, changed, renewed, filterPosts } = unsent;
  const about = { sha256, rows: parsed.rows.length, dropped: dropped.length, changed: changed.length, ...(renewed > 0 ? { renewed } : {}) };
  if (!options.takes(kind)) return { kind, prepared: { ...about, held: left.length, why: left.length > 0 ? 'too-old' : null }, pieces: [] };
  const room: SplitOptions<K> = { saved: { bytes, parsed }, ...(kind === 'follows' ? { followLimit: followLimit(options) } : {}) };
  const members = kind === 'lists' ? holdMembers(left as readonly RowOf['lists'][], heldFollows, options.home) : null;
  const cut = split(kind, (members?.rows as readonly RowOf[K][] | undefined) ?? left, room);
  const held = cut.held.length + (members?.held.length ?? 0);
  const pieces = await Promise.all(cut.pieces.map((piece, at) => readyPiece(piece, { at, of: cut.pieces.length, filterPosts, again: false }, options)));
  return { kind, prepared: { ...about, held, why: held > 0 ? 'follow-limit' : null }, pieces };
}

/** Rows that failed, or come besides the saved lists (`extra`), as files of their own. */
export async function prepareAgain<K extends ListKind>(kind: K, rows: readonly RowOf[K][], options: PrepareOptions, extra?: Extra): Promise<ReadyPiece[]> {
  const clean = normalise(kind, rows, options);
  const { pieces } = split(kind, clean.rows);
  return Promise.all(
    pieces.map((piece, at) => readyPiece(piece, { at, of: pieces.length, filterPosts: clean.filterPosts, again: true, ...(extra ? { extra } : {}) }, options)),
  );
}

async function readyPiece<K extends ListKind>(
  piece: ListPart<K>,
  { at, of, ...more }: { at: number; of: number; filterPosts: number; again: boolean; extra?: Extra },
  { newId = randomId }: PrepareOptions,
): Promise<ReadyPiece> {
  const id = newId();
  const { kind, name, bytes, rows } = piece;
  return {
    about: {
      id,
      kind,
      // The id makes our own upload known again among others; the beginning is what Mastodon guesses the type from.
      name: name.replace(/(\.\w+)$/, `-${id}$1`),
      part: at + 1,
      parts: of,
      rows: rows.length,
      bytes: bytes.length,
      sha256: await hash(bytes),
      ...more,
    },
    bytes,
  };
}

function randomId(): string {
  return crypto.randomUUID().slice(0, 8);
}

/** The rows the follow limit leaves for later; none where that cannot be known. */
function heldOf(follows: ListToPrepare | undefined, sent: readonly SentPiece[], options: PrepareOptions): readonly RowOf['follows'][] {
  const parsed = follows?.bytes ? parseList('follows', follows.bytes) : null;
  if (!parsed?.ok) return [];
  return notSent('follows', namedInFull<'follows'>(parsed.rows, options.old), sent, options)?.left.slice(followLimit(options).left) ?? [];
}

/**
 * What is left to send, cleaned; where nothing changes the very objects given, so that untouched lists keep their
 * bytes. Null: nobody knows what was sent.
 */
function notSent<K extends ListKind>(kind: K, saved: readonly RowOf[K][], sent: readonly SentPiece[], options: PrepareOptions) {
  const { home, moved = {}, renewed = [] } = options;
  const keys = new Set<string | null>();
  for (const { bytes } of sent.filter((piece) => piece.kind === kind)) {
    const parsed = bytes === null ? null : parseList(kind, bytes);
    if (!parsed?.ok) return null;
    for (const row of parsed.rows) keys.add(rowKey(kind, row, home));
  }
  const own = new Set(saved.map((row) => rowKey(kind, row, home)));
  // What was sent to one address, the old or the new, is not sent to the other besides; unless that is somebody saved
  // in their own right.
  const isSent = (row: RowOf[K]) => {
    if (keys.size === 0) return false;
    const to = withNewAddress<RowOf[K]>(row, moved, home);
    const as = to === null ? null : rowKey(kind, to, home);
    return keys.has(rowKey(kind, row, home)) || (as !== null && keys.has(as) && !own.has(as));
  };
  const given = renewed.includes(kind) ? saved.map((row) => (isSent(row) ? row : (withNewAddress<RowOf[K]>(row, moved, home) ?? row))) : saved;
  const { rows, ...about } = normalise(kind, given, options);
  const left = keys.size === 0 ? rows : rows.filter((row) => !isSent(row));
  return { ...about, left, renewed: given.filter((row, at) => row !== saved[at]).length };
}
