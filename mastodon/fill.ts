/**
 * Text, a choice or a file into a field, as a careful person would: looks first whose page this is, sets the value,
 * tells the form, can take it back. Never a password, never a submit control, never submits (docs/rules.md 1 and 6).
 */
import type { PageId } from '../journey/facts';
import { readAccount } from './account';
import { type AnyPage, formOf, matchPath } from './define-page';
import { fillableOf, pageAt } from './page';
import { pages } from './pages';

export interface Fill {
  page: PageId;
  /** A name from the page's own `fields`. */
  field: string;
  value: string | File;
  /**
   * What must be true of the page at the moment of filling; `handle` as the page itself said it when the order was
   * given.
   */
  expect: { origin: string; handle: string };
  /** By itself, without a press: then a field that already holds something else is left alone. */
  auto: boolean;
}

export type FillProblem =
  | 'wrong-server'
  | 'signed-out'
  | 'wrong-account'
  | 'wrong-page'
  /** The right address, but its form leads elsewhere. */
  | 'wrong-form'
  | 'no-field'
  /** A password, a button, disabled, read-only or hidden. */
  | 'not-fillable'
  | 'no-such-choice'
  | 'occupied';

export type Filled = { ok: true; field: HTMLElement; undo(): void } | { ok: false; why: FillProblem };

type Field = HTMLInputElement | HTMLSelectElement;
type Address = Pick<Location, 'origin' | 'pathname'>;

export function fill(order: Fill, document: Document = globalThis.document, address: Address = document.location): Filled {
  const found = findField(order, document, address);
  if (typeof found === 'string') return { ok: false, why: found };
  const undo = put(found, order.value, order.auto);
  return typeof undo === 'string' ? { ok: false, why: undo } : { ok: true, field: found, undo };
}

function findField({ page: id, field: name, expect }: Fill, document: Document, address: Address): Field | FillProblem {
  if (address.origin !== expect.origin) return 'wrong-server';
  // read again now: the card may be older than the page
  const signedIn = readAccount(document);
  if (signedIn === null) return 'signed-out';
  if (signedIn.account.handle !== expect.handle) return 'wrong-account';
  const page: AnyPage | undefined = pages.find((candidate) => candidate.id === id);
  if (!page?.paths.some((path) => matchPath(path, address.pathname))) return 'wrong-page';
  const form = formOf(page, { document, origin: address.origin });
  // GET would put what is filled in into the address
  if (form === null || form.getAttribute('method')?.toLowerCase() !== 'post' || isDiverted(form, document)) return 'wrong-form';
  if (pageAt({ document, origin: address.origin, path: address.pathname, account: signedIn.account }) !== page) return 'wrong-page';
  const field = fillableOf(page, name, document, address);
  if (field === null) return 'no-field';
  if (!isField(field) || field.form !== form) return 'not-fillable';
  return field;
}

/** A button of the form, inside it or tied to it by `form="id"`, that sends it elsewhere or otherwise. */
function isDiverted(form: HTMLFormElement, document: Document): boolean {
  return [...document.querySelectorAll<HTMLButtonElement>('[formaction], [formmethod]')].some((button) => button.form === form);
}

const FILLABLE = ['text', 'radio', 'file', 'select-one'];

function isField(element: HTMLElement): element is Field {
  const field = element as Field;
  return (
    ['input', 'select'].includes(element.localName) &&
    FILLABLE.includes(field.type) &&
    !field.disabled &&
    !element.hasAttribute('readonly') &&
    !element.closest('[hidden], [inert], fieldset[disabled]') &&
    element.checkVisibility()
  );
}

/** Sets the value and returns how to take it back. */
function put(field: Field, value: string | File, auto: boolean): (() => void) | FillProblem {
  if (field.type === 'file') return typeof value === 'string' ? 'not-fillable' : putFile(field as HTMLInputElement, value, auto);
  if (typeof value !== 'string') return 'not-fillable';
  if (field.type === 'radio') return field.value === value ? putChoice(field as HTMLInputElement) : 'no-such-choice';
  const before = field.value;
  if (field.localName === 'select') {
    if (![...(field as HTMLSelectElement).options].some((option) => option.value === value && !option.disabled)) return 'no-such-choice';
  } else if (auto && before.trim() !== '' && before !== value) return 'occupied';
  return change(field, 'value', value, before);
}

function putChoice(radio: HTMLInputElement): () => void {
  const checked = [...radio.ownerDocument.querySelectorAll<HTMLInputElement>('input[type="radio"]:checked')];
  const before = checked.find((other) => other.form === radio.form && other.name === radio.name);
  set(radio, 'checked', true);
  return before === undefined ? () => set(radio, 'checked', false) : () => set(before, 'checked', true);
}

function putFile(input: HTMLInputElement, file: File, auto: boolean): (() => void) | FillProblem {
  const before = [...(input.files ?? [])];
  if (auto && before.length > 0) return 'occupied';
  const holding = (files: readonly File[]) => {
    const transfer = new DataTransfer();
    for (const each of files) transfer.items.add(each);
    return transfer.files;
  };
  return change(input, 'files', holding([file]), holding(before));
}

function change(field: Field, property: 'value' | 'files', value: unknown, before: unknown): () => void {
  set(field, property, value);
  return () => set(field, property, before);
}

/**
 * By the prototype's own setter, so that nothing put on the element itself hears or changes it first; then what a form
 * listens for.
 */
function set(field: Field, property: 'value' | 'checked' | 'files', value: unknown): void {
  Reflect.set(Object.getPrototypeOf(field), property, value, field);
  for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));
}
