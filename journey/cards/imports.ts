/**
 * What the card says on the page with the import form and the recent imports. The first rule whose `when` holds speaks.
 */

import { listFacts, listKinds } from '../../lists/kinds';
import { canTake, importProgress, isImportDone, nextPiece, toPrepare } from '../import/pieces';
import type { Piece } from '../import/plan';
import { importPauseSentence, listName, preparedSentences, stallSentence, stoppedSentences } from '../import/words';
import { namesOf } from '../names';
import { isOldOutOfReach, type Plan } from '../plan';
import { type Text, text } from '../text';
import type { Context, Rule, Spoken } from './card';
import { canImportAll, effects, importAll, next, seeAll } from './shared';

/** What this page's own form can take next. */
function offered(plan: Plan): Piece | null {
  const piece = nextPiece(plan);
  return piece !== null && ['ready', 'handed', 'sending'].includes(piece.state) && canTake(plan, piece.kind) ? piece : null;
}

function stopped(plan: Plan): Piece | null {
  return plan.imports.pieces.find(({ state }) => state === 'stopped') ?? null;
}

function unconfirmed(plan: Plan): Piece | null {
  return plan.imports.pieces.find(({ state }) => state === 'unconfirmed' || state === 'confirming') ?? null;
}

export const importsPage: readonly Rule<'imports'>[] = [
  {
    id: 'import.wrongSide',
    when: (c) => c.side === 'old',
    say: (c) => ({
      step: 'import',
      tone: 'warn',
      title: text('cards.import.wrongSide.title'),
      body: [text('cards.import.wrongSide.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'import.running',
    when: (c) => c.plan.imports.run.state === 'running',
    say: (c) => ({
      step: 'import',
      tone: 'wait',
      title: text('cards.import.running.title'),
      body: [text('cards.import.running.body', { server: namesOf(c.plan).newServer })],
      ...progress(c.plan),
      primary: seeAll,
      quiet: { label: text('buttons.pauseImport'), act: { kind: 'import', what: 'pause' } },
    }),
  },
  {
    id: 'import.stopped',
    when: (c) => c.plan.imports.run.state === 'stopped',
    say: (c) => {
      const piece = stopped(c.plan);
      const body = piece === null ? [] : stoppedSentences(c.plan, piece).slice(0, 2);
      return { step: 'import', tone: 'warn', title: text('cards.import.halted.title'), body, primary: seeAll };
    },
  },
  {
    id: 'import.paused',
    // Where Firefox does not let the lists be handed on, they go one by one.
    when: (c) => c.plan.imports.run.state === 'paused' && c.plan.imports.run.pause?.why !== 'consent',
    say: (c) => {
      const why = importPauseSentence(c.plan);
      return { step: 'import', tone: 'warn', title: text('cards.import.halted.title'), body: why === null ? [] : [why], primary: seeAll };
    },
  },
  {
    id: 'import.nothing',
    when: (c) => Object.keys(c.plan.kit.lists).length === 0,
    say: (c) => ({
      step: 'import',
      tone: 'act',
      title: text('cards.import.nothing.title'),
      body: [isOldOutOfReach(c.plan) ? text('steps.import.nothing') : text('cards.import.nothing.body', { old: c.old })],
      primary: { label: text('buttons.openStartPage'), act: { kind: 'start-page' } },
    }),
  },
  {
    id: 'import.unconfirmed',
    when: (c) => unconfirmed(c.plan) !== null,
    say: (c) => ({
      step: 'import',
      tone: 'act',
      title: text('cards.import.unconfirmed.title'),
      body: [text('cards.import.unconfirmed.body', { list: listName(unconfirmed(c.plan)?.kind ?? 'follows') })],
      point: 'unconfirmed',
    }),
  },
  {
    id: 'import.preparing',
    when: (c) => toPrepare(c.plan).length > 0,
    say: ({ plan }) =>
      plan.imports.isFull
        ? { step: 'import', tone: 'warn', title: text('cards.import.halted.title'), body: [text('imports.pauses.storage-full')] }
        : { step: 'import', tone: 'wait', title: text('cards.import.preparing.title'), body: [text('cards.import.preparing.body')] },
  },
  {
    id: 'import.surprise',
    when: (c) => stopped(c.plan) !== null,
    say: (c) => {
      const piece = stopped(c.plan);
      const title = text('cards.import.surprise.title', { list: listName(piece?.kind ?? 'follows') });
      if (piece === null) return { step: 'import', tone: 'warn', title, body: [] };
      return {
        step: 'import',
        tone: 'warn',
        title,
        body: stoppedSentences(c.plan, piece).slice(0, 2),
        primary: { label: text('imports.again'), act: { kind: 'try-again', piece: piece.id } },
        quiet: { label: text('buttons.leaveListOut'), act: { kind: 'leave-out', list: piece.kind } },
      };
    },
  },
  {
    id: 'import.refused',
    when: (c) => c.facts.error === 'data' && offered(c.plan) !== null,
    say: (c) => put(c, text('cards.import.refused.title'), [text('cards.import.refused.body')], 'warn'),
  },
  {
    id: 'import.put',
    when: (c) => offered(c.plan) !== null,
    say: (c) => {
      const piece = offered(c.plan);
      return put(c, text('cards.import.put.title', { list: listName(piece?.kind ?? 'follows') }), [
        text('cards.import.put.body', { count: piece?.rows ?? 0 }),
        ...(piece === null ? [] : effects(piece)),
      ]);
    },
  },
  {
    id: 'import.working',
    when: (c) => c.plan.imports.pieces.some(({ state }) => state === 'confirmed'),
    say: (c) => {
      const stalls = c.plan.imports.pieces.flatMap((piece) => stallSentence(c.plan, piece) ?? []);
      return {
        step: 'import',
        tone: 'wait',
        title: text('cards.import.working.title'),
        body: [stalls[0] ?? text('cards.import.working.body')],
        ...progress(c.plan),
        point: 'recent',
        primary: seeAll,
        ...(stalls.length > 0 ? { quiet: { label: text('buttons.done'), act: { kind: 'say', step: 'import', what: 'done' } } } : {}),
      };
    },
  },
  {
    id: 'import.done',
    when: (c) => isImportDone(c.plan),
    say: (c) => {
      const failures = c.plan.imports.pieces.reduce((sum, piece) => sum + (piece.failuresAgain ? 0 : piece.failures), 0);
      return {
        step: 'import',
        tone: 'done',
        title: text('cards.import.done.title'),
        body: [failures > 0 ? text('cards.import.done.failed', { count: failures }) : text('cards.import.done.body', { new: c.new }), ...notAmongThem(c)],
        ...(failures > 0 ? { primary: seeAll } : next(c.plan)),
      };
    },
  },
  {
    id: 'import.later',
    when: () => true,
    say: (c) => ({
      step: 'import',
      tone: 'wait',
      title: text('cards.import.later.title'),
      body: Object.keys(c.plan.imports.prepared)
        .flatMap((kind) => preparedSentences(c.plan, kind as Piece['kind']).slice(-1))
        .slice(0, 2),
      primary: seeAll,
    }),
  },
];

function notAmongThem({ plan, old }: Context<'imports'>): Text[] {
  const lists = listKinds.filter((kind) => plan.imports.prepared[kind]?.why === 'unreadable').map(listName);
  return lists.length === 0 ? [] : [text(isOldOutOfReach(plan) ? 'cards.import.done.unreadableGone' : 'cards.import.done.unreadable', { lists, old })];
}

/** Type, mode and file go in together; upload and yes are the page's own buttons. */
function put(c: Context<'imports'>, title: Text, body: readonly Text[], tone: Spoken['tone'] = 'act'): Spoken {
  const piece = offered(c.plan);
  if (piece === null) return { step: 'import', tone, title, body };
  const { name, kind, id, bytes } = piece;
  const { importType, contentType } = listFacts[kind];
  // The person's own yes to the list before leads here: the next one follows by itself, as the first did by the step's
  // button.
  const follows = c.facts.notice && c.plan.imports.pieces.some(({ state }) => ['confirmed', 'finished', 'given'].includes(state));
  return {
    step: 'import',
    tone,
    title,
    body,
    point: 'submit',
    fill: {
      fills: [
        { field: 'type', value: importType },
        { field: 'mode', value: 'merge' },
        { field: 'data', value: { piece: id, name, contentType, size: bytes } },
      ],
      auto: (c.auto || follows) && c.facts.error === null,
      done: text('card.putIn', { value: name }),
      title: text('cards.press', { button: c.seen.labels.submit ?? '' }),
      body: [text(c.facts.kind === 'pre-4.2' ? 'cards.import.filled.bodyAtOnce' : 'cards.import.filled.body'), ...effects(piece)],
    },
    primary: { label: text('buttons.putIn'), act: { kind: 'fill' } },
    ...(canImportAll(c.plan) ? { second: importAll } : {}),
    quiet: { label: text('buttons.leaveListOut'), act: { kind: 'leave-out', list: kind } },
  };
}

function progress(plan: Plan): Pick<Spoken, 'progress'> {
  const counted = importProgress(plan);
  return counted === null ? {} : { progress: counted };
}
