/** What a press on a button asks of the background, on a card or in a view. */
import type { ListKind } from '../lists/kinds';
import type { StepId } from './step-ids';
import type { Text } from './text';

/** What a button of a card asks of the background. */
export type Act =
  | { kind: 'fill' }
  | { kind: 'focus' }
  | { kind: 'go'; step: StepId }
  | { kind: 'sign-up' }
  | { kind: 'say'; step: StepId; what: 'done' | 'skipped' }
  | { kind: 'choose-new'; handle: string }
  | { kind: 'start-page'; section?: 'kit' | 'report' | 'import' }
  | { kind: 'save-lists' }
  /** Fresh lists of the new account, for the report. */
  | { kind: 'compare' }
  /** "Import all" itself is no act: only the start page starts it (product.md rule 1). */
  | { kind: 'import'; what: 'pause' | 'go-on' | 'stop' | 'look' }
  | { kind: 'try-again'; piece: string }
  | { kind: 'leave-out'; list: ListKind };

export interface Button {
  label: Text;
  act: Act;
  /** What is lost by it: said when it is pressed, before it is done. Popup only; a card says it in its body. */
  ask?: Text;
}

/** A file that the extension keeps: the page's script asks for its bytes. */
export interface FileWanted {
  piece: string;
  name: string;
  contentType: string;
  size: number;
}
