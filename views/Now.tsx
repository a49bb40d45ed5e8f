/** What is to be done now, and the whole way below it. */
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { sendMessage } from '../browser/messages';
import { Checklist } from '../components/Checklist';
import { useFocusOnArrival } from '../components/focus';
import { NowPanel } from '../components/NowPanel';
import { useT } from '../components/words';
import type { Act } from '../journey/act';
import type { PersonEvent } from '../journey/events';
import type { Plan } from '../journey/plan';
import { currentStep, hasMoved } from '../journey/steps';
import { text } from '../journey/text';
import { giveBackAtTheEnd } from './farewell';
import { onDemand } from './on-demand';
import { goTo, pageOfHash } from './route';
import { rowsInWords } from './rows';
import { useTellMe } from './tell-me';

type Props = {
  plan: Plan;
  /** The step's own place, which brings the button that counts. */
  children: ComponentChildren;
};

/** Loaded at the end. */
const Closing = onDemand<{ plan: Plan }>(() => import('./Closing').then(({ Closing }) => Closing));

export function Now({ plan, children }: Props) {
  const t = useT();
  const current = currentStep(plan);
  const giveBack = () => void giveBackAtTheEnd(plan);
  const press = (act: Act) => {
    if (act.kind === 'start-page') goTo(pageOfHash(act.section ?? 'now'));
    else void sendMessage('personPressed', act);
  };
  const did = (event: PersonEvent) => void sendMessage('personDid', event);
  const rows = rowsInWords(plan, t, { press, did, giveBack }, useTellMe(t));
  const row = rows.find(({ id }) => id === current);
  const over = {
    id: 'over',
    title: t(text('popup.over')),
    state: 'seen' as const,
    stateWord: '',
    side: null,
    body: [],
    primary: plan.access.length === 0 ? null : { label: t(text('start.manage.giveBack')), onPress: giveBack },
  };
  const shown = row ?? over;
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnArrival(heading, shown.title, shown.id);
  return (
    <>
      <NowPanel step={children === null ? shown : { ...shown, primary: null }} heading={heading} />
      {children}
      {hasMoved(plan) && (current === 'farewell' || current === null) ? <Closing plan={plan} /> : null}
      <section class="sheet way" aria-label={t(text('popup.checklist'))}>
        <h2>{t(text('popup.checklist'))}</h2>
        <Checklist label={t(text('popup.checklist'))} steps={rows} current={current} isFolded />
        <p class="aside">{t(text('start.pin'))}</p>
      </section>
    </>
  );
}
