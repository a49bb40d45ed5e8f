/** Tables as servers write them: UTF-8, line feeds, quotes only where they are needed. */

/** Every line ends; null is an empty cell. */
export function writeCsv(rows: readonly (readonly (string | null)[])[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(rows.map((row) => `${row.map((value) => cell(value ?? '')).join(',')}\n`).join(''));
}

function cell(value: string): string {
  return /[\r\n,"]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
