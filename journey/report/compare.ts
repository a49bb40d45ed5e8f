/**
 * One saved list against the new account's own: reads all the files concerned and says of each row what became of it.
 */

import { type ListKind, listFacts, namedInFull, type RowOf, rowKey } from '../../lists/kinds';
import { normalise } from '../../lists/normalise';
import { parseList } from '../../lists/parse';
import { type FailureCause, failureCause, type LookedUpAs, rowDomain, withNewAddress } from '../import/failures';
import { type Delivery, type Fate, type Reconciled, type ReconcileInput, type RowStateName, reconcile, type Skipper, type Waiting } from './reconcile';

export interface CompareFiles {
  readonly saved: Uint8Array;
  /** A fresh export of the new account; null when it could not be had. */
  readonly arrived: Uint8Array | null;
  /** In the order they were sent. */
  readonly sent: readonly {
    /** Null: the list as it was saved, imported by hand. */
    readonly bytes: Uint8Array | null;
    readonly finished: boolean;
    readonly isReadBefore?: boolean;
    /** The server's own file of failures; null when there may have been some and nobody can read them. */
    readonly failures: Uint8Array | 'none' | null;
  }[];
  /** Pieces that were not, or not surely, brought. */
  readonly waiting: readonly { readonly bytes: Uint8Array; readonly why: Waiting }[];
  /** Pieces that the person left out. */
  readonly leftOut: readonly Uint8Array[];
  /** Why rows that are in no piece were not sent, where that is known. */
  readonly rest: { readonly by: Skipper; readonly why: string } | null;
}

export interface CompareContext {
  /** The old server's handle domain: in what was saved, a name without a server means one of its accounts. */
  readonly old: string;
  /** The new server's handle domain, the account there, and the server's version. */
  readonly home: string;
  readonly self: string;
  readonly version: string;
  /** Domains the new server says it suspends. */
  readonly blockedDomains?: readonly string[];
  /** Accounts that were looked up and have moved: from, to. */
  readonly moved?: Readonly<Record<string, string>>;
  /** What the new server said of others. */
  readonly lookedUp?: Readonly<Record<string, LookedUpAs>>;
  /** Whom the new account has asked to follow, as its server told it ("Ask once"); else it is inferred. */
  readonly requests?: ReadonlySet<string>;
}

export interface ComparedRow {
  /** As it stood in the saved file; members of lists with their list before them. */
  readonly what: string;
  /** What was sent instead; null: the row itself. */
  readonly sentAs: string | null;
  readonly fate: Fate;
  /** The server a failed row is about. */
  readonly domain: string | null;
}
export interface ComparedList {
  readonly kind: ListKind;
  readonly rows: readonly ComparedRow[];
  readonly totals: Readonly<Record<RowStateName, number>>;
  readonly extra: number;
}

/** Null when the saved list itself cannot be read. Linear in the rows of all files. */
export function compareList<K extends ListKind>(kind: K, files: CompareFiles, context: CompareContext): ComparedList | null {
  const parsed = parseList(kind, files.saved);
  if (!parsed.ok) return null;
  const saved = namedInFull<K>(parsed.rows, context.old);
  const arrived = files.arrived === null ? null : rowsIn(kind, files.arrived);
  const { dropped, changed } = normalise(kind, saved, context);
  const sent = deliveries(kind, files, saved, arrived, context);
  const waiting = files.waiting.flatMap(({ bytes, why }) => (rowsIn(kind, bytes) ?? []).map((row) => ({ row, why })));
  const unsent = [...waiting.map(({ row }) => row), ...files.leftOut.flatMap((bytes) => rowsIn(kind, bytes) ?? [])];
  const renewed = renewedRows(kind, saved, [...sent.flatMap(({ rows }) => rows), ...unsent], context);
  const replaced = [...changed.map(({ from, to }) => ({ from, to })), ...renewed];
  const skipped = skippedRows(kind, { saved, dropped, replaced }, files, context.home);
  const inferred = reconcile(kind, { saved, arrived, sent, waiting, skipped, replaced, home: context.home });
  const { rows, totals, extra } = kind === 'follows' && context.requests !== undefined ? withRequests(inferred, context.requests, kind) : inferred;
  return {
    kind,
    totals,
    extra,
    rows: rows.map(({ row, sentAs, fate }) => {
      const what = shown(kind, row);
      const as = sentAs === null ? null : shown(kind, sentAs);
      return { what, sentAs: as === what ? null : as, fate, domain: fate.state === 'failed' ? rowDomain(kind, row, context.home) : null };
    }),
  };
}

/** What was inferred of follows that wait, as the server tells it. */
function withRequests<K extends ListKind>(inferred: Reconciled<K>, requests: ReadonlySet<string>, kind: K): Reconciled<K> {
  const totals = { ...inferred.totals };
  const rows = inferred.rows.map((one) => {
    if (one.fate.state !== 'requested' || one.fate.running) return one;
    const isSeen = requests.has(
      shown(kind, one.sentAs ?? one.row)
        .replace(/^@/, '')
        .toLowerCase(),
    );
    if (isSeen) return { ...one, fate: { ...one.fate, seen: true as const } };
    totals.requested -= 1;
    totals.unknown += 1;
    return { ...one, fate: { state: 'unknown', why: 'not-asked' } as const };
  });
  return { ...inferred, rows, totals };
}

/** Rows that went out, or are to go out, with the address their account has moved to. */
function renewedRows<K extends ListKind>(kind: K, saved: readonly RowOf[K][], rows: readonly RowOf[K][], { moved = {}, home }: CompareContext) {
  if (Object.keys(moved).length === 0) return [];
  const sentKeys = new Set(rows.map((row) => rowKey(kind, row, home)));
  return saved.flatMap((from) => {
    const to = withNewAddress<RowOf[K]>(from, moved, home);
    return to !== null && sentKeys.has(rowKey(kind, to, home)) ? [{ from, to }] : [];
  });
}

function rowsIn<K extends ListKind>(kind: K, bytes: Uint8Array): readonly RowOf[K][] | null {
  const parsed = parseList(kind, bytes);
  return parsed.ok ? parsed.rows : null;
}

function deliveries<K extends ListKind>(
  kind: K,
  files: CompareFiles,
  saved: readonly RowOf[K][],
  arrived: readonly RowOf[K][] | null,
  context: CompareContext,
): Delivery<RowOf[K]>[] {
  const read = files.sent.map(({ bytes, finished, isReadBefore = false, failures }) => ({
    // What needed no change goes out as it was saved: no need to read it twice.
    rows: bytes === null || isSame(bytes, files.saved) ? saved : (rowsIn(kind, bytes) ?? []),
    finished,
    isReadBefore,
    failed: failures === 'none' ? [] : failures === null ? null : rowsIn(kind, failures),
  }));
  const allFailed = read.flatMap(({ failed }) => failed ?? []);
  const causes = () =>
    failureCause(kind, allFailed, {
      ...context,
      moved: Object.keys(context.moved ?? {}),
      sent: read.flatMap(({ rows }) => rows),
      ...(arrived === null ? {} : { arrived }),
    });
  const why: (row: RowOf[K]) => FailureCause = allFailed.length === 0 ? () => 'unknown' : causes();
  return read.map(({ failed, ...delivery }) => ({ ...delivery, failures: failed?.map((row) => ({ row, why: why(row) })) ?? null }));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

type Skips<K extends ListKind> = NonNullable<ReconcileInput<K>['skipped']>;

function skippedRows<K extends ListKind>(
  kind: K,
  list: {
    saved: readonly RowOf[K][];
    dropped: readonly { row: RowOf[K]; reason: string }[];
    replaced: readonly { from: RowOf[K]; to: RowOf[K] }[];
  },
  { leftOut, rest }: CompareFiles,
  home: string,
): Skips<K> {
  // A duplicate shares the fate of its twin.
  const byRules = list.dropped.filter(({ reason }) => reason !== 'duplicate').map(({ row, reason }) => ({ row, by: 'rules' as const, why: reason }));
  const unwanted = new Set(leftOut.flatMap((bytes) => rowsIn(kind, bytes) ?? []).map((row) => rowKey(kind, row, home)));
  if (unwanted.size === 0 && rest === null) return byRules;
  const gone = new Set(list.dropped.map(({ row }) => row));
  const sentAs = new Map(list.replaced.map(({ from, to }) => [from, to]));
  const others = list.saved.flatMap((row) => {
    if (gone.has(row)) return [];
    const isUnwanted = unwanted.has(rowKey(kind, sentAs.get(row) ?? row, home));
    return isUnwanted ? [{ row, by: 'person' as const, why: '' }] : rest === null ? [] : [{ row, ...rest }];
  });
  return [...byRules, ...others];
}

/** Without the marks that turn the rest of a line around. */
function shown<K extends ListKind>(kind: K, row: RowOf[K]): string {
  return listFacts[kind].shown(row).replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}
