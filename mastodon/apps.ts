/**
 * The apps that the person has let in, as their own session sees them at `/oauth/authorized_applications`
 * (docs/mastodon.md, Ask once).
 */
import { type DetailOwner, ownPage } from './own-page';
import { type Session, visit } from './session';

const appsPath = '/oauth/authorized_applications';

/**
 * Takes access away from this app: all its tokens are revoked by it. True once the server has led back to the list, and
 * the list does not have it. Asked for again, it does no harm.
 */
export async function closeApp(app: string, owner: DetailOwner, session: Session): Promise<boolean> {
  const path = `${appsPath}/${encodeURIComponent(app)}`;
  const page = await ownPage(appsPath, owner, session);
  if (!page.ok || page.value === null) return false;
  const token = page.value.querySelector('meta[name="csrf-token"]')?.getAttribute('content') ?? '';
  if (token === '') return false;
  const body = new FormData();
  body.set('_method', 'delete');
  body.set('authenticity_token', token);
  const sent = await visit(session, path, { body });
  if (!sent.ok || !sent.value.isLedOn || sent.value.path !== appsPath) return false;
  const after = await ownPage(appsPath, owner, session);
  return after.ok && after.value !== null && !isListed(after.value, path);
}

function isListed(page: Document, path: string): boolean {
  return [...page.querySelectorAll('a[href], form[action]')].some((one) => (one.getAttribute('href') ?? one.getAttribute('action')) === path);
}
