/** Imports that do not end, and when to look at them again. */
import type { Imports, Piece } from './plan';

const MINUTE = 60_000;

/**
 * `queued`: the server has not begun, imports are the last in its queue. `retrying`: a few rows at the end, which a
 * server tries for some 18 minutes before they count as failed. `stuck`: no change for longer than that; rows the
 * server takes for one and the same are counted twice for ever (docs/mastodon.md, Imports).
 */
export type Stall = 'queued' | 'retrying' | 'stuck';

const RETRIES = 25 * MINUTE;

export function stallOf(piece: Piece, now: number): Stall | null {
  if (piece.state !== 'confirmed') return null;
  const quiet = now - piece.at;
  const left = piece.rows - workedOn(piece);
  if (workedOn(piece) === 0) return quiet > 10 * MINUTE ? 'queued' : null;
  if (quiet > RETRIES) return 'stuck';
  return quiet > MINUTE && left <= Math.max(5, piece.rows / 20) ? 'retrying' : null;
}

/** As it was when the recent imports were last seen. */
export function stallSeen({ looked }: Pick<Imports, 'looked'>, piece: Piece): Stall | null {
  return stallOf(piece, looked?.seenAt ?? piece.at);
}

/**
 * Minutes until the next look: 30 seconds growing to 10 minutes, shorter again when something moves, longer when the
 * server asks for it.
 */
export function nextLook(before: number, what: 'moved' | 'same' | 'trouble' | 'busy'): number {
  switch (what) {
    case 'moved':
      return Math.max(0.5, before / 2);
    case 'same':
      return Math.min(10, before * 1.5);
    case 'trouble':
      return Math.min(10, before * 2);
    case 'busy':
      return 10;
  }
}

export function workedOn(piece: Piece): number {
  return piece.state === 'gone' ? piece.rows : Math.min(piece.rows, piece.imported + piece.failures);
}
