/** What the card says on the page `aliases`. The first rule whose `when` holds speaks. */

import { sameHandle } from '../../lists/handle';
import { isPlainHandle } from '../../lists/plain-handle';
import { isMoveImpossible, untold } from '../limits';
import { namesOf } from '../names';
import { isSide, type Plan } from '../plan';
import { aliasListed, isAliasLost, pointsTo } from '../steps';
import { type Text, text } from '../text';
import type { Context, Rule, Spoken } from './card';
import { blocked, focus, go, newAccountMoved, next, typedOn, whyImpossible } from './shared';

export const aliasesCards: readonly Rule<'aliases'>[] = [
  {
    id: 'alias.wrongSide',
    when: (c) => c.side === 'old',
    say: (c) => ({
      step: 'alias',
      tone: 'warn',
      title: text('cards.alias.wrongSide.title'),
      body: [text('cards.alias.wrongSide.body', { old: c.old, new: c.new })],
      primary: go('alias'),
    }),
  },
  { id: 'join.newMoved', when: (c) => pointsTo(c.plan, 'new') !== null, say: (c) => newAccountMoved(c) },
  {
    id: 'alias.again',
    when: (c) => aliasListed(c.plan) && c.facts.error === 'general',
    say: (c) => ({
      step: 'alias',
      tone: 'done',
      title: text('cards.alias.again.title'),
      body: [text('cards.alias.again.body', { old: c.old })],
      ...next(c.plan),
    }),
  },
  {
    id: 'alias.lost',
    when: (c) => isAliasLost(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'warn',
      title: text('cards.alias.lost.title'),
      body: [text('cards.alias.lost.body', { old: c.old, server: namesOf(c.plan).newServer }), text('cards.alias.lost.how', { old: c.old })],
      point: 'acct',
    }),
  },
  {
    id: 'alias.done',
    when: (c) => aliasListed(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'done',
      title: text('cards.alias.done.title'),
      body: [text('cards.alias.done.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'alias.impossible',
    when: (c) => isMoveImpossible(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'wait',
      title: text('cards.alias.oldGone.title'),
      body: [...whyImpossible(c.plan, 'alias'), text('cards.alias.oldGone.later', { old: c.old })],
      ...next(c.plan),
    }),
  },
  {
    id: 'alias.written',
    when: (c) => c.facts.error === 'acct' && isSide(c.plan, 'old', c.facts.typed) && !isPlainHandle(c.facts.typed),
    say: (c) => aliasFill(c, [text('cards.alias.written.body', { old: c.old })], text('cards.alias.written.title')),
  },
  {
    id: 'alias.notFoundHere',
    when: (c) => c.facts.error === 'acct' && isSide(c.plan, 'old', c.facts.typed) && namesOf(c.plan).oldServer === namesOf(c.plan).newServer,
    say: (c) => ({
      step: 'alias',
      tone: 'warn',
      title: text('cards.alias.notFound.title', { server: namesOf(c.plan).newServer }),
      body: [text('cards.alias.notFound.here', { server: namesOf(c.plan).newServer, old: c.old })],
      point: 'acct',
      primary: focus,
    }),
  },
  {
    id: 'alias.notFound',
    when: (c) => c.facts.error === 'acct' && isSide(c.plan, 'old', c.facts.typed),
    say: (c) => ({
      step: 'alias',
      tone: 'warn',
      title: text('cards.alias.notFound.title', { server: namesOf(c.plan).newServer }),
      body: whyNotFound(c.plan, c.old),
      point: 'acct',
      primary: focus,
    }),
  },
  {
    id: 'alias.self',
    when: (c) => c.facts.error === 'acct' && sameHandle(typedOn('new', c), c.plan.new?.handle),
    say: (c) => aliasFill(c, [text('cards.alias.self.body', { new: c.new })], text('cards.alias.self.title')),
  },
  {
    id: 'alias.empty',
    when: (c) => c.facts.error === 'acct' && c.facts.typed === null,
    say: (c) => aliasFill(c, [text('cards.alias.empty.body')], text('cards.alias.empty.title')),
  },
  {
    id: 'alias.refused',
    when: (c) => c.facts.error === 'acct',
    say: (c) => aliasFill(c, [text('cards.alias.refused.body', { typed: c.facts.typed ?? '', old: c.old })], text('cards.alias.refused.title')),
  },
  {
    id: 'alias.unknownError',
    when: (c) => c.facts.error === 'general',
    say: (c) =>
      aliasFill(
        c,
        [text('cards.alias.unknownError.body', { server: namesOf(c.plan).newServer, typed: c.facts.typed ?? '', old: c.old })],
        text('cards.alias.unknownError.title'),
      ),
  },
  { id: 'alias.fill', when: () => true, say: (c) => aliasFill(c, [text('cards.alias.fill.body', { old: c.old, new: c.new })], text('cards.alias.fill.title')) },
];

/** A block that is published comes first, then what the old server did when we asked it ourselves. */
function whyNotFound(plan: Plan, old: string): Text[] {
  const servers = { old, oldServer: namesOf(plan).oldServer, server: namesOf(plan).newServer };
  if (plan.seen.new.outside?.otherSide === 'suspend') return [text('cards.alias.notFound.blocked', servers)];
  const why = untold(plan, 'old');
  return why.length > 0 ? why : [text('cards.alias.notFound.causes', servers)];
}

function aliasFill(c: Context<'aliases'>, body: readonly Text[], title: Text): Spoken {
  return {
    step: 'alias',
    tone: c.facts.error === null ? 'act' : 'warn',
    title,
    // After an error, the error is what is spoken of.
    body: [...body, ...(c.facts.error === null ? blocked(c.plan) : [])],
    point: 'acct',
    fill: {
      fills: [{ field: 'acct', value: c.plan.old?.handle ?? '' }],
      auto: c.auto,
      done: text('card.filledIn', { value: c.old }),
      title: text('cards.press', { button: c.seen.labels.submit ?? '' }),
      body: [text('cards.alias.filled.body')],
    },
    primary: { label: text('buttons.fill'), act: { kind: 'fill' } },
  };
}
