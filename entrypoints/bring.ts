/** Put into a tab of the new server when lists are to be brought there; asks what to do, does it, and is gone. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { sendMessage } from '../browser/messages';
import { sessionOf } from '../mastodon/session';
import { importOrderWanted, obey } from '../page/bringer';
import { oneRun } from '../page/one-run';

const bringer = { key: Symbol.for('transhumance bring'), alive: 'bringAlive', wanted: importOrderWanted } as const;

export default defineUnlistedScript(() => {
  oneRun(bringer, async (order, signal) => {
    const wait = (ms: number) =>
      new Promise<void>((resolve) => {
        setTimeout(resolve, ms);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    try {
      await obey(order, { ...sessionOf(location, signal), wait });
    } catch {
      // A broken promise of ours. The list that was being sent is looked up by the next run; the rest must not look as
      // if it went on.
      if (order.task !== 'bring') await sendMessage('bringNews', { run: order.run, news: { what: 'ended' } });
    }
  })
    // Nobody is there to tell it to; the page works as if we were not there (docs/rules.md 8).
    .catch(() => undefined);
});
