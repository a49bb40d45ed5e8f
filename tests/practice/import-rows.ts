/**
 * What happens to a confirmed import: row by row, at the server's pace, with everything that can go wrong
 * (docs/mastodon.md, Imports).
 */
import { doneSince } from './clock';
import { followLimit } from './import-file';
import { type Account, type BulkImport, type FollowOptions, type ImportRow, nextId, numberOf, type ServerState } from './state';
import { since } from './versions';
import type { Practice } from './visit';

type Outcome =
  /** Done. */
  | 'imported'
  /** Nobody found, nothing reachable: counted at once. */
  | 'failed'
  /** Something raised: tried again and again, and counted only after that. */
  | 'raised';

interface Place {
  practice: Practice;
  server: ServerState;
  account: Account;
}

export function startImport(place: Place, bulk: BulkImport): void {
  const { server, account } = place;
  const begun = server.clock.now();
  bulk.state = 'scheduled';
  const queue = distinct(bulk);
  const retried: { row: ImportRow; due: number }[] = [];
  let taken = 0;
  server.clock.start((now) => {
    // A second in the queue first, so that "scheduled" can be seen
    const due = Math.min(queue.length, doneSince(begun + 1_000, now, server.options.importRowsPerSecond));
    if (now < begun + 1_000) return false;
    if (bulk.state === 'scheduled') {
      bulk.state = 'in_progress';
      if (bulk.overwrite) removeTheRest(account, bulk);
    }
    for (; taken < due; taken++) {
      const row = queue[taken];
      if (row === undefined) continue;
      const outcome = importRow(place, bulk, row);
      if (outcome === 'raised') retried.push({ row, due: begun + 1_000 + (taken / server.options.importRowsPerSecond) * 1_000 + server.options.retryMs });
      else finish(bulk, row, outcome === 'imported');
    }
    while (retried[0] !== undefined && retried[0].due <= now) {
      const retry = retried.shift();
      if (retry !== undefined) finish(bulk, retry.row, importRow(place, bulk, retry.row) === 'imported');
    }
    if (bulk.processed === bulk.total) bulk.state = 'finished';
    // Duplicates leave `processed` short of `total` for ever: the known bug
    return taken === queue.length && retried.length === 0;
  });
}

/** Each account once, though the total counts every line; lists go line by line. */
function distinct(bulk: BulkImport): ImportRow[] {
  if (bulk.type === 'lists' || bulk.type === 'custom_filters' || bulk.type === 'domain_blocking') return bulk.rows;
  return [...new Map(bulk.rows.map((row) => [row.key, row])).values()];
}

function finish(bulk: BulkImport, row: ImportRow, imported: boolean): void {
  bulk.processed += 1;
  if (imported) bulk.imported += 1;
  else {
    row.failed = true;
    bulk.failures.push(row);
  }
}

function importRow(place: Place, bulk: Pick<BulkImport, 'type'>, row: ImportRow): Outcome {
  const { account, server, practice } = place;
  switch (bulk.type) {
    case 'domain_blocking':
      account.domainBlocks.add(row.key);
      cutOff(account, row.key);
      return 'imported';
    case 'bookmarks':
      if (practice.elsewhere.privatePosts.has(row.key) || !/^https:\/\//.test(row.key) || practice.elsewhere.dead.has(new URL(row.key).host)) return 'failed';
      account.bookmarks.add(row.key);
      return 'imported';
    case 'custom_filters':
      return addFilter(server, account, row.text);
  }
  const found = find(place, row.key);
  if (found === 'nobody') return 'failed';
  // From now on the server knows who that is, and by one number.
  if (found !== 'moved') numberOf(server, row.key);
  const own = `${account.username}@${server.domain}`.toLowerCase();
  if (bulk.type === 'blocking' || bulk.type === 'muting') {
    if (row.key === own) return 'raised';
    if (bulk.type === 'muting') account.mutes.set(row.key, { notifications: row.text.notifications !== false });
    else block(account, row.key);
    return 'imported';
  }
  const options = followOptions(row);
  if (bulk.type === 'following') return row.key === own ? 'raised' : follow(place, row.key, found, options);
  const title = String(row.text.list);
  const members = account.lists.get(title) ?? new Set<string>();
  account.lists.set(title, members);
  if (members.has(row.key)) return 'raised';
  if (row.key !== own && !account.follows.has(row.key) && !account.requested.has(row.key)) {
    const followed = follow(place, row.key, found, options);
    if (followed !== 'imported') return followed;
  }
  members.add(row.key);
  return 'imported';
}

type Found = 'nobody' | 'open' | 'locked' | 'moved' | 'blocks-you';

function find({ practice, server, account }: Place, handle: string): Found {
  const [username = '', domain = ''] = handle.split('@');
  if (practice.elsewhere.dead.has(domain) || server.options.suspendedDomains.includes(domain)) return 'nobody';
  const home = practice.find(domain);
  if (home !== undefined) {
    const person = home.accounts.get(username);
    if (person === undefined || person.deleted) return 'nobody';
    if (person.moved !== null) return 'moved';
    if (person.blocks.has(`${account.username}@${server.domain}`.toLowerCase())) return 'blocks-you';
    return person.locked ? 'locked' : 'open';
  }
  if (!/^[a-z0-9_][a-z0-9_.-]*$/.test(username) || !/^[a-z0-9.-]+\.[a-z0-9-]+(:\d+)?$/.test(domain)) return 'nobody';
  const known = practice.elsewhere.accounts.get(handle);
  return known === undefined ? 'open' : known === 'missing' ? 'nobody' : known;
}

function follow({ practice, server, account }: Place, handle: string, found: Found, options: FollowOptions): Outcome {
  if (found === 'moved' || found === 'blocks-you' || account.blocks.has(handle)) return 'raised';
  if (account.follows.has(handle)) {
    account.follows.set(handle, options);
    return 'imported';
  }
  if (account.follows.size >= followLimit({ account, server } as Parameters<typeof followLimit>[0])) return 'raised';
  const [username = '', domain = ''] = handle.split('@');
  const person = practice.find(domain)?.accounts.get(username);
  const own = `${account.username}@${server.domain}`.toLowerCase();
  if (found === 'locked') {
    account.requested.set(handle, options);
    person?.followRequests.add(own);
  } else {
    account.follows.set(handle, options);
    person?.followers.add(own);
  }
  return 'imported';
}

function followOptions(row: ImportRow): FollowOptions {
  const languages = typeof row.text.languages === 'string' ? row.text.languages.split(',').map((language) => language.trim()) : [];
  return { boosts: row.text.boosts !== false, notify: row.text.notify === true, languages: languages.filter(Boolean) };
}

function block(account: Account, handle: string): void {
  account.blocks.add(handle);
  account.follows.delete(handle);
  account.followers.delete(handle);
  for (const members of account.lists.values()) members.delete(handle);
}

function cutOff(account: Account, domain: string): void {
  const there = (handle: string) => handle.endsWith(`@${domain}`);
  for (const handle of [...account.follows.keys(), ...account.followers].filter(there)) {
    account.follows.delete(handle);
    account.followers.delete(handle);
    for (const members of account.lists.values()) members.delete(handle);
  }
}

function addFilter(server: ServerState, account: Account, text: Record<string, unknown>): Outcome {
  const { title, context, action } = text;
  if (typeof title !== 'string' || title === '' || !Array.isArray(context) || context.length === 0) return 'raised';
  const keywords = Array.isArray(text.keywords_attributes) ? (text.keywords_attributes as { keyword: string; whole_word: boolean }[]) : [];
  account.filters.push({
    id: nextId(server),
    title,
    expiresAt: typeof text.expires_at === 'string' ? text.expires_at : null,
    context: context.map(String),
    action: action === 'hide' || action === 'blur' ? action : 'warn',
    keywords: keywords.map(({ keyword, whole_word }) => ({ keyword, whole_word })),
    // Posts unknown here are left out
    statuses: (Array.isArray(text.statuses) ? text.statuses.map(String) : []).filter((uri) => uri.startsWith(server.origin)),
  });
  return 'imported';
}

/** "Overwrite": what is not in the file goes. Nothing of ours ever sends it. */
function removeTheRest(account: Account, bulk: BulkImport): void {
  const kept = new Set(bulk.rows.map((row) => row.key));
  const drop = (collection: Map<string, unknown> | Set<string>) => {
    for (const key of [...collection.keys()]) if (!kept.has(key)) collection.delete(key);
  };
  if (bulk.type === 'following') drop(account.follows);
  if (bulk.type === 'muting') drop(account.mutes);
  if (bulk.type === 'blocking') drop(account.blocks);
  if (bulk.type === 'domain_blocking') drop(account.domainBlocks);
  if (bulk.type === 'bookmarks') drop(account.bookmarks);
  if (bulk.type === 'custom_filters') account.filters = [];
  if (bulk.type === 'lists') account.lists = new Map(bulk.rows.map((row) => [String(row.text.list), new Set<string>()]));
}

/** The nightly vacuum: imports nobody confirmed, and all imports after a week. */
export function vacuum(server: ServerState): void {
  const now = server.clock.now();
  const minute = 60_000;
  for (const account of server.accounts.values()) {
    account.imports = account.imports.filter((bulk) => now - bulk.created < (bulk.state === 'unconfirmed' ? 10 * minute : 7 * 24 * 60 * minute));
    if (since(server, '4.1')) account.backups = account.backups.filter((backup) => !backup.ready || now - backup.created < 7 * 24 * 60 * minute);
  }
}
