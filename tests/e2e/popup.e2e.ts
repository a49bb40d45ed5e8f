/**
 * The popup and the icon: by keyboard, in the little room there is, and the way from a page to the two address fields.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../journey/plan';
import type { StepId } from '../../journey/step-ids';
import { currentStep, steps } from '../../journey/steps';
import { plantedToken } from '../practice/initial-state';
import { ask, boxOf, type ExtensionApi, fresh, type Journey, migratedAt, old, press, rowOf, say, setOut, tabAt } from './journey';
import { turn } from './turns';

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(() => journey.again());

/** Moved and compared, with followers still on their way, counted and by name, and the archive being made. */
function talkative(plan: Plan, at: number): Plan {
  const list = { rows: 3, pageCount: 3, bytes: 60, sha256: 'a'.repeat(64), source: 'export' as const, notes: [], at, served: true };
  const said = (id: StepId) => [id, { what: 'done' as const, at }] as const;
  return {
    ...plan,
    said: Object.fromEntries((['save', 'archive', 'join', 'alias', 'import'] as const).map(said)),
    kit: { ...plan.kit, lists: { follows: list } },
    fresh: { ...plan.fresh, lists: { follows: list } },
    followers: { ...plan.followers, compared: { arrived: 235, stayed: 5, left: 0, at } },
    arrivals: [{ at, old: 5, new: 235 }],
    seen: { ...plan.seen, old: { ...plan.seen.old, migration: migratedAt(at) } },
  };
}

const badge = () => ask(journey, (api) => api.action.getBadgeText({}));

describe('the icon', () => {
  test('says that something needs the person, and nothing before a move has begun', async () => {
    await expect.poll(badge).toBe('•');
    await journey.store(null);
    await expect.poll(badge).toBe('');
  });
});

describe('whoever comes back after days', () => {
  const DAY = 24 * 3_600_000;
  const back: [string, StepId, boolean, (plan: Plan) => Plan][] = [
    ['with nothing saved yet', 'save', true, (plan) => plan],
    [
      'while moderators look at the new account',
      'join',
      false,
      (plan) => ({
        ...done(plan, 'save', 'archive'),
        seen: { ...plan.seen, new: { ...plan.seen.new, account: null, status: { is: 'pending', since: Date.now() - 5 * DAY }, door: null } },
      }),
    ],
    ['with the alias still to be made', 'alias', true, (plan) => withNewAccount(done(plan, 'save', 'archive'))],
    ['when all is over but the goodbye', 'farewell', true, (plan) => done(withNewAccount(plan), 'save', 'archive', 'alias', 'move', 'import', 'arrive')],
  ];
  const done = (plan: Plan, ...ids: StepId[]): Plan => ({
    ...plan,
    said: Object.fromEntries(ids.map((id) => [id, { what: 'skipped', at: Date.now() - 5 * DAY }])),
  });
  const withNewAccount = (plan: Plan): Plan => ({
    ...plan,
    seen: { ...plan.seen, new: { ...plan.seen.new, account: { functional: true, movedTo: null, at: Date.now() - 5 * DAY } } },
  });

  test.each(back)('%s is met by one next thing, in the popup, by the icon and on the start page', async (_, step, isTheirs, change) => {
    await journey.again(change);
    const title = say(`steps.${step}.title`);
    const popup = await journey.popup();
    await expect.poll(() => popup.locator('.head[aria-expanded="true"] .title').allTextContents()).toEqual([title]);
    const start = await journey.browser.open('start.html');
    await expect.poll(() => start.locator('.now h1').textContent()).toBe(title);
    await expect.poll(() => ask(journey, (api) => api.action.getTitle({}))).toBe(say(isTheirs ? 'badge.yours' : 'badge.waiting', { step: title }));
    expect(await badge()).toBe(isTheirs ? '•' : '');
  });
});

describe('the popup', () => {
  turn('is all there without a mouse', async () => {
    const popup = await journey.popup();
    await rowOf(popup, 'steps.save.title').waitFor();
    const focused = () => popup.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    const visited: string[] = [];
    for (let stops = 0; stops < 30 && !visited.includes(say('popup.settings')); stops++) {
      await popup.keyboard.press('Tab');
      visited.push(await focused());
    }
    const order = [say('steps.accounts.title'), say('steps.save.title'), say('steps.farewell.title'), say('popup.kit'), say('popup.settings')];
    expect(order.map((words) => visited.findIndex((stop) => stop.includes(words)))).toEqual(
      order.map((words) => visited.findIndex((stop) => stop.includes(words))).toSorted((a, b) => a - b),
    );
    expect(order.every((words) => visited.some((stop) => stop.includes(words)))).toBe(true);

    const alias = rowOf(popup, 'steps.alias.title').getByRole('button').first();
    await alias.focus();
    await popup.keyboard.press('Enter');
    await expect.poll(() => alias.getAttribute('aria-expanded')).toBe('true');
    await popup.keyboard.press('Space');
    await expect.poll(() => alias.getAttribute('aria-expanded')).toBe('false');
  });

  test('breaks no button into two lines where its words have room in one', async () => {
    const popup = await journey.popup();
    await popup.setViewportSize({ width: 320, height: 600 });
    const button = popup.getByRole('button', { name: say('buttons.goWithoutSaving') });
    await button.waitFor();
    // 36 pixels are one line; the room beside it is for more words than it has.
    expect((await boxOf(button)).height).toBeLessThanOrEqual(37);
  });

  test('shows all nine steps in the 600 pixels a browser gives it, in both languages, whichever is open', async () => {
    const popup = await journey.popup();
    await popup.setViewportSize({ width: 368, height: 600 });
    const rows = popup.getByRole('listitem').filter({ has: popup.locator('.head') });
    const plan = await journey.plan();
    const stored = (items: object) =>
      journey.inside.evaluate(async (items) => {
        const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
        await (scope.browser ?? scope.chrome).storage.local.set(items as Record<string, unknown>);
      }, items);
    const cut: string[] = [];
    for (const language of ['en', 'fr'] as const) {
      for (const index of steps.keys()) {
        const said = Object.fromEntries(steps.slice(1, index).map((step) => [step.id, { what: 'skipped', at: 0 }]));
        await stored({ plan: { ...plan, said }, language });
        const id = currentStep({ ...plan, said });
        await popup.locator(`#step-${id}`).waitFor();
        expect(await rows.count()).toBe(steps.length);
        const [last, settings] = [await boxOf(rows.last()), await boxOf(popup.locator('footer button').last())];
        const width = await popup.evaluate(() => document.documentElement.scrollWidth);
        if (last.y + last.height > settings.y || settings.y + settings.height > 600 || width > 368) cut.push(`${language} ${id} ${last.y + last.height}`);
      }
    }
    await stored({ plan, language: 'en' });
    expect(cut).toEqual([]);
  });

  test('shows them all, and what can be pressed, also where the open one has the most to say', async () => {
    const popup = await journey.popup();
    await popup.setViewportSize({ width: 368, height: 600 });
    const before = await journey.plan();
    const cut: string[] = [];
    for (const language of ['en', 'fr'] as const) {
      await journey.store(talkative(before, Date.now()));
      await journey.inside.evaluate(async (language) => {
        const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
        await (scope.browser ?? scope.chrome).storage.local.set({ language });
      }, language);
      await popup.waitForFunction((language) => document.documentElement.lang === language, language);
      await popup.locator('#step-arrive .progress').waitFor();
      const end = (await boxOf(popup.locator('footer'))).y;
      for (const thing of await popup.locator('.step .head, #step-arrive .buttons button').all()) {
        const { y, height } = await boxOf(thing);
        if (y < 0 || y + height > end) cut.push(`${language}: ${await thing.textContent()} ends at ${y + height} of ${end}`);
      }
    }
    await journey.store(before);
    expect(cut).toEqual([]);
  });
});

describe('the account of the page in front', () => {
  turn('is told by that page, and by its handle alone', async () => {
    await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    const told = await ask(journey, async (api) => {
      const [tab] = await api.tabs.query({ url: 'https://new.localhost/*' });
      return tab && (await api.scripting.executeScript({ target: { tabId: tab.id }, files: ['/who.js'] }));
    });
    expect(told?.map(({ result }) => result)).toEqual(['amelie_new@new.localhost']);
  });

  turn('that is not recognised is shown as it is built, for a report, and nothing of whose it is', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/preferences/appearance');
    const popup = await journey.browser.context.newPage();
    // A popup has no tab of its own, this one has: it is told what stands in front of the person.
    await popup.addInitScript(() => {
      const { tabs } = (globalThis as unknown as { chrome: { tabs: { query(of: object, ...rest: unknown[]): unknown } } }).chrome;
      const query = tabs.query.bind(tabs);
      Object.defineProperty(tabs, 'query', { value: (_: object, ...rest: unknown[]) => query({ url: 'https://new.localhost/*' }, ...rest) });
    });
    await journey.browser.open('popup.html', popup);
    await popup.setViewportSize({ width: 368, height: 600 });
    await press(popup, 'popup.snapshot.button');
    const field = popup.getByRole('textbox', { name: say('popup.snapshot.label') });
    const markup = await field.inputValue();
    expect(markup).toMatch(/^Mastodon \d/);
    expect(markup).toContain('path /settings/preferences/appearance');
    expect(markup).toContain('<script id="initial-state"');
    for (const word of [plantedToken, 'amelie', 'localhost', '@']) expect(markup).not.toContain(word);
    const [box, back] = [await boxOf(field), await boxOf(popup.getByRole('button', { name: say('popup.snapshot.back') }))];
    expect([box.x + box.width <= 368, back.y + back.height <= 600]).toEqual([true, true]);
    await press(popup, 'popup.snapshot.back');
    await rowOf(popup, 'steps.save.title').waitFor();
    await journey.browser.closeTab(page);
  });

  turn('is taken over into the start page that is open already, and the other side stays', async () => {
    await journey.store(null);
    const start = await journey.browser.open('start.html');
    const oldField = start.getByRole('textbox', { name: say('start.old.label') });
    await oldField.fill('amelie@old.localhost');
    // As the popup does it (browser/tabs.ts): the same page, with another end of its address.
    await start.evaluate(() => location.replace('#new=amelie_new%40new.localhost'));
    await start.getByRole('region', { name: fresh }).waitFor();
    expect(await oldField.inputValue()).toBe('amelie@old.localhost');
    await start.evaluate(() => location.replace('#old=amelie%40old.localhost'));
    await start.getByRole('region', { name: old }).waitFor();
    await start.getByRole('region', { name: fresh }).waitFor();
    // Once more, after it was changed by hand.
    await press(start.getByRole('region', { name: old }), 'start.change');
    await oldField.fill('somebody@else.localhost');
    await start.evaluate(() => location.replace('#old=amelie%40old.localhost'));
    await start.getByRole('region', { name: old }).waitFor();
  });
});
