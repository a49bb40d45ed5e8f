// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import type { Box } from '../../page/obstacles';
import { type Pill, pillIn } from '../../page/pill';
import { box, by, layOut, WINDOW } from './layout';

let element: HTMLElement;
let pill: Pill;
let boxes: Map<Element, Box>;

/** The page's only controls, one for each box. */
function page(...taken: Box[]): void {
  document.body.innerHTML = taken.map((_, index) => `<button id="b${index}"></button>`).join('');
  document.body.style.direction = '';
  element = document.createElement('div');
  boxes = new Map<Element, Box>(taken.map((each, index) => [by(`#b${index}`), each]));
  boxes.set(element, box(0, 0, 200, 36));
  layOut(boxes);
  pill = pillIn(element);
}
const place = () => [element.style.left, element.style.top];

beforeEach(() => page());

describe('the pill', () => {
  test('is not there when the card is in sight', () => {
    pill.look('up');
    pill.look(null);
    expect(element.hidden).toBe(true);
  });
  test('is at the edge where the card lies, on the side where lines end', () => {
    pill.look('up');
    expect([element.hidden, element.dataset.to, ...place()]).toEqual([false, 'up', '790px', '10px']);
    pill.look('down');
    expect([element.dataset.to, ...place()]).toEqual(['down', '790px', '654px']);
  });
  test('is on the left of a page that is written from the right', () => {
    document.body.style.direction = 'rtl';
    pill.look('up');
    expect(place()).toEqual(['10px', '10px']);
  });
  test('takes the other side where a control is in its way', () => {
    page(box(900, 20, 50, 20));
    pill.look('up');
    expect(place()).toEqual(['10px', '10px']);
  });
  test('goes further in where both sides are taken', () => {
    page(box(0, 0, WINDOW.width, 60));
    pill.look('up');
    expect(place()).toEqual(['790px', '66px']);
  });
  test('stands off what it would touch', () => {
    page(box(0, 0, WINDOW.width, 9));
    pill.look('up');
    expect(place()).toEqual(['790px', '18px']);
  });
  test('makes itself smaller where there is no room for all of it', () => {
    page(box(100, 0, 800, WINDOW.height));
    Object.defineProperty(element, 'getBoundingClientRect', { value: () => ({ width: element.dataset.size === 'small' ? 40 : 200, height: 36 }) });
    pill.look('up');
    expect([element.hidden, element.dataset.size, ...place()]).toEqual([false, 'small', '950px', '10px']);
    boxes.clear();
    pill.look('up');
    expect([element.dataset.size, ...place()]).toEqual(['', '790px', '10px']);
  });
  test('is not there where it would lie on something everywhere', () => {
    page(box(0, 0, WINDOW.width, WINDOW.height));
    pill.look('down');
    expect(element.hidden).toBe(true);
  });
});
