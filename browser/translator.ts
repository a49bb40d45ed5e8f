/** Words for keys on the pages of the extension: i18next over one language's texts. */
import i18next, { type i18n } from 'i18next';
import { type Translate, translateWith } from './i18n';
import type { ShownLanguage } from './languages';

export function translator(language: ShownLanguage, texts: object): Translate {
  const instance: i18n = i18next.createInstance();
  // `initAsync: false`: everything is there already, so the first sentence can be asked for at once.
  void instance.init({
    lng: language,
    resources: { [language]: { translation: texts } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return translateWith(language, (key, filled) => instance.t(key, filled));
}
