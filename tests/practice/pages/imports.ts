import { failuresFile } from '../files';
import { form, input, select, submit } from '../forms';
import { attributes, html, type Markup, nothing } from '../html';
import { importTypes, type Understood, understand } from '../import-file';
import { startImport } from '../import-rows';
import { errorPage, settingsPage } from '../layout';
import { functional } from '../routes';
import { type BulkImport, type ImportType, nextId, type ServerState } from '../state';
import { since } from '../versions';
import { field, type Reply, redirect, type SignedIn } from '../visit';
import { counted, dateText, fill, isoSeconds, sentence } from '../words';

const oldTypes: readonly ImportType[] = ['following', 'blocking', 'muting', 'domain_blocking', 'bookmarks'];

export const importRoutes = [
  functional('GET', '/settings/import', (visit) => (since(visit.server, '4.2') ? errorPage(visit, 404) : oldPage(visit))),
  functional('POST', '/settings/import', (visit) => (since(visit.server, '4.2') ? errorPage(visit, 404) : uploadOld(visit))),
  ...modern('GET', '/settings/imports', (visit) => page(visit)),
  ...modern('POST', '/settings/imports', upload),
  ...modern('GET', '/settings/imports/:id', (visit) => withImport(visit, 'unconfirmed', (bulk) => confirmPage(visit, bulk))),
  ...modern('DELETE', '/settings/imports/:id', (visit) =>
    withImport(visit, 'unconfirmed', (bulk) => {
      visit.account.imports = visit.account.imports.filter((other) => other !== bulk);
      return redirect(visit, '/settings/imports');
    }),
  ),
  ...modern('POST', '/settings/imports/:id/confirm', (visit) =>
    withImport(visit, 'unconfirmed', (bulk) => {
      startImport(visit, bulk);
      return redirect(visit, '/settings/imports', { notice: visit.words.imports.success });
    }),
  ),
  ...modern('GET', '/settings/imports/:id/failures.csv', (visit) => withImport(visit, 'finished', (bulk) => failures(bulk, 'text/csv'))),
  ...modern('GET', '/settings/imports/:id/failures.json', (visit) => withImport(visit, 'finished', (bulk) => failures(bulk, 'application/json'))),
];

/** Addresses that exist from 4.2. */
function modern(method: string, path: string, answer: (visit: SignedIn) => Reply | Promise<Reply>) {
  return [functional(method, path, (visit) => (since(visit.server, '4.2') ? answer(visit) : errorPage(visit, 404)))];
}

function withImport(visit: SignedIn, state: BulkImport['state'], answer: (bulk: BulkImport) => Reply): Reply {
  const bulk = visit.account.imports.find((one) => String(one.id) === visit.params.id && one.state === state);
  return bulk === undefined ? errorPage(visit, 404) : answer(bulk);
}

function failures(bulk: BulkImport, type: string): Reply {
  const { filename, body } = failuresFile(bulk.type, bulk.failures);
  return {
    status: 200,
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${filename}"`, 'cache-control': 'private, no-store' },
    body,
  };
}

function sent(visit: SignedIn, model: string) {
  const file = visit.form.get(`${model}[data]`);
  return {
    type: field(visit, `${model}[type]`),
    mode: field(visit, `${model}[mode]`),
    file: file instanceof File && (file.size > 0 || file.name !== '') ? file : null,
  };
}

async function upload(visit: SignedIn): Promise<Reply> {
  const given = sent(visit, 'form_import');
  const understood = await understand(visit, given);
  if (typeof understood === 'string') return page(visit, given, understood);
  const bulk = await keep(visit, given, understood);
  return redirect(visit, `/settings/imports/${bulk.id}`);
}

async function keep(visit: SignedIn, given: ReturnType<typeof sent>, understood: Understood): Promise<BulkImport> {
  const bulk: BulkImport = {
    id: nextId(visit.server),
    type: understood.type,
    filename: given.file?.name ?? '',
    overwrite: given.mode === 'overwrite',
    state: 'unconfirmed',
    likelyMismatched: understood.likelyMismatched,
    missingStatus: understood.missingStatus,
    total: understood.rows.length,
    processed: 0,
    imported: 0,
    failures: [],
    rows: understood.rows,
    created: visit.now,
    bytes: new Uint8Array(await (given.file ?? new File([], '')).arrayBuffer()),
  };
  visit.account.imports.unshift(bulk);
  return bulk;
}

/** Until 4.1: no confirmation, no list, and a header that a BOM hides makes every row vanish without a word. */
async function uploadOld(visit: SignedIn): Promise<Reply> {
  const given = sent(visit, 'import');
  if (!oldTypes.some((type) => type === given.type)) return oldPage(visit, given, visit.words.errors.incompatible);
  const start = new Uint8Array((await given.file?.slice(0, 200).arrayBuffer()) ?? []);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(start);
  if (given.file !== null && !['text/csv', 'text/plain', 'application/csv', 'application/vnd.ms-excel'].includes(given.file.type))
    return oldPage(visit, given, visit.words.errors.invalid);
  const understood = await understand(visit, given);
  if (typeof understood === 'string') return oldPage(visit, given, understood);
  if (/^\ufeff[^\r\n,]* /.test(text)) understood.rows = [];
  startImport(visit, await keep(visit, given, understood));
  return redirect(visit, '/settings/import', { notice: visit.words.imports.success });
}

function page(visit: SignedIn, given?: ReturnType<typeof sent>, error?: string): Reply {
  const { words, account, server } = visit;
  const w = words.imports;
  const options = html`${importTypes(server).map(
    (group) =>
      html`<optgroup label="${w[group.group]}">${group.types.map((type) => html`<option${attributes({ selected: given?.type === type ? 'selected' : null, value: type })}>${w.types[type]}</option>`)}</optgroup>`,
  )}`;
  const body = html`${fields(visit, { model: 'form_import', id: 'new_form_import', action: '/settings/imports', kind: 'grouped_select', options, mode: given?.mode, error })}
${account.imports.length > 0 ? recent(visit) : nothing}`;
  return settingsPage(visit, { title: w.title, selected: ['data', 'import'], body });
}

function oldPage(visit: SignedIn, given?: ReturnType<typeof sent>, error?: string): Reply {
  const w = visit.words.imports;
  const options = html`${oldTypes.map((type) => html`<option${attributes({ selected: given?.type === type ? 'selected' : null, value: type })}>${w.types[type]}</option>`)}`;
  const body = fields(visit, { model: 'import', id: 'new_import', action: '/settings/import', kind: 'select', options, mode: given?.mode, error });
  return settingsPage(visit, { title: w.title, selected: ['data', 'import'], body });
}

interface ImportForm {
  model: string;
  id: string;
  action: string;
  kind: string;
  options: Markup;
  mode: string | undefined;
  error: string | undefined;
}

function fields(visit: SignedIn, shape: ImportForm): Markup {
  const w = visit.words.imports;
  const { model, mode } = shape;
  const overwrite = mode === 'overwrite';
  const radio = (value: string, label: string, hint: string, checked: boolean) =>
    html`<li class="radio"><label for="${model}_mode_${value}"><input${attributes({ class: 'radio_buttons optional', type: 'radio', value, checked, name: `${model}[mode]`, id: `${model}_mode_${value}` })}>${label}<span class="hint">${hint}</span></label></li>`;
  return form(
    visit,
    { id: shape.id, action: shape.action, multipart: true },
    html`<div class="field-group">${select({ model, attribute: 'type', kind: `${shape.kind} required`, label: w.type, hint: w.typeHint, options: shape.options })}</div>
<div class="fields-row"><div class="fields-group fields-row__column fields-row__column-6">${input({ model, attribute: 'data', type: 'file', label: w.data, hint: w.dataHint, error: shape.error })}</div>
<div class="fields-group fields-row__column fields-row__column-6"><div class="input radio_buttons optional ${model}_mode"><ul><input type="hidden" name="${model}[mode]" value="" autocomplete="off">${radio('merge', w.merge, w.mergeHint, !overwrite)}${radio('overwrite', w.overwrite, w.overwriteHint, overwrite)}</ul></div></div></div>
${submit(w.submit, { className: 'btn' })}`,
  );
}

function recent(visit: SignedIn): Markup {
  const { words, account, server } = visit;
  const w = words.imports;
  const withIds = since(server, '4.3');
  const row = (bulk: BulkImport) => html`<tr${attributes({ id: withIds ? `bulk_import_${bulk.id}` : null })}>
<td>${w.types[bulk.type]}</td>
<td>${bulk.state === 'unconfirmed' ? html`<a href="/settings/imports/${bulk.id}">${w.states.unconfirmed}</a>` : w.states[bulk.state]}</td>
<td>
${bulk.imported} / ${bulk.total}
</td>
<td>${withIds ? html`<time class="formatted" datetime="${isoSeconds(bulk.created)}" title="${dateText(bulk.created)}">${dateText(bulk.created)}</time>` : dateText(bulk.created)}</td>
<td>${failuresCell(bulk)}</td>
</tr>`;
  return html`<hr class="spacer"><h3>${w.recent}</h3>
<div class="table-wrapper"><table class="table">
<thead><tr><th>${w.type}</th><th>${w.status}</th><th>${w.imported}</th><th>${w.started}</th><th>${w.failures}</th></tr></thead>
<tbody>${account.imports.slice(0, 10).map(row)}</tbody></table></div>`;
}

function failuresCell(bulk: BulkImport): Markup {
  // An entry counts as processed before it counts as imported: one that is just worked on looks like a failure
  // (`BulkImport#progress!`).
  const isAtWork = bulk.state === 'in_progress' && bulk.processed < bulk.total;
  const failed = bulk.processed - bulk.imported + (isAtWork ? 1 : 0);
  if (failed === 0) return nothing;
  const path = `/settings/imports/${bulk.id}/failures.${bulk.type === 'custom_filters' ? 'json' : 'csv'}`;
  return bulk.state === 'finished' ? html`<a href="${path}">${failed}</a>` : html`${failed}`;
}

function confirmPage(visit: SignedIn, bulk: BulkImport): Reply {
  const { words, server } = visit;
  const w = words.imports;
  const count = html`<strong>${fill(w.rows, { count: counted(words, bulk.total) })}</strong>`;
  const body = html`${bulk.likelyMismatched ? html`<div class="flash-message warning">${w.mismatch}</div>` : nothing}${bulk.missingStatus ? html`<div class="flash-message warning">${w.missingStatus}</div>` : nothing}
<p class="hint">${sentence(bulk.overwrite ? w.overwriteText : w.mergeText, { count, file: html`<strong>${bulk.filename}</strong>` })}</p>
<div class="simple_form"><div class="actions">
<a class="button ${quiet(server)}" rel="nofollow" data-method="delete" href="/settings/imports/${bulk.id}">${w.cancel}</a>
<a class="button" rel="nofollow" data-method="post" href="/settings/imports/${bulk.id}/confirm">${w.confirm}</a>
</div></div>`;
  return settingsPage(visit, { title: fill(w.confirmTitle, { type: w.types[bulk.type] }), selected: since(server, '4.3') ? ['data', 'import'] : [], body });
}

function quiet(server: ServerState): string {
  return since(server, '4.6') ? 'button-secondary' : 'button-tertiary';
}
