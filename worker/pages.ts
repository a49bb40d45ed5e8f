/** Answers pages of the two servers: what they show, and what is pressed on the card there. */
import * as v from 'valibot';
import { onMessage } from '../browser/messages';
import { inject, isWatched } from '../browser/sites';
import { foldedItem, getPlan, hereOf, noteTab, proposedItem } from '../browser/store';
import { openStartPage } from '../browser/tabs';
import { placeOf } from '../journey/door';
import { pageSeenSchema } from '../journey/facts';
import { neededHosts, sidesAt } from '../journey/plan';
import { pageOf, waitsForOthers } from '../journey/steps';
import { syncAccess } from './access';
import { perform } from './acts';
import { pressedAct } from './card';
import { doChores } from './chores';
import { readDetails } from './details';
import { readFollowers } from './followers';
import { pageSeenWhileImporting } from './import/run';
import { look } from './look';
import { hasSpoken, isSpeaking, itsTurn } from './page-reports';
import { dispatch } from './plan-writer';
import { takeProfileOver } from './profile';
import { afterwards, cardFor, redraw } from './redraw';
import { pageSeenWhileSaving } from './saving';
import { shownBy } from './sender';

export function answerPages(): void {
  onMessage('pageSeen', async ({ data, sender }) => {
    const tabId = sender.tab?.id;
    const parsed = v.safeParse(pageSeenSchema, data);
    // A page may only speak for itself: what it says it is must be where it is.
    if (tabId === undefined || sender.frameId !== 0 || !parsed.success || !isFrom(sender.url, parsed.output.url)) return;
    const report = await itsTurn(tabId);
    if (report === null) return;
    const seen = parsed.output;
    const before = await getPlan();
    const plan = await dispatch({ type: 'pageSeen', seen });
    const here = await noteTab(tabId, seen, (step) => plan !== null && pageOf(plan, step) === seen.page);
    hasSpoken(tabId, report);
    if (plan === null || here === null) return;
    await pageSeenWhileSaving(tabId, seen);
    await pageSeenWhileImporting(before.ok ? before.plan : plan, plan, tabId, seen);
    await readDetails();
    await readFollowers();
    await takeProfileOver();
    await doChores();
    if ((await cardFor(plan, here)) !== null) await inject(tabId, '/guide.js');
    await redraw();
    if (['migration', 'aliases', 'auth-edit'].includes(seen.page) || waitsForOthers(plan)) await look();
  });

  onMessage('cardWanted', async ({ sender }) => {
    const here = await shownBy(sender);
    const stored = await getPlan();
    return here === null || !stored.ok ? null : cardFor(stored.plan, here);
  });

  onMessage('cardPressed', async ({ data, sender }) => {
    const tabId = sender.tab?.id;
    const here = await shownBy(sender);
    const stored = await getPlan();
    if (tabId === undefined || here === null || !stored.ok) return;
    const act = pressedAct(stored.plan, here, data);
    if (act?.kind === 'choose-new') {
      // A server's page can put our card under the pointer. So the question which account to move to is asked on a page
      // of our own.
      await proposedItem.setValue({ handle: act.handle, tabId });
      await openStartPage();
    } else if (act !== null) await afterwards(await perform(stored.plan, act, tabId));
  });

  onMessage('cardFolded', async ({ data, sender }) => {
    if ((await shownBy(sender)) !== null) await foldedItem.setValue(data === true);
  });
}

/** The same page, the query apart. */
function isFrom(sender: string | undefined, url: string): boolean {
  if (sender === undefined || !URL.canParse(sender)) return false;
  const { origin, pathname } = new URL(sender);
  return `${origin}${pathname}` === url;
}

/**
 * The browser reports a download as it reports a page that loads, and the page stays: it is asked to report again.
 * The browser may also have lost our script.
 */
export async function stillThere(tabId: number, url: string): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok || !isWatched(url, neededHosts(stored.plan)) || (await hereOf(tabId)) !== null || isSpeaking(tabId)) return;
  await syncAccess();
  await inject(tabId, '/watch.js');
}

/**
 * Sign-in, sign-up and set-up pages, and the web app, hold no script of ours: the address alone says where the person
 * stands.
 */
export async function addressSeen(url: string): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok || !URL.canParse(url)) return;
  const { origin, pathname } = new URL(url);
  if (sidesAt(stored.plan, origin).length === 0) return;
  const place = placeOf(pathname);
  if (place === null) return;
  await dispatch({ type: 'doorSeen', origin, place });
  await redraw();
}
