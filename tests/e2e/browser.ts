/**
 * One harness for both browsers: a real, stock browser with the built extension in it, and practice hosts instead of
 * the internet. Every browser quirk has its home here and is named; tests read the same in both.
 *
 * Tried on Chromium 156 and Firefox ESR 153 with a throw-away extension (popup, registered script, optional hosts):
 * install; access granted, refused at the real prompt, revoked; worker stopped; extension updated under open pages;
 * browser restarted and killed (permissions and storage survive); a registered script on a page with `default-src
 * 'none'`; no host but ours reached.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import JSZip from 'jszip';
import { type BrowserContext, chromium, firefox, type Page } from 'playwright-core';
import { browserPath } from '../../scripts/browsers.mjs';
import { GECKO_ID } from '../../wxt.config';

export type BrowserKind = 'chromium' | 'firefox';

export interface LaunchOptions {
  /** The practice servers' port on 127.0.0.1. */
  port: number;
  /** The only hosts that exist: `['old.localhost', 'new.localhost']`. */
  hosts: readonly string[];
  /** The built extension; `.output/chrome-mv3` or `.output/firefox-mv3` when left out. */
  extension?: string;
  /** A folder of your own survives `close()`; without one a fresh profile is made and removed. */
  profile?: string;
  /** `fr-FR`; sets navigator.language in both browsers, i18n.getUILanguage() only in Chromium. */
  locale?: string;
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
  /**
   * `real`: permission prompts are shown and wait for `answerPrompt()`. Chromium then runs on a display of its own
   * (Xvfb).
   */
  prompts?: 'granted' | 'real';
  /** Where `screenshot()` puts its pictures. */
  pictures?: string;
  /** Firefox only. */
  prefs?: Record<string, string | number | boolean>;
}

export interface Browser {
  kind: BrowserKind;
  context: BrowserContext;
  /** `chrome-extension://…/` or `moz-extension://…/`, with the slash. */
  base: string;
  profile: string;
  /** Downloads land here (Firefox has no `download` event; Chromium gives random names, use its event). */
  downloads: string;
  /** Opens an address, or a page of the extension by its file name: `open('popup.html')`. */
  open(address: string, page?: Page): Promise<Page>;
  /** Reloads, also pages of the extension. */
  reload(page: Page): Promise<void>;
  /** The page that `act` makes appear in a tab of its own, ready to be used. */
  opened(act: () => Promise<unknown>): Promise<Page>;
  /** Closes one tab. */
  closeTab(page: Page): Promise<void>;
  /** The coming `permissions.request()` for these origins succeeds; a click by Playwright counts as the person's. */
  preGrant(origins: readonly string[]): Promise<void>;
  /** As the person would in the browser's own settings; `permissions.onRemoved` fires. */
  revoke(origins: readonly string[]): Promise<void>;
  /**
   * Firefox only: takes back the yes to handing these kinds of data on, as the person would in the browser's own
   * settings.
   */
  forbidHandingOn(kinds: readonly string[]): Promise<void>;
  /** Answers the permission prompt that this page has asked for. Only with `prompts: 'real'`. */
  answerPrompt(page: Page, answer: 'allow' | 'deny'): Promise<void>;
  /** The background is gone when this resolves; the next event starts it anew. */
  stopWorker(): Promise<void>;
  /**
   * The extension starts anew under the open pages, as in an update; pages of the extension itself are closed by it.
   */
  reloadExtension(): Promise<void>;
  /** `NN-name.png` in the pictures folder, numbered in the order taken; answers the path. */
  screenshot(page: Page, name: string): Promise<string>;
  /**
   * Ends and starts again with the same profile; the old object is dead. `kill` ends it as a power cut would.
   * Chromium forgets that it knew an extension from the command line: there `onInstalled` fires again, with `install`.
   */
  restart(how?: 'close' | 'kill'): Promise<Browser>;
  close(): Promise<void>;
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Any UUID will do: it fixes the moz-extension:// origin. */
const GECKO_UUID = '11111111-2222-4333-8444-555555555555';

/** The browser of this run: `BROWSER_KIND`, set by the vitest project. */
export function browserKind(): BrowserKind {
  const kind = process.env.BROWSER_KIND;
  if (kind !== 'chromium' && kind !== 'firefox')
    throw new Error('BROWSER_KIND must say chromium or firefox: run vitest with --project chromium or --project firefox');
  return kind;
}

export async function launch(kind: BrowserKind, options: LaunchOptions): Promise<Browser> {
  const profile = options.profile ?? fs.mkdtempSync(path.join(os.tmpdir(), 'transhumance-e2e-'));
  const setup = { ...options, kind, profile, folders: options.profile === undefined ? [profile] : [], pictureCount: { value: 0 } };
  // Ctrl-C in the middle: Playwright ends the browser and then this process, and nobody calls `close` any more.
  process.once('exit', () => removeFolders(setup));
  return start(setup);
}

function removeFolders({ folders }: Setup): void {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** `folders`: those that are removed at the end. */
type Setup = LaunchOptions & { kind: BrowserKind; profile: string; folders: string[]; pictureCount: { value: number } };

/** What differs between the browsers. Everything else is written once, in `start`. */
interface Engine {
  context: BrowserContext;
  base: string;
  settle(page: Page): Promise<void>;
  preGrant(origins: readonly string[]): Promise<void>;
  revoke(origins: readonly string[]): Promise<void>;
  forbidHandingOn(kinds: readonly string[]): Promise<void>;
  answerPrompt(page: Page, answer: 'allow' | 'deny'): Promise<void>;
  stopWorker(): Promise<void>;
  reloadExtension(): Promise<void>;
  /** The access that was given is on the disk when this resolves. */
  accessIsWritten(): Promise<void>;
  end(): Promise<void>;
}

async function start(setup: Setup): Promise<Browser> {
  const engine = await (setup.kind === 'chromium' ? startChromium(setup) : startFirefox(setup));
  const { context, base } = engine;
  const isOurs = (address: string) => address.startsWith(base);
  const gone = new WeakSet<Page>();

  const open: Browser['open'] = async (address, page) => {
    const target = page ?? (await context.newPage());
    const url = new URL(address, base).href;
    if (isOurs(url)) {
      // Chromium aborts it while it is still loading the extension itself.
      const go = () => target.goto(url, { waitUntil: 'commit' });
      await go().catch((error: Error) => (error.message.includes('ERR_ABORTED') ? go() : Promise.reject(error)));
      await engine.settle(target);
    } else {
      await target.goto(url);
    }
    return target;
  };
  const close = async () => {
    await engine.end();
    removeFolders(setup);
  };

  return {
    kind: setup.kind,
    context,
    base,
    profile: setup.profile,
    downloads: downloadsIn(setup),
    open,
    reload: async (page) => {
      const ours = isOurs(page.url());
      await page.reload({ waitUntil: ours ? 'commit' : 'load' });
      if (ours) await engine.settle(page);
    },
    opened: async (act) => {
      const coming = context.waitForEvent('page');
      // Where `act` fails as well, its failure is the one to tell.
      coming.catch(() => undefined);
      await act();
      const page = await coming;
      await engine.settle(page);
      return page;
    },
    closeTab: async (page) => {
      if (page.isClosed() || gone.has(page)) return;
      gone.add(page);
      if (isOurs(page.url()) && setup.kind === 'firefox') {
        // Closing a page of an extension never ends: it must be another page first. One that closed itself is still
        // listed.
        const isThere = await page.goto('about:blank').then(
          () => true,
          (error: Error) => !error.message.includes('no such frame') && Promise.reject(error),
        );
        if (!isThere) return;
      }
      await page.close();
    },
    preGrant: engine.preGrant,
    revoke: engine.revoke,
    forbidHandingOn: engine.forbidHandingOn,
    answerPrompt: async (page, answer) => {
      if (setup.prompts !== 'real') throw new Error("answerPrompt needs launch(…, { prompts: 'real' })");
      await engine.answerPrompt(page, answer);
    },
    stopWorker: engine.stopWorker,
    reloadExtension: engine.reloadExtension,
    screenshot: async (page, name) => {
      const folder = setup.pictures ?? path.join(root, '.practice', 'pictures', setup.kind);
      fs.mkdirSync(folder, { recursive: true });
      setup.pictureCount.value += 1;
      // What appears is there by then.
      await new Promise((resolve) => setTimeout(resolve, 400));
      const file = path.join(folder, `${String(setup.pictureCount.value).padStart(2, '0')}-${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
    restart: async (how = 'close') => {
      if (how === 'kill') {
        await engine.accessIsWritten();
        await insideOf(context)._browser.options.browserProcess.kill();
      }
      await engine.end();
      return start(setup);
    },
    close,
  };
}

/** What Chromium has written about an extension, as text; empty when the file is not there. */
function settingsOf(preferences: string, id: string): string {
  if (!fs.existsSync(preferences)) return '';
  const { extensions } = JSON.parse(fs.readFileSync(preferences, 'utf8')) as { extensions?: { settings?: Record<string, unknown> } };
  return JSON.stringify(extensions?.settings?.[id] ?? '');
}

const downloadsIn = (setup: Setup) => path.join(setup.profile, 'downloads');

function builtExtension(setup: Setup): string {
  // BUILDS: another folder than wxt's own, for builds that are kept while the next one is made.
  const folder = setup.extension ?? path.join(process.env.BUILDS ?? path.join(root, '.output'), setup.kind === 'chromium' ? 'chrome-mv3' : 'firefox-mv3');
  if (!fs.existsSync(path.join(folder, 'manifest.json'))) throw new Error(`The extension is not built (${folder}). Run: npm run build`);
  return folder;
}

const contextOptions = (setup: Setup) => ({
  headless: true,
  ignoreHTTPSErrors: true,
  viewport: setup.viewport ?? { width: 1000, height: 700 },
  downloadsPath: downloadsIn(setup),
  ...(setup.locale ? { locale: setup.locale } : {}),
  ...(setup.colorScheme ? { colorScheme: setup.colorScheme } : {}),
});

/** Asks again and again, without a clock of ours, until the answer is there; the test's own timeout ends it. */
async function until<Value>(ask: () => Promise<Value | undefined | null | false>, what: string, seconds = 20): Promise<Value> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ${seconds} s for ${what}`);
}

/**
 * What Playwright keeps behind its public objects: its own process and session. Nothing public does the same; the
 * version is pinned.
 */
interface Inside {
  _browser: {
    options: { browserProcess: { kill(): Promise<void> } };
    /** Firefox only. */
    _browserSession: { send(method: string, params: unknown): Promise<unknown> };
  };
}

const insideOf = (context: BrowserContext) => (context as unknown as { _connection: { toImpl(client: unknown): Inside } })._connection.toImpl(context);

// Chromium
// ------------------------------------------------------------

/** chrome.developerPrivate, as the page chrome://extensions has it: only what we use. */
interface DeveloperPrivate {
  getExtensionInfo(id: string): Promise<{ state: string }>;
  addHostPermission(id: string, origin: string): Promise<void>;
  removeHostPermission(id: string, origin: string): Promise<void>;
  updateProfileConfiguration(change: { inDeveloperMode: boolean }): Promise<void>;
  reload(id: string, options: { failQuietly: boolean }): Promise<void>;
}

interface ChromeGlobal {
  chrome: { developerPrivate: DeveloperPrivate };
}

async function startChromium(setup: Setup): Promise<Engine> {
  // A copy, as Firefox has one: Chromium reads scripts from the folder when they are needed, and a build meanwhile
  // takes them away.
  const extension = path.join(setup.profile, 'extension');
  fs.rmSync(extension, { recursive: true, force: true });
  fs.cpSync(builtExtension(setup), extension, { recursive: true });
  // Only the practice hosts exist: else the browser's own calls would reach the practice servers, or the internet.
  const rules = [...setup.hosts.map((host) => `MAP ${host}:443 127.0.0.1:${setup.port}`), 'MAP * ~NOTFOUND'].join(', ');
  // A prompt never settles in headless Chromium: it needs a display, and keys from outside.
  const display = setup.prompts === 'real' ? await startDisplay() : undefined;
  const context = await chromium.launchPersistentContext(setup.profile, {
    ...contextOptions(setup),
    headless: !display,
    executablePath: browserPath('chromium'),
    ignoreDefaultArgs: ['--disable-extensions'],
    ...(display ? { env: { ...(process.env as Record<string, string>), DISPLAY: display.name } } : {}),
    args: [
      '--no-sandbox', // needed as root, where containers run us
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      `--host-resolver-rules=${rules}`,
      '--ignore-certificate-errors', // ignoreHTTPSErrors does not reach the worker's requests
    ],
  });
  const socket = socketOf(setup.profile);
  if (socket !== null) setup.folders.push(socket);
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const base = new URL('/', worker.url()).href;
  const id = new URL(base).host;

  const onExtensionsPage = async (act: (page: Page) => Promise<void>) => {
    const page = await context.newPage();
    await page.goto('chrome://extensions');
    await act(page);
    await page.close();
  };
  const granted = new Set<string>();
  const forOrigins = (call: 'addHostPermission' | 'removeHostPermission') => (origins: readonly string[]) => {
    for (const { host } of origins.map((origin) => new URL(origin.replace('/*', '/')))) {
      if (call === 'addHostPermission') granted.add(host);
      else granted.delete(host);
    }
    return onExtensionsPage((page) =>
      page.evaluate(
        async ([call, id, origins]) => {
          const { developerPrivate } = (globalThis as unknown as ChromeGlobal).chrome;
          for (const origin of origins) await developerPrivate[call](id, origin);
        },
        [call, id, [...origins]] as const,
      ),
    );
  };

  return {
    context,
    base,
    settle: (page) => page.waitForLoadState('load'),
    preGrant: forOrigins('addHostPermission'),
    revoke: forOrigins('removeHostPermission'),
    forbidHandingOn: () => Promise.reject(new Error('Chromium asks for no such yes')),
    answerPrompt: async (page, answer) => {
      if (!display) throw new Error('no display');
      await page.bringToFront();
      await until(async () => !(await keyReaches(page, display)), 'the permission prompt');
      await display.key(answer === 'deny' ? ['Return'] : ['Tab', 'Return']);
    },
    stopWorker: async () => {
      const page = context.pages()[0] ?? (await context.newPage());
      const session = await context.newCDPSession(page);
      let isOver = false;
      session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
        isOver ||= versions.every(({ runningStatus }) => runningStatus === 'stopped');
      });
      await session.send('ServiceWorker.enable');
      // On a busy machine the wish may come while the worker is starting, and is then forgotten: so it is said again.
      await until(
        async () => {
          await session.send('ServiceWorker.stopAllWorkers');
          return until(async () => isOver, 'one try', 3).catch(() => false);
        },
        'the worker to stop',
        120,
      );
      await session.detach();
    },
    reloadExtension: () =>
      onExtensionsPage(async (page) => {
        // Without developer mode an unpacked extension is disabled by its own reload.
        await page.evaluate(() => (globalThis as unknown as ChromeGlobal).chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true }));
        await page.evaluate((id) => (globalThis as unknown as ChromeGlobal).chrome.developerPrivate.reload(id, { failQuietly: false }), id);
        const state = () => page.evaluate((id) => (globalThis as unknown as ChromeGlobal).chrome.developerPrivate.getExtensionInfo(id), id);
        await until(async () => (await state()).state === 'ENABLED', 'the extension to start anew');
      }),
    // Chromium writes its preferences ten seconds after a change: access given just before the power cut is lost with
    // it.
    accessIsWritten: async () => {
      const given = setup.hosts.filter((host) => granted.has(host));
      const folder = path.join(setup.profile, 'Default');
      const written = () => ['Preferences', 'Secure Preferences'].map((name) => settingsOf(path.join(folder, name), id)).join();
      await until(async () => given.every((host) => written().includes(`//${host}/`)), 'the access to be written', 60);
    },
    end: async () => {
      await context.close();
      display?.stop();
    },
  };
}

/** The folder outside its profile by which Chromium keeps a second one out; ended from outside, it leaves it behind. */
function socketOf(profile: string): string | null {
  const link = path.join(profile, 'SingletonSocket');
  const folder = fs.lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() ? path.dirname(fs.readlinkSync(link)) : '';
  return /^\.?(?:org|com)\.\w+\.Chrom/.test(path.basename(folder)) ? folder : null;
}

/**
 * The prompt is drawn by the browser and told to nobody: it is there when keys from outside no longer reach the page.
 */
async function keyReaches(page: Page, display: Display): Promise<boolean> {
  const reached = page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        addEventListener('keydown', () => resolve(true), { once: true, capture: true });
        setTimeout(() => resolve(false), 500);
      }),
  );
  await display.key(['Shift_L']);
  return reached;
}

interface Display {
  name: string;
  key(keys: readonly string[]): Promise<void>;
  stop(): void;
}

async function startDisplay(): Promise<Display> {
  // -displayfd lets the server choose a free number and say which.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', () => reject(new Error('Xvfb is missing. On Debian: apt-get install xvfb xdotool')));
    (server.stdio[3] as NodeJS.ReadableStream).once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  const name = `:${number}`;
  return {
    name,
    key: async (keys) => {
      for (const key of keys) await finished(spawn('xdotool', ['key', key], { env: { ...process.env, DISPLAY: name }, stdio: 'ignore' }));
    },
    stop: () => {
      server.kill();
    },
  };
}

const finished = (child: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${child.spawnfile} ended with ${code}`))));
  });

// Firefox
// ------------------------------------------------------------

async function startFirefox(setup: Setup): Promise<Engine> {
  fs.mkdirSync(path.join(setup.profile, 'extensions'), { recursive: true });
  await packXpi(builtExtension(setup), path.join(setup.profile, 'extensions', `${GECKO_ID}.xpi`));
  const launchOnce = () =>
    firefox.launchPersistentContext(setup.profile, {
      ...contextOptions(setup),
      channel: 'moz-firefox',
      timeout: 120_000,
      executablePath: browserPath('firefox'),
      args: ['--remote-allow-system-access'],
      firefoxUserPrefs: {
        'xpinstall.signatures.required': false,
        'extensions.autoDisableScopes': 0,
        'extensions.startupScanScopes': 15,
        'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: GECKO_UUID }),
        'extensions.webextOptionalPermissionPrompts': setup.prompts === 'real',
        // Every host is the practice server: nothing leaves the machine.
        'network.dns.forceResolve': '127.0.0.1',
        'network.socket.forcePort': `443=${setup.port}`,
        // Processes for tabs that nobody opens cost more than they save here.
        'dom.ipc.processPrelaunch.enabled': false,
        ...setup.prefs,
      },
    });
  // On a busy machine its window may not be there yet when the driver wants to size it, or the start hangs. The first one
  // may still hold the lock of its profile: the second gets a copy.
  const context = await launchOnce().catch(() => {
    const copy = fs.mkdtempSync(`${setup.profile}-again-`);
    fs.cpSync(setup.profile, copy, { recursive: true, filter: (file) => !['lock', '.parentlock'].includes(path.basename(file)) });
    setup.folders.push(copy);
    setup.profile = copy;
    return launchOnce();
  });
  const privileged = inFirefoxWindow(context);
  const extension = `WebExtensionPolicy.getByID(${JSON.stringify(GECKO_ID)})?.extension`;
  const takeBack = async (given: object) => {
    await privileged(`(async () => {
      const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
      await ExtensionPermissions.remove(${JSON.stringify(GECKO_ID)}, ${JSON.stringify({ permissions: [], origins: [], data_collection: [], ...given })}, ${extension});
    })()`);
  };
  const started = () => until(() => privileged(`${extension}?.backgroundState !== undefined`), 'the extension to start');
  await started();

  return {
    context,
    base: `moz-extension://${GECKO_UUID}/`,
    settle: async (page) => {
      // No load event ever arrives for pages of an extension, and only a screenshot makes the driver see the new
      // document.
      await until(async () => {
        // The smallest picture will do; it fails while the tab is on its way to the document.
        await page.screenshot({ clip: { x: 0, y: 0, width: 1, height: 1 } }).catch(() => undefined);
        return page.evaluate(() => document.readyState === 'complete' && location.href !== 'about:blank').catch(() => false);
      }, 'the page to be complete');
    },
    preGrant: async () => {}, // the pref answers
    revoke: (origins) => takeBack({ origins }),
    forbidHandingOn: (kinds) => takeBack({ data_collection: kinds }),
    answerPrompt: async (_page, answer) => {
      const button = answer === 'allow' ? 'button' : 'secondaryButton';
      // A prompt shows only over its own tab, and its buttons are deaf at first: so choose the tab, and press until it
      // is gone.
      const press = `(() => {
        for (const window of Services.wm.getEnumerator('navigator:browser')) {
          const waiting = window.gBrowser.browsers.find((browser) => window.PopupNotifications.getNotification('addon-webext-permissions', browser));
          if (!waiting) continue;
          window.gBrowser.selectedTab = window.gBrowser.getTabForBrowser(waiting);
          window.document.querySelector('#notification-popup popupnotification:not([hidden])')?.${button}.click();
          return 'pressed';
        }
        return 'none';
      })()`;
      await until(async () => (await privileged(press)) === 'pressed', 'the permission prompt');
      await until(async () => (await privileged(press)) === 'none', 'the permission prompt to go');
    },
    stopWorker: async () => {
      await privileged(`(async () => { await ${extension}.terminateBackground({ ignoreDevToolsAttached: true }); return ${extension}.backgroundState; })()`);
    },
    // Installing the same archive over itself is an update: onInstalled fires and registered scripts are dropped, as in
    // Chromium.
    reloadExtension: async () => {
      const update = path.join(setup.profile, 'update.xpi');
      await packXpi(builtExtension(setup), update);
      await privileged(`(async () => {
        const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
        const { FileUtils } = ChromeUtils.importESModule('resource://gre/modules/FileUtils.sys.mjs');
        const install = await AddonManager.getInstallForFile(new FileUtils.File(${JSON.stringify(update)}));
        await install.install();
      })()`);
      await started();
    },
    // Firefox keeps access in a database of its own, which is written at once.
    accessIsWritten: async () => {},
    end: () => closeFirefox(context),
  };
}

/** On a busy machine Firefox may never say that it has ended: then it is ended. */
export async function closeFirefox(context: BrowserContext): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, 30_000, 'late');
  });
  const how = await Promise.race([context.close(), late]);
  clearTimeout(timer);
  if (how === 'late') await insideOf(context)._browser.options.browserProcess.kill();
}

async function packXpi(folder: string, file: string): Promise<void> {
  const zip = new JSZip();
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = path.join(entry.parentPath, entry.name);
    zip.file(path.relative(folder, full).replaceAll('\\', '/'), fs.readFileSync(full));
  }
  fs.writeFileSync(file, await zip.generateAsync({ type: 'nodebuffer' }));
}

/**
 * Runs an expression in one of the browser's own windows (browser.xhtml), where extensions are managed and prompts
 * live. Playwright 1.64 has no public way to its BiDi session, and Firefox allows only one; so we go through the
 * driver's inside.
 */
export function inFirefoxWindow(context: BrowserContext): (expression: string) => Promise<unknown> {
  const { _browserSession } = insideOf(context)._browser;
  // On a busy machine an answer may never come: then asking again helps, and waiting does not.
  const session = {
    send: (method: string, params: unknown) =>
      Promise.race([
        _browserSession.send(method, params),
        new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`Firefox does not answer ${method}`)), 60_000).unref()),
      ]),
  };
  return async (expression) => {
    const tree = (await session.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 })) as { contexts: { context: string; url: string }[] };
    const window = tree.contexts.find(({ url }) => url.includes('browser.xhtml'));
    if (!window) throw new Error('Firefox has no window');
    const answer = (await session.send('script.evaluate', { expression, awaitPromise: true, target: { context: window.context } })) as
      | { type: 'success'; result: { value?: unknown } }
      | { type: 'exception'; exceptionDetails: { text: string } };
    if (answer.type === 'exception') throw new Error(`In Firefox's own window: ${answer.exceptionDetails.text}`);
    return answer.result.value;
  };
}
