// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { confirmForm, importIdIn, takeBackForm, uploadForm } from '../../mastodon/import-forms';

const origin = 'https://neu.example';
const open = (file: string) => new DOMParser().parseFromString(readFileSync(`tests/fixtures/${file}`, 'utf8'), 'text/html');
const file = new File([new Uint8Array([0xef, 0xbb, 0xbf])], 'following_accounts.csv', { type: 'text/csv' });
const entries = (body: FormData) => [...body.entries()].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]);

describe('an upload', () => {
  test.each([
    ['4.6/imports.recent.html', '/settings/imports', 'form_import'],
    ['4.1/imports.uploaded.html', '/settings/import', 'import'],
  ])("is the page's own form, and merges whatever the page has chosen (%s)", (page, action, model) => {
    const told = uploadForm({ type: 'muting', file }, open(page), origin);
    if (!told.ok) throw new Error(told.problem.kind);
    expect(told.form.action).toBe(action);
    const { body } = told.form;
    expect(body.getAll(`${model}[mode]`)).toEqual(['merge']);
    expect(body.get(`${model}[type]`)).toBe('muting');
    expect((body.get(`${model}[data]`) as File).type).toBe('text/csv');
    expect(Object.fromEntries(entries(body))).toEqual({
      authenticity_token: 'planted-csrf',
      [`${model}[type]`]: 'muting',
      [`${model}[mode]`]: 'merge',
      [`${model}[data]`]: 'following_accounts.csv',
    });
  });
  test('of a list that this server does not import is not sent', () => {
    expect(uploadForm({ type: 'custom_filters', file }, open('4.2/imports.recent.html'), origin)).toMatchObject({
      ok: false,
      problem: { kind: 'no-such-type' },
    });
  });
  test.each(['4.5/aliases.two-listed.html', '4.5/sign-in.fresh.html', '4.5/error.404.html'])('has no form on %s', (page) => {
    expect(uploadForm({ type: 'following', file }, open(page), origin)).toEqual({ ok: false, problem: { kind: 'no-form' } });
  });
  test('has no form that leads elsewhere or cannot carry a file', () => {
    const page = open('4.6/imports.recent.html');
    page.querySelector('form')?.setAttribute('action', 'https://else.example/settings/imports');
    expect(uploadForm({ type: 'following', file }, page, origin).ok).toBe(false);
    const plain = open('4.6/imports.recent.html');
    plain.querySelector('form')?.removeAttribute('enctype');
    expect(uploadForm({ type: 'following', file }, plain, origin).ok).toBe(false);
  });
});

test.each(['type', 'mode', 'data'])('an upload form without its %s is none', (field) => {
  const page = open('4.6/imports.recent.html');
  for (const each of page.querySelectorAll(`[name="form_import[${field}]"]`)) each.remove();
  expect(uploadForm({ type: 'following', file }, page, origin)).toEqual({ ok: false, problem: { kind: 'no-form' } });
});

test('an upload form whose fields are no fields is none', () => {
  const page = open('4.6/imports.recent.html');
  const select = page.querySelector('form select');
  const lookalike = page.createElementNS('http://www.w3.org/2000/svg', 'select');
  lookalike.setAttribute('name', select?.getAttribute('name') ?? '');
  select?.replaceWith(lookalike);
  expect(uploadForm({ type: 'following', file }, page, origin)).toEqual({ ok: false, problem: { kind: 'no-form' } });
});

describe('the confirmation page', () => {
  const page = () => open('4.5/imports-confirm.following.html');
  test('confirms', () => {
    const form = confirmForm(12, page(), origin);
    expect(form?.action).toBe('/settings/imports/12/confirm');
    expect(entries(form?.body ?? new FormData())).toEqual([['authenticity_token', 'planted-csrf']]);
  });
  test('takes back', () => {
    const form = takeBackForm(12, page(), origin);
    expect(form?.action).toBe('/settings/imports/12');
    expect(entries(form?.body ?? new FormData())).toEqual([
      ['_method', 'delete'],
      ['authenticity_token', 'planted-csrf'],
    ]);
  });
  test('speaks for its own import only', () => {
    expect(confirmForm(13, page(), origin)).toBeNull();
    expect(takeBackForm(13, page(), origin)).toBeNull();
    expect(confirmForm(12, open('4.6/imports.recent.html'), origin)).toBeNull();
  });
  test('sends nothing without the page’s token', () => {
    const bare = page();
    bare.querySelector('meta[name="csrf-token"]')?.remove();
    expect(confirmForm(12, bare, origin)).toBeNull();
  });
});

test.each([
  ['/settings/imports/12', 12],
  ['/settings/imports', null],
  ['/settings/imports/12/confirm', null],
  ['/auth/sign_in', null],
])('the answer to an upload that leads to %s names import %s', (path, id) => expect(importIdIn(path)).toBe(id));
