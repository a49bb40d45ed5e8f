/**
 * Small things that are done in the person's own session, in any open page of the account: the access of an app of ours
 * is ended whose secret was lost with the browser (docs/mastodon.md, Ask once), and the archive of posts is requested
 * with the lists, and looked for (docs/mastodon.md, Archive).
 */
import * as v from 'valibot';
import { browser } from 'wxt/browser';
import type { Errand } from '../browser/errand';
import { closerTabItem } from '../browser/grant-store';
import { makeQueue } from '../browser/queue';
import { getPlan } from '../browser/store';
import { sideOf } from '../journey/accounts';
import { archiveChore } from '../journey/archive';
import { pageSeenSchema } from '../journey/facts';
import { appToClose } from '../journey/grants';
import { hasAccess, type Plan } from '../journey/plan';
import type { Side } from '../journey/step-ids';
import { type ErrandDesk, type Sender, visitTabs } from './errand';
import { dispatch } from './plan-writer';
import { originOf, shownBy } from './sender';

const newsSchema = v.variant('what', [
  v.object({ what: v.literal('app'), isClosed: v.boolean() }),
  v.object({ what: v.literal('archive'), answer: v.picklist(['requested', 'refused', 'failed', 'looked']), seen: v.nullable(pageSeenSchema) }),
]);
const inOrder = makeQueue();

/** An archive that is being made is looked for in a page that is open. */
export const ARCHIVE_ALARM = 'archive';

type Chore = { task: 'close-app'; app: string } | { task: 'request-archive' | 'look-archive' };

/** What is to be done in a page of this side now; null: nothing. */
function choreFor(plan: Plan, side: Side | null): Chore | null {
  const app = appToClose(plan, side);
  if (app !== null) return { task: 'close-app', app };
  const archive = side === 'old' ? archiveChore(plan, Date.now()) : null;
  return archive === null ? null : { task: archive === 'request' ? 'request-archive' : 'look-archive' };
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
    const opened = await visitTabs(stored.plan, side, open && chore.task === 'close-app');
    if (opened !== null) await closerTabItem.setValue(opened);
  }
}

/** Tells pages what to do, and checks what they report. */
export function choresDesk(changed: () => Promise<void>): ErrandDesk<'chores'> {
  return {
    next: (sender) => inOrder(() => orderFor(sender)),

    told: ({ id, news }, sender) =>
      inOrder(async () => {
        const told = v.safeParse(newsSchema, news);
        const order = await orderFor(sender);
        if (!told.success || order === null || order.id !== id) return false;
        const { output } = told;
        if (output.what === 'app') {
          if (order.task !== 'close-app') return false;
          if (output.isClosed) await dispatch({ type: 'grantClosed', side: order.side, app: order.app });
          await closeOwnTab(sender.tab?.id);
        } else {
          if (order.task === 'close-app') return false;
          // A page may only report what its own server shows.
          const isOfHere = output.seen !== null && originOf(sender.url) === new URL(output.seen.url).origin;
          if (output.seen !== null && isOfHere) await dispatch({ type: 'pageSeen', seen: output.seen });
          if (output.answer !== 'looked') await dispatch({ type: 'archiveTried', what: output.answer });
          await doChores();
        }
        await changed();
        return true;
      }),
  };
}

async function closeOwnTab(tabId: number | undefined): Promise<void> {
  if (tabId === undefined || (await closerTabItem.getValue()) !== tabId) return;
  await closerTabItem.setValue(null);
  await browser.tabs.remove(tabId).catch(() => undefined);
}

/** A page may be told what is to be done for its own account, and learns nothing else. */
async function orderFor(sender: Sender): Promise<(Errand<'chores'> & { side: Side }) | null> {
  const here = await shownBy(sender);
  const stored = await getPlan();
  if (here === null || !stored.ok) return null;
  const side = sideOf(stored.plan, here.seen);
  const chore = choreFor(stored.plan, side);
  const { handle, id } = here.seen.account;
  if (side === null || chore === null) return null;
  return { kind: 'chores', id: chore.task === 'close-app' ? `close-app ${chore.app}` : chore.task, side, owner: { handle, id }, ...chore };
}
