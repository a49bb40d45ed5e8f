/** Form fields as simple_form writes them (docs/mastodon.md, Forms, errors and links). */
import { attributes, html, type Markup, nothing } from './html';
import { csrfToken, type Visit } from './visit';

interface Form {
  id: string;
  action: string;
  className?: string;
  verb?: 'put' | 'patch' | 'delete';
  multipart?: boolean;
  /** Only account settings and sign-up let the browser check. */
  browserChecks?: boolean;
}

export function form(visit: Visit, shape: Form, body: Markup): Markup {
  const tags = attributes({
    class: `simple_form ${shape.className ?? shape.id}`,
    id: shape.id,
    novalidate: !shape.browserChecks,
    enctype: shape.multipart ? 'multipart/form-data' : null,
    action: shape.action,
    'accept-charset': 'UTF-8',
    method: 'post',
  });
  return html`<form${tags}>${shape.verb ? html`<input type="hidden" name="_method" value="${shape.verb}" autocomplete="off">` : nothing}<input type="hidden" name="authenticity_token" value="${csrfToken(visit.session)}" autocomplete="off">
${body}
</form>`;
}

export interface Field {
  model: string;
  attribute: string;
  type: 'string' | 'password' | 'email' | 'text' | 'file' | 'url';
  label: string;
  hint?: string | undefined;
  value?: string | null;
  error?: string | null | undefined;
  required?: boolean;
  disabled?: boolean;
  wrapper?: 'with_block_label' | 'with_label';
  more?: Record<string, string | number | boolean | null>;
}

export function input(shape: Field): Markup {
  const { id, name } = names(shape.model, shape.attribute);
  const required = shape.required ?? true;
  const shared = attributes({
    class: `${shape.type} ${required ? 'required' : 'optional'}${shape.disabled ? ' disabled' : ''}`,
    disabled: shape.disabled ?? false,
    'aria-invalid': shape.error ? 'true' : null,
    ...shape.more,
    name,
    id,
  });
  const type = shape.type === 'string' ? 'text' : shape.type;
  const control =
    shape.type === 'text'
      ? html`<textarea${shared}>
${shape.value ?? ''}</textarea>`
      : html`<input${shared} type="${type}"${attributes({ value: shape.type === 'password' || shape.type === 'file' ? null : shape.value })}>`;
  return wrapped(shape, id, `${shape.type} ${required ? 'required' : 'optional'}`, control);
}

export function select(shape: Omit<Field, 'type'> & { kind: string; options: Markup }): Markup {
  const { id, name } = names(shape.model, shape.attribute);
  return wrapped(shape, id, shape.kind, html`<select${attributes({ class: shape.kind, name, id })}>${shape.options}</select>`);
}

export function checkbox(model: string, attribute: string, label: string, checked: boolean): Markup {
  const { id, name } = names(model, attribute);
  return html`<div class="input with_label boolean optional ${id}"><div class="label_input"><label class="boolean optional" for="${id}">${label}</label><div class="label_input__wrapper"><input value="0" type="hidden" name="${name}" autocomplete="off"><label class="checkbox"><input${attributes({ class: 'boolean optional', type: 'checkbox', value: '1', checked, name, id })}></label></div></div></div>`;
}

export function submit(label: string, options: { className?: string; disabled?: boolean } = {}): Markup {
  return html`<div class="actions"><button${attributes({ name: 'button', type: 'submit', class: options.className ?? 'btn button', disabled: options.disabled ?? false })}>${label}</button></div>`;
}

/** The alert at the top of a form that was refused; base errors follow in boxes of their own. */
export function formAlert(message: string, base: readonly string[] = [], withId = false): Markup {
  return html`<div${attributes({ class: 'flash-message alert', id: withId ? 'error_explanation' : null })}><strong>${message}</strong></div>
${base.map((text) => html`<div class="flash-message alert"><strong>${text}</strong></div>`)}`;
}

export function twoColumns(left: Markup, right: Markup): Markup {
  return html`<div class="fields-row">
<div class="fields-row__column fields-group fields-row__column-6">${left}</div>
<div class="fields-row__column fields-group fields-row__column-6">${right}</div>
</div>`;
}

/** `a[b]`, `a[b][c]` and their ids. */
function names(model: string, attribute: string): { id: string; name: string } {
  const parts = attribute.split('.');
  return { id: `${model}_${parts.join('_').replace(/[^\w]+$/, '')}`, name: `${model}${parts.map((part) => `[${part}]`).join('')}` };
}

function wrapped(shape: Omit<Field, 'type'>, id: string, kind: string, control: Markup): Markup {
  const classes = [
    'input',
    shape.wrapper ?? 'with_block_label',
    kind,
    shape.disabled ? 'disabled' : '',
    id,
    shape.error ? 'field_with_errors' : '',
    shape.hint ? 'field_with_hint' : '',
  ];
  const required = shape.required ?? true;
  const label = html`<label class="${kind}" for="${id}">${shape.label}${required ? html` <abbr title="required">*</abbr>` : nothing}</label>`;
  const hint = shape.hint ? html`<span class="hint">${shape.hint}</span>` : nothing;
  const error = shape.error ? html`<span class="error">${shape.error}</span>` : nothing;
  return html`<div class="${classes.filter(Boolean).join(' ')}">${label}${hint}<div class="label_input">${control}</div>${error}</div>`;
}
