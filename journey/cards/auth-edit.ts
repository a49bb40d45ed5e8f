/** What the card says on the page `auth-edit`. The first rule whose `when` holds speaks. */

import { isMoveImpossible } from '../limits';
import { namesOf } from '../names';
import { onCooldown, redirectSentence } from '../redirect-words';
import { isOver, redirect, stepOf } from '../steps';
import { text } from '../text';
import type { Rule } from './card';
import { changeAccounts, go, isAliasUnseen, newAccountMoved, next, target, whileWaiting, whyImpossible } from './shared';

export const authEditCards: readonly Rule<'auth-edit'>[] = [
  {
    id: 'join.unconfirmed',
    when: (c) => c.side === 'new' && c.facts.status === 'unconfirmed',
    say: (c) => ({
      step: 'join',
      tone: 'wait',
      title: text('cards.join.unconfirmed.title'),
      body: [text('cards.join.unconfirmed.body', { handle: c.new }), text('cards.join.unconfirmed.bodyThen')],
      ...whileWaiting(c.plan, 'join'),
    }),
  },
  {
    id: 'join.pending',
    when: (c) => c.side === 'new' && c.facts.status === 'pending',
    say: (c) => ({
      step: 'join',
      tone: 'wait',
      title: text('cards.join.pending.title'),
      body: [
        text('cards.join.pending.body', { server: namesOf(c.plan).newServer }),
        ...(isMoveImpossible(c.plan) ? [] : [text('cards.join.pending.meanwhile')]),
      ],
      ...whileWaiting(c.plan, 'join'),
    }),
  },
  {
    id: 'join.secondFactor',
    when: (c) => c.side === 'new' && c.facts.hindrance === 'second-factor',
    say: (c) => ({
      step: 'join',
      tone: 'act',
      title: text('cards.join.secondFactor.title', { server: namesOf(c.plan).newServer }),
      body: [text('cards.join.secondFactor.body', { new: c.new })],
      primary: go('join', text('buttons.toSecondFactor')),
    }),
  },
  {
    id: 'join.unusable',
    when: (c) => c.side === 'new' && (c.facts.hindrance === 'suspended' || c.facts.hindrance === 'closing'),
    say: (c) => ({
      step: 'join',
      tone: 'warn',
      title: text('cards.join.unusable.title'),
      body: [text(`steps.join.${c.facts.hindrance === 'closing' ? 'closing' : 'suspended'}`, { server: namesOf(c.plan).newServer, handle: c.new })],
      primary: changeAccounts,
    }),
  },
  {
    id: 'join.newMoved',
    when: (c) => c.side === 'new' && c.facts.status === 'moved',
    say: (c) => newAccountMoved(c),
  },
  {
    id: 'account.moveImpossible',
    when: (c) => c.side === 'new' && isMoveImpossible(c.plan) && !stepOf('alias').isDone(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'done',
      title: text('cards.account.newReady.title'),
      body: whyImpossible(c.plan, 'alias'),
      ...next(c.plan),
    }),
  },
  {
    id: 'account.rowAliases',
    when: (c) => c.side === 'new' && !stepOf('alias').isDone(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'act',
      title: text('cards.account.rowAliases.title'),
      body: [text('cards.account.rowAliases.body', { old: c.old }), text('cards.account.rowAliases.other')],
      point: 'aliases',
      primary: go('alias'),
    }),
  },
  {
    id: 'account.newReady',
    when: (c) => c.side === 'new',
    say: (c) => ({
      step: 'alias',
      tone: 'done',
      title: text('cards.account.newReady.title'),
      body: [text('cards.account.newReady.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'account.oldSuspended',
    when: (c) => c.facts.hindrance === 'suspended' || c.facts.hindrance === 'closing',
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text(`cards.account.${c.facts.hindrance === 'closing' ? 'closing' : 'suspended'}.title`, { server: namesOf(c.plan).oldServer }),
      body: [text(`cards.account.${c.facts.hindrance === 'closing' ? 'closing' : 'suspended'}.body`, { server: namesOf(c.plan).oldServer, old: c.old })],
      ...(stepOf('save').isDone(c.plan) ? next(c.plan) : { primary: go('save', text('buttons.saveNow')) }),
    }),
  },
  {
    id: 'account.oldMoved',
    when: (c) => redirect(c.plan) === 'moved',
    say: (c) => ({
      step: 'move',
      tone: 'done',
      title: text('cards.move.done.title'),
      body: [text('cards.move.done.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'account.redirectMissing',
    when: (c) => redirect(c.plan) === 'cancelled',
    say: (c) => ({
      step: 'move',
      tone: 'act',
      title: text('cards.move.redirectMissing.title'),
      body: [text('cards.move.redirectMissing.body', { old: c.old, new: c.new })],
      point: 'migration',
      primary: go('move', text('buttons.toRedirectPage')),
    }),
  },
  {
    id: 'account.oldRedirects',
    when: (c) => redirect(c.plan) !== 'none',
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.elsewhere.title', { target: target(c) }),
      body: [redirectSentence(c.plan), ...onCooldown(c.plan)],
      point: 'migration',
      primary: go('move', text('buttons.toMovePage')),
    }),
  },
  {
    id: 'account.noNewAccount',
    when: (c) => c.plan.new?.handle == null,
    say: (c) => ({
      step: 'join',
      tone: 'act',
      title: text('cards.move.noNewAccount.title'),
      body: [text('cards.move.noNewAccount.body', { server: namesOf(c.plan).newServer })],
      ...next(c.plan),
    }),
  },
  {
    id: 'account.aliasUnseen',
    when: (c) => isAliasUnseen(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'act',
      title: text('cards.move.aliasUnseen.title'),
      body: [text('cards.move.aliasUnseen.body', { old: c.old, new: c.new }), text('cards.move.aliasUnseen.how')],
      point: 'migration',
      ...(stepOf('join').isDone(c.plan) ? { primary: go('alias') } : next(c.plan)),
    }),
  },
  {
    id: 'account.aliasFirst',
    when: (c) => !stepOf('alias').isDone(c.plan),
    say: (c) => ({
      step: 'move',
      tone: 'act',
      title: text('cards.account.aliasFirst.title'),
      body: [text('cards.account.aliasFirst.body', { new: c.new })],
      point: 'migration',
      ...next(c.plan),
    }),
  },
  {
    id: 'account.rowMigration',
    when: () => true,
    say: (c) => ({
      step: 'move',
      tone: 'act',
      title: text('cards.account.rowMigration.title'),
      body: [text('cards.account.rowMigration.body', { new: c.new }), text('cards.account.rowMigration.other')],
      point: 'migration',
      ...(stepOf('move').needs.every((need) => isOver(c.plan, stepOf(need))) ? { primary: go('move') } : next(c.plan)),
    }),
  },
];
