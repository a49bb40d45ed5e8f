/** Which sites we see: the browser's host permissions, and the script registered on exactly these servers' settings paths. */
import { browser } from 'wxt/browser';
import type { Plan } from '../journey/plan';

/**
 * Listed one by one: two-factor pages also live under `/settings` (pages.md 3.1). Never sign-in, sign-up, setup or OAuth pages:
 * there the background sees the address, and the popup guides.
 */
export const watchedPaths = [
  '/auth',
  '/auth/edit',
  '/settings/aliases',
  '/settings/migration',
  '/settings/migration/redirect',
  '/settings/migration/redirect/new',
  '/settings/export',
  '/settings/import', // until 4.1
  '/settings/imports', // since 4.2
  '/settings/imports/*',
  '/settings/delete',
  '/settings/profile',
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

/** Gives back every host we were given. */
export async function giveBackAll(): Promise<void> {
  const { origins = [] } = await browser.permissions.getAll();
  if (origins.length > 0) await browser.permissions.remove({ origins });
}

/** The web hosts of the plan's servers: only these have settings pages. Handle domains are for WebFinger alone. */
export function watchedHosts(plan: Plan): string[] {
  const hosts = [plan.old, plan.new].flatMap((party) => (party ? [new URL(party.server.origin).host] : []));
  return [...new Set(hosts)].filter((host) => plan.access.includes(host));
}

/** Serialises `register`: called twice at once, the browser reports a duplicate script id. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Makes the registered scripts exactly those for these hosts. Idempotent. Chromium drops registered scripts when the extension
 * is updated or reloaded, so this also runs at install and at start (toolchain notes, both browsers tried).
 */
export function register(hosts: readonly string[]): Promise<void> {
  const run = turn.then(async () => {
    const existing = await browser.scripting.getRegisteredContentScripts();
    const wanted = hosts.map((host) => ({ id: `watch ${host}`, matches: pathPatterns(host) }));
    const stale = existing.filter((script) => !wanted.some((want) => want.id === script.id));
    if (stale.length > 0) await browser.scripting.unregisterContentScripts({ ids: stale.map((script) => script.id) });
    const missing = wanted.filter((want) => !existing.some((script) => script.id === want.id));
    if (missing.length === 0) return;
    await browser.scripting.registerContentScripts(
      missing.map((want) => ({ ...want, js: [WATCH], runAt: 'document_end' as const, allFrames: false, persistAcrossSessions: true })),
    );
  });
  turn = run.catch(() => undefined);
  return run;
}

/** Whether our script is registered for this address. */
export function isWatched(url: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'https:' || !hosts.includes(host)) return false;
  return watchedPaths.some((path) => (path.endsWith('*') ? pathname.startsWith(path.slice(0, -1)) : pathname === path));
}

/** Pages that were open before the script was registered, or whose script belongs to an earlier run of the extension. */
export async function watchOpenPages(hosts: readonly string[]): Promise<void> {
  if (hosts.length === 0) return;
  const tabs = await browser.tabs.query({ url: hosts.flatMap(pathPatterns) });
  await Promise.all(tabs.map((tab) => (tab.id === undefined ? undefined : inject(tab.id, WATCH))));
}

/** Runs one of our files in the top frame of a tab. False when the page is gone or not ours to touch any more. */
export async function inject(tabId: number, file: '/watch.js' | '/guide.js' | '/who.js' | '/carry.js' | '/bring.js'): Promise<boolean> {
  try {
    await browser.scripting.executeScript({ target: { tabId, frameIds: [0] }, files: [file] });
    return true;
  } catch {
    return false;
  }
}
