/**
 * What of an account can be taken over to another one through its own settings, by kinds of our own: the names of the
 * forms differ by version (docs/mastodon.md, Profile and Preferences).
 */
import type { Setting } from '../lists/settings';
import type { DetailId } from './detail-ids';

/** In the order in which they are shown and sent. */
export const profileRowIds = [
  'display_name',
  'note',
  'fields',
  'avatar',
  'header',
  'bot',
  'featured_tags',
  'attribution',
  'discoverable',
  'indexable',
  'hide_collections',
  'search_engines',
  'show_application',
  'default_privacy',
  'default_quote_policy',
  'default_language',
  'default_sensitive',
  'deletion',
] as const;
export type ProfileRowId = (typeof profileRowIds)[number];

/** The detail of an account that each belongs to. */
export const profileRowsOf = {
  profile: ['display_name', 'note', 'fields', 'avatar', 'header', 'bot'],
  featured_tags: ['featured_tags'],
  privacy: ['discoverable', 'indexable', 'hide_collections', 'search_engines', 'show_application'],
  posting_defaults: ['default_privacy', 'default_quote_policy', 'default_language', 'default_sensitive'],
  attribution: ['attribution'],
  deletion: ['deletion'],
} as const satisfies Partial<Record<DetailId, readonly ProfileRowId[]>>;

/**
 * A text is one value, fields are label and value in turn, hashtags their names without `#`, a switch `true` or
 * `false`. Of a picture: here its address, in the kit its file's name and hash. Of automated deletion: each of
 * `deletionParts` and its value in turn. Nothing in it: it is empty there.
 */
export type ProfileValues = Partial<Record<ProfileRowId, readonly string[]>>;

interface FieldName {
  readonly name: string;
  /** It says the opposite. */
  readonly isInverse?: true;
}

/** Switches and choices, by the names of their form fields, newest first. */
export const fieldNames: Partial<Record<ProfileRowId, readonly FieldName[]>> = {
  bot: [{ name: 'account[bot]' }, { name: 'bot' }],
  discoverable: [{ name: 'account[discoverable]' }, { name: 'discoverable' }],
  indexable: [{ name: 'account[indexable]' }, { name: 'indexable' }],
  hide_collections: [{ name: 'account[show_collections]', isInverse: true }, { name: 'account[hide_collections]' }, { name: 'hide_collections' }],
  search_engines: [{ name: 'account[settings][indexable]' }, { name: 'user[setting_noindex]', isInverse: true }],
  show_application: [{ name: 'account[settings][show_application]' }, { name: 'user[setting_show_application]' }],
  default_privacy: [{ name: 'user[settings_attributes][default_privacy]' }, { name: 'user[setting_default_privacy]' }],
  default_quote_policy: [{ name: 'user[settings_attributes][default_quote_policy]' }],
  default_language: [{ name: 'user[settings_attributes][default_language]' }, { name: 'user[setting_default_language]' }],
  default_sensitive: [{ name: 'user[settings_attributes][default_sensitive]' }, { name: 'user[setting_default_sensitive]' }],
};

/** Websites that may name the account as an author: one a line (4.3+). */
export const attributionNames = ['account[attribution_domains]', 'account[attribution_domains_as_text]'] as const;

/** How old a post must be, and what stays all the same: each of one form, `account_statuses_cleanup_policy[…]`. */
export const deletionParts = [
  'min_status_age',
  'keep_pinned',
  'keep_direct',
  'keep_self_fav',
  'keep_self_bookmark',
  'keep_polls',
  'keep_media',
  'min_favs',
  'min_reblogs',
] as const;
export type DeletionPart = (typeof deletionParts)[number];
export const deletionName = (part: DeletionPart | 'enabled') => `account_statuses_cleanup_policy[${part}]`;

/** Values that stand in turn: of fields label and value, of automated deletion part and value. */
export const inPairs = (values: readonly string[]): [string, string][] =>
  values.flatMap((first, at): [string, string][] => (at % 2 === 0 ? [[first, values[at + 1] ?? '']] : []));

/** What these settings say of the rows; pictures and hashtags are none. */
export function valuesIn(settings: readonly Setting[]): ProfileValues {
  const byField = new Map(settings.map(({ field, value }) => [field, value]));
  const found: Partial<Record<ProfileRowId, string[]>> = {};
  for (const [id, field] of [
    ['display_name', 'account[display_name]'],
    ['note', 'account[note]'],
  ] as const) {
    const value = byField.get(field);
    if (value !== undefined) found[id] = value === '' ? [] : [value.replaceAll('\r\n', '\n')];
  }
  const fields = fieldsIn(byField);
  if (byField.has('account[note]')) found.fields = fields;
  const domains = settings.filter(({ field }) => (attributionNames as readonly string[]).includes(field));
  if (domains.length > 0) found.attribution = domains.flatMap(({ value }) => value.match(/\S+/g) ?? []);
  const isDeleting = byField.get(deletionName('enabled'));
  // Switched off, the rest of that form means nothing.
  if (isDeleting !== undefined) found.deletion = isDeleting === 'true' ? deletionParts.flatMap((part) => [part, byField.get(deletionName(part)) ?? '']) : [];
  for (const id of profileRowIds) {
    const known = fieldNames[id]?.find(({ name }) => byField.has(name));
    if (known === undefined) continue;
    const value = byField.get(known.name) ?? '';
    found[id] = known.isInverse ? [value === 'true' ? 'false' : 'true'] : value === '' ? [] : [value];
  }
  return found;
}

function fieldsIn(byField: ReadonlyMap<string, string>): string[] {
  const rows = [...byField.keys()].flatMap((name) => /^account\[fields_attributes\]\[(\d{1,3})\]\[name\]$/.exec(name)?.[1] ?? []);
  return rows.flatMap((row) => {
    const [label, value] = ['name', 'value'].map((part) => byField.get(`account[fields_attributes][${row}][${part}]`) ?? '');
    return label === '' && value === '' ? [] : [label ?? '', value ?? ''];
  });
}

/** Whether both say the same, however lines are broken. Hashtags: whether all of the first are there. */
export function isSameValue(id: ProfileRowId, wanted: readonly string[], there: readonly string[]): boolean {
  if (id === 'featured_tags') {
    const names = new Set(there.map((name) => name.toLowerCase()));
    return wanted.every((name) => names.has(name.toLowerCase()));
  }
  const plain = (values: readonly string[]) => JSON.stringify(values.map((value) => value.replace(/\s+/g, ' ').trim()));
  return plain(wanted) === plain(there);
}
