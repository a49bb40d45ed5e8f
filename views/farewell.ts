/** The end of a move, as the person says it. */

import { sendMessage } from '../browser/messages';
import { giveBackAllBut } from '../browser/sites';
import type { Plan } from '../journey/plan';
import { currentStep } from '../journey/steps';

/**
 * Said first: as long as the move goes on, access that is gone would be asked for again. Where nothing is left to do,
 * there is nothing to say.
 */
export async function giveBackAtTheEnd(plan: Plan): Promise<void> {
  if (currentStep(plan) === 'farewell') await sendMessage('personDid', { type: 'said', step: 'farewell', what: 'done' });
  await giveBackAllBut([]);
}
