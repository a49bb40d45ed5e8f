/**
 * A small browser for tests of the practice servers: cookies, redirects, forms. It believes the practice certificate
 * and nothing else matters.
 */
import { request } from 'node:https';
import { Window } from 'happy-dom';
import type { RunningPractice } from './server';

export interface Answer {
  status: number;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  text: string;
  /** It came from another address than was asked for, as a browser says it. */
  redirected: boolean;
}

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: FormData | URLSearchParams | string;
  /** As `mode: 'same-origin'` has it: sent on elsewhere, it fails. */
  sameOrigin?: boolean;
  /** How many redirects are followed; 10 unless told. */
  redirects?: number;
}

export function makeClient(practice: RunningPractice) {
  const jars = new Map<string, string>();

  async function fetchPage(url: string, ask: Ask = {}): Promise<Answer> {
    let next = new URL(url);
    let method = ask.method ?? 'GET';
    let body = ask.body;
    for (let hop = 0; ; hop++) {
      const encoded = body === undefined ? null : new Response(body);
      const bytes = encoded === null ? Buffer.alloc(0) : Buffer.from(await encoded.arrayBuffer());
      const type = encoded?.headers.get('content-type');
      const answer = await once(next, method, { ...(type ? { 'content-type': type, origin: next.origin } : {}), ...ask.headers }, bytes);
      const location = answer.headers.location;
      if (answer.status < 300 || answer.status >= 400 || typeof location !== 'string' || hop >= (ask.redirects ?? 10))
        return { ...answer, redirected: hop > 0 };
      const from = next;
      next = new URL(location, next);
      if (ask.sameOrigin && next.origin !== from.origin) throw new TypeError('Failed to fetch');
      if (answer.status === 307) continue;
      method = 'GET';
      body = undefined;
    }
  }

  function once(url: URL, method: string, headers: Record<string, string>, body: Buffer): Promise<Omit<Answer, 'redirected'>> {
    return new Promise((resolve, reject) => {
      const cookie = jars.get(url.hostname);
      const sent = request(
        {
          host: '127.0.0.1',
          port: practice.port,
          servername: url.hostname,
          rejectUnauthorized: false,
          method,
          path: url.pathname + url.search,
          headers: { host: url.host, ...(cookie ? { cookie } : {}), 'content-length': body.length, ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('error', reject);
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            for (const line of response.headers['set-cookie'] ?? []) jars.set(url.hostname, line.split(';')[0] ?? '');
            const bytes = Buffer.concat(chunks);
            resolve({ status: response.statusCode ?? 0, url: url.href, headers: response.headers, bytes, text: bytes.toString('utf8') });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Sends a form of a page, with what it holds and what is given. */
  function submit(page: Answer, selector: string, given: Record<string, string | File> = {}, ask: Ask = {}): Promise<Answer> {
    const form = documentOf(page).querySelector(selector);
    if (form === null) throw new Error(`${page.url} has no form ${selector}: ${page.text.slice(0, 300)}`);
    const filled = new FormData();
    for (const control of form.querySelectorAll<HTMLInputElement>('input, select, textarea')) {
      const { name } = control;
      if (!name || control.disabled || control.type === 'file') continue;
      if ((control.type === 'checkbox' || control.type === 'radio') && !control.checked) continue;
      if (control.type === 'radio' || control.type === 'checkbox') filled.delete(name);
      filled.append(name, control.value);
    }
    for (const [name, value] of Object.entries(given)) filled.set(name, value);
    const multipart = form.getAttribute('enctype') === 'multipart/form-data';
    const body = multipart ? filled : new URLSearchParams([...filled].map(([name, value]) => [name, String(value)]));
    return fetchPage(new URL(form.getAttribute('action') ?? '', page.url).href, { method: 'POST', body, ...ask });
  }

  /** Does what the page script does for `a[data-method]`. */
  function press(page: Answer, selector: string, ask: Ask = {}): Promise<Answer> {
    const document = documentOf(page);
    const link = document.querySelector(selector);
    if (link === null) throw new Error(`${page.url} has no link ${selector}`);
    const token = document.querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '';
    const body = new URLSearchParams({ _method: link.getAttribute('data-method') ?? 'get', authenticity_token: token });
    return fetchPage(new URL(link.getAttribute('href') ?? '', page.url).href, { method: 'POST', body, ...ask });
  }

  async function signIn(origin: string, email: string, password = 'practice'): Promise<Answer> {
    jars.delete(new URL(origin).hostname);
    const page = await fetchPage(`${origin}/auth/sign_in`);
    return submit(page, '#new_user', { 'user[email]': email, 'user[password]': password });
  }

  return { get: fetchPage, submit, press, signIn, forget: () => jars.clear() };
}

/** One window for all: making one costs more than reading a page. */
let reader: Window | null = null;
export function documentOf(page: { text: string }): Document {
  reader ??= new Window({ settings: { disableJavaScriptFileLoading: true, disableJavaScriptEvaluation: true, disableCSSFileLoading: true } });
  // Links to styles and preloads would be fetched
  return new reader.DOMParser().parseFromString(page.text.replace(/<link\b[^>]*>/g, ''), 'text/html') as unknown as Document;
}
