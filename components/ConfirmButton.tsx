import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from './Button';

export type ConfirmButtonProps = {
  label: string;
  /** What is lost, before it is. */
  question: string;
  yes: string;
  no: string;
  look?: 'stop' | 'quiet';
  onConfirm(): void;
};

/** A button that asks once more, in place, because what it does cannot be taken back. */
export function ConfirmButton({ label, question, yes, no, look = 'stop', onConfirm }: ConfirmButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const wasAsking = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  // The pressed button is gone: the focus goes on to the answer that loses nothing, and back again.
  useEffect(() => {
    if (isAsking || wasAsking.current) box.current?.querySelector<HTMLElement>('button:last-of-type')?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  return (
    <div class="confirm" ref={box}>
      {isAsking ? (
        <fieldset
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            // In the popup, Escape would close the whole of it.
            event.preventDefault();
            setAsking(false);
          }}
        >
          <legend>{question}</legend>
          <div class="buttons">
            <Button
              label={yes}
              look="stop"
              onPress={() => {
                setAsking(false);
                onConfirm();
              }}
            />
            <Button label={no} look="quiet" onPress={() => setAsking(false)} />
          </div>
        </fieldset>
      ) : (
        <Button label={label} look={look} onPress={() => setAsking(true)} />
      )}
    </div>
  );
}
