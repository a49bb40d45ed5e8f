/** The languages there are, each by its own name. A new one is a line here and a file in `locales/`. */
export const languageNames = { en: 'English', fr: 'Français' } as const;

export type ShownLanguage = keyof typeof languageNames;
/** What the person chose: `auto` is the browser's own. */
export type Language = 'auto' | ShownLanguage;

export function isLanguage(value: string): value is ShownLanguage {
  return Object.hasOwn(languageNames, value);
}

/** The language that a browser's locale (`fr-CH`) asks for; null when we do not have it. */
export function languageOf(locale: string): ShownLanguage | null {
  const [language = ''] = locale.toLowerCase().split(/[-_]/);
  return isLanguage(language) ? language : null;
}
