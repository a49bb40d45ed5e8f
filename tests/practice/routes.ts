/** One line per address: who may come, and what is answered. */
import type { Reply, SignedIn, Visit } from './visit';

type Answer<V> = (visit: V) => Reply | Promise<Reply>;
type Access = 'anyone' | 'signed-in' | 'functional' | 'open';

export interface Route {
  method: string;
  access: Access;
  pattern: RegExp;
  /** Names the account or turns the visit away: `server.ts` has made sure of who is there. */
  answer: Answer<SignedIn>;
}

/** People who are not signed in, too. */
export function anyone(method: string, path: string, answer: Answer<Visit>): Route {
  return { method, access: 'anyone', pattern: patternOf(path), answer };
}

/**
 * Any signed-in person, whatever the state of the account (docs/mastodon.md, Move and redirect: what stays open after a
 * move).
 */
export function signedIn(method: string, path: string, answer: Answer<SignedIn>): Route {
  return { method, access: 'signed-in', pattern: patternOf(path), answer };
}

/** Only accounts that work fully; others are sent to their account settings without a word. */
export function functional(method: string, path: string, answer: Answer<SignedIn>): Route {
  return { method, access: 'functional', pattern: patternOf(path), answer };
}

/** Public endpoints and files: no session is made, no form token asked for. */
export function open(method: string, path: string, answer: Answer<Visit>): Route {
  return { method, access: 'open', pattern: patternOf(path), answer };
}

export function matchRoute(routes: readonly Route[], method: string, path: string): { route: Route; params: Record<string, string> } | null {
  for (const route of routes) {
    if (route.method !== method) continue;
    const match = route.pattern.exec(path);
    if (match !== null) return { route, params: Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decode(value)])) };
  }
  return null;
}

/** `:name` stands for one part of the path. */
function patternOf(path: string): RegExp {
  const source = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:(\w+)/g, '(?<$1>[^/]+?)');
  return new RegExp(`^${source}$`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
