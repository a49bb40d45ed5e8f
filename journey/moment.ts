import * as v from 'valibot';

/** The year 9999: far from where dates end, so that every sum with some weeks is a date still. */
const LATEST = Date.UTC(9_999, 0);
export const DAY = 24 * 60 * 60 * 1000;
/** From the last Move until another one is possible, also after cancelling (docs/mastodon.md, Move and redirect). */
export const COOLDOWN = 30 * DAY;

/** Milliseconds since 1970, by this computer's clock. Whatever is stored as such can be shown as a date. */
export const momentSchema = v.pipe(v.number(), v.minValue(0), v.maxValue(LATEST));

/** Not longer ago than that. A clock that was set back in between says nothing about how long: then it is not. */
export function isWithin(ms: number, at: number, now: number): boolean {
  return Math.abs(now - at) < ms;
}

/** The dates among these texts of a page that can have been: a clock may be wrong by a little. */
export function pastMoments(texts: readonly (string | null)[], now: number): number[] {
  return texts.map((text) => Date.parse(text ?? '')).filter((time) => time >= 0 && time <= now + DAY);
}
