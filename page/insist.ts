/** In a page: says something to the background, which may be asleep or die meanwhile. */
import { isAlive, type Protocol, sendMessage } from '../browser/messages';

const TRIES = 6;

/** Everything may be said twice: the background takes it for the same thing. Null when nobody answers. */
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
