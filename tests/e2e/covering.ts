/** Nothing of the server's page is ever covered by ours: measured on the page as it is shown. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Everything wrong with where our things lie on the page as it is shown now. */
export function wrong(page: Page, selector: string | null | undefined, isStyled = true): Promise<string[]> {
  return page.evaluate(
    ([selector, isStyled]) => {
      const trouble: string[] = [];
      const host = document.querySelector<HTMLElement>('transhumance-guide');
      const root = host?.shadowRoot;
      const [card, ring, pill] = ['#card > section', '#ring', '#pill > button'].map((part) => root?.querySelector(part)?.getBoundingClientRect());
      if (!host || !card || !ring || card.width === 0) return ['there is no card'];
      const strips = [
        new DOMRect(ring.x, ring.y, ring.width, 3),
        new DOMRect(ring.x, ring.bottom - 3, ring.width, 3),
        new DOMRect(ring.x, ring.y, 3, ring.height),
        new DOMRect(ring.right - 3, ring.y, 3, ring.height),
      ];
      const ours = { card: [card], ring: ring.width > 0 ? strips : [], pill: pill ? [pill] : [] };
      const meet = (a: DOMRect, b: DOMRect) => a.left + 1 < b.right && b.left + 1 < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom;
      const check = (theirs: DOMRect, what: string) => {
        for (const [part, boxes] of Object.entries(ours))
          if (boxes.some((box) => box.width > 0 && meet(box, theirs))) trouble.push(`the ${part} lies on ${what}`);
      };
      for (const control of document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea'))
        for (const box of control.getClientRects()) check(box, control.outerHTML.slice(0, 120));
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      while (texts.nextNode()) {
        if (texts.currentNode.nodeValue?.trim() === '') continue;
        range.selectNodeContents(texts.currentNode);
        for (const box of range.getClientRects()) if (box.width > 1) check(box, `“${texts.currentNode.nodeValue?.trim()}”`);
      }
      const style = getComputedStyle(host.parentElement ?? host);
      const column = (host.parentElement?.clientWidth ?? 0) - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      if (Math.abs(card.width - Math.min(column, 640)) > 1) trouble.push(`the card is ${card.width} wide in a column of ${column}`);
      if (document.documentElement.scrollWidth > document.documentElement.clientWidth && card.right > document.documentElement.clientWidth)
        trouble.push('the card sticks out of the window');
      // A person compares it with what the page says.
      const handle = root?.querySelector('.handle');
      if (handle && handle.scrollWidth > handle.clientWidth) trouble.push(`the handle is cut: ${handle.clientWidth} px for ${handle.scrollWidth}`);
      if (selector === null && ring.width > 0) trouble.push('there is a ring');
      // Where the line would lie on something at every distance, there is none.
      if (!selector || (!isStyled && ring.width === 0)) return trouble;
      const control = [...document.querySelectorAll(selector)].at(-1);
      const box = control?.getBoundingClientRect();
      if (!control || !box) return [...trouble, 'the control is not there'];
      if (ring.left > box.left + 0.5 || ring.right < box.right - 0.5 || ring.top > box.top + 0.5 || ring.bottom < box.bottom - 0.5)
        trouble.push(`the ring ${JSON.stringify(ring)} is not round ${JSON.stringify(box)}`);
      if (!(host.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING)) trouble.push('the card does not stand before its control');
      return trouble;
    },
    [selector, isStyled] as const,
  );
}

const widths = [
  [1000, 700],
  [320, 640],
  [700, 700],
  [1600, 900],
] as const;

/**
 * Where our things lie at every width, at the top, in the middle and at the end of the page; each trouble with its
 * place.
 */
export async function expectNothingCovered(page: Page, selector: string | null | undefined): Promise<void> {
  const troubles = async () => {
    const found: string[] = [];
    for (const [width, height] of widths) {
      await page.setViewportSize({ width, height });
      for (const to of ['top', 'middle', 'end'] as const) {
        await page.evaluate(async (to) => {
          const { scrollHeight } = document.documentElement;
          scrollTo(0, { top: 0, middle: scrollHeight / 2 - innerHeight / 2, end: scrollHeight }[to]);
          // What follows the scrolling is drawn in the next frames.
          for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        }, to);
        for (const trouble of await wrong(page, selector)) found.push(`${width} px, ${to}: ${trouble}`);
      }
    }
    return found;
  };
  await expect.poll(troubles).toEqual([]);
  await page.evaluate(() => scrollTo(0, 0));
}
