/** No screen of ours has anything that axe finds wrong, in the light and in the dark (cards.e2e.ts: no card). */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Plan } from '../../journey/plan';
import { startPages } from '../../views/route';
import { axeProblems } from './axe';
import { arrive, type Journey, setOut } from './journey';
import { systemIs } from './media';
import { turn } from './turns';

const both = ['light', 'dark'] as const;

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
    await systemIs(journey.browser, popup, { scheme });
    for (const problem of await axeProblems(popup, null)) found.push(`popup, ${scheme}: ${problem}`);
    await systemIs(journey.browser, start, { scheme });
    for (const page of there) {
      await start.evaluate((page) => {
        location.hash = page;
      }, page);
      await start.locator(`#${page}`).getByRole('heading').first().waitFor();
      expect(await start.getByRole('heading', { level: 1 }).count(), page).toBe(1);
      expect(await start.locator('.btn.primary').count(), `${page}: one thing to do`).toBeLessThanOrEqual(1);
      for (const problem of await axeProblems(start, null)) found.push(`${page}, ${scheme}: ${problem}`);
    }
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
        await systemIs(fresh.browser, page, { scheme });
        expect(await axeProblems(page, null), scheme).toEqual([]);
        expect(await page.locator('.btn.primary').count()).toBe(1);
      }
  } finally {
    await fresh.close();
  }
});
