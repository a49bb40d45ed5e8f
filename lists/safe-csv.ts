/** Tables of ours for people to open in a spreadsheet. */

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

function safeCell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  const text = value ?? '';
  const tame = text.replace(/^(?=[=+\-@\t\r\n])|(?:\r\n|[;,\t\r\n])(?="*[=+\-@\t\r])/g, "$&'");
  return /[\r\n,;\t"]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
