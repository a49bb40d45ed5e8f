/**
 * In a settings page of the new account: reads its profile and settings, and sends what the person agreed to, as the
 * background orders.
 */
import type { Errand } from '../../browser/errand';
import { type PictureBytes, takeOver } from '../../mastodon/profile';
import type { Session } from '../../mastodon/session';
import { fetchFile, tell } from './tell';

/** Resolves with whether to ask for more. */
export async function workOnProfile(errand: Errand<'profile'>, session: Session): Promise<boolean> {
  const { send, owner } = errand;
  const done = await takeOver(send, owner, session, (which) => pictureOf(errand, which));
  if (session.signal.aborted) return false;
  return tell(errand, done.ok ? { what: 'read', there: done.there, answers: done.answers } : { what: 'failed', why: done.why, info: done.info });
}

async function pictureOf(errand: Errand<'profile'>, which: 'avatar' | 'header'): Promise<PictureBytes | null> {
  const name = errand.send?.[which]?.[0];
  if (name === undefined) return null;
  const bytes = await fetchFile(errand, which);
  return bytes === null ? null : { name, bytes };
}
