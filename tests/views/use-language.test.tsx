// @vitest-environment happy-dom
/**
 * The recipe for a language in CONTRIBUTING.md: one file in `locales/`, one line in `browser/languages.ts`. Here
 * German is added by these two alone, and then chosen.
 */
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { languageNames } from '../../browser/languages';
import { languageItem } from '../../browser/store';
import { LanguageChoice } from '../../components/LanguageChoice';
import { text } from '../../journey/text';
import english from '../../locales/en.json';
import { languageChoices, useLanguageSetting } from '../../views/use-language';
import { useWords } from '../../views/use-plan';
import { choose, draw } from '../components/draw';

const before = Object.keys(languageNames);
const german = { ...english, side: { old: 'Alt', new: 'Neu' } };

function Page() {
  const words = useWords();
  const [setting, setLanguage] = useLanguageSetting();
  if (words === null) return null;
  return (
    <>
      <p>{words.t(text('side.old'))}</p>
      <LanguageChoice label={words.t(text('start.language'))} value={setting} choices={languageChoices(words.t)} onChoose={setLanguage} />
    </>
  );
}

beforeEach(() => {
  fakeBrowser.reset();
  fakeBrowser.i18n.getUILanguage = () => 'es';
  fakeBrowser.runtime.getURL = ((file: string) => file) as never;
  vi.stubGlobal('fetch', async (file: string) => ({ json: async () => (file === '/locales/de.json' ? german : english) }));
  const names = languageNames as Record<string, string>;
  names.de = 'Deutsch';
  return () => {
    delete names.de;
    vi.unstubAllGlobals();
  };
});

test('a third language can be chosen, is kept, and is what the page then speaks', async () => {
  const { findByText, findByRole } = draw(<Page />);
  await findByText('Old');
  choose(await findByRole('combobox', { name: english.start.language }), 'de');
  await findByText('Alt');
  expect(document.documentElement.lang).toBe('de');
  expect(await languageItem.getValue()).toBe('de');
});

test('it is shown unasked where the browser speaks it', async () => {
  fakeBrowser.i18n.getUILanguage = () => 'de-AT';
  const { findByText } = draw(<Page />);
  await findByText('Alt');
});

test('every file in locales/ can be chosen, and everything that can be chosen is there', () => {
  const files = fs.readdirSync(path.resolve(import.meta.dirname, '../../locales')).map((file) => path.basename(file, '.json'));
  expect(files.sort()).toEqual(before.sort());
});
