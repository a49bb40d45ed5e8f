import fs from 'node:fs';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../mastodon/snapshot';
import { capturesIn } from '../../scripts/captures';

const origin = 'https://social.alt.example';
const snapshot = (markup: string, pathname = '/settings/aliases') => snapshotOf({ origin, pathname }, parseHTML(markup).document);

/** What is said of the elements of a page. */
const inBody = (markup: string) =>
  snapshot(`<html><body>${markup}</body></html>`)
    .split('\n')
    .slice(4)
    .map((line) => line.slice(2));

const state = { meta: { domain: 'alt.example', version: '4.6.5+berlin.social', me: '109234', access_token: 'ToKeN-9f8e7d' } };
const page = `<!doctype html><html lang="fr"><head><title>Amélie Exemple</title><meta name="csrf-token" content="Qx7+k2/=">
<script id="initial-state" type="application/json">${JSON.stringify({ ...state, accounts: { 109234: { username: 'amelie', acct: 'amelie' } } })}</script>
<script>var secret = 'ToKeN-9f8e7d'</script></head>
<body class="admin theme-default amelie-theme user-109234"><h2>Bonjour Amélie</h2>
<form id="new_account_alias" class="simple_form" action="/settings/aliases?token=ToKeN-9f8e7d" method="post" enctype="multipart/form-data">
<input type="hidden" name="authenticity_token" value="Qx7+k2/="><input type="text" name="account_alias[acct]" id="account_alias_acct" value="amelie@alt.example" placeholder="you@mail.example">
<button type="submit" name="button">Ajouter @amelie</button></form>
<table><tr id="bulk_import_109235"><td>bo@tea.example</td><td><a href="/@amelie/1" data-method="delete" title="Amélie" data-props='{"acct":"amelie"}'>x</a></td></tr></table>
<form action="https://evil.example/settings/aliases"></form><form action="/users/amelie/statuses/109235"></form><p>Message secret</p>
<x-amelie></x-amelie><div id="9f8e7d6c5b4a"></div><div id="a@b.example" class="Message MyName"></div></body></html>`;

describe('a snapshot', () => {
  test('keeps how the page is built, and nothing of what it says', () => {
    expect(snapshot(page).split('\n')).toEqual([
      'Mastodon 4.6.5 and more',
      'path /settings/aliases',
      '<html>',
      ' <head>',
      '  <meta name="csrf-token">',
      '  <script id="initial-state" type="application/json">…',
      ' <body class="admin theme-default user-0">',
      '  <h2>…',
      '  <form id="new_account_alias" class="simple_form" method="post" enctype="multipart/form-data" action="/settings/aliases">',
      '   <input name="authenticity_token" type="hidden">',
      '   <input id="account_alias_acct" name="account_alias[acct]" type="text">',
      '   <button name="button" type="submit">…',
      '  <table>',
      '   <tr id="bulk_import_0">',
      '    <td>…',
      '    <td>',
      '     <a data-method="delete">…',
      '  <form action="another server">',
      '  <form action="/users/…/statuses/0">',
      '  <p>…',
      '  <unknown>',
      '  <div> × 2',
    ]);
  });

  test('of a page without end has an end', () => {
    const long = snapshot(`<body>${'<div class="a"><p class="b">x</p></div>'.repeat(20_000)}</body>`);
    expect(long.length).toBeLessThanOrEqual(60_020);
    const deep = snapshot(`<body>${'<div>'.repeat(3_000)}x`);
    expect(deep.split('\n').length).toBeLessThan(60);
  });

  test('has as many elements as it may, and goes as deep', () => {
    const lines = (markup: string) => snapshot(`<html><body>${markup}</body></html>`).split('\n').length;
    expect(lines('<i></i><b></b>'.repeat(2_499))).toBe(2 + 5_000);
    expect(lines('<i></i><b></b>'.repeat(2_500))).toBe(2 + 5_000);
    expect(lines('<div>'.repeat(39))).toBe(2 + 41);
    expect(lines('<div>'.repeat(40))).toBe(2 + 41);
  });

  test('tells text from what only looks like it', () => {
    expect(inBody('<p> </p><i><!-- x --></i><b>x<u></u></b>')).toEqual(['<p>', '<i>', '<b>…', ' <u>']);
  });

  const words = (count: number, length = 4) => Array.from({ length: count }, () => 'a'.repeat(length));
  test.each([
    ['id', 'bulk_import_1234', 'id="bulk_import_0"'],
    ['id', 'a--b_12', 'id="a--b_12"'],
    ['id', '_ab12', 'id="_ab12"'],
    ['id', '', 'id'],
    ['id', 'a'.repeat(24), `id="${'a'.repeat(24)}"`],
    ['id', 'a'.repeat(25), ''],
    ['id', 'ab123', ''],
    ['id', '12ab', ''],
    ['id', 'Ab', ''],
    ['id', words(16).join('-').concat('-'), `id="${words(16).join('-')}-"`],
    ['id', words(16).join('-').concat('-a'), ''],
    ['class', 'a  Ab c', 'class="a c"'],
    ['class', 'Ab', ''],
    ['name', 'account[fields_attributes][0][name]', 'name="account[fields_attributes][0][name]"'],
    ['name', 'a[][1234]', 'name="a[][0]"'],
    ['name', 'a[Ab]', ''],
    ['name', '[a]', ''],
    ['name', '[a', ''],
    ['name', 'a]', ''],
    ['name', '', ''],
    ['name', `${words(24).join('[')}[`, ''],
    ['name', `a${'[aaaaa]'.repeat(17)}`, `name="a${'[aaaaa]'.repeat(17)}"`],
    ['name', `a${'[aaaaa]'.repeat(17)}[]`, ''],
    ['type', 'text', 'type="text"'],
    ['type', 'application/json', 'type="application/json"'],
    ['type', 'Text', ''],
    ['type', 'text Amy', ''],
    ['type', `${'a'.repeat(20)}/${'a'.repeat(20)}`, `type="${'a'.repeat(20)}/${'a'.repeat(20)}"`],
    ['type', 'a'.repeat(21), ''],
    ['for', 'account_alias', 'for="account_alias"'],
    ...['get', 'post', 'dialog'].map((method) => ['method', method.toUpperCase(), `method="${method}"`]),
    ...['put', 'xpost', 'postx'].map((method) => ['method', method, '']),
    ...['multipart/form-data', 'application/x-www-form-urlencoded', 'text/plain'].map((type) => ['enctype', type, `enctype="${type}"`]),
    ...['xtext/plain', 'text/plainx'].map((type) => ['enctype', type, '']),
    ...['get', 'post', 'put', 'patch', 'delete'].map((method) => ['data-method', method.toUpperCase(), `data-method="${method}"`]),
    ...['dialog', 'xget', 'getx'].map((method) => ['data-method', method, '']),
    ['action', 'http://', 'action="no address"'],
    ['action', '/a/Ab?c', 'action="/a/…"'],
    ['action', '/1/2/3/4/5/6/7/8/9/10/11/12', 'action="/1/2/3/4/5/6/7/8/9/10/11"'],
    ['action', 'https://evil.example/a', 'action="another server"'],
    ['hidden', 'x', 'hidden'],
    ['disabled', '', 'disabled'],
    ['value', 'a', ''],
  ])('keeps of %s="%s": %s', (name = '', value = '', said = '') => {
    expect(inBody(`<p ${name}="${value}"></p>`)).toEqual([said === '' ? '<p>' : `<p ${said}>`]);
  });

  test.each([
    ['h2', 'h2'],
    ['h7', 'unknown'],
    ['a1b', 'unknown'],
    ['x-abc', 'x-abc'],
    ['a'.repeat(20), 'a'.repeat(20)],
    ['a'.repeat(21), 'unknown'],
    [`x-${'a'.repeat(40)}`, `x-${'a'.repeat(40)}`],
    [`x-${'a'.repeat(41)}`, 'unknown'],
  ])('calls <%s> %s', (name, said) => {
    expect(inBody(`<${name}></${name}>`)).toEqual([`<${said}>`]);
  });

  const signedIn = (username: string, version: string, body = '') => {
    const shown = { meta: { domain: 'alt.example', version, me: '7' }, accounts: { 7: { username } } };
    const block = `<script id="initial-state" type="application/json">${JSON.stringify(shown)}</script>`;
    return snapshot(`<html><body>${body}${block}</body></html>`).split('\n');
  };
  test.each([
    ['Anna', 'xannax anna an', 'an'],
    ['ann', 'banner ann ann-x x_ann', 'banner'],
  ])('leaves out the name of %s: class="%s"', (username, value, said) => {
    expect(signedIn(username, '4.6.5', `<p class="${value}"></p>`)).toContain(`  <p class="${said}">`);
  });

  test.each([
    ['4.6.5', '4.6.5'],
    ['14.60', '14.60'],
    ['4.6.105+berlin', '4.6.105 and more'],
    ['v4.6', 'unknown'],
    ['104', 'unknown'],
  ])('keeps of the version %s: %s', (version, said) => {
    expect(signedIn('amelie', version)[0]).toBe(`Mastodon ${said}`);
  });

  test('of a page where nobody is signed in is one as well', () => {
    expect(snapshot('<html><body id="x1"><p>Hi</p></body></html>', '/@amelie/109').split('\n')).toEqual([
      'Mastodon unknown',
      'path /…/0',
      '<html>',
      ' <body id="x1">',
      '  <p>…',
    ]);
  });
});

const folders = ['tests/fixtures', ...(process.env.MASTODON_CAPTURES ? [process.env.MASTODON_CAPTURES] : [])];
const files = folders.flatMap((folder) => capturesIn(folder).map((file) => `${folder}/${file}`));

/** Put wherever a page can hold something: no trace of any of it may be left. */
const planted = ['zqxplanted', 'Zqx Planted', 'zqx@planted.example', 'zQx9f8e7d6c5b4a'];
function plantIn(html: string): string {
  const [word, name, mail, token] = planted;
  return html
    .replace(/>([^<>]*\S[^<>]*)</g, (_, text: string) => `>${text} ${name} ${word} ${mail} ${token}<`)
    .replace(/\b(value|href|content|title|alt|placeholder|aria-label|src|data-[a-z-]+)="([^"]*)"/g, (_, attribute: string, value: string) =>
      attribute === 'data-method' ? `${attribute}="${value}"` : `${attribute}="${value} ${mail} ${token} ${name}"`,
    )
    .replace(/\bclass="([^"]*)"/g, (_, value: string) => `class="${value} ${mail} ${token}"`)
    .replace(/\baction="([^"]*)"/g, (_, value: string) => `action="${value}/@${word}?key=${token}#${mail}"`);
}

test('planted names, addresses and keys are left in no page of the captures, and what it is built of stays', () => {
  if (!process.env.MASTODON_CAPTURES) console.log('MASTODON_CAPTURES names no folder: only the fixtures were tried.');
  expect(files.length).toBeGreaterThan(20);
  const leaks: string[] = [];
  for (const file of files) {
    const html = fs.readFileSync(file, 'utf8');
    const { document } = parseHTML(html);
    const plain = snapshotOf({ origin, pathname: '/settings/aliases' }, document);
    const changed = snapshotOf({ origin, pathname: '/settings/aliases' }, parseHTML(plantIn(html)).document).toLowerCase();
    if (planted.some((each) => changed.includes(each.toLowerCase()) || changed.includes('planted') || changed.includes('@'))) leaks.push(file);
    // The page's own: whoever is signed in, what stands in its fields, where its links lead, what its key is.
    const [, username = ''] = /"username":"(\w{4,})"/.exec(html) ?? [];
    const [, token = ''] = /"access_token":\s*"([^"]+)"/.exec(html) ?? [];
    const values = [...document.querySelectorAll('input[value], a[href], meta[content]')].map(
      (element) => element.getAttribute('value') ?? element.getAttribute('href') ?? element.getAttribute('content') ?? '',
    );
    const own = [username, token, ...values.filter((value) => /[@:.]/.test(value) && value.length > 5)].filter((value) => value !== '');
    for (const value of own) if (plain.includes(value)) leaks.push(`${file}: ${value}`);
    if (/@[\w.-]+\.\w|https?:/.test(plain)) leaks.push(`${file}: an address`);
    const forms = [...document.querySelectorAll('form')].filter((form) => form.closest('template, noscript') === null);
    if (!plain.endsWith('… and more')) expect(plain.match(/^ *<form\b/gm)?.length ?? 0, file).toBe(forms.length);
  }
  expect(leaks).toEqual([]);
});
