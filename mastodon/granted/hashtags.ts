import { textIn } from '../../lists/json';
import type { TableDefinition } from './define-kind';

/** Followed hashtags: at most 400 a day, follows of people among them (docs/mastodon.md, Ask once). */
export const hashtags: TableDefinition = {
  fileName: 'followed_hashtags.csv',
  columns: ['#hashtag'],
  async read(api) {
    const told = await api.pages('/api/v1/followed_tags?limit=200');
    return told.ok ? { ok: true, value: told.value.flatMap((tag) => (textIn(tag, 'name', 500) === '' ? [] : [[textIn(tag, 'name', 500)]])) } : told;
  },
  name: ([name = '']) => `#${name}`,
  key: ([name = '']) => name.toLowerCase(),
  isThere: (_, there) => there !== null,
  send: (api, [name = '']) => api.ask(`/api/v1/tags/${encodeURIComponent(name)}/follow`, { method: 'POST' }),
};
