import { useRef } from 'preact/hooks';
import type { Side } from '../journey/steps';
import { Button } from './Button';
import { useFocusOnArrival } from './focus';
import { TickIcon } from './Icon';
import type { Press } from './StepBody';

export type FoundAccountProps = {
  side: Side;
  mark: string;
  /** The display name: other people's text. */
  name: string;
  /** `@amelie@old.example`, or the server alone where there is no account yet. */
  handle: string;
  /** `blob:` or `data:` only; null draws initials. */
  picture: string | null;
  /** "Mastodon 4.5.2", "1,204 followers" */
  facts: readonly string[];
  /** "This is me"; null once it is settled. */
  confirm: Press | null;
  /** "This is your old account." once it is settled. */
  settled?: string | null;
  change: Press | null;
};

export function FoundAccount({ side, mark, name, handle, picture, facts, confirm, settled = null, change }: FoundAccountProps) {
  const section = useRef<HTMLElement>(null);
  useFocusOnArrival(section, `${mark} ${handle}`, handle);
  return (
    <section ref={section} tabIndex={-1} class="found" data-side={side} aria-label={`${mark} ${handle}`}>
      {picture === null ? (
        <span class="picture" aria-hidden="true">
          {initials(name === '' ? handle : name)}
        </span>
      ) : (
        <img class="picture" src={picture} alt="" width={56} height={56} />
      )}
      <div class="who">
        <span class="mark">{mark}</span>
        {name === '' ? null : <bdi class="name">{name}</bdi>}
        <bdi dir="ltr" class={name === '' ? 'name' : 'address'}>
          {handle}
        </bdi>
        {facts.length === 0 ? null : (
          <ul class="facts">
            {facts.map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
        )}
        {settled === null ? null : (
          <span class="settled">
            <TickIcon />
            {settled}
          </span>
        )}
      </div>
      <div class="buttons">
        {confirm === null ? null : <Button label={confirm.label} look="primary" onPress={confirm.onPress} />}
        {change === null ? null : <Button label={change.label} look="quiet" onPress={change.onPress} />}
      </div>
    </section>
  );
}

/** The first letters of the first two words, whatever the script; emoji and signs are no initials. */
function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toLocaleUpperCase() ?? '')
    .join('');
}
