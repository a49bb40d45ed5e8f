/** What one kind of thing is that only an app can carry: how it is read, what makes two of them one, how it is sent. */
import type { MissCause } from '../../journey/grants';
import type { Api, Granted } from './api';

/** One line of its file; what a server alone needs may stand in further cells. */
export type Line = readonly string[];

/** Whose account it is that let us in. */
export interface Me {
  readonly id: string;
}

export interface KindDefinition<Row> {
  /**
   * What the account has. `saved`: the lines that are looked for there; null: everything, to be saved. What nothing
   * lists is then asked for by name.
   */
  read(api: Api, me: Me, saved: readonly Row[] | null): Promise<Granted<Row[]>>;
  /** What the person calls it. */
  name(row: Row): string;
  key(row: Row): string;
  /** Whether the new account has it as it was. `there`: null where it has none of that name. */
  isThere(saved: Row, there: Row | null, now: number): boolean;
  /** Makes it so. Asked for again after an interruption: it does no harm twice. */
  send(api: Api, saved: Row, there: Row | null, now: number): Promise<Granted<unknown>>;
  /** What HTTP 422 means of one entry, where it is not just a refusal. */
  readonly invalidMeans?: MissCause;
}

/** A kind that is kept as a table of its own. */
export interface TableDefinition extends KindDefinition<Line> {
  readonly fileName: string;
  readonly columns: readonly string[];
  /** Of what was read, what has to be carried; the lists carry the rest. */
  isWorthKeeping?(row: Line): boolean;
}

export const failed = (kind: 'refused' | 'missing' | 'unreadable', detail: string) => ({ ok: false, problem: { kind, detail } }) as const;
