import { useState } from 'preact/hooks';
import { Button } from './Button';

export type SnapshotProps = {
  title: string;
  body: string;
  /** What will be copied, whole; null: it could not be made, as `body` says. */
  markup: string | null;
  label: string;
  copy: string;
  copied: string;
  back: string;
  onCopy(markup: string): Promise<void>;
  onBack(): void;
};

/** A report is seen before it is copied; it goes nowhere by itself. */
export function Snapshot({ title, body, markup, label, copy, copied, back, onCopy, onBack }: SnapshotProps) {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <section class="snapshot" aria-label={title}>
      <h2>{title}</h2>
      <p>{body}</p>
      {markup === null ? null : <textarea readOnly rows={12} wrap="off" dir="ltr" spellcheck={false} aria-label={label} value={markup} />}
      <p role="status">{isCopied ? copied : ''}</p>
      <div class="buttons">
        {markup === null ? null : <Button label={copy} onPress={() => void onCopy(markup).then(() => setIsCopied(true))} />}
        <Button label={back} onPress={onBack} />
      </div>
    </section>
  );
}
