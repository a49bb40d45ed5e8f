// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { drawSteadily } from '../../page/steady';

let card: HTMLElement;
let height: number;
beforeEach(() => {
  card = document.createElement('div');
  height = 0;
  vi.spyOn(card, 'offsetHeight', 'get').mockImplementation(() => height);
});
/** Draws what needs this height. */
function draw(needed: number, isAsked = false): void {
  const drawn = () => {
    height = needed;
  };
  drawSteadily(card, drawn, isAsked);
}
const held = () => [card.style.minHeight, card.style.maxHeight, card.dataset.held];
function happen(name: string, isTrusted: boolean): void {
  const event = new Event(name, { bubbles: true });
  Object.defineProperty(event, 'isTrusted', { value: isTrusted });
  card.dispatchEvent(event);
}
const free = ['', '', undefined];

describe('the card', () => {
  test('is as high as it is when it comes', () => {
    draw(120);
    expect(held()).toEqual(free);
  });
  test('keeps its height when it says less, so that nothing below it moves up', () => {
    draw(120);
    draw(80);
    expect(held()).toEqual(['120px', '', undefined]);
  });
  test('keeps its height when it says more, and scrolls', () => {
    draw(120);
    draw(200);
    expect(held()).toEqual(['', '120px', '']);
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
      expect(held(), name).toEqual(['', '120px', '']);
      happen('pointerdown', true);
      expect(held(), name).toEqual(['', '120px', '']);
      happen(name, true);
      expect(held(), name).toEqual(free);
    }
  });
});
