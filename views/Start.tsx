import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ShownLanguage, Translate } from '../browser/i18n';
import { sendMessage } from '../browser/messages';
import { translator } from '../browser/translator';
import { Notice } from '../components/Notice';
import { StartShell } from '../components/StartShell';
import { farewellSentences } from '../journey/farewell';
import { isOldOutOfReach, missingHosts, type Plan } from '../journey/plan';
import { comparable } from '../journey/report/report';
import { currentStep, hasMoved, isAllOver, stepOf, wayTo } from '../journey/steps';
import { type Text, text } from '../journey/text';
import { Accounts } from './Accounts';
import { giveBackAtTheEnd } from './farewell';
import { languageChoices, Manage, useLanguageSetting } from './Manage';
import { onDemand } from './on-demand';
import { Proposed } from './Proposed';
import { usePlan, useUnkept, useWords } from './use-plan';

interface SectionProps {
  plan: Plan;
  t: Translate;
  language: ShownLanguage;
}

/** What the page consists of, in the order shown. A new part is a new line here. */
const sections: readonly { id: string; label: Text; isThere: (plan: Plan) => boolean; Draw: (props: SectionProps) => ComponentChild }[] = [
  { id: 'accounts', label: text('start.accounts'), isThere: () => true, Draw: Both },
  {
    id: 'what',
    label: text('what.nav'),
    isThere: (plan) => plan.old !== null && plan.new !== null && !isOldOutOfReach(plan) && missingHosts(plan).length === 0 && !hasMoved(plan),
    Draw: onDemand('what', () => import('./WhatMoves').then(({ WhatMoves }) => WhatMoves)),
  },
  {
    id: 'kit',
    label: text('kit.title'),
    isThere: (plan) => plan.old !== null,
    Draw: onDemand('kit', () => import('./Kit').then(({ Kit }) => Kit)),
  },
  {
    id: 'import',
    label: text('imports.nav'),
    isThere: (plan) => plan.new?.handle != null && missingHosts(plan).length === 0 && Object.keys(plan.kit.lists).length > 0,
    Draw: onDemand('import', () => import('./Import').then(({ Import }) => Import)),
  },
  {
    id: 'report',
    label: text('report.nav'),
    isThere: (plan) => plan.new?.handle != null && (hasMoved(plan) || comparable(plan).length > 0),
    Draw: onDemand('report', () => import('./Report').then(({ Report }) => Report)),
  },
  {
    id: 'archive',
    label: text('archive.title'),
    isThere: (plan) => plan.old !== null,
    Draw: onDemand('archive', () => import('./Archive').then(({ Archive }) => Archive)),
  },
  { id: 'manage', label: text('start.manage.title'), isThere: () => true, Draw: Manage },
];

export function Start() {
  const words = useWords(translator);
  const stored = usePlan();
  const isUnkept = useUnkept();
  const [setting, setLanguage] = useLanguageSetting();
  useEffect(() => void sendMessage('viewOpened', undefined), []);
  // Chrome keeps the kit then when the disk runs short, and asks nobody. Firefox would ask.
  useEffect(() => void (import.meta.env.FIREFOX ? undefined : navigator.storage.persist()), []);
  const isDrawn = words !== null && stored !== null;
  // The browser looked for the section before it was there.
  useEffect(() => {
    if (isDrawn) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [isDrawn]);
  if (words === null || stored === null) return null;
  const { t, language } = words;
  const plan = stored.ok ? stored.plan : null;
  const shown = plan === null ? [] : sections.filter((section) => section.isThere(plan));
  return (
    <StartShell
      appName={t(text('popup.title'))}
      skip={t(text('start.skip'))}
      navLabel={t(text('start.nav'))}
      nav={shown.map(({ id, label }) => ({ label: t(label), href: `#${id}`, isCurrent: location.hash === `#${id}` }))}
      language={{ label: t(text('start.language')), value: setting, choices: languageChoices(t), onChoose: setLanguage }}
      footnote={t(text('start.footnote'))}
    >
      {isUnkept ? <Notice tone="stop" title={t(text('popup.unkept'))} body={[t(text('popup.unkeptBody'))]} isNews /> : null}
      {plan === null ? null : <Proposed plan={plan} t={t} />}
      {plan?.repairedAt == null ? null : <Repaired t={t} />}
      {plan === null ? (
        <>
          <Notice tone="stop" title={t(text('popup.broken'))} body={[t(text('popup.brokenBody'))]} />
          <Manage t={t} />
        </>
      ) : (
        shown.map(({ id, Draw }) => (
          <div id={id} key={id}>
            <Draw plan={plan} t={t} language={language} />
          </div>
        ))
      )}
    </StartShell>
  );
}

function Both({ plan, t }: SectionProps) {
  return (
    <>
      {/* A new move starts with empty fields. */}
      <Accounts key={plan.startedAt} plan={plan} t={t} />
      <Onward plan={plan} t={t} />
      <Farewell plan={plan} t={t} />
    </>
  );
}

/** Once the accounts are settled: the way to the first thing to do. */
function Onward({ plan, t }: { plan: Plan; t: Translate }) {
  const current = currentStep(plan);
  if (plan.old === null || plan.new === null || missingHosts(plan).length > 0 || current === null || stepOf(current).page === null) return null;
  const onPress = () => void sendMessage('personPressed', wayTo(plan, current));
  return (
    <Notice
      tone="done"
      title={t(text('start.ready.title'))}
      body={[t(text('start.ready.body'))]}
      actions={[{ label: t(text('start.ready.button')), look: 'primary', onPress }]}
    />
  );
}

/** The last step has no page of its own: here, as in the popup, the person ends the move. */
function Farewell({ plan, t }: { plan: Plan; t: Translate }) {
  const current = currentStep(plan);
  if (plan.access.length === 0 || (current !== 'farewell' && current !== null)) return null;
  const giveBack = { label: t(text('start.manage.giveBack')), look: 'primary' as const, onPress: () => void giveBackAtTheEnd(plan) };
  const done = { label: t(text('buttons.done')), onPress: () => void sendMessage('personDid', { type: 'said', step: 'farewell', what: 'done' }) };
  return (
    <Notice
      tone="done"
      title={t(text(current === null ? 'popup.over' : 'steps.farewell.title'))}
      body={current === null ? [] : farewellSentences(plan).map(t)}
      actions={[...(isAllOver(plan, 'farewell') ? [giveBack] : []), ...(current === null ? [] : [done])]}
    />
  );
}

/** Parts of the stored plan could not be read: what that means, and until when it is said. */
export function Repaired({ t }: { t: Translate }) {
  const onPress = () => void sendMessage('personDid', { type: 'repairSeen' });
  return (
    <Notice
      tone="warn"
      title={t(text('popup.repaired'))}
      body={[t(text('popup.repairedBody'))]}
      actions={[{ label: t(text('buttons.understood')), onPress }]}
      isNews
    />
  );
}
