import { ACCOUNT_CELL, accountKey } from '../clean';
import { cleanAddress, csvList } from '../define-list';

/** One account in one list; `lists.csv` has no list without members. */
export interface ListMemberRow {
  readonly title: string;
  readonly account: string;
}

export const lists = csvList({
  name: 'lists',
  fileName: 'lists.csv',
  importType: 'lists',
  importedSince: [4, 2],
  columns: ['List name', 'Account address'],
  hasHeader: false,
  csv: {
    named: { column: 'Account address', looks: ACCOUNT_CELL },
    read: (cell): ListMemberRow => ({ title: cell('List name'), account: cell('Account address') }),
    cells: (row) => [row.title, row.account],
  },
  key: (row, home) => {
    const account = accountKey(row.account, home);
    // Mastodon strips the title on import (4.2+), so `Friends` and ` Friends` arrive as one list.
    const title = row.title.trim();
    return account === null || title === '' ? null : JSON.stringify([title, account]);
  },
  // One's own account may be in one's own list (BulkImportRowService skips only the follow).
  clean: (row, context) => (row.title.trim() === '' ? { reason: 'blank' } : cleanAddress(row, { ...context, selfKey: null })),
  shown: ({ title, account }) => `${title} › ${account}`,
});
