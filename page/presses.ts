/** What a person does at the card. What a page does there by script is no press. */

import type { CardButton, CardPlace } from '../browser/messages';
import type { Filling } from './filling';
import { focusOn } from './focus-on';
import type { Shell } from './shell';
import { controlOf, type ShownCard } from './shown-card';
import type { Signs } from './signs';

export interface PressAnswers {
  press(press: { card: string; button: CardPlace }): void;
  fold(folded: boolean): void;
}

export interface Presses {
  press(button: CardButton, event: Event): Promise<void>;
  /** True: it was a person who asked for it. */
  fold(isFolded: boolean, event: Event): boolean;
  undo(event: Event): void;
}

/** `draw` draws the card anew, as what the person asked for. */
export function pressesOn(shell: Shell, shown: ShownCard, filling: Filling, signs: Signs, answers: PressAnswers, draw: () => void): Presses {
  const { card, isPersons } = shell;
  const focus = (which: string) => card.querySelector<HTMLElement>(which)?.focus();
  return {
    async press({ act }, event) {
      const { view } = shown;
      if (view === null || !isPersons(event)) return;
      if (act.kind === 'tell') {
        shown.isAnswer = true;
        answers.press({ card: view.id, button: act.button });
      }
      if (act.kind === 'focus') focusOn(signs.next());
      if (act.kind !== 'fill') return;
      // First the words, then the focus: nothing moves while a field has it.
      await filling.fillIn(view, true);
      focusOn(controlOf(view));
    },
    fold(folded, event) {
      if (shown.view === null || !isPersons(event)) return false;
      shown.view = { ...shown.view, folded };
      answers.fold(folded);
      draw();
      focus('.fold');
      return true;
    },
    undo(event) {
      if (!isPersons(event)) return;
      filling.undo();
      draw();
      // The button that was pressed is gone; what it took back can be filled in again.
      focus('.buttons button');
    },
  };
}
