/**
 * Escape folds the card and gives the focus back to where it was before it came into the card. `fold` says whether it
 * folded.
 */
export function foldOnEscape(card: HTMLElement, fold: (event: Event) => boolean): void {
  let cameFrom: HTMLElement | null = null;
  card.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    // Folding moves the focus itself.
    const back = cameFrom;
    if (!fold(event)) return;
    event.stopPropagation();
    back?.focus();
  });
  card.addEventListener('focusin', ({ relatedTarget }) => {
    if (!card.contains(relatedTarget as Node | null)) cameFrom = relatedTarget as HTMLElement | null;
  });
}
