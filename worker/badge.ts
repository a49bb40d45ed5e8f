/** What the extension's icon says. */
import { browser } from 'wxt/browser';
import { currentWords } from '../browser/i18n';
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

/** A dot while it is the person's turn; pointed at, or read out, the icon says which step it is. */
export async function showBadge(plan: Plan | null): Promise<void> {
  const isNeeded = plan === null || needsPerson(plan);
  await browser.action.setBadgeText({ text: isNeeded ? '•' : '' });
  await browser.action.setBadgeBackgroundColor({ color: '#0b6b5f' });
  // A dot says nothing to who cannot see it, and not what it is about.
  await browser.action.setTitle({ title: await badgeTitle(plan) });
}
