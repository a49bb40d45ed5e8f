/**
 * What a profile shows besides its fields, as the API tells it: pinned posts, recommended people, collections. Strangers
 * see less of it, without an error (docs/mastodon.md, Details of an account).
 */
import { restAccount } from './initial-state';
import { cors, follower } from './public';
import { anyone } from './routes';
import type { Account, FeaturedCollection } from './state';
import { since } from './versions';
import { jsonReply, type Reply, type Visit } from './visit';

const notFound = () => jsonReply({ error: 'Record not found' }, cors, 404);
const one = ({ server, params }: Visit): Account | undefined => [...server.accounts.values()].find(({ id, deleted }) => id === params.id && !deleted);

function told(visit: Visit, answer: (account: Account, isOwn: boolean) => unknown, from: string | null = null): Reply {
  const account = one(visit);
  if (account === undefined || (from !== null && !since(visit.server, from))) return notFound();
  if (visit.server.options.closedApi && visit.account === null) return jsonReply({ error: 'This API requires an authenticated user' }, cors, 401);
  return jsonReply(answer(account, visit.account === account), {
    ...cors,
    'cache-control': visit.account === null ? 'max-age=15, public' : 'private, no-store',
  });
}

function post({ server }: Visit, account: Account, { id, at, text, warning, visibility }: Account['pinned'][number]): Record<string, unknown> {
  const address = `${server.origin}/@${account.username}/${id}`;
  const created_at = new Date(at).toISOString();
  return { id: String(id), created_at, spoiler_text: warning, visibility, uri: `${account.uri}/statuses/${id}`, url: address, content: `<p>${text}</p>` };
}

const shown = (account: Account, isOwn: boolean) => account.collections.filter(({ discoverable }) => isOwn || discoverable);

function collection({ server }: Visit, account: Account, { id, name, description, tag, discoverable, members }: FeaturedCollection): Record<string, unknown> {
  return {
    id: String(id),
    account_id: account.id,
    uri: `${account.uri}/featured_collections/${id}`,
    url: `${server.origin}/collections/${id}`,
    name,
    description,
    language: null,
    local: true,
    sensitive: false,
    discoverable,
    tag: tag === null ? null : { name: tag, url: `${server.origin}/tags/${tag}` },
    item_count: members.length,
    items: members.map((_, at) => ({ id: String(id * 100 + at), state: 'accepted', created_at: new Date(0).toISOString(), account_id: String(at) })),
  };
}

export const featuredRoutes = [
  anyone('GET', '/api/v1/accounts/:id/statuses', (visit) =>
    told(visit, (account, isOwn) => {
      if (visit.query.get('pinned') !== 'true' || visit.query.get('max_id') !== null) return [];
      return account.pinned.filter(({ visibility }) => isOwn || visibility !== 'private').map((one) => post(visit, account, one));
    }),
  ),
  anyone('GET', '/api/v1/accounts/:id/endorsements', (visit) => told(visit, ({ endorsed }) => [...endorsed].map((handle) => follower(visit, handle)), '4.4')),
  anyone('GET', '/api/v1/accounts/:id/collections', (visit) =>
    told(
      visit,
      (account, isOwn) => {
        const [from, most] = [Number(visit.query.get('offset') ?? 0), Number(visit.query.get('limit') ?? 40)];
        const some = shown(account, isOwn).slice(from, from + most);
        return { collections: some.map((one) => collection(visit, account, one)) };
      },
      '4.6',
    ),
  ),
  anyone('GET', '/api/v1/collections/:id', (visit) => {
    for (const account of visit.server.accounts.values())
      for (const one of account.collections)
        if (String(one.id) === visit.params.id && since(visit.server, '4.6')) {
          const people = one.members.map((handle) => follower(visit, handle));
          return jsonReply({ collection: collection(visit, account, one), accounts: [restAccount(visit.server, account), ...people] }, cors);
        }
    return notFound();
  }),
];
