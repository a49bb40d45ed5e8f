/** When the public endpoints are asked again (`look-up.ts` asks them). */
import { browser } from 'wxt/browser';
import { getPlan } from '../browser/store';
import { lookAgainAt } from '../journey/steps';
import { lookOutside } from './look-up';
import { dispatch } from './plan-writer';
import { redraw } from './redraw';

export async function lookIfWaiting(): Promise<void> {
  const stored = await getPlan();
  if (stored.ok && lookAgainAt(stored.plan, Date.now()) !== null) await look();
}

let going: Promise<unknown> = Promise.resolve();
let queued: Promise<void> | null = null;

/**
 * Looks now. While a look goes on, one more is queued, once for all who ask: it finds what was just read still fresh,
 * so it costs a request at most.
 */
export function look(): Promise<void> {
  queued ??= going
    .catch(() => undefined)
    .then(() => {
      queued = null;
      const now = lookNow();
      going = now;
      return now;
    });
  return queued;
}

async function lookNow(): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok) return;
  const plan = await dispatch({ type: 'timePassed' }, ...(await lookOutside(stored.plan)));
  // Also when no server answered this time: one that is down for a while must not end the looking.
  const when = plan === null ? null : lookAgainAt(plan, Date.now());
  if (when !== null) await browser.alarms.create('look', { when });
  await redraw();
}
