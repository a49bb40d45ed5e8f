import { useId, useRef } from 'preact/hooks';
import type { Side } from '../journey/steps';
import { Button } from './Button';
import { useFocusOnArrival } from './focus';
import type { Press } from './StepBody';

export type HandleFieldProps = {
  side: Side;
  mark: string;
  label: string;
  /** "@name@server, or the address of your profile" */
  hint: string;
  value: string;
  placeholder?: string;
  onInput(value: string): void;
  onSubmit(): void;
  /** "Look it up" */
  submit: string;
  /** One clear sentence; null when all is well. */
  problem: string | null;
  /** "Asking old.example…"; null when nothing runs. */
  busy: string | null;
  /** "Use @amelie@old.example, open in your tab" */
  fromTab?: Press | null;
  /** "I have no account there yet": then a server alone is enough. */
  noAccount?: { label: string; checked: boolean; onChange(checked: boolean): void } | null;
  /** Its button is the one to press next. */
  isNext?: boolean;
};

export function HandleField(props: HandleFieldProps) {
  const { side, mark, label, hint, onSubmit, submit, problem, busy, fromTab, noAccount, isNext = true } = props;
  const id = useId();
  return (
    <form
      class="handle-field"
      data-side={side}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (busy === null) onSubmit();
      }}
    >
      <div class="label">
        <span class="mark">{mark}</span>
        <label for={id}>{label}</label>
      </div>
      <p class="aside" id={`${id}-hint`}>
        {hint}
      </p>
      <div class="line">
        <AddressInput {...props} id={id} />
        <button type="submit" class={`btn ${isNext ? 'primary' : 'outline'}`} aria-disabled={busy !== null}>
          {submit}
        </button>
      </div>
      <p class={problem === null ? 'busy' : 'problem'} id={`${id}-said`} aria-live="polite">
        {problem ?? busy ?? ''}
      </p>
      {fromTab ? <Button label={fromTab.label} look="quiet" onPress={fromTab.onPress} /> : null}
      {noAccount ? (
        <label class="tick">
          <input type="checkbox" checked={noAccount.checked} onChange={(event) => noAccount.onChange(event.currentTarget.checked)} />
          <span>{noAccount.label}</span>
        </label>
      ) : null}
    </form>
  );
}

function AddressInput({ id, label, value, placeholder, busy, problem, onInput }: HandleFieldProps & { id: string }) {
  const input = useRef<HTMLInputElement>(null);
  useFocusOnArrival(input, label);
  return (
    <input
      id={id}
      ref={input}
      type="text"
      dir="ltr"
      inputMode="email"
      autocomplete="off"
      autocapitalize="none"
      autocorrect="off"
      spellcheck={false}
      enterkeyhint="go"
      placeholder={placeholder}
      value={value}
      readOnly={busy !== null}
      aria-invalid={problem !== null}
      aria-describedby={`${id}-hint ${id}-said`}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  );
}
