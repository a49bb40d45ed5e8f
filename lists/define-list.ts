/** What a file of `lists/kinds/` says of its list. */
import { cleanAccount } from './clean';

export interface ListFacts {
  exportPath: string;
  /**
   * The name the server gives its export. Our uploads start with it: Mastodon guesses the type from the name
   * (docs/mastodon.md, Imports).
   */
  fileName: string;
  /** The value in the type field of the import form. */
  importType: string;
  /** Exactly this: JSON uploaded as anything else makes the server fail (docs/mastodon.md, Imports). */
  contentType: 'text/csv' | 'application/json';
  /** `[major, minor]`; before this the import form has no such type. */
  importedSince: readonly [number, number];
  exportedSince: readonly [number, number];
  /** Header names in Mastodon's order; empty for JSON. */
  columns: readonly string[];
  /** Whether the export starts with a line of column names. */
  hasHeader: boolean;
}

/** A cell by its column's name; empty where the file has no such column. */
type Cell = (column: string) => string;
type Value = string | boolean | null;

/** How a row stands in a CSV. */
export interface CsvShape<Row> {
  /** The column that names the row's account, domain or post, and what a cell of it looks like. */
  named: { column: string; looks: RegExp };
  read: (cell: Cell, yesOrNo: (column: string) => boolean | null) => Row;
  /** In the order of the columns. */
  cells: (row: Row) => readonly Value[];
}

export interface ListDefinition<Row> extends ListFacts {
  /** Null: it is JSON, which `parse.ts` reads and `split.ts` writes. */
  csv: CsvShape<Row> | null;
  /** What makes two rows the same. `home` is the server a bare `bob` belongs to. Null: the row names nothing. */
  key: (row: Row, home: string | null) => string | null;
  /** As it should be sent, or why it is not. */
  clean: (row: Row, context: CleanContext) => Clean<Row>;
  /** What a row is called in a report. */
  shown: (row: Row) => string;
  /** What may be set otherwise in the new account, though the row is there; null where the file does not say. */
  settings?: (row: Row) => readonly Value[];
}

/** A list whose export is a CSV; every server that we know has had it since Mastodon 3.4. */
export function csvList<Row, Type extends string>(
  list: Omit<ListDefinition<Row>, 'contentType' | 'exportPath' | 'importedSince' | 'exportedSince' | 'importType' | 'csv'> & {
    /** By its export, `/settings/exports/NAME.csv`. */
    name: string;
    importType: Type;
    csv: CsvShape<Row>;
    importedSince?: ListFacts['importedSince'];
  },
): ListDefinition<Row> & { importType: Type } {
  const { name, ...facts } = list;
  return { importedSince: [3, 4], ...facts, exportPath: `/settings/exports/${name}.csv`, contentType: 'text/csv', exportedSince: [3, 4] };
}

export type DropReason =
  | 'blank'
  | 'duplicate'
  /** The new account itself: nobody can follow, mute or block themselves. */
  | 'self'
  /** A domain block of the new account's own server. */
  | 'own-server'
  | 'not-an-address'
  /** A name without a server: it may be anybody's on any server. */
  | 'no-server'
  | 'not-a-domain'
  | 'not-a-link'
  /** A filter that applies nowhere: the server refuses it. */
  | 'no-context';

export interface CleanContext {
  /** The new account, as `accountKey` has it. */
  selfKey: string | null;
  /** Handle domain of the new server. */
  homeDomain: string | null;
  /** The new server's version: `blur` exists from 4.4, before it becomes `warn`. */
  version?: string;
  /** Whether filters keep the single posts they name; those the server does not know are ignored there. */
  filterPosts?: 'keep' | 'leave-out';
}

export type Clean<Row> = { row: Row } | { reason: DropReason };

export function cleanAddress<Row extends { readonly account: string }>(row: Row, { homeDomain, selfKey }: CleanContext): Clean<Row> {
  if (row.account.trim() === '') return { reason: 'blank' };
  // Never completed with the new server: that would be a stranger there. `namedInFull` completes what comes from the
  // old one.
  const account = cleanAccount(row.account);
  if (account === null) return { reason: cleanAccount(row.account, homeDomain) === null ? 'not-an-address' : 'no-server' };
  // What a server tells of an account whose handle was taken by another: nobody can be found by it.
  if (account.toLowerCase().endsWith('.invalid')) return { reason: 'not-an-address' };
  if (account.toLowerCase() === selfKey) return { reason: 'self' };
  return { row: account === row.account ? row : { ...row, account } };
}
