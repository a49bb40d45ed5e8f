/** Puts our element where it belongs in the page, and hears what can move it, its control, or itself out of sight. */

import { placeFor } from './block';
import type { Filling } from './filling';
import { focusOn } from './focus-on';
import type { Shell } from './shell';
import { controlOf, type ShownCard } from './shown-card';
import type { Signs } from './signs';
import { letGo, oncePerFrame, useOf } from './steady';
import { DARK, wearTheme } from './theme';

export interface Stand {
  /** Where it belongs now. While it cannot go there, it stays where it is. */
  take(): void;
  /** It is out of the page, and hears nothing more. */
  leave(): void;
}

export function standFor({ host, card, section }: Shell, shown: ShownCard, filling: Filling, signs: Signs): Stand {
  let ended: AbortController | null = null;
  let isInUse = () => false;

  function place() {
    if (shown.view === null || isInUse()) return;
    const { parent, before } = placeFor(controlOf(shown.view), document);
    if (before !== host && (host.parentNode !== parent || host.nextElementSibling !== before)) parent.insertBefore(host, before);
    signs.update();
  }

  function listen({ signal }: AbortController) {
    const [updated, looked] = [oncePerFrame(signs.update), oncePerFrame(signs.look)];
    const sizes = new ResizeObserver(updated);
    sizes.observe(document.body);
    sizes.observe(host);
    signal.addEventListener('abort', () => sizes.disconnect());
    const options = { signal, capture: true, passive: true };
    addEventListener('scroll', signs.scrolling, options);
    addEventListener('scrollend', looked, options);
    addEventListener('resize', () => letGo(card), options);
    for (const name of ['input', 'change', 'resize']) addEventListener(name, updated, options);
    matchMedia(DARK).addEventListener('change', () => wearTheme(host), options);
    addEventListener('submit', submitted, { signal, capture: true });
    isInUse = useOf(host, place, options);
  }

  function submitted(event: Event) {
    const field = shown.view?.point?.field === 'acct' ? controlOf(shown.view) : null;
    if (filling.stopMalformed(event, field)) focusOn(section());
  }

  return {
    take() {
      if (ended === null) {
        ended = new AbortController();
        listen(ended);
      }
      place();
    },
    leave() {
      ended?.abort();
      ended = null;
      host.remove();
    },
  };
}
