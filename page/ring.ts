/**
 * The ring round what is to be done next. It hangs on our own element and is moved along, so the page's own elements
 * stay as they are.
 */
import { type Box, grown, meet, obstacles } from './obstacles';

const LINE = 3;

export interface Ring {
  /** Null: no ring. */
  goRound(control: HTMLElement | null): void;
  /** The page may have moved. */
  follow(): void;
}

export function ringIn(host: HTMLElement, ring: HTMLElement): Ring {
  let around: HTMLElement | null = null;
  /** Where the line runs, measured from the control's own box. */
  let course: Course | null = null;

  function follow() {
    if (around === null || course === null) return;
    const box = grown(course.element.getBoundingClientRect(), course.gap + LINE);
    const { left, top } = host.getBoundingClientRect();
    const { clientWidth } = document.documentElement;
    // Not beyond the window's sides: the page would get a scroll bar for it.
    const [start, end] = [Math.max(0, box.left), Math.min(clientWidth, box.right)];
    Object.assign(ring.style, {
      // Not `left` and `top`: those would make the browser lay out the page anew.
      translate: `${start - left}px ${box.top - top}px`,
      width: `${end - start}px`,
      height: `${box.bottom - box.top}px`,
    });
  }

  return {
    goRound(control) {
      around = control !== null && control.getClientRects().length > 0 ? control : null;
      course = around && courseRound(around);
      ring.hidden = course === null;
      follow();
    },
    follow,
  };
}

interface Course {
  element: HTMLElement;
  /** Free pixels between the element and the line. */
  gap: number;
}

/**
 * The first that lies on no text and no other control: round the control, closer, or round the whole line of text that
 * it stands in.
 */
function courseRound(control: HTMLElement): Course | null {
  const found = obstacles();
  for (const element of [control, control.closest<HTMLElement>('p, li, td, tr, div') ?? control])
    for (const gap of [3, 1, 0]) {
      const inner = grown(element.getBoundingClientRect(), gap);
      if (!found.some((box) => meet(grown(inner, LINE), box) && !holds(inner, box))) return { element, gap };
    }
  return null;
}

function holds(outer: Box, box: Box): boolean {
  return outer.left < box.left + 1 && outer.right > box.right - 1 && outer.top < box.top + 1 && outer.bottom > box.bottom - 1;
}
