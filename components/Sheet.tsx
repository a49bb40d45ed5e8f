import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export type SheetProps = { title: string /** What this part is for, in at most two sentences. */; lead?: string | null; children: ComponentChildren };

/** One part of the start page: a heading, a sentence, and what belongs to it. */
export function Sheet({ title, lead = null, children }: SheetProps) {
  const id = useId();
  return (
    <section class="sheet" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead === null ? null : <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}
