/** The errand of this kind that goes on now: sending pieces, looking at the recent imports, or checking one. */
import { dropErrand, errandOf, type StoredErrandOf } from '../../browser/errand-store';
import { makeQueue } from '../../browser/queue';

export type ImportErrand = StoredErrandOf<'imports'>;

/** What its page tells, what happens to its tab, and what the person presses: one after the other. */
export const inOrder = makeQueue();

export const current = () => errandOf('imports', '');
export const drop = () => dropErrand('imports', '');
