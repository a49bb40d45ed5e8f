/**
 * Walks the `orderedItems` of an ActivityPub collection as its bytes arrive. Only the brackets, quotes and keys of the
 * outer object are looked at; each item is cut out whole and handed over, so memory holds one chunk and one item,
 * however long the collection is.
 */

/** A post with its attachments is some kilobytes; the longest that servers allow are far below this. */
export const MOST_ITEM_BYTES = 1_048_576;

export interface ItemWalker {
  push(chunk: Uint8Array): void;
  /**
   * `complete`: the JSON was closed. `found`: there was such an array. `tooLarge`: items passed over because of their
   * size.
   */
  end(): { complete: boolean; found: boolean; items: number; tooLarge: number };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENS_LIST = 0x5b;
const LONGEST_KEY = 64;

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isOpening = (byte: number) => byte === 0x7b || byte === OPENS_LIST;
const isClosing = (byte: number) => byte === 0x7d || byte === 0x5d;

/** `onItem` gets the bytes of one item; they are only valid during the call. */
export function walkOrderedItems(onItem: (bytes: Uint8Array) => void, mostItemBytes = MOST_ITEM_BYTES): ItemWalker {
  const cutter = itemCutter(onItem, mostItemBytes);
  let depth = 0;
  let started = false;
  const string = stringReader();
  let key = '';
  let afterColon = false;
  let inItems = false;
  let found = false;
  let inItem = false;
  /** The item is neither a string, an object nor a list: it ends before what comes after it. */
  let itemIsPlain = false;

  const push = (chunk: Uint8Array) => {
    /** Where in this chunk the current item goes on. */
    let itemFrom = 0;
    const finish = (end: number) => {
      cutter.finish(chunk.subarray(itemFrom, end));
      inItem = false;
    };
    for (let at = 0; at < chunk.length; at++) {
      if (string.isOpen) {
        at = string.pass(chunk, at);
        if (!string.isOpen && inItems && depth === 2 && inItem) finish(at + 1);
        continue;
      }
      const byte = chunk[at] as number;
      if (inItems && depth === 2) {
        const isBetween = isSpace(byte) || isClosing(byte) || byte === COMMA;
        if (inItem && itemIsPlain && isBetween) finish(at);
        if (!inItem && !isBetween) {
          inItem = true;
          itemFrom = at;
          itemIsPlain = !isOpening(byte) && byte !== QUOTE;
        }
      }
      if (isSpace(byte)) continue;
      if (byte === QUOTE) {
        // Directly inside the outer object it is a key, if a colon follows.
        string.open(depth === 1);
      } else if (isOpening(byte)) {
        if (depth === 1 && afterColon && byte === OPENS_LIST && key === 'orderedItems') found = inItems = true;
        depth++;
        started = true;
        afterColon = false;
      } else if (isClosing(byte)) {
        depth--;
        if (inItems && depth === 2 && inItem) finish(at + 1);
        if (depth < 2) inItems = false;
      } else if (depth === 1) {
        afterColon = byte === COLON;
        if (afterColon) key = string.word();
      }
    }
    if (inItem) cutter.hold(chunk.subarray(itemFrom));
  };

  return { push, end: () => ({ complete: started && depth === 0 && !string.isOpen, found, ...cutter.counts() }) };
}

/** Passes over a string as its bytes arrive, and keeps what a key may be. */
function stringReader() {
  let escaped = false;
  const kept: number[] = [];
  let mostKept = 0;
  const reader = {
    isOpen: false,
    pass,
    /** After the opening quote. `isKept`: `word` tells it afterwards. */
    open(isKept: boolean) {
      reader.isOpen = true;
      kept.length = 0;
      mostKept = isKept ? LONGEST_KEY : 0;
    },
    /** The last one that was kept, as far as it fits a key. */
    word: () => String.fromCharCode(...kept),
  };

  /** Where it ends in this chunk: at its closing quote, or not before the chunk does. */
  function pass(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) {
        reader.isOpen = false;
        return at;
      }
      if (kept.length < mostKept) kept.push(byte);
    }
    return chunk.length;
  }

  return reader;
}

/** Puts an item together that several chunks hold, and hands it over. */
function itemCutter(onItem: (bytes: Uint8Array) => void, mostItemBytes: number) {
  let held = new Uint8Array(4_096);
  let length = 0;
  let items = 0;
  let tooLarge = 0;

  /** What one chunk holds of the item. */
  function hold(bytes: Uint8Array) {
    const after = length + bytes.length;
    if (after <= mostItemBytes) {
      if (after > held.length) {
        const larger = new Uint8Array(Math.min(mostItemBytes, Math.max(after, held.length * 2)));
        larger.set(held.subarray(0, length));
        held = larger;
      }
      held.set(bytes, length);
    }
    length = after;
  }

  function finish(rest: Uint8Array) {
    items++;
    if (length + rest.length > mostItemBytes) tooLarge++;
    else if (length === 0) onItem(rest);
    else {
      hold(rest);
      onItem(held.subarray(0, length));
    }
    length = 0;
  }

  return { hold, finish, counts: () => ({ items, tooLarge }) };
}
