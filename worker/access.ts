/** Access to the two servers, as the browser has it now. */
import { browser } from 'wxt/browser';
import { grantedHosts, register, watchedHosts, watchOpenPages } from '../browser/sites';
import { getPlan } from '../browser/store';
import { neededHosts } from '../journey/plan';
import { dispatch } from './plan-writer';
import { redraw } from './redraw';

export const ACCESS_ALARM = 'access';

/** What the browser allows, into the plan; the script on exactly the allowed servers' pages. */
export async function syncAccess({ openPages = false } = {}): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok) return;
  const hosts = await grantedHosts(neededHosts(stored.plan));
  const isSame = hosts.length === stored.plan.access.length && hosts.every((host) => stored.plan.access.includes(host));
  const plan = isSame ? stored.plan : await dispatch({ type: 'accessChanged', hosts });
  if (plan === null) return;
  // Just after an update, Chromium may not know yet what was given: what is lost is asked for once more.
  if (hosts.length < stored.plan.access.length) await browser.alarms.create(ACCESS_ALARM, { delayInMinutes: 0.5 });
  await register(watchedHosts(plan));
  if (openPages) await watchOpenPages(watchedHosts(plan));
  if (!isSame) await redraw();
}
