/** What the card says on the page `migration` once nothing stands in the way of the Move: its form and its errors. */

import { sameHandle } from '../../lists/handle';
import { isPlainHandle } from '../../lists/plain-handle';
import { lockPage } from '../arrival';
import { untold } from '../limits';
import { namesOf } from '../names';
import { isSide } from '../plan';
import { stepOf } from '../steps';
import { type Text, text } from '../text';
import type { Context, Rule, Spoken } from './card';
import { blocked, focus, go, newAccount, typedOn, usernameOf } from './shared';

/** The last of the page's rules, in their order. */
export const formCards: readonly Rule<'migration'>[] = [
  {
    id: 'move.wrongPassword',
    when: (c) => c.facts.errorField === 'proof' && c.facts.proof === 'password',
    say: (c) => moveFill(c, [text('cards.move.wrongPassword.body', { server: namesOf(c.plan).oldServer })], text('cards.move.wrongPassword.title')),
  },
  {
    id: 'move.wrongUsername',
    when: (c) => c.facts.errorField === 'proof',
    say: (c) =>
      moveFill(
        c,
        [text('cards.move.wrongUsername.body', { username: usernameOf(c.plan.old?.handle), server: namesOf(c.plan).oldServer })],
        text('cards.move.wrongUsername.title'),
      ),
  },
  {
    id: 'move.written',
    when: (c) => c.facts.errorField === 'acct' && isSide(c.plan, 'new', c.facts.typed) && !isPlainHandle(c.facts.typed),
    say: (c) => moveFill(c, [text('cards.move.written.body', { new: c.new })], text('cards.alias.written.title')),
  },
  {
    id: 'move.notAcceptedYet',
    when: (c) => c.facts.errorField === 'acct' && isSide(c.plan, 'new', c.facts.typed) && stepOf('alias').isDone(c.plan) && listedLately(c) !== null,
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.notAccepted.title'),
      body: [
        text('cards.move.notAcceptedYet.body', { new: c.new, old: c.old, server: namesOf(c.plan).newServer }),
        text('cards.move.notAcceptedYet.how', { time: listedLately(c) ?? 0, button: c.seen.labels.submit ?? '' }),
      ],
      ...shownUntil(listedLately(c)),
      point: 'proof',
      primary: focus,
      quiet: go('alias', text('buttons.checkAlias')),
    }),
  },
  {
    id: 'move.notAccepted',
    when: (c) => c.facts.errorField === 'acct' && isSide(c.plan, 'new', c.facts.typed),
    say: (c) => ({
      ...moveFill(
        c,
        untold(c.plan, 'new').length > 0
          ? untold(c.plan, 'new')
          : [text('cards.move.notAccepted.body', { new: c.new, server: namesOf(c.plan).oldServer }), text('cards.move.notAccepted.causes', { old: c.old })],
        text('cards.move.notAccepted.title'),
      ),
      quiet: go('alias', text('buttons.checkAlias')),
    }),
  },
  {
    id: 'move.self',
    when: (c) => c.facts.errorField === 'acct' && sameHandle(typedOn('old', c), c.plan.old?.handle),
    say: (c) => moveFill(c, [text('cards.move.self.body', { old: c.old, new: c.new })], text('cards.move.self.title')),
  },
  {
    id: 'move.refused',
    when: (c) => c.facts.errorField === 'acct',
    say: (c) => moveFill(c, [text('cards.move.refused.body', { typed: c.facts.typed ?? '', new: c.new })], text('cards.move.refused.title')),
  },
  { id: 'move.fill', when: () => true, say: (c) => moveFill(c, [text('cards.move.fill.body', { old: c.old, new: c.new })], text('cards.move.fill.title')) },
];

const MINUTES = 60_000;

export const shownUntil = (time: number | null) => (time === null ? {} : { until: time });

/**
 * When the new server's copy from before the alias ends at the latest; null where the alias is older than that, so that
 * something else is wrong.
 */
function listedLately({ plan }: Context<'migration'>): number | null {
  const since = plan.seen.new.aliases?.since ?? null;
  const refusedAt = plan.seen.old.migration?.at ?? 0;
  return since !== null && refusedAt < since + 4 * MINUTES ? since + 3 * MINUTES : null;
}

export function moveFill(c: Context<'migration'>, body: readonly Text[], title: Text): Spoken {
  const button = c.seen.labels.submit ?? '';
  const proof =
    c.facts.proof === 'password'
      ? [text('cards.move.filled.password'), text('cards.move.filled.press', { button })]
      : [text('cards.move.filled.username', { username: usernameOf(c.plan.old?.handle) }), text('cards.move.filled.press', { button })];
  const warnings = [...blocked(c.plan), ...(newAccount(c.plan)?.locked ? [text('cards.move.locked', { new: c.new, page: lockPage(c.plan) })] : [])];
  // The gravest of the warnings; after an error, the error is what is spoken of.
  const said =
    c.facts.errorField === null
      ? ({ step: 'move', tone: 'act', title, body: [...body, ...warnings.slice(0, 1)] } as const)
      : ({ step: 'move', tone: 'warn', title, body } as const);
  // The address still stands there after a refused proof: only the proof is to be typed again.
  if (c.facts.errorField === 'proof' && isSide(c.plan, 'new', c.facts.typed)) return { ...said, point: 'proof', primary: focus };
  return {
    ...said,
    point: c.facts.errorField === 'proof' ? 'proof' : 'acct',
    fill: {
      fills: [{ field: 'acct', value: c.plan.new?.handle ?? '' }],
      auto: c.auto,
      done: text('card.filledIn', { value: c.new }),
      title: text('cards.move.filled.title'),
      body: [...proof, text('cards.move.filled.final'), ...warnings],
      isList: true,
    },
    primary: { label: text('buttons.fill'), act: { kind: 'fill' } },
  };
}
