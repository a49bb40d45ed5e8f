/**
 * Who is signed in here. The block this reads also holds the session's access token, so it is read in this one function
 * and nowhere else, and only the facts of `SignedIn` and `ServerSoftware` leave it (docs/rules.md 1, docs/mastodon.md,
 * Who is signed in).
 */
import type { ServerSoftware, SignedIn } from '../journey/facts';
import { own, ownText } from '../lists/json';

/**
 * Null when the page does not say who is signed in: sign-in, sign-up, set-up and error pages, and blocks that are not
 * as expected.
 */
export function readAccount(document: Document): { account: SignedIn; server: ServerSoftware } | null {
  const block = document.querySelector('script#initial-state[type="application/json"]');
  let state: unknown;
  try {
    // The token is dropped while parsing: no object of ours ever holds it.
    state = JSON.parse(String(block?.textContent), (key, value) => (key === 'access_token' ? undefined : value));
  } catch {
    // What cannot be read says nothing.
  }
  const meta = own(state, 'meta');
  const accounts = own(state, 'accounts');
  const domain = text(meta, 'domain');
  const version = text(meta, 'version');
  // `me` only while the account is functional, `disabled_account_id` else; the first of `accounts` may be anybody
  // (docs/mastodon.md, Who is signed in)
  const me = text(meta, 'me');
  const id = me ?? text(meta, 'disabled_account_id');
  if (!domain || !version || !id || /[\s@/]/.test(domain)) return null;
  const account = own(accounts, id);
  const username = text(account, 'username');
  if (!username || !/^[\w.-]+$/.test(username)) return null;

  // Hometown 3.4 has no `moved_to_account_id` and leaves `me` on moved accounts
  const newId = text(meta, 'moved_to_account_id');
  const movedTo = (newId === null ? null : text(own(accounts, newId), 'acct')) ?? text(own(account, 'moved'), 'acct');
  return {
    account: {
      handle: `${username}@${domain}`,
      id,
      functional: me !== null && movedTo === null,
      // an account of this server has no domain in `acct`
      movedTo: movedTo && !movedTo.includes('@') ? `${movedTo}@${domain}` : movedTo,
    },
    server: { repository: text(meta, 'repository'), version, locale: text(meta, 'locale') ?? '' },
  };
}

const text = (value: unknown, key: string) => ownText(value, key, 500);
