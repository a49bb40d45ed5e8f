/** Puts into the page's fields what the card offers, and takes it back. */

import type { CardView } from '../browser/messages';
import type { CardProps } from '../components/Card';
import type { FileWanted } from '../journey/act';
import { isPlainHandle } from '../lists/plain-handle';
import { fill } from '../mastodon/fill';

export interface FilesToFill {
  /** A file that the extension keeps; null when it cannot be had. */
  file(wanted: FileWanted): Promise<File | null>;
  /** It was put into the page's form; resolves when that is noted. */
  put(piece: string): Promise<void>;
}

export interface Filling {
  /** Whether the card's values stand in the page, or why they do not. */
  readonly state: CardProps['filled'];
  /** `isAsked`: the person pressed for it. Otherwise a field that already holds something is left alone. */
  fillIn(shown: CardView, isAsked: boolean): Promise<void>;
  undo(): void;
  /** Another card is shown: what was filled in stays in the page, and is the person's. */
  forget(): void;
  /**
   * An address that no server understands may be answered with an error page that explains nothing. Whoever presses
   * once more knows better. True: it was stopped.
   */
  stopMalformed(submit: Event, field: HTMLElement | null): boolean;
}

/** `isShown`: the card still speaks of this; `onChange` hears that the state changed, and whether a person asked. */
export function fillingOf(files: FilesToFill, isShown: (view: CardView) => boolean, onChange: (isAsked: boolean) => void): Filling {
  let state: CardProps['filled'] = 'no';
  let undo: (() => void) | null = null;
  /** What was stopped before it was sent. */
  let stopped: string | null = null;

  async function fillIn(shown: CardView, isAsked: boolean) {
    const order = shown.fill;
    if (order === null) return;
    const undos: (() => void)[] = [];
    const undoAll = () => {
      for (const each of undos) each();
    };
    for (const { field, value } of order.fills) {
      const put = typeof value === 'string' ? value : await files.file(value);
      // The file took its time: the card may speak of something else by now.
      if (!isShown(shown)) return undoAll();
      const done = put === null ? null : fill({ ...order, field, value: put, auto: !isAsked });
      if (!done?.ok) {
        undoAll();
        if (isAsked) state = done?.why ?? 'no-file';
        return onChange(isAsked);
      }
      undos.unshift(done.undo);
      if (typeof value !== 'string') await files.put(value.piece);
    }
    undo = undoAll;
    state = 'yes';
    onChange(isAsked);
  }

  function forget() {
    undo = null;
    state = 'no';
  }

  return {
    get state() {
      return state;
    },
    fillIn,
    forget,
    undo() {
      undo?.();
      forget();
    },
    stopMalformed(submit, field) {
      const typed = field instanceof HTMLInputElement ? field.value : '';
      if (typed === '' || typed === stopped || state === 'yes' || isPlainHandle(typed)) return false;
      stopped = typed;
      submit.preventDefault();
      submit.stopImmediatePropagation();
      state = 'malformed';
      onChange(true);
      return true;
    },
  };
}
