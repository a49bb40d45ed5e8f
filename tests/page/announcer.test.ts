// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { announcerIn } from '../../page/announcer';

let region: HTMLElement;
let announce: ReturnType<typeof announcerIn>;
beforeEach(() => {
  vi.useFakeTimers();
  region = document.createElement('div');
  announce = announcerIn(region);
});
/** What is read aloud of it: what stands there a moment later. */
function heard(sentences: readonly string[]): string | null {
  announce(sentences);
  vi.advanceTimersByTime(1_000);
  return region.textContent;
}

test('the region is there, and empty, before anything is put into it', () => {
  announce(['Press “Create alias”']);
  vi.advanceTimersByTime(100);
  expect(region.textContent).toBe('');
  vi.advanceTimersByTime(900);
  expect(region.textContent).toBe('Press “Create alias”');
});
test('only what is new is said', () => {
  expect(heard(['Press the button', 'Nothing happens yet.'])).toBe('Press the button Nothing happens yet.');
  expect(heard(['It is filled in.', 'Press the button', 'Nothing happens yet.'])).toBe('It is filled in.');
  expect(heard(['Done', 'Press the button'])).toBe('Done');
});
test('what is drawn again at once is said once, and whole', () => {
  announce(['One', 'Two']);
  announce(['One', 'Two', 'Three']);
  vi.advanceTimersByTime(1_000);
  expect(region.textContent).toBe('One Two Three');
});
test('what was said is gone when it was read, also when the card is drawn again meanwhile', () => {
  heard(['One']);
  announce(['One']);
  vi.advanceTimersByTime(10_000);
  expect(region.textContent).toBe('');
});
test('a card that went and comes again is said again', () => {
  heard(['One']);
  expect(heard([])).toBe('');
  expect(heard(['One'])).toBe('One');
});
