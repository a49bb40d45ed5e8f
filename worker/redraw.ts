/** The cards in open pages, as the plan has them now. */
import { currentWords } from '../browser/i18n';
import { sendMessage } from '../browser/messages';
import { inject } from '../browser/sites';
import { allTabs, foldedItem, getPlan, hereOf, noteTab, type TabHere } from '../browser/store';
import type { Plan } from '../journey/plan';
import { pageOf } from '../journey/steps';
import { drawCard } from './card';

export async function cardFor(plan: Plan, here: TabHere) {
  const { t, language } = await currentWords();
  return drawCard(plan, here, t, { language, folded: await foldedItem.getValue() });
}

/**
 * Every open page of ours shows what the plan says now. A page whose card's script is not there yet gets it when there
 * is something to say.
 */
export async function redraw(): Promise<void> {
  const stored = await getPlan();
  const tabs = await allTabs();
  await Promise.all(
    Object.entries(tabs).map(async ([id, here]) => {
      const tabId = Number(id);
      const card = stored.ok ? await cardFor(stored.plan, here) : null;
      const shown = await sendMessage('cardChanged', card, tabId).catch(() => false);
      if (shown !== true && card !== null) await inject(tabId, '/guide.js');
    }),
  );
}

export async function redrawIf(changed: boolean): Promise<void> {
  if (changed) await redraw();
}

/** After a button: the tab it led to may already show the page it is about, and everything else may have changed. */
export async function afterwards(tabId: number | null): Promise<void> {
  const here = tabId === null ? null : await hereOf(tabId);
  const stored = await getPlan();
  if (tabId !== null && here !== null && stored.ok) await noteTab(tabId, here.seen, (step) => pageOf(stored.plan, step) === here.seen.page);
  await redraw();
}
