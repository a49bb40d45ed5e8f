/**
 * Put into a tab of either server when followers are to be read there by name; asks what to read, reads it page by
 * page, and is gone.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { readAsOrdered } from '../page/follower-reader';
import { readOnce } from '../page/read-once';

export default defineUnlistedScript(() => readOnce(Symbol.for('transhumance followers'), readAsOrdered));
