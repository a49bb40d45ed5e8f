import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../browser/i18n';
import { sendMessage } from '../browser/messages';
import { accountOfTab, isUnknownPageOf, openStartPage, snapshotOfTab } from '../browser/tabs';
import type { AccountBadgeProps } from '../components/AccountBadge';
import { Button } from '../components/Button';
import { Checklist } from '../components/Checklist';
import { Notice } from '../components/Notice';
import { PopupShell } from '../components/PopupShell';
import { Snapshot } from '../components/Snapshot';
import { Welcome } from '../components/Welcome';
import { useT, WordsProvider } from '../components/words';
import type { Act } from '../journey/act';
import type { PersonEvent } from '../journey/events';
import { partyNames } from '../journey/names';
import { missingHosts, neededHosts, type Plan } from '../journey/plan';
import { currentStep, type Side, stepState, steps } from '../journey/steps';
import { text } from '../journey/text';
import { parseHandle, shownHandle } from '../lists/handle';
import { giveBackAtTheEnd } from './farewell';
import { rowsInWords } from './rows';
import { useTellMe } from './tell-me';
import { usePlan, useUnkept, useWords } from './use-plan';

export function Popup() {
  const words = useWords();
  const stored = usePlan();
  const isUnkept = useUnkept();
  useEffect(() => void sendMessage('viewOpened', undefined), []);
  if (words === null || stored === null) return null;
  return <WordsProvider value={words}>{stored.ok ? <Stored plan={stored.plan} isUnkept={isUnkept} /> : <Broken />}</WordsProvider>;
}

/** The stored plan cannot be read. */
function Broken() {
  const t = useT();
  return (
    <PopupShell route={null} links={links(t)}>
      <h1 class="unseen">{t(text('popup.title'))}</h1>
      <Notice
        tone="warn"
        title={t(text('popup.broken'))}
        body={[t(text('popup.brokenBody'))]}
        actions={[{ label: t(text('buttons.openStartPage')), onPress: () => leaveTo('manage') }]}
      />
    </PopupShell>
  );
}

function Stored({ plan, isUnkept }: { plan: Plan; isUnkept: boolean }) {
  return plan.old === null || plan.new === null ? <FirstVisit /> : <Move plan={plan} isUnkept={isUnkept} />;
}

function Move({ plan, isUnkept }: { plan: Plan; isUnkept: boolean }) {
  const t = useT();
  const states = steps.map(({ id }) => stepState(plan, id)).filter((state) => state !== 'blocked');
  const done = states.filter((state) => ['seen', 'said', 'skipped'].includes(state)).length;
  const press = (act: Act) =>
    void sendMessage('personPressed', act).then(() => {
      // The page that was opened is what the person wants to see now.
      if (['go', 'sign-up', 'start-page'].includes(act.kind)) window.close();
    });
  const did = (event: PersonEvent) => void sendMessage('personDid', event);
  const trail = { value: done, max: states.length, label: t(text('popup.progress', { done, total: states.length })) };
  const current = currentStep(plan);
  const tellMe = useTellMe(t);
  const [reported, setReported] = useState<{ markup: string | null } | null>(null);
  const [isUnknown, setIsUnknown] = useState(false);
  useEffect(() => void isUnknownPageOf(neededHosts(plan)).then(setIsUnknown), []);
  const report = { label: t(text('popup.snapshot.button')), onPress: () => void snapshotOfTab().then((markup) => setReported({ markup })) };
  if (reported !== null) return <Reported markup={reported.markup} onBack={() => setReported(null)} />;
  const giveBack = { label: t(text('start.manage.giveBack')), onPress: () => void giveBackAtTheEnd(plan) };
  return (
    <PopupShell route={{ old: badge(plan, 'old', t), new: badge(plan, 'new', t), trail }} links={[...links(t), ...(isUnknown ? [report] : [])]}>
      <h1 class="unseen">{t(text('popup.checklist'))}</h1>
      {isUnkept ? <Notice tone="stop" title={t(text('popup.unkept'))} body={[t(text('popup.unkeptBody'))]} actions={[]} /> : null}
      {current === null ? <Notice tone="done" title={t(text('popup.over'))} actions={plan.access.length === 0 ? [] : [giveBack]} /> : null}
      <Checklist label={t(text('popup.checklist'))} steps={rowsInWords(plan, t, { press, did, giveBack: giveBack.onPress }, tellMe)} current={current} />
    </PopupShell>
  );
}

/** The page in front, as it goes into a report. */
function Reported({ markup, onBack }: { markup: string | null; onBack(): void }) {
  const t = useT();
  return (
    <PopupShell route={null} links={[]}>
      <h1 class="unseen">{t(text('popup.title'))}</h1>
      <Snapshot
        title={t(text('popup.snapshot.title'))}
        body={t(text(markup === null ? 'popup.snapshot.none' : 'popup.snapshot.body'))}
        markup={markup}
        label={t(text('popup.snapshot.label'))}
        copy={t(text('popup.snapshot.copy'))}
        copied={t(text('popup.snapshot.copied'))}
        back={t(text('popup.snapshot.back'))}
        onCopy={(said) => navigator.clipboard.writeText(said)}
        onBack={onBack}
      />
    </PopupShell>
  );
}

/** Before anything is named: the account of the tab in front can be taken over (`activeTab`). */
function FirstVisit() {
  const t = useT();
  const [handle, setHandle] = useState<string | null>(null);
  useEffect(() => void accountOfTab().then(setHandle), []);
  const shown = handle === null ? '' : shownHandle(handle);
  return (
    <PopupShell route={null} links={[]}>
      <Welcome
        title={t(text('popup.welcome'))}
        body={[t(text('popup.welcomeBody'))]}
        start={{ label: t(text('popup.start')), onPress: () => leaveTo('now') }}
      />
      {handle === null ? null : (
        <div class="take">
          <Button label={t(text('popup.takeOld', { handle: shown }))} onPress={() => leaveTo(`old=${encodeURIComponent(handle)}`)} />
          <Button label={t(text('popup.takeNew', { handle: shown }))} onPress={() => leaveTo(`new=${encodeURIComponent(handle)}`)} />
        </div>
      )}
    </PopupShell>
  );
}

function badge(plan: Plan, side: Side, t: Translate): AccountBadgeProps {
  const party = plan[side];
  const parsed = parseHandle(party?.handle ?? '');
  const own = party ? neededHosts({ old: party, new: null }) : [];
  return {
    side,
    mark: t(text(`side.${side}`)),
    name: parsed.ok ? `@${parsed.value.username}` : t(text('popup.noAccount')),
    server: partyNames(party).server,
    // Given back at the end, it is missed no more.
    trouble: party?.gone
      ? t(text('popup.gone'))
      : currentStep(plan) !== null && missingHosts(plan).some((host) => own.includes(host))
        ? t(text('popup.noAccess'))
        : null,
  };
}

function links(t: Translate) {
  return [
    { label: t(text('popup.kit')), onPress: () => leaveTo('kit') },
    { label: t(text('popup.report')), onPress: () => leaveTo('report') },
    { label: t(text('popup.settings')), onPress: () => leaveTo('manage') },
  ];
}

function leaveTo(section: string) {
  void openStartPage(section).then(() => window.close());
}
