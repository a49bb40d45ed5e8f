/**
 * Put into the tab in front of the person when they open the popup there (`activeTab`): whose account is this? Answers
 * and is gone.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { readAccount } from '../mastodon/account';

export default defineUnlistedScript(() => {
  return readAccount(document)?.account.handle ?? null;
});
