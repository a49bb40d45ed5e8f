/** happy-dom lays nothing out: a test says here where each element lies. What it does not name lies nowhere. */
import { vi } from 'vitest';
import type { Box } from '../../page/obstacles';

export const WINDOW = { width: 1000, height: 700 };

export function box(left: number, top: number, width: number, height: number): Box {
  return { left, top, right: left + width, bottom: top + height };
}

const rectOf = ({ left, top, right, bottom }: Box) => ({ left, top, right, bottom, x: left, y: top, width: right - left, height: bottom - top }) as DOMRect;

/** The text of an element lies where `texts` says. Both may be changed later, as when the page is scrolled. */
export function layOut(boxes: Map<Element, Box>, texts: Map<Element, Box> = new Map()): void {
  const rects = (found: Box | undefined) => (found === undefined ? [] : [rectOf(found)]) as unknown as DOMRectList;
  vi.spyOn(Element.prototype, 'getClientRects').mockImplementation(function (this: Element) {
    return rects(boxes.get(this));
  });
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    return rectOf(boxes.get(this) ?? box(0, 0, 0, 0));
  });
  vi.spyOn(Range.prototype, 'getClientRects').mockImplementation(function (this: Range) {
    const parent = this.startContainer.parentElement;
    return rects(parent === null ? undefined : texts.get(parent));
  });
  vi.spyOn(document.documentElement, 'clientWidth', 'get').mockReturnValue(WINDOW.width);
  vi.spyOn(document.documentElement, 'clientHeight', 'get').mockReturnValue(WINDOW.height);
}

/** The element of the page by its selector. */
export function by<E extends HTMLElement = HTMLElement>(selector: string, root: ParentNode = document): E {
  const found = root.querySelector<E>(selector);
  if (found === null) throw new Error(`there is no ${selector}`);
  return found;
}
