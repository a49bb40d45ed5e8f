/** A page may report as often as it likes: it is heard only so often. */

/** More pages than a person opens in that time. A page that reports more often must not cause as many requests. */
const REPORTS = 20;
const REPORTS_IN = 10_000;
interface Chatter {
  /** When the tab was heard lately, in milliseconds. */
  heard: number[];
  /** The report that came last, until it is noted. */
  newest: symbol | null;
}
/** What each tab said lately. Lost with the worker, it costs nothing. */
const chatter = new Map<number, Chatter>();

/**
 * Resolves when a report that has just come may be heard; null: it may not. The last one of a tab always may, though it
 * may have to wait: a page that nobody listened to would stay without a card.
 */
export async function itsTurn(tabId: number): Promise<symbol | null> {
  const newest = Symbol('report');
  const heard = chatter.get(tabId)?.heard ?? [];
  const first = heard.at(-REPORTS);
  // Where the clock was set back in between, it says nothing about how long ago that was.
  const wait = first === undefined ? 0 : Math.min(first + REPORTS_IN - Date.now(), REPORTS_IN);
  if (wait > 0) {
    chatter.set(tabId, { heard, newest });
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (chatter.get(tabId)?.newest !== newest) return null;
  }
  chatter.set(tabId, { heard: [...heard, Date.now()].slice(-REPORTS), newest });
  return newest;
}

export function hasSpoken(tabId: number, report: symbol): void {
  const said = chatter.get(tabId);
  if (said?.newest === report) said.newest = null;
}

/** A report of this tab is on its way: it need not be asked for. */
export function isSpeaking(tabId: number): boolean {
  return (chatter.get(tabId)?.newest ?? null) !== null;
}

/** The tab is gone. */
export function forgetReports(tabId: number): void {
  chatter.delete(tabId);
}
