/**
 * CSV as Mastodon reads it (RFC 4180, quotes taken strictly), or forgivingly. Written here because a library for it is ten times as large,
 * and it is part of every program that meets a list: the background, the pages' scripts, the start page.
 */

export type CsvProblem =
  /** A quote where none may be: inside a cell that has none around it, or followed by something after the closing one. */
  { kind: 'stray-quote'; line: number } | { kind: 'unclosed-quote'; line: number } | { kind: 'too-long'; line: number };
export type CsvRead = { ok: true; records: string[][] } | { ok: false; problem: CsvProblem };

export interface CsvOptions {
  delimiter: string;
  /** False: stray quotes are part of the cell. */
  strict: boolean;
  /** Characters in one record. */
  most: number;
}

/** Every record, blank lines too (one empty cell). Lines end with CR LF, LF or CR; the last line may lack its end. */
export function readCsv(text: string, options: CsvOptions): CsvRead {
  const records: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const read = readRecord(text, at, options);
    // A quote that is never closed takes in everything after it.
    const end = !('problem' in read) ? read.end : read.problem === 'unclosed-quote' ? text.length : at;
    if (end - at > options.most) return { ok: false, problem: { kind: 'too-long', line: lineAt(text, at) } };
    if ('problem' in read) return { ok: false, problem: { kind: read.problem, line: lineAt(text, at) } };
    records.push(read.cells);
    at = read.end;
  }
  return { ok: true, records };
}

type RecordRead = { cells: string[]; end: number } | { problem: 'stray-quote' | 'unclosed-quote' };

/** `end` is where the next record begins. */
function readRecord(text: string, from: number, options: CsvOptions): RecordRead {
  const cells: string[] = [];
  for (let at = from; ; ) {
    const cell = text[at] === '"' ? quotedCell(text, at, options) : plainCell(text, at, '', options);
    if ('problem' in cell) return cell;
    cells.push(cell.value);
    if (text[cell.end] !== options.delimiter) return { cells, end: cell.end + lineEndAt(text, cell.end) };
    at = cell.end + 1;
  }
}

type CellRead = { value: string; end: number } | { problem: 'stray-quote' | 'unclosed-quote' };

function quotedCell(text: string, from: number, options: CsvOptions): CellRead {
  let value = '';
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return { problem: 'unclosed-quote' };
    value += text.slice(at, quote);
    const after = quote + 1;
    if (text[after] !== '"') {
      if (after >= text.length || isCellEnd(text, after, options)) return { value, end: after };
      // Not the closing one after all: the whole cell is as it stands.
      return options.strict ? { problem: 'stray-quote' } : plainCell(text, after, `"${value}"`, options);
    }
    value += '"';
    at = after + 1;
  }
}

/** `head`: what of this cell was read before. */
function plainCell(text: string, from: number, head: string, options: CsvOptions): CellRead {
  let end = from;
  while (end < text.length && !isCellEnd(text, end, options)) {
    if (text[end] === '"' && options.strict) return { problem: 'stray-quote' };
    end += 1;
  }
  return { value: head + text.slice(from, end), end };
}

function isCellEnd(text: string, at: number, { delimiter }: CsvOptions): boolean {
  const char = text[at];
  return char === delimiter || char === '\n' || char === '\r';
}

function lineEndAt(text: string, at: number): number {
  if (text[at] === '\r') return text[at + 1] === '\n' ? 2 : 1;
  return text[at] === '\n' ? 1 : 0;
}

/** Counted from 1, as people do. */
function lineAt(text: string, at: number): number {
  return (text.slice(0, at).match(/\r\n|\r|\n/g) ?? []).length + 1;
}
