import type { Side } from '../journey/steps';
import { WarnIcon } from './Icon';

export type AccountBadgeProps = {
  side: Side;
  /** "Old", "New" */
  mark: string;
  /** `@amelie`, or "No account yet". */
  name: string;
  server: string;
  /** "No access": what keeps us from this server. */
  trouble?: string | null;
};

export function AccountBadge({ side, mark, name, server, trouble = null }: AccountBadgeProps) {
  return (
    <div class="badge" data-side={side}>
      <span class="mark">{mark}</span>
      <bdi class="name" title={name}>
        {name}
      </bdi>
      <bdi class="server" dir="ltr" title={server}>
        {server}
      </bdi>
      {trouble === null ? null : (
        <span class="trouble">
          <WarnIcon />
          {trouble}
        </span>
      )}
    </div>
  );
}
