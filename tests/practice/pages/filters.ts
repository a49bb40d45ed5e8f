import { checkbox, form, input, submit } from '../forms';
import { attributes, html, type Markup } from '../html';
import { errorPage, settingsPage } from '../layout';
import { functional } from '../routes';
import { type Filter, nextId } from '../state';
import { since } from '../versions';
import { field, type Reply, redirect, type SignedIn } from '../visit';
import { dateText, fill } from '../words';

const contexts = ['home', 'notifications', 'public', 'thread', 'account'] as const;
const lifetimes = [1_800, 3_600, 21_600, 43_200, 86_400, 604_800];

export const filterRoutes = [
  functional('GET', '/filters', (visit) => list(visit)),
  functional('GET', '/filters/new', (visit) => editor(visit, null)),
  functional('POST', '/filters', (visit) => {
    const filter: Filter = { id: nextId(visit.server), title: '', expiresAt: null, context: [], action: 'warn', keywords: [], statuses: [] };
    if (!take(visit, filter)) return editor(visit, null);
    visit.account.filters.push(filter);
    return redirect(visit, '/filters');
  }),
  functional('GET', '/filters/:id/edit', (visit) => withFilter(visit, (filter) => editor(visit, filter))),
  ...['PUT', 'PATCH'].map((method) =>
    functional(method, '/filters/:id', (visit) => withFilter(visit, (filter) => (take(visit, filter) ? redirect(visit, '/filters') : editor(visit, filter)))),
  ),
  functional('DELETE', '/filters/:id', (visit) =>
    withFilter(visit, (filter) => {
      visit.account.filters = visit.account.filters.filter((other) => other !== filter);
      return redirect(visit, '/filters');
    }),
  ),
];

function withFilter(visit: SignedIn, answer: (filter: Filter) => Reply): Reply {
  const filter = visit.account.filters.find((one) => String(one.id) === visit.params.id);
  return filter === undefined ? errorPage(visit, 404) : answer(filter);
}

/** False, and nothing changed, when the form is not complete. */
function take(visit: SignedIn, filter: Filter): boolean {
  const title = field(visit, 'custom_filter[title]').trim();
  const context = visit.form.getAll('custom_filter[context][]').map(String).filter(Boolean);
  if (title === '' || context.length === 0) return false;
  const indexes = [...visit.form.keys()].flatMap((name) => /^custom_filter\[keywords_attributes\]\[(\w+)\]\[keyword\]$/.exec(name)?.[1] ?? []);
  const part = (index: string, name: string) => visit.form.getAll(`custom_filter[keywords_attributes][${index}][${name}]`).map(String);
  filter.title = title;
  filter.context = context;
  filter.action = (field(visit, 'custom_filter[filter_action]') || 'warn') as Filter['action'];
  filter.keywords = [...new Set(indexes)]
    .filter((index) => !part(index, '_destroy').includes('1') && part(index, 'keyword')[0]?.trim())
    .map((index) => ({ keyword: part(index, 'keyword')[0] ?? '', whole_word: part(index, 'whole_word').includes('1') }));
  const seconds = Number(field(visit, 'custom_filter[expires_in]'));
  filter.expiresAt = seconds > 0 ? new Date(visit.now + seconds * 1_000).toISOString() : null;
  return true;
}

function isOver(visit: SignedIn, { expiresAt }: Filter): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= visit.now;
}

/** The one place where a filter's end is told: to the minute, in the page's language, and in the server's time. */
function dateIn(locale: string, time: number): string {
  if (!['fr', 'de', 'ar'].includes(locale)) return dateText(time);
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC', hourCycle: 'h23' }).format(time);
}

/** The first span that reaches to the end; what lasts longer than a week shows none at all. */
function nearestSpan(visit: SignedIn, filter: Filter | null): number | null {
  const end = filter?.expiresAt == null ? null : Date.parse(filter.expiresAt);
  return end === null ? null : (lifetimes.find((seconds) => visit.now + seconds * 1_000 >= end) ?? null);
}

function list(visit: SignedIn): Reply {
  const { words, account } = visit;
  const w = words.filters;
  const item = (filter: Filter) => html`<div class="filters-list__item${isOver(visit, filter) ? ' expired' : ''}">
<a class="filters-list__item__title" href="/filters/${filter.id}/edit">${filter.title}
${filter.expiresAt === null ? null : html`<div class="expiration" title="${fill(w.expiresOn, { date: dateIn(visit.locale, Date.parse(filter.expiresAt)) })}">…</div>`}
</a>
<div class="filters-list__item__permissions">${filter.keywords
    .slice(0, 5)
    .map((one) => one.keyword)
    .join(', ')}${filter.keywords.length > 5 ? '…' : ''}</div>
<div class="filters-list__item__action-bar"><div class="filters-list__item__meta">${filter.context.map((name) => w.context[name as keyof typeof w.context] ?? name).join(', ')}</div>
<div class="filters-list__item__actions"><a class="table-action-link" href="/filters/${filter.id}/edit">${w.edit}</a> <a data-confirm="${w.sure}" class="table-action-link" rel="nofollow" data-method="delete" href="/filters/${filter.id}">${w.delete}</a></div></div>
</div>`;
  const body =
    account.filters.length === 0
      ? html`<div class="muted-hint center-text">${w.none}</div>`
      : html`<div class="applications-list">${account.filters.map(item)}</div>`;
  return settingsPage(visit, { title: w.title, selected: ['filters'], actions: html`<a class="button" href="/filters/new">${w.add}</a>`, body });
}

function editor(visit: SignedIn, filter: Filter | null): Reply {
  const { words, server } = visit;
  const w = words.filters;
  const actions = since(server, '4.4') ? (['warn', 'blur', 'hide'] as const) : (['warn', 'hide'] as const);
  const shape =
    filter === null
      ? ({ id: 'new_custom_filter', action: '/filters' } as const)
      : ({
          id: `edit_custom_filter_${filter.id}`,
          className: 'edit_custom_filter',
          action: `/filters/${filter.id}`,
          verb: since(server, '4.3') ? 'patch' : 'put',
        } as const);
  const body = form(
    visit,
    shape,
    html`${input({ model: 'custom_filter', attribute: 'title', type: 'string', label: w.name, value: filter?.title ?? '' })}
<div class="input with_label select optional custom_filter_expires_in"><label for="custom_filter_expires_in">${w.expires}</label><select class="select optional" name="custom_filter[expires_in]" id="custom_filter_expires_in"><option value="">${w.never}</option>${lifetimes.map((seconds) => html`<option${attributes({ value: String(seconds), selected: nearestSpan(visit, filter) === seconds ? 'selected' : null })}>${seconds / 3_600} h</option>`)}</select></div>
<div class="input with_block_label check_boxes required custom_filter_context"><label>${w.contexts}</label><input type="hidden" name="custom_filter[context][]" value="" autocomplete="off"><ul>${contexts.map(
      (name) =>
        html`<li class="checkbox"><label for="custom_filter_context_${name}"><input${attributes({ class: 'check_boxes required', type: 'checkbox', value: name, checked: filter === null || filter.context.includes(name), name: 'custom_filter[context][]', id: `custom_filter_context_${name}` })}>${w.context[name]}</label></li>`,
    )}</ul></div>
<div class="input with_floating_label radio_buttons required custom_filter_filter_action"><label>${w.action}</label><input type="hidden" name="custom_filter[filter_action]" value="" autocomplete="off"><ul>${actions.map(
      (name) =>
        html`<li class="radio"><label for="custom_filter_filter_action_${name}"><input${attributes({ class: 'radio_buttons required', type: 'radio', value: name, checked: (filter?.action ?? 'warn') === name, name: 'custom_filter[filter_action]', id: `custom_filter_filter_action_${name}` })}>${w.actions[name]}</label></li>`,
    )}</ul></div>
${filter !== null && filter.statuses.length > 0 ? html`<p class="muted-hint"><a href="/filters/${filter.id}/statuses">${filter.statuses.length}</a></p>` : null}
<h3>${w.keywords}</h3>
<div class="table-wrapper"><table class="table keywords-table"><thead><tr><th>${w.keywords}</th><th>${w.whole}</th><th></th></tr></thead>
<tbody>${(filter?.keywords ?? [{ keyword: '', whole_word: true }]).map((keyword, index) => keywordRow(visit, String(index), keyword, filter === null ? null : index + 1))}</tbody>
<tfoot><tr><td colspan="3"><a class="add_fields" href="#">${w.addKeyword}</a></td></tr></tfoot></table></div>
<template id="keyword-row">${keywordRow(visit, 'NEW', { keyword: '', whole_word: true }, null)}</template>
${submit(w.save)}`,
  );
  return settingsPage(visit, { title: filter === null ? w.add : w.edit, selected: ['filters'], body });
}

function keywordRow(visit: SignedIn, index: string, keyword: Filter['keywords'][number], id: number | null): Markup {
  const model = 'custom_filter';
  const name = (part: string) => `keywords_attributes.${index}.${part}`;
  return html`<tr class="nested-fields"><td>${input({ model, attribute: name('keyword'), type: 'string', label: visit.words.filters.keywords, value: keyword.keyword, required: false })}</td>
<td>${checkbox(model, name('whole_word'), visit.words.filters.whole, keyword.whole_word)}</td>
<td>${id === null ? null : html`<input type="hidden" value="${id}" name="custom_filter[keywords_attributes][${index}][id]" id="custom_filter_keywords_attributes_${index}_id" autocomplete="off">`}<input type="hidden" value="false" name="custom_filter[keywords_attributes][${index}][_destroy]" id="custom_filter_keywords_attributes_${index}__destroy" autocomplete="off"></td></tr>`;
}
