/** What of the page is read or used, as boxes: nothing of ours may lie on it. */

const USED = 'a[href], button, input, select, textarea, summary, img, iframe, [tabindex]';

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** No settings page has a tenth of it: on a page that is flooded with elements, nothing is free. */
const MOST = 5_000;
const everywhere: readonly Box[] = [{ left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity }];

/** In the window's measures. */
export function obstacles(): readonly Box[] {
  const found: (Element | Range)[] = [...document.body.querySelectorAll(USED)];
  if (found.length > MOST) return everywhere;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let left = MOST - found.length; texts.nextNode(); left--) {
    if (left <= 0) return everywhere;
    if (texts.currentNode.nodeValue?.trim() === '') continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    found.push(range);
  }
  return found.flatMap((each) => [...each.getClientRects()]).filter(({ width, height }) => width > 1 && height > 1);
}

/** Less than a pixel is a matter of rounding. */
export function meet(a: Box, b: Box): boolean {
  return a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
}

export function grown({ left, top, right, bottom }: Box, by: number): Box {
  return { left: left - by, top: top - by, right: right + by, bottom: bottom + by };
}
