/** Put into a tab of either server when an app of ours is to lose its access there; does it, and is gone. */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { closeAppAsOrdered } from '../page/app-closer';
import { readOnce } from '../page/read-once';

export default defineUnlistedScript(() => readOnce(Symbol.for('transhumance apps'), closeAppAsOrdered));
