/** The end of a move, as the person says it. */
import { sendMessage } from './messages';
import { giveBackAllBut } from './sites';

/** Said first: as long as the move goes on, access that is gone would be asked for again. */
export async function giveBackAtTheEnd(): Promise<void> {
  await sendMessage('personDid', { type: 'said', step: 'farewell', what: 'done' });
  await giveBackAllBut([]);
}
