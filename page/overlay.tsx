/** Places card and ring on the page. Adds one element to the page and touches no other, except the field a person asks us to fill. */
import { render } from 'preact';
import type { CardButton, CardView } from '../browser/messages';
import { Card, type CardProps } from '../components/Card';
import type { FileWanted } from '../journey/act';
import { fill } from '../mastodon/fill';
import { fieldOf } from '../mastodon/page';
import { keepClear } from './keep-clear';

const HOST = 'transhumance-guide';

interface Answers {
  press(press: { card: string; button: 'primary' | 'quiet' }): void;
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
  const ring = layer('ring');
  const card = layer('card');
  root.append(style, ring, card);
  document.documentElement.append(host);

  let view: CardView | null = null;
  let filled: CardProps['filled'] = 'no';
  let undo: (() => void) | null = null;
  let stopWatching = () => {};
  /** Where the focus was before it came into the card. */
  let cameFrom: HTMLElement | null = null;

  // Escape folds the card and gives the focus back.
  card.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || view === null || view.folded || !isPersons(event)) return;
    event.stopPropagation();
    folded(true, event);
    cameFrom?.focus();
  });
  card.addEventListener('focusin', ({ relatedTarget }) => {
    if (!card.contains(relatedTarget as Node | null)) cameFrom = relatedTarget as HTMLElement | null;
  });

  /** The page can click our buttons by script, and take them out and click them elsewhere: only what a person does in the card counts. */
  function isPersons(event: Event) {
    return event.isTrusted && card.contains(event.target as Node);
  }

  function layer(id: string) {
    const element = document.createElement('div');
    element.id = id;
    element.popover = 'manual';
    return element;
  }

  function show(next: CardView | null) {
    const isNew = !isSame(next, view);
    // The step's button may lead to a page that was open already, or that was faster than the note of who led there.
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
    host.dataset.side = ring.dataset.side = card.dataset.side = next.side ?? 'none';
    // Our host hangs beside the body, which is what Mastodon turns around (pages.md 3.4): the free side is the page's, not ours.
    ring.dir = card.dir = getComputedStyle(document.body).direction;
    if (isSentHere && !next.folded) void fillIn(next, false);
    draw();
    place(next);
  }

  function draw() {
    if (view === null) return;
    const shown = filled === 'yes' && view.fill !== null ? { ...view, title: view.fill.after.title, body: view.fill.after.body } : view;
    const isAtField = fieldAt(view)?.matches('input, select, textarea') ?? false;
    render(<Card view={shown} filled={filled} isAtField={isAtField} onPress={pressed} onFold={folded} onUndo={undone} />, card);
  }

  function fieldAt({ point }: CardView) {
    return point === null ? null : fieldOf(point.page, point.field, document);
  }

  function place(shown: CardView) {
    stopWatching();
    const field = fieldAt(shown);
    const isShown = field !== null && field.getClientRects().length > 0;
    close(ring);
    close(card);
    if (field === null || !isShown || shown.folded) {
      card.dataset.corner = '';
      open(card);
      return;
    }
    const anchor = aroundFields(field);
    const clear = () => {
      if (!card.hasAttribute('data-corner')) keepClear(card, field, anchor);
    };
    // While its control is scrolled away the card waits in the corner, so that it is never lost.
    const watch = new IntersectionObserver(([entry]) => {
      card.toggleAttribute('data-corner', entry?.isIntersecting === false);
      clear();
    });
    const sizes = new ResizeObserver(clear);
    stopWatching = () => {
      watch.disconnect();
      sizes.disconnect();
      removeEventListener('scrollend', clear);
      removeEventListener('resize', clear);
    };
    open(ring, field);
    open(card, anchor);
    clear();
    watch.observe(field);
    sizes.observe(card);
    addEventListener('scrollend', clear);
    addEventListener('resize', clear);
  }

  function hide() {
    stopWatching();
    close(ring);
    close(card);
    render(null, card);
  }

  async function fillIn(shown: CardView, asked: boolean) {
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
      const done = put === null ? null : fill({ ...order, field, value: put, auto: !asked });
      if (!done?.ok) {
        undoAll();
        // A field that already holds something is left alone until the person asks.
        if (asked) filled = done?.why ?? 'no-file';
        return draw();
      }
      undos.unshift(done.undo);
      if (typeof value !== 'string') await answers.put(value.piece);
    }
    undo = undoAll;
    filled = 'yes';
    draw();
  }

  function pressed(button: CardButton, event: Event) {
    if (view === null || !isPersons(event)) return;
    if (button.act.kind === 'tell') answers.press({ card: view.id, button: button.act.button });
    if (button.act.kind === 'fill') void fillIn(view, true);
    if (button.act.kind === 'fill' || button.act.kind === 'focus') goToField(view);
  }

  function goToField(shown: CardView) {
    const field = fieldAt(shown);
    field?.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    field?.focus({ preventScroll: true });
  }

  function folded(isFolded: boolean, event: Event) {
    if (view === null || !isPersons(event)) return;
    view = { ...view, folded: isFolded };
    answers.fold(isFolded);
    draw();
    place(view);
    card.querySelector<HTMLElement>('.fold')?.focus();
  }

  function undone(event: Event) {
    if (!isPersons(event)) return;
    undo?.();
    undo = null;
    filled = 'no';
    draw();
  }

  return {
    show,
    remove() {
      hide();
      host.remove();
    },
  };
}

/** The same card about the same things: what was filled in for it stays filled in. */
function isSame(a: CardView | null, b: CardView | null): boolean {
  return a?.id === b?.id && JSON.stringify(a?.fill?.fills) === JSON.stringify(b?.fill?.fills);
}

/**
 * What the card must not cover: the control, and the fields that stand beside it in its form, like the password beside the new address.
 * The smallest element that holds them all, as long as it is not much taller than the control itself.
 */
function aroundFields(field: HTMLElement): HTMLElement {
  const form = field.closest('form');
  const others = [...(form?.querySelectorAll<HTMLElement>('input, select, textarea') ?? [])].filter((other) => isBeside(other, field));
  let around = field;
  while (around.parentElement !== null && around !== form && others.some((other) => !around.contains(other))) around = around.parentElement;
  return around.offsetHeight > field.offsetHeight + 160 ? field : around;
}

function isBeside(other: HTMLElement, field: HTMLElement): boolean {
  const [a, b] = [other.getBoundingClientRect(), field.getBoundingClientRect()];
  return a.height > 0 && a.top < b.bottom && a.bottom > b.top;
}

/** `source` makes the field the anchor; browsers that do not know it place the card in the corner (assets/card.css). */
function open(layer: HTMLElement, source?: HTMLElement) {
  if (typeof layer.showPopover !== 'function') return;
  const show = layer.showPopover as (options?: { source: HTMLElement }) => void;
  show.call(layer, source && { source });
}

function close(layer: HTMLElement) {
  if (layer.matches(':popover-open')) layer.hidePopover();
}

/** Themes name themselves differently from version to version (pages.md 3.4); what the page paints does not. */
function isDark(document: Document): boolean {
  for (const element of [document.querySelector('.admin-wrapper'), document.body, document.documentElement]) {
    if (element === null) continue;
    const [red = 0, green = 0, blue = 0, alpha = 1] = (getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (alpha > 0) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  return matchMedia('(prefers-color-scheme: dark)').matches;
}
