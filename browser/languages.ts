/** The languages there are, each by its own name. A new one is a line here and a file in `locales/`. */
export const languageNames = { en: 'English', fr: 'Français' } as const;

export type ShownLanguage = keyof typeof languageNames;
/** What the person chose: `auto` is the browser's own. */
export type Language = 'auto' | ShownLanguage;

export const languages = Object.keys(languageNames) as ShownLanguage[];

export function isLanguage(value: string): value is ShownLanguage {
  return Object.hasOwn(languageNames, value);
}
