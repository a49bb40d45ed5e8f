import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { AccountBadge, type AccountBadgeProps } from './AccountBadge';
import { SAID, useKeptFocus } from './focus';
import type { Press } from './StepBody';
import { Trail, type TrailProps } from './Trail';

export type PopupShellProps = {
  /** Null before both sides are named. */
  route: { old: AccountBadgeProps; new: AccountBadgeProps; trail: TrailProps } | null;
  children: ComponentChildren;
  /** "Your kit", "Report", "Settings" */
  links: readonly Press[];
};

export function PopupShell({ route, children, links }: PopupShellProps) {
  const view = useRef<HTMLDivElement>(null);
  useKeptFocus(view);
  return (
    <div class="popup" ref={view}>
      <p id={SAID} class="unseen" role="status" />
      {route === null ? null : (
        <header class="route">
          <AccountBadge {...route.old} />
          <Trail {...route.trail} />
          <AccountBadge {...route.new} />
        </header>
      )}
      <main class="middle">{children}</main>
      {links.length === 0 ? null : (
        <footer>
          <ul class="links">
            {links.map(({ label, onPress }) => (
              <li key={label}>
                <button type="button" class="link" onClick={onPress}>
                  {label}
                </button>
              </li>
            ))}
          </ul>
        </footer>
      )}
    </div>
  );
}
