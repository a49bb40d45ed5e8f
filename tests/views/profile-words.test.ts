import { expect, test } from 'vitest';
import { translator } from '../../browser/i18n';
import type { ProfileRowId } from '../../journey/profile-values';
import english from '../../locales/en.json';
import french from '../../locales/fr.json';
import { valueInWords } from '../../views/profile-words';

const said = (id: ProfileRowId, values: readonly string[]) => ({
  en: valueInWords(id, values, translator('en', english)),
  fr: valueInWords(id, values, translator('fr', french)),
});

test('choices are said in the person’s language', () => {
  expect(said('default_privacy', ['public'])).toEqual({ en: ['Public'], fr: ['Public'] });
  expect(said('default_privacy', ['unlisted'])).toEqual({ en: ['Quiet public (unlisted)'], fr: ['Public discret (non listé)'] });
  expect(said('default_privacy', ['private'])).toEqual({ en: ['Followers only'], fr: ['Abonné·es uniquement'] });
  expect(said('default_quote_policy', ['public'])).toEqual({ en: ['Anyone'], fr: ['Tout le monde'] });
  expect(said('default_quote_policy', ['nobody'])).toEqual({ en: ['Just me'], fr: ['Moi uniquement'] });
  expect(said('bot', ['true'])).toEqual({ en: ['Yes'], fr: ['Oui'] });
});

test('a language is named, by whatever code a server has for it', () => {
  expect(said('default_language', ['fr'])).toEqual({ en: ['French'], fr: ['Français'] });
  expect(said('default_language', ['pt-BR'])).toEqual({ en: ['Brazilian Portuguese'], fr: ['Portugais brésilien'] });
  // A code that no browser knows, and one that is no code.
  expect(said('default_language', ['qqq'])).toEqual({ en: ['qqq'], fr: ['qqq'] });
  expect(said('default_language', ['not a code'])).toEqual({ en: ['not a code'], fr: ['not a code'] });
  expect(said('default_language', [])).toEqual({ en: ['Same as the interface'], fr: ['La même que l’interface'] });
});

test('automated deletion says how old posts must be, and what stays', () => {
  const values = (age: string, ...more: string[]) => ['min_status_age', age, 'keep_pinned', 'false', ...more];
  expect(said('deletion', values('1209600'))).toEqual({ en: ['Posts older than 2 weeks'], fr: ['Messages de plus de 2 semaines'] });
  expect(said('deletion', values('5259492', 'keep_direct', 'true', 'min_favs', '1', 'min_reblogs', '')).en).toEqual([
    'Posts older than 2 months',
    'Except: private mentions and posts with at least 1 favourite',
  ]);
  expect(said('deletion', values('31556952', 'keep_polls', 'true'))).toEqual({
    en: ['Posts older than 1 year', 'Except: polls'],
    fr: ['Messages de plus d’1 an', 'Sauf\u00a0: sondages'],
  });
  expect(said('attribution', ['a.example', 'b.example']).en).toEqual(['a.example', 'b.example']);
});

test('a choice that we do not know stays as it is', () => {
  expect(said('default_privacy', ['local']).en).toEqual(['local']);
  expect(said('default_quote_policy', ['constructor']).en).toEqual(['constructor']);
});

test('what a person wrote is theirs, whatever word it is', () => {
  for (const word of ['true', 'false', 'public', 'fr']) {
    expect(said('display_name', [word])).toEqual({ en: [word], fr: [word] });
    expect(said('note', [word])).toEqual({ en: [word], fr: [word] });
  }
  expect(said('note', ['One\n\nTwo']).en).toEqual(['One', '', 'Two']);
  expect(said('fields', ['Site', 'a.example', 'true', 'false']).en).toEqual(['Site – a.example', 'true – false']);
  expect(said('featured_tags', ['maps', 'true']).en).toEqual(['#maps #true']);
  expect(said('note', []).fr).toEqual(['Rien pour l’instant']);
});
