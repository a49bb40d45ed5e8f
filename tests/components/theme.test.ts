import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** The variables of each block of a file that sets this one. */
function blocksWith(name: string, file: string): Map<string, string>[] {
  const css = readFileSync(`assets/${file}.css`, 'utf8');
  return [...css.matchAll(/\{([^{}]*)\}/g)].flatMap(([, block = '']) => {
    const variables = new Map([...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, each = '', value = '']) => [each, value]));
    return variables.has(name) ? [variables] : [];
  });
}

const [shared] = blocksWith('ink', 'theme');
const [ofPages, darkPages, ...more] = blocksWith('stop', 'page');
const [darkCard, ...rest] = blocksWith('ink', 'card');
const light = new Map([...(shared ?? []), ...(ofPages ?? [])]);

function luminance(colour: string): number {
  const hex = /^#([0-9a-f]{6})$/.exec(colour)?.[1];
  if (hex === undefined) throw new Error(`not a plain colour: ${colour}`);
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** WCAG 2.2, 1.4.3. */
function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const texts = ['ink', 'soft', 'old', 'new', 'warn', 'stop'];
const grounds = ['paper', 'ground', 'old-tint', 'new-tint', 'warn-tint', 'stop-tint'];

describe.each([
  ['light', light],
  ['dark', darkPages],
])('the %s colours', (_, theme) => {
  const colour = (name: string) => theme?.get(name) ?? `no --${name}`;

  test.each(texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)))('let %s be read on %s', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['old', 'new', 'warn', 'stop', 'ink'])('let the label of a button be read on %s', (ground) => {
    expect(contrast(colour('on-side'), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  // WCAG 2.2, 1.4.11: what shows where a control is, and that it has the focus.
  test.each(['edge', 'focus'].flatMap((line) => grounds.map((ground) => [line, ground] as const)))('let the %s of a control be seen on %s', (line, ground) => {
    expect(contrast(colour(line), colour(ground))).toBeGreaterThanOrEqual(3);
  });
});

test('the card in the dark has the colours of our pages in the dark, and there is no other dark', () => {
  expect(darkCard?.size).toBeGreaterThan(10);
  expect([...(darkCard ?? [])].filter(([name, value]) => darkPages?.get(name) !== value)).toEqual([]);
  expect([...(darkPages?.keys() ?? [])].filter((name) => !darkCard?.has(name))).toEqual([...(ofPages?.keys() ?? [])]);
  expect([...more, ...rest]).toEqual([]);
});

test('the overlay has no rem, which would follow the page it lies on', () => {
  for (const file of ['theme', 'controls', 'card']) {
    const declarations = readFileSync(`assets/${file}.css`, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    expect(declarations).not.toMatch(/\d(rem|rlh|rex|rch)\b/);
  }
});
