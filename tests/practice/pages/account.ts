/** Account settings, sessions and deletion. */
import { form, formAlert, input, submit, twoColumns } from '../forms';
import { html, type Markup, nothing } from '../html';
import { settingsPage } from '../layout';
import { signedIn } from '../routes';
import { since } from '../versions';
import { field, newSession, type Reply, redirect, type SignedIn } from '../visit';
import { fill, sentence } from '../words';

export const accountRoutes = [
  signedIn('GET', '/auth/edit', (visit) => editPage(visit)),
  signedIn('PUT', '/auth', (visit) => {
    const { account, words } = visit;
    if (account.password === null || field(visit, 'user[current_password]') !== account.password) return editPage(visit, words.errors.invalid);
    const fresh = field(visit, 'user[password]');
    if (fresh !== '' && (fresh.length < 8 || fresh !== field(visit, 'user[password_confirmation]'))) return editPage(visit, words.errors.tooShort);
    if (fresh !== '') account.password = fresh;
    account.email = field(visit, 'user[email]') || account.email;
    return redirect(visit, '/auth/edit', { notice: words.edit.saved });
  }),
  signedIn('GET', '/settings/two_factor_authentication_methods', (visit) =>
    settingsPage(visit, { title: 'Two-factor authentication', selected: ['security'], body: html`<p class="hint">Your role demands a second factor.</p>` }),
  ),
  signedIn('GET', '/.well-known/change-password', (visit) => redirect(visit, '/auth/edit')),
  signedIn('DELETE', '/settings/sessions/:id', (visit) => {
    for (const [id, session] of visit.server.sessions)
      if (String(session.number) === visit.params.id && session.username === visit.account.username) visit.server.sessions.delete(id);
    return redirect(visit, '/auth/edit');
  }),
  signedIn('GET', '/settings/delete', (visit) => deletePage(visit)),
  signedIn('DELETE', '/settings/delete', (visit) => {
    const { account, server, words } = visit;
    const right =
      account.password !== null
        ? field(visit, 'form_delete_confirmation[password]') === account.password
        : field(visit, 'form_delete_confirmation[username]') === account.username;
    if (!right) return redirect(visit, '/settings/delete', { alert: words.delete.wrong });
    account.deleted = true;
    account.moved = null;
    server.sessions.delete(visit.session.id);
    visit.session = newSession(server, visit.session.userAgent);
    return redirect(visit, '/auth/sign_in', { notice: words.delete.done });
  }),
];

function editPage(visit: SignedIn, error?: string): Reply {
  const { words, account, server, session } = visit;
  const w = words.edit;
  const heading = headingOf(visit);
  const own = [...server.sessions.values()].filter((other) => other.username === account.username);
  const body = html`${warning(visit)}
${heading(w.status)}
<p class="hint">${account.suspended ? 'You can no longer use your account.' : html`<span class="positive-hint">${w.fine}</span>`}</p>
<hr class="spacer">
${heading(w.security)}
${account.password === null ? nothing : passwordForm(visit, error)}
<hr class="spacer">
${heading(w.sessions)}
<p class="muted-hint">${w.sessionsHint} <a href="/settings/login_activities">${w.activities}</a></p>
<div class="table-wrapper"><table class="table inline-table">
<thead><tr><th>${w.browser}</th><th>IP</th><th>${w.lastSeen}</th><th></th></tr></thead>
<tbody>${own.map(
    (
      other,
    ) => html`<tr><td><span title="${other.userAgent}">${/Firefox/.test(other.userAgent) ? 'Firefox' : /Chrome/.test(other.userAgent) ? 'Chrome' : 'Browser'}</span></td>
<td><samp>127.0.0.1</samp></td><td>${other.id === session.id ? w.thisSession : '—'}</td>
<td>${other.id === session.id ? nothing : html`<a class="table-action-link" rel="nofollow" data-method="delete" href="/settings/sessions/${other.number}">${w.revoke}</a>`}</td></tr>`,
  )}</tbody></table></div>
${account.suspended ? nothing : waysOn(visit)}`;
  return settingsPage(visit, { title: w.title, selected: ['security', 'password'], body });
}

/** A suspended account has none of them. */
function waysOn(visit: SignedIn): Markup {
  const w = visit.words.edit;
  const heading = headingOf(visit);
  return html`<hr class="spacer">
${heading(w.moveTo)}
<p class="muted-hint">${sentence(w.moveToHint, { link: html`<a href="/settings/migration">${w.moveToLink}</a>` })}</p>
<hr class="spacer">
${heading(w.moveFrom)}
<p class="muted-hint">${sentence(w.moveFromHint, { link: html`<a href="/settings/aliases">${w.moveFromLink}</a>` })}</p>
<hr class="spacer">
${heading(w.delete)}
<p class="muted-hint">${sentence(w.deleteHint, { link: html`<a href="/settings/delete">${w.deleteLink}</a>` })}</p>`;
}

function headingOf({ server }: SignedIn) {
  return (text: string) => (since(server, '4.6') ? html`<h2 class="heading-medium">${text}</h2>` : html`<h3>${text}</h3>`);
}

/** Told apart by its link alone (docs/mastodon.md, Account settings). */
function warning(visit: SignedIn): Markup {
  const { account, words } = visit;
  const w = words.edit;
  if (!account.confirmed) return html`<div class="flash-message warning">${w.unconfirmed} <a href="/auth/confirmation/new">${w.resend}</a></div>`;
  if (!account.approved) return html`<div class="flash-message warning">${w.pending}</div>`;
  if (visit.server.options.closing)
    return html`<div class="flash-message warning">As ${visit.server.domain} is closing down, you will only get limited access.</div>`;
  if (account.moved !== null)
    return html`<div class="flash-message warning">${fill(w.moved, { acct: account.moved.acct })} <a href="/settings/migration">${w.cancel}</a></div>`;
  return nothing;
}

function passwordForm(visit: SignedIn, error?: string): Markup {
  const { words, account } = visit;
  const w = words.edit;
  const shared = { model: 'user', wrapper: 'with_label' } as const;
  return form(
    visit,
    { id: 'edit_user', className: 'auth_edit', action: '/auth', verb: 'put', browserChecks: true },
    html`${error ? formAlert(words.errorAlert) : nothing}
${twoColumns(
  input({ ...shared, attribute: 'email', type: 'email', label: w.email, value: account.email, more: { required: 'required' } }),
  input({
    ...shared,
    attribute: 'current_password',
    type: 'password',
    label: w.current,
    error,
    more: { autocomplete: 'current-password', required: 'required' },
  }),
)}
${twoColumns(
  input({
    ...shared,
    attribute: 'password',
    type: 'password',
    label: w.fresh,
    required: false,
    more: { autocomplete: 'new-password', minlength: 8, maxlength: 72 },
  }),
  input({ ...shared, attribute: 'password_confirmation', type: 'password', label: w.freshAgain, required: false, more: { autocomplete: 'new-password' } }),
)}
${submit(w.save)}`,
  );
}

function deletePage(visit: SignedIn): Reply {
  const { words, account } = visit;
  const w = words.delete;
  const proof =
    account.password !== null
      ? input({
          model: 'form_delete_confirmation',
          attribute: 'password',
          type: 'password',
          label: w.password,
          hint: w.passwordHint,
          required: false,
          more: { autocomplete: 'current-password' },
        })
      : input({
          model: 'form_delete_confirmation',
          attribute: 'username',
          type: 'string',
          label: w.username,
          hint: w.usernameHint,
          required: false,
          more: { autocomplete: 'off' },
        });
  const body = form(
    visit,
    { id: 'new_form_delete_confirmation', action: '/settings/delete', verb: 'delete' },
    html`<ul class="hint">${w.warnings.map((text) => html`<li class="warning-hint">${text}</li>`)}</ul>
<hr class="spacer">
${proof}
${submit(w.submit, { className: 'btn negative' })}`,
  );
  return settingsPage(visit, { title: w.title, selected: ['security', 'password'], body });
}
