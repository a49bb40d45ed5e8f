/** The token of the page, a password, a hostile name: none of them goes anywhere (docs/rules.md 1, 2, 6 and 7). */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plantedToken } from '../practice/initial-state';
import { arrive, ask, cardSays, type ExtensionApi, type Journey, named, old, press, rowOf, say, signIn, words } from './journey';

const hostileName = '<img src=x onerror="globalThis.wasHacked=1"><b>Amélie</b> \u202Eevil\u202C';
/** A word that stands nowhere else. */
const password = 'heather-lantern-42';
const watched = ['focus', 'blur', 'input', 'change', 'keydown', 'keyup', 'click', 'pointerdown', 'select', 'paste'];

let journey: Journey;
let move: Page;
let aliases: Page;
/** Requests of the browser's pages, whoever made them. */
const asked: string[] = [];

/** Written down in the page itself: what the policy forbade, and what happened to the password field. */
interface Notes {
  violations: string[];
  touched: string[];
  wasHacked?: number;
}

const notesOf = (page: Page) =>
  page.evaluate(() => {
    const { violations, touched, wasHacked } = globalThis as unknown as Notes;
    return { violations, touched, wasHacked };
  });

async function watchedTab(): Promise<Page> {
  const page = await journey.tab();
  await page.addInitScript(() => {
    const violations: string[] = [];
    Object.assign(globalThis, { violations, touched: [] });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      violations.push(`${violatedDirective} ${blockedURI} ${sourceFile}`);
    });
  });
  return page;
}

/** Listens in every page of the extension's own: what the pages' scripts tell it, and what it says itself. */
async function listen(): Promise<void> {
  await ask(journey, async (api) => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const runtime = api.runtime as unknown as { onMessage: { addListener(listener: (message: unknown) => void): void } };
    runtime.onMessage.addListener((message) => {
      heard.push(JSON.stringify(message));
    });
  });
}

const heard = () => journey.inside.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);

/** All that is stored, in every place there is. */
async function stored(): Promise<string> {
  return journey.inside.evaluate(async () => {
    const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
    const { local, session } = (scope.browser ?? scope.chrome).storage;
    const rows: unknown[] = [await local.get(null), await session.get(null), { ...localStorage }, { ...sessionStorage }];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name ?? '');
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of database.objectStoreNames) {
        const all = await new Promise<unknown[]>((resolve, reject) => {
          const getting = database.transaction(store).objectStore(store).getAll();
          getting.onsuccess = () => resolve(getting.result);
          getting.onerror = () => reject(getting.error);
        });
        for (const row of all) {
          rows.push(row);
          for (const value of Object.values(Object(row))) {
            if (value instanceof Blob) rows.push(await value.text());
            if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) rows.push(new TextDecoder().decode(value));
          }
        }
      }
      database.close();
    }
    return JSON.stringify(rows);
  });
}

// One whole guided journey, looked at from every side by the tests below.
beforeAll(async () => {
  journey = await arrive();
  for (const account of [journey.old.account('amelie'), journey.new.account('amelie_new')]) account.displayName = hostileName;
  journey.old.account('amelie').password = password;
  journey.browser.context.on('request', (request) => asked.push(request.url()));
  await named(journey);
  await listen();

  aliases = await watchedTab();
  await signIn(aliases, journey.new, 'amelie_new');
  await journey.browser.open(`${journey.new.origin}/settings/aliases`, aliases);
  await press(await cardSays(aliases, 'cards.alias.fill.title'), 'buttons.fill');
  await aliases.getByRole('button', { name: words.aliases.submit }).click();
  await cardSays(aliases, 'cards.alias.done.title');

  move = await watchedTab();
  await signIn(move, journey.old, 'amelie');
  await journey.browser.open(`${journey.old.origin}/settings/migration`, move);
  await press(await cardSays(move, 'cards.move.saveFirst.title'), 'buttons.goWithoutSaving');
  await cardSays(move, 'cards.move.fill.title');
  // Filled as a password manager does it, before the card fills its own field.
  await move.getByLabel(words.migration.password).evaluate(
    (field, { password, watched }) => {
      (field as HTMLInputElement).value = password;
      for (const name of watched) field.addEventListener(name, () => (globalThis as unknown as Notes).touched.push(name));
    },
    { password, watched },
  );
});
afterAll(() => journey?.close());

test('the password field is left alone while its neighbour is filled, undone and filled again', async () => {
  const field = move.getByLabel(words.migration.password);
  const card = await cardSays(move, 'cards.move.fill.title');
  await press(card, 'buttons.fill');
  await cardSays(move, 'cards.move.filled.title');
  await press(card, 'buttons.undo');
  await press(await cardSays(move, 'cards.move.fill.title'), 'buttons.fill');
  await cardSays(move, 'cards.move.filled.title');
  expect(await field.inputValue()).toBe(password);
  expect((await notesOf(move)).touched).toEqual([]);
});

test('the page’s own button sends the password to its own server, once', async () => {
  await move.getByRole('button', { name: words.migration.submit }).click();
  await cardSays(move, 'cards.move.done.title');
  const carrying = journey.practice.servers.flatMap(({ requests }) =>
    requests.filter((request) => JSON.stringify(request).includes(password)).map(({ method, host, path }) => `${method} ${host}${path}`),
  );
  expect(carrying).toEqual(['POST old.localhost/settings/migration']);
});

test('neither token nor password is in any message', async () => {
  await rowOf(await journey.popup(), 'steps.move.done')
    .getByText(say('state.seen'))
    .waitFor();
  const messages = await heard();
  expect(messages.filter((message) => message.includes('pageSeen')).length).toBeGreaterThan(2);
  for (const secret of [plantedToken, password]) expect(messages.filter((message) => message.includes(secret))).toEqual([]);
});

test('neither token nor password is stored anywhere', async () => {
  const all = await stored();
  expect(all).toContain('amelie@old.localhost');
  for (const secret of [plantedToken, password]) expect(all).not.toContain(secret);
});

test('the token is in no request, and no request carries one', () => {
  const requests = journey.practice.servers.flatMap(({ requests }) => requests);
  expect(requests.length).toBeGreaterThan(20);
  expect(requests.filter((request) => JSON.stringify(request).includes(plantedToken))).toEqual([]);
  expect(requests.filter(({ authorization, from }) => from === 'browser' && authorization !== null)).toEqual([]);
});

test('no host is asked but those that were named', () => {
  const hosts = asked.filter((url) => url.startsWith('http')).map((url) => new URL(url).host);
  expect([...new Set(hosts)].sort()).toEqual(['new.localhost', 'old.localhost']);
  expect(journey.practice.server('handle').requests).toEqual([]);
});

test('what is asked in public carries no session', () => {
  const open = journey.practice.servers
    .flatMap(({ requests }) => requests)
    .filter(({ from, path }) => from === 'browser' && /^\/(api|\.well-known|users|ap)\//.test(path));
  expect(open.length).toBeGreaterThan(4);
  expect(open.filter(({ cookie }) => cookie)).toEqual([]);
});

describe('the hostile name', () => {
  test('is shown as what it is: text', async () => {
    const page = await journey.browser.open('start.html#accounts');
    await page.getByText('<img src=x onerror="globalThis.wasHacked=1"><b>Amélie</b>').first().waitFor();
    expect(await page.locator('img[src="x"], b').count()).toBe(0);
    // What turns a line around ends with the name.
    expect(
      await page
        .getByRole('region', { name: old })
        .locator('bdi.name')
        .evaluate((name) => getComputedStyle(name).unicodeBidi),
    ).toMatch(/isolate/);
  });

  test('did nothing on any page', async () => {
    for (const page of [aliases, move]) {
      expect((await notesOf(page)).wasHacked).toBeUndefined();
      expect(await page.locator('transhumance-guide img, transhumance-guide b').count()).toBe(0);
    }
  });
});

test('nothing of ours breaks the policy of a page', async () => {
  for (const page of [aliases, move]) {
    expect((await notesOf(page)).violations).toEqual([]);
    // Somebody listens: what the page itself may not do is noted.
    await page.evaluate(() => document.body.append(Object.assign(document.createElement('script'), { textContent: 'void 0' })));
    await expect.poll(async () => (await notesOf(page)).violations.length).toBe(1);
  }
});
