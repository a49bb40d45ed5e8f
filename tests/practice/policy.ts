/** Mastodon's security headers, by version (docs/mastodon.md, Headers). */
import type { ServerState } from './state';
import { since } from './versions';

/** Sets light or dark before anything is drawn; the only inline script, allowed by its hash (4.6+). */
export const themeScript =
  "(function(r){function s(m){if(r.dataset.systemTheme==='true')r.dataset.colorScheme=m.matches?'dark':'light'}var d=matchMedia('(prefers-color-scheme: dark)');s(d);d.addEventListener('change',s);if(r.dataset.contrast==='auto')r.dataset.contrast=matchMedia('(prefers-contrast: more)').matches?'high':'default'})(document.documentElement)";

function contentSecurityPolicy(server: ServerState, nonce: string, path: string, themeScriptHash: string): string {
  const assets = server.origin;
  const anyImages = since(server, '4.3') ? '' : ' https:';
  const directives = [
    "base-uri 'none'",
    "default-src 'none'",
    "frame-ancestors 'none'",
    `font-src 'self' ${assets}`,
    `img-src 'self'${anyImages} data: blob: ${assets}`,
    `style-src 'self' ${assets} 'nonce-${nonce}'`,
    `media-src 'self'${anyImages} data: ${assets}`,
    "frame-src 'self' https:",
    `manifest-src 'self' ${assets}`,
    // docs/mastodon.md, Signing in and up: sign-in pages carry no form-action, or single sign-on could not redirect
    ...(since(server, '4.1') && !path.startsWith('/auth/sign_in') ? ["form-action 'self'"] : []),
    `child-src 'self' blob: ${assets}`,
    `worker-src 'self' blob: ${assets}`,
    `connect-src 'self' data: blob: ${assets} wss://${server.host}`,
    `script-src 'self' ${assets} 'wasm-unsafe-eval'${since(server, '4.6') ? ` ${themeScriptHash}` : ''}`,
  ];
  return directives.join('; ');
}

export function pageHeaders(server: ServerState, nonce: string, path: string, themeScriptHash: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy(server, nonce, path, themeScriptHash),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'x-xss-protection': '0',
    'referrer-policy': 'same-origin',
    'cache-control': 'private, no-store',
    vary: 'Accept, Accept-Language, Cookie',
  };
}
