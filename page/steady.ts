/** What stands below the card moves only by what the person does, and not while they are at something of the page. */

/**
 * Tells whether the person is at something of the page: it has the focus, or a pointer is down. `whenOver` is called
 * when that is over.
 */
export function useOf(host: HTMLElement, whenOver: () => void, options: AddEventListenerOptions): () => boolean {
  let isPressed = false;
  const over = oncePerFrame(whenOver);
  const heard = (event: Event) => {
    const { buttons } = event as Partial<PointerEvent>;
    const wasPressed = isPressed;
    // Also by a mere move: of a pointer that goes up over a scroll bar, no page is told.
    if (buttons !== undefined) isPressed = buttons > 0;
    // The click comes first, and so does what gets the focus next.
    if (wasPressed !== isPressed || event.type === 'focusout') setTimeout(over);
  };
  for (const name of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'focusout']) addEventListener(name, heard, options);
  return () => {
    const { activeElement, body } = document;
    return isPressed || (activeElement !== null && activeElement !== body && activeElement !== host);
  };
}

/**
 * Does it at once; asked for again before the next frame, it is done once more in that frame. A page can make events as
 * often as it likes.
 */
export function oncePerFrame(work: () => void): () => void {
  let isWaiting = false;
  let isAskedAgain = false;
  return function ask() {
    isAskedAgain = isWaiting;
    if (isWaiting) return;
    isWaiting = true;
    work();
    requestAnimationFrame(() => {
      isWaiting = false;
      if (isAskedAgain) ask();
    });
  };
}

/**
 * Draws the card anew. Unless the person asked for it, it keeps its height: what is more is for them to open, and that
 * there is more is shown (`held`, assets/card.css).
 */
export function drawSteadily(card: HTMLElement, draw: () => void, isAsked: boolean): void {
  // Parts of a pixel count: the page moves by them.
  const before = card.getBoundingClientRect().height;
  const isHeld = !isAsked && before > 0;
  // Set first: a page that is shorter for a moment, and is scrolled to its end, scrolls.
  letGo(card);
  if (isHeld) card.style.minHeight = card.style.maxHeight = `${before}px`;
  draw();
  if (!isHeld) return;
  const words = card.querySelector('.words');
  if (words === null || words.scrollHeight <= words.clientHeight + 1) {
    card.style.maxHeight = '';
    return;
  }
  card.classList.add('held');
  // When the press is over: what moves between pointer down and up is not pressed.
  const open = ({ isTrusted }: Event) => {
    if (!isTrusted) return;
    card.style.maxHeight = '';
    card.classList.remove('held');
    for (const name of ['click', 'keyup']) card.removeEventListener(name, open);
  };
  for (const name of ['click', 'keyup']) card.addEventListener(name, open);
}

/** It is as high again as what it says: a window of another size lays the page out anew, and the card with it. */
export function letGo(card: HTMLElement): void {
  Object.assign(card.style, { minHeight: '', maxHeight: '' });
  card.classList.remove('held');
}
