import type { Reply } from './visit';

/** Trouble on order: what a test wants to go wrong with the next request to an address. */
export type Trouble =
  /** An error page (JSON for 429, as rate limits answer). */
  | { kind: 'status'; status: 400 | 403 | 404 | 413 | 422 | 429 | 500 | 502 | 503 }
  /** Everything is done, but a server in front lost patience: what arrives is its error page. */
  | { kind: 'gave-up'; status: 504 }
  /**
   * The connection breaks at once, or a server in front answers; what was sent arrives only later, in practice time.
   */
  | { kind: 'arrives-late'; ms: number; answer?: 'other-page' | 504 }
  /** Sent on to another address. */
  | { kind: 'redirect'; status: 302 | 307; to: string }
  /** A page that nobody expects. */
  | { kind: 'other-page' }
  /** Nothing is done, and the connection breaks. */
  | { kind: 'refused'; run?: () => void }
  /** Everything is done, but the answer never arrives. */
  | { kind: 'lost-answer' }
  /** Half of the answer arrives. */
  | { kind: 'truncated' }
  /** All is done as always, and the answer is what an enemy makes of it (`enemy.ts`). */
  | { kind: 'rewritten'; by: (reply: Reply) => Reply }
  /** An answer that begins like any and never ends; says how many bytes of it went out. */
  | { kind: 'never-ending'; type: string; text: string; out?: (bytes: number) => void }
  /** No answer, ever. */
  | { kind: 'hang' }
  /** The answer comes late, in real time. */
  | { kind: 'late'; ms: number }
  /** The session has ended just before. */
  | { kind: 'signed-out' }
  /** Runs first, then all goes its way: for changing the server in the middle of something. */
  | { kind: 'before'; run: () => void };

export interface Fault {
  method: string | null;
  path: string | RegExp;
  trouble: Trouble;
  /** How many requests it strikes; Infinity for all. */
  times: number;
}

export function takeFault(faults: Fault[], method: string, path: string): Trouble | null {
  const index = faults.findIndex(
    (fault) => (fault.method === null || fault.method === method) && (typeof fault.path === 'string' ? fault.path === path : fault.path.test(path)),
  );
  const fault = faults[index];
  if (fault === undefined) return null;
  fault.times -= 1;
  if (fault.times <= 0) faults.splice(index, 1);
  return fault.trouble;
}
