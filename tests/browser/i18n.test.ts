import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { chosenLanguage, currentWords, translator } from '../../browser/i18n';
import { languageItem } from '../../browser/store';
import type { TextKey } from '../../journey/text';
import en from '../../locales/en.json';
import fr from '../../locales/fr.json';

const texts = { en, fr };
const counts = [0, 1, 2, 5, 21, 1_000, 1_000_000];

function keysOf(of: object, before = ''): string[] {
  return Object.entries(of).flatMap(([key, value]) => (typeof value === 'string' ? [before + key] : keysOf(value as object, `${before}${key}.`)));
}

describe.each(['en', 'fr'] as const)('in %s', (language) => {
  const t = translator(language, texts[language]);
  const keys = keysOf(texts[language]);
  const isCounted = (key: string) => keys.includes(`${key}_other`);

  test('every key is a sentence with its gaps filled, in the form that its number asks for', () => {
    const names = [...new Set(JSON.stringify(texts[language]).match(/(?<=\{\{)\w+(?=[,}])/g))].filter((name) => name !== 'count' && name !== 'date');
    const filled = Object.fromEntries(names.map((name) => [name, `<${name}> & $1 {{x}}`]));
    const plural = new Intl.PluralRules(language);
    for (const key of new Set(keys.map((one) => one.replace(/_(?:one|many|other)$/, '') as TextKey))) {
      for (const count of isCounted(key) ? counts : [1]) {
        const form = isCounted(key) ? `${key}_${plural.select(count)}` : key;
        const sentence = form.split('.').reduce<unknown>((group, part) => (group as Record<string, unknown>)[part], texts[language]) as string;
        const [first = ''] = sentence.split('{{');
        const said = t({ key, params: { ...filled, date: 0, count } });
        expect(said.startsWith(first) && said !== key, `${key}, ${count}: ${said}`).toBe(true);
        expect(said.replaceAll('{{x}}', ''), key).not.toContain('{{');
      }
    }
  });

  test('numbers and dates are written as the language writes them', () => {
    const total = new Intl.NumberFormat(language).format(1_234_567);
    expect(t({ key: 'place.step', params: { number: 1, total: 1_234_567 } })).toContain(total);
    expect(t({ key: 'cards.move.cooldown.titleDate', params: { date: Date.UTC(2026, 11, 8, 12) } })).toContain(
      language === 'en' ? 'December 8, 2026' : '8 décembre 2026',
    );
  });
});

test('a name from a server is text, whatever marks it holds', () => {
  expect(translator('en', en)({ key: 'popup.takeOld', params: { handle: '<b>&amp; $t(popup.title) {{handle}}\u202e' } })).toContain(
    '<b>&amp; $t(popup.title) {{handle}}',
  );
});

test('a time that no calendar has keeps nothing else from being said', () => {
  for (const date of [9e15, -9e15, Number.NaN, Number.POSITIVE_INFINITY])
    expect(translator('en', en)({ key: 'cards.move.cooldown.titleDate', params: { date } })).toBe('You can move again on ?');
});

test('the browser’s language is followed where we have it, and a choice goes before', () => {
  expect(chosenLanguage('auto', 'fr-CH')).toBe('fr');
  expect(chosenLanguage('auto', 'tlh-DE')).toBe('en');
  expect(chosenLanguage('fr', 'en-US')).toBe('fr');
  // Filipino is no Finnish, and no French either.
  expect(chosenLanguage('auto', 'fry')).toBe('en');
});

describe('the words of a program', () => {
  const read = vi.fn<(address: string) => Promise<unknown>>();
  beforeEach(async () => {
    fakeBrowser.reset();
    read.mockReset().mockImplementation(async (address) => ({ json: async () => (String(address).includes('fr') ? fr : en) }));
    vi.stubGlobal('fetch', read);
    fakeBrowser.runtime.getURL = ((file: string) => `extension:/${file}`) as never;
    fakeBrowser.i18n.getUILanguage = () => 'es';
    await languageItem.setValue('auto');
  });
  const title = async () => (await currentWords()).t({ key: 'side.old' });

  test('are read once, however often and from however many places they are asked for', async () => {
    await languageItem.setValue('fr');
    expect(await Promise.all([title(), title()])).toEqual([fr.side.old, fr.side.old]);
    expect(await title()).toBe(fr.side.old);
    expect(read).toHaveBeenCalledTimes(1);
  });

  test('change with the language that the person chooses', async () => {
    expect([await title(), (await currentWords()).language]).toEqual([en.side.old, 'en']);
    await languageItem.setValue('fr');
    expect([await title(), (await currentWords()).language]).toEqual([fr.side.old, 'fr']);
  });

  test('are asked for again after a file could not be read', async () => {
    await languageItem.setValue('fr');
    await title();
    await languageItem.setValue('en');
    read.mockRejectedValueOnce(new Error('no file'));
    await expect(title()).rejects.toThrow('no file');
    expect(await title()).toBe(en.side.old);
  });
});
