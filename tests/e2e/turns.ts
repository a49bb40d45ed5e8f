/**
 * Which tests run when. All of them in both browsers take more than half an hour: that is `npm test -- build long`.
 * `npm test` runs every joint, written `test`, in both browsers, and what is written here.
 */
import { test } from 'vitest';
import { browserKind } from './browser';

/** There is time. */
export const isLong = process.env.E2E_LENGTH === 'long';

/** Another turn of a joint that is tested in both browsers: every time in Chromium, in Firefox when there is time. */
export const turn = test.runIf(isLong || browserKind() === 'chromium');

/** The counterpart of a turn: every time in Firefox, in Chromium when there is time. */
export const counterTurn = test.runIf(isLong || browserKind() === 'firefox');

/** A turn of what both browsers do alike, or that takes long: when there is time. */
export const longTurn = test.runIf(isLong);
