/**
 * Numbers as Rails writes them in a hundred languages: `12,345`, `12.345`, `12 345` (three kinds of space), `12’345`,
 * `1,23,456`, `١٢٬٣٤٥`. Only whole numbers: a text that could be a decimal (`4.5`, `12,34`) is no number to us
 * (docs/mastodon.md, Export).
 */
const SEPARATORS = ".,'’٬،\\s";
/**
 * Groups of two or three digits (India), the last one always of three; at most sixteen digits, or more than a number
 * can hold. Both are bounded, so that the time it takes grows with the text and not with its square.
 */
const number = () => `\\p{Nd}{1,3}(?:[${SEPARATORS}]\\p{Nd}{2,3}){0,6}[${SEPARATORS}]\\p{Nd}{3}|\\p{Nd}{1,16}`;
/** No table cell and no sentence with a number that is meant for us is longer. */
const LONGEST = 2_000;
const whole = () => new RegExp(`^(?:${number()})$`, 'u');
/** A number that stands alone: not part of a name, a fraction or a longer number. */
const alone = () => new RegExp(`(?<![\\p{Nd}\\w])(?<!\\p{Nd}[.,])(?:${number()})(?![.,]?\\p{Nd})(?![\\w])`, 'gu');

/** The number a table cell shows, or null if it shows anything else. */
export function readNumber(text: string | null | undefined): number | null {
  // direction marks stand beside numbers in right-to-left languages
  const plain = (text ?? '')
    .slice(0, LONGEST)
    .replace(/[\u200e\u200f\u061c]/g, '')
    .trim();
  return whole().test(plain) ? value(plain) : null;
}

/** Every whole number in a sentence, in order. */
export function numbersIn(text: string | null | undefined): number[] {
  return [...(text ?? '').slice(0, LONGEST).matchAll(alone())].map(([found]) => value(found)).filter((number) => number !== null);
}

function value(digits: string): number | null {
  const number = Number([...digits].map(digitOf).join(''));
  return Number.isSafeInteger(number) ? number : null;
}

/**
 * Unicode's rows of digits start at a code ending in 0 or, for some scripts, in 6 (U+0966 ०). Anything else is a
 * separator.
 */
function digitOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const low = code % 16;
  if (!/\p{Nd}/u.test(character)) return '';
  return String(/\p{Nd}/u.test(String.fromCodePoint(code - low)) ? low : low - 6);
}
