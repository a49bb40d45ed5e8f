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
  // docs/mastodon.md, Ask once: by token, and follows of hashtags and people together by day
  { applies: (request) => request.path.startsWith('/api/') && request.authorization !== null, limit: 300, period: 5 * minute },
  {
    applies: (request) => request.method === 'POST' && /^\/api\/v1\/(?:tags\/[^/]+|accounts\/\d+)\/follow$/.test(request.path),
    limit: 400,
    period: 24 * 60 * minute,
  },
  { applies: (request) => /(?:^|[?&])(?:page|min_id|max_id|since_id)=/.test(request.query), limit: 300, period: 15 * minute },
  { applies: (request) => request.method === 'POST' && request.path === '/auth', limit: 25, period: 5 * minute },
  { applies: (request) => request.method === 'POST' && request.path === '/auth/sign_in', limit: 25, period: 5 * minute },
];

/** What is left of the limit that is nearest to its end; null where none counts. */
export interface Allowance {
  limit: number;
  /** Below zero: the request was one too many. */
  remaining: number;
  resetAt: number;
}

export function allowance(server: ServerState, request: LoggedRequest): Allowance | null {
  if (!server.options.rateLimits || request.from !== 'browser') return null;
  const states = limits.flatMap((rule): Allowance[] => {
    if (!rule.applies(request)) return [];
    // Each period begins anew on the clock, as with Rack::Attack.
    const begun = Math.floor(request.at / rule.period) * rule.period;
    const counted = server.requests.filter((one) => one.from === 'browser' && one.at >= begun && rule.applies(one)).length;
    return [{ limit: rule.limit, remaining: rule.limit - counted, resetAt: begun + rule.period }];
  });
  return states.sort((a, b) => a.remaining - b.remaining)[0] ?? null;
}
