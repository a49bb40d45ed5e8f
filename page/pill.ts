/**
 * The small pill at the window's edge that leads to a card out of sight. The only thing of ours that may lie above the
 * page, and never on what is read or used: it looks for a free place, makes itself smaller, or is not there.
 */
import { type Box, grown, meet, obstacles } from './obstacles';

const EDGE = 10;
const STEP = 8;

export interface Pill {
  /** Looks where it can be now; `to` is where the card lies. Null: not needed. */
  look(to: 'up' | 'down' | null): void;
}

export function pillIn(pill: HTMLElement): Pill {
  return {
    look(to) {
      pill.hidden = true;
      if (to === null) return;
      pill.dataset.to = to;
      const taken = obstacles();
      for (const size of ['', 'small']) {
        pill.hidden = false;
        pill.dataset.size = size;
        const place = placeFor(pill.getBoundingClientRect(), to, taken);
        if (place !== null) {
          Object.assign(pill.style, { left: `${place.left}px`, top: `${place.top}px` });
          return;
        }
        pill.hidden = true;
      }
    },
  };
}

/** On the side where lines end, as near to where the card is as there is room. */
function placeFor({ width, height }: DOMRect, to: 'up' | 'down', taken: readonly Box[]): Box | null {
  const { clientWidth, clientHeight } = document.documentElement;
  const isRtl = getComputedStyle(document.body).direction === 'rtl';
  const sides = isRtl ? [EDGE, clientWidth - width - EDGE] : [clientWidth - width - EDGE, EDGE];
  for (let from = EDGE; from <= clientHeight - height - EDGE; from += STEP) {
    const top = to === 'up' ? from : clientHeight - height - from;
    for (const left of sides) {
      const box = { left, top, right: left + width, bottom: top + height };
      if (!taken.some((other) => meet(grown(box, 2), other))) return box;
    }
  }
  return null;
}
