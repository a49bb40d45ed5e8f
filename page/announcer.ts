/**
 * What the card says, for screen readers, wherever the person is on the page. They read aloud what is put into a live
 * region, but not what comes into the page together with the region: so the region comes first, and empty.
 */

/** In milliseconds. A region that has just come is known to the screen reader by then. */
const UNTIL_KNOWN = 150;
/** It is read by then. Whoever reads on through the page then meets the card itself, and not the same words twice. */
const UNTIL_READ = 7_000;

/** Takes all that the card says now, and says what it did not say before. */
export function announcerIn(region: HTMLElement): (sentences: readonly string[]) => void {
  let said: readonly string[] = [];
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return (sentences) => {
    clearTimeout(waiting);
    if (sentences.length === 0) region.textContent = '';
    waiting = setTimeout(() => {
      const news = sentences.filter((sentence) => !said.includes(sentence));
      said = sentences;
      if (news.length > 0) region.textContent = news.join(' ');
      waiting = setTimeout(() => region.replaceChildren(), UNTIL_READ);
    }, UNTIL_KNOWN);
  };
}
