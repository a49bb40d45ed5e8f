/** What a press brings takes the focus when the pressed thing is gone with it, and is said to whoever cannot see it. */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** The element that had the focus last, also when it is no longer in the page. */
let last: EventTarget | null = null;
addEventListener('focusin', ({ target }) => {
  last = target;
});

/**
 * It is there before anything is said (`StartShell.tsx`): what comes into the page together with its words is not read
 * aloud.
 */
export const SAID = 'said';

export function say(sentence: string): void {
  const said = document.getElementById(SAID);
  if (said !== null) said.textContent = sentence;
}

/** Nothing has the focus, and what had it was taken out of the page. */
function isLost(): boolean {
  const nothing = document.activeElement === null || document.activeElement === document.body;
  return nothing && last instanceof Node && !last.isConnected;
}

/** Where `ref` comes into the page, or `what` changes, while the focus is lost: it has it, and `sentence` is said. */
export function useFocusOnArrival(ref: RefObject<HTMLElement | null>, sentence: string, what: string = ''): void {
  useEffect(() => {
    if (!isLost()) return;
    ref.current?.focus();
    say(sentence);
  }, [what]);
}
