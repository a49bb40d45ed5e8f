/** The checklist's rows in words, with what their buttons ask of the background. */

import type { Translate } from '../browser/i18n';
import type { Act } from '../journey/act';
import { type ChecklistRow, checklist } from '../journey/checklist';
import type { PersonEvent } from '../journey/events';
import type { Plan } from '../journey/plan';
import type { RowButton } from '../journey/step-words';
import { text } from '../journey/text';
import type { TellMe } from './tell-me';

interface Press {
  label: string;
  onPress(): void;
  ask?: { question: string; no: string };
}

/** What `components/StepRow.tsx` draws. */
interface RowInWords extends Pick<ChecklistRow, 'id' | 'state' | 'side'> {
  title: string;
  note: string | null;
  stateWord: string;
  where: string | null;
  body: string[];
  since: string | null;
  progress: { value: number; max: number; label: string } | null;
  why: { label: string; sentence: string };
  primary: Press | null;
  quiet: Press[];
}

interface Answers {
  press(act: Act): void;
  did(event: PersonEvent): void;
  giveBack(): void;
}

const noOffer: TellMe = { button: null, promise: null };

export function rowsInWords(plan: Plan, t: Translate, answers: Answers, tellMe: TellMe = noOffer): RowInWords[] {
  return checklist(plan).map((row) => rowInWords(row, t, answers, row.state === 'waiting' ? tellMe : noOffer));
}

function rowInWords(row: ChecklistRow, t: Translate, { press, did, giveBack }: Answers, tellMe: TellMe): RowInWords {
  const button = ({ label, act, ask }: RowButton): Press => ({
    label: t(label),
    onPress: () => (act.kind === 'give-back' ? giveBack() : press(act)),
    ...(ask === undefined ? {} : { ask: { question: t(ask), no: t(text('buttons.cancel')) } }),
  });
  const isSaid = row.state === 'said' || row.state === 'skipped';
  const isOpen = row.state !== 'seen' && !isSaid;
  return {
    id: row.id,
    title: t(row.title),
    note: row.note && t(row.note),
    state: row.state,
    stateWord: row.state === 'todo' && row.where !== null ? t(row.where) : t(text(`state.${row.state}`)),
    side: row.side,
    where: row.where && t(row.where),
    body: isOpen ? row.body.map(t) : [],
    since: isOpen ? [row.since && t(row.since), tellMe.promise].filter(Boolean).join(' ') || null : null,
    progress: row.progress && isOpen ? { ...row.progress, label: t(text('place.step', { number: row.progress.value, total: row.progress.max })) } : null,
    why: { label: t(text('buttons.why')), sentence: t(row.why) },
    primary: isOpen && row.primary !== null ? button(row.primary) : null,
    quiet: isSaid
      ? [{ label: t(text('buttons.takeUp')), onPress: () => did({ type: 'unsaid', step: row.id }) }]
      : isOpen
        ? [...(tellMe.button === null ? [] : [tellMe.button]), ...(row.quiet === null ? [] : [button(row.quiet)])]
        : [],
  };
}
