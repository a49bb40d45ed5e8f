/** `vi.waitFor` waits for one second by itself, and has no setting for it: a busy machine takes longer. */
import { vi } from 'vitest';
import { PATIENCE } from './patience-ms';

const waitFor = vi.waitFor.bind(vi);
vi.waitFor = (callback, options) => waitFor(callback, typeof options === 'number' ? options : { timeout: PATIENCE, ...options });
