import { ACCOUNT_CELL, accountKey } from '../clean';
import { cleanAddress, csvList } from '../define-list';

export interface BlockRow {
  readonly account: string;
}

export const blocks = csvList({
  name: 'blocks',
  fileName: 'blocked_accounts.csv',
  importType: 'blocking',
  columns: ['Account address'],
  hasHeader: false,
  csv: {
    named: { column: 'Account address', looks: ACCOUNT_CELL },
    read: (cell): BlockRow => ({ account: cell('Account address') }),
    cells: (row) => [row.account],
  },
  key: ({ account }, home) => accountKey(account, home),
  clean: cleanAddress,
  shown: ({ account }) => account,
});
