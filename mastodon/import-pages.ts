/**
 * The pages of imports, read in the person's own session: the recent ones, one that waits for its yes, and the rows
 * that failed.
 */
import type { ImportPause } from '../journey/import/plan';
import { sameHandle } from '../lists/handle';
import { endsWithLineEnd, parseList } from '../lists/parse';
import type { BringSession, BringStep, ImportsPage } from './bring-step';
import { detectPage } from './page';
import { importsPath } from './paths';
import { ask, type Session, visit } from './session';

const LANG = '?lang=en';

export interface PageRead {
  seen: ImportsPage;
  document: Document;
}

/** The import page as it is now; otherwise says what stops us, and null. */
export async function* seeImportsPage(handle: string, session: BringSession): AsyncGenerator<BringStep, PageRead | null> {
  const read = await readRecentImports(handle, session);
  if (!read.ok) {
    yield read.step;
    return null;
  }
  yield { what: 'seen', seen: read.seen };
  return read;
}

export type ReadImports = ({ ok: true } & PageRead) | { ok: false; step: Extract<BringStep, { what: 'stopped' | 'paused' }> };

/** One look at the recent imports. */
export async function readRecentImports(handle: string, session: Session): Promise<ReadImports> {
  const paused = (why: ImportPause, detail = '') => ({ ok: false, step: { what: 'paused', why, detail } }) as const;
  const asked = await visit(session, importsPath + LANG);
  if (!asked.ok) return paused(asked.trouble.kind, asked.trouble.detail);
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
  const asked = await visit(session, `${importsPath}/${importId}${LANG}`);
  if (!asked.ok) return paused(asked.trouble.kind, asked.trouble.detail);
  const { document, status, path } = asked.value;
  if (status === 404) return { what: 'nothing' };
  if (status >= 500) return paused(status === 503 ? 'busy' : 'unreachable', String(status));
  const seen = detectPage({ origin: session.origin, pathname: path }, document);
  if (seen !== null && !sameHandle(seen.account.handle, handle)) return paused('other-account', seen.account.handle);
  if (seen?.page !== 'imports-confirm' || seen.facts.id !== importId)
    return { what: 'trouble', step: { what: 'stopped', why: 'unreadable', detail: '', takenBack: false } };
  return { what: 'page', document };
}

export type Answered = Awaited<ReturnType<typeof visit>>;

/**
 * `file`: this one cannot be had, others may. `session`: signed out, somebody else, or the server asks us to wait, so
 * there is no use in asking for more.
 */
export type FailuresRead = { ok: true; bytes: Uint8Array<ArrayBuffer> } | { ok: false; trouble: 'file' | 'session' };

/**
 * The rows that failed, as the server writes them: the page of recent imports links to them. Read between two looks at
 * who is signed in.
 */
export async function readFailures(handle: string, path: string, session: Session): Promise<FailuresRead> {
  const failed = (isSession: boolean) => ({ ok: false, trouble: isSession ? 'session' : 'file' }) as const;
  const asked = await ask(session, path, ['text/csv', 'application/json']);
  if (!asked.ok) {
    const { trouble } = asked;
    return failed(trouble.kind === 'signed-out' || (trouble.kind === 'status' && trouble.status === 429));
  }
  const { bytes, type } = asked.value;
  const after = await readRecentImports(handle, session);
  if (!after.ok) return failed(ENDS_READING.includes(after.step.why));
  return isWhole(bytes, type) ? { ok: true, bytes } : failed(false);
}

const ENDS_READING: readonly string[] = ['signed-out', 'other-account', 'busy'] satisfies ImportPause[];

/** Without an announced length only its end shows that a file is complete. */
function isWhole(bytes: Uint8Array, type: string): boolean {
  return type === 'application/json' ? parseList('custom_filters', bytes).ok : bytes.length === 0 || endsWithLineEnd(bytes);
}
