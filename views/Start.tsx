import type { ComponentChild, ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { sendMessage } from '../browser/messages';
import { Hero } from '../components/Hero';
import { Notice } from '../components/Notice';
import { MainHeading } from '../components/Sheet';
import { StartShell } from '../components/StartShell';
import { useT, WordsProvider } from '../components/words';
import { hasAskPage } from '../journey/granting';
import { isGranted } from '../journey/grants';
import { isOldOutOfReach, missingHosts, type Plan } from '../journey/plan';
import { hasProfilePage } from '../journey/profile-rows';
import { comparable } from '../journey/report/report';
import { failedLists as failedToSave } from '../journey/saving';
import { currentStep, hasMoved, steps } from '../journey/steps';
import { type Text, text } from '../journey/text';
import { onDemand } from './on-demand';
import { Proposed, useProposal } from './Proposed';
import { type StartPageId, usePage } from './route';
import { languageChoices, useLanguageSetting } from './use-language';
import { usePlan, useUnkept, useWords } from './use-plan';

interface PageProps {
  plan: Plan;
}

const Accounts = onDemand<PageProps>(() => import('./Accounts').then(({ Accounts }) => Accounts));
const Manage = onDemand<object>(() => import('./Manage').then(({ Manage }) => Manage));

interface Page {
  id: StartPageId;
  label: Text;
  isThere: (plan: Plan) => boolean;
  /** What is new there, in two or three words. */
  news?: (plan: Plan) => Text | null;
  Draw: (props: PageProps) => ComponentChild;
}

const Repaired = onDemand<object>(() => import('./Repaired').then(({ Repaired }) => Repaired));
const Now = onDemand<PageProps & { children: ComponentChildren }>(() => import('./Now').then(({ Now }) => Now));

/**
 * The pages of the start page, in the order of the navigation. A new page is a new line here, and its name in
 * `views/route.ts`.
 */
const pages: readonly Page[] = [
  { id: 'now', label: text('start.now'), isThere: () => true, Draw: Home },
  {
    id: 'inventory',
    label: text('inventory.nav'),
    isThere: (plan) => plan.old !== null && plan.new !== null && !isOldOutOfReach(plan) && missingHosts(plan).length === 0,
    Draw: onDemand(() => import('./Inventory').then(({ Inventory }) => Inventory)),
  },
  {
    id: 'kit',
    label: text('kit.title'),
    isThere: (plan) => plan.old !== null,
    news: savingNews,
    Draw: onDemand(() => import('./Kit').then(({ Kit }) => Kit)),
  },
  {
    id: 'import',
    label: text('imports.nav'),
    isThere: (plan) => plan.new?.handle != null && missingHosts(plan).length === 0 && Object.keys(plan.kit.lists).length > 0,
    news: ({ imports: { run } }) => (run.state === 'idle' ? null : text(`start.news.${run.state}`)),
    Draw: onDemand(() => import('./Import').then(({ Import }) => Import)),
  },
  {
    id: 'report',
    label: text('report.nav'),
    isThere: (plan) => plan.new?.handle != null && (hasMoved(plan) || comparable(plan).length > 0),
    Draw: onDemand(() => import('./Report').then(({ ReportPage }) => ReportPage)),
  },
  {
    id: 'profile',
    label: text('profile.nav'),
    isThere: hasProfilePage,
    news: ({ profile: { job } }) => (job === null ? null : text('start.news.running')),
    Draw: onDemand(() => import('./Profile').then(({ ProfilePage }) => ProfilePage)),
  },
  {
    id: 'ask',
    label: text('ask.nav'),
    isThere: hasAskPage,
    news: ({ grants }) => ([grants.old, grants.new].some(isGranted) ? text('start.news.running') : null),
    Draw: onDemand(() => import('./AskOnce').then(({ AskOnce }) => AskOnce)),
  },
  {
    id: 'archive',
    label: text('archive.title'),
    isThere: (plan) => plan.old !== null,
    news: (plan) => (plan.seen.old.exports?.archive === 'ready' ? text('start.news.ready') : null),
    Draw: onDemand(() => import('./Archive').then(({ Archive }) => Archive)),
  },
  { id: 'accounts', label: text('start.accounts'), isThere: (plan) => !isBeforeAccess(plan), Draw: Both },
  { id: 'manage', label: text('start.manage.title'), isThere: () => true, Draw: Manage },
];

export function Start() {
  const words = useWords();
  const stored = usePlan();
  const isUnkept = useUnkept();
  const asked = usePage();
  const [setting, setLanguage] = useLanguageSetting();
  useEffect(() => void sendMessage('viewOpened', undefined), []);
  // Chrome keeps the kit then when the disk runs short, and asks nobody. Firefox would ask.
  useEffect(() => void (import.meta.env.FIREFOX ? undefined : navigator.storage.persist()), []);
  useEffect(() => scrollTo(0, 0), [asked]);
  const plan = stored?.ok ? stored.plan : null;
  // The answer to it may change what is to be done: until then, nothing else is asked there.
  const proposed = useProposal(plan);
  const there = plan === null ? [] : pages.filter((page) => page.isThere(plan));
  // An address that is kept may name a page that is not there yet, or no more.
  const page = there.find(({ id }) => id === asked) ?? there[0];
  const title = words === null || page === undefined ? null : words.t(page.label);
  useEffect(() => {
    if (title !== null) document.title = `${title} – Transhumance`;
  }, [title]);
  if (words === null || stored === null) return null;
  const { t } = words;
  const news = (one: Page) => (plan === null ? null : (one.news?.(plan) ?? null));
  return (
    <WordsProvider value={words}>
      <StartShell
        appName={t(text('popup.title'))}
        skip={t(text('start.skip'))}
        navLabel={t(text('start.nav'))}
        nav={there.map((one) => {
          const said = news(one);
          return { label: t(one.label), href: `#${one.id}`, isCurrent: one === page, news: said && t(said) };
        })}
        language={{ label: t(text('start.language')), value: setting, choices: languageChoices(t), onChoose: setLanguage }}
        footnote={t(text('start.footnote'))}
      >
        {isUnkept ? <Notice tone="stop" title={t(text('popup.unkept'))} body={[t(text('popup.unkeptBody'))]} isNews /> : null}
        {plan === null || proposed === null ? null : <Proposed proposed={proposed} plan={plan} />}
        {plan?.repairedAt == null ? null : <Repaired />}
        {plan === null || page === undefined ? (
          <MainHeading.Provider value="h1">
            <Notice tone="stop" title={t(text('popup.broken'))} body={[t(text('start.brokenBody'))]} />
            <Manage />
          </MainHeading.Provider>
        ) : (
          <MainHeading.Provider value={page.id === 'now' ? 'h2' : 'h1'}>
            <div id={page.id} key={page.id}>
              {proposed !== null && page.id === 'now' ? <h1 class="unseen">{title}</h1> : <page.Draw plan={plan} />}
            </div>
          </MainHeading.Provider>
        )}
      </StartShell>
    </WordsProvider>
  );
}

/** Both accounts are not named yet, or their servers may not be looked at: that comes before everything else. */
function isBeforeAccess(plan: Plan): boolean {
  return plan.old === null || plan.new === null || (missingHosts(plan).length > 0 && currentStep(plan) !== null);
}

/** What the person needs now: at first the two fields, then the step in hand. */
function Home({ plan }: PageProps) {
  const t = useT();
  if (isBeforeAccess(plan)) {
    return (
      <>
        {plan.old === null && plan.new === null ? <Welcome /> : <h1 class="unseen">{t(text('steps.accounts.title'))}</h1>}
        <Both plan={plan} />
      </>
    );
  }
  const place = placeOf(plan);
  return (
    <Now plan={plan}>
      {place === null ? null : (
        <div id={place.id} key={place.id}>
          <place.Draw plan={plan} />
        </div>
      )}
    </Now>
  );
}

/** Where the step in hand is done on a page of ours, it is done here. */
function placeOf(plan: Plan): Page | null {
  const step = currentStep(plan);
  const id = step === 'import' ? 'import' : step === 'arrive' && comparable(plan).length > 0 ? 'report' : null;
  return pages.find((page) => page.id === id && page.isThere(plan)) ?? null;
}

function Both({ plan }: PageProps) {
  // A new move starts with empty fields.
  return <Accounts key={plan.startedAt} plan={plan} />;
}

function Welcome() {
  const t = useT();
  return (
    <Hero
      title={t(text('popup.welcome'))}
      time={t(text('start.hero.time'))}
      steps={{ label: t(text('start.hero.steps')), titles: steps.map(({ id }) => t(text(`steps.${id}.title`))) }}
      never={{ title: t(text('start.hero.never')), promises: (['press', 'post', 'see'] as const).map((what) => t(text(`start.hero.${what}`))) }}
    />
  );
}

function savingNews(plan: Plan): Text | null {
  if (plan.kit.saving !== null) return text('start.news.running');
  if (plan.kit.paused !== null || failedToSave(plan).length > 0) return text('start.news.paused');
  const count = Object.keys(plan.kit.lists).length;
  return count === 0 ? null : text('start.news.lists', { count });
}
