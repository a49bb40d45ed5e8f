/**
 * The practice servers as a stranger's `fetch` sees them: no cookies, redirects as asked for, and no answer from a
 * server that is dead.
 */
import { makeClient } from './client';
import type { RunningPractice } from './server';

export function outsider(practice: RunningPractice): typeof fetch {
  return async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (practice.elsewhere.dead.has(new URL(url).hostname)) throw new TypeError('Failed to fetch');
    const headers = Object.fromEntries(new Headers(init?.headers));
    const answer = await makeClient(practice).get(url, { headers, redirects: init?.redirect === 'follow' ? 10 : 0 });
    if (answer.status >= 300 && answer.status < 400 && init?.redirect === 'error') throw new TypeError('Failed to fetch');
    const kept = Object.entries(answer.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []));
    const response = new Response(Uint8Array.from(answer.bytes), { status: answer.status, headers: kept });
    return Object.defineProperty(response, 'url', { value: answer.url });
  };
}
