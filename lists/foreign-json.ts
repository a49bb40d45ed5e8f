/** JSON that people drop: filters as the API gives them, parts of an archive of posts, accounts of other programs. */
import { isAccountCell, type LeftRow } from './foreign-csv';
import { cleanAccount, isPostUri, type ListKind } from './kinds';
import { MOST_FILTER_VALUES, MOST_ROWS } from './parse';
import { isTameJson } from './text';

export type ForeignJson =
  | { readonly is: 'list'; readonly kind: ListKind; readonly text: string; readonly left: readonly LeftRow[] }
  /** `likes.json` of an archive: imported as bookmarks, if the person wants that. */
  | { readonly is: 'likes'; readonly text: string; readonly left: readonly LeftRow[] }
  | { readonly is: 'followers' }
  /** The posts or the profile of an archive, which is opened as a whole. */
  | { readonly is: 'archive-part' }
  | { readonly is: 'profile-links'; readonly left: readonly LeftRow[] }
  | { readonly is: 'unknown' };

type Json = Record<string, unknown>;
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null where it is no JSON, or too much of it. `name` tells what a bare list of addresses is. */
export function readJson(name: string, bytes: Uint8Array): ForeignJson | null {
  if (!isTameJson(bytes, MOST_FILTER_VALUES)) return null;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
  if (Array.isArray(json)) return json.length > MOST_ROWS ? null : ofItems(name, json);
  if (!isRecord(json)) return { is: 'unknown' };
  if (Array.isArray(json.orderedItems)) return ofCollection(name, json, json.orderedItems);
  if (typeof json.preferredUsername === 'string' || typeof json.publicKey === 'object') return { is: 'archive-part' };
  // Misskey and its kin: `{ "followings": ["ada@bakers.example"], "host": … }`, the list under its own name.
  for (const [key, items] of Object.entries(json)) if (Array.isArray(items) && kindOfName(key) !== null) return ofItems(key, items);
  const [only] = Object.values(json).filter(Array.isArray);
  return only !== undefined && kindOfName(name) !== null ? ofItems(name, only) : { is: 'unknown' };
}

function ofCollection(name: string, json: Json, items: readonly unknown[]): ForeignJson {
  const id = `${typeof json.id === 'string' ? json.id : ''} ${name}`;
  if (/outbox/i.test(id)) return { is: 'archive-part' };
  const links = items.map((item) => (typeof item === 'string' ? item : isRecord(item) && typeof item.id === 'string' ? item.id : ''));
  const kind = kindOfName(id);
  if (kind === 'followers') return { is: 'followers' };
  if (kind === 'follows') return ofAccounts('follows', links);
  const good = links.filter(isPostUri);
  const left = links.filter((link) => !isPostUri(link)).map((row): LeftRow => ({ row, why: 'not-a-link' }));
  const text = good.map((link) => `${link}\n`).join('');
  if (/like|favou?rite/i.test(id)) return { is: 'likes', text, left };
  return good.length > 0 || kind === 'bookmarks' ? { is: 'list', kind: 'bookmarks', text, left } : { is: 'unknown' };
}

function ofItems(name: string, items: readonly unknown[]): ForeignJson {
  const filters = items.filter(isFilter);
  if (filters.length > 0)
    return { is: 'list', kind: 'custom_filters', text: JSON.stringify({ custom_filters: filters.map(filterOf) }), left: leftOf(items, isFilter) };
  const named = items.map(accountOf);
  const kind = kindOfName(name);
  if (kind === 'followers') return { is: 'followers' };
  const addresses = named.filter((item): item is string => item !== null);
  if (addresses.length === 0) return { is: 'unknown' };
  if (kind === 'bookmarks' || (kind === null && addresses.every((link) => isPostUri(link) && !isAccountCell(link)))) {
    return kind === null ? { is: 'profile-links', left: addresses.map((row) => ({ row, why: 'not-an-address' })) } : ofCollection('bookmarks', {}, items);
  }
  if (kind === 'follows' || kind === 'mutes' || kind === 'blocks') return ofAccounts(kind, addresses);
  return { is: 'profile-links', left: [] };
}

function ofAccounts(kind: 'follows' | 'mutes' | 'blocks', addresses: readonly string[]): ForeignJson {
  const left = addresses.filter((address) => !isNamed(address)).map((row): LeftRow => ({ row, why: 'not-an-address' }));
  const header = { follows: 'Account address,Show boosts,Notify on new posts,Languages\n', mutes: 'Account address,Hide notifications\n', blocks: '' }[kind];
  const cells = { follows: ',,,', mutes: ',', blocks: '' }[kind];
  const rows = addresses.filter(isNamed).map((address) => `${cleanAccount(address) ?? address}${cells}\n`);
  return { is: 'list', kind, text: header + rows.join(''), left };
}

/** With its server, or by name alone, which means the server that the file comes from. */
const isNamed = (address: string) => cleanAccount(address) !== null || /^@?[a-z0-9_][\w.-]*$/i.test(address.trim());

function accountOf(item: unknown): string | null {
  if (typeof item === 'string') return item;
  if (!isRecord(item)) return null;
  const text = (key: string) => (typeof item[key] === 'string' ? (item[key] as string) : '');
  const [username, host] = [text('username') || text('preferredUsername'), text('host') || text('domain')];
  if (username !== '' && host !== '') return `${username}@${host}`;
  return text('acct') || text('handle') || text('address') || text('account') || text('uri') || text('url') || null;
}

/** What the file's or the list's name says it is. */
export function kindOfName(name: string): ListKind | 'followers' | null {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  return names.find(([pattern]) => pattern.test(base))?.[1] ?? null;
}

/** In this order: "followers" is no list of follows, and "blocked domains" none of accounts. */
const names: readonly (readonly [RegExp, ListKind | 'followers'])[] = [
  [/followers?(?![a-z])|abonn[ée]+s?(?![a-z])|seguidores|follower_?innen/i, 'followers'],
  [/(?:domain|instance|server)[-_ ]?(?:block|mute)|block(?:ed|ing|s)?[-_ ]?(?:domain|instance|server)|fediblock|oliphant|tier\d/i, 'domain_blocks'],
  [/follow(?:s|ed|ing|ings)?(?![a-z])|friends|contacts|abonnements|seguidos|gefolgt/i, 'follows'],
  [/mut(?:e|ed|es|ing|ings)(?![a-z])|silenced|masqu[ée]s|stumm/i, 'mutes'],
  [/block(?:s|ed|ing|ings)?(?![a-z])|bloqu[ée]s|blockiert/i, 'blocks'],
  [/bookmarks?(?![a-z])|marque-?pages?|lesezeichen/i, 'bookmarks'],
  [/(?:^|[^a-z])lists?(?![a-z])/i, 'lists'],
  [/(?:custom[-_ ]?)?filters?(?![a-z])/i, 'custom_filters'],
];

/** A filter as `/api/v2/filters` gives it (4.0+), or as `/api/v1/filters` (2.4.3+). */
function isFilter(item: unknown): item is Json {
  return isRecord(item) && Array.isArray(item.context) && (typeof item.title === 'string' || typeof item.phrase === 'string');
}

function filterOf(filter: Json) {
  const words = Array.isArray(filter.keywords) ? filter.keywords : Array.isArray(filter.keywords_attributes) ? filter.keywords_attributes : [];
  const one = typeof filter.phrase === 'string' ? [{ keyword: filter.phrase, whole_word: filter.whole_word === true }] : [];
  const action =
    typeof filter.filter_action === 'string'
      ? filter.filter_action
      : typeof filter.action === 'string'
        ? filter.action
        : filter.irreversible === true
          ? 'hide'
          : 'warn';
  return {
    title: typeof filter.title === 'string' ? filter.title : filter.phrase,
    expires_at: typeof filter.expires_at === 'string' ? filter.expires_at : null,
    context: filter.context,
    action,
    keywords_attributes: words.length > 0 ? words.filter(isRecord).map(({ keyword, whole_word }) => ({ keyword, whole_word: whole_word === true })) : one,
    // The API names posts by their numbers on the old server, which mean nothing elsewhere.
    statuses: Array.isArray(filter.statuses) ? filter.statuses.filter((post): post is string => typeof post === 'string') : [],
  };
}

function leftOf(items: readonly unknown[], isUsed: (item: unknown) => boolean): LeftRow[] {
  return items.filter((item) => !isUsed(item)).map((item) => ({ row: JSON.stringify(item).slice(0, 200), why: 'not-an-address' }));
}
