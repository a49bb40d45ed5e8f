import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing';
import { onNewsClicked, tellNews } from '../../browser/notify';
import { notifyItem } from '../../browser/store';
import { actOfNews } from '../../journey/news';
import type { Plan } from '../../journey/plan';
import { planAfter } from '../journey/sample';

beforeEach(() => fakeBrowser.reset());

const named = planAfter();

const exported = (archive: 'in-progress' | 'ready'): Plan => ({
  ...named,
  seen: { ...named.seen, old: { ...named.seen.old, exports: { counts: {}, offered: [], archive, canRequest: false, archiveAskedAt: null, at: 1 } } },
});

test('news is told under its own name, and a click on it leads to the page it is about', async () => {
  const create = vi.spyOn(fakeBrowser.notifications, 'create');
  vi.spyOn(fakeBrowser.permissions, 'contains').mockResolvedValue(true as never);
  await notifyItem.setValue(true);
  await tellNews(exported('in-progress'), exported('ready'), ({ key }) => key);
  expect(create).toHaveBeenCalledExactlyOnceWith('news.archive', expect.objectContaining({ message: 'news.archive' }));

  const clicked: string[] = [];
  onNewsClicked((key) => clicked.push(key));
  await fakeBrowser.notifications.onClicked.trigger('news.archive');
  expect(clicked).toEqual(['news.archive']);
  expect(actOfNews(named, 'news.archive')).toEqual({ kind: 'go', step: 'archive' });
  expect(actOfNews(named, 'news.settled')).toEqual({ kind: 'start-page', section: 'report' });
  expect(actOfNews(named, 'of somebody else')).toBeNull();
});
