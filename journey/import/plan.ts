/**
 * What the plan knows of bringing the lists across: the pieces, where each of them is, and the run that "Import all"
 * started.
 */
import * as v from 'valibot';
import { listKinds } from '../../lists/kinds';
import { momentSchema } from '../moment';
import { wholeNumber as count, sha256Text, shortText as text } from '../values';
import { lookedUpAs } from './failures';

const time = momentSchema;
const kind = v.picklist(listKinds);

export const pieceStates = [
  'ready',
  /** Put into the page's form by our card; whether it was uploaded is not known. */
  'handed',
  /** On its way by "Import all"; until the server shows it, nobody knows whether it arrived. */
  'sending',
  /** The server has it and waits for a yes. */
  'unconfirmed',
  /** The yes is on its way. */
  'confirming',
  /** The server works on it. */
  'confirmed',
  'finished',
  /** Handed to a server that tells nothing more (until 4.1). */
  'given',
  /** The server shows it no longer: imports are kept for a week (docs/mastodon.md, Imports). */
  'gone',
  /** A surprise: see `why`. */
  'stopped',
  /** The person left it out. */
  'skipped',
] as const;
export type PieceState = (typeof pieceStates)[number];

/** What can be wrong with an import that waits for its yes. */
export const misfits = ['other-type', 'overwrites', 'other-count', 'other-name', 'warned', 'unreadable'] as const;
export type Misfit = (typeof misfits)[number];

/** What ends a piece: nothing more is sent until the person has seen it. */
export const surprises = [
  ...misfits,
  'refused',
  'no-form',
  'no-such-type',
  /** The upload was answered with an error, and nothing of it is among the recent imports. */
  'server-error',
  /** The server did not take the form for the person's own (403, 422). */
  'not-taken',
  /** The yes was answered with an error, and the import still waits for it. */
  'yes-refused',
  'vanished',
  'lost-bytes',
] as const;
export type Surprise = (typeof surprises)[number];

/** What makes "Import all" wait; it goes on at the next visit, except after `person`, `storage-full` and `consent`. */
export const importPauses = [
  'person',
  'tab-closed',
  'tab-left',
  'restarted',
  'signed-out',
  'other-account',
  'unreachable',
  'too-slow',
  'busy',
  'storage-full',
  /** No tab of the new server shows settings, and nobody asked for one. */
  'no-tab',
  /** Firefox does not allow (any more) that the lists are handed on. */
  'consent',
] as const;
export type ImportPause = (typeof importPauses)[number];

/**
 * What can be sent besides the saved lists. `reunion`: people whom a block between servers cut off, to be followed
 * again. `favourites`, `posts`: what the person liked and wrote, out of the archive, as bookmarks.
 */
export const extras = ['reunion', 'favourites', 'posts'] as const;
export type Extra = (typeof extras)[number];

/** A piece as whoever cut it tells of it. The bytes lie in IndexedDB under its id. */
export const newPieceSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{8,64}$/)),
  kind,
  /** The file's name: Mastodon's own beginning, and the id, so that it is known again. */
  name: text,
  part: count,
  parts: count,
  rows: count,
  bytes: count,
  sha256: sha256Text,
  /** Single posts named by filters: one warning about them is no surprise (docs/mastodon.md, Imports). */
  filterPosts: count,
  /** Rows that failed before. */
  again: v.boolean(),
  /** Not of a saved list: something besides, that the person may want. */
  extra: v.exactOptional(v.picklist(extras)),
});
export type NewPiece = v.InferOutput<typeof newPieceSchema>;

const pieceSchema = v.object({
  ...newPieceSchema.entries,
  state: v.picklist(pieceStates),
  /** The server's own number of the import, once known. */
  importId: v.nullable(count),
  /** The newest import that the server showed just before this one was sent. */
  newest: v.optional(v.nullable(count)),
  /** The page whose form it was put into (`PageSeen.load`). */
  load: v.optional(v.nullable(v.number())),
  imported: count,
  failures: count,
  /** The rows that failed are kept here. */
  failuresKept: v.boolean(),
  /** They were put into a piece of their own. */
  failuresAgain: v.boolean(),
  /** What the confirmation page said when we asked in English; null while it was not asked. */
  misfits: v.nullable(v.array(v.picklist(misfits))),
  /** It was asked, and no page came. */
  isUncheckable: v.optional(v.boolean()),
  /** `unsure`: its yes was on its way, and nobody knows whether the server has it. */
  why: v.nullable(v.object({ kind: v.picklist(surprises), detail: text, takenBack: v.boolean(), unsure: v.optional(v.boolean(), false) })),
  /** When the state or the numbers last changed. */
  at: time,
});
export type Piece = v.InferOutput<typeof pieceSchema>;

export const preparedSchema = v.object({
  /** Of the saved list it was cut from. */
  sha256: text,
  /** Rows in that list. */
  rows: count,
  /** Not sent: blank, doubled, oneself, not an address. */
  dropped: count,
  /** Sent in another form. */
  changed: count,
  /** Of these the person wants the address they have moved to. */
  renewed: v.optional(count),
  /** Waits: for the follow limit, or for a server that takes such lists. None of a file that is unreadable. */
  held: count,
  /** `sent-lost`: pieces of it were sent, and what they held is not known any more. */
  why: v.nullable(v.picklist(['follow-limit', 'too-old', 'unreadable', 'sent-lost'])),
  /** Members that wait for follows, which were cut again since. */
  isOutdated: v.optional(v.boolean()),
});
export type Prepared = v.InferOutput<typeof preparedSchema>;

export const importsSchema = v.object({
  /** In the order they are sent. */
  pieces: v.array(pieceSchema),
  prepared: v.record(kind, preparedSchema),
  run: v.object({
    state: v.picklist(['idle', 'running', 'paused', 'stopped']),
    pause: v.nullable(v.object({ why: v.picklist(importPauses), detail: text })),
    /** The pieces that were ticked and shown when "Import all" was pressed: nothing else is sent or confirmed by it. */
    agreed: v.optional(v.array(text), []),
    at: time,
  }),
  /**
   * Accounts of rows that failed or are ready which were looked up, at the person's press, and had moved: from, to
   * (`accountKey`).
   */
  moved: v.optional(v.record(text, text), {}),
  /** What the new server said of them, where they have not moved. */
  lookedUp: v.optional(v.record(text, v.picklist(lookedUpAs)), {}),
  /** Addresses among them that are another account's by now than when they were saved: its actor. */
  others: v.optional(v.record(text, text), {}),
  /**
   * How many accounts one may follow there before followers count: what the server said when it refused more; 0 when
   * the person says there is no limit.
   */
  followLimit: v.optional(v.nullable(count), null),
  /** This browser had no room for what was made ready. */
  isFull: v.optional(v.boolean(), false),
  /** Servers of failed rows that the new server says it has cut off. */
  blocked: v.optional(v.array(text), []),
  /**
   * The last try to look at the recent imports, `problem` when that could not be had, and `seenAt` when it was had
   * last.
   */
  looked: v.nullable(
    v.object({
      at: time,
      seenAt: v.optional(v.nullable(time), null),
      problem: v.nullable(v.picklist(['no-tab', 'unreachable', 'busy', 'signed-out', 'other-account'])),
    }),
  ),
});
export type Imports = v.InferOutput<typeof importsSchema>;

export function noImports(now: number): Imports {
  return {
    pieces: [],
    prepared: {},
    run: { state: 'idle', pause: null, agreed: [], at: now },
    moved: {},
    lookedUp: {},
    others: {},
    followLimit: null,
    isFull: false,
    blocked: [],
    looked: null,
  };
}
