/**
 * Put into a tab of the old server when its settings are to be read there; asks what to read, reads it, and is gone.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { sessionOf } from '../mastodon/session';
import { readDetailsAsOrdered } from '../page/detail-reader';

/**
 * Shared by all injections into this page: a second one leaves the first alone. A symbol, as elements of the page are
 * globals by their id.
 */
const READING = Symbol.for('transhumance details');
const world = globalThis as { [READING]?: boolean };

export default defineUnlistedScript(() => {
  if (world[READING] === true) return;
  world[READING] = true;
  const ending = new AbortController();
  // A page kept for going back would come back to life in the middle of what others have taken up.
  const stop = () => ending.abort();
  addEventListener('pagehide', stop);
  readDetailsAsOrdered(sessionOf(location, ending.signal))
    // Nobody is there to tell it to; the page works as if we were not there (docs/rules.md 8).
    .catch(() => undefined)
    .finally(() => {
      removeEventListener('pagehide', stop);
      world[READING] = false;
    });
});
