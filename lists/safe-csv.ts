/** Tables of ours for people to open in a spreadsheet. */
import { csvCell, quotedCell } from './write-csv';

/**
 * What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV injection"): names and reasons
 * come from servers. Also inside a cell: where the spreadsheet splits at semicolons or tabs, the rest of a cell begins
 * one of its own. UTF-8 with BOM and CRLF, which is what spreadsheets understand everywhere. Never used for what is
 * sent to a server.
 */
export function safeCsv(rows: readonly (readonly (string | number | null)[])[]): Uint8Array<ArrayBuffer> {
  const lines = rows.map((row) => row.map(safeCell).join(','));
  return new TextEncoder().encode(`\ufeff${lines.map((line) => `${line}\r\n`).join('')}`);
}

/**
 * Where a cell begins, or would begin where it is split, with a sign of a formula, whatever nobody sees stands before
 * it. So many such characters at most, that the time it takes grows with the text alone.
 */
const FORMULA = /(?<=^|[;,\t\r\n])(?<!\r(?=\n))(?=(?:"*[\p{Cc}\p{Cf}]){0,64}"*[=+\-@＝＋－＠]|[\t\r]|^\n)/gu;

function safeCell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  const text = value ?? '';
  const tame = text.replace(FORMULA, "'");
  return /[;\t]/.test(tame) ? quotedCell(tame) : csvCell(tame);
}
