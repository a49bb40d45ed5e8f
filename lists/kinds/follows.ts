import { ACCOUNT_CELL, accountKey } from '../clean';
import { cleanAddress, csvList } from '../define-list';

/** `null` in an option: the file has no such column, or nothing readable in it; the server then uses its default. */
export interface FollowRow {
  readonly account: string;
  readonly boosts: boolean | null;
  readonly notify: boolean | null;
  /** As in the file: `en, de`. */
  readonly languages: string | null;
}

export const follows = csvList({
  name: 'follows',
  fileName: 'following_accounts.csv',
  importType: 'following',
  columns: ['Account address', 'Show boosts', 'Notify on new posts', 'Languages'],
  hasHeader: true,
  csv: {
    named: { column: 'Account address', looks: ACCOUNT_CELL },
    read: (cell, yesOrNo): FollowRow => ({
      account: cell('Account address'),
      boosts: yesOrNo('Show boosts'),
      notify: yesOrNo('Notify on new posts'),
      languages: cell('Languages').trim() || null,
    }),
    cells: (row) => [row.account, row.boosts, row.notify, row.languages],
  },
  key: ({ account }, home) => accountKey(account, home),
  clean: cleanAddress,
  shown: ({ account }) => account,
  settings: ({ boosts, notify, languages }) => [boosts, notify, languages === null ? null : sortedWords(languages)],
});

function sortedWords(text: string): string {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .sort()
    .join();
}
