/**
 * The archive of posts, requested in the person's own session as its button on the export page does it
 * (docs/mastodon.md, Archive).
 */
import type { PageSeen } from '../journey/facts';
import { type DetailOwner, ownPage } from './own-page';
import { detectPage } from './page';
import { exportPagePath } from './paths';
import { type Session, visit } from './session';

export interface ArchiveAnswer {
  /** `refused`: the server says that it is too soon. */
  answer: 'requested' | 'refused' | 'failed' | 'looked';
  /** The export page as it is afterwards. */
  seen: PageSeen | null;
}

/** `isRequested`: asked for it before; else the page is only read. Nothing is asked for where one is being made. */
export async function archiveIn(owner: DetailOwner, session: Session, isRequested: boolean): Promise<ArchiveAnswer> {
  const before = await exportPage(owner, session);
  if (before === null) return { answer: 'failed', seen: null };
  if (!isRequested) return { answer: 'looked', seen: before.seen };
  const { facts } = before.seen;
  if (facts.archive !== 'requestable' || !facts.canRequest) return { answer: 'refused', seen: before.seen };
  const body = new FormData();
  body.set('authenticity_token', before.token);
  const sent = await visit(session, exportPagePath, { body });
  const after = await exportPage(owner, session);
  // What the server shows counts, whatever the answer was.
  const isThere = after !== null && after.seen.facts.archive !== 'requestable';
  const answer = isThere ? 'requested' : sent.ok && sent.value.status === 403 ? 'refused' : 'failed';
  return { answer, seen: (after ?? before).seen };
}

async function exportPage(owner: DetailOwner, session: Session): Promise<{ seen: Extract<PageSeen, { page: 'export' }>; token: string } | null> {
  const page = await ownPage(exportPagePath, owner, session);
  if (!page.ok || page.value === null) return null;
  const seen = detectPage({ origin: session.origin, pathname: exportPagePath }, page.value);
  const token = page.value.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? '';
  return seen?.page === 'export' && token !== '' ? { seen, token } : null;
}
