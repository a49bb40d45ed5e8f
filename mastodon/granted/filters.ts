import { own } from '../../lists/json';
import { rowKey } from '../../lists/kinds';
import type { FilterRow } from '../../lists/kinds/custom-filters';
import { filterRow } from '../../lists/parse';
import { failed, type KindDefinition } from './define-kind';

/** The server counts from the moment it hears of it. */
const TOLERANCE = 10 * 60_000;

/** Filters, for a new server that does not import them (before 4.6). Hidden posts stay behind. */
export const filters: KindDefinition<FilterRow> = {
  async read(api) {
    const told = await api.ask('/api/v2/filters');
    if (!told.ok) return told;
    if (!Array.isArray(told.value)) return failed('unreadable', 'filters');
    const rows = told.value.map((one) =>
      filterRow({
        title: own(one, 'title'),
        expires_at: own(one, 'expires_at'),
        context: own(one, 'context'),
        action: own(one, 'filter_action'),
        keywords_attributes: own(one, 'keywords'),
        statuses: [],
      }),
    );
    return { ok: true, value: rows };
  },
  name: ({ title }) => title,
  key: (row) => rowKey('custom_filters', row) ?? '',
  isThere(saved, there, now) {
    if (isOver(saved, now)) return true;
    const isSameEnd =
      saved.expires_at === null ? there?.expires_at === null : Math.abs(Date.parse(there?.expires_at ?? '') - Date.parse(saved.expires_at)) <= TOLERANCE;
    return there !== null && there.action === saved.action && isSameEnd;
  },
  async send(api, saved, there, now) {
    // One of the same words is the person's own by now.
    if (there !== null) return failed('refused', saved.title);
    const { title, context, action, keywords_attributes, expires_at } = saved;
    const expires_in = expires_at === null ? null : Math.max(1, Math.round((Date.parse(expires_at) - now) / 1000));
    return api.ask('/api/v2/filters', { method: 'POST', body: { json: { title, context, filter_action: action, keywords_attributes, expires_in } } });
  },
};

const isOver = ({ expires_at }: FilterRow, now: number) => expires_at !== null && Date.parse(expires_at) <= now;
