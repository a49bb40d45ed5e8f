/** Where the stored plan lies. `browser/store.ts` reads it and `worker/plan-writer.ts` writes it; the linter refuses every other import. */
import { item } from './item';

export const planItem = item<unknown>('local', 'plan', null);
