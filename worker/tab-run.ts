/**
 * What saving and importing share: a run in a tab of a server. It is noted in `storage.session` (`browser/store.ts`),
 * and driven by the script in that tab, so that nothing is lost when the worker is stopped.
 */
import * as v from 'valibot';
import type { Browser } from 'wxt/browser';
import type { RunInTab } from '../browser/store';
import { originOf } from './sender';

/** An injected script asks for its order within moments; until then nobody wonders where it is. */
const STARTING = 15_000;
const PATIENCE = 5_000;

export const shortText = v.pipe(v.string(), v.maxLength(2_000));
export const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
/** How many slices a file came in: more than the largest has. */
export const chunkCount = v.pipe(wholeNumber, v.maxValue(1_000));
/** One slice of a file, as `page/chunks.ts` sends it: its place, and at most 4 MB of text. */
export const chunkEntries = { index: chunkCount, base64: v.pipe(v.string(), v.maxLength(4 * 1_048_576)) };

/** Whether that is the page the run goes on in: its tab, its top frame, its server. */
export function isFrom(sender: Browser.runtime.MessageSender, run: RunInTab): boolean {
  return sender.tab?.id === run.tabId && sender.frameId === 0 && originOf(sender.url) === run.origin;
}

/**
 * What a page says of the run that is going on, in the right shape. Null for anything else, and for a run that still
 * waits for its tab.
 */
export function heardOf<Run extends RunInTab, Schema extends v.GenericSchema<unknown, { run: string }>>(
  run: Run | null,
  schema: Schema,
  data: unknown,
  sender: Browser.runtime.MessageSender,
): { run: Run; said: v.InferOutput<Schema> } | null {
  const parsed = v.safeParse(schema, data);
  if (!parsed.success || run === null || parsed.output.run !== run.id || run.state === 'awaited' || !isFrom(sender, run)) return null;
  return { run, said: parsed.output };
}

/** Its script was put into the tab just now, and may not have asked yet. */
export function isStarting({ state, at }: RunInTab): boolean {
  return state === 'starting' && Date.now() - at < STARTING;
}

/** A tab may have lost its script, and a frozen one never answers. */
export async function isAnswered(ask: Promise<boolean>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE, false));
  return Promise.race([ask.catch(() => false), late]);
}
