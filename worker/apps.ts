/**
 * Ends the access of an app of ours whose secret was lost with the browser, in the person's own session: the list of
 * their authorized apps can do that, also after a move (docs/mastodon.md, Ask once).
 */
import * as v from 'valibot';
import { browser } from 'wxt/browser';
import { closerTabItem } from '../browser/grant-store';
import { type AppOrder, onMessage } from '../browser/messages';
import { makeQueue } from '../browser/queue';
import { inject } from '../browser/sites';
import { allTabs, getPlan } from '../browser/store';
import { quietTab } from '../browser/tabs';
import { sideOf } from '../journey/accounts';
import { appToClose } from '../journey/grants';
import { hasAccess } from '../journey/plan';
import { exportPagePath } from '../mastodon/paths';
import { dispatch } from './plan-writer';
import { shownBy } from './sender';

const newsSchema = v.object({ app: v.pipe(v.string(), v.maxLength(40)), isClosed: v.boolean() });
const inOrder = makeQueue();

/** Into open tabs of the account. `open`: the browser has just started; a tab may be opened behind the others. */
export async function closeApps({ open = false } = {}): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok) return;
  for (const side of ['old', 'new'] as const) {
    if (appToClose(stored.plan, side) === null || !hasAccess(stored.plan, side)) continue;
    const shown = Object.entries(await allTabs()).filter(([, { seen }]) => sideOf(stored.plan, seen) === side);
    for (const [id] of shown) await inject(Number(id), '/apps.js');
    const origin = stored.plan[side]?.server.origin;
    // Its page says who is signed in while it loads, and is asked from then (`pages.ts`, pageSeen).
    if (open && shown.length === 0 && origin !== undefined) await closerTabItem.setValue(await quietTab(`${origin}${exportPagePath}`));
  }
}

/** Answers the script in a page. */
export function answerAppCloser(changed: () => Promise<void>): void {
  onMessage('appWanted', ({ sender }) => inOrder(() => orderFor(sender)));

  onMessage('appClosed', ({ data, sender }) =>
    inOrder(async () => {
      const news = v.safeParse(newsSchema, data);
      const order = await orderFor(sender);
      if (!news.success || order === null || order.app !== news.output.app) return;
      if (news.output.isClosed) await dispatch({ type: 'grantClosed', side: order.side });
      const tabId = sender.tab?.id;
      if (tabId !== undefined && (await closerTabItem.getValue()) === tabId) {
        await closerTabItem.setValue(null);
        await browser.tabs.remove(tabId).catch(() => undefined);
      }
      await changed();
    }),
  );
}

/** A page may end the access of apps of ours to its own account, and learns nothing else. */
async function orderFor(sender: Parameters<typeof shownBy>[0]): Promise<AppOrder | null> {
  const here = await shownBy(sender);
  const stored = await getPlan();
  if (here === null || !stored.ok) return null;
  const side = sideOf(stored.plan, here.seen);
  const app = appToClose(stored.plan, side);
  const { handle, id } = here.seen.account;
  return side === null || app === null ? null : { side, app, owner: { handle, id } };
}
