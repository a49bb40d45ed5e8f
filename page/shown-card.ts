/** The card that is shown now. What draws it, fills in for it and points to it shares this. */

import type { CardView } from '../browser/messages';
import { fieldOf } from '../mastodon/page';
import type { Filling } from './filling';

export interface ShownCard {
  view: CardView | null;
  /** Something changed because of what the person pressed here: then the card may grow. */
  isAnswer: boolean;
}

/** What it says: other words once its values stand in the page. */
export function shownWords({ view }: ShownCard, { state }: Pick<Filling, 'state'>): CardView | null {
  return view === null || state !== 'yes' || view.fill === null ? view : { ...view, ...view.fill.after };
}

/** The control of the page that a card speaks of. */
export function controlOf({ point }: CardView): HTMLElement | null {
  return point === null ? null : fieldOf(point.page, point.field, document);
}

/** The same card about the same things: what was filled in for it stays filled in. */
export function isSame(a: CardView | null, b: CardView | null): boolean {
  return a?.id === b?.id && JSON.stringify(a?.fill?.fills) === JSON.stringify(b?.fill?.fills);
}
