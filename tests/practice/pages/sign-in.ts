import { form, input, submit } from '../forms';
import { html, nothing } from '../html';
import { authPage } from '../layout';
import { anyone } from '../routes';
import type { Account } from '../state';
import { since } from '../versions';
import { field, newSession, type Reply, redirect, type Visit } from '../visit';
import { fill } from '../words';

export const signInRoutes = [
  anyone('GET', '/auth/sign_in', (visit) => {
    if (visit.account !== null) return redirect(visit, '/');
    rememberReferrer(visit);
    return page(visit);
  }),
  anyone('POST', '/auth/sign_in', (visit) => {
    const email = field(visit, 'user[email]').trim().toLowerCase();
    const account = [...visit.server.accounts.values()].find((one) => one.email.toLowerCase() === email || one.username.toLowerCase() === email);
    const known = account !== undefined && !account.deleted && account.password !== null && field(visit, 'user[password]') === account.password;
    if (!known) {
      visit.session.flash = { kind: 'alert', text: visit.words.sign.wrong };
      return page(visit, email);
    }
    return enter(visit, account);
  }),
  // Stands for LDAP, PAM and OmniAuth: the account has no password of its own.
  anyone('POST', '/auth/auth/practice', (visit) => {
    const account = visit.server.accounts.get(visit.query.get('as') ?? '');
    return account === undefined || account.password !== null ? redirect(visit, '/auth/sign_in') : enter(visit, account);
  }),
  anyone('DELETE', '/auth/sign_out', (visit) => {
    visit.server.sessions.delete(visit.session.id);
    visit.session = newSession(visit.server, visit.session.userAgent);
    return redirect(visit, '/auth/sign_in', { notice: visit.words.sign.out });
  }),
];

/** From 4.2 the page that led here wins over the page that was asked for (docs/mastodon.md, Paths). */
function rememberReferrer(visit: Visit): void {
  const { referer } = visit.headers;
  if (referer === undefined || !since(visit.server, '4.2') || !URL.canParse(referer)) return;
  const from = new URL(referer);
  if (from.origin === visit.server.origin && !from.pathname.startsWith('/auth')) visit.session.returnTo = from.pathname + from.search;
}

/** A new session, as against session fixation: tokens of pages opened before no longer count. */
export function enter(visit: Visit, account: Account): Reply {
  const { returnTo } = visit.session;
  visit.server.sessions.delete(visit.session.id);
  visit.session = newSession(visit.server, visit.session.userAgent);
  visit.session.username = account.username.toLowerCase();
  return redirect(visit, returnTo ?? '/');
}

function page(visit: Visit, email = ''): Reply {
  const w = visit.words.sign;
  const single = [...visit.server.accounts.values()].filter((account) => account.password === null && !account.deleted);
  const shared = { model: 'user', wrapper: 'with_label' } as const;
  const body = html`${form(
    visit,
    { id: 'new_user', action: '/auth/sign_in' },
    html`<h1 class="title">${fill(w.title, { domain: visit.server.domain })}</h1>
<div class="fields-group">${input({ ...shared, attribute: 'email', type: 'email', label: w.email, value: email, more: { autofocus: 'autofocus' } })}</div>
<div class="fields-group">${input({ ...shared, attribute: 'password', type: 'password', label: w.password, required: false, more: { autocomplete: 'current-password' } })}</div>
${submit(w.in, { className: 'btn' })}`,
  )}
${single.length === 0 ? nothing : html`<div class="simple_form alternative-login"><div class="actions">${single.map((account) => html`<a class="button button-tertiary" rel="nofollow" data-method="post" href="/auth/auth/practice?as=${account.username}">${w.sso}: ${account.username}</a>`)}</div></div>`}
<div class="form-footer"><ul class="no-list"><li><a href="/auth/sign_up">${w.up}</a></li><li><a href="/auth/password/new">${w.forgot}</a></li></ul></div>`;
  return authPage(visit, { title: w.in, body });
}
