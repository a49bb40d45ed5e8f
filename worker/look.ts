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
 * Asked for while one goes on, the next begins when that ends, once for all who asked: then what was just read is
 * fresh. Worth no more than a request.
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
  // Also when nothing was answered this time: a server that is down for a while must not end it.
  const when = plan === null ? null : lookAgainAt(plan, Date.now());
  if (when !== null) await browser.alarms.create('look', { when });
  await redraw();
}
