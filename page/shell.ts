/** Our one element in a server's page, with a shadow root that holds everything else of ours. */

const HOST = 'transhumance-guide';

export interface Shell {
  /** Stands nowhere until it is put into the page. */
  host: HTMLElement;
  card: HTMLElement;
  ring: HTMLElement;
  pill: HTMLElement;
  /** A live region for screen readers. */
  status: HTMLElement;
  /** What a person does at the card or the pill. */
  isPersons(event: Event): boolean;
  /** The card itself; null while none is drawn. */
  section(): HTMLElement | null;
}

export function shellIn(css: string): Shell {
  // An overlay whose script is gone with an earlier run of the extension can not hear us ask it to leave.
  for (const old of document.querySelectorAll(HOST)) old.remove();
  const host = document.createElement(HOST);
  const style = Object.assign(document.createElement('style'), { textContent: css });
  const part = (id: string) => Object.assign(document.createElement('div'), { id });
  const [card, ring, pill, status] = [part('card'), part('ring'), part('pill'), part('status')];
  status.role = 'status';
  host.attachShadow({ mode: 'open' }).append(style, card, ring, pill, status);
  /**
   * The page can click our buttons by script, and take them out and click them elsewhere: only what a person does in
   * the card counts.
   */
  function isPersons(event: Event) {
    return event.isTrusted && (card.contains(event.target as Node) || pill.contains(event.target as Node));
  }
  return { host, card, ring, pill, status, isPersons, section: () => card.querySelector('section') };
}
