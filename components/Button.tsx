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
};

export function Button({ label, onPress, look = 'outline', disabled = false, describedBy, icon }: ButtonProps) {
  return (
    <button type="button" class={`btn ${look}`} disabled={disabled} aria-describedby={describedBy} onClick={onPress}>
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
