/**
 * Every page beside its JSON in `tests/fixtures/<server version>/<page>.<case>.html`, written by us after the forms of
 * that version. To add one: write the HTML with only what a reader must see, `xx` for words, and what it must read in
 * the JSON; `npm run captures -- tests/fixtures` says the rest.
 */
import { readFileSync } from 'node:fs';
import { parseHTML } from 'linkedom';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { type PageId, pageSeenSchema } from '../../journey/facts';
import { wordsOf } from '../../mastodon/define-page';
import { detectPage, fieldOf } from '../../mastodon/page';
import { pages } from '../../mastodon/pages';
import { capturesIn, checkCaptures, readCapture } from '../../scripts/captures';

const folder = 'tests/fixtures';
const files = capturesIn(folder);
const documentOf = (file: string) => parseHTML(readFileSync(`${folder}/${file}`, 'utf8')).document;
const urlOf = (file: string) => new URL(String(readCapture(folder, file).expected.url));
const seenIn = (file: string) => detectPage(urlOf(file), documentOf(file));

describe('our fixtures', () => {
  test.each(checkCaptures(folder))('$file is read right', ({ failures, notes }) => expect([...failures, ...notes]).toEqual([]));

  test('show every page at least once', () => {
    const shown = new Set(files.map((file) => readCapture(folder, file).read.page));
    for (const { id } of pages) expect(shown).toContain(id);
  });

  test.each(files.filter((file) => !file.includes('lookalike')))('%s is claimed by its own page alone, wherever it stands', (file) => {
    const { page } = readCapture(folder, file).read;
    const { origin } = urlOf(file);
    const id = String((seenIn(file)?.facts as { id?: number } | undefined)?.id ?? 12);
    const claims = pages.flatMap(({ paths }) => paths.map((path) => detectPage({ origin, pathname: path.replace(':id', id) }, documentOf(file))?.page));
    expect([...new Set(claims.filter((claim) => claim !== undefined))]).toEqual(page ? [page] : []);
  });
});

test('of recent imports no more are read than any server shows: each that waits may cost a request', () => {
  const html = readFileSync(`${folder}/4.5/imports.refused.html`, 'utf8');
  const row = '<tr><td>x</td><td><a href="/settings/imports/7">x</a></td><td>0 / 3</td><td></td><td></td></tr>';
  const { document } = parseHTML(html.replace('</form>', `</form><table><tbody>${row.repeat(150)}</tbody></table>`));
  const seen = detectPage(urlOf('4.5/imports.refused.html'), document);
  expect(seen?.page === 'imports' && seen.facts.recent.length).toBe(100);
});

describe('what a page says of itself', () => {
  test('address without its query, account, software and the words on its controls', () => {
    const file = '4.6/aliases.absolute-links.html';
    const url = new URL('https://neu.example/settings/aliases?account_alias%5Bacct%5D=secret&lang=en#x');
    expect(detectPage(url, documentOf(file))).toEqual({
      page: 'aliases',
      url: 'https://neu.example/settings/aliases',
      account: { handle: 'rosa_l@neu.example', id: '22', functional: true, movedTo: null },
      server: { repository: 'mastodon/mastodon', version: '4.6.2', locale: 'fr' },
      labels: { submit: 'Alias erstellen' },
      facts: { aliases: ['rosa@bücher.example'], ids: [31], error: null, notice: false, typed: null },
    });
  });

  test('never the tokens that stand in it, nor the name of the account', () => {
    for (const file of files) expect(JSON.stringify(seenIn(file) ?? {})).not.toMatch(/planted|onerror|fake|post\.example/);
  });

  test.each(files.filter((file) => !file.includes('lookalike')))('%s: never the token, wherever broken markup puts the block that holds it', (file) => {
    // What encloses one of these encloses it, too.
    const innermost = 'body :not(:has(*))';
    const places = documentOf(file).querySelectorAll(innermost).length;
    for (let place = 0; place < places; place++) {
      const document = documentOf(file);
      const block = document.querySelector('#initial-state');
      if (block !== null) document.querySelectorAll(innermost)[place]?.append(block);
      expect(JSON.stringify(detectPage(urlOf(file), document) ?? {})).not.toMatch(/planted|access_token/);
    }
  });

  test('the base of its links is looked for by name, not by a search of the page for each', () => {
    const document = documentOf('4.6/imports.recent.html');
    const links = 500;
    for (let link = 0; link < links; link++) document.body.append(document.createElement('a'));
    for (const link of document.querySelectorAll('body > a')) link.setAttribute('href', '/settings/imports/7');
    const search = vi.spyOn(document, 'querySelector');
    detectPage(urlOf('4.6/imports.recent.html'), document);
    expect(search.mock.calls.length).toBeLessThan(links);
  });

  test('nothing where the account cannot be told', () => {
    const document = documentOf('4.5/aliases.two-listed.html');
    document.querySelector('#initial-state')?.remove();
    expect(detectPage(new URL('https://neu.example/settings/aliases'), document)).toBeNull();
  });
});

describe('the confirmation of an import', () => {
  test('is the one whose number stands in the address', () => {
    const document = documentOf('4.5/imports-confirm.following.html');
    expect(detectPage(new URL('https://neu.example/settings/imports/12'), document)?.page).toBe('imports-confirm');
    expect(detectPage(new URL('https://neu.example/settings/imports/13'), document)).toBeNull();
    expect(detectPage(new URL('https://neu.example/settings/imports/12x'), document)).toBeNull();
  });
});

describe('a control by its name', () => {
  const find = (file: string, page: PageId, name: string) => fieldOf(page, name, documentOf(file), urlOf(file));

  test.each([
    ['4.5/aliases.two-listed.html', 'aliases', 'acct', 'account_alias[acct]'],
    ['4.5/migration.fresh.html', 'migration', 'acct', 'account_migration[acct]'],
    ['4.5/migration.fresh.html', 'migration', 'proof', 'account_migration[current_password]'],
    ['4.5/migration.refused-username.html', 'migration', 'proof', 'account_migration[current_username]'],
    ['4.5/redirect-new.fresh.html', 'redirect-new', 'acct', 'form_redirect[acct]'],
    ['4.2/imports.recent.html', 'imports', 'type', 'form_import[type]'],
    ['4.2/imports.recent.html', 'imports', 'data', 'form_import[data]'],
    ['4.1/imports.uploaded.html', 'imports', 'type', 'import[type]'],
    ['4.1/imports.uploaded.html', 'imports', 'data', 'import[data]'],
  ] as const)('%s %s.%s', (file, page, name, field) => expect(find(file, page, name)?.getAttribute('name')).toBe(field));

  test.each([
    ['4.6/auth-edit.moved.html', 'auth-edit', 'aliases', '/settings/aliases'],
    ['4.6/export.ready-again.html', 'export', 'request', 'https://alt.example/settings/export'],
    ['4.6/export.ready-again.html', 'export', 'download', 'https://alt.example/backups/30/download'],
    ['4.6/migration.redirecting.html', 'migration', 'cancel', '/settings/migration/redirect'],
    ['4.5/imports-confirm.following.html', 'imports-confirm', 'confirm', '/settings/imports/12/confirm'],
    ['4.5/imports-confirm.following.html', 'imports-confirm', 'cancel', '/settings/imports/12'],
    ['4.2/imports.recent.html', 'imports', 'unconfirmed', '/settings/imports/15'],
  ] as const)('%s %s.%s leads to %s', (file, page, name, href) => expect(find(file, page, name)?.getAttribute('href')).toBe(href));

  test('the row of account settings is meant, not the warning above it', () => {
    expect(find('4.6/auth-edit.moved.html', 'auth-edit', 'migration')?.textContent).toBe('Umziehen');
  });

  test('the choice of how to import is merge, whatever is selected', () => {
    expect(find('4.6/imports.recent.html', 'imports', 'mode')?.getAttribute('value')).toBe('merge');
  });

  test('an unknown name, or one of a prototype, is nothing', () => {
    for (const name of ['nothing', 'constructor', '__proto__', 'toString']) expect(find('4.5/migration.fresh.html', 'migration', name)).toBeNull();
  });
});

describe('the tables of fields', () => {
  test('name no password, no button and nothing hidden', () => {
    for (const file of files)
      for (const { id, fields } of pages)
        for (const name of Object.keys(fields)) {
          const control = fieldOf(id, name, documentOf(file), urlOf(file));
          if (control) expect(`${control.localName} ${control.getAttribute('type')}`).toMatch(/^(input (text|radio|file)|select null)$/);
        }
  });
  test('name nothing to fill where we only warn', () => {
    for (const { id, fields } of pages) if (['delete', 'auth-edit'].includes(id)) expect(fields).toEqual({});
  });
});

test('a button that is never closed says nothing of a script that it encloses', () => {
  const { document } = parseHTML('<button>Create alias <b>now</b><script>{"access_token":"planted"}</script><template>planted</template></button>');
  expect(wordsOf(document.querySelector('button'))).toBe('Create alias now');
});

test('an import form whose groups of choices are broken offers the choices that are some', () => {
  const file = '4.6/imports.recent.html';
  const broken = readFileSync(`${folder}/${file}`, 'utf8').replace('<optgroup', '<optgrou');
  const seen = detectPage(urlOf(file), parseHTML(broken).document);
  expect(v.is(pageSeenSchema, seen)).toBe(true);
});
