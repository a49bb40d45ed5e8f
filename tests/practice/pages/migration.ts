import { form, formAlert, input, submit, twoColumns } from '../forms';
import { html, type Markup, nothing } from '../html';
import { shortAcct } from '../initial-state';
import { settingsPage } from '../layout';
import { daysOfCooldown, proofRefused, type Refusal, startMove, startRedirect, wasAccepted } from '../move';
import { signedIn } from '../routes';
import type { Migration, MoveTarget } from '../state';
import { since } from '../versions';
import { field, type Reply, redirect, type SignedIn } from '../visit';
import { counted, dateText, fill, isoSeconds, sentence } from '../words';

type Refused = Refusal<'acct' | 'proof'> | null;

export const migrationRoutes = [
  signedIn('GET', '/settings/migration', (visit) => migrationPage(visit)),
  signedIn('POST', '/settings/migration', async (visit) => {
    const typed = field(visit, 'account_migration[acct]');
    const proof = proofRefused(visit, given(visit, 'account_migration'));
    if (proof !== null) return migrationPage(visit, typed, proof);
    const outcome = await startMove(visit, typed);
    if (!wasAccepted(outcome)) return migrationPage(visit, typed, outcome);
    return redirect(visit, '/settings/migration', { notice: fill(visit.words.migration.moved, { acct: outcome.acct }) });
  }),
  signedIn('GET', '/settings/migration/redirect/new', (visit) => redirectPage(visit)),
  signedIn('POST', '/settings/migration/redirect', async (visit) => {
    const typed = field(visit, 'form_redirect[acct]');
    const proof = proofRefused(visit, given(visit, 'form_redirect'));
    if (proof !== null) return redirectPage(visit, typed, proof);
    const outcome = await startRedirect(visit, typed);
    if (!wasAccepted(outcome)) return redirectPage(visit, typed, outcome);
    return redirect(visit, '/settings/migration', { notice: fill(visit.words.migration.redirected, { acct: outcome.acct }) });
  }),
  signedIn('DELETE', '/settings/migration/redirect', (visit) => {
    visit.account.moved = null;
    return redirect(visit, '/settings/migration', { notice: visit.words.migration.cancelled });
  }),
];

function given(visit: SignedIn, model: string): { password: string; username: string } {
  return { password: field(visit, `${model}[current_password]`), username: field(visit, `${model}[current_username]`) };
}

function migrationPage(visit: SignedIn, typed = '', refused: Refused = null): Reply {
  const { words, account, server, now } = visit;
  const w = words.migration;
  const days = daysOfCooldown(account, now);
  const level = since(server, '4.6') ? 'heading-medium' : '';
  const before =
    days > 0
      ? html`<p class="hint"><span class="warning-hint">${fill(w.cooldown, { days })}</span></p>`
      : html`<p class="hint">${w.before}</p><ul class="hint">${w.warnings.map((text) => html`<li class="warning-hint">${text}</li>`)}</ul>`;
  const body = html`<div class="simple_form">${account.moved === null ? html`<p class="hint"><span class="positive-hint">${w.notRedirecting}</span></p>` : redirecting(visit, account.moved)}</div>
<hr class="spacer">
<h3 class="${level}">${words.edit.moveTo}</h3>
${form(
  visit,
  { id: 'new_account_migration', action: '/settings/migration' },
  html`${before}
<p class="hint">${sentence(w.only, { link: html`<a href="/settings/migration/redirect/new">${w.onlyLink}</a>` })}</p>
<hr class="spacer">
${fields(visit, 'account_migration', typed, refused, days > 0)}
${submit(w.submit, { className: 'btn button button--destructive', disabled: days > 0 })}`,
)}
${account.migrations.length > 0 ? past(visit, level) : nothing}
<hr class="spacer">
<h3 class="${level}">${words.edit.moveFrom}</h3>
<p class="muted-hint">${sentence(words.edit.moveFromHint, { link: html`<a href="/settings/aliases">${words.edit.moveFromLink}</a>` })}</p>`;
  return settingsPage(visit, { title: w.title, selected: ['security', 'password'], body });
}

function redirectPage(visit: SignedIn, typed = '', refused: Refused = null): Reply {
  const w = visit.words.migration;
  const body = form(
    visit,
    { id: 'new_form_redirect', action: '/settings/migration/redirect' },
    html`<p class="hint">${w.before}</p>
<ul class="hint">${w.redirectWarnings.map((text) => html`<li class="warning-hint">${text}</li>`)}</ul>
<hr class="spacer">
${fields(visit, 'form_redirect', typed, refused, false)}
${submit(w.redirectSubmit, { className: 'btn button button--destructive' })}`,
  );
  return settingsPage(visit, { title: w.redirectTitle, selected: ['security', 'password'], body });
}

function fields(visit: SignedIn, model: string, typed: string, refused: Refused, disabled: boolean): Markup {
  const { words, account, server } = visit;
  const w = words.migration;
  const acct = input({
    model,
    attribute: 'acct',
    type: 'string',
    label: w.field,
    hint: w.fieldHint,
    value: typed.trim().replace(/^@/, '') || null,
    error: refused?.acct,
    disabled,
    more: { autocapitalize: 'none', autocorrect: 'off' },
  });
  const proof =
    account.password !== null
      ? input({
          model,
          attribute: 'current_password',
          type: 'password',
          label: w.password,
          hint: w.passwordHint,
          error: refused?.proof,
          disabled,
          more: { autocomplete: 'current-password', required: 'required' },
        })
      : input({
          model,
          attribute: 'current_username',
          type: 'string',
          label: w.username,
          hint: w.usernameHint,
          error: refused?.proof,
          disabled,
          more: { autocomplete: 'off', required: 'required' },
        });
  const alert = refused === null ? nothing : formAlert(words.errorAlert, refused.base ? [refused.base] : [], !since(server, '4.3'));
  return html`${alert}${twoColumns(acct, proof)}`;
}

function redirecting(visit: SignedIn, moved: MoveTarget): Markup {
  const w = visit.words.migration;
  const card = html`<div class="card h-card"><a target="_blank" rel="noopener" href="${moved.url}">
<div class="card__bar"><div class="avatar"><img alt="" width="48" height="48" class="u-photo" src="/avatars/original/missing.png"></div>
<div class="display-name"><bdi><strong class="emojify p-name">${moved.displayName}</strong></bdi><span>
@${moved.acct}
</span></div></div></a></div>`;
  return twoColumns(
    card,
    html`<p class="hint"><span class="positive-hint">${fill(w.redirecting, { acct: moved.acct })}</span></p>
<p class="hint">${w.cancelHint}</p>
<p class="hint"><a data-method="delete" href="/settings/migration/redirect">${visit.words.edit.cancel}</a></p>`,
  );
}

function past(visit: SignedIn, level: string): Markup {
  const { words, account, server } = visit;
  // `compact_account_link_to` prints `account.acct`: an account of this server has no domain there
  const row = (migration: Migration) => html`<tr>
<td><a class="name-tag" title="${shortAcct(server, migration.acct)}" href="${migration.url}"><img width="15" height="15" alt="" class="avatar" src="/avatars/original/missing.png"> <span class="username">${shortAcct(server, migration.acct)}</span></a></td>
<td>${counted(words, migration.followers)}</td>
<td><time class="time-ago" datetime="${isoSeconds(migration.at)}" title="${dateText(migration.at)}">${dateText(migration.at)}</time></td>
</tr>`;
  return html`<hr class="spacer"><h3 class="${level}">${words.migration.past}</h3><hr class="spacer">
<div class="table-wrapper"><table class="table inline-table">
<thead><tr><th>${words.migration.target}</th><th>${words.migration.followers}</th><th></th></tr></thead>
<tbody>${account.migrations.map(row)}</tbody></table></div>`;
}
