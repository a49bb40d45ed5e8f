/** Tables as servers write them: UTF-8, line feeds, quotes only where they are needed. */

/** Every line ends; null is an empty cell. */
export function writeCsv(rows: readonly (readonly (string | null)[])[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(rows.map((row) => `${row.map((value) => csvCell(value ?? '')).join(',')}\n`).join(''));
}

/** Ruby's csv quotes exactly these. */
export function csvCell(value: string): string {
  return /[\r\n,"]/.test(value) ? quotedCell(value) : value;
}

export function quotedCell(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}
