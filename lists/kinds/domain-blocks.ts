import { cleanDomain } from '../clean';
import { csvList } from '../define-list';

export interface DomainRow {
  readonly domain: string;
}

export const domainBlocks = csvList({
  name: 'domain_blocks',
  fileName: 'blocked_domains.csv',
  importType: 'domain_blocking',
  columns: ['#domain'],
  hasHeader: false,
  csv: {
    named: { column: '#domain', looks: /^\s*[^\s@,;]+\s*$/ },
    read: (cell): DomainRow => ({ domain: cell('#domain') }),
    cells: (row) => [row.domain],
  },
  key: ({ domain }) => cleanDomain(domain),
  clean: (row, { homeDomain }) => {
    if (row.domain.trim() === '') return { reason: 'blank' };
    const domain = cleanDomain(row.domain);
    if (domain === null) return { reason: 'not-a-domain' };
    if (domain === homeDomain) return { reason: 'own-server' };
    return { row: domain === row.domain ? row : { domain } };
  },
  shown: ({ domain }) => domain,
});
