/**
 * Small things that are done in the person's own session, in any open page of the account: the access of an app of ours
 * is ended whose secret was lost with the browser (docs/mastodon.md, Ask once), and the archive of posts is requested
 * with the lists, and looked for (docs/mastodon.md, Archive).
 */
import * as v from 'valibot';
import { browser } from 'wxt/browser';
import { closerTabItem } from '../browser/grant-store';
import { type ChoreOrder, onMessage } from '../browser/messages';
import { makeQueue } from '../browser/queue';
import { inject } from '../browser/sites';
import { allTabs, getPlan } from '../browser/store';
import { quietTab } from '../browser/tabs';
import { sideOf } from '../journey/accounts';
import { archiveChore } from '../journey/archive';
import { pageSeenSchema } from '../journey/facts';
import { appToClose } from '../journey/grants';
import { hasAccess, type Plan } from '../journey/plan';
import type { Side } from '../journey/step-ids';
import { exportPagePath } from '../mastodon/paths';
import { dispatch } from './plan-writer';
import { shownBy } from './sender';

const newsSchema = v.variant('what', [
  v.object({ what: v.literal('app'), app: v.pipe(v.string(), v.maxLength(40)), isClosed: v.boolean() }),
  v.object({ what: v.literal('archive'), answer: v.picklist(['requested', 'refused', 'failed', 'looked']), seen: v.nullable(pageSeenSchema) }),
]);
const inOrder = makeQueue();

/** An archive that is being made is looked for in a page that is open. */
export const ARCHIVE_ALARM = 'archive';

type Chore = { what: 'close-app'; app: string } | { what: 'request-archive' | 'look-archive' };

/** What is to be done in a page of this side now; null: nothing. */
function choreFor(plan: Plan, side: Side | null): Chore | null {
  const app = appToClose(plan, side);
  if (app !== null) return { what: 'close-app', app };
  const archive = side === 'old' ? archiveChore(plan, Date.now()) : null;
  return archive === null ? null : { what: archive === 'request' ? 'request-archive' : 'look-archive' };
}

/** Into open tabs of the account. `open`: the browser has just started; access to be ended is worth a tab behind. */
export async function doChores({ open = false } = {}): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok) return;
  if (stored.plan.archiveWish !== null && stored.plan.seen.old.exports?.archive === 'in-progress')
    await browser.alarms.create(ARCHIVE_ALARM, { delayInMinutes: 10 });
  for (const side of ['old', 'new'] as const) {
    const chore = choreFor(stored.plan, side);
    if (chore === null || !hasAccess(stored.plan, side)) continue;
    const shown = Object.entries(await allTabs()).filter(([, { seen }]) => sideOf(stored.plan, seen) === side);
    for (const [id] of shown) await inject(Number(id), '/chores.js');
    const origin = stored.plan[side]?.server.origin;
    // Its page says who is signed in while it loads, and is asked from then (`pages.ts`, pageSeen).
    if (open && chore.what === 'close-app' && shown.length === 0 && origin !== undefined)
      await closerTabItem.setValue(await quietTab(`${origin}${exportPagePath}`));
  }
}

/** Answers the script in a page. */
export function answerChores(changed: () => Promise<void>): void {
  onMessage('choreWanted', ({ sender }) => inOrder(() => orderFor(sender)));

  onMessage('choreDone', ({ data, sender }) =>
    inOrder(async () => {
      const news = v.safeParse(newsSchema, data);
      const order = await orderFor(sender);
      if (!news.success || order === null) return;
      const told = news.output;
      if (told.what === 'app') {
        if (order.what !== 'close-app' || order.app !== told.app) return;
        if (told.isClosed) await dispatch({ type: 'grantClosed', side: order.side });
        await closeOwnTab(sender.tab?.id);
      } else {
        if (order.what === 'close-app') return;
        // What it read must be of where it is.
        const isOfHere = told.seen !== null && sender.url !== undefined && new URL(told.seen.url).origin === new URL(sender.url).origin;
        if (told.seen !== null && isOfHere) await dispatch({ type: 'pageSeen', seen: told.seen });
        if (told.answer !== 'looked') await dispatch({ type: 'archiveTried', what: told.answer });
        await doChores();
      }
      await changed();
    }),
  );
}

async function closeOwnTab(tabId: number | undefined): Promise<void> {
  if (tabId === undefined || (await closerTabItem.getValue()) !== tabId) return;
  await closerTabItem.setValue(null);
  await browser.tabs.remove(tabId).catch(() => undefined);
}

/** A page may be told what is to be done for its own account, and learns nothing else. */
async function orderFor(sender: Parameters<typeof shownBy>[0]): Promise<ChoreOrder | null> {
  const here = await shownBy(sender);
  const stored = await getPlan();
  if (here === null || !stored.ok) return null;
  const side = sideOf(stored.plan, here.seen);
  const chore = choreFor(stored.plan, side);
  const { handle, id } = here.seen.account;
  return side === null || chore === null ? null : { side, owner: { handle, id }, ...chore };
}
