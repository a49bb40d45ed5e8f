/** The inventory as a file: a page that opens offline, or a table for a spreadsheet. Loaded when it is saved. */
import { download } from '../browser/download';
import type { ShownLanguage } from '../browser/languages';
import { escaped, OFFLINE_STYLE } from '../kit/kit-page';
import { safeCsv } from '../lists/safe-csv';
import type { InventoryGroupInWords } from './inventory-rows';

export interface InventoryInWords {
  title: string;
  lead: string;
  language: ShownLanguage;
  columns: { name: string; count: string; fate: string };
  groups: readonly InventoryGroupInWords[];
}

export function saveInventory(as: 'csv' | 'html', inventory: InventoryInWords): void {
  const file = as === 'csv' ? new Blob([inventoryCsv(inventory)], { type: 'text/csv' }) : new Blob([inventoryPage(inventory)], { type: 'text/html' });
  download(file, `inventory.${as}`);
}

export function inventoryCsv({ columns, groups }: InventoryInWords): Uint8Array<ArrayBuffer> {
  const rows = groups.flatMap(({ name, rows }) => rows.map((row) => [name, row.name, row.count, row.fate, row.notes.join(' '), row.link?.href ?? '']));
  return safeCsv([['', columns.name, columns.count, columns.fate, '', ''], ...rows]);
}

/** Static, without scripts, everything in it only text. */
export function inventoryPage({ title, lead, language, columns, groups }: InventoryInWords): string {
  const number = new Intl.NumberFormat(language);
  const body = groups.map(({ name, rows }) => {
    const lines = rows.map(({ name, count, fate, notes, link }) => {
      const more =
        notes.map((note) => `<br>${escaped(note)}`).join('') + (link === null ? '' : `<br><a href="${escaped(link.href)}">${escaped(link.href)}</a>`);
      return `<tr><th scope="row">${escaped(name)}</th><td class="n">${count === null ? '–' : number.format(count)}</td><td><b>${escaped(fate)}</b>${more}</td></tr>`;
    });
    return `<tr><th scope="rowgroup" colspan="3"><h2>${escaped(name)}</h2></th></tr>${lines.join('\n')}`;
  });
  const heads = [columns.name, columns.count, columns.fate].map((head) => `<th scope="col">${escaped(head)}</th>`).join('');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${OFFLINE_STYLE}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(lead)}</p><table><thead><tr>${heads}</tr></thead><tbody>${body.join('\n')}</tbody></table></body></html>
`;
}
