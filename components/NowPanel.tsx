import type { RefObject } from 'preact';
import { Button } from './Button';
import { ConfirmButton } from './ConfirmButton';
import { Disclosure } from './Disclosure';
import { Progress } from './Progress';
import type { Step } from './StepRow';

/** The step in hand, as the first thing on the page. */
export function NowPanel({ step, heading }: { step: Step; heading: RefObject<HTMLHeadingElement | null> }) {
  const { title, side, where, body, progress, since, primary, quiet = [], why } = step;
  return (
    <section class="now sheet" data-side={side ?? 'none'} aria-label={title}>
      {where ? <p class="where">{where}</p> : null}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {body.map((sentence) => (
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
    </section>
  );
}
