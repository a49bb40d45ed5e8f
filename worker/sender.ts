/** Who a message comes from. */
import { type Browser, browser } from 'wxt/browser';
import { hereOf, type TabHere } from '../browser/store';

export function originOf(url: string | undefined): string | null {
  try {
    return new URL(String(url)).origin;
  } catch {
    return null;
  }
}

/** What the page that speaks has shown; null where the tab has gone on to another server, and for a frame in it. */
export async function shownBy({ tab, frameId, url }: Browser.runtime.MessageSender): Promise<TabHere | null> {
  const here = tab?.id === undefined || frameId !== 0 ? null : await hereOf(tab.id);
  return here !== null && originOf(url) === new URL(here.seen.url).origin ? here : null;
}

/** Popup and start page. */
export function isOurs(sender: string | undefined): boolean {
  return sender?.startsWith(browser.runtime.getURL('/')) ?? false;
}
