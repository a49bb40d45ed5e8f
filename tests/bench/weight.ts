/**
 * What the extension weighs in a real browser: an open settings page without us, with us, with an extension of three
 * lines and with a stand-in of 100 kB; a page that is none of ours; and how long popup and start page take to their
 * first paint. Times are those of the busiest thread of the page; each is the median of many loads.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import english from '../../locales/en.json';
import { type Browser, launch } from '../e2e/browser';
import { type RunningPractice, startPractice } from '../practice/server';
import { newSession } from '../practice/visit';

const LOADS = 15;
/** Long enough for a card to be there, and for what follows it. */
const SETTLES = 1_500;

export interface Weight {
  /** Of extensions, in bytes as they are run. */
  script: number;
  /** Milliseconds of the page's main thread. */
  task: number;
  /** What the browser calls layout shift; 0.1 is what is called good. */
  shift: number;
  /** Bytes of JavaScript's memory, after what is not needed is cleared away. */
  heap: number;
}
export interface Weighed {
  settings: Record<'none' | 'ours' | 'three lines' | 'stand-in', Weight>;
  unrelated: Record<'none' | 'ours', Weight>;
  /** Milliseconds to the first paint, beside a page with one word of an extension. */
  paint: Record<'popup' | 'start page' | 'one word', number>;
}

export async function weigh(): Promise<Weighed> {
  const practice = await startPractice();
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-weight-'));
  try {
    const none = extension(scratch, 'none', null);
    const small = extension(scratch, 'small', "const words = document.title;\nif (words === '') console.log(words);\nglobalThis.noted = words;\n");
    const large = extension(scratch, 'large', standIn(100_000));
    const [without, three, stand] = [await inBrowser(practice, none, other), await inBrowser(practice, small, other), await inBrowser(practice, large, other)];
    const ours = await inBrowser(practice, undefined, async (browser) => {
      await nameAccounts(browser, practice);
      return { ...(await other(browser, practice)), popup: await firstPaint(browser, 'popup.html'), start: await firstPaint(browser, 'start.html') };
    });
    return {
      settings: { none: without.settings, ours: ours.settings, 'three lines': three.settings, 'stand-in': stand.settings },
      unrelated: { none: without.unrelated, ours: ours.unrelated },
      paint: { popup: ours.popup, 'start page': ours.start, 'one word': without.word },
    };
  } finally {
    await practice.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function inBrowser<T>(
  practice: RunningPractice,
  folder: string | undefined,
  act: (browser: Browser, practice: RunningPractice) => Promise<T>,
): Promise<T> {
  const browser = await launch('chromium', { port: practice.port, hosts: practice.hosts, ...(folder === undefined ? {} : { extension: folder }) });
  try {
    return await act(browser, practice);
  } finally {
    await browser.close();
  }
}

async function other(browser: Browser, practice: RunningPractice) {
  await signIn(browser, practice);
  const settings = await weightOf(browser, `${practice.server('new').origin}/settings/aliases`);
  const unrelated = await weightOf(browser, `${practice.server('handle').origin}/practice`);
  const hasPage = fs.existsSync(path.join(browser.profile, 'extension', 'page.html'));
  return { settings, unrelated, word: hasPage ? await firstPaint(browser, 'page.html') : 0 };
}

/** An extension that does next to nothing; without a script for pages, it has only a page of its own. */
function extension(scratch: string, name: string, script: string | null): string {
  const folder = path.join(scratch, name);
  fs.mkdirSync(folder);
  const scripts = script === null ? {} : { content_scripts: [{ matches: ['https://*/*'], js: ['content.js'] }] };
  const manifest = { manifest_version: 3, name, version: '1', background: { service_worker: 'background.js' }, ...scripts };
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  fs.writeFileSync(path.join(folder, 'background.js'), '');
  fs.writeFileSync(path.join(folder, 'page.html'), '<!doctype html><title>x</title><p>word</p>');
  if (script !== null) fs.writeFileSync(path.join(folder, 'content.js'), script);
  return folder;
}

/** Functions that are all called once and look at the page, as a script of such a size does. */
function standIn(bytes: number): string {
  const one = (at: number) =>
    `function f${at}(o){const a=document.querySelectorAll('.c${at % 40}');const s=[];for(const e of a){s.push(e.className+o.k${at % 7});}return s.length?{k${at % 7}:s.join(),n:${at}}:o}\n`;
  let text = 'let state={};\n';
  let count = 0;
  for (; text.length < bytes * 0.9; count++) text += one(count);
  return `${text}for(const f of [${Array.from({ length: count }, (_, at) => `f${at}`).join()}])state=f(state);\n`;
}

async function signIn(browser: Browser, practice: RunningPractice): Promise<void> {
  const server = practice.server('new');
  const session = newSession(server, 'practice');
  session.username = 'amelie_new';
  await browser.context.addCookies([{ name: '_session_id', value: session.id, url: server.origin, httpOnly: true, secure: true, sameSite: 'Lax' }]);
}

/** As a person does it, on the start page. */
async function nameAccounts(browser: Browser, practice: RunningPractice): Promise<void> {
  await browser.preGrant(['old', 'new'].map((key) => `${practice.server(key).origin}/*`));
  const start = await browser.open('start.html');
  for (const [label, handle] of [
    [english.start.old.label, '@amelie@old.localhost'],
    [english.start.new.label, '@amelie_new@new.localhost'],
  ] as const) {
    const field = start.getByRole('textbox', { name: label });
    await field.fill(handle);
    await field.press('Enter');
    await start.getByRole('region', { name: handle }).waitFor();
  }
  await start.getByRole('button', { name: english.start.access.button }).click();
  await start.locator('.now h1').waitFor();
  await browser.closeTab(start);
}

async function weightOf(browser: Browser, address: string): Promise<Weight> {
  const loads: Weight[] = [];
  for (let turn = 0; turn < LOADS; turn++) loads.push(await oneLoad(browser, address));
  const of = (what: keyof Weight) => median(loads.map((load) => load[what]));
  return { script: await scriptBytes(browser, address), task: of('task'), shift: of('shift'), heap: of('heap') };
}

async function oneLoad(browser: Browser, address: string): Promise<Weight> {
  const page = await browser.context.newPage();
  const session = await browser.context.newCDPSession(page);
  await session.send('Performance.enable');
  await page.addInitScript(() => {
    const noted = { shift: 0 };
    Object.assign(globalThis, { noted });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) noted.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(address);
  await settle(page);
  const task = await metric(session, 'TaskDuration');
  await session.send('HeapProfiler.collectGarbage');
  const heap = await metric(session, 'JSHeapUsedSize');
  const shift = await page.evaluate(() => (globalThis as unknown as { noted: { shift: number } }).noted.shift);
  await page.close();
  return { script: 0, task: task * 1_000, shift, heap };
}

const settle = (page: Page) => page.waitForTimeout(SETTLES);

type Session = Awaited<ReturnType<Browser['context']['newCDPSession']>>;
async function metric(session: Session, name: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find((each) => each.name === name)?.value ?? Number.NaN;
}

/** What the browser itself says it has parsed of an extension on that page. */
async function scriptBytes(browser: Browser, address: string): Promise<number> {
  const page = await browser.context.newPage();
  const session = await browser.context.newCDPSession(page);
  let bytes = 0;
  session.on('Debugger.scriptParsed', ({ url, length = 0 }) => {
    if (url.startsWith('chrome-extension://')) bytes += length;
  });
  await session.send('Debugger.enable');
  await page.goto(address);
  await settle(page);
  await page.close();
  return bytes;
}

async function firstPaint(browser: Browser, file: string): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < LOADS; turn++) {
    const page = await browser.open(file);
    const paint = await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
    times.push(Number(await paint.jsonValue()));
    await page.close();
  }
  return median(times);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
