/** What of the page is read or used, as boxes: nothing of ours may lie on it. */

const USED = 'a[href], button, input, select, textarea, summary, img, video, canvas, iframe, [tabindex], [role="button"], [contenteditable]';

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** In the window's measures. `inside` looks at a part of the page only. */
export function obstacles(document: Document, inside: Element = document.body): Box[] {
  const boxes: DOMRect[] = [];
  for (const element of [inside, ...inside.querySelectorAll(USED)]) if (element.matches(USED)) boxes.push(...element.getClientRects());
  const texts = document.createTreeWalker(inside, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    if (texts.currentNode.nodeValue?.trim() === '') continue;
    range.selectNodeContents(texts.currentNode);
    boxes.push(...range.getClientRects());
  }
  return boxes.filter(({ width, height }) => width > 1 && height > 1);
}

/** Less than a pixel is a matter of rounding. */
export function meet(a: Box, b: Box): boolean {
  return a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
}

export function grown({ left, top, right, bottom }: Box, by: number): Box {
  return { left: left - by, top: top - by, right: right + by, bottom: bottom + by };
}
