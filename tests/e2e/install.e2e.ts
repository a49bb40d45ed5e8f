/** What is true from the first second, before the person has given anything. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningPractice, startPractice } from '../practice/server';
import { type Browser, browserKind, launch } from './browser';

/** What an extension's own page can ask of its browser; only what these tests use. */
interface ExtensionApi {
  permissions: { getAll(): Promise<{ origins?: string[]; permissions?: string[] }> };
  scripting: { getRegisteredContentScripts(): Promise<{ matches?: string[] }[]> };
}

let practice: RunningPractice;
let browser: Browser;

beforeAll(async () => {
  practice = await startPractice();
  browser = await launch(browserKind(), { port: practice.port, hosts: practice.hosts });
});
afterAll(async () => {
  await browser?.close();
  await practice?.close();
});

test('the extension can see no site and watches none', async () => {
  const popup = await browser.open('popup.html');
  const access = await popup.evaluate(async () => {
    const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
    const api = scope.browser ?? scope.chrome;
    return { origins: (await api.permissions.getAll()).origins ?? [], scripts: await api.scripting.getRegisteredContentScripts() };
  });
  expect(access).toEqual({ origins: [], scripts: [] });
});

test('a server’s page stays as the server made it', async () => {
  const page = await browser.open(`${practice.server('old').origin}/practice`);
  const added = await page.evaluate(
    () => [...document.querySelectorAll('*')].filter((element) => element.localName.includes('-') || element.shadowRoot !== null).length,
  );
  expect(added).toBe(0);
  expect(practice.server('old').requests.length).toBeGreaterThan(0);
});

test.each(['popup.html', 'start.html'])('%s draws itself without an error', async (name) => {
  const errors: string[] = [];
  const page = await browser.context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await browser.open(name, page);
  await page.getByRole('button').first().waitFor();
  expect(errors).toEqual([]);
});
