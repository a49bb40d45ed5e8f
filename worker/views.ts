/** Answers popup and start page, where the person names, presses and forgets. */
import * as v from 'valibot';
import { browser } from 'wxt/browser';
import { deleteDatabase } from '../browser/database';
import { onMessage } from '../browser/messages';
import { giveBackAllBut, giveBackEverything, register } from '../browser/sites';
import { getPlan, proposedItem } from '../browser/store';
import { actSchema } from '../journey/act';
import { personEventSchema } from '../journey/events';
import { neededHosts } from '../journey/plan';
import { syncAccess } from './access';
import { perform } from './acts';
import { checkGrants, endAllGrants } from './grants';
import { checkImporting, endImporting } from './import/run';
import { checkKit } from './kit';
import { look } from './look';
import { clearAll, dispatch } from './plan-writer';
import { afterwards, redraw } from './redraw';
import { checkSaving, endSaving } from './saving';
import { isOurs } from './sender';

export function answerViews(): void {
  onMessage('personPressed', async ({ data, sender }) => {
    const act = v.safeParse(actSchema, data);
    const stored = await getPlan();
    if (!isOurs(sender.url) || !act.success || !stored.ok) return;
    await afterwards(await perform(stored.plan, act.output));
    if (act.output.kind === 'choose-new') await backToProposal();
  });

  onMessage('personDid', async ({ data, sender }) => {
    const event = v.safeParse(personEventSchema, data);
    if (!isOurs(sender.url) || !event.success) return;
    const plan = await dispatch(event.output);
    // The account that let our app in may not be in the plan any more.
    if (event.output.type === 'startedOver' || event.output.type === 'accountsNamed') await checkGrants();
    if (event.output.type === 'startedOver') await Promise.all([endSaving(), endImporting()]);
    if (event.output.type === 'accountsNamed') await checkKit();
    if (plan !== null && (event.output.type === 'accountsNamed' || event.output.type === 'startedOver')) {
      await giveBackAllBut(neededHosts(plan));
      await syncAccess({ openPages: true });
    }
    await redraw();
  });

  onMessage('viewOpened', async ({ sender }) => {
    if (!isOurs(sender.url)) return;
    await syncAccess();
    await checkSaving();
    await checkImporting();
    await checkGrants();
    await checkKit();
    await look();
  });

  onMessage('forgetEverything', async ({ sender }) => {
    if (!isOurs(sender.url)) return false;
    // Access is given back first, and a failure does not keep the rest from being deleted. The plan goes last: until
    // then an errand may still write to it.
    const stages = [[endAllGrants], [() => register([]), giveBackEverything], [endSaving, endImporting], [deleteDatabase], [clearAll]];
    let failed = 0;
    for (const stage of stages) failed += (await Promise.allSettled(stage.map((forget) => forget()))).filter(({ status }) => status === 'rejected').length;
    await redraw();
    return failed === 0;
  });
}

/** The person was asked which account to move to, and goes back to the tab where they had pressed. */
async function backToProposal(): Promise<void> {
  const proposed = await proposedItem.getValue();
  if (proposed === null) return;
  await proposedItem.setValue(null);
  await browser.tabs.update(proposed.tabId, { active: true }).catch(() => undefined);
}
