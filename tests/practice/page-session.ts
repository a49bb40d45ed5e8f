/**
 * What a script of ours has in a page of a practice server: that page's own requests, and the clock that the test
 * turns.
 */
import type { BringSession } from '../../mastodon/bring-step';
import { documentOf, type makeClient } from './client';
import type { RunningPractice } from './server';

/** Node's FormData reads no form: this one does, as in a browser. */
export class PageFormData extends FormData {
  constructor(form?: HTMLFormElement) {
    super();
    for (const control of form?.querySelectorAll<HTMLInputElement>('input, select') ?? []) {
      if (control.type === 'radio' && !control.checked) continue;
      if (control.type !== 'file') this.append(control.name, control.value);
    }
  }
}

export function pageSession(practice: RunningPractice, client: ReturnType<typeof makeClient>, key = 'new'): BringSession {
  return {
    origin: practice.server(key).origin,
    send: (async (url: string, init: RequestInit) => {
      const sameOrigin = init.mode === 'same-origin';
      const answer = await client.get(url, { method: init.method ?? 'GET', sameOrigin, ...(init.body ? { body: init.body as FormData } : {}) });
      const headers = new Headers(
        Object.entries(answer.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : [])),
      );
      const response = new Response(Uint8Array.from(answer.bytes), { status: answer.status, headers });
      Object.defineProperty(response, 'url', { value: answer.url });
      Object.defineProperty(response, 'redirected', { value: answer.redirected });
      return response;
    }) as typeof fetch,
    parse: (text) => documentOf({ text }),
    now: () => new Date(practice.clock.now()),
    wait: async (ms) => practice.tick(ms),
    signal: new AbortController().signal,
    patience: 10_000,
  };
}
