/** Put into a tab of either server for one small thing in the person's own session; does it, and is gone. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { doChore } from '../page/chore-doer';
import { readOnce } from '../page/read-once';

export default defineUnlistedScript(() => readOnce(Symbol.for('transhumance chores'), doChore));
