/**
 * Which sites we see: the browser's host permissions, and the script registered on exactly these servers' settings
 * paths.
 */
import { browser } from 'wxt/browser';
import { type Plan, partiesInReach } from '../journey/plan';
import {
  accountPath,
  accountSentPath,
  aliasesPath,
  deletionPath,
  exportPagePath,
  importsPath,
  migrationPath,
  newRedirectPath,
  oldImportsPath,
  profilePath,
  redirectPath,
} from '../mastodon/paths';

/**
 * Listed one by one: two-factor pages also live under `/settings` (docs/mastodon.md, Paths). Never sign-in, sign-up,
 * setup or OAuth pages: there the background sees the address, and the popup guides.
 */
export const watchedPaths = [
  accountSentPath,
  accountPath,
  aliasesPath,
  migrationPath,
  redirectPath,
  newRedirectPath,
  exportPagePath,
  oldImportsPath,
  importsPath,
  '/settings/imports/*',
  deletionPath,
  profilePath,
] as const;

const WATCH = '/watch.js';

/** `https://host/*`. Without a port, as Firefox's match patterns know none; such a pattern matches every port. */
export function originPattern(host: string): string {
  return `https://${host.replace(/:\d+$/, '')}/*`;
}

export function pathPatterns(host: string): string[] {
  const base = originPattern(host).slice(0, -2);
  // A pattern's path is compared with the query, too: `?lang=en` must not hide a page.
  return watchedPaths.flatMap((path) => (path.endsWith('*') ? [`${base}${path}`] : [`${base}${path}`, `${base}${path}?*`]));
}

/** Which of these hosts the browser lets us talk to. */
export async function grantedHosts(hosts: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(hosts.map((host) => browser.permissions.contains({ origins: [originPattern(host)] })));
  return hosts.filter((_, index) => answers[index]);
}

/** Must be called in a click handler, with nothing awaited before it: both browsers want the person's gesture. */
export function askForHosts(hosts: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: hosts.map(originPattern) });
}

/**
 * Calls back when access to sites was given. Notifications, and Firefox's consent to hand lists on, are told by the
 * same event.
 */
export function onAccessGiven(onGiven: () => void): void {
  browser.permissions.onAdded.addListener(({ origins = [] }) => {
    if (origins.length > 0) onGiven();
  });
}

/**
 * Calls back with every host the browser lets us talk to, whatever the plan says, now and after every change. Returns
 * the end of it.
 */
export function watchGiven(onGiven: (hosts: string[]) => void): () => void {
  const tell = () => void browser.permissions.getAll().then(({ origins = [] }) => onGiven(origins.map((origin) => origin.replace(/^https:\/\/|\/\*$/g, ''))));
  tell();
  const events = [browser.permissions.onAdded, browser.permissions.onRemoved];
  for (const event of events) event.addListener(tell);
  return () => {
    for (const event of events) event.removeListener(tell);
  };
}

/** Gives back every host but these. */
export async function giveBackAllBut(hosts: readonly string[]): Promise<void> {
  const { origins = [] } = await browser.permissions.getAll();
  const kept = hosts.map(originPattern);
  // All sites at once can only be given in the browser's own settings; that goes when nothing is needed any more.
  const rest = origins.filter((origin) => hosts.length === 0 || !(kept.includes(origin) || origin.includes('://*/')));
  if (rest.length > 0) await browser.permissions.remove({ origins: rest });
}

export async function giveBack(host: string): Promise<void> {
  await browser.permissions.remove({ origins: [originPattern(host)] });
}

/** All that was ever asked for: hosts, notifications, and Firefox's consent to hand lists on. */
export async function giveBackEverything(): Promise<void> {
  await giveBackAllBut([]);
  await browser.permissions.remove({ permissions: ['notifications'] });
  if (!import.meta.env.FIREFOX) return;
  const { data_collection = [] } = (await browser.permissions.getAll()) as { data_collection?: string[] };
  if (data_collection.length > 0) await browser.permissions.remove({ data_collection } as Parameters<typeof browser.permissions.remove>[0]);
}

/** The web hosts of the plan's servers: only these have settings pages. Handle domains are for WebFinger alone. */
export function watchedHosts(plan: Plan): string[] {
  const hosts = partiesInReach(plan).map(({ server }) => new URL(server.origin).host);
  return [...new Set(hosts)].filter((host) => plan.access.includes(host));
}

/** Serialises `register`: called twice at once, the browser reports a duplicate script id. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Makes the registered scripts exactly those for these hosts. Idempotent. Chromium drops registered scripts when the
 * extension is updated or reloaded, so this also runs whenever the background starts. While Chromium is at it, what it
 * says of them may be out of date a moment later, and a script may be refused as a duplicate: so the end is looked at,
 * and tried again.
 */
export function register(hosts: readonly string[]): Promise<void> {
  const run = turn.then(async () => {
    let refused: unknown = new Error('The scripts do not stay registered');
    for (let tries = 0; tries < 6; tries++) {
      if (tries > 1) await new Promise((resolve) => setTimeout(resolve, 2 ** tries * 50));
      const isAsWanted = await registerOnce(hosts).catch((error) => {
        refused = error;
        return false;
      });
      if (isAsWanted) return;
    }
    throw refused;
  });
  turn = run.catch(() => undefined);
  return run;
}

/** True when nothing was left to do. */
async function registerOnce(hosts: readonly string[]): Promise<boolean> {
  const existing = await browser.scripting.getRegisteredContentScripts();
  const wanted = hosts.map((host) => ({ id: `watch ${host}`, matches: pathPatterns(host) }));
  const stale = existing.filter((script) => !wanted.some((want) => want.id === script.id));
  const missing = wanted.filter((want) => !existing.some((script) => script.id === want.id));
  if (stale.length > 0) await browser.scripting.unregisterContentScripts({ ids: stale.map((script) => script.id) });
  if (missing.length > 0)
    await browser.scripting.registerContentScripts(
      missing.map((want) => ({ ...want, js: [WATCH], runAt: 'document_end' as const, allFrames: false, persistAcrossSessions: true })),
    );
  return stale.length === 0 && missing.length === 0;
}

/** Whether our script is registered for this address. */
export function isWatched(url: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'https:' || !hosts.includes(host)) return false;
  return watchedPaths.some((path) => (path.endsWith('*') ? pathname.startsWith(path.slice(0, -1)) : pathname === path));
}

/**
 * Pages that were open before the script was registered, or whose script belongs to an earlier run of the extension.
 */
export async function watchOpenPages(hosts: readonly string[]): Promise<void> {
  if (hosts.length === 0) return;
  const tabs = await browser.tabs.query({ url: hosts.flatMap(pathPatterns) });
  await Promise.all(tabs.map((tab) => (tab.id === undefined ? undefined : inject(tab.id, WATCH))));
}

/** Runs one of our files in the top frame of a tab. False when the page is gone or not ours to touch any more. */
export async function inject(tabId: number, file: '/watch.js' | '/guide.js' | '/who.js' | '/errand.js'): Promise<boolean> {
  try {
    // The card comes as early as it can: what stands below it moves when it comes.
    await browser.scripting.executeScript({ target: { tabId, frameIds: [0] }, files: [file], injectImmediately: file === '/guide.js' });
    return true;
  } catch {
    return false;
  }
}
