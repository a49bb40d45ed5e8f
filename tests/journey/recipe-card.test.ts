/**
 * The recipe for a card in CONTRIBUTING.md: one rule in its page's file, and its words in every language. Here a card
 * is added by these alone, speaks on its page in both languages, and its button is obeyed.
 */
import { expect, test } from 'vitest';
import { translator } from '../../browser/i18n';
import type { ShownLanguage } from '../../browser/languages';
import type { Rule } from '../../journey/cards/card';
import { deleteCards } from '../../journey/cards/delete';
import { go } from '../../journey/cards/shared';
import type { Text } from '../../journey/text';
import english from '../../locales/en.json';
import french from '../../locales/fr.json';
import { drawCard, pressedAct } from '../../worker/card';
import { page, planAfter, readyToMove } from './sample';

const key = (name: 'title' | 'body', params?: Text['params']): Text => ({ key: `cards.delete.goats.${name}` as Text['key'], ...(params ? { params } : {}) });
const rule: Rule<'delete'> = {
  id: 'delete.goats',
  when: (c) => c.side === 'new',
  say: (c) => ({ step: 'farewell', tone: 'warn', title: key('title'), body: [key('body', { new: c.new })], primary: go('save') }),
};
const spoken = {
  en: { ...english, cards: { ...english.cards, delete: { ...english.cards.delete, goats: { title: 'Keep it', body: 'This is {{new}}.' } } } },
  fr: { ...french, cards: { ...french.cards, delete: { ...french.cards.delete, goats: { title: 'Gardez-le', body: 'C’est {{new}}.' } } } },
};

test('a new card is drawn, and its button leads where the rule says', () => {
  const plan = planAfter(...readyToMove);
  const here = { seen: page('delete', 'amelie_new@new.example'), cameBy: null };
  const draw = (language: ShownLanguage) => drawCard(plan, here, translator(language, spoken[language]), { language, folded: false });
  const before = draw('en');
  const rules = deleteCards as Rule<'delete'>[];
  // The first rule whose `when` holds speaks.
  rules.unshift(rule);
  try {
    expect(before?.id).not.toBe('delete.goats');
    expect(draw('en')).toMatchObject({ id: 'delete.goats', tone: 'warn', title: 'Keep it', body: ['This is @amelie_new@new.example.'] });
    expect(draw('fr')).toMatchObject({ id: 'delete.goats', title: 'Gardez-le', body: ['C’est @amelie_new@new.example.'] });
    expect(pressedAct(plan, here, { card: 'delete.goats', button: 'primary' })).toEqual({ kind: 'go', step: 'save' });
  } finally {
    rules.shift();
  }
});
