import { describe, expect, test } from 'vitest';
import { numbersIn, readNumber } from '../../mastodon/numbers';

describe('a number in a table cell', () => {
  test.each([
    ['12345', 12345],
    ['0', 0],
    ['12,345', 12345], // en, ja
    ['12.345', 12345], // de
    ['12 345', 12345],
    ['12\u00a0345', 12345], // fr until 4.5
    ['1\u202f012\u202f345', 1012345], // fr
    ['12\u2009345', 12345],
    ["12'345", 12345],
    ['12’345', 12345], // de-CH
    ['1,23,456', 123456], // hi
    ['٢٣٬٤٥٦', 23456], // ar
    ['۱۲٬۳۴۵', 12345], // fa
    ['१२,३४५', 12345], // hi
    ['๑๒๓', 123], // th
    ['১২৩', 123], // bn
    ['１２３', 123],
    ['\u200f12,345\u200e', 12345],
    ['\n  412\n', 412],
  ])('%j is %i', (text, number) => expect(readNumber(text)).toBe(number));

  test.each([
    ['', null],
    [null, null],
    [undefined, null],
    ['4.5 GB', null],
    ['4,5', null],
    ['12.34', null],
    ['1.2.3', null],
    ['-1', null],
    ['about 3', null],
    ['12 / 13', null],
    ['1,2345', null],
    ['1'.repeat(40), null],
    ['一二三', null],
  ])('%j is none', (text, nothing) => expect(readNumber(text)).toBe(nothing));
});

describe('the numbers of a sentence', () => {
  test.each([
    ['available again in 18 days', [18]],
    ['18日後に', [18]],
    ['412個のアカウント', [412]],
    ['خلال 18 أيام', [18]],
    ['in ١٨ days', [18]],
    ['up to 10 300 accounts', [10300]],
    ['2 of 1,025 and 7.', [2, 1025, 7]],
    ['version 4.5, file follows2.csv, x86', []],
    ['no number', []],
  ])('%j: %j', (text, numbers) => expect(numbersIn(text)).toEqual(numbers));
});

describe('of a text without end', () => {
  test.each([
    ['digits', '1'.repeat(2_000_000)],
    ['groups', '11 '.repeat(2_000_000)],
    ['groups of a thousand', '1,111'.repeat(2_000_000)],
    ['spaces', `1${' '.repeat(2_000_000)}`],
  ])('only the beginning is read (%s)', (_, text) => {
    expect(numbersIn(text).length).toBeLessThan(1_000);
    expect(readNumber(`${text}x`)).toBe(text.startsWith('1 ') ? 1 : null);
  });
});
