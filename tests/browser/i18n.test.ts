import { describe, expect, test } from 'vitest';
import { chosenLanguage, quickTranslator } from '../../browser/i18n';
import { translator } from '../../browser/translator';
import type { TextKey } from '../../journey/text';
import en from '../../locales/en.json';
import fr from '../../locales/fr.json';

const texts = { en, fr };
const counts = [0, 1, 2, 5, 21, 1_000, 1_000_000];

function keysOf(texts: object, before = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) => (typeof value === 'string' ? [before + key] : keysOf(value as object, `${before}${key}.`)));
}

describe.each(['en', 'fr'] as const)('in %s', (language) => {
  const worker = quickTranslator(language, texts[language]);
  const page = translator(language, texts[language]);

  test('worker and pages say the same, for every key, every number, and gaps left open', () => {
    const keys = new Set(keysOf(texts[language]).map((key) => key.replace(/_(?:one|many|other)$/, '') as TextKey));
    const names = [...new Set(JSON.stringify(texts[language]).match(/(?<=\{\{)\w+(?=\}\})/g))].filter((name) => name !== 'count' && name !== 'date');
    const filled = Object.fromEntries(names.map((name) => [name, `<${name}> & $1 {{x}}`]));
    for (const key of keys) {
      for (const count of counts)
        expect(worker({ key, params: { ...filled, date: 0, count } }), key).toBe(page({ key, params: { ...filled, date: 0, count } }));
    }
  });

  test('numbers and dates are written as the language writes them', () => {
    expect(worker({ key: 'place.step', params: { number: 1_234_567, total: 9 } })).toBe(page({ key: 'place.step', params: { number: 1_234_567, total: 9 } }));
    expect(worker({ key: 'cards.move.cooldown.titleDate', params: { date: Date.UTC(2026, 11, 8, 12) } })).toContain(
      language === 'en' ? 'December 8, 2026' : '8 décembre 2026',
    );
  });
});

test('a time that no calendar has keeps nothing else from being said', () => {
  for (const date of [9e15, -9e15, Number.NaN, Number.POSITIVE_INFINITY]) {
    const said = { key: 'cards.move.cooldown.titleDate', params: { date } } as const;
    expect([quickTranslator('en', en)(said), translator('en', en)(said)]).toEqual(['You can move again on ?', 'You can move again on ?']);
  }
});

test('the browser’s language is followed where we have it, and a choice goes before', () => {
  expect(chosenLanguage('auto', 'fr-CH')).toBe('fr');
  expect(chosenLanguage('auto', 'de-DE')).toBe('en');
  expect(chosenLanguage('fr', 'en-US')).toBe('fr');
});
