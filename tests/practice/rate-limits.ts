/** Mastodon's own limits (docs/mastodon.md, Rate limits), counted from the request log. */
import type { LoggedRequest, ServerState } from './state';

interface Limit {
  applies: (request: Pick<LoggedRequest, 'method' | 'path' | 'query' | 'authorization'>) => boolean;
  limit: number;
  period: number;
}
const minute = 60_000;
const limits: readonly Limit[] = [
  { applies: (request) => request.path.startsWith('/api/') && request.authorization === null, limit: 300, period: 5 * minute },
  { applies: (request) => /(?:^|[?&])(?:page|min_id|max_id|since_id)=/.test(request.query), limit: 300, period: 15 * minute },
  { applies: (request) => request.method === 'POST' && request.path === '/auth', limit: 25, period: 5 * minute },
  { applies: (request) => request.method === 'POST' && request.path === '/auth/sign_in', limit: 25, period: 5 * minute },
];

/** The limit that a request runs into, or null. */
export function exceeded(server: ServerState, request: LoggedRequest): Limit | null {
  if (!server.options.rateLimits || request.from !== 'browser') return null;
  return (
    limits.find((rule) => {
      if (!rule.applies(request)) return false;
      const since = request.at - rule.period;
      return (
        server.requests.filter((earlier) => earlier !== request && earlier.from === 'browser' && earlier.at > since && rule.applies(earlier)).length >=
        rule.limit
      );
    }) ?? null
  );
}
