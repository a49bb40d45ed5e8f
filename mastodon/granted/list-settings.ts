import { own, textIn } from '../../lists/json';
import { failed, type TableDefinition } from './define-kind';

/** What no file carries of lists: whose replies they show, whether their posts leave the home feed; empty ones. */
export const listSettings: TableDefinition = {
  fileName: 'list_settings.csv',
  columns: ['List name', 'Replies', 'Exclusive'],
  async read(api) {
    const told = await api.ask('/api/v1/lists');
    if (!told.ok) return told;
    if (!Array.isArray(told.value)) return failed('unreadable', 'lists');
    const titled = told.value.filter((list) => textIn(list, 'title', 500) !== '');
    // Its number comes last, for the server that it is of.
    return {
      ok: true,
      value: titled.map((list) => [
        textIn(list, 'title', 500),
        textIn(list, 'replies_policy', 40) || 'list',
        own(list, 'exclusive') === true ? 'true' : 'false',
        textIn(list, 'id', 40),
      ]),
    };
  },
  name: ([title = '']) => title,
  key: ([title = '']) => title.trim(),
  isThere: ([, replies, exclusive], there) => there !== null && there[1] === replies && there[2] === exclusive,
  send(api, [title, replies, exclusive], there) {
    const body = { json: { title, replies_policy: replies, exclusive: exclusive === 'true' } };
    return there === null
      ? api.ask('/api/v1/lists', { method: 'POST', body })
      : api.ask(`/api/v1/lists/${encodeURIComponent(there[3] ?? '')}`, { method: 'PUT', body });
  },
};
