/** `fetch` without cookies, as an extension's own pages ask a practice server. */
import { makeClient } from './client';
import type { RunningPractice } from './server';

export function publicFetch(practice: RunningPractice): typeof fetch {
  return (async (url: string, init: RequestInit = {}) => {
    init.signal?.throwIfAborted();
    const { method = 'GET', body, headers } = init;
    const answer = await makeClient(practice).get(url, {
      method,
      redirects: 0,
      headers: headers as Record<string, string>,
      ...(body == null ? {} : { body: body as URLSearchParams | string }),
    });
    if (answer.status >= 300 && answer.status < 400) throw new TypeError('Failed to fetch');
    const sent = Object.entries(answer.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : []));
    return Object.defineProperty(new Response(Uint8Array.from(answer.bytes), { status: answer.status, headers: new Headers(sent) }), 'url', {
      value: answer.url,
    });
  }) as typeof fetch;
}
