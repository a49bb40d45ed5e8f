/** `vi.waitFor` has no setting for how long it waits. */
import { vi } from 'vitest';
import { PATIENCE } from './patience-ms';

const waitFor = vi.waitFor.bind(vi);
vi.waitFor = (callback, options) => waitFor(callback, typeof options === 'number' ? options : { timeout: PATIENCE, ...options });
