import type { ComponentChildren } from 'preact';

export type DisclosureProps = { label: string; look?: 'why'; children: ComponentChildren };

/** More, for whoever wants it. Escape closes it, as everything that was opened. */
export function Disclosure({ label, look, children }: DisclosureProps) {
  return (
    <details
      class={look}
      onKeyDown={(event) => {
        const { currentTarget: details } = event;
        if (event.key !== 'Escape' || !details.open) return;
        event.stopPropagation();
        // In the popup, Escape would close the whole of it.
        event.preventDefault();
        details.open = false;
        details.querySelector('summary')?.focus();
      }}
    >
      <summary>{label}</summary>
      {children}
    </details>
  );
}
