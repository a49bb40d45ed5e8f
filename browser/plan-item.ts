/**
 * Where the stored plan lies. `browser/store.ts` reads it and `worker/plan-writer.ts` writes it; the linter refuses
 * every other import.
 */
import { item } from './item';

export const planItem = item<unknown>('local', 'plan', null);

/** The last stored plan that could not be read whole, as it was. */
export const damagedItem = item<unknown>('local', 'damaged', null);
