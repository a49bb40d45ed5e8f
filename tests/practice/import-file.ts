/**
 * What happens to a file at upload: the checks and the reading of rows, with their traps (docs/mastodon.md, Imports).
 */
import { parse } from 'csv-parse/sync';
import { asciiDomain, strip } from './resolve';
import type { ImportRow, ImportType, ServerState } from './state';
import { since } from './versions';
import { ServerError, type SignedIn } from './visit';
import { fill } from './words';

const rowLimit = 20_000;
const sizeLimit = 20 * 1_024 * 1_024;

/** Columns taken for granted when a file has no header. The first is the one a file of this type must have. */
const columns: Record<Exclude<ImportType, 'custom_filters'>, readonly string[]> = {
  following: ['Account address', 'Show boosts', 'Notify on new posts', 'Languages'],
  muting: ['Account address', 'Hide notifications'],
  blocking: ['Account address'],
  domain_blocking: ['#domain'],
  bookmarks: ['#uri'],
  lists: ['List name', 'Account address'],
};
/** Exactly these make a first line a header; a BOM in front is enough to hide them. */
const firstHeaders = ['Account address', '#domain', '#uri', 'List name'];

export interface Upload {
  type: string;
  mode: string;
  file: File | null;
}
export interface Understood {
  type: ImportType;
  rows: ImportRow[];
  likelyMismatched: boolean;
  missingStatus: boolean;
}

export function importTypes(server: ServerState): { group: 'good' | 'bad' | 'filters'; types: ImportType[] }[] {
  return [
    { group: 'good', types: ['following', 'bookmarks', 'lists'] },
    { group: 'bad', types: ['muting', 'blocking', 'domain_blocking'] },
    ...(since(server, '4.6') ? [{ group: 'filters' as const, types: ['custom_filters' as const] }] : []),
  ];
}

/** The rows, or the sentence under the file field. */
export async function understand(visit: SignedIn, upload: Upload): Promise<Understood | string> {
  const { errors } = visit.words;
  const type = importTypes(visit.server)
    .flatMap((group) => group.types)
    .find((one) => one === upload.type);
  if (type === undefined) throw new ServerError('no such type');
  if (upload.file === null) return errors.blank;
  if (upload.file.size > sizeLimit) return errors.tooLarge;
  const bytes = new Uint8Array(await upload.file.arrayBuffer());
  if (bytes.length === 0) return errors.empty;
  const text = utf8(bytes);
  const understood = type === 'custom_filters' ? readFilters(visit, upload.file, text) : readCsv(visit, type, upload.file.name, text);
  if (typeof understood === 'string') return understood;
  if (understood.rows.length > rowLimit) return fill(errors.overRows, { count: rowLimit });
  const limit = followLimit(visit);
  const room = upload.mode === 'overwrite' ? limit : limit - visit.account.follows.size;
  if (type === 'following' && understood.rows.length > room) return fill(errors.followLimit, { limit });
  if (understood.rows.length === 0 && !since(visit.server, '4.3')) throw new ServerError('nothing to insert');
  return understood;
}

export function followLimit({ account, server }: Pick<SignedIn, 'account' | 'server'>): number {
  const { followLimit: threshold, followRatio } = server.options;
  return account.follows.size < threshold ? threshold : Math.max(threshold, Math.round(account.followers.size * followRatio));
}

function readCsv(visit: SignedIn, type: Exclude<ImportType, 'custom_filters'>, filename: string, text: string | null): Understood | string {
  const { errors } = visit.words;
  if (text === null) return fill(errors.invalidCsv, { error: 'Invalid byte sequence in UTF-8 in line 1.' });
  let lines: string[][];
  try {
    // `bom: false`: Mastodon does not take it away, which is the trap
    lines = parse(text, { bom: false, relax_column_count: true, skip_empty_lines: true }) as string[][];
  } catch (error) {
    return fill(errors.invalidCsv, { error: error instanceof Error ? error.message : '' });
  }
  if (lines.length === 0) return errors.empty;
  const hasHeader = firstHeaders.includes(lines[0]?.[0] ?? '');
  const header = hasHeader ? (lines[0] ?? []) : columns[type];
  const needed = type === 'lists' ? columns.lists : columns[type].slice(0, 1);
  if (!needed.every((name) => header.includes(name))) return errors.incompatible;
  const rows = lines.slice(hasHeader ? 1 : 0).map((line) => rowOf(visit, type, (name) => line[header.indexOf(name)] ?? ''));
  const guessed = guess(header, filename);
  return { type, rows, likelyMismatched: guessed !== null && guessed !== type, missingStatus: false };
}

function rowOf(visit: SignedIn, type: ImportType, cell: (name: string) => string): ImportRow {
  const { server } = visit;
  // 4.2 reads only `true` and `false`; anything else is true
  const boolean = (name: string, empty: boolean) => {
    const text = since(server, '4.3') ? cell(name).toLowerCase() : cell(name);
    return text === '' ? empty : text !== 'false' && text !== '0';
  };
  const row = (text: Record<string, unknown>, key: string): ImportRow => ({ text, key, failed: false });
  if (type === 'domain_blocking') return row({ domain: cell('#domain') }, since(server, '4.3') ? strip(cell('#domain').toLowerCase()) : strip(cell('#domain')));
  if (type === 'bookmarks') return row({ uri: cell('#uri') }, strip(cell('#uri')));
  const acct = strip(cell('Account address')).replace(/^@/, '');
  if (acct === '') throw new ServerError('an empty address');
  const key = keyOf(server, acct);
  switch (type) {
    case 'following':
      return row({ acct, boosts: boolean('Show boosts', true), notify: boolean('Notify on new posts', false), languages: cell('Languages') || null }, key);
    case 'muting':
      return row({ acct, notifications: boolean('Hide notifications', true) }, key);
    case 'lists':
      return row({ list: cell('List name'), acct }, key);
    default:
      return row({ acct }, key);
  }
}

/** `bob`, `bob@this.server`, `BOB@this.server`: one account. */
function keyOf(server: ServerState, acct: string): string {
  const [username = '', domain] = acct.split('@');
  return `${username}@${domain ? (asciiDomain(domain) ?? domain) : server.domain}`.toLowerCase();
}

function guess(header: readonly string[], filename: string): ImportType | null {
  if (header.includes('Hide notifications')) return 'muting';
  if (['Show boosts', 'Notify on new posts', 'Languages'].some((name) => header.includes(name))) return 'following';
  const names: [ImportType, string[]][] = [
    ['following', ['follows', 'following_accounts']],
    ['blocking', ['blocks', 'blocked_accounts']],
    ['muting', ['mutes', 'muted_accounts']],
    ['domain_blocking', ['domain_blocks', 'blocked_domains']],
    ['bookmarks', ['bookmarks']],
    ['lists', ['lists']],
  ];
  return names.find(([, starts]) => starts.some((start) => filename.startsWith(start)))?.[0] ?? null;
}

function readFilters(visit: SignedIn, file: File, text: string | null): Understood | string {
  if (file.type !== 'application/json') throw new ServerError('read as CSV');
  let root: unknown;
  try {
    root = JSON.parse(text ?? '');
  } catch {
    return visit.words.errors.invalidJson;
  }
  const filters = (root as { custom_filters?: unknown } | null)?.custom_filters;
  if (!Array.isArray(filters)) throw new ServerError('no custom_filters');
  const rows = filters.map((filter: Record<string, unknown>) => ({ text: filter, key: String(filter.title), failed: false }));
  const unknownPosts = filters.some((filter: { statuses?: string[] }) => (filter.statuses ?? []).some((uri) => !uri.startsWith(visit.server.origin)));
  return { type: 'custom_filters', rows, likelyMismatched: false, missingStatus: unknownPosts };
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
