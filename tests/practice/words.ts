import { html, type Markup } from './html';
import { ar } from './words/ar';
import { de } from './words/de';
import { en, type Words } from './words/en';
import { fr } from './words/fr';

export type { Words };

const tables: Record<string, Words> = { en, fr, de, ar };
/**
 * Languages a page may be asked for; those without a table of ours speak English, as untranslated Mastodon texts do.
 */
export const locales = ['en', 'fr', 'de', 'ar', 'ja', 'es', 'he'];
const rightToLeft = new Set(['ar', 'he']);

export function wordsIn(locale: string): Words {
  return tables[locale] ?? en;
}

export function isRightToLeft(locale: string): boolean {
  return rightToLeft.has(locale);
}

/** Puts values into `{placeholders}`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The same with markup as values: links and emphasis. */
export function sentence(text: string, values: Record<string, Markup>): Markup {
  return html`${text.split(/(\{\w+\})/).map((part) => (/^\{\w+\}$/.test(part) ? (values[part.slice(1, -1)] ?? part) : part))}`;
}

export function counted(words: Words, number: number): string {
  return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, words.delimiter);
}

export function sizeIn(words: Words, bytes: number): string {
  const comma = words.delimiter === ',' ? '.' : ',';
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_024)} kB`;
  return `${String(Math.round(bytes / 104_857.6) / 10).replace('.', comma)} MB`;
}

/** Month names are English everywhere: readers must go by `datetime`. */
export function dateText(time: number): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) (\d+:\d+)/.exec(new Date(time).toUTCString())?.map(String) ?? [];
  return `${month} ${day}, ${year}, ${clock}`;
}

export function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
