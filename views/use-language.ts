/** The language that the person has chosen, and what there is to choose from. */
import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../browser/i18n';
import { isLanguage, type Language, languageNames } from '../browser/languages';
import { languageItem } from '../browser/store';
import { text } from '../journey/text';

/** Each in its own words, as everywhere. */
export const languageChoices = (t: Translate) => [
  { value: 'auto', label: t(text('start.languageAuto')) },
  ...Object.entries(languageNames).map(([value, label]) => ({ value, label })),
];

export function useLanguageSetting(): [Language, (language: string) => void] {
  const [value, setValue] = useState<Language>('auto');
  useEffect(() => {
    void languageItem.getValue().then(setValue);
    return languageItem.watch(setValue);
  }, []);
  return [value, (chosen) => void languageItem.setValue(isLanguage(chosen) ? chosen : 'auto')];
}
