import type { Clean, CleanContext, ListDefinition } from '../define-list';
import { isSince } from '../versions';

/** The keys are those of Mastodon's own JSON. */
export interface FilterRow {
  readonly title: string;
  readonly expires_at: string | null;
  readonly context: readonly string[];
  readonly action: string;
  readonly keywords_attributes: readonly { readonly keyword: string; readonly whole_word: boolean }[];
  /** Addresses of single posts the filter hides. */
  readonly statuses: readonly string[];
}

/** The only list that is JSON (docs/mastodon.md, Filters). */
export const customFilters: ListDefinition<FilterRow> & { importType: 'custom_filters' } = {
  exportPath: '/settings/exports/custom_filters.json',
  fileName: 'custom_filters.json',
  importType: 'custom_filters',
  contentType: 'application/json',
  importedSince: [4, 6],
  exportedSince: [4, 6],
  columns: [],
  hasHeader: false,
  csv: null,
  key: (row) => {
    const words = row.keywords_attributes.map(({ keyword }) => keyword.trim().toLowerCase()).filter((word) => word !== '');
    // Two of one title and the same words, for different places, are two (and two to the import).
    return row.title.trim() === '' ? null : JSON.stringify([row.title.trim(), [...new Set(words)].sort(), [...new Set(row.context)].sort()]);
  },
  clean: cleanFilter,
  shown: ({ title }) => title,
  // To the minute: the pages of servers before 4.6 tell no more.
  settings: ({ expires_at: end, statuses, action }) => [end === null ? 'never' : end.slice(0, 16), [...statuses].sort().join(), action],
};

const CONTEXTS = ['home', 'notifications', 'public', 'thread', 'account'];
const ACTIONS = ['warn', 'hide', 'blur'];

function cleanFilter(row: FilterRow, { version, filterPosts }: CleanContext): Clean<FilterRow> {
  if (row.title.trim() === '') return { reason: 'blank' };
  const context = row.context.filter((name) => CONTEXTS.includes(name));
  if (context.length === 0) return { reason: 'no-context' };
  const blurs = version === undefined || isSince(version, [4, 4]) !== false;
  const action = !ACTIONS.includes(row.action) || (row.action === 'blur' && !blurs) ? 'warn' : row.action;
  const keywords = row.keywords_attributes.filter(({ keyword }) => keyword.trim() !== '');
  const statuses = filterPosts === 'leave-out' ? [] : row.statuses;
  const expires = row.expires_at !== null && Number.isNaN(Date.parse(row.expires_at)) ? null : row.expires_at;
  const same =
    context.length === row.context.length &&
    action === row.action &&
    keywords.length === row.keywords_attributes.length &&
    statuses.length === row.statuses.length &&
    expires === row.expires_at;
  return { row: same ? row : { title: row.title, expires_at: expires, context, action, keywords_attributes: keywords, statuses } };
}
