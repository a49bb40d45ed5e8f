/** Access: asked for exactly the servers named, given, refused, taken back, kept, given up (docs/rules.md 2 and 3). */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { browserKind } from './browser';
import { arrive, ask, cardOf, cardSays, fresh, type Journey, nameAccount, named, old, press, rowOf, say, signIn, tabAt } from './journey';
import { longTurn, turn } from './turns';

/**
 * Where settings can be read; never where people sign in, sign up, prove a second factor or let in other programs
 * (docs/mastodon.md, Paths).
 */
const seenPaths = [
  '/auth',
  '/auth/edit',
  '/settings/aliases',
  '/settings/migration',
  '/settings/migration/redirect',
  '/settings/migration/redirect/new',
  '/settings/export',
  '/settings/import',
  '/settings/imports',
  '/settings/imports/7',
  '/settings/delete',
  '/settings/profile',
];
const unseenPaths = [
  '/',
  '/auth/sign_in',
  '/auth/sign_up',
  '/auth/setup',
  '/auth/password/new',
  '/auth/confirmation/new',
  '/auth/challenge',
  '/oauth/authorize',
  '/oauth/authorized_applications',
  '/settings/otp_authentication',
  '/settings/two_factor_authentication_methods',
  '/settings/two_factor_authentication_methods/otp/confirmation',
  '/settings/security_keys',
  '/settings/login_activities',
  '/settings/applications',
  '/settings/preferences/appearance',
  '/invites',
  '/filters',
  '/admin/dashboard',
  '/home',
  '/@amelie',
  '/api/v1/accounts/lookup',
];

const access = (journey: Journey) =>
  ask(journey, async (api) => {
    const { origins = [] } = await api.permissions.getAll();
    const scripts = await api.scripting.getRegisteredContentScripts();
    return { origins: origins.sort(), scripts: scripts.flatMap(({ matches = [] }) => matches) };
  });

/** A match pattern, as the browsers read it: a star is anything, everything else is itself. */
function covers(patterns: readonly string[], url: string): boolean {
  return patterns.some((pattern) => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(url));
}

const everything = ['https://new.localhost/*', 'https://old.localhost/*'];

async function expectGiven(journey: Journey): Promise<void> {
  await expect.poll(async () => (await access(journey)).origins).toEqual(everything);
  await expect
    .poll(async () => {
      const { scripts } = await access(journey);
      return everything.map((origin) => covers(scripts, origin.replace('*', 'auth/edit')));
    })
    .toEqual([true, true]);
}

async function expectNothing(journey: Journey): Promise<void> {
  await expect.poll(() => access(journey)).toEqual({ origins: [], scripts: [] });
}

/** Nothing of ours is on the page. The page itself is complete, and so is whatever would have come with it. */
async function expectSilent(page: Page): Promise<void> {
  expect(await page.locator('transhumance-guide').count()).toBe(0);
}

describe('at the browser’s own prompt', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await arrive({ browser: { prompts: 'real' } });
  });
  afterAll(() => journey?.close());

  turn('nothing is asked of any server before the person names something', async () => {
    const start = await journey.browser.open('start.html');
    await start.getByRole('textbox', { name: say('start.old.label') }).fill('amelie@old.localhost');
    await expectNothing(journey);
    expect(journey.practice.servers.flatMap(({ requests }) => requests)).toEqual([]);
    await journey.browser.closeTab(start);
  });

  test('refused: said, nothing is seen; asked again and given: all is well', async () => {
    const start = await journey.browser.open('start.html');
    await nameAccount(start, 'start.old.label', old);
    await nameAccount(start, 'start.new.label', fresh);
    await press(start, 'start.access.button');
    await journey.browser.answerPrompt(start, 'deny');
    await start.getByText(say('start.access.refused')).waitFor();
    await expectNothing(journey);
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await expectSilent(page);
    await journey.browser.closeTab(page);

    await press(start, 'start.access.button');
    await journey.browser.answerPrompt(start, 'allow');
    await start.locator('.now h1').waitFor();
    await expectGiven(journey);
    await journey.browser.open(`${journey.new.origin}/settings/aliases`, await journey.tab()).then((seen) => cardSays(seen, 'cards.alias.fill.title'));
  });

  test('forgetting gives back more than sites', async () => {
    const start = await journey.browser.open('start.html#manage');
    await start.getByRole('checkbox', { name: say('start.manage.notifyLabel') }).click();
    await journey.browser.answerPrompt(start, 'allow');
    await expect.poll(() => optional(journey)).toEqual(['notifications']);
    await press(start, 'start.manage.forgetButton');
    await press(start, 'start.manage.forgetConfirm');
    await start.getByText(say('start.manage.forgotten')).waitFor();
    expect(await optional(journey)).toEqual([]);
    await expectNothing(journey);
  });
});

/** All that was asked for, beside the hosts. */
const optional = (journey: Journey) =>
  ask(journey, async (api) => {
    const { permissions = [], data_collection = [] } = await api.permissions.getAll();
    return [...permissions.filter((name) => name === 'notifications'), ...data_collection.filter((name) => name !== 'none')];
  });

describe('a handle domain that keeps its answer from other sites', () => {
  let journey: Journey;
  // Anew for each: what was given once, Chromium gives back without asking.
  beforeEach(async () => {
    journey = await arrive({ browser: { prompts: 'real' }, practice: { servers: { handle: { handleDomainCors: false } } } });
  });
  afterEach(() => journey?.close());
  const handle = '@amelie_handle@handle.localhost';
  const askFirst = { host: 'handle.localhost' };

  turn('is asked for before anything else: refused, it is said; given, the account is found; another address, and it is given back', async () => {
    const start = await journey.browser.open('start.html');
    const field = start.getByRole('textbox', { name: say('start.old.label') });
    await field.fill(handle);
    await field.press('Enter');
    await start.getByText(say('start.access.first', { handle, ...askFirst })).waitFor();
    await press(start, 'start.access.askFirst', askFirst);
    await journey.browser.answerPrompt(start, 'deny');
    await start.getByText(say('start.access.firstRefused', askFirst)).waitFor();
    await press(start, 'start.access.askFirst', askFirst);
    await journey.browser.answerPrompt(start, 'allow');
    await start.getByRole('region', { name: handle }).waitFor();
    await expect.poll(async () => (await access(journey)).origins).toEqual(['https://handle.localhost/*']);
    // Settings show what the browser knows, whatever the plan does.
    const settings = await journey.browser.open('start.html#manage');
    await settings
      .getByRole('region', { name: say('start.manage.access') })
      .getByText('handle.localhost')
      .waitFor();
    await start.bringToFront();
    await press(start.getByRole('region', { name: handle }), 'start.change');
    await field.fill(old);
    await expectNothing(journey);
  });

  longTurn('is asked for, too, when the server alone is named by its web host: its accounts are known by that domain', async () => {
    const start = await journey.browser.open('start.html');
    await start.getByRole('checkbox', { name: say('start.new.none') }).check();
    const field = start.getByRole('textbox', { name: say('start.new.serverLabel') });
    await field.fill('social.handle.localhost');
    await field.press('Enter');
    await press(start, 'start.access.askFirst', askFirst);
    await journey.browser.answerPrompt(start, 'allow');
    await start.getByRole('region', { name: 'handle.localhost' }).waitFor();
  });
});

describe('once given', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await arrive();
    await named(journey);
    await journey.again();
  });
  afterAll(() => journey?.close());
  beforeEach(async () => {
    await journey.again();
    const { origins, scripts } = await access(journey);
    if (origins.length === everything.length && scripts.length > 0) return;
    // The test before gave it all away.
    await journey.store(null);
    await named(journey);
    await expectGiven(journey);
    await journey.again();
  });

  turn('the scripts are on the settings pages of these two servers, and nowhere else', async () => {
    const { origins, scripts } = await access(journey);
    expect(origins).toEqual(everything);
    for (const host of ['old.localhost', 'new.localhost']) {
      for (const path of seenPaths) expect.soft(covers(scripts, `https://${host}${path}`), `${host}${path}`).toBe(true);
      for (const path of seenPaths) expect.soft(covers(scripts, `https://${host}${path}?lang=en`), `${host}${path}?lang=en`).toBe(true);
      for (const path of unseenPaths) expect.soft(covers(scripts, `https://${host}${path}`), `${host}${path}`).toBe(false);
    }
    for (const path of seenPaths) expect.soft(covers(scripts, `https://social.handle.localhost${path}`)).toBe(false);
  });

  turn('taken back in the browser’s settings: the popup says so, cards go, pages are silent; given again: all is well', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    await journey.browser.revoke(['https://new.localhost/*']);
    await cardOf(page).waitFor({ state: 'hidden' });
    await expect.poll(async () => covers((await access(journey)).scripts, 'https://new.localhost/auth/edit')).toBe(false);
    const popup = await journey.popup();
    await rowOf(popup, 'steps.accounts.title')
      .getByText(say('steps.accounts.missing', { hosts: 'new.localhost' }))
      .waitFor();
    const other = await tabAt(journey, journey.old, 'amelie', '/auth/edit');
    await expectSilent(other);

    const start = await journey.browser.open('start.html');
    await start.getByText(say('start.access.partial', { hosts: 'new.localhost' })).waitFor();
    await journey.browser.preGrant(everything);
    if (browserKind() === 'firefox') await press(start, 'start.access.button');
    await start.locator('.now h1').waitFor();
    await expectGiven(journey);
    await cardSays(page, 'cards.alias.fill.title');
    await cardSays(other, 'cards.account.aliasFirst.title');
  });

  longTurn('the extension starts anew: registered as before', async () => {
    await journey.browser.reloadExtension();
    await journey.adopt(journey.browser);
    await expectGiven(journey);
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
  });

  test('the browser starts anew: registered as before', async () => {
    await journey.adopt(await journey.browser.restart());
    await expectGiven(journey);
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
  });

  turn('a mistyped address is changed: the other side keeps what was seen of it', async () => {
    const page = await tabAt(journey, journey.old, 'amelie', '/auth/edit');
    await cardSays(page, 'cards.move.aliasUnseen.title');
    const start = await journey.browser.open('start.html#accounts');
    await press(start.getByRole('region', { name: fresh }), 'start.change');
    await nameAccount(start, 'start.new.label', '@guarded@new.localhost');
    await press(start, 'start.access.button');
    await start.locator('.now h1').waitFor();
    await expect.poll(async () => (await journey.plan()).new?.handle).toBe('guarded@new.localhost');
    expect((await journey.plan()).seen.old.account).not.toBeNull();
    await cardOf(page)
      .getByText(say('cards.move.aliasUnseen.body', { old, new: '@guarded@new.localhost' }))
      .waitFor();
  });

  longTurn('one account as both ends is refused', async () => {
    const start = await journey.browser.open('start.html#accounts');
    await press(start.getByRole('region', { name: fresh }), 'start.change');
    await nameAccount(start, 'start.new.label', old).catch(() => undefined);
    await start.getByText(say('start.swap')).waitFor();
    expect(await start.getByRole('button', { name: say('start.access.button') }).count()).toBe(0);
  });

  turn('start over: the plan is empty, the fields too, the cards go', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    const start = await journey.browser.open('start.html#manage');
    await press(start, 'start.manage.startOverButton');
    await press(start, 'start.manage.startOverConfirm');
    await start.getByRole('textbox', { name: say('start.old.label') }).waitFor();
    expect((await journey.plan()).old).toBeNull();
    await cardOf(page).waitFor({ state: 'hidden' });
    await expectNothing(journey);
    const settings = await journey.browser.open('start.html#manage');
    await settings.getByText(say('start.manage.accessNone')).waitFor();
  });

  longTurn('another new account on another server: access to the one before is given back', async () => {
    const start = await journey.browser.open('start.html#accounts');
    await press(start.getByRole('region', { name: fresh }), 'start.change');
    await nameAccount(start, 'start.new.label', '@amelie_handle@handle.localhost');
    await journey.browser.preGrant(['https://handle.localhost/*', 'https://social.handle.localhost/*']);
    await press(start, 'start.access.button');
    await start.locator('.now h1').waitFor();
    await expect
      .poll(async () => (await access(journey)).origins)
      .toEqual(['https://handle.localhost/*', 'https://old.localhost/*', 'https://social.handle.localhost/*']);
    await expect.poll(async () => covers((await access(journey)).scripts, 'https://new.localhost/auth/edit')).toBe(false);
  });

  longTurn('a new server alone: its handle domain is known where that domain says so itself', async () => {
    await journey.store(null);
    const start = await journey.browser.open('start.html');
    await start.getByRole('checkbox', { name: say('start.new.none') }).check();
    await nameAccount(start, 'start.old.label', old);
    const field = start.getByRole('textbox', { name: say('start.new.serverLabel') });
    await field.fill('social.handle.localhost');
    await field.press('Enter');
    await start.getByRole('region', { name: 'handle.localhost' }).waitFor();
  });

  longTurn('access given back with one button: no site is seen, the plan is kept', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    const start = await journey.browser.open('start.html#manage');
    await press(start, 'start.manage.giveBack');
    await start.getByText(say('start.manage.accessNone')).waitFor();
    await expectNothing(journey);
    await cardOf(page).waitFor({ state: 'hidden' });
    expect((await journey.plan()).old?.handle).toBe('amelie@old.localhost');
  });

  test('everything forgotten: storage, access and scripts are gone', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/aliases');
    await cardSays(page, 'cards.alias.fill.title');
    const start = await journey.browser.open('start.html#manage');
    await press(start, 'start.manage.forgetButton');
    await press(start, 'start.manage.forgetConfirm');
    await start.getByText(say('start.manage.forgotten')).waitFor();
    await expectNothing(journey);
    const kept = await ask(journey, async (api) => ({ local: await api.storage.local.get(null), session: await api.storage.session.get(null) }));
    expect(kept).toEqual({ local: {}, session: {} });
    const databases = await start.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
    for (const name of databases) {
      const rows = await start.evaluate(
        (name) =>
          new Promise<number>((resolve, reject) => {
            const opening = indexedDB.open(name as string);
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const stores = [...opening.result.objectStoreNames];
              if (stores.length === 0) return resolve(0);
              let rows = 0;
              const reading = opening.result.transaction(stores);
              for (const store of stores)
                reading.objectStore(store).count().onsuccess = (event) => {
                  rows += (event.target as IDBRequest<number>).result;
                };
              reading.oncomplete = () => {
                opening.result.close();
                resolve(rows);
              };
            };
          }),
        name,
      );
      expect(rows, name).toBe(0);
    }
    await page.reload();
    await expectSilent(page);
    await signIn(page, journey.old, 'amelie');
    const other = await journey.browser.open(`${journey.old.origin}/auth/edit`);
    await expectSilent(other);
  });
});
