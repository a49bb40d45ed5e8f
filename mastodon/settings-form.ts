/** What a settings form of Mastodon holds, whatever its language: every field with its label and value. */
import type { Setting } from '../lists/settings';
import { pathOf } from './define-page';

/** The form that is sent to this path; null where the page has none. */
export function formAt(document: Document, origin: string, path: string): HTMLFormElement | null {
  return [...document.querySelectorAll('form')].find((form) => pathOf(form, origin) === path) ?? null;
}

/** Far more than any form of Mastodon has: languages are one field each. */
const MOST_FIELDS = 2_000;
const MOST_TEXT = 20_000;

/**
 * Every setting of the form in its order. Files, passwords, buttons and hidden fields are none: what is hidden is the
 * token, the verb, or the other half of a switch.
 */
export function settingsIn(form: HTMLFormElement): Setting[] {
  const labels = new Map([...form.querySelectorAll('label[for]')].map((label) => [label.getAttribute('for') ?? '', label]));
  const found = new Map<string, { label: string; values: string[]; shown: string[] }>();
  const controls = [...form.querySelectorAll<HTMLElement>('input[name], select[name], textarea[name]')].filter(isSetting).slice(0, MOST_FIELDS);
  for (const control of controls) {
    const name = control.getAttribute('name') ?? '';
    const isChoice = isOneOfSeveral(control, name);
    const own = wordsOf(labels.get(control.id) ?? control.closest('label'));
    const group = wordsOf(control.closest('.input')?.querySelector('label:not([for]), legend') ?? null);
    const setting = found.get(name) ?? { label: isChoice ? group : own, values: [], shown: [] };
    found.set(name, setting);
    const { values, shown } = chosenIn(control, isChoice, own);
    setting.values.push(...values);
    setting.shown.push(...shown);
  }
  return [...found].map(([field, { label, values, shown }]) => ({ field, label, value: values.join('\n').slice(0, MOST_TEXT), shown: shown.join('\n') }));
}

function isSetting(control: HTMLElement): boolean {
  const type = control.localName === 'input' ? (control.getAttribute('type') ?? 'text').toLowerCase() : '';
  return !['hidden', 'password', 'file', 'submit', 'button', 'image', 'reset'].includes(type);
}

/** A radio, or one box of many: only the chosen ones count. */
function isOneOfSeveral(control: HTMLElement, name: string): boolean {
  const type = control.getAttribute('type')?.toLowerCase();
  return control.localName === 'input' && (type === 'radio' || (type === 'checkbox' && name.endsWith('[]')));
}

function chosenIn(control: HTMLElement, isChoice: boolean, label: string): { values: string[]; shown: string[] } {
  const value = control.getAttribute('value') ?? '';
  const isChecked = control.hasAttribute('checked');
  if (isChoice) return isChecked ? { values: [value], shown: [label] } : { values: [], shown: [] };
  if (control.localName === 'select') {
    const options = [...control.querySelectorAll('option')];
    const chosen = options.filter((option) => option.hasAttribute('selected'));
    // Of a list that takes one choice, the browser shows the first where none is marked.
    const shown = chosen.length > 0 || control.hasAttribute('multiple') ? chosen : options.slice(0, 1);
    return { values: shown.map((option) => option.getAttribute('value') ?? option.textContent ?? ''), shown: shown.map(wordsOf) };
  }
  // A line feed right after the tag is no part of the text (HTML, the textarea element).
  if (control.localName === 'textarea') return { values: [(control.textContent ?? '').replace(/^\r?\n/, '').slice(0, MOST_TEXT)], shown: [] };
  if (control.getAttribute('type')?.toLowerCase() === 'checkbox') return { values: [String(isChecked)], shown: [] };
  return { values: [value], shown: [] };
}

/** The text of a label, without the marks beside it ("recommended", "required"). */
function wordsOf(element: Element | null): string {
  if (element === null) return '';
  const copy = element.cloneNode(true) as Element;
  for (const mark of copy.querySelectorAll('.recommended, abbr, .hint, input, select, textarea, script')) mark.remove();
  return (copy.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 300);
}
