/**
 * All traffic between the parts of the extension, on one page: what may be asked, by whom, and what comes back.
 * Nothing else is sent. The background checks the sender and the shape of every message before it acts.
 */
import type { Browser, browser } from 'wxt/browser';
import type { Act, FileWanted } from '../journey/act';
import type { PersonEvent } from '../journey/events';
import type { PageId, PageSeen } from '../journey/facts';
import type { LookedUpAs } from '../journey/import/failures';
import type { NewPiece } from '../journey/import/plan';
import type { ProfileSent } from '../journey/profile';
import type { Side } from '../journey/steps';
import type { ListKind } from '../lists/kinds';
import type { FillProblem } from '../mastodon/fill';
import type { BytesAsked, Errand, ErrandChunk, ErrandKind, ErrandTold } from './errand';

/**
 * What a button on the card does. The page's script fills and focuses; everything else it only tells the background.
 */
export type CardAct = { kind: 'fill' } | { kind: 'focus' } | { kind: 'tell'; button: CardPlace };

/** The place of a button on the card: what to do, another way to do it, and what leads away from it. */
export type CardPlace = 'primary' | 'second' | 'quiet';

export interface CardButton {
  label: string;
  act: CardAct;
  look: 'primary' | 'outline' | 'quiet';
  /** Where it leads, by the colour of that side; none: to a page of ours. Null: it is done here. */
  side: Side | 'none' | null;
}

/** Why nothing was filled in though the person asked for it. */
export type Refusal = FillProblem | 'no-file' | 'malformed';

/** What the fill must find true, on the page, at the moment of filling (docs/rules.md 6). */
export interface FillOrder {
  page: PageId;
  /**
   * Names from the page's own table of fields; there is none for a password or a submit control. All of them are
   * filled, or none.
   */
  fills: readonly { field: string; value: string | FileWanted }[];
  /** `https://host`, and the signed-in account as `user@domain`. */
  expect: { origin: string; handle: string };
  /** True when the person came by the step's own button: the field fills by itself. */
  auto: boolean;
  /** "@amelie@old.example is filled in." */
  done: string;
  /** What the card says once the field is filled. */
  /** `isList`: one thing to do after the other. */
  after: { title: string; body: readonly string[]; isList: boolean };
  /** Why nothing was filled in, for each cause: "The page changed, so nothing was filled in." */
  refused: Readonly<Record<Refusal, string>>;
}

/** A card in ready sentences: the page's script needs neither the translations nor the rules. */
export interface CardView {
  /** The rule that spoke, e.g. `alias.fill`: steady across redraws, so that a folded card stays folded. */
  id: string;
  side: Side | null;
  tone: 'act' | 'wait' | 'warn' | 'done';
  lang: string;
  /** "Old", "New" */
  mark: string | null;
  /** `@amelie@old.example` */
  handle: string | null;
  /** "5 of 9" */
  place: string | null;
  title: string;
  body: readonly string[];
  /** Its sentences are things to do, one after the other. */
  isList?: boolean;
  /** The control the card speaks of and stands before; null puts the card at the top of the page. */
  point: { page: PageId; field: string } | null;
  fill: FillOrder | null;
  buttons: readonly CardButton[];
  progress: { value: number; max: number; label: string } | null;
  /** Milliseconds since 1970: how long it is until then, counted down. */
  until: number | null;
  folded: boolean;
  words: { card: string; fold: string; unfold: string; undo: string; goToField: string; showWhere: string; toCard: string };
}

/** The pieces on the sheet of "Import all" when it was pressed. */
export interface Shown {
  ticked: readonly string[];
  unticked: readonly string[];
}

export interface Protocol {
  /**
   * A settings page finished loading and this is what it shows. From the page; the background checks it against its
   * schema and the sender's address.
   */
  pageSeen(seen: PageSeen): void;
  /** The card's script has started in a page and asks for its card; null when there is nothing to say. */
  cardWanted(): CardView | null;
  /**
   * The person pressed a button of the card that is the background's to answer: the card is worked out anew, and obeyed
   * only if it still offers that.
   */
  cardPressed(press: { card: string; button: CardPlace }): void;
  /** The card was folded or opened by the person. */
  cardFolded(folded: boolean): void;
  /** To a page: what the plan says changed; here is the card now. */
  cardChanged(card: CardView | null): true;
  /** A page asks what it is to do next of this kind; null: nothing (any more). */
  errandWanted(kind: ErrandKind): Errand | null;
  /**
   * A page says what happened, or what it is about to do; it goes on only when that was noted. False: the errand is
   * over, stop.
   */
  errandNews(told: ErrandTold): boolean;
  /** A slice of a file that a page has read. False: stop. */
  errandChunk(chunk: ErrandChunk): boolean;
  /** To a page: does this errand go on there? */
  errandAlive(id: string): boolean;
  /**
   * Errand and card: bytes of a file, base64, at most 4 MB of text; `size` of the whole. Null when they are not there,
   * and for every file but the one whose turn it is in that very page.
   */
  bytesWanted(ask: BytesAsked): { base64: string; size: number } | null;
  /** Start page: files of details were put into the kit; count them in. */
  detailsKept(files: readonly { name: string; sha256: string }[]): void;
  /** Start page, never a card: the person pressed the button under these rows, ticked as they were shown. */
  profileSend(send: ProfileSent): void;
  /** Start page: these files of a snapshot were put into the kit; look them up there and count them in. */
  filesKept(files: readonly { kind: ListKind; sha256: string }[]): void;
  /** Start page: this file of followers was put into the kit with it. */
  followersKept(sha256: string): void;
  /** Start page: a list that the plan calls saved could not be read. Look whether each is still there. */
  kitDoubted(): void;
  /** The card put this piece into the page's form. */
  pieceHanded(id: string): void;
  /**
   * Start page: saved lists are to be made ready for the new server. Null: those that are not; else these, with the new
   * addresses in `renewed`. False: this browser has no room for the files.
   */
  prepareWanted(ask: { wanted: readonly ListKind[]; renewed: readonly ListKind[] } | null): boolean;
  /** Start page, never a card: the person pressed "Import all" with these pieces shown, ticked or not. */
  importAll(shown: Shown): void;
  /** Start page: rows that failed were put into pieces of their own, whose bytes it has kept. */
  failuresCut(again: { of: readonly string[]; pieces: readonly NewPiece[] }): void;
  /**
   * Start page: accounts of rows that failed or are ready were looked up, and these have moved; these servers are cut
   * off.
   */
  failuresLookedUp(found: {
    moved: Readonly<Record<string, string>>;
    lookedUp: Readonly<Record<string, LookedUpAs>>;
    /** Addresses that are another account's by now than when they were saved, with the actor of now. */
    others: Readonly<Record<string, string>>;
    blocked: readonly string[];
  }): void;
  /** Popup and start page: do this (`journey/events.ts`, events a person can cause). */
  personDid(event: PersonEvent): void;
  /** Popup and start page: a button of the checklist. */
  personPressed(act: Act): void;
  /** Popup and start page were opened: look at the public endpoints again, if the last look is old. */
  viewOpened(): void;
  /**
   * Start page: the person forgets everything: plan, kit, settings, access. False when something could not be deleted
   * or given back.
   */
  forgetEverything(): boolean;
}

type Name = keyof Protocol;
type Data<N extends Name> = Protocol[N] extends () => unknown ? undefined : Parameters<Protocol[N]>[0];
type Answer<N extends Name> = ReturnType<Protocol[N]>;

export interface Received<N extends Name> {
  data: Data<N>;
  sender: Browser.runtime.MessageSender;
}

/**
 * The bare API and no polyfill: this is all that the scripts on the page need of it, and both browsers return promises
 * (Chrome since 99). Only what is the global's own counts: an element of the page with the id `browser` can be seen
 * there, too, but is inherited.
 */
const api = (): typeof browser =>
  (globalThis as unknown as Record<string, typeof browser>)[Object.hasOwn(globalThis, 'browser') ? 'browser' : 'chrome'] as typeof browser;

/** To the background, or to the top frame of a tab. Rejects when nobody answers. */
export async function sendMessage<N extends Name>(name: N, data: Data<N>, tabId?: number): Promise<Answer<N>> {
  const message = { name, data };
  const answer = await (tabId === undefined ? api().runtime.sendMessage(message) : api().tabs.sendMessage(tabId, message, { frameId: 0 }));
  if (!isAnswer(answer)) throw new Error(`Nobody answered ${name}`);
  return answer.answer as Answer<N>;
}

/** Answers one kind of message. Returns the end of it. */
export function onMessage<N extends Name>(name: N, handle: (received: Received<N>) => Answer<N> | Promise<Answer<N>>): () => void {
  const listener = (message: unknown, sender: Browser.runtime.MessageSender, respond: (answer: unknown) => void) => {
    if (typeof message !== 'object' || message === null || (message as { name?: unknown }).name !== name) return;
    // What fails here is told to the one who asked as "nobody answered": there is nothing the page could do about it.
    Promise.resolve((message as { data: Data<N> }).data)
      .then((data) => handle({ data, sender }))
      .then(
        (answer) => respond({ answer: answer ?? null }),
        (error) => {
          console.error(error);
          respond(null);
        },
      );
    // The answer comes later: without this the browsers close the channel.
    return true as const;
  };
  api().runtime.onMessage.addListener(listener);
  // An orphaned script has no runtime any more, and nothing to stop listening to.
  return () => api().runtime?.onMessage?.removeListener(listener);
}

/**
 * False once the extension was updated, reloaded or removed under an open page: then nobody will ever answer this
 * script again.
 */
export function isAlive(): boolean {
  return api().runtime?.id !== undefined;
}

function isAnswer(value: unknown): value is { answer: unknown } {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'answer');
}
