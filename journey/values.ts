/** The plainest values that come from outside, each bounded. */
import * as v from 'valibot';

export const shortText = v.pipe(v.string(), v.maxLength(2_000));
export const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
/** A SHA-256, as hex digits. */
export const sha256Text = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
