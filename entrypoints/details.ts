/**
 * Put into a tab of the old server when its settings are to be read there; asks what to read, reads it, and is gone.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { readDetailsAsOrdered } from '../page/detail-reader';
import { readOnce } from '../page/read-once';

export default defineUnlistedScript(() => readOnce(Symbol.for('transhumance details'), readDetailsAsOrdered));
