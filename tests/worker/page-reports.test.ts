import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetReports, hasSpoken, isSpeaking, itsTurn } from '../../worker/page-reports';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const tab of [1, 2]) forgetReports(tab);
  vi.useRealTimers();
});

/** Reports of a tab, all at once; which of them were heard by now. */
async function report(tab: number, times: number) {
  const heard: boolean[] = [];
  for (let at = 0; at < times; at++) void itsTurn(tab).then((turn) => (heard[at] = turn !== null));
  await vi.advanceTimersByTimeAsync(0);
  return heard;
}

test('twenty reports in ten seconds are heard at once, and the next when the first of them is that old', async () => {
  expect(await report(1, 20)).toEqual(Array(20).fill(true));
  await vi.advanceTimersByTimeAsync(4_000);
  const late = await report(1, 1);
  expect(late).toEqual([]);
  await vi.advanceTimersByTimeAsync(5_999);
  expect(late).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(late).toEqual([true]);
});

test('of many that wait, the last alone is heard', async () => {
  await report(1, 20);
  const late = await report(1, 3);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(late).toEqual([false, false, true]);
});

test('one that has waited counts, too', async () => {
  await report(1, 1);
  await vi.advanceTimersByTimeAsync(5_000);
  await report(1, 19);
  const first = await report(1, 1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(first).toEqual([true]);
  const second = await report(1, 1);
  await vi.advanceTimersByTimeAsync(4_999);
  expect(second).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(second).toEqual([true]);
});

test('ten seconds later, or in another tab, all are heard again', async () => {
  await report(1, 20);
  expect(await report(2, 20)).toEqual(Array(20).fill(true));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await report(1, 20)).toEqual(Array(20).fill(true));
});

test('no report waits longer than ten seconds, though the clock was set back', async () => {
  await report(1, 20);
  vi.setSystemTime(Date.now() - 3_600_000);
  const late = await report(1, 1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(late).toEqual([true]);
});

test('a tab speaks from its report until that one is noted', async () => {
  expect(isSpeaking(1)).toBe(false);
  const [one, other] = [await itsTurn(1), await itsTurn(1)];
  if (one === null || other === null) throw new Error('not heard');
  hasSpoken(1, one);
  expect(isSpeaking(1)).toBe(true);
  hasSpoken(1, other);
  expect(isSpeaking(1)).toBe(false);
  hasSpoken(2, other);
  expect(isSpeaking(2)).toBe(false);
});

test('a tab that is gone says nothing more, and is forgotten', async () => {
  await report(1, 20);
  const late = await report(1, 1);
  forgetReports(1);
  expect(isSpeaking(1)).toBe(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(late).toEqual([false]);
  expect(await report(1, 20)).toEqual(Array(20).fill(true));
});
