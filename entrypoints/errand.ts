/** Put into a tab of a server when there is an errand there (`page/errand.ts`). */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { runErrands } from '../page/errand';

export default defineUnlistedScript(() => runErrands(location));
