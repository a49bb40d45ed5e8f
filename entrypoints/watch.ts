/**
 * On the settings pages of the two servers: says what the page shows, and nothing else. Registered at run time by
 * `browser/sites.ts`.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { sendMessage } from '../browser/messages';
import { detectPage } from '../mastodon/page';

export default defineUnlistedScript(() => {
  const report = () => {
    // If anything of ours fails, the page works as if we were not there (docs/rules.md 8).
    try {
      const seen = detectPage(location, document);
      if (seen === null) return;
      const tell = () => sendMessage('pageSeen', { ...seen, load: performance.timeOrigin });
      // The background may be stopped while it listens: told again, it starts anew.
      tell()
        .catch(tell)
        .catch(() => undefined);
    } catch {}
  };
  report();
  // A page that comes back from the browser's history runs no script anew. The page itself can send such an event as
  // often as it likes.
  addEventListener('pageshow', (event) => {
    if (event.persisted && event.isTrusted) report();
  });
});
