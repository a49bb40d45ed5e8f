/**
 * Put into a tab of the old server when lists are to be read there; asks what to fetch, fetches it, hands it on, and is
 * gone.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { collectLists, sessionOf } from '../mastodon/session';
import { handOn, handOnEnd, orderWanted } from '../page/carrier';
import { oneRun } from '../page/one-run';

const carrier = { key: Symbol.for('transhumance carry'), alive: 'carryAlive', wanted: orderWanted } as const;

export default defineUnlistedScript(() => {
  oneRun(carrier, async ({ run, ...order }, signal) => {
    try {
      for await (const step of collectLists(order, sessionOf(location, signal))) if (signal.aborted || !(await handOn(run, step))) return;
      if (!signal.aborted) await handOnEnd(run);
    } catch (error) {
      // A broken promise of ours: the run must not look as if it went on.
      await handOn(run, { what: 'stopped', why: 'failed', detail: String(error).slice(0, 200) });
    }
  })
    // Nobody is there to tell it to; the page works as if we were not there (docs/rules.md 8).
    .catch(() => undefined);
});
