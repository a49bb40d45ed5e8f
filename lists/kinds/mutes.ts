import { ACCOUNT_CELL, accountKey } from '../clean';
import { cleanAddress, csvList } from '../define-list';

export interface MuteRow {
  readonly account: string;
  /** `null`: the file does not say; the server then uses its default. */
  readonly hideNotifications: boolean | null;
}

export const mutes = csvList({
  name: 'mutes',
  fileName: 'muted_accounts.csv',
  importType: 'muting',
  columns: ['Account address', 'Hide notifications'],
  hasHeader: true,
  csv: {
    named: { column: 'Account address', looks: ACCOUNT_CELL },
    read: (cell, yesOrNo): MuteRow => ({ account: cell('Account address'), hideNotifications: yesOrNo('Hide notifications') }),
    cells: (row) => [row.account, row.hideNotifications],
  },
  key: ({ account }, home) => accountKey(account, home),
  clean: cleanAddress,
  shown: ({ account }) => account,
  settings: ({ hideNotifications }) => [hideNotifications],
});
