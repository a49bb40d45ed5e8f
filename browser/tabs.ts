/** Opening and finding pages of the two servers, and our own. */
import { browser } from 'wxt/browser';

/** Focuses a tab that shows this page already, or takes `near` there when it is on the same server, or opens a tab. Resolves with the tab's id. */
export async function openPage(url: string, near?: number): Promise<number | null> {
  const wanted = new URL(url);
  const open = await tabsOf(wanted.origin);
  const same = open.find((tab) => tab.url !== undefined && new URL(tab.url).pathname === wanted.pathname);
  if (same?.id !== undefined) {
    await focus(same.id, same.windowId);
    return same.id;
  }
  const here = open.find((tab) => tab.id === near);
  if (here?.id !== undefined) {
    await browser.tabs.update(here.id, { url, active: true });
    return here.id;
  }
  return (await browser.tabs.create({ url })).id ?? null;
}

/** Opens a page behind the one the person is looking at. */
export async function quietTab(url: string): Promise<number | null> {
  return (await browser.tabs.create({ url, active: false })).id ?? null;
}

/** Open tabs of a server. Their addresses are visible because access to that host was given. */
export async function tabsOf(origin: string) {
  const tabs = await browser.tabs.query({ url: `${new URL(origin).protocol}//${new URL(origin).hostname}/*` });
  return tabs.filter((tab) => tab.url !== undefined && new URL(tab.url).origin === origin);
}

/** Opens or focuses the start page; `section` is one of its headings. */
export async function openStartPage(section = ''): Promise<void> {
  const url = browser.runtime.getURL('/start.html');
  const [open] = await browser.tabs.query({ url: `${url}*` });
  const target = section === '' ? url : `${url}#${section}`;
  if (open?.id === undefined) {
    await browser.tabs.create({ url: target });
    return;
  }
  await browser.tabs.update(open.id, { active: true, ...(section === '' ? {} : { url: target }) });
  await focus(open.id, open.windowId);
}

async function focus(tabId: number, windowId: number | undefined): Promise<void> {
  await browser.tabs.update(tabId, { active: true });
  // Firefox for Android has no windows.
  if (windowId !== undefined && browser.windows !== undefined) await browser.windows.update(windowId, { focused: true });
}

/** The tab in front of the person, for the popup. Its address is visible by `activeTab`, because they pressed our icon there. */
async function currentTab() {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab ?? null;
}

/** Who is signed in on the page in front of the person; null where that page does not say. Runs once, by `activeTab`, because they opened our popup there. */
export async function accountOfTab(): Promise<string | null> {
  try {
    const tab = await currentTab();
    if (tab?.id === undefined) return null;
    const [run] = await browser.scripting.executeScript({ target: { tabId: tab.id }, files: ['/who.js'] });
    return typeof run?.result === 'string' ? run.result : null;
  } catch {
    // A page of the browser's own, or of a shop for extensions: no script may run there.
    return null;
  }
}
