import { failed, type TableDefinition } from './define-kind';

/** Whose notifications are filtered (4.3+): `for_not_following`, … each `accept`, `filter` or `drop`. */
export const notificationPolicy: TableDefinition = {
  fileName: 'notification_policy.csv',
  columns: ['Setting', 'Value'],
  async read(api) {
    const told = await api.ask('/api/v2/notifications/policy');
    if (!told.ok) return told;
    if (typeof told.value !== 'object' || told.value === null) return failed('unreadable', 'policy');
    const settings = Object.entries(told.value).filter(([name, value]) => /^for_[a-z_]{1,60}$/.test(name) && ['accept', 'filter', 'drop'].includes(value));
    return { ok: true, value: settings.map(([name, value]) => [name, String(value)]) };
  },
  name: ([name = '']) => name,
  key: ([name = '']) => name,
  isThere: ([, value], there) => there?.[1] === value,
  // What the new server has no such setting for, it would take without a word.
  send: async (api, [name = '', value], there) =>
    there === null ? failed('refused', name) : api.ask('/api/v2/notifications/policy', { method: 'PATCH', body: { json: { [name]: value } } }),
};
