import { Button, type ButtonProps } from './Button';
import { StopIcon, TickIcon, WaitIcon } from './Icon';
import { Notice, type NoticeProps } from './Notice';
import { written } from './numbers';
import { Progress, type ProgressProps } from './Progress';
import { Sheet } from './Sheet';

export type ImportRow = {
  id: string;
  name: string;
  count: number;
  /** "Lists follow their members." */
  effect: string;
  /** "Cuts the follows to these servers." */
  warning?: string | null;
  isTicked: boolean;
  /** False while it runs, or where there is nothing to bring. */
  canTick: boolean;
  state: 'ready' | 'empty' | 'waiting' | 'running' | 'paused' | 'stopped' | 'done' | 'left-out';
  /** "waiting", "nothing to bring"; null while everything is still to be chosen. */
  stateWord: string | null;
  progress?: ProgressProps | null;
  /** Why it stopped or waits. */
  sentence?: string | null;
  /** "Try this one again", "Leave this list out". */
  actions?: readonly ButtonProps[];
};

export type ImportSheetProps = {
  title: string;
  lead: string;
  listLabel: string;
  lang: string;
  rows: readonly ImportRow[];
  onTick(id: string, isTicked: boolean): void;
  /** "1,204 rows in 6 lists, about 40 minutes" */
  totals: string;
  notice?: NoticeProps | null;
  /** "Import all", or "Pause", or "Go on", "Take it back". */
  actions: readonly ButtonProps[];
};

/** Says what is about to happen, or why nothing can be pressed yet: the buttons are described by it. */
export const IMPORT_TOTALS = 'import-totals';

const signs = { ready: null, empty: null, waiting: WaitIcon, running: null, paused: WaitIcon, stopped: StopIcon, done: TickIcon, 'left-out': null };

export function ImportSheet({ title, lead, listLabel, lang, rows, onTick, totals, notice = null, actions }: ImportSheetProps) {
  return (
    <Sheet isMain title={title} lead={lead}>
      {notice === null ? null : <Notice {...notice} />}
      <ul class="imports" aria-label={listLabel}>
        {rows.map((row) => {
          const Sign = signs[row.state];
          return (
            <li key={row.id} data-state={row.state}>
              <label class="tick">
                <input
                  type="checkbox"
                  checked={row.isTicked}
                  disabled={!row.canTick}
                  aria-describedby={`import-${row.id}`}
                  onChange={(event) => onTick(row.id, event.currentTarget.checked)}
                />
                <span class="name" id={`import-${row.id}-name`}>
                  {row.name}
                </span>
                <span class="count">{written(lang, row.count)}</span>
              </label>
              <div class="about" id={`import-${row.id}`}>
                <p class="aside">{row.effect}</p>
                {row.warning ? <p class="warning">{row.warning}</p> : null}
                {row.progress ? <Progress {...row.progress} name={row.progress.name ?? row.name} /> : null}
                {row.sentence ? <p class={row.state === 'stopped' ? 'problem' : 'aside'}>{row.sentence}</p> : null}
                {row.actions?.length ? (
                  <div class="buttons">
                    {row.actions.map((action) => (
                      <Button key={action.label} {...action} describedBy={`import-${row.id}-name`} />
                    ))}
                  </div>
                ) : null}
              </div>
              {row.stateWord === null ? null : (
                <span class="state">
                  {Sign === null ? null : <Sign />}
                  {row.stateWord}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <div class="total">
        <strong id={IMPORT_TOTALS} aria-live="polite">
          {totals}
        </strong>
        <div class="buttons">
          {/* By place, not by label: the focus stays where "Import all" becomes "Pause". */}
          {actions.map((action, at) => (
            <Button key={at} {...action} />
          ))}
        </div>
      </div>
    </Sheet>
  );
}
