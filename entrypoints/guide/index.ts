/**
 * The overlay. Put into a page by the background when there is something to say there; asks for its card, draws it, and
 * obeys.
 */
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import css from '../../assets/card.css?inline';
import { isAlive, onMessage, sendMessage } from '../../browser/messages';
import { bytesOf } from '../../page/chunks';
import { overlay } from '../../page/overlay';

/** Heard by the overlay of an earlier run of the extension, which then leaves. */
const FRESH = 'transhumance:fresh';

/**
 * Seen by our own scripts alone: the page has another global scope. By a symbol, as elements of the page are globals by
 * their id.
 */
const GUIDE = Symbol.for('transhumance guide');
const scope = globalThis as { [GUIDE]?: { isOver(): boolean; ask(): void } };

export default defineUnlistedScript(() => {
  // If anything of ours fails, the page works as if we were not there (docs/rules.md 8).
  try {
    guide();
  } catch {}
});

function guide(): void {
  // Put in twice, when two things happened at once: a second card would forget what the first one filled in, and could
  // not take it back.
  if (scope[GUIDE]?.isOver() === false) {
    scope[GUIDE].ask();
    return;
  }
  let isOver = false;
  document.dispatchEvent(new CustomEvent(FRESH));
  const card = overlay(css, {
    press: (press) => void sendMessage('cardPressed', press).catch(leaveIfOrphaned),
    fold: (folded) => void sendMessage('cardFolded', folded).catch(leaveIfOrphaned),
    put: (piece) => sendMessage('pieceHanded', piece).catch(leaveIfOrphaned),
    file: async ({ piece, name, contentType }) => {
      const bytes = await bytesOf((at) => sendMessage('bytesWanted', { kind: 'imports', id: null, file: piece, at })).catch(() => null);
      return bytes && new File([bytes], name, { type: contentType });
    },
  });
  const stopListening = onMessage('cardChanged', ({ data }) => {
    card.show(data);
    return true;
  });
  // The extension was updated or removed under the open page: a card nobody answers for must not stay.
  function leaveIfOrphaned() {
    if (!isAlive()) leave();
  }
  // The background may be stopped while it answers: asked again, it starts anew, and what the card has filled in is not
  // forgotten.
  const ask = (isAgain = false) => {
    sendMessage('cardWanted', undefined)
      .then((view) => card.show(view))
      .catch(isAgain ? leave : () => ask(true));
  };
  function leave() {
    isOver = true;
    card.remove();
    stopListening();
    document.removeEventListener(FRESH, leave);
    document.removeEventListener('visibilitychange', leaveIfOrphaned);
    document.removeEventListener('pointerover', leaveIfOrphaned);
  }
  document.addEventListener(FRESH, leave);
  document.addEventListener('visibilitychange', leaveIfOrphaned);
  document.addEventListener('pointerover', leaveIfOrphaned);
  scope[GUIDE] = { isOver: () => isOver || !isAlive(), ask };
  ask();
}
