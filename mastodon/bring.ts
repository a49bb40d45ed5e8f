/**
 * Brings one list into the new account, from a page of its server and in the person's own session: upload, look, yes,
 * look again. One request at a time, through the page's own forms, always *merge*. Before each of the two things that
 * change the account the caller is told and must have noted it, so that an answer that is lost is looked up among the
 * recent imports, and nothing is ever sent twice.
 */

import type { PieceState } from '../journey/import/plan';
import type { BringSession, BringStep } from './bring-step';
import { type Meant, misfitsOf, readConfirmation, typeIn } from './confirmation';
import { wordsOf } from './define-page';
import { confirmForm, importIdIn, takeBackForm, uploadForm } from './import-forms';
import { type Answered, confirmationPage, type PageRead, readRecentImports, seeImportsPage } from './import-pages';
import { visit } from './session';

export interface Parcel extends Meant {
  contentType: string;
  state: PieceState;
  importId: number | null;
  /** When it was last touched, milliseconds since 1970. */
  at: number;
  /** The newest import that the server showed just before this was sent; null when that is not known. */
  newest: number | null;
  /** The imports of our other files. */
  taken: readonly number[];
}

/** For so long after its answer was lost, what was sent may still arrive. */
const MAY_ARRIVE = 30_000;

/**
 * For so long a server may work on what it was sent, though its answer did not wait for that. Our own patience says
 * nothing about it.
 */
const AT_WORK = 120_000;

/** An import of ours on the server; `waits` for its yes, or the server works on it. */
interface Found {
  importId: number;
  waits: boolean;
}

/** Null: there is nothing to go on with, and why was said. */
type Looked = Found | 'none' | null;

export async function* bringList(handle: string, parcel: Parcel, bytes: Uint8Array<ArrayBuffer>, session: BringSession): AsyncGenerator<BringStep, void> {
  const before = yield* seeImportsPage(handle, session);
  if (before === null) return;
  let looked: Looked;
  if (parcel.importId !== null) looked = yield* known(handle, parcel, parcel.importId, session);
  // An upload that was given up may have arrived after all: nothing is sent while one waits under our name, or was
  // confirmed.
  else if (parcel.state === 'ready') looked = yield* ours(handle, parcel, parcel.newest, before, session);
  else looked = yield* lookUp(handle, parcel, parcel.newest, before, session, lostAt(parcel, session));
  if (looked === 'none') looked = yield* upload(handle, parcel, bytes, before, session);
  if (looked === null) return;
  const { importId } = looked;
  if (looked.waits && !(yield* confirm(handle, parcel, importId, session))) return;
  // Before it is over: nothing comes after `confirmed`.
  yield* takeBackTwins(handle, parcel, importId, session);
  yield { what: 'confirmed', importId };
}

/** The tab that sent it is gone, and its request with it. */
function lostAt({ at }: Parcel, session: BringSession): number {
  return Math.min(session.now().getTime(), at + AT_WORK);
}

/**
 * Since when nothing of it is under way. Answered with 4xx, nothing ever was: too large, not the person's own form, no
 * such address. Without an answer in time, or with a page of a server in front, Mastodon may still be at work on it.
 */
function lostSince(sent: Answered, sentAt: number, session: BringSession): number {
  const now = session.now().getTime();
  const status = sent.ok ? sent.value.status : null;
  if (status !== null && status >= 400 && status < 500) return 0;
  const mayWork = sent.ok ? sent.value.status < 400 || [502, 504].includes(sent.value.status) : sent.trouble.kind === 'too-slow';
  return mayWork ? Math.max(now, sentAt + AT_WORK) : now;
}

async function* known(handle: string, parcel: Parcel, importId: number, session: BringSession): AsyncGenerator<BringStep, Found | null> {
  if (parcel.state !== 'confirming') return { importId, waits: true };
  const shown = yield* whereIs(handle, parcel, importId, session, lostAt(parcel, session));
  return shown && { importId, waits: shown === 'unconfirmed' };
}

async function* upload(
  handle: string,
  parcel: Parcel,
  bytes: Uint8Array<ArrayBuffer>,
  page: PageRead,
  session: BringSession,
): AsyncGenerator<BringStep, Found | null> {
  const file = new File([bytes], parcel.name, { type: parcel.contentType });
  const made = uploadForm({ type: parcel.type, file }, page.document, session.origin);
  if (!made.ok) {
    yield { what: 'stopped', why: made.problem.kind, detail: '', takenBack: false };
    return null;
  }
  const newest = Math.max(0, ...page.seen.facts.recent.flatMap(({ id }) => id ?? []));
  yield { what: 'sending', newest };
  const sentAt = session.now().getTime();
  const sent = await visit(session, made.form.action, made.form);
  if (sent.ok) {
    const { status, path, document } = sent.value;
    const importId = importIdIn(path);
    if (importId !== null && status === 200) return { importId, waits: true };
    const refused = document.querySelector('[class*="import_data"] .error');
    if (status === 200 && refused !== null) {
      yield { what: 'stopped', why: 'refused', detail: wordsOf(refused).slice(0, 500), takenBack: false };
      return null;
    }
  } else if (sent.trouble.kind === 'busy' || sent.trouble.kind === 'signed-out') {
    yield { what: 'not-sent' };
    yield { what: 'paused', why: sent.trouble.kind, detail: sent.trouble.detail };
    return null;
  }
  // The answer is lost, or is none. What the server made of it stands among the recent imports, or nowhere.
  const after = yield* seeImportsPage(handle, session);
  if (after === null) return null;
  const looked = yield* lookUp(handle, parcel, newest, after, session, lostSince(sent, sentAt, session));
  // 403 and 422: it did not take the form for the person's own.
  const isForeign = sent.ok && [403, 422].includes(sent.value.status);
  if (looked === 'none') yield notDone(sent, isForeign ? 'not-taken' : 'server-error');
  return looked === 'none' ? null : looked;
}

/** Looks for ours as long as it may still arrive. */
async function* lookUp(
  handle: string,
  parcel: Parcel,
  newest: number | null,
  page: PageRead,
  session: BringSession,
  lost: number,
): AsyncGenerator<BringStep, Looked> {
  let shown: PageRead | null = page;
  const others = new Set(parcel.taken);
  for (let pause = 1_000; ; pause *= 2) {
    const found: Looked = yield* ours(handle, parcel, newest, shown, session, others);
    if (found !== 'none') return found;
    if (session.now().getTime() - lost >= MAY_ARRIVE) {
      yield { what: 'not-sent' };
      return 'none';
    }
    await session.wait(pause);
    shown = yield* seeImportsPage(handle, session);
    if (shown === null) return null;
  }
}

/**
 * Ours among the recent imports: by its file's name while it waits. Confirmed elsewhere, on a telephone perhaps, it is
 * the one of its type and length that is newer than any before it was sent.
 */
async function* ours(
  handle: string,
  parcel: Parcel,
  newest: number | null,
  { seen, document }: PageRead,
  session: BringSession,
  others = new Set(parcel.taken),
): AsyncGenerator<BringStep, Looked> {
  for (const { id, state, total } of seen.facts.recent) {
    if (id === null || others.has(id)) continue;
    if (state !== 'unconfirmed') {
      const isNew = newest !== null && id > newest && total === parcel.rows;
      const [type] = document.querySelectorAll(`#bulk_import_${id} td`);
      if (isNew && type && typeIn(wordsOf(type)) === parcel.type) return { importId: id, waits: false };
      continue;
    }
    const opened = await confirmationPage(handle, id, session);
    if (opened.what === 'trouble') {
      yield opened.step;
      return null;
    }
    if (opened.what === 'page' && readConfirmation(opened.document).fileName === parcel.name) return { importId: id, waits: true };
    others.add(id);
  }
  return 'none';
}

/**
 * Reads the page before the yes once more, in English; only if every word of it is as meant, the yes is sent. True: the
 * server works on it.
 */
export async function* confirm(handle: string, parcel: Parcel, importId: number, session: BringSession): AsyncGenerator<BringStep, boolean> {
  const opened = await confirmationPage(handle, importId, session);
  if (opened.what === 'trouble') {
    yield opened.step;
    return false;
  }
  if (opened.what === 'nothing') {
    const shown = yield* whereIs(handle, parcel, importId, session, 0);
    if (shown === 'unconfirmed') yield { what: 'stopped', why: 'unreadable', detail: '', takenBack: false };
    return shown === 'working';
  }
  const misfits = misfitsOf(readConfirmation(opened.document), parcel);
  yield { what: 'sent', importId, misfits };
  const [surprise] = misfits;
  if (surprise !== undefined) {
    // A file of another name is not ours to take back.
    const takenBack = !misfits.includes('other-name') && (await takeBack(handle, importId, opened.document, session));
    yield { what: 'stopped', why: surprise, detail: '', takenBack };
    return false;
  }
  const form = confirmForm(importId, opened.document, session.origin);
  if (form === null) {
    yield { what: 'stopped', why: 'unreadable', detail: '', takenBack: false };
    return false;
  }
  yield { what: 'confirming', importId };
  const sentAt = session.now().getTime();
  const sent = await visit(session, form.action, form);
  if (!sent.ok && (sent.trouble.kind === 'busy' || sent.trouble.kind === 'signed-out')) {
    yield { what: 'paused', why: sent.trouble.kind, detail: sent.trouble.detail };
    return false;
  }
  const shown = yield* whereIs(handle, parcel, importId, session, lostSince(sent, sentAt, session));
  if (shown !== 'unconfirmed') return shown === 'working';
  yield notDone(sent, 'yes-refused');
  return false;
}

/**
 * What to say of an answer after which the server does not show what was sent. Only what may pass by itself is tried
 * again by itself.
 */
function notDone(sent: Answered, refused: 'not-taken' | 'server-error' | 'yes-refused'): Extract<BringStep, { what: 'stopped' | 'paused' }> {
  if (!sent.ok) return { what: 'paused', why: sent.trouble.kind, detail: sent.trouble.detail };
  const { status } = sent.value;
  if (status === 503) return { what: 'paused', why: 'busy', detail: '' };
  return { what: 'stopped', ...(status < 400 ? { why: 'unreadable', detail: '' } : { why: refused, detail: String(status) }), takenBack: false };
}

/** Where an import of ours stands among the recent ones. A yes may still be under way: then it is waited for. */
async function* whereIs(
  handle: string,
  parcel: Parcel,
  importId: number,
  session: BringSession,
  lost: number,
): AsyncGenerator<BringStep, 'unconfirmed' | 'working' | null> {
  for (let pause = 1_000; ; pause *= 2) {
    const page = yield* seeImportsPage(handle, session);
    if (page === null) return null;
    const { recent } = page.seen.facts;
    const row = recent.find(({ id }) => id === importId);
    if (row && row.state !== 'unconfirmed') return 'working';
    // 4.2 gives a row no number once it is confirmed (docs/mastodon.md, Imports)
    if (!row) {
      if (recent.some(({ id, total }) => id === null && total === parcel.rows)) return 'working';
      yield { what: 'stopped', why: 'vanished', detail: '', takenBack: false };
      return null;
    }
    if (session.now().getTime() - lost >= MAY_ARRIVE) return 'unconfirmed';
    await session.wait(pause);
  }
}

/**
 * A browser whose connection breaks may send a form a second time by itself (Chromium does, on a connection it had used
 * before), and an upload may arrive when it was given up: then two wait under our name, and the one without a yes is
 * taken back.
 */
async function* takeBackTwins(handle: string, parcel: Parcel, importId: number, session: BringSession): AsyncGenerator<BringStep, void> {
  const page = await readRecentImports(handle, session);
  if (!page.ok) return;
  for (const { id, state } of page.seen.facts.recent) {
    if (state !== 'unconfirmed' || id === null || id === importId) continue;
    const opened = await confirmationPage(handle, id, session);
    if (opened.what === 'page' && readConfirmation(opened.document).fileName === parcel.name) await takeBack(handle, id, opened.document, session);
  }
  yield { what: 'seen', seen: page.seen };
}

/** Only an import of ours that is unconfirmed has such a link. True when the server no longer shows it. */
async function takeBack(handle: string, importId: number, document: Document, session: BringSession): Promise<boolean> {
  const form = takeBackForm(importId, document, session.origin);
  if (form === null) return false;
  await visit(session, form.action, form);
  const opened = await confirmationPage(handle, importId, session);
  return opened.what === 'nothing';
}
