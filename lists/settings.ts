/**
 * Settings of an account as a table that a person can read and a program can read back: what the page calls each, what
 * it is, and the name of its field.
 */
import { csvRecords, problemBeforeParsing } from './parse';
import { writeCsv } from './write-csv';

export interface Setting {
  /** In the language of the page it was read from; empty where it has no label. */
  readonly label: string;
  /** As the form would send it; of several choices, each on a line of its own. A switch is `true` or `false`. */
  readonly value: string;
  /** What the person sees instead of the value; empty where that is the value itself. */
  readonly shown: string;
  /** `account[note]`: the name of the form's field. */
  readonly field: string;
}

const columns = ['Setting', 'Value', 'Shown as', 'Field'];

export function settingsCsv(settings: readonly Setting[]): Uint8Array<ArrayBuffer> {
  return writeCsv([columns, ...settings.map(({ label, value, shown, field }) => [label, value, shown, field])]);
}

/** What `settingsCsv` wrote; null when it is anything else, or was cut off. */
export function readSettingsCsv(bytes: Uint8Array): Setting[] | null {
  if (problemBeforeParsing(bytes) !== null || bytes.at(-1) !== 10) return null;
  const read = csvRecords(bytes, ',');
  if (!read.ok || JSON.stringify(read.value[0]) !== JSON.stringify(columns)) return null;
  return read.value.slice(1).map(([label = '', value = '', shown = '', field = '']) => ({ label, value, shown, field }));
}
