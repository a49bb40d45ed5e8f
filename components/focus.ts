/**
 * What a press brings takes the focus when the pressed thing is gone with it, and is said to whoever cannot see it.
 * Where it brings nothing that asks for the focus, what is left of the place keeps it.
 */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** What had the focus last and all it stood in, from the inside, also when it is no longer in the page. */
let last: readonly Element[] = [];
/** What keeps the focus until something comes that it belongs to. */
let keeper: Element | null = null;

addEventListener('focusin', (event) => {
  last = event.composedPath().filter((place) => place instanceof Element);
  if (event.target !== keeper) keeper = null;
});
// Left by the person, for nothing in particular: then it is not lost when that goes.
addEventListener('pointerdown', () =>
  setTimeout(() => {
    if (isNowhere()) last = [];
  }),
);
// An address that names a place on the page takes the focus from what led there.
addEventListener('hashchange', () => isNowhere() && last[0] instanceof HTMLElement && isUsable(last[0]) && last[0].focus());

/**
 * It is there before anything is said (`StartShell.tsx`, `PopupShell.tsx`): what comes into the page together with its
 * words is not read aloud.
 */
export const SAID = 'said';

/** In milliseconds: what is said at the same time is said as one. */
const A_MOMENT = 100;
let sentences: string[] = [];
let saying: ReturnType<typeof setTimeout> | undefined;

export function say(sentence: string): void {
  sentences.push(sentence);
  clearTimeout(saying);
  saying = setTimeout(() => {
    const said = document.getElementById(SAID);
    if (said !== null) said.textContent = sentences.join(' ');
    sentences = [];
  }, A_MOMENT);
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function isUsable(element: Element): boolean {
  return element.isConnected && !element.matches(':disabled');
}

/** Nothing has the focus, and what had it was taken out of the page, or can no longer be used. */
function isLost(): boolean {
  if (isNowhere()) return last[0] !== undefined && !isUsable(last[0]);
  return document.activeElement === keeper;
}

/** Where `ref` comes into the page, or `what` changes, while the focus is lost: it has it, and `sentence` is said. */
export function useFocusOnArrival(ref: RefObject<HTMLElement | null>, sentence: string, what: string = ''): void {
  useEffect(() => {
    if (!isLost()) return;
    ref.current?.focus();
    say(sentence);
  }, [what]);
}

/** A part of the page that has a name, so that it is read aloud where it gets the focus. */
const PLACES = 'section, fieldset, main';

/** For the whole of a view: a focus that is lost goes to the nearest place that is left of where it was. */
export function useKeptFocus(view: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (view.current === null) return;
    let waiting: ReturnType<typeof setTimeout>;
    const changes = new MutationObserver(() => {
      clearTimeout(waiting);
      // Whatever the focus belongs to comes first.
      waiting = setTimeout(() => {
        if (!isNowhere() || !isLost()) return;
        const place = last.find((element) => element.isConnected && element.matches(PLACES)) ?? view.current?.querySelector('main');
        if (!(place instanceof HTMLElement)) return;
        if (!place.hasAttribute('tabindex')) place.tabIndex = -1;
        keeper = place;
        place.focus({ preventScroll: true });
      }, A_MOMENT);
    });
    changes.observe(view.current, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => changes.disconnect();
  }, []);
}
