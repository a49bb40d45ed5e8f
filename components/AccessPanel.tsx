import { Button } from './Button';
import { KeyIcon, StopIcon, TickIcon } from './Icon';
import { Notice, type NoticeProps } from './Notice';
import { Sheet } from './Sheet';
import type { Press } from './StepBody';

export type AccessPanelProps = {
  title: string;
  why: string;
  listLabel: string;
  servers: readonly {
    host: string;
    /** "To read your old account's settings pages." */
    use: string;
    state: 'wanted' | 'granted' | 'refused' | 'revoked';
    stateWord: string;
  }[];
  /**
   * Asks the browser; null when nothing is missing. The press must reach `permissions.request` without an await before
   * it.
   */
  ask: Press | null;
  /** Nothing waits for it. */
  isQuiet?: boolean;
  notice?: NoticeProps | null;
};

const icons = { wanted: KeyIcon, granted: TickIcon, refused: StopIcon, revoked: StopIcon };

export function AccessPanel({ title, why, listLabel, servers, ask, isQuiet = false, notice = null }: AccessPanelProps) {
  return (
    <Sheet title={title} lead={why}>
      <ul class="servers" aria-label={listLabel}>
        {servers.map(({ host, use, state, stateWord }) => {
          const StateIcon = icons[state];
          return (
            <li key={host} data-state={state}>
              <StateIcon />
              <span class="host">
                <bdi dir="ltr">{host}</bdi>
                <span class="aside">{use}</span>
              </span>
              <span class="state">{stateWord}</span>
            </li>
          );
        })}
      </ul>
      {notice === null ? null : <Notice {...notice} />}
      {ask === null ? null : (
        <div class="buttons">
          <Button label={ask.label} look={isQuiet ? 'outline' : 'primary'} onPress={ask.onPress} />
        </div>
      )}
    </Sheet>
  );
}
