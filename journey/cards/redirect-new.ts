/** What the card says on the page `redirect-new`. The first rule whose `when` holds speaks. */

import { isMoveImpossible } from '../limits';
import { namesOf } from '../names';
import { isSide } from '../plan';
import { redirect } from '../steps';
import { text } from '../text';
import type { Rule } from './card';
import { focus, go, next, usernameOf } from './shared';

export const redirectNewCards: readonly Rule<'redirect-new'>[] = [
  {
    id: 'redirect.newSide',
    when: (c) => c.side === 'new',
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.wrongSide.title'),
      body: [text(isMoveImpossible(c.plan) ? 'cards.redirect.newSide.gone' : 'cards.redirect.newSide.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'redirect.moved',
    when: (c) => redirect(c.plan) === 'moved',
    say: (c) => ({
      step: 'move',
      tone: 'done',
      title: text('cards.account.newReady.title'),
      body: [text('cards.redirect.moved.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'redirect.wrongProof',
    when: (c) => redirect(c.plan) === 'cancelled' && c.facts.errorField === 'proof' && isSide(c.plan, 'new', c.facts.typed),
    say: (c) => {
      const wrong = c.facts.proof === 'password' ? 'wrongPassword' : 'wrongUsername';
      return {
        step: 'move',
        tone: 'warn',
        title: text(`cards.move.${wrong}.title`),
        body: [text(`cards.move.${wrong}.body`, { server: namesOf(c.plan).oldServer, username: usernameOf(c.plan.old?.handle) })],
        point: 'proof',
        primary: focus,
      };
    },
  },
  {
    id: 'redirect.missing',
    when: (c) => redirect(c.plan) === 'cancelled',
    say: (c) => {
      const button = c.seen.labels.submit ?? '';
      const isPassword = c.facts.proof === 'password';
      const proof = isPassword
        ? text('cards.redirect.missing.password', { button })
        : text('cards.redirect.missing.username', { button, username: usernameOf(c.plan.old?.handle) });
      return {
        step: 'move',
        tone: 'act',
        title: text('cards.redirect.missing.title'),
        body: [text('cards.redirect.missing.body', { old: c.old, new: c.new })],
        point: 'acct',
        fill: {
          fills: [{ field: 'acct', value: c.plan.new?.handle ?? '' }],
          auto: c.auto,
          done: text('card.filledIn', { value: c.new }),
          title: text('cards.redirect.missing.title'),
          body: [proof],
        },
        primary: { label: text('buttons.fill'), act: { kind: 'fill' } },
      };
    },
  },
  {
    id: 'redirect.leavesFollowers',
    when: () => true,
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.redirect.leavesFollowers.title'),
      body: [text('cards.redirect.leavesFollowers.body', { new: c.new }), text('cards.redirect.leavesFollowers.instead')],
      primary: go('move', text('buttons.toMovePage')),
    }),
  },
];
