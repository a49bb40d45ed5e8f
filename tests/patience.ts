/** `vi.waitFor` waits for one second by itself, and has no setting for it: a busy machine takes longer. */
import { vi } from 'vitest';
import { PATIENCE, PATIENCE_WITH_BROWSERS } from './patience-ms';

const timeout = process.env.BROWSER_KIND === undefined ? PATIENCE : PATIENCE_WITH_BROWSERS;
const waitFor = vi.waitFor.bind(vi);
vi.waitFor = (callback, options) => waitFor(callback, typeof options === 'number' ? options : { timeout, ...options });
