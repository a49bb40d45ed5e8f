/**
 * Card, ring and pill on a server's page. Adds one element to the page and touches no other, except the field a person
 * asks us to fill. The card stands in the page's own flow, so it covers nothing; what stands below it moves once, when
 * it comes, and then only by what the person does.
 */

import type { CardView } from '../browser/messages';
import { Card, sentencesOf } from '../components/Card';
import { announcerIn } from './announcer';
import { render } from './draw';
import { foldOnEscape } from './escape';
import { type FilesToFill, fillingOf } from './filling';
import { type PressAnswers, pressesOn } from './presses';
import { shellIn } from './shell';
import { controlOf, isSame, type ShownCard, shownWords } from './shown-card';
import { signsFor } from './signs';
import { standFor } from './stand';
import { drawSteadily } from './steady';
import { wearTheme } from './theme';

interface Overlay {
  /** Shows this card in place of the one before; null shows none. */
  show(view: CardView | null): void;
  remove(): void;
}

export function overlay(css: string, answers: PressAnswers & FilesToFill): Overlay {
  const shell = shellIn(css);
  const { host, card, ring, pill, section } = shell;
  const shown: ShownCard = { view: null, isAnswer: false };
  const filling = fillingOf(answers, (view) => isSame(view, shown.view), draw);
  const signs = signsFor(shell, shown, filling);
  const stand = standFor(shell, shown, filling, signs);
  const { press, fold, undo } = pressesOn(shell, shown, filling, signs, answers, () => draw(true));
  const announce = announcerIn(shell.status);
  foldOnEscape(card, (event) => shown.view?.folded === false && fold(true, event));

  function show(next: CardView | null) {
    const { view, isAnswer } = shown;
    const isNew = !isSame(next, view);
    // The step's button may lead to a page that was open, or that loaded before it was noted that the button led there.
    const isSentHere = next?.fill?.auto === true && (isNew || (view?.fill?.auto === false && filling.state === 'no'));
    shown.view = next;
    if (isNew) filling.forget();
    if (next === null) {
      remove();
      return;
    }
    wearTheme(host);
    ring.dataset.side = next.side ?? 'none';
    if (isSentHere && !next.folded) void filling.fillIn(next, false);
    const hadFocus = document.activeElement === host;
    draw(isAnswer);
    shown.isAnswer = false;
    stand.take();
    // What was pressed may be gone, and what is moved loses the focus.
    if (hadFocus && document.activeElement !== host) section()?.focus({ preventScroll: true });
  }

  /** `isAsked`: by something that the person did here. */
  function draw(isAsked: boolean) {
    const view = shownWords(shown, filling);
    if (view === null) return;
    const isAtField = controlOf(view)?.matches('input, select, textarea') ?? false;
    const props = { view, filled: filling.state, isAtField, onPress: press, onFold: fold, onUndo: undo };
    drawSteadily(card, () => render(<Card {...props} />, card), isAsked);
    announce(sentencesOf(props));
    signs.update();
  }

  function remove() {
    stand.leave();
    announce([]);
    for (const part of [card, pill]) render(null, part);
  }

  return { show, remove };
}
