/**
 * What anybody may ask without signing in, with the cross-origin headers Mastodon gives (docs/mastodon.md, Public
 * questions).
 */
import { html } from './html';
import { avatarUrl, movedAccount, remoteAccount, restAccount } from './initial-state';
import { appPage } from './layout';
import { avatarPng } from './png';
import { asciiDomain, isOwnDomain } from './resolve';
import { anyone, open } from './routes';
import { type Account, alsoKnownAs, numberOf, type Resolved, type ServerState } from './state';
import { FIELD_LIMIT, isGlitch, NOTE_LIMIT, nameLimit, since, versionOf } from './versions';
import { jsonReply, type Reply, textReply, type Visit } from './visit';
import { counted, fill } from './words';

export const cors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id',
};
const notFound = (headers = {}) => jsonReply({ error: 'Record not found' }, headers, 404);

export const publicRoutes = [
  open('GET', '/.well-known/webfinger', webFinger),
  open('GET', '/.well-known/host-meta', (visit) => ({
    status: 200,
    headers: { 'content-type': 'application/xrd+xml; charset=utf-8', ...cors },
    body: `<?xml version="1.0" encoding="UTF-8"?><XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="lrdd" template="${visit.server.origin}/.well-known/webfinger?resource={uri}"/></XRD>`,
  })),
  open('GET', '/.well-known/nodeinfo', (visit) =>
    jsonReply({ links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: `${visit.server.origin}/nodeinfo/2.0` }] }, cors),
  ),
  open('GET', '/nodeinfo/2.0', (visit) =>
    jsonReply(
      {
        version: '2.0',
        software: { name: visit.server.options.software, version: versionOf(visit.server.options.version) },
        protocols: ['activitypub'],
        services: { outbound: [], inbound: [] },
        usage: { users: { total: visit.server.accounts.size }, localPosts: 1_234 },
        openRegistrations: visit.server.options.registrations !== 'closed',
        metadata: { nodeName: visit.server.options.title },
      },
      since(visit.server, '4.3') ? cors : {},
    ),
  ),
  open('GET', '/users/:name', (visit) => actorReply(visit, visit.server.accounts.get((visit.params.name ?? '').toLowerCase()), cors)),
  // docs/mastodon.md, By version: known by number from 4.5, and without cross-origin headers
  open('GET', '/ap/users/:id', (visit) =>
    actorReply(
      visit,
      [...visit.server.accounts.values()].find((account) => account.id === visit.params.id),
      {},
    ),
  ),
  anyone('GET', '/@:name', (visit) => {
    const account = visit.server.accounts.get((visit.params.name ?? '').toLowerCase());
    if (wantsActivity(visit)) return actorReply(visit, account, cors);
    return account === undefined || account.deleted || !isInPublic(account) ? notFound(cors) : profilePage(visit, account);
  }),
  open('GET', '/api/v1/accounts/lookup', lookup),
  anyone('GET', '/api/v1/accounts/:id', oneAccount),
  anyone('GET', '/api/v1/accounts/:id/followers', (visit) => people(visit, 'followers')),
  anyone('GET', '/api/v1/accounts/:id/following', (visit) => people(visit, 'following')),
  anyone('GET', '/api/v1/accounts/:id/featured_tags', (visit) => {
    if (visit.server.options.closedApi && visit.account === null) return jsonReply({ error: 'This API requires an authenticated user' }, cors, 401);
    const account = byId(visit);
    if (account === undefined) return notFound(cors);
    const tag = (name: string, at: number) => ({
      id: String(at + 1),
      name,
      url: `${visit.server.origin}/@${account.username}/tagged/${name}`,
      statuses_count: '0',
      last_status_at: null,
    });
    return guarded(visit, '0', () => jsonReply(account.featuredTags.map(tag), cors));
  }),
  open('GET', '/api/v2/instance', (visit) => guarded(visit, '4.4', () => jsonReply(instanceV2(visit.server), cors))),
  open('GET', '/api/v1/instance', (visit) => guarded(visit, '4.4', () => jsonReply(instanceV1(visit.server), cors))),
  open('GET', '/api/v1/instance/domain_blocks', domainBlocks),
  open('GET', '/system/accounts/avatars/:id/original/avatar.png', (visit) => {
    return png(byId(visit)?.avatarColour ?? [120, 120, 130]);
  }),
  open('GET', '/system/accounts/:kind/:id/original/:file', (visit) => {
    const picture = byId(visit)?.pictures[visit.params.kind === 'headers' ? 'header' : 'avatar'];
    if (picture === undefined) return notFound({});
    return { status: 200, headers: { 'content-type': picture.type, 'access-control-allow-origin': '*' }, body: picture.bytes };
  }),
  open('GET', '/avatars/original/missing.png', () => png([120, 120, 130])),
  open('GET', '/headers/original/missing.png', () => png([70, 74, 90])),
];

/** What the bare handle domain answers: the way to the web host, and nothing else. */
export function handleDomainReply(server: ServerState, url: string): Reply {
  if (!server.options.handleDomainLeads || !/^\/\.well-known\/(webfinger|host-meta|nodeinfo)\b/.test(url))
    return textReply('Nothing here but the domain of some handles.', 404);
  return { status: 301, headers: { location: server.origin + url, 'content-type': 'text/html', ...(server.options.handleDomainCors ? cors : {}) }, body: '' };
}

function webFinger(visit: Visit): Reply {
  const resource = visit.query.get('resource');
  if (!resource) return jsonReply({ error: 'resource is missing' }, cors, 400);
  const { origin, domain } = visit.server;
  // The server's own account, by either of its names.
  const named = /^acct:([^@]+)@([^@]+)$/.exec(resource);
  if (named?.[1] !== undefined && named[1] === named[2] && isOwnDomain(visit.server, named[1])) {
    const self = { rel: 'self', type: 'application/activity+json', href: `${origin}/actor` };
    return jsonReply({ subject: `acct:${domain}@${domain}`, links: [self] }, cors);
  }
  const account = accountOf(visit.server, resource);
  if (account === undefined) return { ...textReply('', 404), headers: { ...cors } };
  if (account.deleted) return { ...textReply('', 410), headers: { ...cors } };
  const profile = `${origin}/@${account.username}`;
  return jsonReply(
    {
      subject: `acct:${account.username}@${domain}`,
      aliases: [profile, account.uri],
      links: [
        { rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: profile },
        { rel: 'self', type: 'application/activity+json', href: account.uri },
        { rel: 'http://ostatus.org/schema/1.0/subscribe', template: `${origin}/authorize_interaction?uri={uri}` },
        ...(since(visit.server, '4.2') ? [{ rel: 'http://webfinger.net/rel/avatar', type: 'image/png', href: avatarUrl(visit.server, account) }] : []),
      ],
    },
    { ...cors, 'content-type': 'application/jrd+json; charset=utf-8', 'cache-control': 'max-age=259200, public' },
  );
}

function accountOf(server: ServerState, resource: string): Account | undefined {
  const acct = /^(?:acct:)?@?([^@/]+)@(.+)$/.exec(resource);
  if (acct !== null && !/^https?:/.test(resource)) {
    const domain = asciiDomain(acct[2] ?? '');
    return domain !== null && isOwnDomain(server, domain) ? server.accounts.get((acct[1] ?? '').toLowerCase()) : undefined;
  }
  return [...server.accounts.values()].find((account) =>
    [account.uri, `${server.origin}/@${account.username}`, `${server.origin}/users/${account.username}`].includes(resource),
  );
}

/** `account_owned_concern.rb`: actor and profile are not there for others before approval and confirmation. */
function isInPublic(account: Account): boolean {
  return account.approved && account.confirmed;
}

function wantsActivity(visit: Visit): boolean {
  return /application\/(activity\+json|ld\+json)/.test(visit.headers.accept ?? '');
}

function actorReply(visit: Visit, account: Account | undefined, headers: Record<string, string>): Reply {
  const { server } = visit;
  if (account === undefined || !isInPublic(account)) return jsonReply({ error: 'Record not found' }, headers, 404);
  if (!wantsActivity(visit)) return { status: 302, headers: { location: `${server.origin}/@${account.username}`, ...headers }, body: '' };
  if ((server.options.secureMode || server.options.limitedFederation) && visit.headers.signature === undefined) {
    return jsonReply({ error: 'Request not signed' }, headers, 401);
  }
  if (account.deleted) return jsonReply({ error: 'Gone' }, headers, 410);
  return jsonReply(renderedActor(visit, account), {
    ...headers,
    'content-type': 'application/activity+json; charset=utf-8',
    'cache-control': 'max-age=180, public',
    vary: 'Accept, Signature',
  });
}

/**
 * `render_with_cache` in `accounts_controller.rb` (4.0 to 4.8): neither a new alias nor a move, nor the kind of
 * request, drops it.
 */
const ACTOR_CACHE = 3 * 60_000;

function renderedActor({ server, now }: Visit, account: Account): Record<string, unknown> {
  const isFresh = account.rendered !== undefined && now < account.rendered.at + ACTOR_CACHE;
  if (!isFresh) account.rendered = { at: now, actor: actor(server, account) };
  return account.rendered?.actor ?? {};
}

export function actor(server: ServerState, account: Account): Record<string, unknown> {
  return {
    '@context': ['https://www.w3.org/ns/activitystreams', 'https://w3id.org/security/v1'],
    id: account.uri,
    type: 'Person',
    following: `${account.uri}/following`,
    followers: `${account.uri}/followers`,
    inbox: `${account.uri}/inbox`,
    outbox: `${account.uri}/outbox`,
    preferredUsername: account.username,
    name: account.displayName,
    summary: account.note === '' ? '' : `<p>${html`${account.note}`.markup}</p>`,
    url: `${server.origin}/@${account.username}`,
    manuallyApprovesFollowers: account.locked,
    discoverable: account.discoverable,
    published: new Date(account.createdAt).toISOString(),
    ...(alsoKnownAs(account).length > 0 ? { alsoKnownAs: alsoKnownAs(account) } : {}),
    ...(account.moved !== null ? { movedTo: account.moved.uri } : {}),
    icon: { type: 'Image', mediaType: 'image/png', url: avatarUrl(server, account) },
    attachment: account.fields.map((entry) => ({ type: 'PropertyValue', name: entry.name, value: entry.value })),
    tag: [],
  };
}

function lookup(visit: Visit): Reply {
  if (visit.server.options.closedApi && visit.account === null) return jsonReply({ error: 'This API requires an authenticated user' }, cors, 401);
  return guarded(visit, '0', () => {
    const acct = (visit.query.get('acct') ?? '').replace(/^@/, '').toLowerCase();
    const [username = '', domain] = acct.split('@');
    if (domain !== undefined && !isOwnDomain(visit.server, domain)) {
      const known = visit.server.remembered.get(acct)?.found;
      // What a server remembers, and whom it has heard of, it knows by one number.
      if (known !== undefined) return jsonReply({ ...rememberedAccount(visit, known), id: String(numberOf(visit.server, acct)) }, cors);
      if (visit.server.numbers.has(acct)) return jsonReply(follower(visit, acct), cors);
      return visit.practice.elsewhere.accounts.get(acct) === 'moved' ? jsonReply(movedElsewhere(visit.server, username, domain), cors) : notFound(cors);
    }
    const account = visit.server.accounts.get(username);
    // Whether it is approved or confirmed is not asked here, nor by WebFinger
    if (account === undefined || account.deleted) return notFound(cors);
    return jsonReply(restAccount(visit.server, account), { ...cors, 'cache-control': since(visit.server, '4.2') ? 'max-age=15, public' : 'private, no-store' });
  });
}

function oneAccount(visit: Visit): Reply {
  if (visit.server.options.closedApi && visit.account === null) return jsonReply({ error: 'This API requires an authenticated user' }, cors, 401);
  return guarded(visit, '0', () => {
    const account = byId(visit);
    return account === undefined ? notFound(cors) : jsonReply(restAccount(visit.server, account), cors);
  });
}

function byId({ server, params }: Visit): Account | undefined {
  return [...server.accounts.values()].find(({ id, deleted }) => id === params.id && !deleted);
}

const MOST_A_PAGE = 80;

/**
 * Newest first, 80 at most. A hidden list answers strangers with an empty one; the person's own session reads it
 * whole, also after a move (docs/mastodon.md, Followers by name).
 */
function people(visit: Visit, which: 'followers' | 'following'): Reply {
  const { server, query } = visit;
  if (server.options.closedApi && visit.account === null) return jsonReply({ error: 'This API requires an authenticated user' }, cors, 401);
  return guarded(visit, '0', () => {
    const account = byId(visit);
    if (account === undefined) return notFound(cors);
    if (account.hideCollections && visit.account !== account) return jsonReply([], cors);
    const most = Math.min(MOST_A_PAGE, Number(query.get('limit') ?? 40));
    const before = Number(query.get('max_id') ?? Number.POSITIVE_INFINITY);
    const handles = which === 'followers' ? [...account.followers] : [...account.follows.keys()];
    const relation = (handle: string) => (which === 'followers' ? `${handle} follows ${account.id}` : `${account.id} follows ${handle}`);
    const all = handles.map((handle) => ({ handle, number: numberOf(server, relation(handle)) }));
    const page = all
      .filter(({ number }) => number < before)
      .sort((a, b) => b.number - a.number)
      .slice(0, most);
    const last = page.at(-1)?.number;
    const here = `${server.origin}/api/v1/accounts/${account.id}/${which}?limit=${most}`;
    const links = [
      ...(page.length === most ? [`<${here}&max_id=${last}>; rel="next"`] : []),
      ...(page[0] === undefined ? [] : [`<${here}&since_id=${page[0].number}>; rel="prev"`]),
    ];
    const isOwn = visit.account === account;
    return jsonReply(
      page.map(({ handle }) => follower(visit, handle)),
      { ...cors, 'cache-control': isOwn ? 'private, no-store' : 'max-age=15, public', ...(links.length === 0 ? {} : { link: links.join(', ') }) },
    );
  });
}

export function follower({ practice, server }: Visit, handle: string): Record<string, unknown> {
  if (handle.startsWith('! ')) return takenHandle(server, handle);
  const [username = '', domain = ''] = handle.split('@');
  const person = practice.find(domain)?.accounts.get(username);
  if (person !== undefined && practice.find(domain) === server) return restAccount(server, person);
  const uri = person === undefined ? {} : { uri: person.uri };
  const what = practice.elsewhere.accounts.get(handle);
  const movedTo = what === 'moved' ? `${username}@harbour.example` : null;
  return {
    ...remoteAccount(server, handle, { id: String(numberOf(server, handle)), locked: what === 'locked', movedTo }),
    ...(since(server, '4.2') ? uri : {}),
  };
}

/** Its handle is another account's by now (4.7+): named by number, and by the actor that it still is. */
function takenHandle(server: ServerState, handle: string): Record<string, unknown> {
  const [number = '', domain = ''] = handle.slice(2).split('@');
  const account = remoteAccount(server, `${number}@handle.invalid`, { id: String(numberOf(server, handle)), locked: false, movedTo: null });
  return { ...account, uri: `https://${domain}/ap/users/${number}`, url: `https://${domain}/@before`, invalid_handle: true };
}

/** An account of another server, as far as this one has heard of it: moves are told, follower counts are not. */
function rememberedAccount({ practice, server }: Visit, known: Resolved): Record<string, unknown> {
  const home = practice.find(known.acct.split('@')[1] ?? '');
  const moved = home?.accounts.get(known.username.toLowerCase())?.moved;
  return { ...movedAccount(server, known), locked: known.locked, ...(moved ? { moved: movedAccount(server, moved) } : {}) };
}

/** Somebody of a server that does not run here, who has moved to another such server and kept the name. */
function movedElsewhere(server: ServerState, username: string, domain: string): Record<string, unknown> {
  const at = (home: string) =>
    movedAccount(server, {
      acct: `${username}@${home}`,
      username,
      uri: `https://${home}/users/${username}`,
      url: `https://${home}/@${username}`,
      displayName: username,
    });
  return { ...at(domain), moved: at('harbour.example') };
}

/** Limited federation closes the API to strangers; server information opens again from `openFrom`. */
function guarded(visit: Visit, openFrom: string, answer: () => Reply): Reply {
  const closed = visit.server.options.limitedFederation && visit.account === null && (openFrom === '0' || !since(visit.server, openFrom));
  return closed ? jsonReply({ error: 'This API requires an authenticated user' }, cors, 401) : answer();
}

function instanceV2(server: ServerState): unknown {
  const { registrations, rules, title } = server.options;
  const recent = (version: string, more: Record<string, unknown>) => (since(server, version) ? more : {});
  return {
    domain: server.domain,
    title,
    version: versionOf(server.options.version),
    source_url: `https://github.com/${isGlitch(server) ? 'glitch-soc' : 'mastodon'}/mastodon`,
    description: 'A practice server.',
    usage: { users: { active_month: server.accounts.size } },
    languages: [server.options.language],
    configuration: {
      accounts: {
        max_featured_tags: 10,
        ...recent('4.3', { max_pinned_statuses: 5 }),
        ...recent('4.6', {
          max_display_name_length: nameLimit(server),
          max_note_length: NOTE_LIMIT,
          max_profile_fields: FIELD_LIMIT,
          profile_field_name_limit: 255,
          profile_field_value_limit: 255,
        }),
      },
      ...recent('4.4', { limited_federation: server.options.limitedFederation }),
    },
    registrations: {
      enabled: registrations !== 'closed',
      approval_required: registrations === 'approval',
      ...recent('4.4', { reason_required: registrations === 'approval', min_age: server.options.minimumAge }),
      message: null,
      ...recent('4.2', { url: null }),
    },
    ...recent('4.3', {
      api_versions: {
        mastodon: since(server, '4.6') ? 11 : since(server, '4.5') ? 7 : since(server, '4.4') ? 6 : 2,
        ...(isGlitch(server) ? { glitch: 1 } : {}),
      },
    }),
    contact: { email: `admin@${server.domain}`, account: null },
    rules: rules.map((text, index) => ({ id: String(index + 1), text, ...recent('4.3', { hint: '' }) })),
  };
}

function instanceV1(server: ServerState): unknown {
  const { registrations, rules, title } = server.options;
  return {
    uri: server.domain,
    title,
    short_description: 'A practice server.',
    version: versionOf(server.options.version),
    languages: [server.options.language],
    registrations: registrations !== 'closed',
    approval_required: registrations === 'approval',
    invites_enabled: false,
    rules: rules.map((text, index) => ({ id: String(index + 1), text })),
  };
}

function domainBlocks(visit: Visit): Reply {
  const { showDomainBlocks, suspendedDomains } = visit.server.options;
  if (showDomainBlocks === 'disabled' || (showDomainBlocks === 'users' && visit.account === null)) return notFound(cors);
  return jsonReply(
    suspendedDomains.map((domain) => ({ domain, digest: '', severity: 'suspend', comment: '' })),
    cors,
  );
}

function profilePage(visit: Visit, account: Account): Reply {
  const { words, server } = visit;
  const w = words.page;
  const body = html`<article class="profile">
${account.moved === null ? null : html`<p class="moved-banner">${fill(w.movedBanner, { acct: `@${account.moved.acct}` })}</p>`}
<div class="profile__head"><img class="profile__avatar" src="/system/accounts/avatars/${account.id}/original/avatar.png" width="94" height="94" alt="">
<h1>${account.displayName}</h1><p>@${account.username}@${server.domain}</p></div>
<p>${account.note}</p>
<dl>${account.fields.map((entry) => html`<dt>${entry.name}</dt><dd>${entry.value}</dd>`)}</dl>
<p class="profile__counts"><b>${counted(words, account.statuses)}</b> ${w.posts} <b>${counted(words, account.follows.size)}</b> ${w.following} <b>${counted(words, account.followers.size)}</b> ${w.followers}</p>
</article>`;
  const reply = appPage(visit, `${account.displayName} (@${account.username})`, body);
  const alternate = html`<link href="${account.uri}" rel="alternate" type="application/activity+json"></head>`;
  return { ...reply, headers: { ...reply.headers, ...cors }, body: String(reply.body).replace('</head>', alternate.markup) };
}

function png(colour: [number, number, number]): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'image/png', 'cache-control': 'public, max-age=600', 'access-control-allow-origin': '*' },
    body: avatarPng(colour),
  };
}
