/**
 * Mastodon's API with a token of our own. Every kind asks through this: one server, one account, politely, and with the
 * server's limits as values.
 */
import { type AllowedFetch, allowedFetch, type Outcome, type Request, type Send } from '../http';

/**
 * Why nothing came of it. `wait`: the server's limit, in milliseconds since 1970 it may be asked again. `refused`: not
 * for this app, or not for this entry. `ended`: somebody has stopped us.
 */
export type GrantedProblem = { kind: 'wait'; until: number } | { kind: 'refused' | 'missing' | 'unreachable' | 'unreadable' | 'ended'; detail: string };
export type Granted<T> = Outcome<T, GrantedProblem>;

export interface Api {
  readonly origin: string;
  /** The server's version. */
  readonly version: string;
  /** Of handles that name no server. */
  readonly domain: string;
  /** Accounts that were looked up by name: their number there, or null where the server knows none. Kept over waits. */
  readonly known: Map<string, string | null>;
  ask(path: string, request?: Pick<Request, 'method' | 'body'>): Promise<Granted<unknown>>;
  /** All pages of a list, or none: one that does not end within `MOST_PAGES` and `MOST_ENTRIES` is no list. */
  pages(path: string): Promise<Granted<unknown[]>>;
}

export interface Access {
  origin: string;
  version: string;
  domain: string;
  token: string;
  known: Map<string, string | null>;
  now(): number;
  /** Called after every so many requests, for whoever keeps what is `known`. */
  alive(): Promise<void>;
  signal: AbortSignal;
  send?: Send;
}

/** 25,000 people at 80 a page. */
const MOST_PAGES = 320;
const MOST_ENTRIES = 40_000;
const USUAL_WAIT = 5 * 60;
const ALIVE_EVERY = 20;

export function apiOf({ origin, version, domain, token, known, now, alive, signal, send }: Access): Api {
  let asked = 0;
  const fetch_: AllowedFetch = allowedFetch([new URL(origin).host], send);
  const answer = async (address: string, request: Request) => {
    if (signal.aborted) return { ok: false, problem: { kind: 'ended', detail: '' } } as const;
    const told = await fetch_(address, { ...request, token, signal });
    asked += 1;
    if (asked % ALIVE_EVERY === 0) await alive();
    if (told.ok) return told;
    if (signal.aborted) return { ok: false, problem: { kind: 'ended', detail: '' } } as const;
    return { ok: false, problem: problemOf(told.problem, now()) } as const;
  };
  return {
    origin,
    version,
    domain,
    known,
    ask: async (path, request = {}) => {
      const told = await answer(origin + path, request);
      return told.ok ? { ok: true, value: told.value.json } : told;
    },
    pages: async (path) => {
      const all: unknown[] = [];
      let next: string | null = origin + path;
      for (let page = 1; next !== null; page++) {
        const told: Awaited<ReturnType<typeof answer>> = await answer(next, {});
        if (!told.ok) return told;
        const { json, next: after } = told.value;
        if (!Array.isArray(json) || all.length + json.length > MOST_ENTRIES || (after !== null && (json.length === 0 || page >= MOST_PAGES)))
          return { ok: false, problem: { kind: 'unreadable', detail: path } };
        for (const entry of json) all.push(entry);
        next = after;
      }
      return { ok: true, value: all };
    },
  };
}

function problemOf(problem: Extract<Awaited<ReturnType<AllowedFetch>>, { ok: false }>['problem'], now: number): GrantedProblem {
  switch (problem.kind) {
    case 'status':
      if (problem.status === 429) return { kind: 'wait', until: now + (problem.retryAfter ?? USUAL_WAIT) * 1000 };
      if (problem.status === 404) return { kind: 'missing', detail: '404' };
      if (problem.status >= 500) return { kind: 'unreachable', detail: String(problem.status) };
      return { kind: 'refused', detail: String(problem.status) };
    case 'refused-host':
    case 'offline':
    case 'timeout':
      return { kind: 'unreachable', detail: '' };
    case 'too-large':
    case 'not-json':
      return { kind: 'unreadable', detail: '' };
    default:
      return problem satisfies never;
  }
}

/** In batches of at most so many. */
export function batchesOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}
