/**
 * JSON that people drop: filters and accounts as the API gives them, parts of an archive of posts, and what Misskey and
 * its kin, Pixelfed, Friendica and GoToSocial export. What can be a list becomes a table, as CSV does.
 */
import { cleanAccount, isBareName, isPostUri } from './clean';
import { ENDS, kindOfName, type NamedKind, SEVERITY } from './file-words';
import { domainOf, isAccountCell, type LeftRow, type Table } from './foreign-csv';
import { filterOf, isFilter } from './foreign-filters';
import { isRecord, type JsonObject, own } from './json';
import type { ListKind } from './kinds';
import { MOST_FILTER_VALUES, MOST_ROWS } from './parse';
import { isTameJson } from './text';

export type ForeignJson =
  /** `kind` is null where a name would have to say whether these are followed, muted or blocked. */
  | { readonly is: 'list'; readonly kind: Exclude<ListKind, 'custom_filters'> | null; readonly table: Table; readonly left: readonly LeftRow[] }
  | { readonly is: 'filters'; readonly text: string; readonly left: readonly LeftRow[] }
  /** Posts that no server has as bookmarks: imported as such, if the person wants that. */
  | { readonly is: 'likes' | 'clips'; readonly table: Table; readonly left: readonly LeftRow[] }
  | {
      /** `archive-part`: the posts or the profile of an archive, which is opened as a whole. */
      readonly is:
        | 'followers'
        | 'archive-part'
        | 'profile-links'
        | 'posts'
        | 'antennas'
        | 'hashtags'
        | 'other-admin-list'
        | 'filters-of-another-program'
        | 'browser-bookmarks'
        | 'unknown';
    };

const textIn = (item: JsonObject, key: string): string => (typeof item[key] === 'string' ? (item[key] as string) : '');

/** Null where it is no JSON, or too much of it. `name` tells what a bare list of addresses is. */
export function readJson(name: string, bytes: Uint8Array): readonly ForeignJson[] | null {
  if (!isTameJson(bytes, MOST_FILTER_VALUES)) return null;
  const json = parsed(new TextDecoder().decode(bytes));
  if (Array.isArray(json)) return json.length > MOST_ROWS ? null : [ofItems(kindOfName(name), json)];
  if (json === undefined) return null;
  return isRecord(json) ? ofRecord(name, json) : [{ is: 'unknown' }];
}

/** Also one value a line; of Friendica's backup, which begins with the account, the account alone. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      const values: unknown[] = lines.length > 1 ? lines.map((line) => JSON.parse(line)) : [];
      return values.length === 0 ? undefined : isFriendica(values[0]) ? values[0] : values;
    } catch {
      return undefined;
    }
  }
}

/** One list, or several under names of their own: `{ "muted": [...], "blocked": [...] }`. */
function ofRecord(name: string, json: JsonObject): readonly ForeignJson[] {
  if (Array.isArray(json.orderedItems)) return [ofCollection(name, json, json.orderedItems)];
  const contacts = contactsOf(json);
  if (contacts !== null) return contacts.filter(({ items }) => items.length > 0).map(({ kind, items }) => ofItems(kind, items));
  if (typeof json.preferredUsername === 'string' || typeof json.publicKey === 'object') return [{ is: 'archive-part' }];
  // Firefox, and Chrome with its relatives.
  if (json.type === 'text/x-moz-place-container' || isRecord(own(json, 'roots'))) return [{ is: 'browser-bookmarks' }];
  if (kindOfRelation([json]) !== null) return [ofItems(null, [json])];
  const arrays = Object.entries(json).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length <= MOST_ROWS);
  const named = arrays.filter(([key]) => kindOfName(key) !== null);
  if (kindOfName(name) === 'lists' && named.length === 0 && arrays.length > 0) return [ofLists(arrays.map(([title, accounts]) => ({ title, accounts })))];
  const [only] = arrays;
  const found = named.length > 0 ? byKind(named).map(([kind, items]) => ofItems(kind, items)) : only === undefined ? [] : [ofItems(kindOfName(name), only[1])];
  const lists = found.filter(({ is }) => is === 'list' || is === 'filters' || is === 'likes' || is === 'clips');
  return lists.length > 0 ? lists : found.length > 0 ? found.slice(0, 1) : [{ is: 'unknown' }];
}

/** What two names say is one list, is one; of several, those without entries say nothing. */
function byKind(named: readonly (readonly [string, readonly unknown[]])[]): readonly (readonly [NamedKind | null, readonly unknown[]])[] {
  const kinds = new Map<NamedKind | null, unknown[]>();
  for (const [key, items] of named) kinds.set(kindOfName(key), [...(kinds.get(kindOfName(key)) ?? []), ...items]);
  const filled = [...kinds].filter(([, items]) => items.length > 0);
  return filled.length > 0 ? filled : [...kinds].slice(0, 1);
}

function ofCollection(name: string, json: JsonObject, items: readonly unknown[]): ForeignJson {
  const id = `${textIn(json, 'id')} ${name}`;
  if (/outbox/i.test(id)) return { is: 'archive-part' };
  const kind = kindOfName(name) ?? kindOfName(textIn(json, 'id'));
  return kind === null ? ofPosts('bookmarks', items) : ofItems(kind, items);
}

function ofItems(named: NamedKind | null, items: readonly unknown[]): ForeignJson {
  const kind = kindOfRelation(items) ?? named;
  if (kind === 'followers' || kind === 'other-admin-list' || kind === 'hashtags') return { is: kind };
  const filters = items.filter(isFilter);
  if (filters.length > 0) return { is: 'filters', text: JSON.stringify({ custom_filters: filters.map(filterOf) }), left: leftOf(items, isFilter, 'no-filter') };
  if (kind === 'custom_filters') return { is: 'filters-of-another-program' };
  if (items.some((item) => isRecord(item) && Array.isArray(item.clipNotes)))
    return ofPosts(
      'clips',
      items.flatMap((item) => (isRecord(item) && Array.isArray(item.clipNotes) ? item.clipNotes : [item])),
    );
  if (kind === 'antennas' || items.some((item) => isRecord(item) && Array.isArray(item.keywords) && 'src' in item)) return { is: 'antennas' };
  // Misskey's favourites are kept for oneself, as bookmarks are.
  if (items.some((item) => isRecord(item) && isRecord(item.note))) return ofPosts('bookmarks', items);
  if (kind === 'bookmarks' || kind === 'likes' || kind === 'clips') return ofPosts(kind, items);
  if (items.some((item) => isRecord(item) && membersIn(item) !== null && titleOf(item) !== '')) return ofLists(items);
  if (items.some(isPost)) return { is: 'posts' };
  // Mastodon's lists by the API, which tells their members elsewhere; Misskey's tells only their numbers.
  if (kind === 'lists' && items.some((item) => isRecord(item) && titleOf(item) !== '' && !('userIds' in item))) return ofLists(items);
  const isAccounts = kind === 'follows' || kind === 'mutes' || kind === 'blocks';
  const isDomain = (item: unknown) => serverOf(item) !== null;
  const isServers = kind === 'domain_blocks' || items.every((item) => isRecord(item) && isDomain(item)) || (!isAccounts && items.every(isDomain));
  if (items.some(isDomain) && isServers) return ofServers(items);
  return kind === 'domain_blocks' || kind === 'lists' ? { is: 'unknown' } : ofAccounts(kind, items);
}

/**
 * What Misskey's API and its kin say of each entry: whom somebody follows, mutes or blocks. In a list of followers, the
 * other is the one who follows; where both are told, one of them is the person on every line.
 */
function kindOfRelation(items: readonly unknown[]): NamedKind | null {
  const has = (key: string) => items.length > 0 && items.every((item) => isRecord(item) && isRecord(item[key]));
  const isOne = (key: string) => new Set(items.map((item) => (isRecord(item) ? addressOf(item[key]) : ''))).size === 1;
  if (has('follower') && (!has('followee') || (items.length > 1 && isOne('followee') && !isOne('follower')))) return 'followers';
  return has('followee') ? 'follows' : has('mutee') ? 'mutes' : has('blockee') ? 'blocks' : null;
}

/** A post of one's own: words, and nobody whom they could stand for. */
function isPost(item: unknown): boolean {
  return isRecord(item) && ('text' in item || 'content' in item || item.type === 'Note') && !('acct' in item || 'handle' in item || 'username' in item);
}

function table(header: readonly string[], rows: readonly (readonly string[])[], words = header): Table {
  return { header, words, rows, unclear: null, cut: null };
}

function leftOf(items: readonly unknown[], isUsed: (item: unknown) => boolean, why: LeftRow['why']): LeftRow[] {
  return items.filter((item) => !isUsed(item)).map((item) => ({ row: shown(item), why }));
}

function shown(item: unknown): string {
  // A note of Misskey's own server: who wrote it, and its number there.
  if (isRecord(item) && isRecord(item.note)) return `${isRecord(item.note.user) ? `@${textIn(item.note.user, 'username')}: ` : ''}${textIn(item.note, 'id')}`;
  return (typeof item === 'string' ? item : JSON.stringify(item)).slice(0, 200);
}

/** The address of a post; a note of one's own Misskey server has none in its files. */
function postOf(item: unknown): string | null {
  const post = isRecord(item) && isRecord(item.note) ? item.note : item;
  const links = typeof post === 'string' ? [post] : isRecord(post) ? [textIn(post, 'uri'), textIn(post, 'url'), textIn(post, 'id')] : [];
  return links.find(isPostUri) ?? null;
}

function ofPosts(kind: 'bookmarks' | 'likes' | 'clips', items: readonly unknown[]): ForeignJson {
  const rows = items.flatMap((item) => postOf(item) ?? []).map((uri) => [uri]);
  const left = leftOf(items, (item) => postOf(item) !== null, 'not-a-link');
  if (rows.length === 0 && left.length > 0) return { is: 'unknown' };
  return kind === 'bookmarks' ? { is: 'list', kind, table: table(['#uri'], rows), left } : { is: kind, table: table(['#uri'], rows), left };
}

const titleOf = (item: JsonObject) => textIn(item, 'title') || textIn(item, 'name');
const membersIn = (item: JsonObject): readonly unknown[] | null =>
  [item.accounts, item.members, item.users].find((members): members is unknown[] => Array.isArray(members)) ?? null;

/** Lists with their members inside; their settings are named, since no file of Mastodon's carries them. */
function ofLists(items: readonly unknown[]): ForeignJson {
  const settings = ['exclusive', 'replies_policy', 'repliesPolicy', 'isPublic'].filter((key) => items.some((item) => isRecord(item) && item[key]));
  const left: LeftRow[] = [];
  const rows: string[][] = [];
  for (const item of items) {
    const [title, members] = isRecord(item) ? [titleOf(item), membersIn(item)] : ['', null];
    if (!isRecord(item) || title === '' || members === null || members.length === 0) left.push({ row: title || shown(item), why: 'no-members' });
    else
      for (const member of members) {
        const account = accountOf(member);
        if (account === null) left.push({ row: `${title}: ${shown(member)}`, why: 'not-an-address' });
        else rows.push([title, account, ...settings.map((key) => cellOf(item[key]))]);
      }
  }
  return { is: 'list', kind: 'lists', table: table(['List name', 'Account address', ...settings], rows), left };
}

/** `{ "domain": … }`, with the severity that an administrator chose; or the domain alone. */
function serverOf(item: unknown): string | null {
  const name = isRecord(item) && !('username' in item) ? textIn(item, 'domain') || textIn(item, 'instance') : typeof item === 'string' ? item : '';
  // What an administrator hides in part, as `obf***ted.example`, is a server all the same, and left out later.
  return /\.|\*/.test(name) && (domainOf(name) !== null || /^[\w.*-]+$/.test(name)) ? name : null;
}

function ofServers(given: readonly unknown[]): ForeignJson {
  // GoToSocial writes since when: a server that is only silenced is not suspended.
  const isSilenced = (item: unknown) => isRecord(item) && Boolean(item.silenced_at) && !item.suspended_at && item.severity === undefined;
  const items = given.some(isSilenced) ? given.map((item) => (isRecord(item) ? { severity: isSilenced(item) ? 'silence' : 'suspend', ...item } : item)) : given;
  const keys = ['severity', 'reject_media', 'reject_reports', 'public_comment', 'private_comment', 'comment', 'obfuscate'];
  const found = keys.filter((key) => items.some((item) => isRecord(item) && item[key]));
  const rows = items.flatMap((item) => {
    const server = serverOf(item);
    return server === null ? [] : [[server, ...found.map((key) => (isRecord(item) ? cellOf(item[key]) : ''))]];
  });
  const header = ['#domain', ...found.map((key) => (key === 'severity' ? SEVERITY : key))];
  return {
    is: 'list',
    kind: 'domain_blocks',
    table: table(header, rows, ['domain', ...found]),
    left: leftOf(items, (item) => serverOf(item) !== null, 'not-a-domain'),
  };
}

const cellOf = (value: unknown): string =>
  value === null || value === undefined || value === false ? '' : Array.isArray(value) ? value.join(', ') : String(value);

/** Members of an account that Mastodon's columns know, and when a mute ends, which they do not. */
const settings: readonly (readonly [column: string, keys: readonly string[]])[] = [
  ['Show boosts', ['showing_reblogs', 'show_reblogs', 'reblogs', 'show_boosts', 'showBoosts']],
  ['Notify on new posts', ['notifying', 'notify']],
  ['Languages', ['languages']],
  ['Hide notifications', ['muting_notifications', 'mute_notifications', 'hide_notifications', 'hideNotifications']],
  [ENDS, ['mute_expires_at', 'muteExpiresAt', 'expires_at', 'expiresAt', 'ends_at', 'until', 'duration']],
  ['withReplies', ['withReplies', 'with_replies']],
];

function ofAccounts(kind: 'follows' | 'mutes' | 'blocks' | null, items: readonly unknown[]): ForeignJson {
  const isNamed = (item: unknown) => accountOf(item) !== null;
  // Everybody whom a server knows, beside who does what to whom by numbers, as GoToSocial's administrators export it.
  if (items.some((item) => isRecord(item) && 'targetAccountId' in item)) return { is: 'unknown' };
  if (items.length > 0 && !items.some(isNamed)) return { is: items.every((item) => /^https?:/.test(addressOf(item))) ? 'profile-links' : 'unknown' };
  // Words under a name that says nothing are not names of people.
  if (kind === null && (items.length === 0 || items.some((item) => typeof item === 'string' && !isAccountCell(item)))) return { is: 'unknown' };
  const found = settings.flatMap(([column, keys]) => {
    const key = keys.find((one) => items.some((item) => isRecord(item) && item[one] !== undefined && item[one] !== null));
    return key === undefined ? [] : [{ column, key }];
  });
  const setting = (item: unknown, key: string) =>
    isRecord(item) && typeof item[key] === 'boolean' ? String(item[key]) : isRecord(item) ? cellOf(item[key]) : '';
  const rows = items.flatMap((item) => {
    const account = accountOf(item);
    return account === null ? [] : [[account, ...found.map(({ key }) => setting(item, key))]];
  });
  const header = ['Account address', ...found.map(({ column }) => column)];
  const left = items.filter((item) => !isNamed(item)).map((item): LeftRow => ({ row: addressOf(item) || shown(item), why: 'not-an-address' }));
  return { is: 'list', kind, table: table(header, rows, ['account', ...found.map(({ key }) => key)]), left };
}

/** With its server, or by name alone, which means the server that the file comes from. */
function accountOf(item: unknown): string | null {
  const address = addressOf(item);
  return cleanAccount(address) ?? (isBareName(address) ? address.trim() : null);
}

function addressOf(item: unknown): string {
  if (typeof item === 'string') return item;
  if (!isRecord(item)) return '';
  const [username, host] = [textIn(item, 'username') || textIn(item, 'preferredUsername'), textIn(item, 'host') || textIn(item, 'domain')];
  if (username !== '' && host !== '') return `${username}@${host}`;
  const first = (keys: readonly string[]) => keys.map((key) => textIn(item, key)).find((text) => text !== '') ?? '';
  const named = first(['acct', 'handle', 'address', 'account', 'addr', 'webfinger', 'username']);
  if (named !== '') return named;
  // An account may stand inside what says how it is followed, muted or blocked.
  const inside = [item.account, item.user, item.mutee, item.blockee, item.followee].find(isRecord);
  if (inside !== undefined) return addressOf(inside);
  // What has no address of the web is a number in a database.
  const link = first(['uri', 'url', 'id']);
  return /^https?:/i.test(link) ? link : '';
}

function isFriendica(json: unknown): json is JsonObject & { contact: unknown[] } {
  return isRecord(json) && isRecord(json.user) && Array.isArray(json.contact);
}

interface Contacts {
  readonly kind: 'follows' | 'blocks';
  readonly items: readonly unknown[];
}

/**
 * The people of a Friendica account or a Hubzilla channel: whom it follows, and whom it blocks. Null: it is neither.
 */
function contactsOf(json: JsonObject): readonly Contacts[] | null {
  const isYes = (item: unknown, key: string) => isRecord(item) && Number(item[key]) > 0;
  const split = (items: readonly unknown[], blocked: string): Contacts[] => [
    { kind: 'follows', items: items.filter((item) => !isYes(item, blocked)) },
    { kind: 'blocks', items: items.filter((item) => isYes(item, blocked)) },
  ];
  if (isFriendica(json)) return split(json.contact.filter(isFollowedContact), 'blocked');
  const { abook, xchan } = json;
  if (!Array.isArray(abook) || !Array.isArray(xchan)) return null;
  // Connections are named by a hash; who that is stands in another table of the same file.
  const known = new Map(xchan.flatMap((one): [string, string][] => (isRecord(one) ? [[textIn(one, 'xchan_hash'), textIn(one, 'xchan_addr')]] : [])));
  const people = abook.filter((item) => isRecord(item) && !isYes(item, 'abook_self') && !isYes(item, 'abook_pending'));
  return split(
    people.map((item) => ({ ...item, addr: known.get(textIn(item, 'abook_xchan')) ?? '' })),
    'abook_blocked',
  );
}

/**
 * Friendica keeps everybody whom it has met as a contact: 2 is followed, 3 follows back (`src/Model/Contact.php`,
 * SHARING and FRIEND, 2024.08).
 */
function isFollowedContact(contact: unknown): boolean {
  return isRecord(contact) && ['2', '3'].includes(String(contact.rel)) && !Number(contact.self);
}
