/** The checklist as data: every step with its state, and for the current one what to say and what to press. */

import { shownDomain, shownHandle } from '../lists/handle';
import { whyBlocked } from './limits';
import type { Plan } from './plan';
import type { Side, StepId } from './step-ids';
import { type RowButton, type StepWords, stepWords } from './step-words';
import { currentStep, type StepState, stepOf, stepState, steps } from './steps';
import { type Text, text } from './text';

export interface ChecklistRow {
  id: StepId;
  state: StepState;
  side: Side | null;
  title: Text;
  note: Text | null;
  /** "On new.example" */
  where: Text | null;
  body: readonly Text[];
  why: Text;
  primary: RowButton | null;
  quiet: RowButton | null;
  /** While it waits: since when, how long is usual, and whether the person may leave. */
  since: Text | null;
  progress: { value: number; max: number } | null;
}

export function checklist(plan: Plan): ChecklistRow[] {
  const current = currentStep(plan);
  return steps.map((step) => {
    const state = stepState(plan, step.id);
    const isOpen = step.id === current || state === 'waiting';
    const words = state === 'blocked' ? blockedWords(plan, step.id) : stepWords[step.id](plan);
    const server = step.side === null ? null : plan[step.side]?.server.domain;
    return {
      id: step.id,
      state,
      side: step.side,
      title: state === 'seen' || state === 'said' ? words.done : words.title,
      note: words.note ?? null,
      where: server == null ? null : isOpen ? text('place.on', { server: shownDomain(server) }) : text(`place.later.${step.side === 'new' ? 'new' : 'old'}`),
      body: (state === 'blocked' ? null : doorSentence(plan, step.id)) ?? words.body,
      why: words.why,
      primary: words.primary ?? null,
      quiet: words.quiet ?? null,
      since: state === 'blocked' ? null : waitingSentence(plan, step.id),
      progress: words.progress ?? null,
    };
  });
}

/** Null while the step waits for nobody but the person. */
function waitingSentence(plan: Plan, id: StepId): Text | null {
  if (id === 'save') return plan.kit.saving === null ? null : text('waiting.save', { time: plan.kit.saving.at });
  if (stepState(plan, id) !== 'waiting') return null;
  switch (id) {
    case 'archive':
      return text('waiting.archive');
    case 'join':
      return plan.seen.new.status?.is === 'pending' ? text('waiting.approval') : text('waiting.confirmation');
    case 'move':
      return text('waiting.cooldown');
    case 'import':
      return text('waiting.import');
    case 'arrive': {
      const last = plan.arrivals.at(-1);
      return last === undefined ? text('waiting.arrive') : text('waiting.arriveCounted', { date: last.at });
    }
    default:
      return null;
  }
}

/** With why it cannot be done without the old server, and what can be done instead. */
function blockedWords(plan: Plan, id: StepId): StepWords {
  const { title, done, note, body, why } = stepWords[id](plan);
  return { title, done, ...(note === undefined ? {} : { note }), body: whyBlocked(plan, id) ?? body, why };
}

/**
 * Signed out, or someone else signed in, on the server this step needs: that comes before anything the step itself
 * would say.
 */
function doorSentence(plan: Plan, id: StepId): readonly Text[] | null {
  const { side } = stepOf(id);
  const party = side === null ? null : plan[side];
  if (side === null || party == null || stepOf(id).isDone(plan)) return null;
  const { door, stranger } = plan.seen[side];
  const server = shownDomain(party.server.domain);
  const handle = party.handle === null ? null : shownHandle(party.handle);
  if (door?.place === 'sign-in') return [handle === null ? text('door.sign-in-new', { server }) : text('door.sign-in', { server, handle })];
  if (stranger !== null && handle !== null) return [text('door.stranger', { server, stranger: shownHandle(stranger.handle), handle })];
  return null;
}
