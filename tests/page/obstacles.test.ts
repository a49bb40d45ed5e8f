// @vitest-environment happy-dom
import { describe, expect, test, vi } from 'vitest';
import { grown, meet, obstacles } from '../../page/obstacles';
import { box, by, layOut } from './layout';

describe('nothing of ours may lie on', () => {
  test('what is read and what is used', () => {
    document.body.innerHTML = '<p>words</p><a href="/">link</a><input><div tabindex="0"></div><img alt="">';
    const [text, field, area, picture] = [box(0, 0, 90, 20), box(0, 40, 90, 20), box(0, 60, 90, 20), box(0, 80, 20, 20)];
    layOut(
      new Map([
        [by('input'), field],
        [by('div'), area],
        [by('img'), picture],
      ]),
      new Map([[by('p'), text]]),
    );
    expect(obstacles()).toEqual([field, area, picture, text].map((each) => expect.objectContaining(each)));
  });
  test('and on nothing less: no blank text, no wrapper, nothing that is not shown', () => {
    document.body.innerHTML = '<div id="wrapper">\n <a>words</a><button></button></div>';
    layOut(
      new Map([
        [by('#wrapper'), box(0, 0, 500, 500)],
        [by('button'), box(0, 0, 1, 1)],
      ]),
      new Map([[by('#wrapper'), box(0, 0, 90, 20)]]),
    );
    expect(obstacles()).toEqual([]);
  });
});

describe('on a page with more than any page has', () => {
  test.each([
    ['texts', '<p>x</p>'],
    ['links', '<a href="/"></a>'],
    ['both', '<a href="/">x</a>'],
  ])('of %s, nothing is free, and not everything is looked at', (_, one) => {
    document.body.innerHTML = one.repeat(10_000);
    const looks = [vi.spyOn(Element.prototype, 'getClientRects'), vi.spyOn(Range.prototype, 'getClientRects')];
    const ranges = vi.spyOn(document, 'createRange');
    expect(obstacles().some((each) => meet(each, box(10, 10, 1, 1)))).toBe(true);
    expect(ranges.mock.calls.length).toBeLessThan(6_000);
    for (const look of looks) expect(look.mock.calls.length).toBe(0);
    vi.restoreAllMocks();
  });
});

describe('two boxes', () => {
  test('meet where they share a pixel, and not by a matter of rounding', () => {
    const one = box(10, 10, 20, 20);
    expect(meet(one, box(29, 29, 20, 20))).toBe(true);
    expect(meet(one, box(30, 10, 20, 20))).toBe(false);
    expect(meet(one, box(29.6, 10, 20, 20))).toBe(false);
    expect(meet(one, box(10, 29.6, 20, 20))).toBe(false);
  });
  test('meet when one is grown far enough', () => {
    expect(meet(grown(box(10, 10, 20, 20), 2), box(31, 10, 20, 20))).toBe(true);
  });
});
