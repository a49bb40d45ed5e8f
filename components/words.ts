/** The words of the language that is shown: given once, at the top of a view, to everything in it. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Translate, Words } from '../browser/i18n';
import type { ShownLanguage } from '../browser/languages';

/** Where nobody gave any, keys are shown. */
const ShownWords = createContext<Words>({ t: ({ key }) => key, language: 'en' });
export const WordsProvider = ShownWords.Provider;

/** Turns keys into sentences. */
export const useT = (): Translate => useContext(ShownWords).t;

/** The language of those sentences, for numbers and dates beside them. */
export const useShownLanguage = (): ShownLanguage => useContext(ShownWords).language;
