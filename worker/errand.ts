/**
 * Errands, seen from the background: handed to the script in a page (`page/errand.ts`), one record of what goes on
 * where (`browser/errand-store.ts`), and the four messages by which pages ask and tell. What each kind hands out and
 * believes is its own to say.
 */
import * as v from 'valibot';
import type { Browser } from 'wxt/browser';
import { CHUNK, fromBase64, toBase64 } from '../browser/base64';
import type { Bytes } from '../browser/database';
import { type BytesAsked, type Errand, type ErrandKind, errandKinds } from '../browser/errand';
import { errandOf, type StoredErrand, type StoredErrandOf } from '../browser/errand-store';
import { onMessage, sendMessage } from '../browser/messages';
import { inject } from '../browser/sites';
import { allTabs, hereOf } from '../browser/store';
import { quietTab, SHOWING } from '../browser/tabs';
import { sideOf } from '../journey/accounts';
import { isWithin } from '../journey/moment';
import type { Plan } from '../journey/plan';
import type { Side } from '../journey/steps';
import { shortText, wholeNumber } from '../journey/values';
import { exportPagePath } from '../mastodon/paths';
import { originOf } from './sender';

// What pages say
// ------------------------------------------------------------

/** How many slices a file came in: more than the largest has. */
export const chunkCount = v.pipe(wholeNumber, v.maxValue(1_000));
const kind = v.picklist(errandKinds);
const toldSchema = v.object({ kind, id: shortText, news: v.unknown() });
const chunkSchema = v.object({ kind, id: shortText, file: shortText, index: chunkCount, base64: v.pipe(v.string(), v.maxLength(4 * 1_048_576)) });
const askedSchema = v.object({ kind: v.picklist(['imports', 'profile']), id: v.nullable(shortText), file: shortText, at: wholeNumber });

export type Sender = Browser.runtime.MessageSender;
/** What a page tells of an errand: `news` is in no certain shape yet. */
export interface ToldByPage {
  id: string;
  news: unknown;
}
export interface Chunk {
  id: string;
  file: string;
  index: number;
  bytes: Bytes;
}

/** How one kind of errand answers pages; each checks who is speaking. */
export interface ErrandDesk<Kind extends ErrandKind> {
  /** What to do next in the page that asks; null: nothing. */
  next(sender: Sender): Promise<Errand<Kind> | null>;
  /** False: the page must not go on. */
  told(told: ToldByPage, sender: Sender): Promise<boolean>;
  /** Keeps a slice of a file that the page has read. False: it must not go on. */
  chunk?(chunk: Chunk, sender: Sender): Promise<boolean>;
  /** A file that the page may have now; null: none, or not this one. */
  file?(asked: BytesAsked, sender: Sender): Promise<Bytes | null>;
}
export type ErrandDesks = { [Kind in ErrandKind]: ErrandDesk<Kind> };

/** Answers the script in a page. */
export function answerErrands(desks: Partial<ErrandDesks>): void {
  onMessage('errandWanted', async ({ data, sender }) => {
    const wanted = v.safeParse(kind, data);
    return wanted.success ? ((await desks[wanted.output]?.next(sender)) ?? null) : null;
  });

  onMessage('errandNews', async ({ data, sender }) => {
    const told = v.safeParse(toldSchema, data);
    return told.success && ((await desks[told.output.kind]?.told(told.output as ToldByPage, sender)) ?? false);
  });

  onMessage('errandChunk', async ({ data, sender }) => {
    const sent = v.safeParse(chunkSchema, data);
    const bytes = sent.success ? fromBase64(sent.output.base64) : null;
    return sent.success && bytes !== null && ((await desks[sent.output.kind]?.chunk?.({ ...sent.output, bytes }, sender)) ?? false);
  });

  onMessage('bytesWanted', async ({ data, sender }) => {
    const asked = v.safeParse(askedSchema, data);
    const bytes = asked.success ? await desks[asked.output.kind]?.file?.(asked.output, sender) : null;
    if (!asked.success || !bytes) return null;
    const { at } = asked.output;
    return { base64: toBase64(bytes.subarray(at, at + CHUNK)), size: bytes.length };
  });
}

/** Whether that is the page the errand goes on in: its tab, its top frame, its server. */
export function isFrom(sender: Sender, errand: StoredErrand): boolean {
  return sender.tab?.id === errand.tabId && sender.frameId === 0 && originOf(sender.url) === errand.origin;
}

/** Whether a page speaks of the errand that goes on there, and not of one that still waits for its tab. */
export function isHeard<Kind extends ErrandKind>(errand: StoredErrandOf<Kind> | null, id: string, sender: Sender): errand is StoredErrandOf<Kind> {
  return errand !== null && errand.id === id && errand.state !== 'awaited' && isFrom(sender, errand);
}

// Where they go on
// ------------------------------------------------------------

/** A script that was put into a page asks within moments what to do; until then nobody wonders where it is. */
const STARTING = 15_000;
const PATIENCE = 5_000;

/** Whether it really goes on, or may still begin. */
export async function goesOn(errand: StoredErrand): Promise<boolean> {
  return (errand.state === 'starting' && isWithin(STARTING, errand.at, Date.now())) || isAnswering(errand);
}

/** A tab may have lost its script, and a frozen one never answers. */
export async function isAnswering({ id, tabId }: StoredErrand): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE, false));
  return Promise.race([sendMessage('errandAlive', id, tabId).catch(() => false), late]);
}

/** Whether that tab is the errand's. One that waits for its tab to show something gives it a moment more. */
export async function isItsTab(errandKind: 'lists' | 'imports', tabId: number, what: 'loaded' | 'closed'): Promise<boolean> {
  const errand = await errandOf(errandKind, '');
  if (errand?.tabId !== tabId) return false;
  if (what === 'loaded' && errand.state === 'awaited') await new Promise((resolve) => setTimeout(resolve, SHOWING));
  return true;
}

/** Another tab, still open, has been given this at most so many milliseconds ago, and has not told of it yet. */
export async function isElsewhere(errand: StoredErrand | null, tabId: number, turn: number): Promise<boolean> {
  return errand !== null && errand.tabId !== tabId && isWithin(turn, errand.at, Date.now()) && (await hereOf(errand.tabId)) !== null;
}

/**
 * Puts the script into every open tab of that account. `open`: where there is none, one is opened, behind the page the
 * person looks at. Resolves with that tab: its page says who is signed in while it loads, and is asked from then on
 * (`pages.ts`, pageSeen).
 */
export async function visitTabs(plan: Plan, side: Side, open = false): Promise<number | null> {
  const shown = Object.entries(await allTabs()).filter(([, { seen }]) => sideOf(plan, seen) === side);
  for (const [id] of shown) await inject(Number(id), '/errand.js');
  const origin = plan[side]?.server.origin;
  return open && shown.length === 0 && origin !== undefined ? quietTab(`${origin}${exportPagePath}`) : null;
}
