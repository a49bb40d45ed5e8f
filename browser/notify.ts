/** Tells the person that waiting is over, if they asked to be told. */
import { browser } from 'wxt/browser';
import { newsBetween } from '../journey/news';
import type { Plan } from '../journey/plan';
import type { Translate } from './i18n';
import { notifyItem } from './store';

/** Must be called in a click handler: the browser asks the person. */
export function askToNotify(): Promise<boolean> {
  return browser.permissions.request({ permissions: ['notifications'] });
}

/** The person does not want to be told any more. */
export async function stopNotifying(): Promise<void> {
  await notifyItem.setValue(false);
  await browser.permissions.remove({ permissions: ['notifications'] });
}

/**
 * Calls back with the news that was clicked. Does nothing while we may not notify: then the browser has no such events.
 */
export function onNewsClicked(onClick: (key: string) => void): void {
  browser.notifications?.onClicked.addListener((key) => {
    void browser.notifications.clear(key);
    onClick(key);
  });
}

export async function tellNews(before: Plan, after: Plan, t: Translate): Promise<void> {
  const news = newsBetween(before, after);
  if (news.length === 0 || !(await notifyItem.getValue()) || !(await browser.permissions.contains({ permissions: ['notifications'] }))) return;
  await Promise.all(
    news.map((item) =>
      browser.notifications.create(item.key, {
        type: 'basic' as const,
        iconUrl: browser.runtime.getURL('/icon/128.png'),
        title: 'Transhumance',
        message: t(item),
      }),
    ),
  );
}
