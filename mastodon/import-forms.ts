/**
 * The forms of an import, ready to be sent by the person's own tab (docs/mastodon.md, Imports, ARCHITECTURE.md “Where
 * each thing runs”). They are the page's own: its anti-forgery token goes into the body and nowhere else. There is no
 * way to send anything but *merge*.
 */
import { formOf, isHtml, linksTo, matchPath, pathOf } from './define-page';
import { imports } from './pages/imports';
import { confirmImportPath, importPath } from './paths';

export interface FormToSend {
  /** Root-relative, on the server that the page came from. */
  action: string;
  body: FormData;
}

export type UploadProblem =
  /** This page has no upload form: signed out, another page, or an account that may not import. */
  | { kind: 'no-form' }
  /** This server does not import such lists. */
  | { kind: 'no-such-type'; types: string[] };

/** The upload form, filled in. `type` is one of the form's own values: `following`, `bookmarks`, … */
export function uploadForm(
  { type, file }: { type: string; file: File },
  document: Document,
  origin: string,
): { ok: true; form: FormToSend } | { ok: false; problem: UploadProblem } {
  const form = formOf(imports, { document, origin });
  const action = form && pathOf(form, origin);
  const fields = fieldsOf(form);
  if (!form || !action || !fields) return { ok: false, problem: { kind: 'no-form' } };
  const types = [...fields.type.options].map((option) => option.value);
  if (!types.includes(type)) return { ok: false, problem: { kind: 'no-such-type', types } };
  const body = new FormData(form);
  // out with the page's own choice, whole: a second `mode` would win over ours
  for (const { name } of [fields.type, fields.mode, fields.data]) body.delete(name);
  body.append(fields.type.name, type);
  body.append(fields.mode.name, 'merge');
  body.append(fields.data.name, file, file.name);
  return { ok: true, form: { action, body } };
}

function fieldsOf(form: HTMLFormElement | null) {
  const type = form?.querySelector<HTMLSelectElement>(imports.fields.type ?? '');
  const mode = form?.querySelector<HTMLInputElement>(imports.fields.mode ?? '');
  const data = form?.querySelector<HTMLInputElement>(imports.fields.data ?? '');
  const multipart = form?.getAttribute('enctype') === 'multipart/form-data';
  return type && mode && data && multipart && [type, mode, data].every(isHtml) ? { type, mode, data } : null;
}

/**
 * What the confirmation page's "confirm" link sends (the page's script turns it into a form); null when this is not
 * that import's page.
 */
export function confirmForm(id: number, document: Document, origin: string): FormToSend | null {
  return linkForm(confirmImportPath.replace(':id', String(id)), 'post', document, origin);
}

/** What its "cancel" link sends: takes the import back while it is unconfirmed. */
export function takeBackForm(id: number, document: Document, origin: string): FormToSend | null {
  return linkForm(importPath.replace(':id', String(id)), 'delete', document, origin);
}

/** The address of an unconfirmed import, as the answer to an upload leads there: `/settings/imports/12`. */
export function importIdIn(path: string): number | null {
  const id = matchPath(importPath, path)?.[1];
  return id ? Number(id) : null;
}

/** A `data-method` link as the page's own script sends it (docs/mastodon.md, Forms, errors and links). */
function linkForm(action: string, method: 'post' | 'delete', document: Document, origin: string): FormToSend | null {
  const meta = (name: string) => document.querySelector(`meta[name="${name}"]`)?.getAttribute('content');
  const param = meta('csrf-param');
  const token = meta('csrf-token');
  if (!param || !token || linksTo({ document, origin }, action, method).length !== 1) return null;
  const body = new FormData();
  if (method !== 'post') body.set('_method', method);
  body.set(param, token);
  return { action, body };
}
