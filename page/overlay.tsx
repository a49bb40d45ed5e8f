/**
 * Card, ring and pill on a server's page. Adds one element to the page and touches no other, except the field a person
 * asks us to fill. The card stands in the page's own flow, so it covers nothing; what stands below it moves once, when
 * it comes, and then only by what the person does.
 */

import type { CardButton, CardPlace, CardView } from '../browser/messages';
import { Card, type CardProps, PillButton, sentencesOf } from '../components/Card';
import type { FileWanted } from '../journey/act';
import { isPlainHandle } from '../lists/plain-handle';
import { fill } from '../mastodon/fill';
import { fieldOf } from '../mastodon/page';
import { announcerIn } from './announcer';
import { placeFor } from './block';
import { render } from './draw';
import { nextControl } from './next-control';
import { pillIn } from './pill';
import { ringIn } from './ring';
import { drawSteadily, oncePerFrame, useOf } from './steady';

const HOST = 'transhumance-guide';

interface Answers {
  press(press: { card: string; button: CardPlace }): void;
  fold(folded: boolean): void;
  /** A file that the extension keeps; null when it cannot be had. */
  file(wanted: FileWanted): Promise<File | null>;
  /** It was put into the page's form; resolves when that is noted. */
  put(piece: string): Promise<void>;
}

interface Overlay {
  /** Shows this card in place of the one before; null shows none. */
  show(view: CardView | null): void;
  remove(): void;
}

export function overlay(document: Document, css: string, answers: Answers): Overlay {
  // An overlay whose script is gone with an earlier run of the extension can not hear us ask it to leave.
  for (const old of document.querySelectorAll(HOST)) old.remove();
  const host = document.createElement(HOST);
  const root = host.attachShadow({ mode: 'open' });
  const style = document.createElement('style');
  style.textContent = css;
  const [card, ringElement, pillElement, status] = [part('card'), part('ring'), part('pill'), part('status')];
  status.role = 'status';
  root.append(style, card, ringElement, pillElement, status);
  const announce = announcerIn(status);
  const ring = ringIn(host, ringElement);
  const pill = pillIn(pillElement);

  let view: CardView | null = null;
  let filled: CardProps['filled'] = 'no';
  let undo: (() => void) | null = null;
  let stopWatching: (() => void) | null = null;
  /** Something changed because of what the person pressed here: then the card may grow. */
  let isAnswer = false;
  /** Where the focus was before it came into the card. */
  let cameFrom: HTMLElement | null = null;

  // Escape folds the card and gives the focus back.
  card.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || view === null || view.folded || !isPersons(event)) return;
    event.stopPropagation();
    const back = cameFrom;
    folded(true, event);
    back?.focus();
  });
  card.addEventListener('focusin', ({ relatedTarget }) => {
    if (!card.contains(relatedTarget as Node | null)) cameFrom = relatedTarget as HTMLElement | null;
  });

  let isInUse = () => false;
  /** What was stopped before it was sent. */
  let stopped: string | null = null;

  /**
   * The page can click our buttons by script, and take them out and click them elsewhere: only what a person does in
   * the card counts.
   */
  function isPersons(event: Event) {
    return event.isTrusted && (card.contains(event.target as Node) || pillElement.contains(event.target as Node));
  }

  function part(id: string) {
    return Object.assign(document.createElement('div'), { id });
  }

  function show(next: CardView | null) {
    const isNew = !isSame(next, view);
    // The step's button may lead to a page that was open, or that loaded before it was noted that the button led there.
    const isSentHere = next?.fill?.auto === true && (isNew || (view?.fill?.auto === false && filled === 'no'));
    view = next;
    if (isNew) {
      filled = 'no';
      undo = null;
    }
    if (next === null) {
      hide();
      return;
    }
    host.dataset.theme = isDark(document) ? 'dark' : 'light';
    ringElement.dataset.side = next.side ?? 'none';
    if (isSentHere && !next.folded) void fillIn(next, false);
    const hadFocus = document.activeElement === host;
    draw(isAnswer);
    isAnswer = false;
    stopWatching ??= watch();
    place();
    // What was pressed may be gone, and what is moved loses the focus.
    if (hadFocus && document.activeElement !== host) section()?.focus({ preventScroll: true });
  }

  /** `isAsked`: by something that the person did here. */
  function draw(isAsked: boolean) {
    const shown = wordsNow();
    if (shown === null) return;
    const isAtField = fieldAt(shown)?.matches('input, select, textarea') ?? false;
    const props = { view: shown, filled, isAtField, onPress: pressed, onFold: folded, onUndo: undone };
    drawSteadily(card, () => render(<Card {...props} />, card), isAsked);
    announce(sentencesOf(props));
    update();
  }

  function wordsNow(): CardView | null {
    if (view === null || filled !== 'yes' || view.fill === null) return view;
    return { ...view, ...view.fill.after };
  }

  function fieldAt({ point }: CardView) {
    return point === null ? null : fieldOf(point.page, point.field, document);
  }

  /** Where it belongs now. While it cannot go there, it stays where it is. */
  function place() {
    if (view === null || isInUse()) return;
    const { parent, before } = placeFor(fieldAt(view), document);
    if (before !== host && (host.parentNode !== parent || host.nextElementSibling !== before)) parent.insertBefore(host, before);
    update();
  }

  /** Everything that can move the control, or the card out of sight. */
  function watch(): () => void {
    const ended = new AbortController();
    const [updated, followed, looked] = [oncePerFrame(update), oncePerFrame(ring.follow), oncePerFrame(lookForCard)];
    const sizes = new ResizeObserver(updated);
    sizes.observe(document.body);
    sizes.observe(host);
    const options = { signal: ended.signal, capture: true, passive: true };
    addEventListener(
      'scroll',
      () => {
        pill.look(null);
        followed();
      },
      options,
    );
    addEventListener('scrollend', looked, options);
    // A window of another size lays the page out anew: the card with it.
    addEventListener('resize', () => Object.assign(card.style, { minHeight: '', maxHeight: '' }), options);
    for (const name of ['input', 'change', 'resize']) addEventListener(name, updated, options);
    addEventListener('submit', stopMalformed, { signal: ended.signal, capture: true });
    isInUse = useOf(host, place, options);
    return () => {
      ended.abort();
      sizes.disconnect();
    };
  }

  /**
   * An address that no server understands may be answered with an error page that explains nothing. Whoever presses
   * once more knows better.
   */
  function stopMalformed(event: Event) {
    const field = view?.point?.field === 'acct' ? fieldAt(view) : null;
    const typed = field instanceof HTMLInputElement ? field.value : '';
    if (typed === '' || typed === stopped || filled === 'yes' || isPlainHandle(typed)) return;
    stopped = typed;
    event.preventDefault();
    event.stopImmediatePropagation();
    filled = 'malformed';
    draw(true);
    goTo(section());
  }

  function update() {
    if (!host.isConnected) return;
    ring.goRound(nextAt());
    lookForCard();
  }

  /** What the ring goes round. */
  function nextAt(): HTMLElement | null {
    const point = view === null || view.folded ? null : fieldAt(view);
    if (view === null || point === null) return null;
    const value = (point as HTMLInputElement).value;
    const isDone = view.fill === null ? value !== '' : filled === 'yes' || view.fill.fills.every((fill) => fill.value === value);
    return nextControl(point, isDone);
  }

  function lookForCard() {
    const shown = wordsNow();
    const { top, bottom } = card.getBoundingClientRect();
    const to = bottom < 8 ? 'up' : top > document.documentElement.clientHeight - 8 ? 'down' : null;
    const isNeeded = shown !== null && !shown.folded && host.isConnected && to !== null;
    render(isNeeded ? <PillButton view={shown} onPress={toCard} /> : null, pillElement);
    pill.look(isNeeded ? to : null);
  }

  function hide() {
    stopWatching?.();
    stopWatching = null;
    host.remove();
    announce([]);
    render(null, card);
    render(null, pillElement);
  }

  async function fillIn(shown: CardView, isAsked: boolean) {
    const order = shown.fill;
    if (order === null) return;
    const undos: (() => void)[] = [];
    const undoAll = () => {
      for (const each of undos) each();
    };
    for (const { field, value } of order.fills) {
      const put = typeof value === 'string' ? value : await answers.file(value);
      // The file took its time: the card may speak of something else by now.
      if (!isSame(shown, view)) return undoAll();
      const done = put === null ? null : fill({ ...order, field, value: put, auto: !isAsked });
      if (!done?.ok) {
        undoAll();
        // A field that already holds something is left alone until the person asks.
        if (isAsked) filled = done?.why ?? 'no-file';
        return draw(isAsked);
      }
      undos.unshift(done.undo);
      if (typeof value !== 'string') await answers.put(value.piece);
    }
    undo = undoAll;
    filled = 'yes';
    draw(isAsked);
  }

  async function pressed(button: CardButton, event: Event) {
    if (view === null || !isPersons(event)) return;
    if (button.act.kind === 'tell') {
      isAnswer = true;
      answers.press({ card: view.id, button: button.act.button });
    }
    if (button.act.kind === 'focus') goTo(nextAt());
    if (button.act.kind !== 'fill') return;
    const shown = view;
    // First the words, then the focus: nothing moves while a field has it.
    await fillIn(shown, true);
    goTo(fieldAt(shown));
  }

  function goTo(element: HTMLElement | null) {
    element?.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    element?.focus({ preventScroll: true });
  }

  /** By the pill. */
  function toCard(event: Event) {
    if (isPersons(event)) goTo(section());
  }

  function section() {
    return card.querySelector<HTMLElement>('section');
  }

  function folded(isFolded: boolean, event: Event) {
    if (view === null || !isPersons(event)) return;
    view = { ...view, folded: isFolded };
    answers.fold(isFolded);
    draw(true);
    card.querySelector<HTMLElement>('.fold')?.focus();
  }

  function undone(event: Event) {
    if (!isPersons(event)) return;
    undo?.();
    undo = null;
    filled = 'no';
    draw(true);
    // The button that was pressed is gone; what it took back can be filled in again.
    card.querySelector<HTMLElement>('.buttons button')?.focus();
  }

  return { show, remove: hide };
}

/** The same card about the same things: what was filled in for it stays filled in. */
function isSame(a: CardView | null, b: CardView | null): boolean {
  return a?.id === b?.id && JSON.stringify(a?.fill?.fills) === JSON.stringify(b?.fill?.fills);
}

/**
 * Themes name themselves differently from version to version (docs/mastodon.md, Language, direction and colours); what
 * the page paints does not.
 */
function isDark(document: Document): boolean {
  for (const element of [document.querySelector('.admin-wrapper'), document.body, document.documentElement]) {
    if (element === null) continue;
    const [red = 0, green = 0, blue = 0, alpha = 1] = (getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (alpha > 0) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  return matchMedia('(prefers-color-scheme: dark)').matches;
}
