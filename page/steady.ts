/** What stands below the card moves only by what the person does. */

/** Draws the card anew. Unless the person asked for it, it keeps its height: what is more is for them to open. */
export function drawSteadily(card: HTMLElement, draw: () => void, isAsked: boolean): void {
  const before = card.offsetHeight;
  card.style.minHeight = card.style.maxHeight = '';
  card.removeAttribute('data-held');
  draw();
  if (isAsked || before === 0 || card.offsetHeight === before) return;
  if (card.offsetHeight < before) {
    card.style.minHeight = `${before}px`;
    return;
  }
  card.style.maxHeight = `${before}px`;
  card.dataset.held = '';
  // When the press is over: what moves between pointer down and up is not pressed.
  const open = ({ isTrusted }: Event) => {
    if (!isTrusted) return;
    card.style.maxHeight = '';
    card.removeAttribute('data-held');
    for (const name of ['click', 'keyup']) card.removeEventListener(name, open);
  };
  for (const name of ['click', 'keyup']) card.addEventListener(name, open);
}
