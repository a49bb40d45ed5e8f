// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { AnyPage } from '../../mastodon/define-page';
import { type Fill, fill } from '../../mastodon/fill';
import { pages } from '../../mastodon/pages';

/** Our fixture, in the document of the test: what fills must have a real form around it. */
function open(file: string): void {
  const html = readFileSync(`tests/fixtures/${file}`, 'utf8');
  const page = new DOMParser().parseFromString(html, 'text/html');
  document.head.replaceChildren(...page.head.querySelectorAll('#initial-state'));
  document.body.replaceChildren(...page.body.children);
}
const by = <E extends HTMLElement = HTMLInputElement>(selector: string): E => document.querySelector<E>(selector)!;
const at = (url: string) => new URL(url);

const neu = 'https://neu.example';
const aliases = at(`${neu}/settings/aliases`);
const alias: Fill = { page: 'aliases', field: 'acct', value: 'rosa@alt.example', expect: { origin: neu, handle: 'rosa_l@neu.example' }, auto: true };
const imports = at(`${neu}/settings/imports`);
const into = (field: string, value: string | File): Fill => ({ ...alias, page: 'imports', field, value });

const put = (order: Partial<Fill> = {}, address: Pick<Location, 'origin' | 'pathname'> = aliases) => fill({ ...alias, ...order }, document, address);

describe('a text field', () => {
  beforeEach(() => open('4.5/aliases.two-listed.html'));
  const field = () => by('#account_alias_acct');

  test('is filled, and the form hears of it', () => {
    const heard: string[] = [];
    for (const name of ['input', 'change', 'submit'])
      document.addEventListener(name, (event) => heard.push(`${event.type} ${(event.target as HTMLElement).id}`), { once: true });
    const filled = put();
    expect(filled.ok && filled.field).toBe(field());
    expect(field().value).toBe('rosa@alt.example');
    expect(heard).toEqual(['input account_alias_acct', 'change account_alias_acct']);
  });
  test('gets back what it held', () => {
    field().value = 'mine';
    const filled = put({ auto: false });
    expect(field().value).toBe('rosa@alt.example');
    if (filled.ok) filled.undo();
    expect(field().value).toBe('mine');
  });
  test('that holds something else is left alone unless asked', () => {
    field().value = 'mine';
    expect(put()).toEqual({ ok: false, why: 'occupied' });
    expect(field().value).toBe('mine');
  });
  test('is filled past a value of the page on the element', () => {
    const trap = vi.fn();
    Object.defineProperty(field(), 'value', { configurable: true, get: () => '', set: trap });
    expect(put().ok).toBe(true);
    expect(trap).not.toHaveBeenCalled();
  });
  test('takes no file', () => {
    expect(put({ value: new File(['x'], 'x.csv') })).toEqual({ ok: false, why: 'not-fillable' });
  });
  test('that holds nothing but spaces is filled', () => {
    field().value = '  ';
    expect(put().ok).toBe(true);
    expect(field().value).toBe('rosa@alt.example');
  });
  test('is filled, whatever the button of another form does', () => {
    document.body.insertAdjacentHTML('beforeend', '<form id="other"></form><button form="other" formaction="https://else.example/">Go</button>');
    expect(put().ok).toBe(true);
  });
  test('that holds the same already is filled again, to no harm', () => {
    field().value = 'rosa@alt.example';
    expect(put().ok).toBe(true);
    expect(field().value).toBe('rosa@alt.example');
  });
});

describe('nothing is filled', () => {
  beforeEach(() => open('4.5/aliases.two-listed.html'));
  const unchanged = () => expect(by('#account_alias_acct').value).toBe('');

  test.each([
    ['on another server', { expect: { origin: 'https://alt.example', handle: 'rosa_l@neu.example' } }, 'wrong-server'],
    ['for another account', { expect: { origin: neu, handle: 'rosa@neu.example' } }, 'wrong-account'],
    ['for the same name elsewhere', { expect: { origin: neu, handle: 'rosa_l@alt.example' } }, 'wrong-account'],
    ['on another page', { page: 'migration' }, 'wrong-page'],
    ['into a field that the page has not', { field: 'password' }, 'no-field'],
    ['into what can only be pointed at', { field: 'submit' }, 'no-field'],
    ['on a page that nobody knows', { page: 'none' }, 'wrong-page'],
    ['by the name of a prototype', { field: 'constructor' }, 'no-field'],
  ] as const)('%s', (_when, order, why) => {
    expect(put(order as Partial<Fill>)).toEqual({ ok: false, why });
    unchanged();
  });
  test('where nobody is signed in', () => {
    by('#initial-state').remove();
    expect(put()).toEqual({ ok: false, why: 'signed-out' });
    unchanged();
  });
  test('at an address of another page', () => {
    expect(put({}, at(`${neu}/settings/profile`))).toEqual({ ok: false, why: 'wrong-page' });
    unchanged();
  });

  test('where another page has the same address and form', () => {
    const known = pages as AnyPage[];
    const same = known.find(({ id }) => id === 'aliases')!;
    known.unshift({ ...same, id: 'migration' } as AnyPage);
    try {
      expect(put()).toEqual({ ok: false, why: 'wrong-page' });
    } finally {
      known.shift();
    }
    unchanged();
  });

  const changes: [string, (field: HTMLInputElement) => void, string][] = [
    ['whose form leads to another server', (field) => field.form?.setAttribute('action', 'https://else.example/settings/aliases'), 'wrong-form'],
    ['whose form leads to another page', (field) => field.form?.setAttribute('action', '/settings/delete'), 'wrong-form'],
    ['whose form would show it in the address', (field) => field.form?.setAttribute('method', 'get'), 'wrong-form'],
    ['whose form says not how it is sent', (field) => field.form?.removeAttribute('method'), 'wrong-form'],
    ['whose button leads elsewhere', (field) => field.form?.querySelector('button')?.setAttribute('formaction', 'https://else.example/'), 'wrong-form'],
    [
      'whose form another button of the page sends elsewhere',
      (field) => {
        Object.assign(field.form ?? {}, { id: 'aliases' });
        document.body.insertAdjacentHTML('beforeend', '<button form="aliases" formaction="https://else.example/">Go</button>');
      },
      'wrong-form',
    ],
    ['whose button would show it in the address', (field) => field.form?.querySelector('button')?.setAttribute('formmethod', 'get'), 'wrong-form'],
    ['whose page leads elsewhere as a whole', () => document.head.insertAdjacentHTML('beforeend', '<base href="https://else.example/">'), 'wrong-form'],
    [
      'that belongs to another form',
      (field) => void Object.defineProperty(field, 'form', { value: document.createElement('form'), configurable: true }),
      'not-fillable',
    ],
    ['that became a password', (field) => field.setAttribute('type', 'password'), 'not-fillable'],
    ['that became hidden', (field) => field.setAttribute('type', 'hidden'), 'not-fillable'],
    ['in a hidden part', (field) => field.parentElement?.setAttribute('hidden', ''), 'not-fillable'],
    ['in an inert part', (field) => field.parentElement?.setAttribute('inert', ''), 'not-fillable'],
    ['that is not shown', (field) => Object.assign(field, { checkVisibility: () => false }), 'not-fillable'],
    ['that is disabled', (field) => field.setAttribute('disabled', ''), 'not-fillable'],
    ['that is read-only', (field) => field.setAttribute('readonly', ''), 'not-fillable'],
  ];
  test.each(changes)('into a field %s', (_which, change, why) => {
    change(by('#account_alias_acct'));
    expect(put()).toEqual({ ok: false, why });
    unchanged();
  });
});

describe('on the migration page', () => {
  const move: Fill = {
    page: 'migration',
    field: 'acct',
    value: 'rosa_l@neu.example',
    expect: { origin: 'https://alt.example', handle: 'rosa@alt.example' },
    auto: true,
  };
  const migration = at('https://alt.example/settings/migration');

  test('the handle is filled and the password is not touched', () => {
    open('4.5/migration.fresh.html');
    const password = by('[type="password"]');
    Object.defineProperty(password, 'value', {
      get: () => {
        throw new Error('the password was read');
      },
      set: () => {
        throw new Error('the password was written');
      },
    });
    expect(fill(move, document, migration).ok).toBe(true);
    expect(by('#account_migration_acct').value).toBe('rosa_l@neu.example');
  });
  test.each(['proof', 'submit', 'current_password'])('%s cannot be filled', (field) => {
    open('4.5/migration.fresh.html');
    expect(fill({ ...move, field }, document, migration)).toEqual({ ok: false, why: 'no-field' });
  });
  test('a field on cooldown is disabled', () => {
    open('4.5/migration.cooldown.html');
    expect(fill(move, document, migration)).toEqual({ ok: false, why: 'not-fillable' });
  });
});

describe('the import form', () => {
  beforeEach(() => open('4.6/imports.recent.html'));

  test('gets its type, and back', () => {
    const type = by<HTMLSelectElement>('#form_import_type');
    const before = type.value;
    const filled = put(into('type', 'muting'), imports);
    expect(type.value).toBe('muting');
    if (filled.ok) filled.undo();
    expect(type.value).toBe(before);
  });
  test('has no type that it does not offer', () => {
    expect(put(into('type', 'everything'), imports)).toEqual({ ok: false, why: 'no-such-choice' });
  });
  test('gets merge, and back', () => {
    const heard = vi.fn();
    by('#form_import_mode_merge').addEventListener('change', heard);
    const filled = put(into('mode', 'merge'), imports);
    expect([by('#form_import_mode_merge').checked, by('#form_import_mode_overwrite').checked]).toEqual([true, false]);
    expect(heard).toHaveBeenCalledOnce();
    if (filled.ok) filled.undo();
    expect([by('#form_import_mode_merge').checked, by('#form_import_mode_overwrite').checked]).toEqual([false, true]);
  });
  test('gets merge where nothing was chosen, and back', () => {
    by('#form_import_mode_overwrite').checked = false;
    const filled = put(into('mode', 'merge'), imports);
    expect(by('#form_import_mode_merge').checked).toBe(true);
    if (filled.ok) filled.undo();
    expect(by('#form_import_mode_merge').checked).toBe(false);
  });
  test('gets back its own mode, whatever else is chosen on the page', () => {
    const radio = '<input type="radio" name="other" checked>';
    by('#form_import_mode_merge').form!.insertAdjacentHTML('afterbegin', radio);
    document.body.insertAdjacentHTML('afterbegin', `<form>${radio.replace('other', by('#form_import_mode_merge').name)}</form>`);
    const filled = put(into('mode', 'merge'), imports);
    if (filled.ok) filled.undo();
    expect([by('#form_import_mode_merge').checked, by('#form_import_mode_overwrite').checked]).toEqual([false, true]);
  });
  test('gets another file when asked, and back', () => {
    const data = by('#form_import_data');
    put(into('data', new File(['a'], 'mine.csv')), imports);
    const filled = fill({ ...into('data', new File(['b'], 'theirs.csv')), auto: false }, document, imports);
    expect(data.files?.[0]?.name).toBe('theirs.csv');
    if (filled.ok) filled.undo();
    expect([data.files?.length, data.files?.[0]?.name]).toEqual([1, 'mine.csv']);
  });
  test('can never be set to overwrite', () => {
    expect(put(into('mode', 'overwrite'), imports)).toEqual({ ok: false, why: 'no-such-choice' });
  });
  test('gets its file, and back', async () => {
    const data = by('#form_import_data');
    const heard = vi.fn();
    data.addEventListener('change', heard);
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x61]);
    const filled = put(into('data', new File([bytes], 'following_accounts.csv', { type: 'text/csv' })), imports);
    expect(filled.ok).toBe(true);
    expect([data.files?.length, data.files?.[0]?.name, data.files?.[0]?.type]).toEqual([1, 'following_accounts.csv', 'text/csv']);
    expect(new Uint8Array(await data.files![0]!.arrayBuffer())).toEqual(bytes);
    expect(heard).toHaveBeenCalledOnce();
    expect(put(into('data', new File(['b'], 'other.csv')), imports)).toEqual({ ok: false, why: 'occupied' });
    if (filled.ok) filled.undo();
    expect(data.files?.length).toBe(0);
  });
  test('takes no text for a file', () => {
    expect(put(into('data', 'follows'), imports)).toEqual({ ok: false, why: 'not-fillable' });
  });
  test('is filled on servers before 4.2 too', () => {
    open('4.1/imports.uploaded.html');
    const old = at(`${neu}/settings/import`);
    expect(put(into('type', 'bookmarks'), old).ok).toBe(true);
    expect(by<HTMLSelectElement>('#import_type').value).toBe('bookmarks');
  });
});

test('no fill ever submits', () => {
  const submit = vi.spyOn(HTMLFormElement.prototype, 'submit');
  const request = vi.spyOn(HTMLFormElement.prototype, 'requestSubmit');
  const heard = vi.fn();
  document.addEventListener('submit', heard);
  open('4.5/aliases.two-listed.html');
  put();
  open('4.6/imports.recent.html');
  put(into('data', new File(['a'], 'a.csv')), imports);
  put(into('type', 'lists'), imports);
  put(into('mode', 'merge'), imports);
  document.removeEventListener('submit', heard);
  for (const spy of [submit, request, heard]) expect(spy).not.toHaveBeenCalled();
});
