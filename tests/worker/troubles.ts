/**
 * What can befall a single request of ours, wherever it goes: a way to send that goes wrong once. No clock is waited
 * for: our patience is over when a test says so.
 */
import { vi } from 'vitest';

interface Befall {
  /** The server has done what it was asked. */
  isDone: boolean;
  status?: number;
  isBroken?: true;
  isHalf?: true;
  isOther?: true;
  /** Our clock alone, by so many days. */
  clock?: number;
  /** Everybody's clock, by so many hours. */
  sleep?: number;
}

/** What happens to the request. */
const befalls = {
  'answered with 429': { status: 429, isDone: false },
  'answered with 500': { status: 500, isDone: false },
  'answered with 502': { status: 502, isDone: false },
  'answered with 503': { status: 503, isDone: false },
  'done, and answered with 504': { status: 504, isDone: true },
  'never sent, as there is no network': { isBroken: true, isDone: false },
  'done, and its answer is lost': { isBroken: true, isDone: true },
  'done, and its answer stays half-way': { isHalf: true, isDone: true },
  'answered with another page': { isOther: true, isDone: false },
  'done, and the computer sleeps for ten hours before its answer is read': { sleep: 10, isDone: true },
  'done, while our clock jumps on by three days': { clock: 3, isDone: true },
  'done, while our clock jumps back by three days': { clock: -3, isDone: true },
} as const satisfies Record<string, Befall>;
export type Befalls = keyof typeof befalls;
/** In `npm test`, one of each kind: all twelve take some minutes, and run when there is time (`npm test -- long`). */
const usual: readonly Befalls[] = [
  'answered with 429',
  'done, and answered with 504',
  'done, and its answer is lost',
  'answered with another page',
  'done, while our clock jumps back by three days',
];
const isLong = process.env.TROUBLES === 'all';
export const triedBefalls: readonly Befalls[] = isLong ? (Object.keys(befalls) as Befalls[]) : usual;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const waiting = new Set<AbortController>();

/** Nothing is too slow before `patienceIsOver`. */
export function stubPatience(): void {
  waiting.clear();
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const one = new AbortController();
    waiting.add(one);
    return one.signal;
  });
}

function patienceIsOver(): void {
  for (const one of waiting) one.abort(new DOMException('Too slow', 'TimeoutError'));
  waiting.clear();
}

/** One request to come goes wrong. */
export class Trouble {
  /** Which one, counted from one; null for none. */
  at: number | null = null;
  what: Befalls = 'answered with 500';
  requests = 0;
  /** How far our clock is from the servers'. */
  skew = 0;
  /** Lets time pass for everybody. */
  readonly #pass: (ms: number) => void;

  constructor(pass: (ms: number) => void) {
    this.#pass = pass;
  }

  begin(what: Befalls, at: number | null): void {
    Object.assign(this, { at, what, requests: 0, skew: 0 });
  }

  through(send: typeof fetch): typeof fetch {
    return (async (address: string, init?: RequestInit) => {
      this.requests += 1;
      if (this.requests !== this.at) return send(address, init);
      const what: Befall = befalls[this.what];
      const answer = what.isDone ? await send(address, init) : null;
      this.skew += (what.clock ?? 0) * DAY;
      if (what.sleep !== undefined) this.#pass(what.sleep * HOUR);
      if ((what.clock ?? what.sleep) !== undefined && answer !== null) return answer;
      if (what.isHalf && answer !== null) return halfOf(answer);
      if (what.status !== undefined || what.isOther) return sorry(what.status ?? 200, answer?.url ?? address);
      throw new TypeError('Failed to fetch');
    }) as typeof fetch;
  }
}

/** As a server in front of Mastodon answers. */
function sorry(status: number, url: string): Response {
  const headers = { 'content-type': 'text/html', ...(status === 429 ? { 'retry-after': '60' } : {}) };
  return Object.defineProperty(new Response('<!doctype html><title>Sorry</title><h1>Sorry</h1>', { status, headers }), 'url', { value: url });
}

/** Half of its bytes arrive, and then nothing, for as long as we are patient. */
async function halfOf(answer: Response): Promise<Response> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let isBegun = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (!isBegun && bytes.length > 1) {
        isBegun = true;
        controller.enqueue(bytes.slice(0, bytes.length >> 1));
        return;
      }
      patienceIsOver();
      controller.error(new DOMException('Too slow', 'TimeoutError'));
    },
  });
  const { url, redirected } = answer;
  const half = new Response(body, { status: answer.status, headers: answer.headers });
  Object.defineProperty(half, 'redirected', { value: redirected });
  return Object.defineProperty(half, 'url', { value: url });
}
