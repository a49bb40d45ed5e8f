/**
 * Put into a tab of the new server when its profile and settings are to be read or sent there; asks what to do, does
 * it, and is gone.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { sessionOf } from '../mastodon/session';
import { takeOverAsOrdered } from '../page/profile-taker';

/**
 * Shared by all injections into this page: a second one leaves the first alone. A symbol, as elements of the page are
 * globals by their id.
 */
const AT_WORK = Symbol.for('transhumance profile');
const world = globalThis as { [AT_WORK]?: boolean };

export default defineUnlistedScript(() => {
  if (world[AT_WORK] === true) return;
  world[AT_WORK] = true;
  const ending = new AbortController();
  const stop = () => ending.abort();
  addEventListener('pagehide', stop);
  takeOverAsOrdered(sessionOf(location, ending.signal))
    // Nobody is there to tell it to; the page works as if we were not there (docs/rules.md 8).
    .catch(() => undefined)
    .finally(() => {
      removeEventListener('pagehide', stop);
      world[AT_WORK] = false;
    });
});
