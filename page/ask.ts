/** From a script in a page to the background, which may be asleep, or be stopped while it listens. */
import { isAlive, type Protocol, sendMessage } from '../browser/messages';

const TRIES = 6;

/**
 * Asks, or tells, until the background has answered: it takes what is said twice for the same thing. Null when nobody
 * answers.
 */
export async function insist<N extends keyof Protocol>(name: N, data: Parameters<typeof sendMessage<N>>[1]): Promise<ReturnType<Protocol[N]> | null> {
  for (let attempt = 0; attempt < TRIES && isAlive(); attempt++) {
    try {
      return await sendMessage(name, data);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
    }
  }
  return null;
}
