/** Joining: rules, form, e-mail, approval (docs/mastodon.md, Signing in and up). */
import { randomBytes } from 'node:crypto';
import { checkbox, form, formAlert, input, submit } from '../forms';
import { attributes, html, type Markup, nothing } from '../html';
import { authPage } from '../layout';
import { anyone, signedIn } from '../routes';
import { type Account, isFunctional, newAccount, type ServerState } from '../state';
import { since } from '../versions';
import { field, type Reply, redirect, type SignedIn, type Visit } from '../visit';
import { fill, sentence } from '../words';
import { enter } from './sign-in';

export const signUpRoutes = [
  anyone('GET', '/auth/sign_up', (visit) => open(visit)),
  anyone('POST', '/auth/acceptance', (visit) => redirect(visit, `/auth/sign_up?accept=${encodeURIComponent(field(visit, 'accept'))}`)),
  anyone('POST', '/auth', join),
  signedIn('GET', '/auth/setup', (visit) =>
    visit.account.confirmed ? redirect(visit, isFunctional(visit.server, visit.account) ? '/' : '/auth/edit') : waiting(visit),
  ),
  signedIn('PATCH', '/auth/setup', (visit) => {
    visit.account.email = field(visit, 'user[email]') || visit.account.email;
    sendConfirmation(visit.server, visit.account);
    return redirect(visit, '/auth/setup');
  }),
  anyone('GET', '/auth/confirmation', (visit) => {
    const account = [...visit.server.accounts.values()].find((one) => confirmationPath(one) === `${visit.path}?${visit.query}`);
    if (account === undefined) return redirect(visit, '/auth/sign_in', { alert: visit.words.errors.invalid });
    account.confirmed = true;
    const notice = visit.words.sign.confirmed;
    if (visit.account !== account) return redirect(visit, '/auth/sign_in', { notice });
    return redirect(visit, account.approved ? '/' : '/auth/edit', { notice });
  }),
  anyone('GET', '/auth/confirmation/new', (visit) =>
    authPage(visit, { title: visit.words.sign.resend, body: html`<p class="lead"><a href="/practice/mailbox">${visit.words.sign.resend}</a></p>` }),
  ),
  anyone('GET', '/auth/password/new', (visit) =>
    authPage(visit, { title: visit.words.sign.forgot, body: html`<p class="lead">${visit.words.page.plain}</p>` }),
  ),
];

function open(visit: Visit): Reply {
  const { server, session, query } = visit;
  if (visit.account !== null) return redirect(visit, '/');
  if (server.options.registrations === 'closed')
    return since(server, '4.5') ? redirect(visit, '/auth/sign_in', { alert: visit.words.sign.closed }) : redirect(visit, '/');
  const accepted = server.options.rules.length === 0 || (session.acceptToken !== null && query.get('accept') === session.acceptToken);
  if (!accepted) return rules(visit);
  session.signUpOpenedAt = visit.now;
  return page(visit, {}, []);
}

/** The server's checks, then a new account that is signed in and waits. */
function join(visit: Visit): Reply {
  const { server, session, words } = visit;
  const { errors } = words;
  if (server.options.registrations === 'closed') return redirect(visit, '/');
  if (server.options.rules.length > 0 && (session.acceptToken === null || field(visit, 'accept') !== session.acceptToken))
    return redirect(visit, '/auth/sign_up');
  const username = field(visit, 'user[account_attributes][username]').trim();
  const email = field(visit, 'user[email]').trim();
  const password = field(visit, 'user[password]');
  const wrong: Record<string, string> = {};
  if (!/^[a-zA-Z0-9_]{1,30}$/.test(username)) wrong.username = username === '' ? errors.blank : errors.invalid;
  else if (server.accounts.has(username.toLowerCase())) wrong.username = errors.taken;
  if (!/^\S+@\S+$/.test(email)) wrong.email = errors.invalid;
  else if ([...server.accounts.values()].some((one) => one.email.toLowerCase() === email.toLowerCase())) wrong.email = errors.taken;
  if (password.length < 8) wrong.password = errors.tooShort;
  if (field(visit, 'user[password_confirmation]') !== password) wrong.password_confirmation = errors.mismatch;
  if (!visit.form.getAll('user[agreement]').includes('1')) wrong.agreement = errors.agreement;
  if (server.options.registrations === 'approval' && field(visit, 'user[invite_request_attributes][text]').trim() === '') wrong.reason = errors.blank;
  if (tooYoung(visit)) wrong.birth = errors.tooYoung;
  // A robot fills what people do not see; it is told nothing useful
  const robot = field(visit, 'user[confirm_password]') !== '' || field(visit, 'user[website]') !== '';
  const base = [...(robot ? [errors.invalid] : []), ...(session.signUpOpenedAt !== null && visit.now - session.signUpOpenedAt < 3_000 ? [errors.tooFast] : [])];
  if (Object.keys(wrong).length > 0 || base.length > 0) return page(visit, wrong, base, { username, email });
  const account = newAccount(server, { username, email, password, confirmed: !server.options.confirmEmail, approved: server.options.registrations === 'open' });
  server.accounts.set(username.toLowerCase(), account);
  if (!account.confirmed) sendConfirmation(server, account);
  if (!account.approved && server.options.approvalAfterMs !== null) {
    server.clock.at(visit.now + server.options.approvalAfterMs, () => {
      account.approved = true;
      server.mailbox.push({ to: account.email, subject: 'Your application was approved', link: `${server.origin}/`, at: server.clock.now() });
    });
  }
  session.returnTo = account.confirmed ? '/' : '/auth/setup';
  return enter(visit, account);
}

function sendConfirmation(server: ServerState, account: Account): void {
  server.mailbox.push({ to: account.email, subject: 'Confirm your e-mail address', link: server.origin + confirmationPath(account), at: server.clock.now() });
}

function confirmationPath(account: Account): string {
  return `/auth/confirmation?confirmation_token=${account.id}`;
}

/** docs/mastodon.md, By version: the parts are day, month, year until 4.5 and year, month, day from 4.6. */
function birthParts(server: ServerState): { part: string; autocomplete: string; size: number }[] {
  const parts = [
    { autocomplete: 'bday-day', size: 2 },
    { autocomplete: 'bday-month', size: 2 },
    { autocomplete: 'bday-year', size: 4 },
  ];
  return (since(server, '4.6') ? parts.reverse() : parts).map((part, index) => ({ ...part, part: `${index + 1}i` }));
}

function asksBirth(server: ServerState): boolean {
  return server.options.minimumAge !== null && since(server, '4.4');
}

function tooYoung(visit: Visit): boolean {
  const { server, now } = visit;
  if (!asksBirth(server)) return false;
  const [day, month, year] = ['bday-day', 'bday-month', 'bday-year'].map((name) => {
    const part = birthParts(server).find((one) => one.autocomplete === name);
    return Number(field(visit, `user[date_of_birth(${part?.part})]`));
  });
  const birthday = Date.UTC((year ?? 0) + (server.options.minimumAge ?? 0), (month ?? 1) - 1, day ?? 1);
  return !(year && month && day) || birthday > now;
}

function steps(visit: Visit, current: number): Markup {
  return html`<ol class="progress-tracker">${visit.words.sign.steps.map((label, index) => html`<li${attributes({ class: index === current ? 'active' : index < current ? 'completed' : null })}><div class="label">${label}</div></li>`)}</ol>`;
}

function rules(visit: Visit): Reply {
  const w = visit.words.sign;
  visit.session.acceptToken ??= randomBytes(12).toString('hex');
  const token = visit.session.acceptToken;
  const list = html`${steps(visit, 0)}<h1 class="title">${w.rules}</h1>
<ol class="rules-list">${visit.server.options.rules.map((text) => html`<li><div class="rules-list__text">${text}</div></li>`)}</ol>`;
  const body = since(visit.server, '4.6')
    ? form(
        visit,
        { id: 'acceptance', className: 'acceptance', action: '/auth/acceptance' },
        html`${list}<div class="stacked-actions"><button name="accept" type="submit" class="button" value="${token}">${w.accept}</button><a class="button button-secondary" href="/">${w.back}</a></div>`,
      )
    : html`<div class="simple_form">${list}<div class="stacked-actions"><a class="button" href="/auth/sign_up?accept=${token}">${w.accept}</a><a class="button button-tertiary" href="/">${w.back}</a></div></div>`;
  return authPage(visit, { title: w.up, body });
}

function page(visit: Visit, wrong: Record<string, string>, base: string[], typed: { username?: string; email?: string } = {}): Reply {
  const { server, words, session } = visit;
  const w = words.sign;
  const shared = { model: 'user', wrapper: 'with_label' } as const;
  const failed = Object.keys(wrong).length > 0 || base.length > 0;
  const approval = server.options.registrations === 'approval';
  const body = form(
    visit,
    { id: 'new_user', action: '/auth', browserChecks: true },
    html`${steps(visit, 1)}<h1 class="title">${fill(w.upTitle, { domain: server.domain })}</h1>
${failed ? formAlert(words.errorAlert, base) : nothing}
${input({ ...shared, attribute: 'account_attributes.username', type: 'string', label: w.username, value: typed.username ?? '', error: wrong.username, more: { autocomplete: 'off', pattern: '[a-zA-Z0-9_]+', maxlength: 30, required: 'required' } })}
${since(server, '4.2') ? nothing : input({ ...shared, attribute: 'account_attributes.display_name', type: 'string', label: words.profile.name, value: '', required: false })}
${input({ ...shared, attribute: 'email', type: 'email', label: w.email, value: typed.email ?? '', error: wrong.email, more: { autocomplete: 'username', required: 'required' } })}
${input({ ...shared, attribute: 'password', type: 'password', label: w.password, error: wrong.password, more: { autocomplete: 'new-password', minlength: 8, maxlength: 72, required: 'required' } })}
${input({ ...shared, attribute: 'password_confirmation', type: 'password', label: w.passwordAgain, error: wrong.password_confirmation, more: { autocomplete: 'new-password', maxlength: 72, required: 'required' } })}
${input({ ...shared, attribute: 'confirm_password', type: 'string', label: w.leaveEmpty, required: false, more: { autocomplete: 'off', tabindex: -1 } })}
${input({ ...shared, attribute: 'website', type: 'url', label: w.leaveEmpty, required: false, more: { autocomplete: 'off', tabindex: -1 } })}
${asksBirth(server) ? birth(visit, wrong.birth) : nothing}
${approval ? input({ ...shared, attribute: 'invite_request_attributes.text', type: 'text', label: w.why, error: wrong.reason, more: { required: 'required', maxlength: since(server, '4.4') ? 420 : null } }) : nothing}
<input type="hidden" name="accept" id="accept" value="${session.acceptToken ?? ''}" autocomplete="off">
<input type="hidden" name="user[invite_code]" id="user_invite_code" autocomplete="off">
${checkbox('user', 'agreement', w.agree, false)}${wrong.agreement ? html`<span class="error">${wrong.agreement}</span>` : nothing}
${submit(w.up, { className: 'btn button' })}`,
  );
  return authPage(visit, { title: w.up, body });
}

function birth(visit: Visit, error: string | undefined): Markup {
  const parts = birthParts(visit.server).map(
    ({ part, autocomplete, size }) =>
      html`<input${attributes({ type: 'text', name: `user[date_of_birth(${part})]`, id: `user_date_of_birth_${part}`, inputmode: 'numeric', autocomplete, maxlength: size, size, pattern: '[0-9]+', required: 'required', 'aria-label': autocomplete })}>`,
  );
  return html`<div class="input with_block_label date_of_birth required user_date_of_birth${error ? ' field_with_errors' : ''}"><label>${visit.words.sign.birth}</label><div class="label_input">${parts}</div>${error ? html`<span class="error">${error}</span>` : nothing}</div>`;
}

function waiting(visit: SignedIn): Reply {
  const { account, words } = visit;
  const w = words.sign;
  const body = form(
    visit,
    { id: `edit_user_${account.id.slice(-3)}`, className: 'edit_user', action: '/auth/setup', verb: 'patch' },
    html`${steps(visit, 2)}<h1 class="title">${w.setup}</h1>
<p class="lead">${sentence(w.setupHint, { email: html`<strong>${account.email}</strong>` })}</p>
<p class="lead"><a href="/practice/mailbox">→ practice mailbox</a></p>
${since(visit.server, '4.2') ? html`${input({ model: 'user', attribute: 'email', type: 'email', label: w.email, value: account.email, more: { autocomplete: 'off' } })}${submit(w.resend, { className: 'btn button timer-button' })}` : nothing}`,
  );
  return authPage(visit, { title: w.setup, body });
}
