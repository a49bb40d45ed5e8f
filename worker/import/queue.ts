import { makeQueue } from '../../browser/queue';

/** What the bringer's page tells, what happens to its tab, and what the person presses: one after the other. */
export const inOrder = makeQueue();
