/** The start page and the popup, for whoever uses a keyboard, hears them, or has little room. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../journey/plan';
import english from '../../locales/en.json' with { type: 'json' };
import french from '../../locales/fr.json' with { type: 'json' };
import { startPages } from '../../views/route';
import { arrive, type ExtensionApi, fresh, type Journey, old, rowOf, say, setOut, show, tabAt } from './journey';
import { turn } from './turns';

/** What has the focus, in words; empty where nothing has. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: at, body } = document;
    if (at === null || at === body) return '';
    return `${at.localName} ${at.getAttribute('aria-label') ?? (at instanceof HTMLInputElement ? (at.labels?.[0]?.textContent ?? '') : at.textContent?.trim())}`;
  });
const expectFocus = (page: Page, on: string | RegExp) => expect.poll(() => focused(page)).toMatch(on);
const expectSaid = (page: Page, sentence: string) => expect.poll(() => page.getByRole('status').first().textContent()).toContain(sentence);

const enter = async (control: Locator) => {
  await control.focus();
  await control.press('Enter');
};

/** A move whose lists are saved: every page of ours is there. */
async function setOutWithLists(): Promise<{ journey: Journey; late: (plan: Plan) => Plan }> {
  const journey = await setOut();
  await tabAt(journey, journey.old, 'amelie', '/settings/export');
  await journey.inside.evaluate(async () => {
    const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
    await (scope.browser ?? scope.chrome).runtime.sendMessage({ name: 'personPressed', data: { kind: 'save-lists' } });
  });
  const { kit, details } = await journey.planWhere(
    ({ kit, details }) => kit.saving === null && Object.keys(kit.lists).length > 5 && details.read.deletion !== undefined,
    ({ kit, details }) => ({ kit, details }),
  );
  const most = { name: 40, note: 500, fields: 4, label: 255, value: 255 };
  const values = { display_name: ['Amélie'], note: [], fields: ['Web', 'https://amelie.example'], default_privacy: ['public'] };
  const missing = [{ name: '#a_hashtag_that_is_longer_than_most_of_them_are', why: 'refused' as const }];
  const ended = { state: 'ended' as const, kinds: ['hashtags' as const], kind: null, app: '7', until: null, detail: '', at: 0 };
  return {
    journey,
    /** With its profile beside the new one, and something missing of what an app was let in for. */
    late: (plan) => ({
      ...plan,
      kit,
      details,
      profile: { ...plan.profile, there: { values, most, verified: [], at: 0 } },
      grants: {
        ...plan.grants,
        old: { ...ended, why: 'restarted', isOpen: true },
        new: { ...ended, why: 'done', isOpen: false },
        outcomes: { hashtags: { there: 2, missing, more: 3, at: 0 }, private_notes: { there: 0, missing: [], more: 0, at: 0 } },
      },
    }),
  };
}

describe('a newcomer without a mouse', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await arrive();
  });
  afterAll(() => journey?.close());

  test('keeps the focus on the whole way in, and hears what came of each press', async () => {
    const start = await journey.browser.open('start.html');
    const [oldField, newField] = [say('start.old.label'), say('start.new.label')].map((name) => start.getByRole('textbox', { name }));
    if (!oldField || !newField) throw new Error('there are no fields');
    await oldField.fill(old);
    await oldField.press('Enter');
    await expectFocus(start, old);
    await expectSaid(start, old);
    await newField.fill(fresh);
    await newField.press('Enter');
    await expectFocus(start, fresh);
    await expectSaid(start, fresh);

    await enter(start.getByRole('region', { name: fresh }).getByRole('button', { name: say('start.change') }));
    await expectFocus(start, say('start.new.label'));
    await expectSaid(start, say('start.new.label'));
    await newField.press('Enter');
    await expectFocus(start, fresh);

    await journey.browser.preGrant(journey.practice.hosts.map((host) => `https://${host}/*`));
    await enter(start.getByRole('button', { name: say('start.access.button') }));
    const heading = start.locator('.now h1');
    await heading.waitFor();
    const title = (await heading.textContent()) ?? '';
    await expectFocus(start, title);
    await expectSaid(start, title);
    // Where the icon is, by which it all is found again.
    await start.getByText(say('start.pin')).waitFor();
  });

  turn('has the focus in what is left when an answer takes away the question', async () => {
    const start = await journey.browser.open('start.html');
    await start.locator('.now h1').waitFor();
    // Left out and taken up again, each time by a button that is gone with it.
    const archive = rowOf(start, 'steps.archive.title');
    await enter(archive.getByRole('button').first());
    for (const label of ['buttons.skip', 'buttons.takeUp'] as const) {
      const button = archive.getByRole('button', { name: say(label), exact: true });
      await enter(button);
      await button.waitFor({ state: 'detached' });
      await expectFocus(start, /./);
    }
  });
});

describe('on a move under way', () => {
  let journey: Journey;
  let late: (plan: Plan) => Plan;
  beforeAll(async () => {
    ({ journey, late } = await setOutWithLists());
  });
  afterAll(() => journey?.close());
  beforeEach(() => journey.again(late));

  const linksOf = (start: Page) => start.locator('nav a').evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));

  test('each page opened by the navigation leaves the focus where it was, and is named aloud', async () => {
    const start = await journey.browser.open('start.html');
    await start.locator('.now h1').waitFor();
    for (const href of (await linksOf(start)).toReversed()) {
      const link = start.locator(`nav a[href="${href}"]`);
      const name = await link.evaluate((element) => element.firstChild?.textContent ?? '');
      await enter(link);
      await start.locator(href).getByRole('heading').first().waitFor();
      await expectFocus(start, name);
      await expectSaid(start, name);
    }
  });

  test('Escape closes what was opened and gives the focus back', async () => {
    const start = await journey.browser.open('start.html');
    await start.locator('.now h1').waitFor();
    const farewell = rowOf(start, 'steps.farewell.title');
    const head = farewell.getByRole('button').first();
    await enter(head);
    const why = farewell.locator('details.why');
    await enter(why.locator('summary'));
    await expect.poll(() => why.getAttribute('open')).toBe('');
    await start.keyboard.press('Escape');
    await expect.poll(() => why.getAttribute('open')).toBeNull();
    await expectFocus(start, (await why.locator('summary').textContent()) ?? '');
    await start.keyboard.press('Escape');
    await expect.poll(() => head.getAttribute('aria-expanded')).toBe('false');
    await expectFocus(start, say('steps.farewell.title'));

    const settings = await journey.browser.open('start.html#manage');
    await enter(settings.getByRole('button', { name: say('start.manage.startOverButton') }));
    await expectFocus(settings, say('start.manage.keep'));
    await settings.keyboard.press('Escape');
    await expectFocus(settings, say('start.manage.startOverButton'));
  });

  test('Escape in the popup closes the details, and not the popup', async () => {
    const popup = await journey.popup();
    const farewell = rowOf(popup, 'steps.farewell.title');
    await enter(farewell.getByRole('button').first());
    const why = farewell.locator('details.why');
    await enter(why.locator('summary'));
    // The browser closes the popup by what it does itself with the key: that is prevented.
    await why.evaluate((element) =>
      element.addEventListener('keydown', ({ defaultPrevented }) => Object.assign(globalThis, { isPrevented: defaultPrevented })),
    );
    await popup.keyboard.press('Escape');
    await expect.poll(() => why.getAttribute('open')).toBeNull();
    await expectFocus(popup, (await why.locator('summary').textContent()) ?? '');
    expect(await popup.evaluate(() => (globalThis as { isPrevented?: boolean }).isPrevented)).toBe(true);
  });
});

describe('nothing sticks out and nothing is cut', () => {
  let journey: Journey;
  let late: (plan: Plan) => Plan;
  beforeAll(async () => {
    ({ journey, late } = await setOutWithLists());
  });
  afterAll(() => journey?.close());

  /** In the page: every text that is cut, or leaves what it stands in, or the window; and every word on two lines. */
  function stickingOut(): string[] {
    const found = new Set<string>();
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.add(`the page is ${scrollWidth} wide in ${clientWidth}`);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (element === null || texts.currentNode.nodeValue?.trim() === '' || element.closest('.unseen, .skip, option') || !element.checkVisibility()) continue;
      const what = `${element.localName}.${element.className} “${element.textContent?.trim().slice(0, 60)}”`;
      // An element in a line has no width of its own.
      if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth) found.add(`${what} is ${element.scrollWidth} wide in ${element.clientWidth}`);
      const place = (element.closest('button, th, td, li, .sheet, .notice, header, footer') ?? document.body).getBoundingClientRect();
      range.selectNodeContents(texts.currentNode);
      for (const { left, right, width } of range.getClientRects())
        if (width > 1 && (left < place.left - 1 || right > place.right + 1))
          found.add(`${what} lies from ${left} to ${right} in ${place.left} to ${place.right}`);
      // Addresses, handles and names of files may be broken anywhere; a word that has a hyphen, behind it.
      for (const { 0: word, index } of (texts.currentNode.nodeValue ?? '').matchAll(/(?<![^\s«“(])[\p{L}\p{M}’·]+(?=[\s»”).,:;?-]|$)/gu)) {
        range.setStart(texts.currentNode, index);
        range.setEnd(texts.currentNode, index + word.length);
        const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => Math.round(top)));
        if (lines.size > 1) found.add(`“${word}” of ${what} is broken`);
      }
    }
    for (const time of document.querySelectorAll('time')) {
      range.selectNodeContents(time);
      const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => Math.round(top)));
      if (lines.size > 1) found.add(`the time “${time.textContent}” is broken`);
    }
    return [...found];
  }

  // The last two are 1280 and 700 at 200 %: what is twice as large has half the room.
  const widths = [1280, 700, 320, 640, 350];
  const languages = { en: english, fr: french };

  async function speak(language: keyof typeof languages): Promise<void> {
    await journey.inside.evaluate(async (language) => {
      const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
      await (scope.browser ?? scope.chrome).storage.local.set({ language });
    }, language);
  }

  test.each(['en', 'fr'] as const)('on any page of the start page at any width: %s', async (language) => {
    await journey.again(late);
    await speak(language);
    const start = await journey.browser.open('start.html');
    await start.getByRole('link', { name: languages[language].start.manage.title }).waitFor();
    const links = await start.locator('nav a').evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
    const there = startPages.filter((page) => links.includes(`#${page}`));
    expect(there.length).toBeGreaterThan(6);
    const troubles: string[] = [];
    for (const page of there) {
      await show(start, page);
      await start.locator(`#${page}`).getByRole('heading').first().waitFor();
      await start.evaluate(() => {
        for (const closed of document.querySelectorAll('details')) closed.open = true;
      });
      for (const width of widths) {
        await start.setViewportSize({ width, height: 800 });
        for (const trouble of await start.evaluate(stickingOut)) troubles.push(`${page}, ${width} px: ${trouble}`);
      }
    }
    expect(troubles).toEqual([]);
  });

  test.each(['en', 'fr'] as const)('on the first screen after installing: %s', async (language) => {
    await journey.store(null);
    await speak(language);
    const start = await journey.browser.open('start.html');
    await start.getByRole('textbox', { name: languages[language].start.old.label }).waitFor();
    const troubles: string[] = [];
    for (const width of widths) {
      await start.setViewportSize({ width, height: 800 });
      for (const trouble of await start.evaluate(stickingOut)) troubles.push(`${width} px: ${trouble}`);
    }
    expect(troubles).toEqual([]);
  });

  test.each(['en', 'fr'] as const)('in the popup, whichever step is open: %s', async (language) => {
    await journey.again(late);
    await speak(language);
    const popup = await journey.popup();
    await popup.setViewportSize({ width: 368, height: 600 });
    await popup.getByRole('button', { name: languages[language].popup.settings }).waitFor();
    const heads = popup.locator('.step .head');
    const troubles: string[] = [];
    for (const head of await heads.all()) {
      if ((await head.getAttribute('aria-expanded')) === 'false') await head.click();
      for (const trouble of await popup.evaluate(stickingOut)) troubles.push(trouble);
    }
    expect(troubles).toEqual([]);
  });
});
