/**
 * A person who has only a browser and the file of a release: every step that README.md names under “Install”, in a
 * fresh profile. `INSTALL_PICTURES` names a folder for the pictures that README.md shows (`npm run pictures --
 * install`).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import JSZip from 'jszip';
import { type BrowserContext, chromium, firefox } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from '../../scripts/browsers.mjs';
import { filesIn, zipOf } from '../../scripts/release-zip.mjs';
import { GECKO_ID } from '../../wxt.config';
import { browserKind, closeFirefox, inFirefoxWindow } from './browser';
import { longTurn } from './turns';

/** Reads what was stored, as a page of the extension can. */
interface ExtensionApi {
  storage: { local: { get(key: string): Promise<Record<string, unknown>>; set(values: object): Promise<void> } };
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-release-'));
const profile = path.join(scratch, 'profile');
const pictures = process.env.INSTALL_PICTURES;
/** Round what is to be pressed. */
const RING = 'outline: 3px solid #c2410c;';
const built = (name: string) => path.resolve(import.meta.dirname, '../../.output', name);

let context: BrowserContext | undefined;
beforeAll(() => fs.mkdirSync(profile));
afterAll(async () => {
  if (context) await (browserKind() === 'firefox' ? closeFirefox(context) : context.close());
  fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

describe.runIf(browserKind() === 'chromium')('Chromium', () => {
  const launch = () =>
    chromium.launchPersistentContext(profile, {
      executablePath: browserPath('chromium'),
      ignoreDefaultArgs: ['--disable-extensions'],
      viewport: { width: 760, height: 430 },
      args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND', '--enable-unsafe-extension-debugging'],
    });

  test('takes the folder that the .zip unpacks to, and opens a page of it', async () => {
    const folder = path.join(scratch, 'transhumance');
    await unpack(await zipOf(filesIn(built('chrome-mv3'))), folder);
    context = await launch();
    const page = await context.newPage();
    await page.goto('chrome://extensions');
    await page.locator('#devMode').click();
    await page.locator('#loadUnpacked').waitFor();
    if (pictures) {
      for (const control of ['#devMode', '#loadUnpacked'])
        await page.locator(control).evaluate((element, style) => element.setAttribute('style', style), `${RING} outline-offset: 5px; border-radius: 14px;`);
      await page.screenshot({ path: path.join(pictures, 'install-chrome-1.png'), animations: 'disabled', clip: { x: 0, y: 0, width: 760, height: 130 } });
      for (const control of ['#devMode', '#loadUnpacked']) await page.locator(control).evaluate((element) => element.removeAttribute('style'));
    }
    const opens = context.waitForEvent('page');
    // The button opens the system's own dialog, which no driver sees; this is what follows it.
    const session = await context.browser()?.newBrowserCDPSession();
    if (session === undefined) throw new Error('no browser');
    const load = (from: string) => session.send('Extensions.loadUnpacked', { path: from });
    const [start, { id }] = await Promise.all([opens, load(folder)]);
    expect(start.url()).toMatch(/^chrome-extension:\/\/\w+\/start\.html/);
    await start.getByRole('heading', { level: 1 }).waitFor();
    await page.bringToFront();
    await expect.poll(() => page.locator('extensions-item #name').allTextContents()).toContainEqual(expect.stringContaining('Transhumance'));
    if (pictures)
      await page.screenshot({ path: path.join(pictures, 'install-chrome-2.png'), animations: 'disabled', clip: { x: 0, y: 0, width: 760, height: 418 } });

    // The folder is the extension: what it saved is there for the same folder alone.
    const elsewhere = path.join(scratch, 'elsewhere');
    fs.cpSync(folder, elsewhere, { recursive: true });
    expect((await load(folder)).id).toBe(id);
    expect((await load(elsewhere)).id).not.toBe(id);
  });

  test('refuses the folder around it, in which there is no manifest.json', async () => {
    const session = await context?.browser()?.newBrowserCDPSession();
    const around = session?.send('Extensions.loadUnpacked', { path: scratch });
    await expect(around).rejects.toThrow(/manifest/i);
  });
});

describe.runIf(browserKind() === 'firefox')('Firefox', () => {
  const xpi = path.join(scratch, 'transhumance-firefox.xpi');
  const launchOnce = (prefs: Record<string, boolean>) =>
    firefox.launchPersistentContext(profile, {
      timeout: 120_000,
      channel: 'moz-firefox',
      executablePath: browserPath('firefox'),
      args: ['--remote-allow-system-access'],
      viewport: { width: 1000, height: 520 },
      firefoxUserPrefs: { 'network.dns.forceResolve': '127.0.0.1', 'network.socket.forcePort': '443=1', ...prefs },
    });
  // On a busy machine its start may hang.
  const launch = (prefs: Record<string, boolean> = {}) => launchOnce(prefs).catch(() => launchOnce(prefs));
  const modules = `
    const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
    const { FileUtils } = ChromeUtils.importESModule('resource://gre/modules/FileUtils.sys.mjs');`;
  const inside = (context: BrowserContext, body: string) => inFirefoxWindow(context)(`(async () => { ${modules} ${body} })()`);
  const installed = (context: BrowserContext) =>
    inside(
      context,
      `const addon = await AddonManager.getAddonByID('${GECKO_ID}'); return addon === null ? 'none' : addon.temporarilyInstalled ? 'temporary' : 'lasting';`,
    );
  /** The page that opens after installing, in a tab of its own. */
  const ourPage = async (context: BrowserContext) => {
    const find = () => context.pages().find((page) => page.url().startsWith('moz-extension://'));
    await expect.poll(find).toBeDefined();
    const page = find();
    if (page === undefined) throw new Error('no page of the extension');
    await expect.poll(() => page.evaluate(() => document.querySelector('h1') !== null).catch(() => false)).toBe(true);
    return page;
  };
  const remembered = (context: BrowserContext) =>
    ourPage(context).then((page) =>
      page.evaluate(async () => (await (globalThis as unknown as { browser: ExtensionApi }).browser.storage.local.get('tried')).tried),
    );
  const pressLoad = async (context: BrowserContext, beforehand: () => Promise<void> = async () => undefined) => {
    await inside(
      context,
      `// The dialog is the system's own, which no driver sees: a stand-in answers it with the file.
       const picker = {
         init() {}, appendFilters() {}, appendFilter() {},
         open(callback) { Promise.resolve().then(() => callback.done(Ci.nsIFilePicker.returnOK)); },
         get file() { return new FileUtils.File(${JSON.stringify(xpi)}); },
         QueryInterface: ChromeUtils.generateQI(['nsIFilePicker']),
       };
       const factory = { createInstance: (iid) => picker.QueryInterface(iid), QueryInterface: ChromeUtils.generateQI(['nsIFactory']) };
       Components.manager.QueryInterface(Ci.nsIComponentRegistrar)
         .registerFactory(Components.ID('{2f1c1f0e-7d0d-4a53-9a4e-3a52f6a1f001}'), 'picker', '@mozilla.org/filepicker;1', factory);
       gBrowser.selectedTab = gBrowser.addTrustedTab('about:debugging#/runtime/this-firefox');`,
    );
    const withButton = (then: string) =>
      inside(
        context,
        `const button = [...gBrowser.selectedBrowser.contentDocument.querySelectorAll('button')].find((each) => each.textContent.includes('Load Temporary Add-on'));
         if (button !== undefined) { ${then} }
         return button !== undefined;`,
      );
    await expect.poll(() => withButton(`button.style = '${RING} outline-offset: -3px;';`)).toBe(true);
    await beforehand();
    await withButton(`button.removeAttribute('style'); button.click();`);
    await expect.poll(() => installed(context)).toBe('temporary');
  };

  test('takes the .xpi as a temporary add-on', async () => {
    fs.writeFileSync(xpi, await zipOf(filesIn(built('firefox-mv3'))));
    context = await launch();
    const picture = (name: string) => async () => {
      if (pictures && context) await takePicture(context, path.join(pictures, name));
    };
    await pressLoad(context, picture('install-firefox-1.png'));
    const page = await ourPage(context);
    await page.evaluate(() => (globalThis as unknown as { browser: ExtensionApi }).browser.storage.local.set({ tried: 'kept' }));
    await picture('install-firefox-2.png')();
  });

  test('forgets it when it is closed, and has what it saved again once it is loaded anew', async () => {
    if (context) await closeFirefox(context);
    context = await launch();
    expect(await installed(context)).toBe('none');
    await pressLoad(context);
    expect(await remembered(context)).toBe('kept');
  });

  longTurn('keeps it, with what it saved, where it need not be signed', async () => {
    if (context) await closeFirefox(context);
    context = await launch({ 'xpinstall.signatures.required': false });
    expect(await installed(context)).toBe('none');
    await inside(context, `const install = await AddonManager.getInstallForFile(new FileUtils.File(${JSON.stringify(xpi)})); await install.install();`);
    expect(await installed(context)).toBe('lasting');
    expect(await remembered(context)).toBe('kept');
    await closeFirefox(context);
    context = await launch({ 'xpinstall.signatures.required': false });
    await expect.poll(() => context && installed(context)).toBe('lasting');
  });

  /** The page down to the extension's name, or the button: below, it tells a folder of this machine. */
  async function takePicture(context: BrowserContext, file: string): Promise<void> {
    const picture = await inside(
      context,
      `const { contentDocument: page } = gBrowser.selectedBrowser;
       const place = [...page.querySelectorAll('dt')].find(({ textContent }) => textContent === 'Location')?.getBoundingClientRect();
       const rect = new DOMRect(0, 0, 1000, place ? place.top - 12 : 242);
       const bitmap = await gBrowser.selectedBrowser.browsingContext.currentWindowGlobal.drawSnapshot(rect, 0.76, 'white');
       const canvas = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
       canvas.width = bitmap.width; canvas.height = bitmap.height;
       canvas.getContext('2d').drawImage(bitmap, 0, 0);
       return canvas.toDataURL();`,
    );
    fs.writeFileSync(file, Buffer.from(String(picture).split(',')[1] ?? '', 'base64'));
  }
});

async function unpack(bytes: Uint8Array, folder: string): Promise<void> {
  const zip = await JSZip.loadAsync(bytes);
  for (const [name, entry] of Object.entries(zip.files)) {
    if (entry.dir) continue;
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, await entry.async('nodebuffer'));
  }
}
