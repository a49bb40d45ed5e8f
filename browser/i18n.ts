/** Words for keys. Every surface asks here; the page's script gets ready sentences and needs none of this. */
import { browser } from 'wxt/browser';
import type { Text } from '../journey/text';
import { type Language, languages, type ShownLanguage } from './languages';
import { languageItem } from './store';

export type Translate = (text: Text) => string;

/** The language to show: the one that was set, else the browser's if we have it, else English. */
export async function shownLanguage(): Promise<ShownLanguage> {
  return chosenLanguage(await languageItem.getValue());
}

export function chosenLanguage(setting: Language, ui = browser.i18n.getUILanguage()): ShownLanguage {
  if (setting !== 'auto') return setting;
  return languages.find((language) => ui.toLowerCase().startsWith(language)) ?? 'en';
}

/**
 * One language's words. Fetched from our own files: Chrome's worker cannot import on demand, and nobody should carry
 * both languages about.
 */
export async function textsOf(language: ShownLanguage): Promise<object> {
  const file = await fetch(browser.runtime.getURL(`/locales/${language}.json`));
  return (await file.json()) as object;
}

type Filled = Record<string, string | number>;
/** What looks a key up and puts values into its gaps. `count`, a number, chooses the plural form. */
export type Find = (key: string, filled: Filled) => string;

/** ECMAScript: no `Date` lies beyond. */
const LAST_DAY = 8.64e15;

/** Dates, numbers and names as the language writes them, whoever then puts them into the sentence. */
export function translateWith(language: ShownLanguage, find: Find): Translate {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long' });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const number = new Intl.NumberFormat(language);
  const isTime = (value: unknown) => Math.abs(Number(value)) <= LAST_DAY;
  const translate: Translate = ({ key, params }) => {
    const filled: Filled = {};
    for (const [name, value] of Object.entries(params ?? {})) {
      if (isSeveral(value)) filled[name] = new Intl.ListFormat(language).format(value.map(translate));
      else if (typeof value === 'object') filled[name] = translate(value);
      // `count` stays a number: it also chooses the plural form.
      else if (name === 'count') filled[name] = value;
      // A time that no calendar has, from whatever page or file, must not keep everything else from being said.
      else if (name === 'date') filled[name] = isTime(value) ? day.format(Number(value)) : '?';
      // Rounded up: when that minute is shown, the time is over.
      else if (name === 'time') filled[name] = isTime(value) ? clock.format(Math.ceil(Number(value) / 60_000) * 60_000) : '?';
      else filled[name] = typeof value === 'number' ? number.format(value) : plain(value);
    }
    return find(key, filled);
  };
  return translate;
}

/**
 * For worker and popup: what i18next makes of our texts, in a few lines. Both are started anew many times a day, and
 * i18next would be a third of them.
 * `tests/browser/i18n.test.ts` holds both to the same words, for every key.
 */
export function quickTranslator(language: ShownLanguage, texts: object): Translate {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return translateWith(language, (key, filled) => {
    const form = typeof filled.count === 'number' ? `_${plural.select(filled.count)}` : '';
    const sentence = at(texts, key + form) ?? at(texts, `${key}_other`) ?? at(texts, key) ?? key;
    return sentence.replace(/\{\{(\w+)(, number)?\}\}/g, (gap, name: string, asNumber: string | undefined) => {
      if (!Object.hasOwn(filled, name)) return gap;
      return asNumber === undefined ? String(filled[name]) : number.format(Number(filled[name]));
    });
  });
}

function at(texts: object, key: string): string | undefined {
  let found: unknown = texts;
  for (const part of key.split('.'))
    found = typeof found === 'object' && found !== null && Object.hasOwn(found, part) ? (found as Record<string, unknown>)[part] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** `Array.isArray` does not know read-only ones. */
function isSeveral(value: unknown): value is readonly Text[] {
  return Array.isArray(value);
}

/** Text from servers and people may hold marks that turn the rest of a sentence around. */
function plain(value: string): string {
  return value.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}
