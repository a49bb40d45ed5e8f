/** What leads the eye: the ring round what is to be done next, and the pill that leads to a card out of sight. */

import { PillButton } from '../components/Card';
import { render } from './draw';
import type { Filling } from './filling';
import { focusOn } from './focus-on';
import { nextControl } from './next-control';
import { pillIn } from './pill';
import { ringIn } from './ring';
import type { Shell } from './shell';
import { controlOf, type ShownCard, shownWords } from './shown-card';
import { oncePerFrame } from './steady';

export interface Signs {
  /** What the ring goes round; null where nothing of the page is next. */
  next(): HTMLElement | null;
  /** Something has another size, place or value. */
  update(): void;
  /** The page is being scrolled: the ring follows, the pill is not there meanwhile. */
  scrolling(): void;
  /** Whether the card is in sight now. */
  look(): void;
}

export function signsFor({ host, card, ring: ringElement, pill: pillElement, section, isPersons }: Shell, shown: ShownCard, filling: Filling): Signs {
  const ring = ringIn(host, ringElement);
  const pill = pillIn(pillElement);
  const follow = oncePerFrame(ring.follow);
  const toCard = (event: Event) => isPersons(event) && focusOn(section());

  function next() {
    const { view } = shown;
    const control = view === null || view.folded ? null : controlOf(view);
    if (view === null || control === null) return null;
    const { value } = control as HTMLInputElement;
    const isDone = view.fill === null ? value !== '' : filling.state === 'yes' || view.fill.fills.every((fill) => fill.value === value);
    return nextControl(control, isDone);
  }

  function look() {
    const view = shownWords(shown, filling);
    const { top, bottom } = card.getBoundingClientRect();
    const to = bottom < 8 ? 'up' : top > document.documentElement.clientHeight - 8 ? 'down' : null;
    const isNeeded = view !== null && !view.folded && host.isConnected && to !== null;
    render(isNeeded ? <PillButton view={view} onPress={toCard} /> : null, pillElement);
    pill.look(isNeeded ? to : null);
  }

  return {
    next,
    look,
    update() {
      if (!host.isConnected) return;
      ring.goRound(next());
      look();
    },
    scrolling() {
      pill.look(null);
      follow();
    },
  };
}
