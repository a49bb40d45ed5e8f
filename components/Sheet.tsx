import { type ComponentChildren, createContext } from 'preact';
import { useContext, useId } from 'preact/hooks';

/** Whether the sheet that a page is about has the page's own heading, or stands below another. */
export const MainHeading = createContext<'h1' | 'h2'>('h2');

export type SheetProps = {
  title: string;
  /** What this part is for, in at most two sentences. */
  lead?: string | null;
  /** The sheet that a page of its own is about. */
  isMain?: boolean;
  children: ComponentChildren;
};

/** One part of the start page: a heading, a sentence, and what belongs to it. */
export function Sheet({ title, lead = null, isMain = false, children }: SheetProps) {
  const id = useId();
  const main = useContext(MainHeading);
  const Heading = isMain ? main : 'h2';
  return (
    <section class="sheet" aria-labelledby={id}>
      <Heading id={id}>{title}</Heading>
      {lead === null ? null : <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}
