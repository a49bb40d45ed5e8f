/**
 * Firefox wants a yes of its own before an extension hands personal data to anybody, here the person's lists to their own new server
 * (extensionworkshop.com, "Firefox built-in consent for data collection and transmission"): they name other people's accounts, and were read
 * from a website. The manifest declares the same (`wxt.config.ts`). Chrome has no such thing.
 */
import { browser } from 'wxt/browser';

const handedOn = { data_collection: ['personallyIdentifyingInfo', 'websiteContent'] };

/** Must be called in a click handler, with nothing awaited before it. Resolves with true at once where it was given before. */
export function askToHandOn(): Promise<boolean> {
  if (!import.meta.env.FIREFOX) return Promise.resolve(true);
  return browser.permissions.request(handedOn as Parameters<typeof browser.permissions.request>[0]);
}
