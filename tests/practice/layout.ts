/** The frames of pages: settings, signing in, the web app, errors (docs/mastodon.md, Frame of a settings page). */
import { attributes, html, json, type Markup, nothing } from './html';
import { initialState } from './initial-state';
import { pageHeaders, themeScript } from './policy';
import { isFunctional } from './state';
import { isGlitch, since } from './versions';
import { csrfToken, type Reply, type SignedIn, scriptHash, type Visit } from './visit';
import { isRightToLeft } from './words';

const themeScriptHash = scriptHash(themeScript);

interface SettingsPage {
  title: string;
  /** Keys of the selected item in the side list, outermost first. */
  selected: readonly string[];
  body: Markup;
  actions?: Markup;
  tabs?: Markup | undefined;
  status?: number;
}

export function settingsPage(visit: SignedIn, page: SettingsPage): Reply {
  const modern = since(visit.server, '4.6');
  const heading = modern ? html`<h1>${page.title}</h1>` : html`<h2>${page.title}</h2>`;
  const content = html`<div class="content">
<div class="content__heading"><div class="content__heading__row">${heading}${page.actions ? html`<div class="content__heading__actions">${page.actions}</div>` : nothing}</div>${page.tabs ? html`<div class="content__heading__tabs"><div>${page.tabs}</div></div>` : nothing}</div>
${flashes(visit)}
${page.body}
</div>`;
  const sidebar = html`<div class="sidebar-wrapper__inner"><div class="sidebar">
<a href="/" class="logo-link"><img class="logo" src="/packs/logo.svg" alt="Practice"></a>
<div class="sidebar__toggle"><a href="/" class="sidebar__toggle__logo"><img class="logo" src="/packs/logo.svg" alt="Practice"></a><a class="sidebar__toggle__icon" aria-label="Menu" aria-expanded="false" href="#">☰</a></div>
${sideList(visit, page.selected)}
</div></div>`;
  const body = modern
    ? html`<div class="admin-wrapper"><header class="sidebar-wrapper">${sidebar}</header><main class="content-wrapper" id="content">${content}</main><div class="sidebar-wrapper sidebar-wrapper--empty"></div></div>`
    : html`<div class="admin-wrapper"><div class="sidebar-wrapper">${sidebar}</div><div class="content-wrapper">${content}</div><div class="sidebar-wrapper sidebar-wrapper--empty"></div></div>`;
  return document(visit, { title: page.title, bodyClass: 'admin', body, state: true, status: page.status ?? 200 });
}

export function authPage(visit: Visit, page: { title: string; body: Markup; status?: number }): Reply {
  const logo = html`<a href="/"><img class="logo" src="/packs/logo.svg" alt="Practice"></a>`;
  const body = since(visit.server, '4.6')
    ? html`<div class="container-alt"><header class="logo-container">${logo}</header><main class="form-container">${flashes(visit)}${page.body}</main></div>`
    : html`<div class="container-alt"><div class="logo-container"><h1>${logo}</h1></div><div class="form-container">${flashes(visit)}${page.body}</div></div>`;
  return document(visit, { title: page.title, bodyClass: '', body, state: false, status: page.status ?? 200 });
}

/** A page of the web app: `initial-state` is there, `body.admin` is not. */
export function appPage(visit: Visit, title: string, body: Markup): Reply {
  return document(visit, { title, bodyClass: 'app-body', body: html`<div class="app-holder" id="mastodon">${body}</div>`, state: true, status: 200 });
}

/** A page of the practice itself, for people: not Mastodon's. */
export function plainPage(visit: Visit, title: string, body: Markup): Reply {
  return document(visit, { title, bodyClass: 'practice', body: html`<main class="practice-page">${body}</main>`, state: false, status: 200 });
}

export function errorPage(visit: Visit, status: number): Reply {
  const { page } = visit.words;
  const text = { 403: page.e403, 404: page.e404, 422: page.e422, 429: page.e429 }[status] ?? page.e500;
  const body = html`<div class="dialog"><div class="dialog__illustration"><img alt="" src="/packs/logo.svg"></div><div class="dialog__message"><h1>${text}</h1></div></div>`;
  return document(visit, { title: text, bodyClass: 'error', body, state: false, status });
}

function flashes(visit: Visit): Markup {
  const { flash } = visit.session;
  visit.session.flash = null;
  return flash === null ? nothing : html`<div class="flash-message ${flash.kind}"><strong>${flash.text}</strong></div>`;
}

interface Whole {
  title: string;
  bodyClass: string;
  body: Markup;
  state: boolean;
  status: number;
}

function document(visit: Visit, page: Whole): Reply {
  const { server } = visit;
  const modern = since(server, '4.6');
  const direction = isRightToLeft(visit.locale) ? 'rtl' : '';
  const scheme = { system: 'auto', dark: 'dark', light: 'light' }[server.options.theme];
  const error = page.bodyClass === 'error';
  const root = modern
    ? attributes({
        class: `custom-scrollbars no-reduce-motion ${direction}`.trim(),
        'data-color-scheme': scheme,
        'data-contrast': 'auto',
        'data-system-theme': scheme === 'auto' ? 'true' : null,
        'data-user-flavour': isGlitch(server) ? 'glitch' : null,
        lang: visit.locale,
      })
    : attributes({ lang: visit.locale });
  const bodyClasses = modern || error ? page.bodyClass : `${page.bodyClass} ${themeClass(visit)} no-reduce-motion ${direction}`.replace(/\s+/g, ' ').trim();
  const head = error
    ? nothing
    : html`<meta name="csrf-param" content="authenticity_token"><meta name="csrf-token" content="${csrfToken(visit.session)}"><meta name="style-nonce" content="${visit.nonce}" nonce="${visit.nonce}"${attributes({ property: since(server, '4.5') ? 'csp-nonce' : null })}>`;
  const state = page.state ? html`<script id="initial-state" type="application/json">${json(initialState(visit))}</script>` : nothing;
  const markup = html`<!DOCTYPE html>
<html${root}>
<head>
<meta charset="utf-8">
<meta content="width=device-width, initial-scale=1, viewport-fit=cover" name="viewport">
<link rel="icon" href="/packs/logo.svg" type="image/svg+xml">
<title>${page.title}
 - ${server.options.title}</title>
<link rel="stylesheet" href="/packs/practice.css">
${modern ? html`<script>${{ markup: themeScript }}</script>` : nothing}
${head}
${state}
<script src="/packs/practice.js" defer></script>
</head>
<body${attributes({ class: bodyClasses === '' ? null : bodyClasses })}>
${page.body}
</body>
</html>
`;
  return { status: page.status, headers: pageHeaders(server, visit.nonce, visit.path, themeScriptHash), body: markup.markup };
}

function themeClass(visit: Visit): string {
  const { theme } = visit.server.options;
  if (isGlitch(visit.server)) return `flavour-glitch skin-${theme === 'light' ? 'mastodon-light' : theme === 'dark' ? 'default' : 'system'}`;
  if (theme === 'light') return 'theme-mastodon-light';
  // `system` exists from 4.3; before, the default is dark
  return theme === 'system' && since(visit.server, '4.3') ? 'theme-system' : 'theme-default';
}

interface Item {
  key: string;
  href: string;
  inside?: Item[];
  method?: 'delete';
}

function sideList(visit: SignedIn, selected: readonly string[]): Markup {
  const { server, account, words } = visit;
  const functional = isFunctional(server, account);
  const from = (version: string, ...items: Item[]) => (since(server, version) ? items : []);
  const importItem: Item = { key: 'import', href: since(server, '4.2') ? '/settings/imports' : '/settings/import' };
  const items: Item[] = [
    { key: 'web', href: '/' },
    ...(functional
      ? [
          {
            key: 'profile',
            href: '/settings/profile',
            // until 4.1 in the list, since then as tabs of the page
            ...(since(server, '4.2')
              ? {}
              : {
                  inside: [
                    { key: 'profile', href: '/settings/profile' },
                    { key: 'featured_tags', href: '/settings/featured_tags' },
                  ],
                }),
          },
          ...from('4.5', { key: 'privacy', href: '/settings/privacy' }),
          ...(isGlitch(server) ? [{ key: 'flavours', href: '/settings/flavours' }] : []),
          {
            key: 'preferences',
            href: '/settings/preferences',
            inside: [
              { key: 'appearance', href: '/settings/preferences/appearance' },
              ...from('4.5', { key: 'posting_defaults', href: '/settings/preferences/posting_defaults' }),
              { key: 'notifications', href: '/settings/preferences/notifications' },
              { key: 'other', href: '/settings/preferences/other' },
            ],
          },
          {
            key: 'relationships',
            href: '/relationships',
            ...(since(server, '4.3') ? { inside: [{ key: 'severed_relationships', href: '/severed_relationships' }] } : {}),
          },
          { key: 'filters', href: '/filters' },
        ]
      : []),
    ...(functional || account.moved !== null ? [{ key: 'statuses_cleanup', href: '/statuses_cleanup' }] : []),
    {
      key: 'security',
      href: '/auth/edit',
      inside: [
        { key: 'password', href: '/auth/edit' },
        { key: 'two_factor_authentication', href: '/settings/two_factor_authentication_methods' },
        { key: 'authorized_apps', href: '/oauth/authorized_applications' },
      ],
    },
    { key: 'data', href: '/settings/export', inside: [...(functional ? [importItem] : []), { key: 'export', href: '/settings/export' }] },
    ...(functional
      ? [
          { key: since(server, '4.3') ? 'user_invites' : 'invites', href: '/invites' },
          { key: 'development', href: '/settings/applications' },
        ]
      : []),
    { key: 'logout', href: '/auth/sign_out', method: 'delete' as const },
  ];
  const list = (level: readonly Item[], depth: number): Markup =>
    html`<ul>${level.map((item) => {
      const chosen = selected[depth] === item.key;
      const leaf = chosen && selected.length === depth + 1;
      const name = item.key === 'web' ? words.back : words.nav[item.key.replace('user_', '') as keyof typeof words.nav];
      const link = attributes({ class: chosen ? 'selected' : null, 'data-method': item.method, 'aria-current': leaf ? 'page' : null, href: item.href });
      return html`<li${attributes({ id: item.key, class: chosen ? `selected${leaf ? ' simple-navigation-active-leaf' : ''}` : null })}><a${link}>${name}</a>${chosen && item.inside ? list(item.inside, depth + 1) : nothing}</li>`;
    })}</ul>`;
  return list(items, 0);
}
