import type { ComponentChildren } from 'preact';

export type ButtonProps = {
  label: string;
  onPress(event: MouseEvent): void;
  look?: 'primary' | 'outline' | 'quiet' | 'stop';
  /** Says why beside it: a button that cannot be pressed explains nothing by itself. */
  disabled?: boolean;
  /** Read aloud after the label, for buttons that repeat ("Save again", in the row of the follows). */
  describedBy?: string;
  icon?: ComponentChildren;
  /** Whose colour it has where it leads elsewhere than what stands around it. */
  side?: 'old' | 'new' | 'none' | null;
};

export function Button({ label, onPress, look = 'outline', disabled = false, describedBy, icon, side = null }: ButtonProps) {
  return (
    <button type="button" class={`btn ${look}`} data-side={side ?? undefined} disabled={disabled} aria-describedby={describedBy} onClick={onPress}>
      {icon}
      {label}
    </button>
  );
}

/** Beside each other, told apart by what they say. */
export function Buttons({ actions }: { actions: readonly ButtonProps[] }) {
  return (
    <div class="buttons">
      {actions.map((action) => (
        <Button key={action.label} {...action} />
      ))}
    </div>
  );
}
