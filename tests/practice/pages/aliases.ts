import { form, formAlert, input, submit } from '../forms';
import { attributes, html, type Markup, nothing } from '../html';
import { settingsPage } from '../layout';
import { addAlias, type Refusal } from '../move';
import { signedIn } from '../routes';
import { field, type Reply, redirect, type SignedIn } from '../visit';

export const aliasRoutes = [
  signedIn('GET', '/settings/aliases', (visit) => page(visit)),
  signedIn('POST', '/settings/aliases', async (visit) => {
    const typed = field(visit, 'account_alias[acct]');
    const refusal = await addAlias(visit, typed);
    return refusal === null ? redirect(visit, '/settings/aliases', { notice: visit.words.aliases.created }) : page(visit, typed, refusal);
  }),
  signedIn('DELETE', '/settings/aliases/:id', (visit) => {
    visit.account.aliases = visit.account.aliases.filter((alias) => String(alias.id) !== visit.params.id);
    return redirect(visit, '/settings/aliases', { notice: visit.words.aliases.deleted });
  }),
];

function page(visit: SignedIn, typed = '', refusal: Refusal<'acct'> | null = null): Reply {
  const { words, account } = visit;
  const w = words.aliases;
  const body = html`${form(
    visit,
    { id: 'new_account_alias', action: '/settings/aliases' },
    html`${refusal ? formAlert(words.errorAlert) : nothing}
<p class="hint">${w.intro}</p>
<hr class="spacer">
<div class="fields-group">${input({
      model: 'account_alias',
      attribute: 'acct',
      type: 'string',
      label: w.field,
      hint: w.fieldHint,
      value: typed.trim().replace(/^@/, '') || null,
      error: refusal?.acct,
      more: { autocapitalize: 'none', autocorrect: 'off' },
    })}</div>
${submit(w.submit)}`,
  )}
<hr class="spacer">
<div class="table-wrapper"><table class="table inline-table">
<thead><tr><th>${w.field}</th><th></th></tr></thead>
<tbody>${account.aliases.length === 0 ? html`<tr><td class="muted-hint" colspan="2">${w.none}</td></tr>` : account.aliases.map(row(visit))}</tbody>
</table></div>`;
  return settingsPage(visit, { title: w.title, selected: ['security', 'password'], body });
}

function row(visit: SignedIn): (alias: { id: number; acct: string }) => Markup {
  return (alias) => {
    const link = attributes({ 'data-method': 'delete', class: 'table-action-link', href: `/settings/aliases/${alias.id}` });
    return html`<tr><td>${alias.acct}</td><td><a${link}>${visit.words.aliases.unlink}</a></td></tr>`;
  };
}
