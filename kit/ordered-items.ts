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
const LONGEST_KEY = 64;

/** `onItem` gets the bytes of one item; they are only valid during the call. */
export function walkOrderedItems(onItem: (bytes: Uint8Array) => void, mostItemBytes = MOST_ITEM_BYTES): ItemWalker {
  let depth = 0;
  let started = false;
  let inString = false;
  let escaped = false;
  /** Bytes of the last string directly inside the outer object, while it is read: a key if a colon follows. */
  let word: number[] | null = null;
  let key = '';
  let afterColon = false;
  let inItems = false;
  let found = false;
  let items = 0;
  let tooLarge = 0;

  /** The item being cut out: what earlier chunks held of it, and how long it is so far; -1 outside any. */
  let held = new Uint8Array(4_096);
  let heldLength = -1;
  let itemIsPlain = false;

  const hold = (bytes: Uint8Array) => {
    const length = heldLength + bytes.length;
    if (length <= mostItemBytes) {
      if (length > held.length) {
        const larger = new Uint8Array(Math.min(mostItemBytes, Math.max(length, held.length * 2)));
        larger.set(held.subarray(0, heldLength));
        held = larger;
      }
      held.set(bytes, heldLength);
    }
    heldLength = length;
  };

  const finish = (rest: Uint8Array) => {
    items++;
    if (heldLength + rest.length > mostItemBytes) tooLarge++;
    else if (heldLength === 0) onItem(rest);
    else {
      hold(rest);
      onItem(held.subarray(0, heldLength));
    }
    heldLength = -1;
  };

  const push = (chunk: Uint8Array) => {
    /** Where in this chunk the current item goes on. */
    let itemFrom = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inString = false;
          if (inItems && depth === 2 && heldLength >= 0) finish(chunk.subarray(itemFrom, at + 1));
          continue;
        }
        if (word && word.length < LONGEST_KEY) word.push(byte);
        continue;
      }
      const isSpace = byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
      const opens = byte === 0x7b || byte === 0x5b;
      const closes = byte === 0x7d || byte === 0x5d;
      if (inItems && depth === 2) {
        if (heldLength >= 0 && itemIsPlain && (isSpace || closes || byte === COMMA)) finish(chunk.subarray(itemFrom, at));
        if (heldLength < 0 && !isSpace && !closes && byte !== COMMA) {
          heldLength = 0;
          itemFrom = at;
          itemIsPlain = !opens && byte !== QUOTE;
        }
      }
      if (isSpace) continue;
      if (byte === QUOTE) {
        inString = true;
        if (depth === 1) word = [];
      } else if (opens) {
        if (depth === 1 && afterColon && byte === 0x5b && key === 'orderedItems') {
          inItems = true;
          found = true;
        }
        depth++;
        started = true;
        afterColon = false;
      } else if (closes) {
        depth--;
        if (inItems && depth === 2 && heldLength >= 0) finish(chunk.subarray(itemFrom, at + 1));
        if (depth < 2) inItems = false;
      } else if (depth === 1) {
        if (byte === COLON) {
          key = String.fromCharCode(...(word ?? []));
          afterColon = true;
        } else afterColon = false;
        word = null;
      }
    }
    if (heldLength >= 0) hold(chunk.subarray(itemFrom));
  };

  return { push, end: () => ({ complete: started && depth === 0 && !inString, found, items, tooLarge }) };
}
