import type { Side } from '../journey/steps';
import { Button } from './Button';
import { ConfirmButton } from './ConfirmButton';
import { Disclosure } from './Disclosure';
import { TickIcon } from './Icon';
import { Progress, type ProgressProps } from './Progress';

export type Press = {
  label: string;
  onPress(): void;
  /** What is lost by it, asked in place before it is done. */
  ask?: { question: string; no: string };
};

export type Step = {
  id: string;
  title: string;
  /** "7 lists, 1,204 rows", "optional" */
  note?: string | null;
  state: 'seen' | 'said' | 'skipped' | 'waiting' | 'here' | 'blocked' | 'todo';
  /** "seen", "you said", "waiting", "on old.example": no state is a colour alone. */
  stateWord: string;
  side: Side | null;
  /** "On new.example": stands above the title of an open row. */
  where?: string | null;
  body: readonly string[];
  /** "Since yesterday. Usually minutes to days." */
  since?: string | null;
  progress?: ProgressProps | null;
  why?: { label: string; sentence: string } | null;
  primary?: Press | null;
  quiet?: readonly Press[];
};

export type StepRowProps = {
  step: Step;
  isCurrent: boolean;
  isOpen: boolean;
  /** Not in the popup, where Escape closes the whole of it. */
  isClosedByEscape?: boolean;
  onToggle(): void;
};

export function StepRow({ step, isCurrent, isOpen, isClosedByEscape = false, onToggle }: StepRowProps) {
  const { id, title, note, state, stateWord, where, since, progress, why, primary, quiet = [] } = step;
  return (
    <li
      class="step"
      data-state={state}
      data-side={step.side ?? 'none'}
      aria-current={isCurrent ? 'step' : undefined}
      onKeyDown={({ key, currentTarget }) => {
        if (key !== 'Escape' || !isOpen || !isClosedByEscape) return;
        onToggle();
        currentTarget.querySelector<HTMLElement>('.head')?.focus();
      }}
    >
      <button type="button" class="head" aria-expanded={isOpen} aria-controls={isOpen ? `step-${id}` : undefined} onClick={onToggle}>
        <span class="dot">{state === 'seen' || state === 'said' ? <TickIcon /> : null}</span>
        <span class="what">
          {isOpen && where ? <span class="where">{where}</span> : null}
          <span class="title">{title}</span> {note ? <span class="aside">{note}</span> : null}
        </span>
        {/* Where it is open, the place already stands above the title. */}
        <span class={isOpen && state === 'here' ? 'unseen' : 'state'}>{stateWord}</span>
      </button>
      {isOpen ? (
        <div class="inside" id={`step-${id}`}>
          {step.body.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          {progress ? <Progress {...progress} name={progress.name ?? title} /> : null}
          {since ? <p class="aside">{since}</p> : null}
          {primary || quiet.length > 0 ? (
            <div class="buttons">
              {primary ? <Button label={primary.label} look="primary" onPress={primary.onPress} /> : null}
              {quiet.map(({ label, onPress, ask }) =>
                ask === undefined ? (
                  <Button key={label} label={label} look="quiet" onPress={onPress} />
                ) : (
                  <ConfirmButton key={label} label={label} look="quiet" question={ask.question} yes={label} no={ask.no} onConfirm={onPress} />
                ),
              )}
            </div>
          ) : null}
          {why ? (
            <Disclosure look="why" label={why.label}>
              <p>{why.sentence}</p>
            </Disclosure>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}
