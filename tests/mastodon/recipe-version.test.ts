// @vitest-environment happy-dom
/**
 * The recipe for another Mastodon version in CONTRIBUTING.md: the difference is one line of data in the page's file,
 * and `npm run captures` says whether it was enough. Here a version sends the form of the aliases somewhere else.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fillableOf } from '../../mastodon/page';
import { aliases } from '../../mastodon/pages/aliases';
import { checkCaptures } from '../../scripts/captures';

const fixture = path.resolve(import.meta.dirname, '../fixtures/4.6/aliases.absolute-links');
const html = fs.readFileSync(`${fixture}.html`, 'utf8').replace('"4.6.2"', '"4.9.0"').replace('/settings/aliases?lang=en', '/settings/account_aliases');
const json = fs.readFileSync(`${fixture}.json`, 'utf8').replace('"4.6.2"', '"4.9.0"');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'version-'));
fs.mkdirSync(path.join(folder, '4.9/fr'), { recursive: true });
fs.writeFileSync(path.join(folder, '4.9/fr/aliases.fresh.html'), html);
fs.writeFileSync(path.join(folder, '4.9/fr/aliases.fresh.json'), json);

test('captures name what a new version has changed, and one line of data mends it', () => {
  const failures = () => checkCaptures(folder).flatMap((result) => result.failures);
  const field = () =>
    fillableOf(aliases, 'acct', new DOMParser().parseFromString(html, 'text/html'), { origin: 'https://neu.example' })?.getAttribute('name') ?? null;
  expect([failures()[0], field()]).toEqual(['page: expected "aliases", read null', null]);
  const forms = aliases.forms as { action: string; field: string }[];
  forms.unshift({ action: '/settings/account_aliases', field: 'account_alias[acct]' }); // since 4.9
  try {
    expect([failures(), field()]).toEqual([[], 'account_alias[acct]']);
  } finally {
    forms.shift();
  }
});
