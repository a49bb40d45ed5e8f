/**
 * What the report can know: which imports count as sent for a list, what was left out by whom, and how to say what
 * became of a row.
 */

import { shownDomain, shownHandle } from '../../lists/handle';
import type { ListKind } from '../../lists/kinds';
import { listKinds } from '../../lists/kinds';
import { isSince } from '../../lists/versions';
import type { RecentImport } from '../facts';
import type { Piece, PieceState } from '../import/plan';
import { stallSeen } from '../import/stalls';
import { namesOf } from '../names';
import type { Plan } from '../plan';
import { wantedOf } from '../saving';
import { type Text, text } from '../text';
import type { Fate, Skipper, Waiting } from './reconcile';

/** The lists that can be compared: those of the kit. */
export function comparable(plan: Plan): ListKind[] {
  // A list whose copy is gone is named in the report, too, which says that.
  return listKinds.filter((kind) => plan.kit.lists[kind] !== undefined || plan.kit.problems[kind]?.kind === 'gone');
}

/** An import that reached the new server. Without `piece` it was not ours, and the whole list as it was saved. */
export interface Consignment {
  readonly piece: string | null;
  readonly finished: boolean;
  /** The new account's list was read before the import was seen at its end. */
  readonly isReadBefore?: true;
  /** `lost`: there may have been failures that nobody can read any more. */
  readonly failures: 'none' | 'kept' | 'lost';
}

const REACHED: readonly PieceState[] = ['confirmed', 'finished', 'given', 'gone'];

export function consignments(plan: Plan, kind: ListKind): Consignment[] {
  const own = plan.imports.pieces.filter((piece) => piece.kind === kind && REACHED.includes(piece.state));
  const byHand = importByHand(plan, kind);
  const first = byHand === null ? [] : [{ piece: null, finished: byHand.state === 'finished', failures: failuresOf(byHand) }];
  const ours = own.map((piece) => ({
    piece: piece.id,
    finished: piece.state !== 'confirmed',
    failures: failuresOfPiece(plan, piece),
    ...(isReadBefore(plan, piece) ? { isReadBefore: true as const } : {}),
  }));
  return [...first, ...ours];
}

/** The look that found it at its end and the reading of the lists go side by side, when both are asked for at once. */
const SIDE_BY_SIDE = 30_000;

function isReadBefore(plan: Plan, { kind, state, at }: Piece): boolean {
  const read = plan.fresh.lists[kind];
  return read !== undefined && (state === 'finished' || state === 'given') && at > read.at + SIDE_BY_SIDE;
}

/** Lists that were read before an import of theirs was at its end. */
export function isOutdated(plan: Plan): boolean {
  return plan.imports.pieces.some((piece) => isReadBefore(plan, piece));
}

function failuresOfPiece(plan: Plan, piece: Piece): Consignment['failures'] {
  if (piece.failuresKept) return 'kept';
  // Failed rows are known only at the end of an import, which one that is stuck never reaches.
  if (piece.state === 'confirmed') return piece.failures > 0 && stallSeen(plan.imports, piece) === 'stuck' ? 'lost' : 'none';
  if (piece.state === 'given') return 'lost';
  if (piece.failures > 0) return 'lost';
  // An import that vanished before it was seen at its end may have failed rows we never heard of.
  return piece.state === 'gone' && piece.imported < piece.rows ? 'lost' : 'none';
}

function failuresOf(row: RecentImport): Consignment['failures'] {
  return row.failures === 0 || row.state !== 'finished' ? 'none' : 'lost';
}

/**
 * An import that is not ours, of exactly as many rows as this list and no other saved one: taken for it, and said so.
 * What kind an import is of stands on the page in words only (docs/mastodon.md, Imports).
 */
export function importByHand(plan: Plan, kind: ListKind): RecentImport | null {
  const rows = plan.kit.lists[kind]?.rows ?? 0;
  const { pieces } = plan.imports;
  const isAlone = comparable(plan).every((other) => other === kind || plan.kit.lists[other]?.rows !== rows);
  if (rows === 0 || !isAlone || pieces.some((piece) => piece.kind === kind && REACHED.includes(piece.state))) return null;
  const isOurs = (row: RecentImport) =>
    pieces.some((piece) => piece.importId !== null && (row.id === null ? piece.rows === row.total : piece.importId === row.id));
  const recent = plan.seen.new.imports?.recent ?? [];
  return recent.find((row) => row.state !== 'unconfirmed' && row.total === rows && !isOurs(row)) ?? null;
}

const waitingAs: { readonly [S in PieceState]?: Waiting } = {
  ready: 'ready',
  handed: 'sending',
  sending: 'sending',
  confirming: 'sending',
  unconfirmed: 'unconfirmed',
  stopped: 'stopped',
};

/** Pieces that were not, or not surely, brought, and how far they came. */
export function waitingPieces(plan: Plan, kind: ListKind): { piece: string; why: Waiting }[] {
  const own = plan.imports.pieces.filter((piece) => piece.kind === kind);
  return own.flatMap(({ id, state }) => {
    const why = waitingAs[state];
    return why === undefined ? [] : [{ piece: id, why }];
  });
}

/**
 * The pieces the person left out, and why rows that are in no piece at all were not sent; null where nobody can say.
 */
export function leftOut(plan: Plan, kind: ListKind): { pieces: string[]; rest: { by: Skipper; why: string } | null } {
  const pieces = plan.imports.pieces.filter((piece) => piece.kind === kind && piece.state === 'skipped').map(({ id }) => id);
  const held = plan.imports.prepared[kind]?.why ?? null;
  if (held === 'follow-limit' || held === 'too-old') return { pieces, rest: { by: 'later', why: held } };
  return { pieces, rest: plan.said.import?.what === 'skipped' ? { by: 'person', why: '' } : null };
}

/** The server still works on something: the report shows a moment in between. */
export function isStillImporting(plan: Plan): boolean {
  const own = plan.imports.pieces.some((piece) => piece.state === 'confirmed' || piece.state === 'confirming');
  return own || comparable(plan).some((kind) => importByHand(plan, kind)?.state === 'pending');
}

/** Every list was compared, or tried, since the last import. Without a kit there is nothing to compare. */
export function isCompared(plan: Plan): boolean {
  const { lists, problems, saving, paused } = plan.fresh;
  const last = Math.max(0, ...plan.imports.pieces.filter(({ state }) => REACHED.includes(state)).map(({ at }) => at));
  const isDone = (kind: ListKind) => {
    const tried = [lists[kind], problems[kind]].flatMap((one) => one?.at ?? []);
    return tried.some((at) => at >= last - SIDE_BY_SIDE) || isNotExported(plan, kind);
  };
  return saving === null && paused === null && comparable(plan).every(isDone);
}

/** The new server has no export of such lists; said only after its export page was seen. */
export function isNotExported(plan: Plan, kind: ListKind): boolean {
  return plan.seen.new.exports !== null && !wantedOf(plan, 'new').includes(kind);
}

/** Why a comparison stopped before its end; null when it did not. */
export function comparePause(plan: Plan): Text | null {
  const { paused } = plan.fresh;
  if (paused === null) return null;
  const server = namesOf(plan).newServer;
  const detail = paused.why === 'other-account' ? shownHandle(paused.detail) : paused.detail;
  return text(`report.pauses.${paused.why}`, { server, handle: namesOf(plan).new, detail });
}

/**
 * What of the lists that were imported is in no file, so that the new account has it otherwise and no comparison can
 * show it.
 */
export function notCarried(plan: Plan): Text[] {
  const server = namesOf(plan).newServer;
  const isSent = (kind: ListKind) => plan.kit.lists[kind] !== undefined && consignments(plan, kind).length > 0;
  // An app that was let in has carried these.
  const { list_settings, mute_ends } = plan.grants.outcomes;
  const notes = plan.kit.lists.custom_filters?.notes ?? [];
  return [
    ...(isSent('lists') && list_settings === undefined ? [text('report.notCarried.lists', { server })] : []),
    ...(isSent('mutes') && mute_ends === undefined ? [text('report.notCarried.mutes', { server })] : []),
    ...(isSent('custom_filters') && notes.includes('has-posts') ? [text('report.notCarried.posts')] : []),
    ...(isSent('custom_filters') && notes.includes('guessed-expiry') ? [text('report.notCarried.ends')] : []),
  ];
}

/** When the lists that the report rests on were read: the first and the last of them; null while there are none. */
export function comparedAt(plan: Plan): { first: number; last: number } | null {
  const times = comparable(plan).flatMap((kind) => plan.fresh.lists[kind]?.at ?? []);
  return times.length === 0 ? null : { first: Math.min(...times), last: Math.max(...times) };
}

const droppedKeys = {
  blank: 'report.why.dropped.blank',
  self: 'report.why.dropped.self',
  'own-server': 'report.why.dropped.own-server',
  'not-an-address': 'report.why.dropped.not-an-address',
  'no-server': 'report.why.dropped.no-server',
  'not-a-domain': 'report.why.dropped.not-a-domain',
  'not-a-link': 'report.why.dropped.not-a-link',
  'no-context': 'report.why.dropped.no-context',
} as const;

/** What more there is to say of one row; null where its fate says all. `domain`: the server the row is about. */
export function whySentence(plan: Plan, kind: ListKind, fate: Fate, domain: string | null): Text | null {
  const server = namesOf(plan).newServer;
  const other = shownDomain(domain ?? '');
  switch (fate.state) {
    case 'there':
      return null;
    case 'changed':
      return kind === 'follows' || kind === 'mutes' || kind === 'custom_filters' ? text(`report.why.otherSettings.${kind}`) : null;
    case 'requested':
      if (fate.seen === true) return text('report.why.asked', { server, date: plan.grants.requests?.at ?? 0 });
      return fate.running ? text('report.why.running', { server }) : text(kind === 'lists' ? 'report.why.requestedMember' : 'report.why.requested');
    case 'failed':
      return fate.why === null || (domain === null && fate.why.startsWith('server-'))
        ? text('report.why.failed.unknown', { server })
        : text(`report.why.failed.${fate.why}`, { server, other });
    case 'skipped':
      switch (fate.by) {
        case 'person':
          return text('report.why.person');
        case 'rules':
          return Object.hasOwn(droppedKeys, fate.why) ? text(droppedKeys[fate.why as keyof typeof droppedKeys], { server }) : null;
        case 'later':
          return fate.why === 'too-old' ? text('report.why.too-old', { server }) : text('report.why.follow-limit', { server });
        default:
          return fate.by satisfies never;
      }
    case 'unknown':
      return unknownSentence(plan, fate.why, server);
    default:
      return fate satisfies never;
  }
}

function unknownSentence(plan: Plan, why: Extract<Fate, { state: 'unknown' }>['why'], server: string): Text {
  switch (why) {
    case 'not-sent':
      // Where the list may have been imported by hand, nobody can say that it was not.
      return text('report.why.not-sent');
    case 'ready':
      return text('report.why.notYet');
    case 'sending':
      return text('report.why.sending', { server });
    case 'unconfirmed':
      return text('report.why.unconfirmed', { server });
    case 'stopped':
      return text('report.why.stopped');
    case 'not-read':
      return text('report.why.not-read', { new: namesOf(plan).new });
    case 'read-before':
      return text('report.why.read-before');
    case 'failures-not-shown':
      return text('report.why.failures-not-shown', { server });
    case 'failures-not-read':
      // docs/mastodon.md, Imports: no list of failures before 4.2
      return text(isSince(plan.new?.server.version ?? '', [4, 2]) === false ? 'report.why.noFailureList' : 'report.why.failures-not-read', { server });
    case 'not-there':
      return text('report.why.not-there', { server });
    case 'not-asked':
      return text('report.why.notAsked', { server, date: plan.grants.requests?.at ?? 0 });
    default:
      return why satisfies never;
  }
}
