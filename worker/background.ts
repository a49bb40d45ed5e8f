/**
 * The one writer of the plan. Wires messages and browser events to it; holds no state: the browser may stop it at any
 * moment.
 */
import * as v from 'valibot';
import { type Browser, browser } from 'wxt/browser';
import { deleteDatabase } from '../browser/database';
import { deleteFresh } from '../browser/fresh-store';
import { currentWords } from '../browser/i18n';
import { closeStorageToPages } from '../browser/item';
import { onMessage, sendMessage } from '../browser/messages';
import { onNewsClicked, tellNews } from '../browser/notify';
import { dropAllShelved } from '../browser/piece-store';
import { giveBackAllBut, giveBackEverything, grantedHosts, inject, isWatched, onAccessGiven, register, watchedHosts, watchOpenPages } from '../browser/sites';
import { allTabs, foldedItem, forgetTab, getPlan, hereOf, languageItem, noteTab, proposedItem, type TabHere, watchChanges, watchPlan } from '../browser/store';
import { openStartPage } from '../browser/tabs';
import { actSchema } from '../journey/act';
import { placeOf } from '../journey/door';
import { pageSeenSchema } from '../journey/facts';
import { actOfNews } from '../journey/news';
import { neededHosts, type Plan, sidesAt } from '../journey/plan';
import { personEventSchema } from '../journey/reduce';
import { lookAgainAt, pageOf, waitsForOthers } from '../journey/steps';
import { perform } from './acts';
import { showBadge } from './badge';
import { drawCard, pressedAct } from './card';
import { answerDetailReader, readDetails } from './details';
import { answerFollowerReader, readFollowers } from './followers';
import { keepLooking, LOOK_ALARM } from './import/looks';
import { answerBringer } from './import/messages';
import { alarmRang, bringTabChanged, checkBringing, endBringing, pageSeenWhileBringing } from './import/run';
import { lookOutside } from './look-up';
import { clearAll, dispatch } from './plan-writer';
import { answerCarrier, checkKit, checkSaving, endSaving, pageSeenWhileSaving, tabChanged } from './saving';

/**
 * Registers every listener. To be called at once when the worker starts, or the browser drops the event that started
 * it.
 */
export function startBackground(): void {
  void closeStorageToPages();
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install') void openStartPage();
    void syncAccess({ openPages: true });
    void lookIfWaiting();
    // What the browser drops late, while it sets an update up, is put back.
    void browser.alarms.create(ACCESS_ALARM, { delayInMinutes: 0.5 });
  });
  browser.runtime.onStartup.addListener(() => {
    // Firefox forgets alarms when it ends.
    void lookIfWaiting();
    // Access to look something up that came to nothing.
    void getPlan().then((stored) => (stored.ok ? giveBackAllBut(neededHosts(stored.plan)) : undefined));
  });
  onAccessGiven(() => void syncAccess({ openPages: true }));
  browser.permissions.onRemoved.addListener(() => void syncAccess());
  browser.tabs.onRemoved.addListener((tabId) => {
    void forgetTab(tabId);
    chatter.delete(tabId);
    void tabChanged(tabId, 'closed').then(redrawIf);
    void bringTabChanged(tabId, 'closed').then(redrawIf);
  });
  browser.tabs.onUpdated.addListener((tabId, { status, url, discarded }, tab) => {
    // Whatever the tab showed is gone; what it shows next, its own script will say.
    if (status === 'loading') void noteTab(tabId, null);
    // "loading" is also said of a download, which leaves the page as it is.
    if (status === 'complete' || discarded === true) {
      void tabChanged(tabId, 'loaded').then(redrawIf);
      void bringTabChanged(tabId, 'loaded').then(redrawIf);
    }
    if (status === 'complete' && tab.url !== undefined) void stillThere(tabId, tab.url);
    if (url !== undefined) void addressSeen(url);
  });
  browser.alarms.onAlarm.addListener(({ name }) => void (name === LOOK_ALARM ? alarmRang() : name === ACCESS_ALARM ? syncAccess({ openPages: true }) : look()));
  watchPlan((stored) => void showBadge(stored.ok ? stored.plan : null));
  watchChanges((before, after) => void tell(before, after));
  watchChanges((before, after) => void dropLeftovers(before, after));
  // Lists are saved first; settings, and who follows, come in the same press.
  watchChanges((before, after) => void (before.kit.saving !== null && after.kit.saving === null && readRest()));
  onNewsClicked((key) => void newsClicked(key));
  languageItem.watch(() => {
    void redraw();
    void getPlan().then((stored) => showBadge(stored.ok ? stored.plan : null));
  });
  // The worker may have been away: a run that ended meanwhile must not look as if it went on.
  void checkSaving();
  checkBringing().then(keepLooking);
  void syncAccess();
  answerCarrier(redraw, isOurs);
  answerBringer(redraw, isOurs);
  answerDetailReader(redraw, isOurs);
  answerFollowerReader(redraw, isOurs);

  onMessage('pageSeen', async ({ data, sender }) => {
    const tabId = sender.tab?.id;
    const parsed = v.safeParse(pageSeenSchema, data);
    // A page may only speak for itself: what it says it is must be where it is.
    if (tabId === undefined || sender.frameId !== 0 || !parsed.success || !isFrom(sender.url, parsed.output.url)) return;
    const report = await itsTurn(tabId);
    if (report === null) return;
    const seen = parsed.output;
    const before = await getPlan();
    const plan = await dispatch({ type: 'pageSeen', seen });
    const here = await noteTab(tabId, seen, (step) => plan !== null && pageOf(plan, step) === seen.page);
    hasSpoken(tabId, report);
    if (plan === null || here === null) return;
    await pageSeenWhileSaving(tabId, seen);
    await pageSeenWhileBringing(before.ok ? before.plan : plan, plan, tabId, seen);
    await readDetails();
    await readFollowers();
    if ((await cardFor(plan, here)) !== null) await inject(tabId, '/guide.js');
    await redraw();
    if (['migration', 'aliases', 'auth-edit'].includes(seen.page) || waitsForOthers(plan)) await look();
  });

  onMessage('cardWanted', async ({ sender }) => {
    const here = await shownBy(sender);
    const stored = await getPlan();
    return here === null || !stored.ok ? null : cardFor(stored.plan, here);
  });

  onMessage('cardPressed', async ({ data, sender }) => {
    const tabId = sender.tab?.id;
    const here = await shownBy(sender);
    const stored = await getPlan();
    if (here === null || !stored.ok) return;
    const act = pressedAct(stored.plan, here, data);
    if (act?.kind === 'choose-new' && tabId !== undefined) {
      // A server's page can put our card under the pointer: whom the person moves to is asked on a page that is ours
      // alone.
      await proposedItem.setValue({ handle: act.handle, tabId });
      await openStartPage();
    } else if (act !== null) await afterwards(await perform(stored.plan, act, tabId));
  });

  onMessage('cardFolded', async ({ data, sender }) => {
    if ((await shownBy(sender)) !== null) await foldedItem.setValue(data === true);
  });

  onMessage('personPressed', async ({ data, sender }) => {
    const act = v.safeParse(actSchema, data);
    const stored = await getPlan();
    if (!isOurs(sender.url) || !act.success || !stored.ok) return;
    await afterwards(await perform(stored.plan, act.output));
    if (act.output.kind === 'choose-new') await backToProposal();
  });

  onMessage('personDid', async ({ data, sender }) => {
    const event = v.safeParse(personEventSchema, data);
    if (!isOurs(sender.url) || !event.success) return;
    const plan = await dispatch(event.output);
    if (event.output.type === 'startedOver') await Promise.all([endSaving(), endBringing()]);
    if (event.output.type === 'accountsNamed') await checkKit();
    if (plan !== null && (event.output.type === 'accountsNamed' || event.output.type === 'startedOver')) {
      await giveBackAllBut(neededHosts(plan));
      await syncAccess({ openPages: true });
    }
    await redraw();
  });

  onMessage('viewOpened', async ({ sender }) => {
    if (!isOurs(sender.url)) return;
    await syncAccess();
    await checkSaving();
    await checkBringing();
    await checkKit();
    await look();
  });

  onMessage('forgetEverything', async ({ sender }) => {
    if (!isOurs(sender.url)) return false;
    // Access first, and nothing that fails keeps the rest from going. The plan last: until then somebody may still
    // write to it.
    const stages = [[() => register([]), giveBackEverything], [endSaving, endBringing], [deleteDatabase], [clearAll]];
    let failed = 0;
    for (const stage of stages) failed += (await Promise.allSettled(stage.map((forget) => forget()))).filter(({ status }) => status === 'rejected').length;
    await redraw();
    return failed === 0;
  });
}

async function readRest(): Promise<void> {
  await readDetails();
  await readFollowers();
}

const ACCESS_ALARM = 'access';

/** What the browser allows, into the plan; the script on exactly the allowed servers' pages. */
async function syncAccess({ openPages = false } = {}): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok) return;
  const hosts = await grantedHosts(neededHosts(stored.plan));
  const isSame = hosts.length === stored.plan.access.length && hosts.every((host) => stored.plan.access.includes(host));
  const plan = isSame ? stored.plan : await dispatch({ type: 'accessChanged', hosts });
  if (plan === null) return;
  // Just after an update, Chromium may not know yet what was given: what is lost is asked for once more.
  if (hosts.length < stored.plan.access.length) await browser.alarms.create(ACCESS_ALARM, { delayInMinutes: 0.5 });
  await register(watchedHosts(plan));
  if (openPages) await watchOpenPages(watchedHosts(plan));
  if (!isSame) await redraw();
}

/** Lists and pieces that the plan no longer names. The kit stays until the person deletes it (docs/rules.md 4). */
async function dropLeftovers(before: Plan, after: Plan): Promise<void> {
  if (Object.keys(before.fresh.lists).length > 0 && Object.keys(after.fresh.lists).length === 0) await deleteFresh();
  if (before.imports.pieces.length > 0 && after.imports.pieces.length === 0) await dropAllShelved();
}

async function newsClicked(key: string): Promise<void> {
  const stored = await getPlan();
  const act = stored.ok ? actOfNews(stored.plan, key) : null;
  if (stored.ok && act !== null) await afterwards(await perform(stored.plan, act));
}

async function tell(before: Plan, after: Plan) {
  const { t } = await currentWords();
  await tellNews(before, after, t);
}

async function cardFor(plan: Plan, here: TabHere) {
  const { t, language } = await currentWords();
  return drawCard(plan, here, t, { language, folded: await foldedItem.getValue() });
}

/**
 * Every open page of ours shows what the plan says now. A page whose card's script is not there yet gets it when there
 * is something to say.
 */
async function redraw(): Promise<void> {
  const stored = await getPlan();
  const tabs = await allTabs();
  await Promise.all(
    Object.entries(tabs).map(async ([id, here]) => {
      const tabId = Number(id);
      const card = stored.ok ? await cardFor(stored.plan, here) : null;
      const shown = await sendMessage('cardChanged', card, tabId).catch(() => false);
      if (shown !== true && card !== null) await inject(tabId, '/guide.js');
    }),
  );
}

/**
 * A download loads and completes like a page, and leaves the page where it is: then that page says again what it shows.
 * Or the browser has lost our script.
 */
async function stillThere(tabId: number, url: string): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok || !isWatched(url, neededHosts(stored.plan)) || (await hereOf(tabId)) !== null || isSpeaking(tabId)) return;
  await syncAccess();
  await inject(tabId, '/watch.js');
}

/** After a button: the tab it led to may already show the page it is about, and everything else may have changed. */
async function afterwards(tabId: number | null): Promise<void> {
  const here = tabId === null ? null : await hereOf(tabId);
  const stored = await getPlan();
  if (tabId !== null && here !== null && stored.ok) await noteTab(tabId, here.seen, (step) => pageOf(stored.plan, step) === here.seen.page);
  await redraw();
}

/**
 * Sign-in, sign-up and set-up pages, and the web app, hold no script of ours: the address alone says where the person
 * stands.
 */
async function addressSeen(url: string): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok || !URL.canParse(url)) return;
  const { origin, pathname } = new URL(url);
  if (sidesAt(stored.plan, origin).length === 0) return;
  const place = placeOf(pathname);
  if (place === null) return;
  await dispatch({ type: 'doorSeen', origin, place });
  await redraw();
}

/** Whom to move to was asked in between: the person goes on where that was pressed. */
async function backToProposal(): Promise<void> {
  const proposed = await proposedItem.getValue();
  if (proposed === null) return;
  await proposedItem.setValue(null);
  await browser.tabs.update(proposed.tabId, { active: true }).catch(() => undefined);
}

async function redrawIf(changed: boolean): Promise<void> {
  if (changed) await redraw();
}

async function lookIfWaiting(): Promise<void> {
  const stored = await getPlan();
  if (stored.ok && lookAgainAt(stored.plan, Date.now()) !== null) await look();
}

let going: Promise<unknown> = Promise.resolve();
let queued: Promise<void> | null = null;

/**
 * Asked for while one goes on, the next begins when that ends, once for all who asked: then what was just read is
 * fresh. Worth no more than a request.
 */
function look(): Promise<void> {
  queued ??= going
    .catch(() => undefined)
    .then(() => {
      queued = null;
      const now = lookNow();
      going = now;
      return now;
    });
  return queued;
}

async function lookNow(): Promise<void> {
  const stored = await getPlan();
  if (!stored.ok) return;
  const plan = await dispatch({ type: 'timePassed' }, ...(await lookOutside(stored.plan)));
  // Also when nothing was answered this time: a server that is down for a while must not end it.
  const when = plan === null ? null : lookAgainAt(plan, Date.now());
  if (when !== null) await browser.alarms.create('look', { when });
  await redraw();
}

/** More than anybody can leaf through: whatever makes a page say so much, it must not cause as many requests. */
const REPORTS = 20;
const REPORTS_IN = 10_000;
interface Chatter {
  /** When the tab was heard lately, in milliseconds. */
  heard: number[];
  /** The report that came last, until it is noted. */
  newest: symbol | null;
}
/** What each tab said lately. Lost with the worker, it costs nothing. */
const chatter = new Map<number, Chatter>();

/**
 * Resolves when a report that has just come may be heard; null: it may not. The last one of a tab always may, though it
 * may have to wait: a page that nobody listened to would stay without a card.
 */
async function itsTurn(tabId: number): Promise<symbol | null> {
  const newest = Symbol('report');
  const { heard } = chatter.get(tabId) ?? { heard: [] };
  const now = Date.now();
  const lately = heard.filter((at) => now - at < REPORTS_IN);
  const first = lately.at(-REPORTS);
  const wait = first === undefined ? 0 : first + REPORTS_IN - now;
  chatter.set(tabId, { heard: wait > 0 ? lately : [...lately, now], newest });
  if (wait <= 0) return newest;
  await new Promise((resolve) => setTimeout(resolve, wait));
  const noted = chatter.get(tabId);
  if (noted?.newest !== newest) return null;
  chatter.set(tabId, { heard: [...noted.heard, Date.now()], newest });
  return newest;
}

function hasSpoken(tabId: number, report: symbol): void {
  const said = chatter.get(tabId);
  if (said?.newest === report) said.newest = null;
}

/** A report of this tab is on its way: it need not be asked for. */
function isSpeaking(tabId: number): boolean {
  return (chatter.get(tabId)?.newest ?? null) !== null;
}

/** What the page that speaks has shown; null where the tab has gone on to another server, and for a frame in it. */
async function shownBy({ tab, frameId, url }: Browser.runtime.MessageSender): Promise<TabHere | null> {
  const here = tab?.id === undefined || frameId !== 0 ? null : await hereOf(tab.id);
  const isThere = here !== null && url !== undefined && URL.canParse(url) && new URL(url).origin === new URL(here.seen.url).origin;
  return isThere ? here : null;
}

/** The same page, the query apart. */
function isFrom(sender: string | undefined, url: string): boolean {
  if (sender === undefined || !URL.canParse(sender)) return false;
  const { origin, pathname } = new URL(sender);
  return `${origin}${pathname}` === url;
}

function isOurs(sender: string | undefined): boolean {
  return sender?.startsWith(browser.runtime.getURL('/')) ?? false;
}
