/** What an app may read and write with its token (docs/mastodon.md, Ask once), each with the narrow scope it takes. */
import { restAccount } from './initial-state';
import { follower } from './public';
import { open } from './routes';
import { nextId, numberOf } from './state';
import { since } from './versions';
import { jsonReply, type Reply, type SignedIn, type Visit } from './visit';

const cors = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining' };
const json = (value: unknown, headers: Record<string, string> = {}) => jsonReply(value, { ...cors, ...headers });
const notFound = () => jsonReply({ error: 'Record not found' }, cors, 404);

/** With a token of that scope, or one above it. */
function withScope(method: string, path: string, scope: string, answer: (visit: SignedIn) => Reply) {
  return open(method, path, (visit) => {
    if (visit.scopes === null || visit.account === null) return jsonReply({ error: 'The access token is invalid' }, cors, 401);
    if (!visit.scopes.some((one) => one === scope || one === scope.split(':')[0]))
      return jsonReply({ error: 'This action is outside the authorized scopes' }, cors, 403);
    return answer(visit as SignedIn);
  });
}

export const grantedRoutes = [
  withScope('GET', '/api/v1/accounts/verify_credentials', 'read:accounts', ({ server, account }) => json(restAccount(server, account))),
  withScope('GET', '/api/v1/accounts/relationships', 'read:follows', (visit) => json(visit.query.getAll('id[]').flatMap((id) => relationship(visit, id)))),
  withScope('GET', '/api/v1/followed_tags', 'read:follows', (visit) =>
    paged(visit, [...visit.account.hashtags], (name) => ({ id: String(numberOf(visit.server, `#${name}`)), name, following: true })),
  ),
  withScope('POST', '/api/v1/tags/:name/follow', 'write:follows', (visit) => {
    const name = visit.params.name ?? '';
    if (!/^[\p{L}\p{N}_·]+$/u.test(name)) return jsonReply({ error: 'Validation failed' }, cors, 422);
    visit.account.hashtags.add(name.toLowerCase());
    return json({ name, following: true });
  }),
  withScope('GET', '/api/v1/lists', 'read:lists', (visit) => json([...visit.account.lists.keys()].map((title) => listOf(visit, title)))),
  withScope('POST', '/api/v1/lists', 'write:lists', (visit) => {
    const title = sent(visit, 'title');
    visit.account.lists.set(title, new Set());
    return settle(visit, title);
  }),
  withScope('PUT', '/api/v1/lists/:id', 'write:lists', (visit) => {
    const title = [...visit.account.lists.keys()].find((one) => listId(visit, one) === visit.params.id);
    return title === undefined ? notFound() : settle(visit, title);
  }),
  withScope('GET', '/api/v1/mutes', 'read:mutes', (visit) =>
    paged(visit, [...visit.account.mutes.keys()], (handle) => {
      const end = visit.account.muteEnds.get(handle);
      return { ...follower(visit, handle), mute_expires_at: end === undefined ? null : new Date(end).toISOString() };
    }),
  ),
  withScope('GET', '/api/v1/blocks', 'read:blocks', (visit) => paged(visit, [...visit.account.blocks], (handle) => follower(visit, handle))),
  withScope('GET', '/api/v1/endorsements', 'read:accounts', (visit) => paged(visit, [...visit.account.endorsed], (handle) => follower(visit, handle))),
  onPerson('note', 'write:accounts', ({ account, json }, handle) => account.notes.set(handle, String((json as { comment?: unknown })?.comment ?? ''))),
  onPerson('mute', 'write:mutes', ({ account, json, now }, handle) => {
    const { notifications = true, duration = 0 } = (json ?? {}) as { notifications?: boolean; duration?: number };
    account.mutes.set(handle, { notifications });
    if (duration > 0) account.muteEnds.set(handle, now + duration * 1000);
    else account.muteEnds.delete(handle);
  }),
  onPerson('unmute', 'write:mutes', ({ account }, handle) => {
    account.mutes.delete(handle);
    account.muteEnds.delete(handle);
  }),
  onPerson('endorse', 'write:accounts', endorse, '4.4'),
  onPerson('pin', 'write:accounts', endorse),
  withScope('GET', '/api/v2/notifications/policy', 'read:notifications', (visit) =>
    since(visit.server, '4.3')
      ? json({ ...visit.account.notificationPolicy, summary: { pending_requests_count: 0, pending_notifications_count: 0 } })
      : notFound(),
  ),
  withScope('PATCH', '/api/v2/notifications/policy', 'write:notifications', (visit) => {
    for (const [name, value] of Object.entries(visit.json ?? {}))
      if (name in visit.account.notificationPolicy) visit.account.notificationPolicy[name] = String(value);
    return json(visit.account.notificationPolicy);
  }),
  withScope('GET', '/api/v2/filters', 'read:filters', ({ account }) =>
    json(
      account.filters.map(({ id, title, expiresAt, context, action, keywords }) => ({
        id: String(id),
        title,
        context,
        expires_at: expiresAt,
        filter_action: action,
        keywords: keywords.map((one, at) => ({ id: String(at), ...one })),
        statuses: [],
      })),
    ),
  ),
  withScope('POST', '/api/v2/filters', 'write:filters', (visit) => {
    const body = (visit.json ?? {}) as {
      title?: string;
      context?: string[];
      filter_action?: 'warn';
      keywords_attributes?: { keyword: string; whole_word: boolean }[];
      expires_in?: number | null;
    };
    const { title = '', context = [], filter_action: action = 'warn', keywords_attributes: keywords = [], expires_in: seconds = null } = body;
    if (title === '' || context.length === 0) return jsonReply({ error: 'Validation failed' }, cors, 422);
    const expiresAt = seconds === null ? null : new Date(visit.now + seconds * 1000).toISOString();
    visit.account.filters.push({ id: nextId(visit.server), title, expiresAt, context, action, keywords, statuses: [] });
    return json({});
  }),
];

/** Only who is followed can be recommended. */
function endorse({ account }: SignedIn, handle: string): Reply | undefined {
  if (!account.follows.has(handle)) return jsonReply({ error: 'Validation failed: You must be already following the person you want to endorse' }, cors, 422);
  account.endorsed.add(handle);
  return undefined;
}

function onPerson(verb: string, scope: string, act: (visit: SignedIn, handle: string) => unknown, from = '0') {
  return withScope('POST', `/api/v1/accounts/:id/${verb}`, scope, (visit) => {
    const handle = handleOf(visit, visit.params.id ?? '');
    if (handle === null || !since(visit.server, from)) return notFound();
    const refusal = act(visit, handle);
    return isReply(refusal) ? refusal : json(relationship(visit, visit.params.id ?? '')[0]);
  });
}

const isReply = (value: unknown): value is Reply => typeof value === 'object' && value !== null && 'status' in value;

/** Whom this number names here. */
function handleOf({ server }: Visit, id: string): string | null {
  const local = [...server.accounts.values()].find((account) => account.id === id);
  if (local !== undefined) return `${local.username}@${server.domain}`.toLowerCase();
  const remote = [...server.numbers].find(([name, number]) => String(number) === id && /^[^ #]+@[^ ]+$/.test(name));
  return remote?.[0] ?? null;
}

function relationship(visit: SignedIn, id: string): Record<string, unknown>[] {
  const handle = handleOf(visit, id);
  if (handle === null) return [];
  const { account } = visit;
  return [
    {
      id,
      following: account.follows.has(handle),
      requested: account.requested.has(handle),
      muting: account.mutes.has(handle),
      muting_notifications: account.mutes.get(handle)?.notifications ?? false,
      endorsed: account.endorsed.has(handle),
      note: account.notes.get(handle) ?? '',
    },
  ];
}

function sent(visit: Visit, key: string): string {
  const value = (visit.json as Record<string, unknown> | null)?.[key];
  return value === undefined ? '' : String(value);
}

const listId = ({ server, account }: SignedIn, title: string) => String(numberOf(server, `list ${account.id} ${title}`));

function listOf(visit: SignedIn, title: string): Record<string, unknown> {
  const { replies = 'list', exclusive = false } = visit.account.listSettings.get(title) ?? {};
  return { id: listId(visit, title), title, replies_policy: replies, ...(since(visit.server, '4.2') ? { exclusive } : {}) };
}

function settle(visit: SignedIn, title: string): Reply {
  visit.account.listSettings.set(title, { replies: sent(visit, 'replies_policy') || 'list', exclusive: sent(visit, 'exclusive') === 'true' });
  return json(listOf(visit, title));
}

/** As Mastodon does it: newest first, and the way on in the `Link` header. */
function paged<T>(visit: SignedIn, all: readonly T[], show: (one: T) => unknown): Reply {
  const most = Math.min(200, Number(visit.query.get('limit') ?? 40));
  const from = Number(visit.query.get('max_id') ?? 0);
  const some = all.slice(from, from + most);
  const next = `<${visit.server.origin}${visit.path}?limit=${most}&max_id=${from + most}>; rel="next"`;
  return json(some.map(show), from + most < all.length ? { link: next } : {});
}
