/**
 * What the end-to-end tests of a guided move share: a browser whose person has named both accounts, and sentences
 * instead of keys.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { translator } from '../../browser/i18n';
import type { Plan } from '../../journey/plan';
import type { StepId } from '../../journey/step-ids';
import { type Text, type TextKey, text } from '../../journey/text';
import english from '../../locales/en.json';
import type { StartPageId } from '../../views/route';
import { type PracticeOptions, type PracticeServer, type RunningPractice, startPractice } from '../practice/server';
import { newSession } from '../practice/visit';
import { en as practiceWords } from '../practice/words/en';
import { type Browser, browserKind, type LaunchOptions, launch } from './browser';

/** What an extension's own page can ask of its browser; only what these tests use. */
interface Area {
  get(key: string | null): Promise<Record<string, unknown>>;
  set(values: Record<string, unknown>): Promise<void>;
  clear(): Promise<void>;
}
export interface ExtensionApi {
  permissions: { getAll(): Promise<{ origins?: string[]; permissions?: string[]; data_collection?: string[] }> };
  scripting: {
    getRegisteredContentScripts(): Promise<{ id: string; matches?: string[] }[]>;
    executeScript(injection: { target: { tabId: number }; files: string[] }): Promise<{ result?: unknown }[]>;
  };
  tabs: { query(query: { url?: string }): Promise<{ id: number }[]>; getCurrent(): Promise<{ id: number }>; remove(ids: number[]): Promise<void> };
  storage: { local: Area; session: Area };
  action: { getBadgeText(details: object): Promise<string>; getTitle(details: object): Promise<string> };
  runtime: { sendMessage(message: unknown): Promise<unknown> };
}

const translate = translator('en', english);

/** The English sentence that the person reads. */
export function say(key: TextKey, params?: Text['params']): string {
  return translate(text(key, params));
}

/** The practice servers' own words. */
export const words = practiceWords;

export const old = '@amelie@old.localhost';
export const fresh = '@amelie_new@new.localhost';

/** What the migration page of the old account shows after the move to the new one. */
export function migratedAt(at: number): NonNullable<Plan['seen']['old']['migration']> {
  return {
    cooldown: true,
    cooldownUntil: null,
    redirectingTo: 'amelie_new@new.localhost',
    past: ['amelie_new@new.localhost'],
    proof: 'password',
    at,
  };
}

export interface Named {
  old: string;
  new: string;
}

export interface Journey {
  practice: RunningPractice;
  browser: Browser;
  old: PracticeServer;
  new: PracticeServer;
  /** A page of the extension that stays open, to look into it. */
  inside: Page;
  plan(): Promise<Plan>;
  /** The plan, once it is so; what is `shown` of it is said where it never is. */
  planWhere(is: (plan: Plan) => boolean, shown: (plan: Plan) => unknown, seconds?: number): Promise<Plan>;
  /** Everything as it was right after naming: servers, plan, open tabs. */
  again(change?: (plan: Plan) => Plan): Promise<void>;
  /** As `again`, with this one stored value put in the plan's place. */
  store(plan: unknown): Promise<void>;
  /** An empty tab. */
  tab(): Promise<Page>;
  /** The popup, in a tab of its own. */
  popup(): Promise<Page>;
  close(): Promise<void>;
  /** After `browser.restart()`. */
  adopt(browser: Browser): Promise<void>;
}

const originsOf = (practice: RunningPractice) => practice.hosts.map((host) => `https://${host}/*`);

/** Practice servers and a browser with nothing named yet. */
export async function arrive(options: { practice?: PracticeOptions; browser?: Partial<LaunchOptions> } = {}): Promise<Journey> {
  const practice = await startPractice(options.practice);
  const browser = await launch(browserKind(), { port: practice.port, hosts: practice.hosts, ...options.browser });
  let kept: unknown = null;
  const journey: Journey = {
    practice,
    browser,
    old: practice.server('old'),
    new: practice.server('new'),
    inside: await browser.open('popup.html'),
    plan: async () => (await ask(journey, (api) => api.storage.local.get('plan'))).plan as Plan,
    planWhere: (is, shown, seconds = 180) =>
      vi.waitFor(
        async () => {
          const plan = await journey.plan();
          expect(is(plan), JSON.stringify(shown(plan))).toBe(true);
          return plan;
        },
        { timeout: seconds * 1_000, interval: 100 },
      ),
    again: async (change = (plan) => plan) => {
      await leaveTabs(journey);
      practice.reset();
      kept ??= await journey.plan();
      await journey.store(change(structuredClone(kept as Plan)));
    },
    store: async (plan) => {
      await journey.inside.evaluate(async (plan) => {
        const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
        const { local, session } = (scope.browser ?? scope.chrome).storage;
        await session.clear();
        await local.set({ plan, folded: false, language: 'en' });
      }, plan as object);
    },
    tab: () => journey.browser.context.newPage(),
    popup: () => journey.browser.open('popup.html'),
    close: async () => {
      await journey.browser.close();
      await practice.close();
    },
    adopt: async (restarted) => {
      journey.browser = restarted;
      journey.inside = await restarted.open('popup.html');
      // Chromium takes an extension from the command line for a new one, and drops its scripts: the next page opened
      // must meet them again.
      if (((kept as Plan | null)?.access.length ?? 0) === 0) return;
      await expect.poll(() => ask(journey, (api) => api.scripting.getRegisteredContentScripts())).not.toEqual([]);
    },
  };
  return journey;
}

/** As if nothing had ever been saved in this browser; `again` leaves what was. */
export function emptyKit(journey: Journey): Promise<void> {
  return journey.inside.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase('transhumance');
        request.onsuccess = () => resolve();
        request.onerror = () => reject(request.error);
      }),
  );
}

/** What `inside`, a page of the extension, is told by its browser. */
export function ask<Answer>(journey: Journey, question: (api: ExtensionApi) => Promise<Answer>): Promise<Answer> {
  return journey.inside.evaluate(`(${question.toString()})(globalThis.browser ?? globalThis.chrome)`) as Promise<Answer>;
}

/** Both accounts named and access given, on the start page, as a person does it. */
export async function named(journey: Journey, handles: Named = { old, new: fresh }): Promise<Page> {
  await journey.browser.preGrant(originsOf(journey.practice));
  const start = await journey.browser.open('start.html');
  await nameAccount(start, 'start.old.label', handles.old);
  await nameAccount(start, 'start.new.label', handles.new);
  await start.getByRole('button', { name: say('start.access.button') }).click();
  await start.locator('.now h1').waitFor();
  return start;
}

/** Another page of the start page, as by its navigation. */
export async function show(start: Page, page: StartPageId): Promise<void> {
  await start.evaluate((page) => {
    location.hash = page;
  }, page);
}

export async function nameAccount(start: Page, label: 'start.old.label' | 'start.new.label' | 'start.new.serverLabel', typed: string): Promise<void> {
  const field = start.getByRole('textbox', { name: say(label) });
  await field.fill(typed);
  await field.press('Enter');
  await start.getByRole('region', { name: typed }).waitFor();
}

/** A journey whose person has named both accounts and given access. */
export async function setOut(options: Parameters<typeof arrive>[0] & { handles?: Named } = {}): Promise<Journey> {
  const journey = await arrive(options);
  await named(journey, options.handles);
  await journey.again();
  return journey;
}

async function leaveTabs(journey: Journey): Promise<void> {
  const { browser, inside } = journey;
  for (const page of browser.context.pages()) if (page !== inside) await browser.closeTab(page);
  // The driver of Firefox does not know of the tab that the extension opened when it was installed.
  await ask(journey, async (api) => {
    const [here, ours] = [await api.tabs.getCurrent(), await api.tabs.query({ url: `${location.origin}/*` })];
    await api.tabs.remove(ours.flatMap(({ id }) => (id === here.id ? [] : [id])));
  });
  // Whatever the background still does for the test before ends with it.
  await browser.stopWorker();
}

/**
 * Signs the browser of this page in without the form: by a session that the server knows and the browser's cookie
 * names.
 */
export async function signIn(page: Page, server: PracticeServer, username: string): Promise<void> {
  const session = newSession(server, 'practice');
  session.username = server.account(username).username;
  await page.context().addCookies([{ name: '_session_id', value: session.id, url: server.origin, httpOnly: true, secure: true, sameSite: 'Lax' }]);
}

/** Fills the sign-in form the page is at. */
export async function signInByForm(page: Page, username: string, password = 'practice'): Promise<void> {
  await page.getByLabel(words.sign.email).fill(username);
  await page.getByLabel(words.sign.password).fill(password);
  await page.getByRole('button', { name: words.sign.in }).click();
}

/** A tab at a page of this server, with this account signed in. */
export async function tabAt(journey: Journey, server: PracticeServer, username: string, path: string): Promise<Page> {
  await signIn(journey.inside, server, username);
  return journey.browser.open(server.origin + path);
}

/** As the button of this step in the popup does it; the tab it opens. */
export function goTo(journey: Journey, step: StepId): Promise<Page> {
  return journey.browser.opened(() =>
    journey.inside.evaluate(async (step) => {
      const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
      await (scope.browser ?? scope.chrome).runtime.sendMessage({ name: 'personPressed', data: { kind: 'go', step } });
    }, step),
  );
}

/**
 * What a page can do that reaches our overlay: scripts of the page and ours have globals of their own, but one document
 * and one list of elements. Each makes another part of it fail: the root, its place, the card.
 */
export const breakOverlay: readonly [string, () => void][] = [
  [
    'our element may have no shadow',
    () => {
      customElements.define(
        'transhumance-guide',
        class extends HTMLElement {
          static disabledFeatures = ['shadow'];
        },
      );
    },
  ],
  [
    'our element is out of the page as soon as it is in',
    () => {
      customElements.define(
        'transhumance-guide',
        class extends HTMLElement {
          connectedCallback() {
            this.remove();
          }
        },
      );
    },
  ],
  [
    'our element is emptied as soon as it is in',
    () => {
      customElements.define(
        'transhumance-guide',
        class extends HTMLElement {
          connectedCallback() {
            this.shadowRoot?.replaceChildren();
          }
        },
      );
    },
  ],
];

/** The card on a page. */
export function cardOf(page: Page): Locator {
  return page.getByRole('region', { name: say('card.label') });
}

/** Waits until the card has this title. */
export async function cardSays(page: Page, title: TextKey, params?: Text['params']): Promise<Locator> {
  const card = cardOf(page);
  await card.getByRole('heading', { name: say(title, params), exact: true }).waitFor();
  return card;
}

export async function press(place: Locator | Page, label: TextKey, params?: Text['params']): Promise<void> {
  await place.getByRole('button', { name: say(label, params), exact: true }).click();
}

/** The popup's row of a step. */
/** The text of the CSV that a press on this button downloads. */
export async function downloadedCsv({ browser: { downloads, kind } }: Journey, page: Page, button: Locator): Promise<string> {
  if (kind === 'chromium') {
    const coming = page.waitForEvent('download');
    await button.click();
    return fs.readFileSync(await (await coming).path(), 'utf8');
  }
  await button.click();
  return vi.waitFor(() => {
    const [name] = fs.existsSync(downloads) ? fs.readdirSync(downloads).filter((file) => file.endsWith('.csv')) : [];
    if (name === undefined) throw new Error('No CSV yet');
    const text = fs.readFileSync(path.join(downloads, name), 'utf8');
    fs.rmSync(path.join(downloads, name));
    return text;
  });
}

export function rowOf(popup: Page, title: TextKey): Locator {
  return popup.getByRole('listitem').filter({ has: popup.getByText(say(title), { exact: true }) });
}

/**
 * The ring goes round this control, all of it, and the card lies beside both. The page may still be scrolling to it.
 */
export async function expectPointingAt(page: Page, control: Locator): Promise<void> {
  const card = cardOf(page);
  await card.waitFor();
  const ring = page.locator('transhumance-guide #ring');
  await expect.poll(async () => contains(await boxOf(ring), await boxOf(control)), { message: 'the ring goes round the control' }).toBe(true);
  await expectFree(page, control);
}

/** The card does not lie on it. */
async function expectFree(page: Page, control: Locator): Promise<void> {
  await expect.poll(async () => overlap(await boxOf(cardOf(page)), await boxOf(control)), { message: `the card leaves ${control} free` }).toBe(false);
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error(`${locator} is nowhere`);
  return box;
}

/** Half a pixel of rounding is allowed. */
export function contains(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x + 0.5 &&
    outer.y <= inner.y + 0.5 &&
    outer.x + outer.width >= inner.x + inner.width - 0.5 &&
    outer.y + outer.height >= inner.y + inner.height - 0.5
  );
}

export function overlap(a: Box, b: Box): boolean {
  return a.x + 0.5 < b.x + b.width && b.x + 0.5 < a.x + a.width && a.y + 0.5 < b.y + b.height && b.y + 0.5 < a.y + a.height;
}
