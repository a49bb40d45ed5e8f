/** The JSON by which a page says who is signed in (docs/mastodon.md, Who is signed in). */
import { createHash } from 'node:crypto';
import { escapeHtml } from './html';
import { type Account, followerCount, isFunctional, type MoveTarget, type ServerState } from './state';
import { isGlitch, since, versionOf } from './versions';
import type { Visit } from './visit';

/** Planted where Mastodon puts the session's full-power token. Nothing of ours may ever carry it anywhere. */
export const plantedToken = 'PRACTICE-TOKEN-DO-NOT-READ';
const contactId = '100000000000000001';

export function initialState(visit: Visit): unknown {
  const { server, account } = visit;
  const functional = account !== null && isFunctional(server, account);
  const moved = account?.moved ?? null;
  return {
    meta: {
      access_token: functional ? plantedToken : null,
      activity_api_enabled: true,
      admin: contactId,
      domain: server.domain,
      limited_federation_mode: server.options.limitedFederation,
      locale: visit.locale,
      registrations_open: server.options.registrations !== 'closed',
      repository: isGlitch(server) ? 'glitch-soc/mastodon' : 'mastodon/mastodon',
      single_user_mode: false,
      source_url: `https://github.com/${isGlitch(server) ? 'glitch-soc' : 'mastodon'}/mastodon`,
      streaming_api_base_url: `wss://${server.host}`,
      title: server.options.title,
      version: versionOf(server.options.version),
      ...(functional ? { me: account.id } : {}),
      ...(account !== null && !functional ? { disabled_account_id: account.id } : {}),
      ...(account !== null && moved !== null && !isGlitch(server) ? { moved_to_account_id: movedId(moved) } : {}),
    },
    compose: functional ? { me: account.id, default_privacy: 'public', text: '' } : { text: '' },
    accounts: {
      // A decoy: the server's contact comes first, is not the person, and has her name.
      [contactId]: {
        ...bare(server),
        id: contactId,
        username: 'admin',
        acct: 'admin',
        display_name: account?.displayName ?? 'admin',
        url: `${server.origin}/@admin`,
      },
      ...(account !== null ? { [account.id]: restAccount(server, account) } : {}),
      ...(moved !== null && !isGlitch(server) ? { [movedId(moved)]: movedAccount(server, moved) } : {}),
    },
    media_attachments: { accept_content_types: ['.jpg', '.png', 'image/jpeg', 'image/png'] },
    settings: {},
    languages: [
      ['en', 'English', 'English'],
      ['fr', 'French', 'Français'],
    ],
    push_subscription: null,
    role: null,
  };
}

/** A REST Account (docs/mastodon.md, Public questions, `/api/v1/accounts/lookup`). */
export function restAccount(server: ServerState, account: Account): Record<string, unknown> {
  return {
    ...bare(server),
    id: account.id,
    username: account.username,
    acct: account.username,
    display_name: account.displayName,
    locked: account.locked,
    bot: account.isBot,
    ...(since(server, '4.3') ? { indexable: account.isIndexable, hide_collections: account.hideCollections } : {}),
    discoverable: account.discoverable,
    created_at: new Date(account.createdAt).toISOString(),
    note: paragraph(account.note),
    url: `${server.origin}/@${account.username}`,
    ...(since(server, '4.2') ? { uri: account.uri } : {}),
    avatar: avatarUrl(server, account),
    avatar_static: avatarUrl(server, account),
    header: headerUrl(server, account),
    header_static: headerUrl(server, account),
    followers_count: followerCount(server, account),
    following_count: account.followsCounter ?? account.follows.size,
    statuses_count: account.statuses,
    // From its own markup: a link is one, and its scheme is not shown.
    fields: account.fields.map(({ name, value, verified = false }) => ({
      name,
      value: /^https:\/\/\S+$/.test(value)
        ? `<a href="${escapeHtml(value)}" rel="me nofollow noopener"><span class="invisible">https://</span><span class="">${escapeHtml(value.slice(8))}</span><span class="invisible"></span></a>`
        : escapeHtml(value),
      verified_at: verified ? new Date(account.createdAt).toISOString() : null,
    })),
    ...(account.suspended ? { suspended: true } : {}),
    ...(account.moved !== null ? { moved: movedAccount(server, account.moved) } : {}),
  };
}

export function avatarUrl(server: ServerState, account: Account): string {
  return `${server.options.mediaOrigin ?? server.origin}/system/accounts/avatars/${account.id}/original/${fileOf(account, 'avatar') ?? 'avatar.png'}`;
}

function headerUrl(server: ServerState, account: Account): string {
  const file = fileOf(account, 'header');
  return file === null ? `${server.origin}/headers/original/missing.png` : `${server.origin}/system/accounts/headers/${account.id}/original/${file}`;
}

/** Every picture that is sent has a name of its own; null where none was. */
function fileOf(account: Account, which: 'avatar' | 'header'): string | null {
  const picture = account.pictures[which];
  if (picture === undefined) return null;
  return `${createHash('sha256').update(picture.bytes).digest('hex').slice(0, 16)}.${picture.type.replace('image/', '')}`;
}

/** `acct` as this server shows it: with its domain, unless it is of this server. */
export function shortAcct(server: ServerState, acct: string): string {
  const [username = '', domain = ''] = acct.split('@');
  return domain.toLowerCase() === server.domain.toLowerCase() ? username : acct;
}

export function movedAccount(server: ServerState, moved: MoveTarget): Record<string, unknown> {
  return {
    ...bare(server),
    id: movedId(moved),
    username: moved.username,
    acct: shortAcct(server, moved.acct),
    display_name: moved.displayName,
    url: moved.url,
    ...(since(server, '4.2') ? { uri: moved.uri } : {}),
  };
}

function bare(server: ServerState): Record<string, unknown> {
  return {
    locked: false,
    bot: false,
    discoverable: true,
    group: false,
    created_at: '2019-03-04T00:00:00.000Z',
    note: '',
    avatar: `${server.origin}/avatars/original/missing.png`,
    avatar_static: `${server.origin}/avatars/original/missing.png`,
    header: `${server.origin}/headers/original/missing.png`,
    header_static: `${server.origin}/headers/original/missing.png`,
    followers_count: 0,
    following_count: 0,
    statuses_count: 0,
    last_status_at: null,
    emojis: [],
    fields: [],
  };
}

/** Somebody of another server, as this one shows them in a list. */
export function remoteAccount(server: ServerState, handle: string, known: { id: string; locked: boolean; movedTo: string | null }): Record<string, unknown> {
  const [username = '', domain = ''] = handle.split('@');
  const shown = { acct: handle, username, uri: `https://${domain}/users/${username}`, url: `https://${domain}/@${username}`, displayName: username };
  const moved = known.movedTo === null ? {} : { moved: { ...movedAccount(server, { ...shown, acct: known.movedTo }) } };
  return { ...movedAccount(server, shown), id: known.id, locked: known.locked, ...moved };
}

function movedId(moved: MoveTarget): string {
  let number = 7;
  for (const character of moved.uri) number = (number * 31 + character.charCodeAt(0)) % 1_000_000_007;
  return `1160555${String(number).padStart(11, '0')}`;
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p>${escapeHtml(text)}</p>`;
}
