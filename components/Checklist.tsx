import { useEffect, useState } from 'preact/hooks';
import type { Step } from './StepBody';
import { StepRow } from './StepRow';

export type ChecklistProps = {
  /** "Your move, step by step" */
  label: string;
  steps: readonly Step[];
  /** The id of the step the person is at; null when everything is done. */
  current: string | null;
  /** Every step is closed until the person looks into it: the current one stands elsewhere on the page. */
  isFolded?: boolean;
};

/** One step is open at a time: the current one, until the person looks into another. */
export function Checklist({ label, steps, current, isFolded = false }: ChecklistProps) {
  const first = isFolded ? null : current;
  const [open, setOpen] = useState(first);
  useEffect(() => setOpen(first), [first]);
  return (
    <ol class="checklist" aria-label={label}>
      {steps.map((step) => (
        <StepRow
          key={step.id}
          step={step}
          isCurrent={step.id === current}
          isOpen={step.id === open}
          isClosedByEscape={isFolded}
          onToggle={() => setOpen(step.id === open ? null : step.id)}
        />
      ))}
    </ol>
  );
}
