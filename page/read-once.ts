/** A script that is put into a page to read there: one at a time, gone when the page is left. */
import { type Session, sessionOf } from '../mastodon/session';

/**
 * Reads, unless another injection into this page does. `key` is shared by all of them: a symbol, as elements of the
 * page are globals by their id.
 */
export function readOnce(key: symbol, read: (session: Session) => Promise<void>): void {
  const world = globalThis as { [key]?: boolean };
  if (world[key] === true) return;
  world[key] = true;
  const ending = new AbortController();
  // A page kept for going back would come back to life in the middle of what others have taken up.
  const stop = () => ending.abort();
  addEventListener('pagehide', stop);
  read(sessionOf(location, ending.signal))
    // Nobody is there to tell it to; the page works as if we were not there (docs/rules.md 8).
    .catch(() => undefined)
    .finally(() => {
      removeEventListener('pagehide', stop);
      world[key] = false;
    });
}
