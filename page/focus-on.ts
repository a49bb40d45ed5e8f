/** Brings it into the middle of the window, and gives it the focus. */
export function focusOn(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  element?.focus({ preventScroll: true });
}
