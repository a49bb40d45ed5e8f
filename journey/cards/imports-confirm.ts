/** What the card says on the last look before an import is confirmed. The first rule whose `when` holds speaks. */

import type { Piece } from '../import/plan';
import { surpriseSentence } from '../import/words';
import { namesOf } from '../names';
import { text } from '../text';
import type { Context, Rule } from './card';
import { effects, seeAll } from './shared';

const own = (c: Context<'imports-confirm'>): Piece | null => c.plan.imports.pieces.find(({ importId }) => importId === c.facts.id) ?? null;

/** Only imports of ours are spoken of. */
export const confirmPage: readonly Rule<'imports-confirm'>[] = [
  {
    id: 'import.runs',
    when: (c) => own(c) !== null && c.plan.imports.run.state === 'running',
    say: (c) => ({
      step: 'import',
      tone: 'wait',
      title: text('cards.import.running.title'),
      body: [text('cards.import.running.body', { server: namesOf(c.plan).newServer })],
      primary: seeAll,
    }),
  },
  {
    id: 'import.uncheckable',
    when: (c) => own(c)?.misfits === null && own(c)?.isUncheckable === true,
    say: () => ({ step: 'import', tone: 'warn', title: text('cards.import.uncheckable.title'), body: [text('cards.import.uncheckable.body')] }),
  },
  {
    id: 'import.check',
    when: (c) => own(c)?.misfits === null,
    say: () => ({ step: 'import', tone: 'wait', title: text('cards.import.check.title'), body: [text('cards.import.check.body')] }),
  },
  {
    id: 'import.wrong',
    when: (c) => (own(c)?.misfits?.length ?? 0) > 0,
    say: (c) => ({
      step: 'import',
      tone: 'warn',
      title: text('cards.import.wrong.title'),
      body: [
        ...(own(c)?.misfits ?? []).slice(0, 1).map((misfit) => surpriseSentence(c.plan, misfit)),
        text('cards.import.wrong.how', { button: c.seen.labels.cancel ?? '' }),
      ],
      point: 'cancel',
    }),
  },
  {
    id: 'import.right',
    when: (c) => own(c) !== null,
    say: (c) => {
      const piece = own(c);
      return {
        step: 'import',
        tone: 'act',
        title: text('cards.press', { button: c.seen.labels.confirm ?? '' }),
        body: [text('cards.import.right.body', { count: piece?.rows ?? 0, name: piece?.name ?? '' }), ...(piece === null ? [] : effects(piece))],
        point: 'confirm',
      };
    },
  },
];
