/**
 * `npm run pictures -- store`: what the stores show of the extension, in every language, at the sizes they take, in
 * store/LANGUAGE. A whole move is walked once; at each stop, the page speaks one language after the other.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { languageNames, type ShownLanguage } from '../browser/languages';
import { type Browser, launch } from '../tests/e2e/browser';
import { walk } from '../tests/e2e/walk';
import { startPractice } from '../tests/practice/server';
import { root } from './set-up.mjs';

const SHOT = [1280, 800] as const;
/** By the stop of the walk. */
const shots: Partial<Record<string, string>> = {
  start: '1-start.png',
  'checklist-save': '2-checklist.png',
  'alias-filled': '3-alias.png',
  'import-sheet': '4-lists.png',
  report: '5-report.png',
};
const TILE = 'tile.png';
/** Width and height of each picture of a language. */
export const SIZES: Partial<Record<string, readonly [number, number]>> = {
  ...Object.fromEntries(Object.values(shots).map((name) => [name, SHOT])),
  [TILE]: [440, 280],
};

const languages = Object.keys(languageNames) as ShownLanguage[];
const fileOf = (language: ShownLanguage, name: string) => path.join(root, 'store', language, name);

async function takePictures(): Promise<void> {
  const practice = await startPractice();
  const browser = await launch('chromium', { port: practice.port, hosts: practice.hosts });
  try {
    for (const language of languages) await take(browser, tile(language), fileOf(language, TILE), [440, 280]);
    await walk(browser, practice, {
      onStop: async (stop, page) => {
        const name = shots[stop];
        if (name === undefined) return;
        console.log(`  ${name}`);
        const size = page.viewportSize();
        const isPopup = stop.startsWith('checklist');
        if (!isPopup) await page.setViewportSize({ width: SHOT[0], height: SHOT[1] });
        const heading = await page.evaluateHandle(() => [...document.querySelectorAll('h1, h2')].find((each) => each.getBoundingClientRect().top > -40));
        for (const language of languages) {
          await speak(browser, page, language);
          if (stop === 'report') await compareAgain(page, language);
          // Other words are of other lengths: what stands above is as high again.
          if (page.url().startsWith(browser.base))
            await heading.evaluate((each) => each && window.scrollTo(0, each.getBoundingClientRect().top + window.scrollY - 40));
          if (isPopup) await take(browser, frame((await page.screenshot()).toString('base64')), fileOf(language, name), SHOT);
          else await page.screenshot({ path: fileOf(language, name), animations: 'disabled' });
        }
        await speak(browser, page, 'en');
        if (size) await page.setViewportSize(size);
      },
    });
  } finally {
    await browser.close();
    await practice.close();
  }
}

/** Sets the language as a person does, and waits until the page speaks it. */
async function speak(browser: Browser, page: Page, language: ShownLanguage): Promise<void> {
  const ours = browser.context.pages().find((each) => each.url().startsWith(browser.base));
  if (ours === undefined) throw new Error('no page of the extension is open');
  await ours.evaluate(
    (value) =>
      (globalThis as unknown as { chrome: { storage: { local: { set(items: object): Promise<void> } } } }).chrome.storage.local.set({ language: value }),
    language,
  );
  await ours.waitForFunction((value) => document.documentElement.lang === value, language);
  if (page !== ours && page.url().startsWith(browser.base)) await page.waitForFunction((value) => document.documentElement.lang === value, language);
  if (!page.url().startsWith(browser.base))
    await page.locator(`transhumance-guide [lang="${language}"], transhumance-guide[lang="${language}"]`).first().waitFor();
}

/** A comparison speaks the language in which it was made. */
async function compareAgain(page: Page, language: ShownLanguage): Promise<void> {
  const { lists, report } = wordsOf(language);
  await page.getByRole('button', { name: report.again }).click();
  await page.getByText(lists.mutes, { exact: true }).first().waitFor();
}

const wordsOf = (language: ShownLanguage) =>
  JSON.parse(fs.readFileSync(path.join(root, 'locales', `${language}.json`), 'utf8')) as {
    manifest: { name: string };
    lists: { mutes: string };
    report: { again: string };
  };

/** A page of ours that is only for the picture. */
async function take(browser: Browser, body: string, file: string, [width, height]: readonly [number, number]): Promise<void> {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width, height });
  await page.setContent(`<!doctype html><style>
    body { margin: 0; height: 100vh; display: grid; place-items: center; font-family: system-ui, sans-serif;
      color: #1d1b2e; background: linear-gradient(120deg, #fdf0e1 20%, #e3f5f1 80%); }
    .popup { height: 740px; border-radius: 12px; box-shadow: 0 12px 40px #1d1b2e40; }
    .tile { display: grid; gap: 14px; justify-items: center; padding: 0 28px; text-align: center; text-wrap: balance; }
    .tile h1 { margin: 0; font-size: 27px; } .tile p { margin: 0; font-size: 17px; line-height: 1.35; color: #5b5870; }
  </style>${body}`);
  await page.locator('img').evaluate((image: HTMLImageElement) => image.decode());
  await page.screenshot({ path: file });
  await page.close();
}

const frame = (popup: string) => `<img class="popup" alt="" src="data:image/png;base64,${popup}">`;

function tile(language: ShownLanguage): string {
  const { manifest } = wordsOf(language);
  const [name = '', claim = ''] = manifest.name.split(/\s?:\s/);
  const icon = fs.readFileSync(path.join(root, 'public', 'icon', '128.png')).toString('base64');
  const upper = claim.charAt(0).toUpperCase() + claim.slice(1);
  return `<div class="tile"><img alt="" width="96" src="data:image/png;base64,${icon}"><h1>${name}</h1><p>${upper}</p></div>`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await takePictures();
