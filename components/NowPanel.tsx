import type { RefObject } from 'preact';
import type { Step } from './StepBody';
import { StepBody } from './StepBody';

/** The step in hand, as the first thing on the page. */
export function NowPanel({ step, heading }: { step: Step; heading: RefObject<HTMLHeadingElement | null> }) {
  const { title, side, where } = step;
  return (
    <section class="now sheet" data-side={side ?? 'none'} aria-label={title}>
      {where ? <p class="where">{where}</p> : null}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <StepBody step={step} />
    </section>
  );
}
