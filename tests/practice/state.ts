/** What a practice server knows. Tests read it as the truth and may change it. */
import type { Clock } from './clock';
import { isGlitch, since } from './versions';

export interface FollowOptions {
  boosts: boolean;
  notify: boolean;
  languages: string[];
}

export interface Filter {
  id: number;
  title: string;
  /** ISO time or null. */
  expiresAt: string | null;
  context: string[];
  action: 'warn' | 'hide' | 'blur';
  keywords: { keyword: string; whole_word: boolean }[];
  statuses: string[];
}

export interface Alias {
  id: number;
  /** As typed, without the leading @. */
  acct: string;
  uri: string;
  /** In the table, and not in what the account tells others. */
  isLost?: boolean;
}

/** The actor ids that others are told. */
export function alsoKnownAs(account: Account): string[] {
  return account.aliases.filter(({ isLost }) => isLost !== true).map(({ uri }) => uri);
}

/** A block between servers, and whom it cut off. */
export interface SeveredEvent {
  id: number;
  at: number;
  /** By the administrators, or by the person. */
  by: 'server' | 'person';
  domain: string;
  follows: Map<string, FollowOptions>;
  followers: string[];
}

export interface Migration {
  acct: string;
  url: string;
  followers: number;
  at: number;
}

export interface ImportRow {
  text: Record<string, unknown>;
  key: string;
  failed: boolean;
}

export type ImportType = 'following' | 'bookmarks' | 'lists' | 'muting' | 'blocking' | 'domain_blocking' | 'custom_filters';
export interface BulkImport {
  id: number;
  type: ImportType;
  filename: string;
  overwrite: boolean;
  state: 'unconfirmed' | 'scheduled' | 'in_progress' | 'finished';
  likelyMismatched: boolean;
  missingStatus: boolean;
  total: number;
  processed: number;
  imported: number;
  failures: ImportRow[];
  rows: ImportRow[];
  created: number;
  /** The bytes as they arrived, for tests that compare them with what was saved. */
  bytes: Uint8Array;
}

export interface Backup {
  id: number;
  created: number;
  name: string;
  ready: boolean;
  bytes: Uint8Array | null;
}

interface PinnedPost {
  id: number;
  at: number;
  text: string;
  warning: string;
  visibility: 'public' | 'unlisted' | 'private';
}

export interface FeaturedCollection {
  id: number;
  name: string;
  description: string;
  tag: string | null;
  /** Strangers are not told of others. */
  discoverable: boolean;
  members: string[];
}

export interface PracticePicture {
  type: string;
  bytes: Uint8Array;
}

export interface Account {
  id: string;
  username: string;
  displayName: string;
  note: string;
  /** `verified`: the website links to this very profile. */
  fields: { name: string; value: string; verified?: boolean }[];
  email: string;
  /** Null: the account signs in by single sign-on and proves itself by its username. */
  password: string | null;
  locale: string | null;
  uri: string;
  createdAt: number;
  locked: boolean;
  discoverable: boolean;
  confirmed: boolean;
  approved: boolean;
  /** By the moderators: its lists can still be exported, and nothing else. */
  suspended: boolean;
  /** Its role demands a second factor that it has not set up (4.6+): until then it is not functional. */
  owesSecondFactor: boolean;
  deleted: boolean;
  moved: MoveTarget | null;
  aliases: Alias[];
  migrations: Migration[];
  /** `user@domain`, lower case in all of these. */
  followers: Set<string>;
  followRequests: Set<string>;
  /**
   * Strangers are not shown who follows the account, nor whom it follows ("hide your social graph"). Null until it is
   * chosen.
   */
  hideCollections: boolean | null;
  /** Servers that have seen its Move, and when: another one within seven days they ignore. */
  movesSeen: Map<string, number>;
  follows: Map<string, FollowOptions>;
  /** Asked to follow, not answered: locked accounts. */
  requested: Map<string, FollowOptions>;
  lists: Map<string, Set<string>>;
  mutes: Map<string, { notifications: boolean }>;
  blocks: Set<string>;
  domainBlocks: Set<string>;
  bookmarks: Set<string>;
  filters: Filter[];
  featuredTags: string[];
  /** Followed hashtags, lower case. */
  hashtags: Set<string>;
  /** Notes on others that only the account sees, by handle. */
  notes: Map<string, string>;
  /** Of lists that are not as the server makes them, by title. */
  listSettings: Map<string, { replies: string; exclusive: boolean }>;
  /** When a mute ends, by handle; others last. */
  muteEnds: Map<string, number>;
  endorsed: Set<string>;
  /** Posts at the top of the profile. */
  pinned: PinnedPost[];
  /** People it recommends in groups (4.6+). */
  collections: FeaturedCollection[];
  notificationPolicy: Record<string, string>;
  severed: SeveredEvent[];
  /** Websites that may name the account as the author of an article (4.3+). */
  attributionDomains: string[];
  /** Posts that are older than so many seconds are deleted; null: none are. */
  deletesAfter: number | null;
  statuses: number;
  /** The counter pages show instead of the true number of follows; on real servers it drifts. Null: it is true. */
  followsCounter: number | null;
  imports: BulkImport[];
  backups: Backup[];
  avatarColour: [number, number, number];
  isBot: boolean;
  /** Found by a search through posts. */
  isIndexable: boolean;
  /** Settings of the person, by their names in the forms. */
  settings: Record<string, string>;
  /** What the person has sent as picture and header, in place of what is drawn here. */
  pictures: { avatar?: PracticePicture; header?: PracticePicture };
  /** The actor as it was last rendered for others, and when: the server answers with it for three minutes. */
  rendered?: { at: number; actor: Record<string, unknown> };
}

/** What a server has learned about somebody's account by WebFinger and actor. */
export interface MoveTarget {
  acct: string;
  username: string;
  uri: string;
  url: string;
  displayName: string;
}

export interface Session {
  id: string;
  /** By which the list of sessions names it. */
  number: number;
  csrf: string;
  username: string | null;
  returnTo: string | null;
  flash: { kind: 'notice' | 'alert'; text: string } | null;
  signUpOpenedAt: number | null;
  acceptToken: string | null;
  userAgent: string;
}

export interface LoggedRequest {
  at: number;
  method: string;
  host: string;
  path: string;
  query: string;
  status: number | null;
  /** `browser`, or the host of the practice server that asked. */
  from: string;
  authorization: string | null;
  cookie: boolean;
  origin: string | null;
  referer: string | null;
  body: string;
}

export interface Mail {
  to: string;
  subject: string;
  link: string | null;
  at: number;
}

export interface ServerOptions {
  /** Web host, without port. */
  host: string;
  /** Handle domain; the host itself unless told otherwise. */
  domain: string;
  title: string;
  /** A flavour of `versions.ts`, or a full version string. */
  version: string;
  language: string;
  theme: 'system' | 'dark' | 'light';
  registrations: 'open' | 'approval' | 'closed';
  confirmEmail: boolean;
  /** Null: only `approve()` does it. */
  approvalAfterMs: number | null;
  rules: string[];
  minimumAge: number | null;
  secureMode: boolean;
  limitedFederation: boolean;
  /**
   * The administrators let no stranger use the API (`DISALLOW_UNAUTHENTICATED_API_ACCESS`, 4.0-4.8): WebFinger and what
   * the server says of itself stay open.
   */
  closedApi: boolean;
  /**
   * What stands in front and answers strangers in the server's place: a check for robots that refuses, one that shows a
   * page, an error.
   */
  front: 'robots' | 'robots-page' | 'error' | null;
  /** Another program than Mastodon, by its name in nodeinfo: it knows none of Mastodon's public questions. */
  software: string;
  /** Whether the handle domain leads WebFinger to the web host. */
  handleDomainLeads: boolean;
  showDomainBlocks: 'disabled' | 'users' | 'all';
  /** Servers this one has cut off: they resolve to nothing from here, and nothing of theirs arrives. */
  suspendedDomains: string[];
  followLimit: number;
  followRatio: number;
  /** Whether the handle domain's redirect to the web host lets other sites read it. */
  handleDomainCors: boolean;
  archiveMs: number;
  archiveBytes: (() => Promise<Uint8Array>) | null;
  followersPerSecond: number;
  importRowsPerSecond: number;
  /** How long rows that raise are tried again before they count as failed (about 18 minutes on a real server). */
  retryMs: number;
  rateLimits: boolean;
  /** How many milliseconds an answer waits, or what it waits for. */
  latency: (path: string) => number | Promise<void>;
  hideFollowers: boolean;
  /** Where the pictures lie; null: on the server itself. */
  mediaOrigin: string | null;
  /** Self-destruct (4.3+): exports and archive are open, nearly everything else answers 410. */
  closing: boolean;
}

/** An app that somebody has registered. */
export interface OAuthApp {
  id: string;
  name: string;
  clientId: string;
  clientSecret: string;
  scopes: string[];
}

/** What a person has answered an app: a code until it is used, then a token until it is revoked. */
export interface OAuthGrant {
  app: string;
  username: string;
  scopes: string[];
  challenge: string;
  code: string | null;
  token: string | null;
  isRevoked: boolean;
}

export interface ServerState {
  options: ServerOptions;
  /** `host[:port]`, `domain[:port]`, `https://host[:port]`. */
  host: string;
  domain: string;
  origin: string;
  clock: Clock;
  accounts: Map<string, Account>;
  sessions: Map<string, Session>;
  requests: LoggedRequest[];
  mailbox: Mail[];
  /** Remote accounts as this server remembers them (24 h), by `user@domain`. */
  remembered: Map<string, { found: Resolved; at: number }>;
  /** The numbers of remote accounts, and of who follows whom, in the order in which this server heard of them. */
  numbers: Map<string, number>;
  apps: OAuthApp[];
  grants: OAuthGrant[];
  lastId: number;
  port: number;
}

export interface Resolved extends MoveTarget {
  alsoKnownAs: string[];
  movedTo: string | null;
  locked: boolean;
}

/** How the rest of the Fediverse behaves; accounts not named here exist, are open and accept follows. */
export interface Elsewhere {
  /** Domains nobody can reach. */
  dead: Set<string>;
  /** Domains whose software knows no Move: their people stay with the old account. */
  ignoresMove: Set<string>;
  accounts: Map<string, 'missing' | 'locked' | 'moved' | 'blocks-you'>;
  /** Posts that cannot be fetched, by URI. */
  privatePosts: Set<string>;
}

export function nextId(server: ServerState): number {
  server.lastId += 1;
  return server.lastId;
}

/** glitch-soc leaves a moved account as it was (`functional_or_moved?`, glitch-soc 4.5). */
export function isFunctional(server: ServerState, account: Account): boolean {
  if (account.suspended || account.owesSecondFactor) return false;
  return account.confirmed && account.approved && (account.moved === null || isGlitch(server)) && !account.deleted;
}

/** The number this server has for it; of follows, the newer one has the higher number. */
export function numberOf(server: ServerState, name: string): number {
  const known = server.numbers.get(name) ?? nextId(server);
  server.numbers.set(name, known);
  return known;
}

export function newAccount(server: ServerState, given: Partial<Account> & { username: string }): Account {
  const number = nextId(server);
  const id = `10934850293${String(1_000_000 + number)}`;
  const { username } = given;
  return {
    id,
    displayName: username,
    note: '',
    fields: [],
    email: `${username}@mail.example`,
    password: 'practice',
    locale: null,
    // docs/mastodon.md, Aliases: accounts made on 4.5 and later are known by number
    uri: since(server, '4.5') ? `${server.origin}/ap/users/${id}` : `${server.origin}/users/${username}`,
    createdAt: server.clock.now(),
    locked: false,
    discoverable: true,
    confirmed: true,
    approved: true,
    suspended: false,
    owesSecondFactor: false,
    deleted: false,
    moved: null,
    aliases: [],
    migrations: [],
    followers: new Set(),
    followRequests: new Set(),
    hideCollections: null,
    movesSeen: new Map(),
    follows: new Map(),
    requested: new Map(),
    lists: new Map(),
    mutes: new Map(),
    blocks: new Set(),
    domainBlocks: new Set(),
    bookmarks: new Set(),
    filters: [],
    featuredTags: [],
    hashtags: new Set(),
    notes: new Map(),
    listSettings: new Map(),
    muteEnds: new Map(),
    endorsed: new Set(),
    pinned: [],
    collections: [],
    notificationPolicy: {
      for_not_following: 'accept',
      for_not_followers: 'accept',
      for_new_accounts: 'accept',
      for_private_mentions: 'filter',
      for_limited_accounts: 'filter',
    },
    severed: [],
    attributionDomains: [],
    deletesAfter: null,
    statuses: 0,
    followsCounter: null,
    imports: [],
    backups: [],
    isBot: false,
    isIndexable: false,
    settings: {},
    pictures: {},
    avatarColour: [
      [86, 88, 221],
      [201, 92, 60],
      [46, 134, 104],
      [150, 74, 160],
    ][number % 4] as [number, number, number],
    ...given,
  };
}

/** Follow and follower counts as the profile shows them. */
export function followerCount(server: ServerState, account: Account): number {
  return server.options.hideFollowers ? -1 : account.followers.size;
}

export function defaultOptions(host: string): ServerOptions {
  return {
    host,
    domain: host,
    title: host,
    version: '4.5',
    language: 'en',
    theme: 'system',
    registrations: 'open',
    confirmEmail: true,
    approvalAfterMs: 20_000,
    rules: [],
    minimumAge: null,
    secureMode: false,
    limitedFederation: false,
    closedApi: false,
    front: null,
    software: 'mastodon',
    handleDomainLeads: true,
    showDomainBlocks: 'disabled',
    suspendedDomains: [],
    followLimit: 7_500,
    followRatio: 1.1,
    handleDomainCors: true,
    archiveMs: 30_000,
    archiveBytes: null,
    followersPerSecond: 12,
    importRowsPerSecond: 100,
    retryMs: 20_000,
    rateLimits: true,
    latency: () => 0,
    hideFollowers: false,
    mediaOrigin: null,
    closing: false,
  };
}
