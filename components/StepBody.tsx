import type { Side } from '../journey/steps';
import { Button } from './Button';
import { ConfirmButton } from './ConfirmButton';
import { Disclosure } from './Disclosure';
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

/** What an open step says, and what can be pressed there: the same in the checklist and on the page of its own. */
export function StepBody({ step: { title, body, progress, since, primary, quiet = [], why } }: { step: Step }) {
  return (
    <>
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
    </>
  );
}
