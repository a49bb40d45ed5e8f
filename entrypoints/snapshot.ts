/** Put into the tab in front of the person when they ask in the popup to report its page. Answers and is gone. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { snapshotOf } from '../mastodon/snapshot';

export default defineUnlistedScript(() => {
  try {
    return snapshotOf(location, document);
  } catch {
    // A page that has taken the names of what is asked of its elements.
    return null;
  }
});
