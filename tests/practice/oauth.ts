/**
 * Apps and what they are let in for, as Doorkeeper does it in Mastodon (docs/mastodon.md, Ask once): PKCE is held to,
 * the code stands in the address, and no token is revoked without the app's secret.
 */
import { createHash, randomBytes } from 'node:crypto';
import { attributes, html } from './html';
import { errorPage, settingsPage } from './layout';
import { functional, open, signedIn } from './routes';
import { type Account, isFunctional, nextId, type OAuthApp, type OAuthGrant, type ServerState } from './state';
import { csrfToken, field, jsonReply, type Reply, redirect, type SignedIn, type Visit } from './visit';

const cors = { 'access-control-allow-origin': '*' };
const nativePath = '/oauth/authorize/native';

export const oauthRoutes = [
  open('POST', '/api/v1/apps', (visit) => {
    const scopes = field(visit, 'scopes').split(' ').filter(Boolean);
    if (field(visit, 'client_name') === '' || field(visit, 'redirect_uris') !== 'urn:ietf:wg:oauth:2.0:oob')
      return jsonReply({ error: 'Validation failed' }, cors, 422);
    const app: OAuthApp = { id: String(nextId(visit.server)), name: field(visit, 'client_name'), clientId: random(), clientSecret: random(), scopes };
    visit.server.apps.push(app);
    return jsonReply({ id: app.id, name: app.name, redirect_uri: 'urn:ietf:wg:oauth:2.0:oob', client_id: app.clientId, client_secret: app.clientSecret }, cors);
  }),
  functional('GET', '/oauth/authorize', authorize),
  functional('POST', '/oauth/authorize', (visit) => {
    const asked = askedIn(visit, (name) => field(visit, name));
    return asked === null ? errorPage(visit, 400) : toCode(visit, asked.app, asked.scopes, field(visit, 'code_challenge'));
  }),
  functional('DELETE', '/oauth/authorize', () => jsonReply({ error: 'access_denied', error_description: 'The resource owner denied the request.' }, {}, 400)),
  functional('GET', nativePath, (visit) =>
    settingsPage(visit, {
      title: 'Code',
      selected: [],
      body: html`<input${attributes({ class: 'oauth-code', readonly: true, value: visit.query.get('code') ?? '' })}>`,
    }),
  ),
  open('POST', '/oauth/token', token),
  open('POST', '/oauth/revoke', revoke),
  signedIn('GET', '/oauth/authorized_applications', listed),
  signedIn('DELETE', '/oauth/authorized_applications/:id', (visit) => {
    for (const grant of visit.server.grants) if (grant.app === visit.params.id && grant.username === visit.account.username) grant.isRevoked = true;
    return redirect(visit, '/oauth/authorized_applications', { notice: 'Application revoked.' });
  }),
];

const random = () => randomBytes(24).toString('base64url');
const clientOf = ({ apps }: ServerState, id: string): OAuthApp | undefined => apps.find(({ clientId }) => clientId === id);

function askedIn(visit: Visit, of: (name: string) => string): { app: OAuthApp; scopes: string[] } | null {
  const app = clientOf(visit.server, of('client_id'));
  const scopes = of('scope').split(' ').filter(Boolean);
  const isAllowed = app !== undefined && scopes.length > 0 && scopes.every((scope) => app.scopes.includes(scope));
  return isAllowed && of('response_type') === 'code' && of('code_challenge_method') === 'S256' ? { app, scopes } : null;
}

/** No page at all where the app has been let in for that already. */
function authorize(visit: SignedIn): Reply {
  const of = (name: string) => visit.query.get(name) ?? '';
  const asked = askedIn(visit, of);
  // "The requested scope is invalid, unknown, or malformed."
  if (asked === null) return errorPage(visit, 400);
  const { app, scopes } = asked;
  const isGiven = visit.server.grants.some(
    (grant) =>
      grant.app === app.id &&
      grant.username === visit.account.username &&
      grant.token !== null &&
      !grant.isRevoked &&
      scopes.every((scope) => grant.scopes.includes(scope)),
  );
  if (isGiven) return toCode(visit, app, scopes, of('code_challenge'));
  const hidden = ['client_id', 'redirect_uri', 'response_type', 'scope', 'code_challenge', 'code_challenge_method'].map(
    (name) => html`<input${attributes({ type: 'hidden', name, value: of(name) })}>`,
  );
  const csrf = () => html`<input${attributes({ type: 'hidden', name: 'authenticity_token', value: csrfToken(visit.session) })}>`;
  const body = html`<p>${app.name} would like permission to access your account (${visit.account.username}): ${scopes.join(', ')}</p>
<form action="/oauth/authorize" method="post">${csrf()}${hidden}<button type="submit" class="btn">Authorize</button></form>
<form action="/oauth/authorize" method="post"><input type="hidden" name="_method" value="delete">${csrf()}${hidden}<button type="submit" class="btn negative">Deny</button></form>`;
  return settingsPage(visit, { title: 'Authorization required', selected: [], body });
}

function toCode(visit: SignedIn, app: OAuthApp, scopes: string[], challenge: string): Reply {
  const code = random();
  visit.server.grants.push({ app: app.id, username: visit.account.username, scopes, challenge, code, token: null, isRevoked: false });
  return redirect(visit, `${nativePath}?code=${code}`);
}

function token(visit: Visit): Reply {
  const app = clientOf(visit.server, field(visit, 'client_id'));
  if (app === undefined || app.clientSecret !== field(visit, 'client_secret')) return jsonReply({ error: 'invalid_client' }, cors, 401);
  const grant = visit.server.grants.find(({ code, app: its }) => code !== null && code === field(visit, 'code') && its === app.id);
  const challenge = createHash('sha256').update(field(visit, 'code_verifier')).digest('base64url');
  if (grant === undefined || grant.challenge !== challenge) return jsonReply({ error: 'invalid_grant' }, cors, 400);
  grant.code = null;
  grant.token = random();
  return jsonReply({ access_token: grant.token, token_type: 'Bearer', scope: grant.scopes.join(' '), created_at: Math.floor(visit.now / 1000) }, cors);
}

function revoke(visit: Visit): Reply {
  const app = clientOf(visit.server, field(visit, 'client_id'));
  const grant = visit.server.grants.find(({ token }) => token !== null && token === field(visit, 'token'));
  if (app === undefined || app.clientSecret !== field(visit, 'client_secret') || (grant !== undefined && grant.app !== app.id))
    return jsonReply({ error: 'unauthorized_client' }, cors, 403);
  if (grant !== undefined) grant.isRevoked = true;
  return jsonReply({}, cors);
}

function listed(visit: SignedIn): Reply {
  const own = liveGrants(visit.server).filter(({ username }) => username === visit.account.username);
  const rows = [...new Set(own.map(({ app }) => app))].map((id) => {
    const app = visit.server.apps.find((one) => one.id === id);
    return html`<li><strong>${app?.name ?? ''}</strong> <a${attributes({ class: 'table-action-link', href: `/oauth/authorized_applications/${id}`, 'data-method': 'delete', rel: 'nofollow' })}>Revoke</a></li>`;
  });
  return settingsPage(visit, {
    title: visit.words.nav.authorized_apps,
    selected: ['security', 'authorized_apps'],
    body: html`<ul class="applications-list">${rows}</ul>`,
  });
}

/** Tokens that are good for something. */
export function liveGrants({ grants }: ServerState): OAuthGrant[] {
  return grants.filter(({ token, isRevoked }) => token !== null && !isRevoked);
}

/** Who sends this token, or how the server refuses it; null where none was sent. */
export function bearerOf(
  server: ServerState,
  header: string | undefined,
): { account: Account | null; refusal: Reply | null; scopes: readonly string[] } | null {
  const sent = /^Bearer (\S+)$/.exec(header ?? '')?.[1];
  if (sent === undefined) return null;
  const grant = server.grants.find(({ token }) => token === sent);
  const account = grant === undefined ? undefined : server.accounts.get(grant.username.toLowerCase());
  const refused = (status: number, error: string) => ({ account: null, refusal: jsonReply({ error }, cors, status), scopes: [] });
  if (grant === undefined || grant.isRevoked || account === undefined)
    return refused(401, grant?.isRevoked ? 'The access token was revoked' : 'The access token is invalid');
  if (!isFunctional(server, account)) return refused(403, 'Your login is currently disabled');
  return { account, refusal: null, scopes: grant.scopes };
}
