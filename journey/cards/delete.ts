/** What the card says on the page `delete`. The first rule whose `when` holds speaks. */
import { missingLists } from '../saving';
import { hasMoved, redirect } from '../steps';
import { text } from '../text';
import type { Rule } from './card';
import { go, target, unsaved } from './shared';

export const deleteCards: readonly Rule<'delete'>[] = [
  {
    id: 'delete.newAccount',
    when: (c) => c.side === 'new',
    say: (c) => ({
      step: 'farewell',
      tone: 'warn',
      title: text('cards.delete.newAccount.title'),
      body: [text('cards.delete.newAccount.body', { new: c.new })],
    }),
  },
  {
    id: 'delete.redirectMissing',
    when: (c) => redirect(c.plan) === 'cancelled' && missingLists(c.plan).length === 0,
    say: (c) => ({
      step: 'farewell',
      tone: 'warn',
      title: text('cards.delete.redirectMissing.title'),
      body: [text('cards.delete.redirectMissing.body', { old: c.old, new: c.new }), text('cards.delete.afterMove.advice')],
      primary: go('move', text('buttons.toRedirectPage')),
    }),
  },
  {
    id: 'delete.redirects',
    when: (c) => !hasMoved(c.plan) && redirect(c.plan) !== 'none',
    say: (c) => ({
      step: 'farewell',
      tone: 'warn',
      title: text('cards.delete.beforeMove.title'),
      body: [text('cards.delete.redirects.body', { old: c.old, new: c.new, target: target(c) })],
    }),
  },
  {
    id: 'delete.beforeMove',
    when: (c) => redirect(c.plan) === 'none',
    say: (c) => ({
      step: 'farewell',
      tone: 'warn',
      title: text('cards.delete.beforeMove.title'),
      body: [text('cards.delete.beforeMove.body', { old: c.old })],
    }),
  },
  {
    id: 'delete.unsaved',
    when: (c) => missingLists(c.plan).length > 0,
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text('cards.delete.unsaved.title'),
      body: [text('cards.delete.unsaved.loss', { lists: unsaved(c.plan), old: c.old }), text('cards.delete.afterMove.body', { old: c.old, new: c.new })],
      primary: go('save'),
    }),
  },
  {
    id: 'delete.afterMove',
    when: () => true,
    say: (c) => ({
      step: 'farewell',
      tone: 'warn',
      title: text('cards.delete.afterMove.title'),
      body: [text('cards.delete.afterMove.body', { old: c.old, new: c.new }), text('cards.delete.afterMove.advice')],
    }),
  },
];
