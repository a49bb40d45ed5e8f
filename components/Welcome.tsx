import { AppMark } from './AppMark';
import { Button } from './Button';
import type { Press } from './StepBody';

export type WelcomeProps = { title: string; body: readonly string[]; start: Press /** "At install we can see no site." */; aside?: string | null };

/** What stands where the checklist will be, before anything is named. */
export function Welcome({ title, body, start, aside = null }: WelcomeProps) {
  return (
    <section class="welcome" aria-label={title}>
      <AppMark />
      <h1>{title}</h1>
      {body.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <Button label={start.label} look="primary" onPress={start.onPress} />
      {aside === null ? null : <p class="aside">{aside}</p>}
    </section>
  );
}
