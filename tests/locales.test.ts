/**
 * The languages are equal: same keys, same placeholders, every plural form a language has; and each keeps its own
 * typography.
 */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { rooms } from './rooms';

type Texts = ReadonlyMap<string, string>;

const folder = path.resolve(import.meta.dirname, '../locales');

function flatten(value: unknown, key: string, texts: Map<string, string>): Map<string, string> {
  if (typeof value === 'string') texts.set(key, value);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) flatten(inner, key === '' ? name : `${key}.${name}`, texts);
  else throw new Error(`locales: ${key} is neither text nor a group of texts`);
  return texts;
}

const load = (language: string): Texts => flatten(JSON.parse(fs.readFileSync(path.join(folder, `${language}.json`), 'utf8')), '', new Map());

const languages = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));
const english = load('en');

const pluralSuffix = /_(zero|one|two|few|many|other)$/;
const baseOf = (key: string) => key.replace(pluralSuffix, '');
const isPlural = (key: string) => pluralSuffix.test(key);
const placeholders = (text: string) => [...text.matchAll(/\{\{\s*-?\s*(\w+)[^}]*\}\}/g)].map((match) => match[1]).sort();
/** `key: text`, so that a failure reads as a list of what to change. */
const those = (texts: Texts, wrong: (text: string, key: string) => boolean) =>
  [...texts].filter(([key, text]) => wrong(text, key)).map(([key, text]) => `${key}: ${text}`);

test('English and French are there', () => {
  expect(languages).toEqual(expect.arrayContaining(['en', 'fr']));
  expect(english.size).toBeGreaterThan(100);
});

test('every text is said somewhere', () => {
  const root = path.resolve(folder, '..');
  const sources = rooms
    .map(({ room }) => room)
    .flatMap((name) => fs.readdirSync(path.join(root, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  const written = new Set([...sources.matchAll(/['"]([\w.-]+)['"]/g)].map(([, key]) => key));
  // Put together, as in `lists.${kind}`: any key of that form.
  const forms = [...sources.matchAll(/`(\w+\.[\w.-]*(?:\$\{[^}]*\}[\w.-]*)+)`/g)].map(([, form = '']) =>
    form.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[\\w-]+'),
  );
  const isSaid = (key: string) => written.has(key) || forms.some((form) => new RegExp(`^${form}$`).test(key));
  // The browser itself puts these into the manifest.
  const unsaid = [...english.keys()].map(baseOf).filter((key) => !key.startsWith('manifest.') && !isSaid(key));
  expect(unsaid).toEqual([]);
});

describe.each(languages)('%s', (language) => {
  const texts = load(language);

  test('has the same keys as English', () => {
    const keys = (of: Texts) => [...new Set([...of.keys()].map(baseOf))].sort();
    expect(keys(texts)).toEqual(keys(english));
  });

  test('has every plural form of its language, and no other', () => {
    const forms = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort();
    const counted = new Set([...english.keys()].filter(isPlural).map(baseOf));
    const found = Object.fromEntries(
      [...counted].map((base) => [
        base,
        [...texts.keys()]
          .filter((key) => isPlural(key) && baseOf(key) === base)
          .map((key) => pluralSuffix.exec(key)?.[1])
          .sort(),
      ]),
    );
    expect(found).toEqual(Object.fromEntries([...counted].map((base) => [base, forms])));
  });

  test('has the same placeholders as English', () => {
    const different = those(texts, (text, key) => {
      const model = english.get(key) ?? english.get(`${baseOf(key)}_other`) ?? '';
      return placeholders(text).join() !== placeholders(model).join();
    });
    expect(different).toEqual([]);
  });

  test('has no empty text and no stray space', () => {
    expect(those(texts, (text) => text !== text.trim() || text === '' || / {2}/.test(text))).toEqual([]);
  });

  test('keeps its voice: no exclamation marks, no “Oops”, no “please”', () => {
    expect(those(texts, (text) => /[!！]|\boops\b|\bplease\b|veuillez|s[’']il vous pla[iî]t/i.test(text))).toEqual([]);
  });

  test('is text, not markup', () => {
    expect(
      those(texts, (text) => /<\/?[a-z]|&[a-z]+;/i.test(text)),
      'Write the whole sentence; put the link after it.',
    ).toEqual([]);
  });

  test('has whole sentences, not pieces to be put together', () => {
    const pieces = those(
      texts,
      (text, key) => /(\.|^)\w*(before|after|prefix|suffix|part|description)\d+$/i.test(key) || /[,;(]$/.test(text) || /^[,;.)]/.test(text),
    );
    expect(pieces, 'Other languages order words otherwise: write the whole sentence with placeholders.').toEqual([]);
  });

  test('has curly quotes and apostrophes', () => {
    expect(those(texts, (text) => /["']/.test(text))).toEqual([]);
  });
});

describe('French typography', () => {
  const texts = load('fr');
  const noBreak = '\u00a0\u202f';

  test('a no-break space stands before : ; ? and !', () => {
    // A colon inside an address or a time has no space after it and wants none before.
    const bare = new RegExp(`[^${noBreak}](:(?=\\s|$)|[;?!](?![?!]))`);
    expect(those(texts, (text) => bare.test(text))).toEqual([]);
  });

  test('a no-break space stands inside « and »', () => {
    expect(those(texts, (text) => new RegExp(`«[^${noBreak}]|[^${noBreak}]»`).test(text))).toEqual([]);
  });

  test('all guillemets have the same space', () => {
    expect(those(texts, (text) => /«[^\u202f]|[^\u202f]»/.test(text))).toEqual([]);
  });
});

/** Words that no native would use here, or that say one thing by a second name; each was once on a screen. */
const habits: Record<string, RegExp> = {
  en: /\b(goes|go|went|going) on\b(?! your)|\bbr(ing|ings|ought)\b|\b(left|leave this) out\b(?! of)|\bmeanwhile\b|\bso that we\b|\b(asks|wants) us to\b|\bin one go\b|\bafresh\b|\bgive back\b|\bnothing of it\b|\b(minutes|hours) to (hours|days)\b(?!;)|\blook (whether|into)\b|\bstands? (beside|among|under|on)\b|\blies? (in|elsewhere)\b|\bworked through\b|\bnames (it|each|them|this)\b|\bput the lists? in\b|\btaken in\b|\bis no (server|Mastodon)\b|\bkit\b(?!\.json)/i,
  fr: /importation|page Transhumance|page de démarrage|rendre l’accès|\bentrées?\b|constaté|panneau/i,
};

test.each(Object.entries(habits))('%s: says it as a native would, and one thing by one name', (language, habit) => {
  const texts = load(language);
  expect(those(texts, (text) => habit.test(text.replaceAll(/\{\{[^}]*\}\}/g, '…')))).toEqual([]);
});
