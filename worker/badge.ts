/** What the extension's icon says. */
import { browser } from 'wxt/browser';
import { currentWords } from '../browser/i18n';
import { makeQueue } from '../browser/queue';
import { getPlan } from '../browser/store';
import type { Plan } from '../journey/plan';
import { currentStep, needsPerson } from '../journey/steps';
import { text } from '../journey/text';

/** The extension's name, and the step in hand. */
async function badgeTitle(plan: Plan | null): Promise<string> {
  const step = plan === null ? null : currentStep(plan);
  if (plan === null || plan.old === null || step === null) return 'Transhumance';
  const { t } = await currentWords();
  return t(text(needsPerson(plan) ? 'badge.yours' : 'badge.waiting', { step: t(text(`steps.${step}.title`)) }));
}

const inOrder = makeQueue();

/**
 * A dot while it is the person's turn; pointed at, or read out, the icon says which step it is. The plan is read when
 * its turn comes: of two changes in a row, the later is the one that stays.
 */
export function showBadge(): Promise<void> {
  return inOrder(async () => {
    const stored = await getPlan();
    const plan = stored.ok ? stored.plan : null;
    await browser.action.setBadgeText({ text: plan === null || needsPerson(plan) ? '•' : '' });
    await browser.action.setBadgeBackgroundColor({ color: '#0b6b5f' });
    // People who cannot see the dot need words, and the dot alone does not say what it is about.
    await browser.action.setTitle({ title: await badgeTitle(plan) });
  });
}
