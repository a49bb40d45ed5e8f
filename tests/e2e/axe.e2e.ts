/** No screen of ours, and no card, has anything that axe finds wrong, in the light and in the dark. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Plan } from '../../journey/plan';
import { startPages } from '../../views/route';
import { arrive, cardSays, type Journey, setOut, tabAt } from './journey';
import { turn } from './turns';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run(where: unknown, options: unknown): Promise<{ violations: { id: string; nodes: { target: unknown; html: string }[] }[] }>;
}

/**
 * The scripts of an extension's page are its own alone, and the driver's are let in. `within`: only what is ours of a
 * server's page.
 */
async function problems(page: Page, within: string | null): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async (within) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run(within ?? document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  }, within);
}

const both = ['light', 'dark'] as const;
const colours = (page: Page, colorScheme: 'light' | 'dark') => page.emulateMedia({ colorScheme });

/** Moved, with lists saved: every page of ours is there. */
function late(plan: Plan): Plan {
  const at = Date.now();
  const list = { rows: 3, pageCount: 3, bytes: 60, sha256: 'a'.repeat(64), source: 'export' as const, notes: [], at, served: true };
  return { ...plan, kit: { ...plan.kit, lists: { follows: list, mutes: list } } };
}

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(() => journey.again(late));

test('the popup, and every page of the start page', async () => {
  const found: string[] = [];
  const popup = await journey.popup();
  await popup.getByRole('list').first().waitFor();
  const start = await journey.browser.open('start.html');
  await start.getByRole('heading', { level: 1 }).waitFor();
  const links = await start.locator('nav a').evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
  const there = startPages.filter((page) => links.includes(`#${page}`));
  expect(there.length).toBeGreaterThan(6);
  for (const scheme of both) {
    await colours(popup, scheme);
    for (const problem of await problems(popup, null)) found.push(`popup, ${scheme}: ${problem}`);
    await colours(start, scheme);
    for (const page of there) {
      await start.evaluate((page) => {
        location.hash = page;
      }, page);
      await start.locator(`#${page}`).getByRole('heading').first().waitFor();
      expect(await start.getByRole('heading', { level: 1 }).count(), page).toBe(1);
      for (const problem of await problems(start, null)) found.push(`${page}, ${scheme}: ${problem}`);
    }
  }
  expect(found).toEqual([]);
});

test('the card on a page of the server', async () => {
  const found: string[] = [];
  const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
  await cardSays(page, 'cards.alias.fill.title');
  for (const scheme of both) {
    await colours(page, scheme);
    for (const problem of await problems(page, 'transhumance-guide')) found.push(`${scheme}: ${problem}`);
  }
  expect(found).toEqual([]);
});

turn('the first screen after installing', async () => {
  const fresh = await arrive();
  try {
    const start = await fresh.browser.open('start.html');
    await start.getByRole('heading', { level: 1 }).waitFor();
    const popup = await fresh.popup();
    await popup.getByRole('heading', { level: 1 }).waitFor();
    for (const scheme of both)
      for (const page of [start, popup]) {
        await colours(page, scheme);
        expect(await problems(page, null), scheme).toEqual([]);
      }
  } finally {
    await fresh.close();
  }
});
