// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { drawSteadily } from '../../page/steady';

let card: HTMLElement;
/** What the words in it need, and every height the card has had. */
let needed: number;
let heights: number[];
beforeEach(() => {
  card = document.createElement('div');
  card.innerHTML = '<div class="words"></div>';
  needed = 0;
  heights = [];
  const words = card.firstElementChild as HTMLElement;
  const limit = (name: 'minHeight' | 'maxHeight', none: number) => Number.parseFloat(card.style[name]) || none;
  const height = () => Math.max(limit('minHeight', 0), Math.min(limit('maxHeight', Number.POSITIVE_INFINITY), needed));
  vi.spyOn(card, 'getBoundingClientRect').mockImplementation(() => ({ height: height() }) as DOMRect);
  vi.spyOn(words, 'clientHeight', 'get').mockImplementation(() => Math.round(height()));
  vi.spyOn(words, 'scrollHeight', 'get').mockImplementation(() => Math.round(Math.max(height(), needed)));
});
function draw(needs: number, isAsked = false): void {
  const drawn = () => {
    heights.push(card.getBoundingClientRect().height);
    needed = needs;
    heights.push(card.getBoundingClientRect().height);
  };
  drawSteadily(card, drawn, isAsked);
}
const held = () => [card.style.minHeight, card.style.maxHeight];
function happen(name: string, isTrusted: boolean): void {
  const event = new Event(name, { bubbles: true });
  Object.defineProperty(event, 'isTrusted', { value: isTrusted });
  card.dispatchEvent(event);
}
const free = ['', ''];

describe('the card', () => {
  test('is as high as it is when it comes', () => {
    draw(120);
    expect(held()).toEqual(free);
  });
  test('keeps its height when it says less, so that nothing below it moves up', () => {
    draw(120);
    draw(80);
    expect(held()).toEqual(['120px', '']);
  });
  test('is not lower for a moment, either: a page scrolled to its end would scroll', () => {
    draw(120);
    draw(80);
    draw(100);
    draw(200);
    expect(heights).toEqual([0, 120, 120, 120, 120, 120, 120, 120]);
  });
  test('keeps it to the part of a pixel', () => {
    draw(120.4);
    draw(120);
    expect(held()).toEqual(['120.4px', '']);
  });
  test('keeps its height when it says more, scrolls, and shows that there is more', () => {
    const shown = [];
    for (const needs of [120, 200, 100, 200]) {
      draw(needs);
      shown.push(card.className);
    }
    expect(held()).toEqual(['120px', '120px']);
    expect(shown).toEqual(['', 'held', '', 'held']);
  });
  test('is as high as it must be when the person asked for what it says', () => {
    draw(120);
    draw(80);
    draw(200, true);
    expect(held()).toEqual(free);
  });
  test('opens when the person has pressed in it or left a key, and not by the page’s own script', () => {
    for (const name of ['click', 'keyup']) {
      draw(120, true);
      draw(200);
      happen(name, false);
      expect(held(), name).toEqual(['120px', '120px']);
      happen('pointerdown', true);
      expect(held(), name).toEqual(['120px', '120px']);
      happen(name, true);
      expect(held(), name).toEqual(['120px', '']);
      expect(card.className).toBe('');
    }
  });
});
