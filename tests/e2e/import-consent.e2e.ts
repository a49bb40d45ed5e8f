/** Firefox asks the person before an extension hands personal data on; Chrome has no such prompt. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeGate } from '../practice/gate';
import { browserKind } from './browser';
import { arrive, ask, cardSays, fresh, type Journey, nameAccount, old, press, say, show, signIn } from './journey';

describe.runIf(browserKind() === 'firefox')('"Import all" at the real prompt', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await arrive({ practice: { servers: { old: { version: '4.6' } } }, browser: { prompts: 'real' } });
    const start = await journey.browser.open('start.html');
    await nameAccount(start, 'start.old.label', old);
    await nameAccount(start, 'start.new.label', fresh);
    await press(start, 'start.access.button');
    await journey.browser.answerPrompt(start, 'allow');
    await start.locator('.now h1').waitFor();
    const page = await journey.tab();
    await signIn(page, journey.old, 'amelie');
    await page.goto(`${journey.old.origin}/settings/export`);
    await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
    await vi.waitFor(async () => expect(Object.keys((await journey.plan()).kit.lists).length).toBe(7));
    await journey.browser.closeTab(page);
    await journey.browser.closeTab(start);
  });
  afterAll(() => journey?.close());

  test('refused: said, and nothing is sent; given and taken back: it stands still; given again: the lists go', async () => {
    await signIn(journey.inside, journey.new, 'amelie_new');
    const start = await journey.browser.open('start.html#import');
    await press(start.locator('#import'), 'imports.all');
    await journey.browser.answerPrompt(start, 'deny');
    await start.getByText(say('imports.consent.refused')).waitFor();
    expect(journey.new.requests.filter(({ path }) => path.startsWith('/settings'))).toEqual([]);

    const gate = makeGate();
    const imports = () => journey.new.account('amelie_new').imports.length;
    journey.new.options.latency = (path) => (path.startsWith('/settings/imports') && imports() === 2 ? gate.opened : 0);
    await press(start.locator('#import'), 'imports.all');
    await journey.browser.answerPrompt(start, 'allow');
    await vi.waitFor(() => expect(imports()).toBe(2));
    await journey.browser.forbidHandingOn(['personallyIdentifyingInfo', 'websiteContent']);
    gate.open();
    await start.getByText(say('imports.pauses.consent', { server: 'new.localhost' })).waitFor();
    expect(imports()).toBeLessThan(7);

    await press(start.locator('#import'), 'imports.goOn');
    await journey.browser.answerPrompt(start, 'allow');
    await vi.waitFor(() => expect(imports()).toBe(7));
    await journey.browser.screenshot(start, 'import-all');

    // What was given can be taken back, with everything else.
    const given = () => ask(journey, async (api) => (await api.permissions.getAll()).data_collection ?? []);
    expect(await given()).toEqual(expect.arrayContaining(['personallyIdentifyingInfo', 'websiteContent']));
    await show(start, 'manage');
    await press(start, 'start.manage.forgetButton');
    await press(start, 'start.manage.forgetConfirm');
    await start.getByText(say('start.manage.forgotten')).waitFor();
    expect(await given()).not.toContain('personallyIdentifyingInfo');
    expect(await given()).not.toContain('websiteContent');
  });
});
