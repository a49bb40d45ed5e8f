/** Put into a tab of the new server when lists are to be brought there; asks what to do, does it, and is gone. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { type BringOrder, onMessage, sendMessage } from '../browser/messages';
import { sessionOf } from '../mastodon/session';
import { importOrderWanted, obey } from '../page/bringer';

/**
 * Shared by all injections into this page: a second one leaves a run that goes on alone. A symbol, as elements of the
 * page are globals by their id.
 */
const RUNS = Symbol.for('transhumance bring');
const world = globalThis as { [RUNS]?: { run: string; stop(): void } | undefined };

export default defineUnlistedScript(() => {
  // A worker that is stopped just now is woken by asking again.
  importOrderWanted()
    .then((order) => (order === null || world[RUNS]?.run === order.run ? undefined : bring(order)))
    // Nobody is there to tell it to; the page works as if we were not there (docs/rules.md 8).
    .catch(() => undefined);
});

async function bring(order: BringOrder): Promise<void> {
  world[RUNS]?.stop();
  const ending = new AbortController();
  const stop = () => ending.abort();
  const stopListening = onMessage('bringAlive', ({ data }) => data === order.run && !ending.signal.aborted);
  // A page kept for going back would come back to life in the middle of a run that others have taken up.
  addEventListener('pagehide', stop);
  world[RUNS] = { run: order.run, stop };
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, ms);
      ending.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  try {
    await obey(order, { ...sessionOf(location, ending.signal), wait });
  } catch {
    // A broken promise of ours. The list that was being sent is looked up by the next run; the rest must not look as if
    // it went on.
    if (order.task !== 'bring') await sendMessage('bringNews', { run: order.run, news: { what: 'ended' } });
  } finally {
    stopListening();
    removeEventListener('pagehide', stop);
    if (world[RUNS]?.run === order.run) world[RUNS] = undefined;
  }
}
