/** What happens to a list while it is brought, and in what session. */
import type { PageSeen } from '../journey/facts';
import type { ImportPause, Misfit, Surprise } from '../journey/import/plan';
import type { Session } from './session';

export type ImportsPage = Extract<PageSeen, { page: 'imports' }>;

export interface BringSession extends Session {
  /** Lets time pass; ends at once when everything is over. */
  wait(ms: number): Promise<void>;
}

/** What happens to a list, in order. Nothing comes after `confirmed`, `stopped` and `paused`. */
export type BringStep =
  /** The import page as it is now, and with it whose session this is. */
  | { what: 'seen'; seen: ImportsPage }
  /** Next comes the upload. */
  | { what: 'sending'; newest: number }
  /** Nothing of it is there, and nothing will come any more. */
  | { what: 'not-sent' }
  | { what: 'sent'; importId: number; misfits: Misfit[] }
  /** Next comes the yes. */
  | { what: 'confirming'; importId: number }
  | { what: 'confirmed'; importId: number }
  | { what: 'stopped'; why: Surprise; detail: string; takenBack: boolean }
  | { what: 'paused'; why: ImportPause; detail: string };
