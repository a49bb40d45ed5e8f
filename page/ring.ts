/** The ring round what is to be done next. It hangs on our own element and is moved along, so the page's own elements stay as they are. */
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
      left: `${start - left}px`,
      top: `${box.top - top}px`,
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
  /** Free pixels between the element and the line; less than none: the line runs on the element's own edge. */
  gap: number;
}

/** The first that lies on no text and no other control: outside the control, closer, round the whole line of text that it stands in, on its own edge. */
function courseRound(control: HTMLElement): Course | null {
  const line = control.closest<HTMLElement>('p, li, td, tr, h2, h3, form, div') ?? control;
  const found = obstacles(document);
  const own = obstacles(document, control).filter((box) => !isSame(box, control.getBoundingClientRect()));
  for (const [element, gap] of [
    [control, 3],
    [control, 1],
    [line, 3],
    [line, 1],
    [control, -LINE],
    [line, -LINE],
  ] as const) {
    const box = element.getBoundingClientRect();
    const others = found.filter((other) => !(element === control && isSame(other, box)));
    if (![...others, ...own].some((other) => sides(grown(box, gap)).some((side) => meet(side, other)))) return { element, gap };
  }
  return null;
}

function isSame(a: Box, b: Box): boolean {
  return a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom;
}

/** The four strips of a line that runs round a box. */
function sides(box: Box): Box[] {
  const out = grown(box, LINE);
  return [
    { ...out, bottom: box.top },
    { ...out, top: box.bottom },
    { ...out, right: box.left },
    { ...out, left: box.right },
  ];
}
