/** What the card says on the page `migration`. The first rule whose `when` holds speaks. */

import { lockPage, requestsSentence } from '../arrival';
import { failedDetails, wantedDetails } from '../detail-reading';
import { isReading } from '../follower-reading';
import { namesOf } from '../names';
import type { Plan } from '../plan';
import { onCooldown } from '../redirect-words';
import { followersSettled } from '../settled';
import { aliasHiddenUntil, aliasListed, canSendAgain, currentStep, followersStay, isAliasLost, pointsTo, redirect, stayedBehind, stepOf } from '../steps';
import { text } from '../text';
import type { Context, Rule } from './card';
import { formCards, moveFill, shownUntil } from './migration-form';
import {
  canImportAll,
  changeAccounts,
  detailsFailed,
  followersFailed,
  go,
  hasFailedFollowers,
  isAliasUnseen,
  isMovingBack,
  lossOf,
  newAccount,
  next,
  savingDetails,
  savingFollowers,
  target,
  tellMe,
  whereNewPoints,
  whileWaiting,
  whyImpossible,
} from './shared';

export const migrationCards: readonly Rule<'migration'>[] = [
  {
    id: 'move.cancelNew',
    when: (c) => c.side === 'new' && c.facts.redirectingTo !== null,
    say: (c) => ({
      step: 'join',
      tone: 'act',
      title: text('cards.move.cancelNew.title'),
      body: [whereNewPoints(c.plan, { back: 'cards.move.cancelNew.back', body: 'cards.move.cancelNew.body' }, { button: c.seen.labels.cancel ?? '' })],
      point: 'cancel',
      ...(isMovingBack(c.plan) ? {} : { quiet: changeAccounts }),
    }),
  },
  {
    id: 'move.impossible',
    when: (c) => c.side === 'new' && followersStay(c.plan),
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.wrongSide.title'),
      body: whyImpossible(c.plan, 'move'),
      ...next(c.plan),
    }),
  },
  {
    id: 'move.oldImpossible',
    when: (c) => followersStay(c.plan),
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.impossible.title'),
      body: whyImpossible(c.plan, 'move'),
      ...next(c.plan),
    }),
  },
  {
    id: 'move.wrongSide',
    when: (c) => c.side === 'new',
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.wrongSide.title'),
      body: [text('cards.move.wrongSide.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'move.again',
    when: (c) => redirect(c.plan) === 'moved' && !c.facts.cooldown && canSendAgain(c.plan),
    say: (c) => ({
      step: 'move',
      tone: 'act',
      title: text('cards.move.again.title'),
      body: [
        text('cards.move.again.body', { count: stayedBehind(c.plan), old: c.old }),
        text('cards.move.again.how', { button: c.seen.labels.cancel ?? '', new: c.new }),
      ],
      point: 'cancel',
      ...next(c.plan),
    }),
  },
  {
    id: 'move.done',
    when: (c) => redirect(c.plan) === 'moved',
    say: (c) => ({
      step: 'move',
      tone: 'done',
      title: text('cards.move.done.title'),
      body: [text('cards.move.done.body', { old: c.old, new: c.new }), ...(requestsSentence(c.plan) ?? [text('cards.move.done.time')])],
      ...next(c.plan),
      ...(currentStep(c.plan) === 'import' && canImportAll(c.plan) ? { second: go('import', text('buttons.oneByOne')) } : {}),
      // It takes days, and nothing else brings the person back.
      ...(followersSettled(c.plan) ? {} : { quiet: tellMe }),
    }),
  },
  {
    id: 'move.sendAgain',
    when: (c) => redirect(c.plan) === 'cancelled' && !c.facts.cooldown && canSendAgain(c.plan) && c.facts.errorField === null && !isAliasGone(c.plan),
    say: (c) => moveFill(c, [text('cards.move.sendAgain.body', { old: c.old, new: c.new })], text('cards.move.sendAgain.title')),
  },
  {
    id: 'move.redirectMissing',
    // If the second Move is refused, the rules for refusals below speak.
    when: (c) => redirect(c.plan) === 'cancelled' && !(canSendAgain(c.plan) && c.facts.errorField !== null),
    say: (c) => ({
      step: 'move',
      tone: 'act',
      title: text('cards.move.redirectMissing.title'),
      body: [
        text('cards.move.redirectMissing.body', { old: c.old, new: c.new }),
        ...(c.facts.cooldown ? [] : [text('cards.move.redirectMissing.again', { new: c.new })]),
      ],
      point: 'redirect',
      primary: go('move', text('buttons.toRedirectPage')),
    }),
  },
  {
    id: 'move.redirectOnly',
    when: (c) => redirect(c.plan) === 'redirect-only',
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.redirectOnly.title'),
      body: [
        text('cards.move.redirectOnly.body', { new: c.new }),
        ...(c.facts.cooldown ? onCooldown(c.plan) : [text('cards.move.redirectOnly.how', { button: c.seen.labels.cancel ?? '' })]),
      ],
      ...(c.facts.cooldown ? {} : { point: 'cancel' }),
    }),
  },
  {
    id: 'move.elsewhere',
    when: (c) => redirect(c.plan) === 'elsewhere',
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.elsewhere.title', { target: target(c) }),
      body: [
        text('cards.move.elsewhere.body', { target: target(c), new: c.new }),
        ...(c.facts.cooldown ? onCooldown(c.plan) : [text('cards.move.elsewhere.how', { button: c.seen.labels.cancel ?? '', target: target(c) })]),
      ],
      ...(c.facts.cooldown ? {} : { point: 'cancel' }),
      primary: changeAccounts,
    }),
  },
  {
    id: 'move.cooldown',
    when: (c) => c.facts.cooldown,
    say: (c) => {
      const until = c.plan.seen.old.migration?.cooldownUntil ?? null;
      return {
        step: 'move',
        tone: 'wait',
        title: until === null ? text('cards.move.cooldown.title') : text('cards.move.cooldown.titleDate', { date: until }),
        body: [text('cards.move.cooldown.body', { old: c.old }), text('cards.move.cooldown.meanwhile')],
        ...whileWaiting(c.plan, 'move'),
      };
    },
  },
  {
    id: 'move.noNewAccount',
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
    id: 'move.newMoved',
    when: (c) => pointsTo(c.plan, 'new') !== null,
    say: (c) => ({
      step: 'join',
      side: 'new',
      tone: 'warn',
      title: text('cards.move.newMoved.title'),
      body: [
        whereNewPoints(c.plan, { back: 'cards.move.newMoved.back', body: 'cards.move.newMoved.body' }),
        whereNewPoints(c.plan, { back: 'cards.move.newMoved.backThen', body: 'cards.move.newMoved.bodyThen' }),
      ],
      primary: go('join', text('buttons.toNewRedirect')),
      ...(isMovingBack(c.plan) ? {} : { quiet: changeAccounts }),
    }),
  },
  {
    id: 'move.newNotReady',
    when: (c) => !stepOf('join').isDone(c.plan) && stepOf('join').isWaiting(c.plan),
    say: (c) => ({
      step: 'join',
      side: 'new',
      tone: 'warn',
      title: text('cards.move.newNotReady.title'),
      body: [text('cards.move.newNotReady.body', { new: c.new }), text('cards.move.newNotReady.bodyThen')],
      primary: go('join'),
    }),
  },
  {
    id: 'move.aliasUnseen',
    when: (c) => isAliasUnseen(c.plan),
    say: (c) => ({
      step: 'alias',
      side: 'new',
      tone: 'warn',
      title: text('cards.move.aliasUnseen.title'),
      body: [text('cards.move.aliasUnseen.body', { old: c.old, new: c.new }), text('cards.move.aliasUnseen.how')],
      primary: go('alias'),
    }),
  },
  {
    id: 'move.aliasLost',
    when: (c) => isAliasLost(c.plan),
    say: (c) => ({
      step: 'alias',
      side: 'new',
      tone: 'warn',
      title: text('cards.move.aliasLost.title'),
      body: [text('cards.move.aliasLost.body', { new: c.new, old: c.old, server: namesOf(c.plan).newServer }), text('cards.move.aliasLost.bodyThen')],
      primary: go('alias'),
    }),
  },
  {
    id: 'move.aliasFirst',
    when: (c) => !stepOf('alias').isDone(c.plan),
    say: (c) => ({
      step: 'alias',
      side: 'new',
      tone: 'warn',
      title: text('cards.move.aliasFirst.title'),
      body: [text('cards.move.aliasFirst.body', { old: c.old, new: c.new })],
      primary: go('alias'),
    }),
  },
  {
    id: 'move.aliasHidden',
    when: (c) => c.facts.errorField === null && isAliasHidden(c),
    say: (c) => ({
      step: 'move',
      tone: 'wait',
      title: text('cards.move.aliasHidden.title', { time: aliasHiddenUntil(c.plan) ?? 0 }),
      body: [text('cards.move.aliasHidden.body', { old: c.old, server: namesOf(c.plan).newServer })],
      // Nothing is filled in: a person who sees the address there would press the button.
      ...shownUntil(aliasHiddenUntil(c.plan)),
    }),
  },
  {
    id: 'move.saveFirst',
    when: (c) => !stepOf('save').isDone(c.plan) && c.plan.said.save === undefined,
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text('cards.move.saveFirst.title'),
      body: [text('cards.move.saveFirst.body'), ...lossOf(c.plan)],
      primary: go('save'),
      quiet: { label: text('buttons.goWithoutSaving'), act: { kind: 'say', step: 'save', what: 'skipped' } },
    }),
  },
  {
    id: 'move.detailsFirst',
    when: (c) => wantedDetails(c.plan, 'old').length > 0 && c.facts.errorField === null,
    say: (c) => ({ ...savingDetails(c), quiet: { label: text('buttons.withoutDetails'), act: { kind: 'leave-details' } } }),
  },
  {
    id: 'move.detailsFailed',
    when: (c) => failedDetails(c.plan).length > 0 && c.facts.errorField === null,
    say: detailsFailed,
  },
  {
    id: 'move.followersFirst',
    // The names are being read, or will be in a moment: the person should not press the button in between.
    when: (c) => isReading(c.plan, 'before') && c.facts.errorField === null,
    say: (c) => ({ ...savingFollowers(c), quiet: { label: text('buttons.withoutNames'), act: { kind: 'leave-followers' } } }),
  },
  {
    id: 'move.followersFailed',
    when: (c) => hasFailedFollowers(c.plan) && c.facts.errorField === null,
    say: followersFailed,
  },
  {
    id: 'move.newIsLocked',
    when: (c) => newAccount(c.plan)?.locked === true && !c.plan.leavesLocked && c.facts.errorField === null,
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.newIsLocked.title', { new: c.new }),
      body: [text('cards.move.newIsLocked.body'), text('cards.move.newIsLocked.how', { page: lockPage(c.plan) })],
      primary: { label: text('buttons.openPrivacy'), act: { kind: 'open-privacy' } },
      quiet: { label: text('buttons.leaveLocked'), act: { kind: 'leave-locked' } },
    }),
  },
  ...formCards,
];

/** Its own page was seen, and no longer lists the old account. */
function isAliasGone(plan: Plan): boolean {
  return plan.seen.new.aliases !== null && !aliasListed(plan);
}

/**
 * The old server may still be shown the new account as it was before the alias: pressing now leads into the refusal.
 */
function isAliasHidden({ plan }: Context<'migration'>): boolean {
  return aliasHiddenUntil(plan) !== null && !isAliasLost(plan) && (plan.seen.new.outside?.at ?? 0) < (aliasHiddenUntil(plan) ?? 0);
}
