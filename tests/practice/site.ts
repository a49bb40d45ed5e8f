/** Every address the practice servers know. */
import { readFileSync } from 'node:fs';
import { featuredRoutes } from './featured';
import { grantedRoutes } from './granted';
import { oauthRoutes } from './oauth';
import { accountRoutes } from './pages/account';
import { aliasRoutes } from './pages/aliases';
import { exportRoutes } from './pages/exports';
import { filterRoutes } from './pages/filters';
import { homeRoutes } from './pages/home';
import { importRoutes } from './pages/imports';
import { migrationRoutes } from './pages/migration';
import { preferenceRoutes } from './pages/preferences';
import { profileRoutes } from './pages/profile';
import { severedRoutes } from './pages/severed';
import { signInRoutes } from './pages/sign-in';
import { signUpRoutes } from './pages/sign-up';
import { publicRoutes } from './public';
import { open, type Route } from './routes';
import type { Reply } from './visit';

// A hill and a path: nothing of Mastodon's own marks
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 124 32"><path d="M2 27 13 9l6 8 4-5 9 15z" fill="#5b7f5f"/><path d="M14 27c4-4 0-6 3-10" fill="none" stroke="#f4efe2" stroke-width="2.4" stroke-linecap="round"/><text x="38" y="24" font-family="sans-serif" font-size="19" font-weight="700" fill="#7fa583">practice</text></svg>';

export const site: readonly Route[] = [
  open('GET', '/packs/practice.css', file(['style.css', 'style-around.css'], 'text/css; charset=utf-8')),
  open('GET', '/packs/practice.js', file(['page-script.js'], 'text/javascript; charset=utf-8')),
  open('GET', '/packs/logo.svg', () => asset(logo, 'image/svg+xml')),
  open('GET', '/favicon.ico', () => asset(logo, 'image/svg+xml')),
  ...oauthRoutes,
  ...homeRoutes,
  ...signInRoutes,
  ...signUpRoutes,
  ...accountRoutes,
  ...aliasRoutes,
  ...migrationRoutes,
  ...exportRoutes,
  ...importRoutes,
  ...filterRoutes,
  ...profileRoutes,
  ...severedRoutes,
  ...preferenceRoutes,
  ...grantedRoutes,
  ...featuredRoutes,
  ...publicRoutes,
];

function file(names: readonly string[], type: string): () => Reply {
  const text = names.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n');
  return () => asset(text, type);
}

function asset(body: string, type: string): Reply {
  return { status: 200, headers: { 'content-type': type, 'cache-control': 'public, max-age=60', 'x-content-type-options': 'nosniff' }, body };
}
