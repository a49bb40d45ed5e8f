/** For popup and start page: the stored plan and the words, always as they are now. */
import { useEffect, useState } from 'preact/hooks';
import { shownLanguage, type Translate, textsOf } from '../browser/i18n';
import type { ShownLanguage } from '../browser/languages';
import { languageItem, unkeptItem, watchPlan } from '../browser/store';
import type { ReadPlan } from '../journey/plan';

/** Null until the first read. */
export function usePlan(): ReadPlan | null {
  const [plan, setPlan] = useState<ReadPlan | null>(null);
  useEffect(() => watchPlan(setPlan), []);
  return plan;
}

/** Whether the plan could not be written the last time it changed. */
export function useUnkept(): boolean {
  const [isUnkept, setUnkept] = useState(false);
  useEffect(() => {
    void unkeptItem.getValue().then(setUnkept);
    return unkeptItem.watch(setUnkept);
  }, []);
  return isUnkept;
}

/** Only the language shown is loaded. Null until it is. */
/** `make` is i18next on the start page, and the quick one in the popup. */
export function useWords(make: (language: ShownLanguage, texts: object) => Translate): { t: Translate; language: ShownLanguage } | null {
  const [words, setWords] = useState<{ t: Translate; language: ShownLanguage } | null>(null);
  useEffect(() => {
    const load = async () => {
      const language = await shownLanguage();
      const texts = await textsOf(language);
      document.documentElement.lang = language;
      setWords({ language, t: make(language, texts) });
    };
    void load();
    return languageItem.watch(() => void load());
  }, []);
  return words;
}
