/** The web app's home, and pages that exist only to be walked past. */
import { html } from '../html';
import { appPage, errorPage, plainPage, settingsPage } from '../layout';
import { anyone, functional, open, signedIn } from '../routes';
import { since } from '../versions';
import type { SignedIn, Visit } from '../visit';
import { type Reply, redirect } from '../visit';
import { fill } from '../words';

export const homeRoutes = [
  anyone('GET', '/', (visit) => home(visit)),
  anyone('GET', '/practice', (visit) => about(visit)),
  anyone('GET', '/practice/mailbox', (visit) => mailbox(visit)),
  open('GET', '/health', () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' })),
  // Places in the web app that a person is led to.
  ...['/followed_tags', '/lists', '/mutes', '/notifications'].map((path) => functional('GET', path, home)),
  ...['/profile/edit', '/profile/featured_tags', '/collections/new'].map((path) =>
    functional('GET', path, (visit) => (since(visit.server, '4.6') ? home(visit) : errorPage(visit, 404))),
  ),
  functional('GET', '/settings', (visit) => redirect(visit, '/settings/profile')),
  functional('GET', '/relationships', plain('relationships', ['relationships'])),
  functional('GET', '/invites', plain('invites', ['invites'])),
  functional('GET', '/settings/applications', plain('development', ['development'])),
  functional('GET', '/settings/flavours', plain('flavours', ['flavours'])),
  signedIn('GET', '/settings/login_activities', plain('password', ['security', 'password'])),
  // Nothing of ours may ever run here: there are secrets on this page.
  signedIn('GET', '/settings/two_factor_authentication_methods', plain('two_factor_authentication', ['security', 'two_factor_authentication'])),
];

function plain(name: keyof SignedIn['words']['nav'], selected: string[]): (visit: SignedIn) => Reply {
  return (visit) => settingsPage(visit, { title: visit.words.nav[name], selected, body: html`<p class="hint">${visit.words.page.plain}</p>` });
}

function home(visit: Visit): Reply {
  if (visit.account === null) return about(visit);
  const { account, words } = visit;
  return appPage(
    visit,
    visit.server.options.title,
    html`<div class="app">${account.moved === null ? null : html`<p class="moved-banner">${fill(words.page.movedBanner, { acct: `@${account.moved.acct}` })}</p>`}
<h1>${visit.server.options.title}</h1>
<p>@${account.username}@${visit.server.domain}</p>
<ul class="app__links"><li><a href="/@${account.username}">${words.nav.profile}</a></li><li><a href="/settings/preferences">${words.nav.preferences}</a></li><li><a href="/auth/edit">${words.nav.password}</a></li><li><a data-method="delete" href="/auth/sign_out">${words.nav.logout}</a></li></ul>
<p class="muted-hint"><a href="/practice">About this practice server</a></p></div>`,
  );
}

/** For the person trying things out: what this is, and who can sign in. */
function about(visit: Visit): Reply {
  const { server, practice } = visit;
  const people = [...server.accounts.values()].filter((account) => !account.deleted);
  return plainPage(
    visit,
    server.options.title,
    html`<h1>${server.options.title}</h1>
<p>This is a practice server on your own machine. It behaves like Mastodon ${server.options.version} where an account is moved, and nothing on it is real.</p>
<table class="table"><thead><tr><th>Account</th><th>E-mail</th><th>Password</th></tr></thead><tbody>
${people.map((account) => html`<tr><td>@${account.username}@${server.domain}</td><td>${account.email}</td><td>${account.password ?? 'none: “single sign-on” on the sign-in page'}</td></tr>`)}
</tbody></table>
<p class="practice-links"><a class="button" href="/auth/sign_in">Sign in</a> <a class="button button-tertiary" href="/auth/edit">Account settings</a> <a class="button button-tertiary" href="/auth/sign_up">Sign up</a> <a class="button button-tertiary" href="/practice/mailbox">Mailbox</a></p>
<p>The others: ${practice.servers.filter((other) => other !== server).map((other) => html`<a href="${other.origin}/practice">${other.options.title}</a> `)}</p>`,
  );
}

function mailbox(visit: Visit): Reply {
  const mails = [...visit.server.mailbox].reverse();
  return plainPage(
    visit,
    'Mailbox',
    html`<h1>Mailbox</h1><p>E-mails this practice server would have sent.</p>
${mails.length === 0 ? html`<p>None yet.</p>` : html`<ul class="mails">${mails.map((mail) => html`<li><strong>${mail.subject}</strong><br>to ${mail.to}${mail.link === null ? null : html`<br><a href="${mail.link}">Open the link</a>`}</li>`)}</ul>`}
<p><a href="/practice">Back</a></p>`,
  );
}
