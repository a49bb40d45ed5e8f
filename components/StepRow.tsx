import { TickIcon } from './Icon';
import { type Step, StepBody } from './StepBody';

export type StepRowProps = {
  step: Step;
  isCurrent: boolean;
  isOpen: boolean;
  /** Not in the popup, where Escape closes the whole of it. */
  isClosedByEscape?: boolean;
  onToggle(): void;
};

export function StepRow({ step, isCurrent, isOpen, isClosedByEscape = false, onToggle }: StepRowProps) {
  const { id, title, note, state, stateWord, where } = step;
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
          <StepBody step={step} />
        </div>
      ) : null}
    </li>
  );
}
