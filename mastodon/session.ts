/**
 * Reads in the person's own session, from a page of their server: who is signed in, their export page, their lists.
 * Every list is asked for between two looks at who is signed in, from the same jar of cookies: a CSV says nothing about
 * whose it is. What is collected is only read: nothing of that changes an account. Every request of ours in the
 * person's session leaves from this file.
 */

import type { PageSeen } from '../journey/facts';
import type { ListTrouble, Pause } from '../journey/plan';
import { type KitFile, type KitFileProblem, makeKitFile } from '../kit/kit-file';
import { sameHandle } from '../lists/handle';
import type { ListKind } from '../lists/kinds';
import { listFacts, listKinds, listNotes, wantedLists } from '../lists/kinds';
import { MOST_BYTES } from '../lists/parse';
import { readAtMost } from './body';
import { type FilterRead, readFilter, readFilterIndex } from './filters';
import { detectPage } from './page';
import { exportPagePath } from './paths';

export interface Session {
  origin: string;
  /** The page's own `fetch`: it carries the session's cookie and can reach no other server. */
  send: typeof fetch;
  parse(html: string): Document;
  now(): Date;
  /** Ends everything that is under way. */
  signal: AbortSignal;
  /** Milliseconds until an answer must have arrived. */
  patience: number;
}

/** Long lists are written by the server while we wait; its own limit is usually 60 s. */
const PATIENCE = 120_000;

export function sessionOf(page: Pick<Location, 'origin'>, signal: AbortSignal): Session {
  return {
    origin: page.origin,
    send: (input, init) => fetch(input, init),
    parse: (html) => new DOMParser().parseFromString(html, 'text/html'),
    now: () => new Date(),
    signal,
    patience: PATIENCE,
  };
}

/** Why an answer is of no use. */
export type Trouble =
  | { kind: 'signed-out' }
  /** No connection, or it broke before the answer was complete. */
  | { kind: 'unreachable' }
  | { kind: 'too-slow' }
  | { kind: 'status'; status: number; headers: Headers }
  /** Sent on to another page of the server. */
  | { kind: 'elsewhere'; path: string }
  | { kind: 'too-big'; bytes: number }
  | { kind: 'other-type'; type: string };
export type Asked<T> = { ok: true; value: T } | { ok: false; trouble: Trouble };

interface Answered {
  bytes: Uint8Array<ArrayBuffer>;
  /** As the server calls it: `text/csv`. */
  type: string;
  headers: Headers;
}

/** Pages of a settings area stay far below this, with every import of a week on them. */
export const MOST_OF_A_PAGE = 8 * 1_048_576;

/** What was sent for, as far as it has arrived: its body is still to be read. */
interface Arrived {
  response: Response;
  /** Where it came from in the end, on this server. */
  path: string;
}

/**
 * The one way to the network in the person's session. A redirect to another server is an error, and nothing is sent
 * there: a 307 would hand it list and token. Whatever breaks on the way is a value.
 */
async function exchange<T>(
  session: Session,
  path: string,
  init: { accept: string; body?: FormData },
  read: (arrived: Arrived) => Promise<T>,
): Promise<T | 'unreachable' | 'too-slow'> {
  const patience = AbortSignal.timeout(session.patience);
  try {
    const response = await session.send(session.origin + path, {
      method: init.body ? 'POST' : 'GET',
      ...(init.body ? { body: init.body } : {}),
      mode: 'same-origin',
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { accept: init.accept },
      signal: AbortSignal.any([session.signal, patience]),
    });
    const end = new URL(response.url);
    return end.origin === session.origin ? await read({ response, path: end.pathname }) : 'unreachable';
  } catch {
    return patience.aborted ? 'too-slow' : 'unreachable';
  }
}

/** A complete file or page of this server, from this very address; otherwise why not. */
export async function ask(session: Session, path: string, types: readonly string[], most = MOST_BYTES): Promise<Asked<Answered>> {
  const failed = (trouble: Trouble) => ({ ok: false, trouble }) as const;
  const asked = await exchange<Asked<Answered>>(session, path, { accept: types.join(', ') }, async ({ response, path: end }) => {
    const useless = async (trouble: Trouble) => {
      await response.body?.cancel();
      return failed(trouble);
    };
    if (end !== new URL(session.origin + path).pathname) return useless(isSignIn(end) ? { kind: 'signed-out' } : { kind: 'elsewhere', path: end });
    if (!response.ok) return useless({ kind: 'status', status: response.status, headers: response.headers });
    const announced = Number(response.headers.get('content-length') ?? 0);
    if (announced > most) return useless({ kind: 'too-big', bytes: announced });
    const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    if (!types.includes(type)) return useless({ kind: 'other-type', type });
    // never `text()`: it drops a byte order mark
    const bytes = await readAtMost(response, most);
    if (bytes === null) return failed({ kind: 'too-big', bytes: most });
    // Firefox takes a broken connection for the end of an answer; a packed answer's length is not that of its bytes
    const isCutOff = announced > bytes.length && response.headers.get('content-encoding') === null;
    return isCutOff ? failed({ kind: 'unreachable' }) : { ok: true, value: { bytes, type, headers: response.headers } };
  });
  return typeof asked === 'string' ? failed({ kind: asked }) : asked;
}

const isSignIn = (path: string): boolean => /^\/auth\/sign_in\/?$/.test(path);

interface Visited {
  path: string;
  /** The server led on to it from the address that was asked for. */
  isLedOn: boolean;
  status: number;
  document: Document;
}
/** Why there is no page; `detail` is in how many seconds to come back, where the server says so. */
type VisitTrouble = { kind: 'signed-out' | 'unreachable' | 'too-slow' | 'busy'; detail: string };

/** A page of this server, whatever its status; with a form, what the server shows after it. */
export async function visit(
  session: Session,
  path: string,
  form?: { body: FormData },
): Promise<{ ok: true; value: Visited } | { ok: false; trouble: VisitTrouble }> {
  const failed = (kind: VisitTrouble['kind'], detail = '') => ({ ok: false, trouble: { kind, detail } }) as const;
  const told = await exchange(session, path, { accept: 'text/html', ...(form ? { body: form.body } : {}) }, async ({ response, path: end }) => {
    if (isSignIn(end)) return failed('signed-out');
    // rate limits answer before anything is done
    if (response.status === 429) return failed('busy', response.headers.get('retry-after') ?? '');
    const bytes = await readAtMost(response, MOST_OF_A_PAGE);
    if (bytes === null) return failed('unreachable');
    return {
      ok: true,
      value: { path: end, isLedOn: response.redirected, status: response.status, document: session.parse(new TextDecoder().decode(bytes)) },
    } as const;
  });
  return typeof told === 'string' ? failed(told) : told;
}

export async function askPage(session: Session, path: string): Promise<Asked<Document>> {
  const asked = await ask(session, path, ['text/html'], MOST_OF_A_PAGE);
  return asked.ok ? { ok: true, value: session.parse(new TextDecoder().decode(asked.value.bytes)) } : asked;
}

/** The server asks to come back later. */
export function isBusy(trouble: Trouble): trouble is Extract<Trouble, { kind: 'status' }> {
  return trouble.kind === 'status' && (trouble.status === 429 || trouble.status === 503);
}

export type ExportSeen = Extract<PageSeen, { page: 'export' }>;

/** The export page as it is now, and with it whose session this is. Null when it is not the page we know. */
async function readExportPage(session: Session): Promise<Asked<ExportSeen | null>> {
  const asked = await askPage(session, exportPagePath);
  if (!asked.ok) return asked;
  const seen = detectPage({ origin: session.origin, pathname: exportPagePath }, asked.value);
  return { ok: true, value: seen?.page === 'export' ? seen : null };
}

export interface CollectOrder {
  /** Whose lists: `user@domain`. */
  handle: string;
  /** Only these; null: everything there is. */
  kinds: readonly ListKind[] | null;
}

/** What happens while lists are collected, in order. After `stopped` nothing comes. */
export type Collected =
  /**
   * Whose session this is and what the export page counts, read before the first list and whenever it is not who it
   * should be.
   */
  | { what: 'seen'; seen: ExportSeen }
  | { what: 'began'; kinds: readonly ListKind[] }
  | { what: 'reading'; kind: ListKind }
  /** Complete, parsed to its end, and the account was the same before and after. */
  | { what: 'list'; file: KitFile; version: string }
  | { what: 'lost'; kind: ListKind; problem: ListTrouble; detail: string }
  | { what: 'stopped'; why: Pause; detail: string };

/** Collects lists one after the other. A list that cannot be had does not keep the others from coming. */
export async function* collectLists(order: CollectOrder, session: Session): AsyncGenerator<Collected, void> {
  let before = yield* whoIsHere(order, session, true);
  if (before === null) return;
  const wanted = wantedLists(offeredOn(before), before.server.version, before.account.functional);
  const kinds = order.kinds === null ? wanted : wanted.filter((kind) => order.kinds?.includes(kind));
  yield { what: 'began', kinds };
  for (const kind of kinds) {
    yield { what: 'reading', kind };
    const read = await readList(session, kind, before);
    const after: ExportSeen | null = yield* whoIsHere(order, session, false);
    if (after === null) return;
    if (read.ok) yield { what: 'list', file: read.file, version: before.server.version };
    else yield { what: 'lost', kind, ...read.lost };
    before = after;
  }
}

/** The export page of the right account; otherwise says what stops us, and null. */
async function* whoIsHere(order: CollectOrder, session: Session, isFirst: boolean): AsyncGenerator<Collected, ExportSeen | null> {
  const asked = await readExportPage(session);
  if (!asked.ok) {
    yield { what: 'stopped', ...stopFor(asked.trouble) };
    return null;
  }
  const seen = asked.value;
  if (seen === null) {
    yield { what: 'stopped', why: 'no-export-page', detail: '' };
    return null;
  }
  const isRight = sameHandle(seen.account.handle, order.handle);
  if (isFirst || !isRight) yield { what: 'seen', seen };
  if (isRight) return seen;
  yield { what: 'stopped', why: 'other-account', detail: seen.account.handle };
  return null;
}

function stopFor(trouble: Trouble): { why: Pause; detail: string } {
  switch (trouble.kind) {
    case 'signed-out':
    case 'unreachable':
    case 'too-slow':
      return { why: trouble.kind, detail: '' };
    case 'status':
      return { why: 'server-error', detail: String(trouble.status) };
    case 'elsewhere':
      return { why: 'no-export-page', detail: trouble.path };
    case 'other-type':
    case 'too-big':
      return { why: 'no-export-page', detail: '' };
    default:
      return trouble satisfies never;
  }
}

function offeredOn({ facts }: ExportSeen): ListKind[] {
  const names = [...facts.csv, ...facts.json];
  return listKinds.filter((kind) => names.includes(kind));
}

type Lost = { problem: ListTrouble; detail: string };
type ReadList = { ok: true; file: KitFile } | { ok: false; lost: Lost };
const lost = (problem: ListTrouble, detail = ''): { ok: false; lost: Lost } => ({ ok: false, lost: { problem, detail } });

async function readList(session: Session, kind: ListKind, page: ExportSeen): Promise<ReadList> {
  if (!offeredOn(page).includes(kind)) return kind === 'custom_filters' ? readFilterPages(session) : lost('other-answer');
  const { exportPath, contentType } = listFacts[kind];
  const asked = await ask(session, exportPath, [contentType]);
  if (!asked.ok) return lostFor(asked.trouble);
  const { bytes, type } = asked.value;
  return checked(
    await makeKitFile(kind, bytes, { source: 'export', takenAt: takenAt(session), pageCount: page.facts.counts[kind] ?? null, contentType: type }),
  );
}

/** Each costs a request, and far more than anybody has. */
const MOST_FILTERS = 1_000;

/**
 * Until 4.5: the same JSON that 4.6 exports, put together from the pages of the filters. When one ends is told in
 * words: asked for in English.
 */
async function readFilterPages(session: Session): Promise<ReadList> {
  const index = await askPage(session, '/filters?lang=en');
  if (!index.ok) return lostFor(index.trouble);
  const links = readFilterIndex(index.value, session.origin);
  if (links === null) return lost('filters-page');
  if (links.length > MOST_FILTERS) return lost('too-big', String(links.length));
  const reads: FilterRead[] = [];
  for (const link of links) {
    const asked = await askPage(session, link.path);
    if (!asked.ok) return lostFor(asked.trouble);
    const read = readFilter(asked.value, session.origin, link, session.now());
    if (read === null) return lost('filters-page');
    reads.push(read);
  }
  const bytes = new TextEncoder().encode(JSON.stringify({ custom_filters: reads.map(({ filter }) => filter) }));
  const notes = listNotes.filter((note) => reads.some(note === 'has-posts' ? ({ hasPosts }) => hasPosts : ({ guessedExpiry }) => guessedExpiry));
  return checked(await makeKitFile('custom_filters', bytes, { source: 'filters-pages', takenAt: takenAt(session), notes }));
}

function takenAt(session: Session): string {
  return session.now().toISOString();
}

function checked(made: Awaited<ReturnType<typeof makeKitFile>>): ReadList {
  return made.ok ? made : lostIn(made.problem);
}

function lostIn(problem: KitFileProblem): ReadList {
  switch (problem.kind) {
    case 'cut-off':
      return lost('cut-off');
    case 'too-big':
      return lost('too-big', megabytes(problem.bytes));
    case 'too-many-rows':
      return lost('too-big', String(problem.rows));
    case 'other-file':
      return lost('other-answer', problem.is);
    default:
      return lost('unreadable', problem.kind);
  }
}

function lostFor(trouble: Trouble): ReadList {
  switch (trouble.kind) {
    case 'status':
      return lost(isBusy(trouble) ? 'busy' : 'server-error', String(trouble.status));
    case 'unreachable':
    case 'too-slow':
      return lost(trouble.kind);
    case 'too-big':
      return lost('too-big', megabytes(trouble.bytes));
    case 'other-type':
      return lost('other-answer', trouble.type);
    case 'elsewhere':
      return lost('other-answer', trouble.path);
    case 'signed-out':
      return lost('other-answer', '/auth/sign_in');
    default:
      return trouble satisfies never;
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_048_576)} MB`;
}
