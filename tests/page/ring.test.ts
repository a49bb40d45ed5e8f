// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import type { Box } from '../../page/obstacles';
import { type Ring, ringIn } from '../../page/ring';
import { box, by, layOut, WINDOW } from './layout';

let line: HTMLElement;
let ring: Ring;
let boxes: Map<Element, Box>;
let texts: Map<Element, Box>;

beforeEach(() => {
  document.body.innerHTML = '<div id="host"></div><p><span>before</span><input><em>after</em></p><button id="gone">xx</button>';
  line = document.createElement('div');
  boxes = new Map([
    [by('#host'), box(100, 50, 640, 100)],
    [by('p'), box(150, 190, 400, 60)],
    [by('input'), box(200, 200, 300, 40)],
  ]);
  texts = new Map();
  layOut(boxes, texts);
  ring = ringIn(by('#host'), line);
});
const around = () => [...line.style.translate.split(' '), line.style.width, line.style.height].map(Number.parseFloat);

describe('the ring', () => {
  test('goes round the control, three pixels off, measured from our own element', () => {
    ring.goRound(by('input'));
    expect([line.hidden, ...around()]).toEqual([false, 94, 144, 312, 52]);
  });
  test('goes closer where a word is near', () => {
    texts.set(by('em'), box(505, 200, 50, 20));
    ring.goRound(by('input'));
    expect(around()).toEqual([96, 146, 308, 48]);
  });
  test('goes round the whole line, where the words on it leave it no room', () => {
    texts.set(by('em'), box(500, 200, 40, 20));
    ring.goRound(by('input'));
    expect(around()).toEqual([44, 134, 412, 72]);
  });
  test('is not there where it would lie on something at every distance', () => {
    texts.set(by('em'), box(500, 200, 40, 20));
    texts.set(by('span'), box(140, 190, 30, 20));
    ring.goRound(by('input'));
    expect(line.hidden).toBe(true);
  });
  test('is not there for nothing, and for what is not shown', () => {
    ring.goRound(by('input'));
    ring.goRound(null);
    expect(line.hidden).toBe(true);
    ring.goRound(by('#gone'));
    expect(line.hidden).toBe(true);
  });
  test('goes along when the page moves', () => {
    ring.goRound(by('input'));
    boxes.set(by('input'), box(200, 500, 300, 40));
    ring.follow();
    expect(around()).toEqual([94, 444, 312, 52]);
  });
  test('stays inside the window, which would get a scroll bar for it', () => {
    boxes.set(by('input'), box(2, 200, WINDOW.width - 3, 40));
    ring.goRound(by('input'));
    expect(around()).toEqual([-100, 144, WINDOW.width, 52]);
  });
  test('leaves the control as it is', () => {
    const before = document.body.innerHTML;
    ring.goRound(by('input'));
    expect(document.body.innerHTML).toBe(before);
  });
});
