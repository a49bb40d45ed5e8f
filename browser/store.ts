/**
 * The settings in `storage.local`, what each tab shows in `storage.session`, and the plan, to be read:
 * `worker/plan-writer.ts` alone writes it.
 */

import { browser } from 'wxt/browser';
import type { PageSeen } from '../journey/facts';
import type { Plan } from '../journey/plan';
import type { StepId } from '../journey/steps';
import { type ReadPlan, readPlan } from '../journey/stored-plan';
import { isRecord } from '../lists/json';
import { item } from './item';
import type { Language } from './languages';
import { planItem } from './plan-item';
import { makeQueue } from './queue';

/**
 * The plan could not be written the last time it changed: the disk is full. Said to the person, gone with the next
 * write that succeeds.
 */
export const unkeptItem = item('session', 'unkept', false);
export const languageItem = item<Language>('local', 'language', 'auto');
export const foldedItem = item('local', 'folded', false);
/** The person wants to be told when waiting is over. */
export const notifyItem = item('local', 'notify', false);

/**
 * What a tab shows now, so that its card can be worked out again when the plan changes. Gone when the browser closes.
 */
export interface TabHere {
  seen: PageSeen;
  cameBy: StepId | null;
}
const tabsItem = item<Record<string, TabHere>>('session', 'tabs', {});
/** Tabs sent somewhere by a step's own button, until that page is seen. */
const arrivalsItem = item<Record<string, StepId>>('session', 'arrivals', {});

/**
 * The account that a press on the page in this tab would move to: asked about on the start page. Gone when the browser
 * closes.
 */
export interface Proposal {
  handle: string;
  tabId: number;
}
export const proposedItem = item<Proposal | null>('session', 'proposed', null);

/** Minutes until the recent imports are looked at again. */
export const SOON = 0.5;
export const lookItem = item('session', 'look', SOON);

export async function getPlan(): Promise<ReadPlan> {
  return readPlan(await planItem.getValue(), Date.now());
}

/** Calls back with the plan now and after every change. Returns the end of it. */
export function watchPlan(onPlan: (plan: ReadPlan) => void): () => void {
  void getPlan().then(onPlan);
  return planItem.watch((stored) => onPlan(readPlan(stored, Date.now())));
}

/** Calls back with the plan before and after each change, where both can be read. Returns the end of it. */
export function watchChanges(onChange: (before: Plan, after: Plan) => void): () => void {
  const listener = (changes: Record<string, { oldValue?: unknown; newValue?: unknown }>, area: string) => {
    const change = area === 'local' ? changes.plan : undefined;
    if (change === undefined) return;
    const [before, after] = [change.oldValue, change.newValue].map((stored) => readPlan(stored, Date.now()));
    if (before?.ok && after?.ok) onChange(before.plan, after.plan);
  };
  browser.storage.onChanged.addListener(listener);
  return () => browser.storage.onChanged.removeListener(listener);
}

/** One queue for everything that writes: two tabs load at the same moment, and neither may undo the other. */
export const inTurn = makeQueue();

export async function allTabs(): Promise<Record<string, TabHere>> {
  return tabsItem.getValue();
}

export async function hereOf(tabId: number): Promise<TabHere | null> {
  return (await tabsItem.getValue())[tabId] ?? null;
}

/** Notes what a tab shows (null: nothing of ours), and whether the person was sent there by the step's own button. */
export function noteTab(tabId: number, seen: PageSeen | null, isMeant: (step: StepId) => boolean = () => false): Promise<TabHere | null> {
  return inTurn(async () => {
    const { [tabId]: sentBy, ...arrivals } = await arrivalsItem.getValue();
    const { [tabId]: before, ...tabs } = await tabsItem.getValue();
    if (seen === null) {
      if (before !== undefined) await tabsItem.setValue(tabs);
      return null;
    }
    // The tab was closed after its page spoke: a note that still waits for its turn must not bring it back.
    if ((await browser.tabs.get(tabId).catch(() => null)) === null) return null;
    // A page that reports again is still the page that the button led to.
    const isSame = before !== undefined && shape(before.seen) === shape(seen);
    const isSent = sentBy !== undefined && isMeant(sentBy);
    const cameBy = isSent ? sentBy : isSame ? before.cameBy : null;
    if (isSent) await arrivalsItem.setValue(arrivals);
    const here = { seen, cameBy };
    await tabsItem.setValue({ ...tabs, [tabId]: here });
    return here;
  });
}

/** Chrome gives stored objects back with their keys in another order. */
function shape(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner));
}

/** The step's own button sends this tab somewhere. */
export function noteArrival(tabId: number, step: StepId): Promise<void> {
  return inTurn(async () => {
    await arrivalsItem.setValue({ ...(await arrivalsItem.getValue()), [tabId]: step });
  });
}

export function forgetTab(tabId: number): Promise<void> {
  return inTurn(async () => {
    const { [tabId]: _, ...tabs } = await tabsItem.getValue();
    const { [tabId]: __, ...arrivals } = await arrivalsItem.getValue();
    await tabsItem.setValue(tabs);
    await arrivalsItem.setValue(arrivals);
  });
}
