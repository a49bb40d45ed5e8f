/** What became of every saved row: compares the kit with the new account's own exports. */
import type { ListKind } from '../../lists/kinds';
import { hasOtherSettings, type RowOf, rowKey } from '../../lists/kinds';
import type { FailureCause } from '../import/failures';

/** Exactly one per row. */
export type Fate =
  | { readonly state: 'there' }
  /** The new account has it, and not with the settings it was saved with. */
  | { readonly state: 'changed' }
  /**
   * Sent, not among the failures, not there yet. Inferred: no page of a server shows open follow requests. `running`:
   * the import has not finished. `seen`: the server told an app of ours of it.
   */
  | { readonly state: 'requested'; readonly running: boolean; readonly seen?: true }
  | { readonly state: 'failed'; readonly why: FailureCause | null }
  | { readonly state: 'skipped'; readonly by: Skipper; readonly why: string }
  | {
      readonly state: 'unknown';
      readonly why: 'not-sent' | Waiting | 'not-read' | 'read-before' | 'failures-not-read' | 'failures-not-shown' | 'not-there' | 'not-asked';
    };

/**
 * Where a row is that has not reached the server's queue. `sending`: nobody has looked yet whether it arrived.
 * `unconfirmed`: it waits there for its yes.
 */
export type Waiting = 'ready' | 'sending' | 'unconfirmed' | 'stopped';

/**
 * `person`: they said so. `rules`: ours, it could not have been imported. `later`: waits, for the follow limit or for a
 * newer server.
 */
export type Skipper = 'person' | 'rules' | 'later';
export const rowStates = ['there', 'changed', 'requested', 'failed', 'skipped', 'unknown'] as const;
export type RowStateName = (typeof rowStates)[number];

/** One import that was confirmed, in the order they were sent: a later one counts more. */
export interface Delivery<Row> {
  readonly rows: readonly Row[];
  readonly finished: boolean;
  /** The new account's list was read before this import was at its end. */
  readonly isReadBefore?: boolean;
  /** Null when they could not be read: they are shown only at the end, and vanish with the import after a week. */
  readonly failures: readonly { readonly row: Row; readonly why: FailureCause | null }[] | null;
}

export interface ReconcileInput<K extends ListKind> {
  readonly saved: readonly RowOf[K][];
  /** A fresh export of the new account; null where it has none (filters before 4.6) or it was not read. */
  readonly arrived: readonly RowOf[K][] | null;
  readonly sent: readonly Delivery<RowOf[K]>[];
  /** Rows in pieces that were not, or not surely, brought. */
  readonly waiting?: readonly { readonly row: RowOf[K]; readonly why: Waiting }[];
  readonly skipped?: readonly { readonly row: RowOf[K]; readonly by: Skipper; readonly why: string }[];
  /** Rows that were sent in another form: another address after a move, a filter joined with another. */
  readonly replaced?: readonly { readonly from: RowOf[K]; readonly to: RowOf[K] }[];
  /** The new server's handle domain. */
  readonly home: string;
}

export interface Reconciled<K extends ListKind> {
  /** In the order of `saved`, one for each. */
  readonly rows: readonly { readonly row: RowOf[K]; readonly sentAs: RowOf[K] | null; readonly fate: Fate }[];
  readonly totals: Readonly<Record<RowStateName, number>>;
  /** Rows the new account has and the kit has not. */
  readonly extra: number;
}

/** Accounts that must approve answer later; every other list is either there or not when its import has finished. */
const WAITS_FOR_PEOPLE: readonly ListKind[] = ['follows', 'lists'];

const THERE: Fate = { state: 'there' };
const CHANGED: Fate = { state: 'changed' };

/** Linear in the rows given. */
export function reconcile<K extends ListKind>(
  kind: K,
  { saved, arrived, sent, waiting = [], skipped = [], replaced = [], home }: ReconcileInput<K>,
): Reconciled<K> {
  const key = (row: RowOf[K]) => rowKey(kind, row, home);
  const there = new Map<string, { readonly row: RowOf[K]; isExpected: boolean }>();
  for (const row of arrived ?? []) {
    const name = key(row);
    if (name !== null) there.set(name, { row, isExpected: false });
  }
  const fates = deliveredFates(kind, sent, arrived !== null, key);
  const waits = new Map(waiting.map(({ row, why }) => [key(row) ?? row, why]));
  const skips = new Map(skipped.map(({ row, by, why }) => [key(row) ?? row, { state: 'skipped', by, why } as const]));
  const others = new Map(replaced.map(({ from, to }) => [key(from) ?? from, to]));

  /** Of a row that is there in both forms, neither is one that the kit has not. */
  const thereAs = (own: string | null, as: string | null) => {
    const first = own === null ? undefined : there.get(own);
    const second = as === null || as === own ? undefined : there.get(as);
    if (first) first.isExpected = true;
    if (second) second.isExpected = true;
    return first ?? second;
  };
  const fateOf = (row: RowOf[K], own: string | null, as: string | null): Fate => {
    const found = thereAs(own, as);
    if (found) return hasOtherSettings(kind, row, found.row) ? CHANGED : THERE;
    const delivered = (as !== null && fates.get(as)) || (own !== null && fates.get(own));
    if (delivered) return delivered;
    const why = waits.get(as ?? row) ?? waits.get(own ?? row);
    if (why !== undefined) return { state: 'unknown', why };
    return skips.get(own ?? row) ?? { state: 'unknown', why: 'not-sent' };
  };

  const totals: Record<RowStateName, number> = { there: 0, changed: 0, requested: 0, failed: 0, skipped: 0, unknown: 0 };
  const rows = saved.map((row) => {
    const own = key(row);
    const sentAs = others.get(own ?? row) ?? null;
    const as = sentAs === null ? own : key(sentAs);
    const fate = fateOf(row, own, as);
    totals[fate.state]++;
    return { row, sentAs, fate };
  });
  let extra = 0;
  for (const { isExpected } of there.values()) if (!isExpected) extra++;
  return { rows, totals, extra };
}

function deliveredFates<K extends ListKind>(
  kind: K,
  sent: readonly Delivery<RowOf[K]>[],
  wasRead: boolean,
  key: (row: RowOf[K]) => string | null,
): Map<string, Fate> {
  const fates = new Map<string, Fate>();
  for (const delivery of sent) {
    const { rows, failures } = delivery;
    const absent = absentFate(kind, delivery, wasRead);
    for (const row of rows) {
      const name = key(row);
      if (name !== null) fates.set(name, absent);
    }
    for (const { row, why } of failures ?? []) {
      const name = key(row);
      if (name !== null) fates.set(name, { state: 'failed', why });
    }
  }
  return fates;
}

/** Of a row that was sent, is in no failure file that we read, and is not there. */
function absentFate(kind: ListKind, { finished, failures, isReadBefore = false }: Delivery<unknown>, wasRead: boolean): Fate {
  if (!finished) return failures === null ? { state: 'unknown', why: 'failures-not-shown' } : { state: 'requested', running: true };
  if (failures === null) return { state: 'unknown', why: 'failures-not-read' };
  if (!wasRead) return { state: 'unknown', why: 'not-read' };
  if (isReadBefore) return { state: 'unknown', why: 'read-before' };
  if (WAITS_FOR_PEOPLE.includes(kind)) return { state: 'requested', running: false };
  return { state: 'unknown', why: 'not-there' };
}
