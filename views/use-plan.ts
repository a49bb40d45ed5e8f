/** For popup and start page: the stored plan and the words, always as they are now. */
import { useEffect, useState } from 'preact/hooks';
import { currentWords, type Words } from '../browser/i18n';
import { languageItem, unkeptItem, watchPlan } from '../browser/store';
import type { ReadPlan } from '../journey/stored-plan';

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
export function useWords(): Words | null {
  const [words, setWords] = useState<Words | null>(null);
  useEffect(() => {
    const load = async () => {
      const now = await currentWords();
      document.documentElement.lang = now.language;
      setWords(now);
    };
    void load();
    return languageItem.watch(() => void load());
  }, []);
  return words;
}
