/**
 * Put into a tab of the old server when lists are to be read there; asks what to fetch, fetches it, hands it on, and is
 * gone.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import type { CarryOrder } from '../browser/messages';
import { onMessage } from '../browser/messages';
import { collectLists, sessionOf } from '../mastodon/session';
import { handOn, handOnEnd, orderWanted } from '../page/carrier';

/**
 * Shared by all injections into this page: a second one leaves a run that goes on alone. A symbol, as elements of the
 * page are globals by their id.
 */
const RUNS = Symbol.for('transhumance carry');
const world = globalThis as { [RUNS]?: { run: string; stop(): void } | undefined };

export default defineUnlistedScript(() => {
  // A worker that is stopped just now is woken by asking again.
  orderWanted()
    .then((order) => (order === null || world[RUNS]?.run === order.run ? undefined : carry(order)))
    // Nobody is there to tell it to; the page works as if we were not there (docs/rules.md 8).
    .catch(() => undefined);
});

async function carry({ run, ...order }: CarryOrder): Promise<void> {
  world[RUNS]?.stop();
  const ending = new AbortController();
  const stop = () => ending.abort();
  const stopListening = onMessage('carryAlive', ({ data }) => data === run && !ending.signal.aborted);
  // A page kept for going back would come back to life in the middle of a run that others have taken up.
  addEventListener('pagehide', stop);
  world[RUNS] = { run, stop };
  try {
    for await (const step of collectLists(order, sessionOf(location, ending.signal))) if (ending.signal.aborted || !(await handOn(run, step))) return;
    if (!ending.signal.aborted) await handOnEnd(run);
  } catch (error) {
    // A broken promise of ours: the run must not look as if it went on.
    await handOn(run, { what: 'stopped', why: 'failed', detail: String(error).slice(0, 200) });
  } finally {
    stopListening();
    removeEventListener('pagehide', stop);
    if (world[RUNS]?.run === run) world[RUNS] = undefined;
  }
}
