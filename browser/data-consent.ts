/**
 * Firefox wants a yes of its own before an extension hands personal data to anybody, here the person's lists to their
 * own new server (extensionworkshop.com, "Firefox built-in consent for data collection and transmission"): they name
 * other people's accounts, and were read from a website. The manifest declares the same (`wxt.config.ts`). Chrome has
 * no such thing.
 *
 * A file that the card puts into the page's own form needs no such yes: Mozilla's policies call transmission what is
 * "handled outside of the add-on or the local browser" (extensionworkshop.com, "Add-on Policies"), and it leaves the
 * browser only when the person presses the page's own upload button, as with a file of their own choice.
 */
import { browser } from 'wxt/browser';

const handedOn = { data_collection: ['personallyIdentifyingInfo', 'websiteContent'] };

/** Whether the yes stands: it can be taken back in the browser's own pages at any time. */
export async function mayHandOn(): Promise<boolean> {
  if (!import.meta.env.FIREFOX) return true;
  const { data_collection: given = [] } = (await browser.permissions.getAll()) as { data_collection?: string[] };
  return handedOn.data_collection.every((kind) => given.includes(kind));
}

/**
 * Must be called in a click handler, with nothing awaited before it. Resolves with true at once where it was given
 * before.
 */
export function askToHandOn(): Promise<boolean> {
  if (!import.meta.env.FIREFOX) return Promise.resolve(true);
  return browser.permissions.request(handedOn as Parameters<typeof browser.permissions.request>[0]);
}
