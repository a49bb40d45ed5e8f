/**
 * Wires messages and browser events to what the background does. Holds no state: the browser may stop it at any moment.
 */
import { browser } from 'wxt/browser';
import { deleteFresh } from '../browser/fresh-store';
import { currentWords } from '../browser/i18n';
import { closeStorageToPages } from '../browser/item';
import { onNewsClicked, tellNews } from '../browser/notify';
import { dropAllShelved } from '../browser/piece-store';
import { giveBackAllBut, onAccessGiven } from '../browser/sites';
import { forgetTab, getPlan, languageItem, noteTab, watchChanges, watchPlan } from '../browser/store';
import { openStartPage } from '../browser/tabs';
import { actOfNews } from '../journey/news';
import { neededHosts, type Plan } from '../journey/plan';
import { ACCESS_ALARM, syncAccess } from './access';
import { perform } from './acts';
import { showBadge } from './badge';
import { ARCHIVE_ALARM, choresDesk, doChores } from './chores';
import { answerDetails, detailsDesk, readDetails } from './details';
import { answerErrands } from './errand';
import { answerFollowers, followersDesk, readFollowers } from './followers';
import { checkGrants, endWithoutAccess, GRANT_ALARM, grantTabAt, grantTabClosed } from './grants';
import { keepLooking, LOOK_ALARM } from './import/looks';
import { answerImports, importsDesk } from './import/messages';
import { alarmRang, checkImporting, importTabChanged } from './import/run';
import { answerKit } from './kit';
import { look, lookIfWaiting } from './look';
import { forgetReports } from './page-reports';
import { addressSeen, answerPages, stillThere } from './pages';
import { answerProfile, profileDesk } from './profile';
import { afterwards, redraw, redrawIf } from './redraw';
import { checkSaving, listsDesk, tabChanged } from './saving';
import { isOurs } from './sender';
import { answerViews } from './views';

/**
 * Registers every listener. To be called at once when the worker starts, or the browser drops the event that started
 * it.
 */
export function startBackground(): void {
  void closeStorageToPages();
  watchBrowser();
  watchTabs();
  watchStorage();
  onNewsClicked((key) => void newsClicked(key));
  // The worker may have been away: a run that ended meanwhile must not look as if it went on.
  void checkSaving();
  checkImporting().then(keepLooking);
  void checkGrants();
  void syncAccess();
  answerErrands({
    lists: listsDesk(redraw),
    imports: importsDesk(redraw),
    followers: followersDesk(redraw),
    details: detailsDesk(redraw),
    profile: profileDesk(redraw),
    chores: choresDesk(redraw),
  });
  for (const answer of [answerKit, answerImports, answerDetails, answerFollowers, answerProfile]) answer(redraw, isOurs);
  answerPages();
  answerViews();
}

function watchBrowser(): void {
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
    void checkGrants().then(() => doChores({ open: true }));
    // Access to look something up that came to nothing.
    void getPlan().then((stored) => (stored.ok ? giveBackAllBut(neededHosts(stored.plan)) : undefined));
  });
  onAccessGiven(() => void syncAccess({ openPages: true }));
  browser.permissions.onRemoved.addListener(() => void syncAccess().then(endWithoutAccess));
  browser.alarms.onAlarm.addListener(({ name }) => void (alarms[name] ?? look)());
}

const alarms: Record<string, () => Promise<unknown>> = {
  [LOOK_ALARM]: alarmRang,
  [ACCESS_ALARM]: () => syncAccess({ openPages: true }),
  [GRANT_ALARM]: checkGrants,
  [ARCHIVE_ALARM]: doChores,
};

function watchTabs(): void {
  browser.tabs.onRemoved.addListener((tabId) => {
    void forgetTab(tabId);
    forgetReports(tabId);
    void grantTabClosed(tabId);
    void tabChanged(tabId, 'closed').then(redrawIf);
    void importTabChanged(tabId, 'closed').then(redrawIf);
  });
  browser.tabs.onUpdated.addListener((tabId, { status, url, discarded }, tab) => {
    // Whatever the tab showed is gone; what it shows next, its own script will say.
    if (status === 'loading') void noteTab(tabId, null);
    // "loading" is also said of a download, which leaves the page as it is.
    if (status === 'complete' || discarded === true) {
      void tabChanged(tabId, 'loaded').then(redrawIf);
      void importTabChanged(tabId, 'loaded').then(redrawIf);
    }
    if (status === 'complete' && tab.url !== undefined) void stillThere(tabId, tab.url);
    if (url !== undefined) {
      void addressSeen(url);
      void grantTabAt(tabId, url);
    }
  });
}

function watchStorage(): void {
  watchPlan(() => void showBadge());
  watchChanges((before, after) => void tell(before, after));
  watchChanges((before, after) => void dropLeftovers(before, after));
  // Lists are saved first; settings, and who follows, come in the same press.
  watchChanges((before, after) => void (before.kit.saving !== null && after.kit.saving === null && readRest()));
  languageItem.watch(() => {
    void redraw();
    void showBadge();
  });
}

async function readRest(): Promise<void> {
  await readDetails();
  await readFollowers();
  await doChores();
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
