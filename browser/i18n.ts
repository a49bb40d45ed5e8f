/**
 * Words for keys, by i18next. Worker, popup and start page ask here; the script in a server's page gets ready sentences
 * and needs none of this.
 */
import i18next from 'i18next';
import { browser } from 'wxt/browser';
import type { Text } from '../journey/text';
import { type Language, languageOf, type ShownLanguage } from './languages';
import { languageItem } from './store';

export type Translate = (text: Text) => string;

/** The language to show: the one that was set, else the browser's if we have it, else English. */
export async function shownLanguage(): Promise<ShownLanguage> {
  return chosenLanguage(await languageItem.getValue());
}

export function chosenLanguage(setting: Language, ui = browser.i18n.getUILanguage()): ShownLanguage {
  // A language that was chosen may be gone with an update.
  return languageOf(setting) ?? languageOf(ui) ?? 'en';
}

/** The words of the language shown now, and which language that is. */
export interface Words {
  t: Translate;
  language: ShownLanguage;
}

let kept: { language: ShownLanguage; t: Promise<Translate> } | null = null;

/** Made once and kept while the worker or the page lives, or until another language is shown. */
export async function currentWords(): Promise<Words> {
  const language = await shownLanguage();
  if (kept?.language !== language) {
    const made = { language, t: textsOf(language).then((texts) => translator(language, texts)) };
    // What could not be read is read again the next time.
    made.t.catch(() => {
      if (kept === made) kept = null;
    });
    kept = made;
  }
  return { language, t: await kept.t };
}

/**
 * One language's words. Fetched from our own files: Chrome's worker cannot import on demand, and nobody should carry
 * both languages about.
 */
async function textsOf(language: ShownLanguage): Promise<object> {
  const file = await fetch(browser.runtime.getURL(`/locales/${language}.json`));
  return (await file.json()) as object;
}

/** ECMAScript: no `Date` lies beyond. */
const LAST_DAY = 8.64e15;

/** Sentences of one language: i18next over its texts, with dates, numbers and names as the language writes them. */
export function translator(language: ShownLanguage, texts: object): Translate {
  const instance = i18next.createInstance();
  // `initAsync: false`: everything is there already, so the first sentence can be asked for at once.
  void instance.init({
    lng: language,
    resources: { [language]: { translation: texts } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long' });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const number = new Intl.NumberFormat(language);
  const languages = new Intl.DisplayNames(language, { type: 'language' });
  const isTime = (value: unknown) => Math.abs(Number(value)) <= LAST_DAY;
  const translate: Translate = ({ key, params }) => {
    const filled: Record<string, string | number> = {};
    for (const [name, value] of Object.entries(params ?? {})) {
      if (isSeveral(value)) filled[name] = new Intl.ListFormat(language).format(value.map(translate));
      else if (typeof value === 'object') filled[name] = translate(value);
      // `count` stays a number: it also chooses the plural form.
      else if (name === 'count') filled[name] = value;
      // A time that no calendar has, from whatever page or file, must not keep everything else from being said.
      else if (name === 'date') filled[name] = isTime(value) ? day.format(Number(value)) : '?';
      // Rounded up: when that minute is shown, the time is over.
      else if (name === 'time') filled[name] = isTime(value) ? clock.format(Math.ceil(Number(value) / 60_000) * 60_000) : '?';
      else if (name === 'language') filled[name] = isLanguageCode(value) ? (languages.of(value) ?? value) : plain(String(value));
      else filled[name] = typeof value === 'number' ? number.format(value) : plain(value);
    }
    return instance.t(key, filled);
  };
  return translate;
}

/** Codes that a name can be looked up for. For anything else the browser throws an error. */
const isLanguageCode = (value: unknown): value is string => typeof value === 'string' && /^[a-z]{2,3}(?:-[a-z]{4})?(?:-[a-z]{2})?$/i.test(value);

/** `Array.isArray` does not know read-only ones. */
function isSeveral(value: unknown): value is readonly Text[] {
  return Array.isArray(value);
}

/** Text from servers and people may hold marks that turn the rest of a sentence around. */
function plain(value: string): string {
  return value.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}
