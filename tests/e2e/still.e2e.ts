/** The page stands still: it moves once, when the card comes, and not while the person is at something of it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../journey/plan';
import { browserKind } from './browser';
import { boxOf, cardOf, cardSays, type Journey, press, say, setOut, signIn, tabAt, words } from './journey';

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(() => journey.again(unsaved));

/** Everything before the alias is done or left out. */
function unsaved(plan: Plan): Plan {
  const at = Date.now();
  return {
    ...plan,
    said: { save: { what: 'skipped', at }, archive: { what: 'skipped', at } },
    seen: { ...plan.seen, new: { ...plan.seen.new, account: { functional: true, movedTo: null, at } } },
  };
}

interface Shift {
  at: number;
  /** Our own element was there. */
  isWithCard: boolean;
}
interface Watched {
  shifts: Shift[];
  before: string;
}

/** A tab that notes what its browser calls a layout shift, and what the page was like before we came. */
async function watchedTab(): Promise<Page> {
  const page = await journey.tab();
  // All of the page is in sight: what is out of it shifts without being told.
  await page.setViewportSize({ width: 1000, height: 1600 });
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    Object.assign(globalThis, { shifts });
    document.addEventListener('readystatechange', () => {
      if (document.readyState === 'interactive') Object.assign(globalThis, { before: document.documentElement.outerHTML });
    });
    new PerformanceObserver((list) => {
      for (const { startTime } of list.getEntries()) shifts.push({ at: startTime, isWithCard: document.querySelector('transhumance-guide') !== null });
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return page;
}

const shiftsOf = (page: Page) => page.evaluate(() => (globalThis as unknown as Watched).shifts);

/** As many frames as a shift needs to be told. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame);
  });

/** How many times a page has moved; all that moves in one frame is one. */
const timesOf = (shifts: readonly Shift[]) => new Set(shifts.map(({ at }) => at)).size;

const paths = ['/settings/aliases', '/auth/edit'] as const;

// Only Chromium tells of layout shifts.
describe.runIf(browserKind() === 'chromium')('a page of the server', () => {
  test.each(paths)('%s moves once by us, when the card comes, and is the page it was', async (path) => {
    await signIn(journey.inside, journey.new, 'amelie_new');
    const address = journey.new.origin + path;
    const page = await watchedTab();
    await page.goto(address);
    await cardOf(page).waitFor();
    await settled(page);
    const shifts = await shiftsOf(page);
    // How often the page moves by itself while it loads is its own affair, and another thing each time.
    expect(timesOf(shifts.filter(({ isWithCard }) => isWithCard))).toBe(1);
    const changed = await page.evaluate(() => {
      const now = document.documentElement.cloneNode(true) as HTMLElement;
      now.querySelector('transhumance-guide')?.remove();
      return now.outerHTML === (globalThis as unknown as Watched).before ? null : now.outerHTML;
    });
    expect(changed).toBeNull();
  });

  test('does not move while the person types, nor once the card has filled in the field', async () => {
    await signIn(journey.inside, journey.new, 'amelie_new');
    const page = await watchedTab();
    await page.goto(`${journey.new.origin}/settings/aliases`);
    const card = await cardSays(page, 'cards.alias.fill.title');
    await settled(page);
    const before = await shiftsOf(page);
    const field = page.getByLabel(words.aliases.field);
    await field.focus();
    await page.keyboard.type('amelie@old.localhost');
    await settled(page);
    expect(await shiftsOf(page)).toEqual(before);
    await press(card, 'buttons.fill');
    await cardSays(page, 'cards.press', { button: words.aliases.submit });
    await page.keyboard.press('End');
    const after = [await boxOf(field), await shiftsOf(page)];
    await page.keyboard.type('!');
    await settled(page);
    expect([await boxOf(field), await shiftsOf(page)]).toEqual(after);
  });
});

/** In the page, in every frame: where what is lowest on it ends. What comes late moves it. */
function watchMoves(): void {
  const moves: { at: number; isWithCard: boolean }[] = [];
  Object.assign(globalThis, { moves });
  let last: number | null = null;
  const look = () => {
    const things = [...document.querySelectorAll(':is(h3, h4, h6, p, form, table)')];
    const end = things.length === 0 ? null : Math.max(...things.map((thing) => thing.getBoundingClientRect().bottom));
    if (last !== null && end !== null && Math.abs(end - last) > 0.5)
      moves.push({ at: performance.now(), isWithCard: document.querySelector('transhumance-guide') !== null });
    last = end;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

test.each(paths)('%s moves once by us, within 200 ms of its load, or of three times what a slow machine takes for the load', async (path) => {
  await signIn(journey.inside, journey.new, 'amelie_new');
  const seen: { wait: number; loaded: number }[] = [];
  // A busy machine takes its time over the page as well: beside that, we are quick, too.
  const isQuick = ({ wait, loaded }: (typeof seen)[number]) => wait <= Math.max(200, 3 * loaded);
  for (let load = 0; load < 5 && !seen.some(isQuick); load++) {
    const page = await journey.tab();
    await page.setViewportSize({ width: 1000, height: 1600 });
    await page.addInitScript(watchMoves);
    await page.goto(journey.new.origin + path);
    await cardOf(page).waitFor();
    await settled(page);
    const { moves, loaded } = await page.evaluate(() => ({
      moves: (globalThis as unknown as { moves: Shift[] }).moves.filter(({ isWithCard }) => isWithCard),
      loaded: (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventEnd,
    }));
    expect(moves).toHaveLength(1);
    seen.push({ wait: Math.round((moves[0]?.at ?? 0) - loaded), loaded: Math.round(loaded) });
    await journey.browser.closeTab(page);
  }
  expect(seen.some(isQuick), JSON.stringify(seen)).toBe(true);
});

test('while a field has the focus, nothing moves though the card has somewhere else to go; then it goes there', async () => {
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/migration');
  await cardSays(page, 'cards.move.aliasUnseen.title');
  const field = page.getByLabel(words.migration.field);
  await field.focus();
  const before = await boxOf(field);
  const standsBefore = () => page.evaluate(() => document.querySelector('transhumance-guide')?.nextElementSibling?.outerHTML.slice(0, 80));
  const place = await standsBefore();

  journey.new.account('amelie_new').aliases.push({ id: 1, acct: 'amelie@old.localhost', uri: journey.old.account('amelie').uri });
  await signIn(page, journey.new, 'amelie_new');
  const other = await journey.browser.open(`${journey.new.origin}/settings/aliases`);
  await cardSays(other, 'cards.alias.done.title');
  await page.bringToFront();
  await cardSays(page, 'cards.move.fill.title');
  expect([await boxOf(field), await standsBefore()]).toEqual([before, place]);

  await field.blur();
  await expect.poll(standsBefore).not.toBe(place);
  // It stands before the form that holds the field now.
  expect(await standsBefore()).toMatch(/^<form/);
});

test('what comes by itself keeps the height, and all that can be pressed stays in sight', async () => {
  await journey.again();
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  await page.setViewportSize({ width: 1000, height: 1600 });
  await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
  const card = await cardSays(page, 'cards.archive.offer.title', { button: words.exports.request });
  const hidden = () =>
    card.evaluate((card) => {
      const { top, bottom } = card.getBoundingClientRect();
      return [...card.querySelectorAll('.buttons button')].flatMap((button) => {
        const box = button.getBoundingClientRect();
        return box.top < top || box.bottom > bottom ? [`${button.textContent} ends at ${box.bottom}, the card at ${bottom}`] : [];
      });
    });
  await card.getByRole('button', { name: say('buttons.skip'), exact: true }).waitFor();
  expect(await hidden()).toEqual([]);
});
