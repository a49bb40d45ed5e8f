/** In colours of the person's own, and without motion: what we draw can be read and pressed, and stands still. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cardOf, cardSays, type Journey, press, setOut, tabAt } from './journey';
import { systemIs } from './media';

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(() => journey.again((plan) => plan));

const views: Record<string, () => Promise<Page>> = {
  card: async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardOf(page).waitFor();
    return page;
  },
  popup: async () => {
    const popup = await journey.popup();
    await popup.getByRole('list').first().waitFor();
    return popup;
  },
  'start page': async () => {
    const start = await journey.browser.open('start.html');
    await start.getByRole('heading', { level: 1 }).waitFor();
    return start;
  },
};

/** In the page: what of ours cannot be told from what lies behind it. */
function unseen(): string[] {
  const root = document.querySelector('transhumance-guide')?.shadowRoot ?? document;
  const backOf = (from: Element): string => {
    for (let at: Element | null = from; at !== null; at = at.parentElement ?? ((at.getRootNode() as ShadowRoot).host as Element | undefined) ?? null) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/^rgba\(.*, 0\)$|^transparent$/.test(colour)) return colour;
    }
    // What the browser paints where nobody says anything.
    const canvas = document.createElement('i');
    canvas.style.backgroundColor = 'Canvas';
    document.body.append(canvas);
    const colour = getComputedStyle(canvas).backgroundColor;
    canvas.remove();
    return colour;
  };
  const isShown = (element: Element) => element.getBoundingClientRect().width > 1 && getComputedStyle(element).visibility === 'visible';
  const found: string[] = [];
  for (const element of root.querySelectorAll('*')) {
    if (!isShown(element) || element.closest('style, script, option') !== null) continue;
    const style = getComputedStyle(element);
    const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '');
    if (words.length > 0 && style.color === backOf(element)) found.push(`text: ${element.textContent?.trim().slice(0, 60)}`);
    if (!element.matches('button, a.btn, input:not([type="hidden"]), select, textarea')) continue;
    const behind = backOf(element.parentElement ?? document.body);
    const isEdged = Number.parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none' && style.borderTopColor !== behind;
    const isNative = style.appearance !== 'none' && element.matches('[type="checkbox"], [type="radio"], [type="file"], select');
    if (!isEdged && !isNative && style.textDecorationLine !== 'underline' && style.backgroundColor === behind)
      found.push(`control: ${element.outerHTML.slice(0, 120)}`);
  }
  return found;
}

/** In the page: what of ours is animated, or would be. */
function moving(): string[] {
  const root = document.querySelector('transhumance-guide')?.shadowRoot ?? document;
  return [...root.querySelectorAll('*')].flatMap((element) => {
    const { animationName, transitionDuration } = getComputedStyle(element);
    const isMoving = animationName !== 'none' || transitionDuration.split(', ').some((time) => Number.parseFloat(time) > 0);
    return isMoving ? [`${element.tagName.toLowerCase()}#${element.id}.${element.className}: ${animationName} ${transitionDuration}`] : [];
  });
}

describe.each(Object.entries(views))('%s', (_, open) => {
  test('in colours of the person’s own, every text and control can be told from what is behind it', async () => {
    const page = await open();
    await systemIs(journey.browser, page, { hasOwnColours: true });
    expect(await page.evaluate(unseen)).toEqual([]);
    await systemIs(journey.browser, page, {});
  });

  test('without motion, nothing of ours is animated', async () => {
    const page = await open();
    await systemIs(journey.browser, page, { isStill: true });
    expect(await page.evaluate(moving)).toEqual([]);
    await systemIs(journey.browser, page, {});
  });
});

test('with motion, the ring comes up: what is looked for is found', async () => {
  const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
  await cardSays(page, 'cards.alias.fill.title');
  await systemIs(journey.browser, page, {});
  await press(cardOf(page), 'buttons.fill');
  await expect.poll(() => page.evaluate(moving)).toEqual([expect.stringContaining('appear')]);
});

test('the card turns dark and light with the page that it stands in', async () => {
  const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
  await cardOf(page).waitFor();
  for (const scheme of ['dark', 'light'] as const) {
    await systemIs(journey.browser, page, { scheme });
    await expect.poll(() => page.locator('transhumance-guide').getAttribute('data-theme')).toBe(scheme);
  }
});

test('a text in the colour of what is behind it is found', async () => {
  const page = await journey.browser.open('start.html');
  const heading = page.getByRole('heading', { level: 1 });
  await heading.evaluate((element) => {
    element.style.cssText = 'color: rgb(1, 2, 3); background: rgb(1, 2, 3)';
  });
  expect(await page.evaluate(unseen)).toEqual([expect.stringContaining('text:')]);
});
