/**
 * The card never stands on what the person has to fill or press. CSS finds it a place beside its own control (assets/card.css), but knows nothing
 * of the others: the password and the button that follow on the migration page (pages.md 4.3). Where it would cover one, it takes the first of
 * these places that covers nothing, else the one that covers least.
 */
const PLACES = ['above', 'top-end', 'bottom-end', 'bottom-start', 'top-start'] as const;
type Place = (typeof PLACES)[number];

export function keepClear(card: HTMLElement, field: HTMLElement, anchor: HTMLElement): void {
  delete card.dataset.place;
  card.style.maxHeight = '';
  const found = card.getBoundingClientRect();
  // Some buttons are links without a form, beside others of their kind (pages.md 4.6: confirm and cancel).
  const form = field.closest('form') ?? field.parentElement;
  const controls = [field, ...(form?.querySelectorAll<HTMLElement>('input:not([type="hidden"]), select, textarea, button, a[data-method]') ?? [])];
  const boxes = controls.map((control) => control.getBoundingClientRect());
  const cost = (box: DOMRect) => outside(box) + boxes.reduce((sum, other) => sum + shared(box, other), 0);
  let least = cost(found);
  for (const place of PLACES) {
    if (least === 0) return;
    const here = cost(boxAt(place, found, anchor.getBoundingClientRect(), getComputedStyle(card).direction === 'rtl'));
    if (here >= least) continue;
    least = here;
    card.dataset.place = place;
  }
  if (least > 0) makeSmaller(card, field.getBoundingClientRect());
}

/** Small windows: over or under its control, no taller than fits there; what it says can be scrolled. Over it, where that is enough to read: the button stands below. */
function makeSmaller(card: HTMLElement, field: DOMRect): void {
  const [over, under] = [field.top - 20, document.documentElement.clientHeight - field.bottom - 20];
  const room = over >= 200 ? over : Math.max(over, under);
  // Its control is at the edge or fills the window: there is no room to make.
  if (room < 120) return;
  card.dataset.place = room === over ? 'top-end' : 'bottom-end';
  card.style.maxHeight = `${room}px`;
}

/** As assets/card.css has them. Worked out and not measured: for some frames after a scroll Chromium tells where the card was before. */
function boxAt(place: Place, { width, height }: DOMRect, anchor: DOMRect, isRtl: boolean): DOMRect {
  const { clientWidth, clientHeight } = document.documentElement;
  if (place === 'above') {
    const wanted = isRtl ? anchor.right - width : anchor.left;
    return new DOMRect(Math.max(8, Math.min(wanted, clientWidth - width - 8)), anchor.top - 14 - height, width, height);
  }
  const isLeft = place.endsWith('start') !== isRtl;
  return new DOMRect(isLeft ? 12 : clientWidth - width - 12, place.startsWith('top') ? 12 : clientHeight - height - 12, width, height);
}

/** Square pixels that both cover; less than one is a matter of rounding. */
function shared(a: DOMRect, b: DOMRect): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width < 1 || height < 1 ? 0 : width * height;
}

/** Square pixels out of the window. */
function outside(box: DOMRect): number {
  const all = box.width * box.height;
  const { clientWidth, clientHeight } = document.documentElement;
  const lost = all - shared(box, new DOMRect(0, 0, clientWidth, clientHeight));
  return lost < all / 1000 ? 0 : lost;
}
