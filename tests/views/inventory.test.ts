// @vitest-environment happy-dom
/** The inventory as files: the page is only text, the table is safe in a spreadsheet, and both hold every row. */
import { expect, test } from 'vitest';
import { translator } from '../../browser/i18n';
import { inventoryOf } from '../../journey/inventory';
import { csvRecords } from '../../lists/parse';
import english from '../../locales/en.json';
import french from '../../locales/fr.json';
import { inventoryCsv, inventoryPage } from '../../views/inventory-file';
import { inventoryGroupsInWords } from '../../views/inventory-rows';
import { planAfter, readyToMove } from '../journey/sample';

const plan = planAfter(...readyToMove);
const columns = { name: 'What', count: 'Number', fate: 'Fate' };
const inWords = (language: 'en' | 'fr') => inventoryGroupsInWords(plan, language === 'en' ? translator('en', english) : translator('fr', french));

test.each(['en', 'fr'] as const)('every row is said in full: %s', (language) => {
  const rows = inWords(language).flatMap((group) => group.rows);
  expect(rows.map(({ id }) => id).sort()).toEqual(
    inventoryOf(plan)
      .map(({ id }) => id)
      .sort(),
  );
  expect(
    rows.every(({ name, fate, notes }) => [name, fate, ...notes].every((said) => said !== '' && !said.includes('inventory.') && !said.includes('{{'))),
  ).toBe(true);
});

test('the table holds every row, with the address where it is done by hand', () => {
  const read = csvRecords(inventoryCsv({ title: '', lead: '', language: 'en', columns, groups: inWords('en') }), ',');
  const rows = read.ok ? read.value.slice(1) : [];
  expect(rows).toHaveLength(inventoryOf(plan).length);
  expect(rows.find(([, name]) => name === 'Privacy and reach')?.at(-1)).toBe('https://new.example/settings/privacy');
});

test('the page is text without scripts, whatever a server calls itself', () => {
  const html = inventoryPage({ title: 'Inventory of <b>@x@y</b>', lead: '"&', language: 'en', columns, groups: inWords('en') });
  const page = new DOMParser().parseFromString(html, 'text/html');
  expect(page.querySelector('h1')?.textContent).toBe('Inventory of <b>@x@y</b>');
  expect(page.querySelectorAll('script, img, iframe, link')).toHaveLength(0);
  expect(page.querySelectorAll('th[scope="row"]')).toHaveLength(inventoryOf(plan).length);
});
