import fs from 'node:fs';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../mastodon/snapshot';
import { capturesIn } from '../../scripts/captures';

const origin = 'https://social.alt.example';
const snapshot = (markup: string, pathname = '/settings/aliases') => snapshotOf({ origin, pathname }, parseHTML(markup).document);

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
