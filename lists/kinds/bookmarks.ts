import { isPostUri } from '../clean';
import { csvList } from '../define-list';

export interface BookmarkRow {
  readonly uri: string;
}

export const bookmarks = csvList({
  name: 'bookmarks',
  fileName: 'bookmarks.csv',
  importType: 'bookmarks',
  columns: ['#uri'],
  hasHeader: false,
  csv: {
    named: { column: '#uri', looks: /^\s*(?:https?:\/\/|tag:)\S+\s*$/i },
    read: (cell): BookmarkRow => ({ uri: cell('#uri') }),
    cells: (row) => [row.uri],
  },
  key: ({ uri }) => (isPostUri(uri.trim()) ? uri.trim() : null),
  clean: (row) => {
    const uri = row.uri.trim();
    if (uri === '') return { reason: 'blank' };
    if (!isPostUri(uri)) return { reason: 'not-a-link' };
    return { row: uri === row.uri ? row : { uri } };
  },
  shown: ({ uri }) => uri,
});
