/** What the card says on the page `export`. The first rule whose `when` holds speaks. */

import { archiveAgainAt } from '../archive';
import { failedDetails, wantedDetails } from '../detail-reading';
import { isReading } from '../follower-reading';
import { namesOf } from '../names';
import { isOldOutOfReach, type Plan } from '../plan';
import { failedLists, pauseSentence, savingProgress, troubleSentence, wantedOf } from '../saving';
import { stepOf } from '../steps';
import { type Text, text } from '../text';
import type { Context, Rule, Spoken } from './card';
import { detailsFailed, followersFailed, go, hasFailedFollowers, next, savingDetails, savingFollowers, whileWaiting } from './shared';

export const exportCards: readonly Rule<'export'>[] = [
  {
    id: 'save.oldGone',
    when: (c) => c.side === 'new' && isOldOutOfReach(c.plan) && !stepOf('save').isDone(c.plan),
    say: (c) => ({
      step: 'save',
      tone: 'done',
      title: text('cards.save.newSide.title'),
      body: [text(c.plan.old?.gone ? 'steps.save.gone' : 'steps.save.other', { server: namesOf(c.plan).oldServer })],
      ...next(c.plan),
    }),
  },
  {
    id: 'save.wrongSide',
    when: (c) => c.side === 'new' && !stepOf('save').isDone(c.plan),
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text('cards.save.wrongSide.title'),
      body: [text('cards.save.wrongSide.body', { old: c.old })],
      primary: go('save'),
    }),
  },
  {
    id: 'save.newSide',
    when: (c) => c.side === 'new',
    say: (c) => ({ step: 'save', tone: 'done', title: text('cards.save.newSide.title'), body: [text('cards.save.newSide.body')], ...next(c.plan) }),
  },
  {
    id: 'save.running',
    when: (c) => c.plan.kit.saving !== null,
    say: (c) => {
      const progress = savingProgress(c.plan);
      return {
        step: 'save',
        tone: 'wait',
        title: text('cards.save.running.title'),
        body: [text('cards.save.running.body', { old: c.old })],
        ...(progress === null ? {} : { progress }),
      };
    },
  },
  {
    id: 'save.paused',
    when: (c) => c.plan.kit.paused !== null,
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text('cards.save.paused.title'),
      body: [pauseSentence(c.plan) ?? text('cards.save.paused.body')],
      primary: { label: text('buttons.saveAgain'), act: { kind: 'save-lists' } },
    }),
  },
  {
    id: 'save.failed',
    when: (c) => failedLists(c.plan).length > 0,
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text('cards.save.failed.title', { count: failedLists(c.plan).length }),
      body: [failedLists(c.plan).flatMap((kind) => troubleSentence(c.plan, kind) ?? [])[0] ?? text('cards.save.failed.body')],
      primary: { label: text('buttons.saveAgain'), act: { kind: 'save-lists' } },
      quiet: { label: text('buttons.openKit'), act: { kind: 'start-page', section: 'kit' } },
    }),
  },
  {
    id: 'save.offer',
    when: (c) => !stepOf('save').isDone(c.plan) && c.plan.said.save === undefined,
    say: offer,
  },
  {
    id: 'save.detailsFailed',
    when: (c) => failedDetails(c.plan).length > 0,
    say: detailsFailed,
  },
  // Of the archive, what was seen last: this page may have stood open since before it was requested.
  {
    id: 'archive.waiting',
    when: (c) => c.plan.seen.old.exports?.archive === 'in-progress' && c.plan.said.archive === undefined,
    say: ({ plan }) => {
      const since = plan.seen.old.exports?.archiveAskedAt ?? null;
      const body = since === null ? text('cards.archive.waiting.body') : text('cards.archive.waiting.since', { date: since });
      return {
        step: 'archive',
        tone: 'wait',
        // It stands where the person saw their lists being saved.
        title: text(stepOf('save').isDone(plan) ? 'cards.archive.waiting.titleSaved' : 'cards.archive.waiting.title'),
        body: [body, ...archiveAgain(plan)],
        ...whileWaiting(plan, 'archive'),
      };
    },
  },
  {
    id: 'archive.ready',
    when: (c) => c.plan.seen.old.exports?.archive === 'ready' && c.plan.said.archive === undefined,
    say: (c) => ({
      step: 'archive',
      tone: 'act',
      title: text('cards.archive.ready.title'),
      body: [text('cards.archive.ready.body'), ...archiveAgain(c.plan)],
      // The link is on the page as the server shows it now.
      ...(c.facts.archive === 'ready'
        ? { point: 'download', primary: { label: text('buttons.archiveDownloaded'), act: { kind: 'say', step: 'archive', what: 'done' } } }
        : { primary: go('archive') }),
      quiet: { label: text('buttons.skip'), act: { kind: 'say', step: 'archive', what: 'skipped' } },
    }),
  },
  {
    id: 'archive.tooSoon',
    when: (c) => !c.plan.seen.old.exports?.canRequest && c.plan.said.archive === undefined,
    say: (c) => ({
      step: 'archive',
      tone: 'wait',
      title: text('cards.archive.tooSoon.title'),
      body: [text('cards.archive.tooSoon.body'), ...archiveAgain(c.plan)],
      quiet: { label: text('buttons.skip'), act: { kind: 'say', step: 'archive', what: 'skipped' } },
    }),
  },
  {
    id: 'archive.offer',
    // Not while we are about to request it with the lists: who presses, too, is refused.
    when: (c) => c.plan.said.archive === undefined && c.plan.archiveWish?.last !== null,
    say: (c) => ({
      step: 'archive',
      tone: 'act',
      title: text('cards.archive.offer.title', { button: c.seen.labels.request ?? '' }),
      body: c.plan.seen.old.exports?.archiveVanished
        ? [text('steps.archive.vanished', { server: namesOf(c.plan).oldServer })]
        : [text('cards.archive.offer.body'), text('cards.archive.offer.not')],
      point: 'request',
      quiet: { label: text('buttons.skip'), act: { kind: 'say', step: 'archive', what: 'skipped' } },
    }),
  },
  {
    id: 'save.details',
    when: (c) => wantedDetails(c.plan, 'old').length > 0,
    say: (c) => ({ ...savingDetails(c), ...next(c.plan) }),
  },
  {
    id: 'save.followers',
    when: (c) => isReading(c.plan, 'before'),
    say: (c) => ({ ...savingFollowers(c), ...next(c.plan) }),
  },
  {
    id: 'save.followersFailed',
    when: (c) => hasFailedFollowers(c.plan),
    say: followersFailed,
  },
  // Left out before: nothing is saved that could be called so, and it can still be.
  {
    id: 'save.offerAgain',
    when: (c) => !stepOf('save').isDone(c.plan),
    say: offer,
  },
  {
    id: 'save.done',
    when: () => true,
    say: (c) => ({ step: 'save', tone: 'done', title: text('cards.save.done.title'), body: [text('cards.save.done.body')], ...next(c.plan) }),
  },
];

function offer({ plan }: Pick<Context, 'plan'>): Spoken {
  return {
    step: 'save',
    tone: 'act',
    title: text('cards.save.offer.title'),
    body: [text('cards.save.offer.body', { count: wantedOf(plan).length }), text('cards.save.offer.safe')],
    primary: { label: text('buttons.saveAll'), act: { kind: 'save-lists' } },
  };
}

function archiveAgain(plan: Plan): Text[] {
  const date = archiveAgainAt(plan);
  return date === null ? [] : [text('cards.archive.again', { date })];
}
