/** Opening and finding pages of the two servers, and our own. */
import { type Browser, browser } from 'wxt/browser';
import { isWithin } from '../journey/moment';
import { sameHandle } from '../lists/handle';
import { allErrands } from './errand-store';
import { allTabs, noteTab, type TabHere } from './store';

/**
 * In Firefox a tab says in which container it is. To open one there takes an opener: by its name it would take a
 * permission of its own.
 */
type Tab = Browser.tabs.Tab & { cookieStoreId?: string };

/** Whose page is wanted. `isSure`: nothing since says that somebody else may be signed in there. */
interface Owner {
  handle: string;
  isSure: boolean;
}

/**
 * Focuses a tab that shows this page already, or takes `near` there when it is on the same server, or opens a tab.
 * Resolves with the tab's id. Tabs of one server may be signed in differently (containers), or show who was signed in
 * before: the one known to be right comes first, then its container, and one that is not is loaded anew. So is one
 * whose page `isOver`.
 */
export async function openPage(url: string, near?: number, owner?: Owner, isOver: (shown: TabHere) => boolean = () => false): Promise<number | null> {
  const { origin, pathname } = new URL(url);
  const [open, shown]: [Tab[], Record<string, TabHere>] = [await tabsOf(origin), await allTabs()];
  const isThere = (tab: Tab) => tab.url !== undefined && new URL(tab.url).pathname === pathname;
  const isRight = ({ id = -1 }: Tab) => owner === undefined || sameHandle(shown[id]?.seen.account.handle, owner.handle);
  const right = owner === undefined ? undefined : open.find(isRight);
  const candidates = [...open.filter(isThere), ...open.filter((tab) => tab.id === near)];
  const tab = candidates.find(isRight) ?? candidates.find(({ cookieStoreId }) => right === undefined || cookieStoreId === right.cookieStoreId);
  if (tab?.id === undefined) return openBeside(right, url);
  const here = shown[tab.id];
  const isStale = here !== undefined && isOver(here) && !(await isAtWork(tab.id));
  if (!isThere(tab) || !isRight(tab) || owner?.isSure === false || isStale) {
    // What it shows is over: the arrival must not be taken for the page that is still there.
    await noteTab(tab.id, null);
    await browser.tabs.update(tab.id, { url });
  }
  await focus(tab.id, tab.windowId);
  return tab.id;
}

/** A run of ours that goes on in this tab would end with its page. */
async function isAtWork(tabId: number): Promise<boolean> {
  return (await allErrands()).some((errand) => errand.tabId === tabId && (errand.kind === 'lists' || errand.kind === 'imports'));
}

/** A new tab; in the container of this one, which it takes over from its opener. */
async function openBeside(tab: Tab | undefined, url: string): Promise<number | null> {
  const isContained = tab?.cookieStoreId?.startsWith('firefox-container-');
  const made = await browser.tabs.create({ url, ...(isContained ? { openerTabId: tab?.id, windowId: tab?.windowId } : {}) });
  if (isContained && made.id !== undefined) await focus(made.id, made.windowId);
  return made.id ?? null;
}

/** Opens a page behind the one the person is looking at. */
export async function quietTab(url: string): Promise<number | null> {
  return (await browser.tabs.create({ url, active: false })).id ?? null;
}

/** A settings page says who is signed in while it loads; after this long it will not. */
export const SHOWING = 3_000;
/** A page that has not loaded by then does not answer. */
const LOADING = 60_000;

/** Why a tab that was opened for a run will not show who is signed in; null while it may. */
export async function inVain({ tabId, origin, at }: { tabId: number; origin: string; at: number }): Promise<'tab-closed' | 'tab-left' | 'unreachable' | null> {
  const tab = await browser.tabs.get(tabId).catch(() => null);
  if (tab === null) return 'tab-closed';
  if (tab.status !== 'complete') return isWithin(LOADING, at, Date.now()) ? null : 'unreachable';
  const url = URL.canParse(tab.url ?? '') ? new URL(tab.url ?? '') : null;
  // To sign in takes as long as it takes, here or at another site, whose address is kept from us.
  if (url?.origin !== origin || /^\/(?:auth|oauth)\//.test(url.pathname)) return null;
  return url.pathname.startsWith('/settings/') ? 'unreachable' : 'tab-left';
}

/** Open tabs of a server. Their addresses are visible because access to that host was given. */
export async function tabsOf(origin: string) {
  const tabs = await browser.tabs.query({ url: `${new URL(origin).protocol}//${new URL(origin).hostname}/*` });
  return tabs.filter((tab) => tab.url !== undefined && new URL(tab.url).origin === origin);
}

/**
 * Opens or focuses the start page; `section` is one of its pages (`views/route.ts`), or an account to take over.
 * Without it: what is to be done now.
 */
export async function openStartPage(section = 'now'): Promise<void> {
  const url = browser.runtime.getURL('/start.html');
  const [open] = await browser.tabs.query({ url: `${url}*` });
  const target = `${url}#${section}`;
  if (open?.id === undefined) {
    await browser.tabs.create({ url: target });
    return;
  }
  await browser.tabs.update(open.id, { active: true, url: target });
  await focus(open.id, open.windowId);
}

async function focus(tabId: number, windowId: number | undefined): Promise<void> {
  await browser.tabs.update(tabId, { active: true });
  // Firefox for Android has no windows.
  if (windowId !== undefined && browser.windows !== undefined) await browser.windows.update(windowId, { focused: true });
}

/**
 * The tab in front of the person, for the popup. Its address is visible by `activeTab`, because they pressed our icon
 * there.
 */
async function currentTab() {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab ?? null;
}

/**
 * Who is signed in on the page in front of the person; null where that page does not say. Runs once, by `activeTab`,
 * because they opened our popup there.
 */
export async function accountOfTab(): Promise<string | null> {
  return inFront('/who.js');
}

async function inFront(file: '/who.js' | '/snapshot.js'): Promise<string | null> {
  try {
    const tab = await currentTab();
    if (tab?.id === undefined) return null;
    const [run] = await browser.scripting.executeScript({ target: { tabId: tab.id }, files: [file] });
    return typeof run?.result === 'string' ? run.result : null;
  } catch {
    // A page of the browser's own, or of a shop for extensions: no script may run there.
    return null;
  }
}

/** Whether the page in front of the person is one of these servers', and none that was recognised. */
export async function isUnknownPageOf(hosts: readonly string[]): Promise<boolean> {
  const tab = await currentTab();
  const url = URL.canParse(tab?.url ?? '') ? new URL(tab?.url ?? '') : null;
  if (url === null || !hosts.includes(url.host)) return false;
  const here: TabHere | undefined = (await allTabs())[tab?.id ?? -1];
  return here?.seen.url !== url.origin + url.pathname;
}

/**
 * How the page in front of the person is built, without what anybody wrote (`mastodon/snapshot.ts`); null: it cannot be
 * had.
 */
export async function snapshotOfTab(): Promise<string | null> {
  return inFront('/snapshot.js');
}
