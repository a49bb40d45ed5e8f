/**
 * Brings one list into the new account, from a page of its server and in the person's own session: upload, look, yes, look again.
 * One request at a time, through the page's own forms, always *merge*. Before each of the two things that change the account the caller
 * is told and must have noted it, so that an answer that is lost is looked up among the recent imports, and nothing is ever sent twice.
 */
import type { PageSeen } from '../journey/facts';
import { sameHandle } from '../journey/handle';
import type { ImportPause, Misfit, PieceState, Surprise } from '../journey/import-plan';
import { type Meant, misfitsOf, readConfirmation } from './confirmation';
import { wordsOf } from './define-page';
import { confirmForm, type FormToSend, importIdIn, takeBackForm, uploadForm } from './import-forms';
import { detectPage } from './page';
import { ownCopy, type Session } from './session';

export type ImportsPage = Extract<PageSeen, { page: 'imports' }>;

export interface Parcel extends Meant {
  contentType: string;
  state: PieceState;
  importId: number | null;
  /** When it was last touched, milliseconds since 1970. */
  at: number;
}

export interface BringSession extends Session {
  /** Lets time pass; ends at once when everything is over. */
  wait(ms: number): Promise<void>;
}

/** What happens to a list, in order. Nothing comes after `confirmed`, `stopped` and `paused`. */
export type BringStep =
  /** The import page as it is now, and with it whose session this is. */
  | { what: 'seen'; seen: ImportsPage }
  /** Next comes the upload. */
  | { what: 'sending' }
  /** It is certain that nothing of it arrived. */
  | { what: 'not-sent' }
  | { what: 'sent'; importId: number; misfits: Misfit[] }
  /** Next comes the yes. */
  | { what: 'confirming'; importId: number }
  | { what: 'confirmed'; importId: number }
  | { what: 'stopped'; why: Surprise; detail: string; takenBack: boolean }
  | { what: 'paused'; why: ImportPause; detail: string };

/** For so long after it was sent, something that does not show may still be under way. */
const MAY_ARRIVE = 30_000;
const LANG = '?lang=en';
const IMPORTS = '/settings/imports';

export async function* bringList(handle: string, parcel: Parcel, bytes: Uint8Array<ArrayBuffer>, session: BringSession): AsyncGenerator<BringStep, void> {
  const before = yield* importsPage(handle, session);
  if (before === null) return;

  // Of a first try, whatever waits already is somebody else's.
  const others = parcel.state === 'ready' ? unconfirmedIn(before) : [];
  let importId = parcel.importId;
  if (importId === null) {
    const looked = parcel.state === 'sending' ? yield* lookUp(handle, parcel, before, session, parcel.at) : { found: null };
    if (looked === null) return;
    importId = looked.found ?? (yield* upload(handle, parcel, bytes, before, session));
    if (importId === null) return;
  } else if (parcel.state === 'confirming') {
    const shown = yield* whereIs(handle, parcel, importId, session, parcel.at);
    if (shown === 'working') yield { what: 'confirmed', importId };
    if (shown !== 'unconfirmed') return;
  }
  for await (const step of confirm(handle, parcel, importId, session)) {
    // Before it is over: nothing comes after `confirmed`.
    if (step.what === 'confirmed') yield* takeBackTwins(handle, parcel, [...others, importId], session);
    yield step;
  }
}

/** Null: there is nothing to go on with, and everything was said. */
async function* upload(
  handle: string,
  parcel: Parcel,
  bytes: Uint8Array<ArrayBuffer>,
  page: Read,
  session: BringSession,
): AsyncGenerator<BringStep, number | null> {
  const file = new File([bytes], parcel.name, { type: parcel.contentType });
  const made = uploadForm({ type: parcel.type, file }, page.document, session.origin);
  if (!made.ok) {
    yield { what: 'stopped', why: made.problem.kind, detail: '', takenBack: false };
    return null;
  }
  yield { what: 'sending' };
  const sentAt = session.now().getTime();
  const sent = await visit(session, made.form.action, made.form);
  if (sent.ok) {
    const importId = importIdIn(sent.value.path);
    if (importId !== null && sent.value.status === 200) return importId;
    const refused = sent.value.document.querySelector('[class*="import_data"] .error');
    if (sent.value.status === 200 && refused !== null) {
      yield { what: 'stopped', why: 'refused', detail: wordsOf(refused).slice(0, 500), takenBack: false };
      return null;
    }
    // 403 and 422: the server did not take the form for the person's own, and did nothing.
    if (sent.value.status === 403 || sent.value.status === 422) {
      yield { what: 'stopped', why: 'not-taken', detail: String(sent.value.status), takenBack: false };
      return null;
    }
  } else if (sent.trouble.kind === 'busy') {
    yield { what: 'not-sent' };
    yield { what: 'paused', why: 'busy', detail: sent.trouble.detail };
    return null;
  } else if (sent.trouble.kind === 'signed-out') {
    yield { what: 'not-sent' };
    yield { what: 'paused', why: 'signed-out', detail: '' };
    return null;
  }
  // The answer is lost, or is none. What the server made of it stands among the recent imports, or nowhere.
  const after = yield* importsPage(handle, session);
  if (after === null) return null;
  const looked = yield* lookUp(handle, parcel, after, session, sentAt);
  if (looked === null || looked.found !== null) return looked?.found ?? null;
  if (sent.ok && sent.value.status === 503) yield { what: 'paused', why: 'busy', detail: '' };
  else if (sent.ok && sent.value.status >= 500) yield { what: 'stopped', why: 'server-error', detail: String(sent.value.status), takenBack: false };
  else yield { what: 'paused', why: sent.ok ? 'unreachable' : pauseFor(sent.trouble), detail: '' };
  return null;
}

/** Ours among the unconfirmed ones, by its file's name. Waits as long as it may still arrive. Null: it could not be looked up, and why was said. */
async function* lookUp(
  handle: string,
  parcel: Parcel,
  page: Read,
  session: BringSession,
  sentAt: number,
): AsyncGenerator<BringStep, { found: number | null } | null> {
  let shown: Read | null = page;
  const others = new Set<number>();
  for (let pause = 1_000; ; pause *= 2) {
    for (const { id, state } of shown.seen.facts.recent) {
      if (state !== 'unconfirmed' || id === null || others.has(id)) continue;
      const opened = await confirmationPage(handle, id, session);
      if (opened.what === 'trouble') {
        yield opened.step;
        return null;
      }
      if (opened.what === 'page' && readConfirmation(opened.document).fileName === parcel.name) return { found: id };
      others.add(id);
    }
    if (session.now().getTime() - sentAt >= MAY_ARRIVE) {
      yield { what: 'not-sent' };
      return { found: null };
    }
    await session.wait(pause);
    shown = yield* importsPage(handle, session);
    if (shown === null) return null;
  }
}

/** Reads the page before the yes once more, in English; only if every word of it is as meant, the yes is sent. */
async function* confirm(handle: string, parcel: Parcel, importId: number, session: BringSession): AsyncGenerator<BringStep, void> {
  const opened = await confirmationPage(handle, importId, session);
  if (opened.what === 'trouble') return yield opened.step;
  if (opened.what === 'nothing') {
    const shown = yield* whereIs(handle, parcel, importId, session, 0);
    if (shown === 'working') yield { what: 'confirmed', importId };
    if (shown === 'unconfirmed') yield { what: 'paused', why: 'unreachable', detail: '' };
    return;
  }
  const misfits = misfitsOf(readConfirmation(opened.document), parcel);
  yield { what: 'sent', importId, misfits };
  const [surprise] = misfits;
  if (surprise !== undefined) {
    const takenBack = await takeBack(handle, importId, opened.document, session);
    return yield { what: 'stopped', why: surprise, detail: '', takenBack };
  }
  const form = confirmForm(importId, opened.document, session.origin);
  if (form === null) return yield { what: 'stopped', why: 'unreadable', detail: '', takenBack: false };
  yield { what: 'confirming', importId };
  const sentAt = session.now().getTime();
  const sent = await visit(session, form.action, form);
  if (!sent.ok && (sent.trouble.kind === 'busy' || sent.trouble.kind === 'signed-out')) {
    return yield { what: 'paused', why: sent.trouble.kind, detail: sent.trouble.detail };
  }
  const shown = yield* whereIs(handle, parcel, importId, session, sentAt);
  if (shown === 'working') return yield { what: 'confirmed', importId };
  if (shown !== 'unconfirmed') return;
  const isOurs = !sent.ok || sent.value.status < 400;
  if (isOurs) yield { what: 'paused', why: sent.ok ? 'unreachable' : pauseFor(sent.trouble), detail: '' };
  else yield { what: 'stopped', why: 'yes-refused', detail: String(sent.value.status), takenBack: false };
}

/** Where an import of ours stands among the recent ones. A yes may still be under way: then it is waited for. */
async function* whereIs(
  handle: string,
  parcel: Parcel,
  importId: number,
  session: BringSession,
  sentAt: number,
): AsyncGenerator<BringStep, 'unconfirmed' | 'working' | null> {
  for (let pause = 1_000; ; pause *= 2) {
    const page = yield* importsPage(handle, session);
    if (page === null) return null;
    const { recent } = page.seen.facts;
    const row = recent.find(({ id }) => id === importId);
    if (row && row.state !== 'unconfirmed') return 'working';
    // 4.2 gives a row no number once it is confirmed (pages.md 4.6)
    if (!row) {
      if (recent.some(({ id, total }) => id === null && total === parcel.rows)) return 'working';
      yield { what: 'stopped', why: 'vanished', detail: '', takenBack: false };
      return null;
    }
    if (session.now().getTime() - sentAt >= MAY_ARRIVE) return 'unconfirmed';
    await session.wait(pause);
  }
}

/**
 * A browser whose connection breaks may send a form a second time by itself (Chromium does, on a connection it had used before): then two wait
 * under our name, and the one without a yes is taken back.
 */
async function* takeBackTwins(handle: string, parcel: Parcel, others: readonly number[], session: BringSession): AsyncGenerator<BringStep, void> {
  const page = await readImports(handle, session);
  if (!page.ok) return;
  for (const importId of unconfirmedIn(page).filter((id) => !others.includes(id))) {
    const opened = await confirmationPage(handle, importId, session);
    if (opened.what === 'page' && readConfirmation(opened.document).fileName === parcel.name) await takeBack(handle, importId, opened.document, session);
  }
  yield { what: 'seen', seen: page.seen };
}

function unconfirmedIn({ seen }: Read): number[] {
  return seen.facts.recent.flatMap(({ id, state }) => (state === 'unconfirmed' && id !== null ? [id] : []));
}

/** Only an import of ours that is unconfirmed has such a link. True when the server no longer shows it. */
async function takeBack(handle: string, importId: number, document: Document, session: BringSession): Promise<boolean> {
  const form = takeBackForm(importId, document, session.origin);
  if (form === null) return false;
  await visit(session, form.action, form);
  const opened = await confirmationPage(handle, importId, session);
  return opened.what === 'nothing';
}

// Pages -------------------------------------------------------------------------------------------------------------------------------------

interface Read {
  seen: ImportsPage;
  document: Document;
}

/** The import page as it is now; otherwise says what stops us, and null. */
async function* importsPage(handle: string, session: BringSession): AsyncGenerator<BringStep, Read | null> {
  const read = await readImports(handle, session);
  if (!read.ok) {
    yield read.step;
    return null;
  }
  yield { what: 'seen', seen: read.seen };
  return read;
}

export type ReadImports = ({ ok: true } & Read) | { ok: false; step: Extract<BringStep, { what: 'stopped' | 'paused' }> };

/** One look at the recent imports. */
export async function readImports(handle: string, session: Session): Promise<ReadImports> {
  const paused = (why: ImportPause, detail = '') => ({ ok: false, step: { what: 'paused', why, detail } }) as const;
  const asked = await visit(session, IMPORTS + LANG);
  if (!asked.ok) return paused(pauseFor(asked.trouble), asked.trouble.detail);
  const { document, status, path } = asked.value;
  if (status >= 500) return paused(status === 503 ? 'busy' : 'unreachable', String(status));
  const seen = detectPage({ origin: session.origin, pathname: path }, document);
  if (seen !== null && !sameHandle(seen.account.handle, handle)) return paused('other-account', seen.account.handle);
  if (seen?.page !== 'imports' || seen.facts.kind === 'pre-4.2') return { ok: false, step: { what: 'stopped', why: 'no-form', detail: '', takenBack: false } };
  return { ok: true, seen, document };
}

type Opened = { what: 'page'; document: Document } | { what: 'nothing' } | { what: 'trouble'; step: Extract<BringStep, { what: 'stopped' | 'paused' }> };

/** The page of an unconfirmed import, in English. `nothing`: the server has none of that number that waits. */
export async function confirmationPage(handle: string, importId: number, session: Session): Promise<Opened> {
  const paused = (why: ImportPause, detail = ''): Opened => ({ what: 'trouble', step: { what: 'paused', why, detail } });
  const asked = await visit(session, `${IMPORTS}/${importId}${LANG}`);
  if (!asked.ok) return paused(pauseFor(asked.trouble), asked.trouble.detail);
  const { document, status, path } = asked.value;
  if (status === 404) return { what: 'nothing' };
  if (status >= 500) return paused(status === 503 ? 'busy' : 'unreachable', String(status));
  const seen = detectPage({ origin: session.origin, pathname: path }, document);
  if (seen !== null && !sameHandle(seen.account.handle, handle)) return paused('other-account', seen.account.handle);
  if (seen?.page !== 'imports-confirm' || seen.facts.id !== importId)
    return { what: 'trouble', step: { what: 'stopped', why: 'unreadable', detail: '', takenBack: false } };
  return { what: 'page', document };
}

// Requests ----------------------------------------------------------------------------------------------------------------------------------

interface Visited {
  path: string;
  status: number;
  document: Document;
}
interface Trouble {
  kind: 'signed-out' | 'unreachable' | 'too-slow' | 'busy';
  detail: string;
}

function pauseFor({ kind }: Trouble): ImportPause {
  return kind;
}

/** A page of this server; with a form, what the server shows after it. */
async function visit(session: Session, path: string, form?: FormToSend): Promise<{ ok: true; value: Visited } | { ok: false; trouble: Trouble }> {
  const patience = AbortSignal.timeout(session.patience);
  const failed = (kind: Trouble['kind'], detail = '') => ({ ok: false, trouble: { kind, detail } }) as const;
  try {
    const response = await session.send(session.origin + path, {
      method: form ? 'POST' : 'GET',
      ...(form ? { body: form.body } : {}),
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { accept: 'text/html' },
      signal: AbortSignal.any([session.signal, patience]),
    });
    const end = new URL(response.url);
    if (end.origin !== session.origin) return failed('unreachable');
    if (/^\/auth\/sign_in\/?$/.test(end.pathname)) return failed('signed-out');
    // rate limits answer before anything is done
    if (response.status === 429) return failed('busy', response.headers.get('retry-after') ?? '');
    const html = new TextDecoder().decode(await response.arrayBuffer());
    return { ok: true, value: { path: end.pathname, status: response.status, document: session.parse(html) } };
  } catch {
    return failed(patience.aborted ? 'too-slow' : 'unreachable');
  }
}

export type FailuresRead = { ok: true; bytes: Uint8Array<ArrayBuffer> } | { ok: false };

/** The rows that failed, as the server writes them: the page of recent imports links to them. Read between two looks at who is signed in. */
export async function readFailures(handle: string, path: string, session: Session): Promise<FailuresRead> {
  try {
    const response = await session.send(session.origin + path, { credentials: 'same-origin', cache: 'no-store', signal: session.signal });
    const isFile =
      response.ok && new URL(response.url).pathname === path && /^(?:text\/csv|application\/json)\b/.test(response.headers.get('content-type') ?? '');
    if (!isFile) return { ok: false };
    const bytes = ownCopy(await response.arrayBuffer());
    const after = await readImports(handle, session);
    return after.ok ? { ok: true, bytes } : { ok: false };
  } catch {
    return { ok: false };
  }
}
