/** What can be pressed on the sheet of imports, and what each press asks of the background. */

import { askToHandOn } from '../browser/data-consent';
import type { Translate } from '../browser/i18n';
import { sendMessage } from '../browser/messages';
import type { ButtonProps } from '../components/Button';
import { IMPORT_TOTALS } from '../components/ImportSheet';
import { isRefusedForLimit } from '../journey/import/imports';
import { isOpen } from '../journey/import/pieces';
import type { Plan } from '../journey/plan';
import { text } from '../journey/text';
import type { ListKind } from '../lists/kinds';
import { isSince } from '../lists/versions';
import { type ImportRowInWords, rowIdOf } from './import-rows';

export interface ImportActs {
  importAll(): void;
  goOn(): void;
  pause(): void;
  stop(): void;
  look(): void;
  /** The piece that stopped. */
  tryAgain(piece: string): void;
  leaveOut(list: ListKind): void;
  liftFollowLimit(): void;
  toImportPage(): void;
}

/** Before 4.2 the server begins with a file at once: each is sent by the person, on the server's own page. */
export function beginsAtOnce(plan: Plan): boolean {
  return isSince(plan.new?.server.version ?? '', [4, 2]) === false;
}

/** `onConsent` hears whether the browser may hand lists on: nothing is sent without. */
export function importActs(plan: Plan, isTicked: (rowId: string) => boolean, onConsent: (isGiven: boolean) => void): ImportActs {
  const { run, pieces } = plan.imports;
  const importing = (what: 'pause' | 'go-on' | 'stop' | 'look') => () => void sendMessage('personPressed', { kind: 'import', what });
  const withConsent = (act: () => unknown) => {
    // Asked first of all: Firefox wants the click itself. Where the yes stands, it asks nothing.
    void askToHandOn().then((isGiven) => {
      onConsent(isGiven);
      if (isGiven) void act();
    });
  };
  const idsOf = (isWanted: boolean) => pieces.filter((piece) => isOpen(piece) && isTicked(rowIdOf(piece)) === isWanted).map(({ id }) => id);
  /** Within a run it goes on with the rest; after it, the press is for this one alone. */
  const again = async (piece: string) => {
    await sendMessage('personPressed', { kind: 'try-again', piece });
    // More follows than the server takes are cut again to fit in, and shown before they are sent.
    if (beginsAtOnce(plan) || pieces.some((one) => one.id === piece && isRefusedForLimit(one))) return;
    if (run.agreed.includes(piece)) importing('go-on')();
    else await sendMessage('importAll', { ticked: [piece], unticked: [] });
  };
  return {
    importAll: () => withConsent(() => sendMessage('importAll', { ticked: idsOf(true), unticked: idsOf(false) })),
    goOn: () => withConsent(importing('go-on')),
    pause: importing('pause'),
    stop: importing('stop'),
    look: importing('look'),
    tryAgain: (piece) => withConsent(() => again(piece)),
    leaveOut: (list) => void sendMessage('personPressed', { kind: 'leave-out', list }),
    liftFollowLimit: () => void sendMessage('personDid', { type: 'followLimitLifted' }),
    toImportPage: () => void sendMessage('personPressed', { kind: 'go', step: 'import' }),
  };
}

/** The ways on of one row: where it stopped, where nothing fits in any more, where a yes is missing. */
export function rowActions({ id, kind, stopped, isUnconfirmed }: ImportRowInWords, plan: Plan, acts: ImportActs, t: Translate): ButtonProps[] {
  const { run, prepared } = plan.imports;
  const actions: ButtonProps[] = [];
  if (stopped !== null) {
    actions.push({ label: t(text('imports.again')), look: 'outline', onPress: () => acts.tryAgain(stopped) });
    actions.push({ label: t(text('buttons.leaveListOut')), look: 'quiet', onPress: () => acts.leaveOut(kind) });
  }
  if (run.state === 'idle' && id === 'follows' && prepared.follows?.why === 'follow-limit') {
    actions.push({ label: t(text('imports.sendAnyway')), look: 'quiet', onPress: acts.liftFollowLimit });
  }
  if (isUnconfirmed) actions.push({ label: t(text('imports.byHand.go')), look: 'quiet', onPress: acts.toImportPage });
  return actions;
}

/** The buttons below all rows. `ticked`: rows that an import would take; `isPreparing`: some are not cut yet. */
export function importActions(plan: Plan, ticked: readonly string[], isPreparing: boolean, acts: ImportActs, t: Translate): ButtonProps[] {
  const { run, pieces } = plan.imports;
  if (beginsAtOnce(plan)) return [];
  switch (run.state) {
    case 'running':
      return [{ label: t(text('buttons.pauseImport')), look: 'outline', onPress: acts.pause }];
    case 'paused':
    case 'stopped':
      return [
        { label: t(text('imports.goOn')), look: 'primary', onPress: acts.goOn },
        { label: t(text('imports.stop')), look: 'quiet', onPress: acts.stop },
      ];
    case 'idle': {
      if (!pieces.some(isOpen) && !isPreparing) return [];
      // What is not ready yet could not be agreed to: until then there is nothing to press.
      const disabled = ticked.length === 0 || isPreparing;
      return [{ label: t(text('imports.all')), look: 'primary', disabled, describedBy: IMPORT_TOTALS, onPress: acts.importAll }];
    }
    default:
      return run.state satisfies never;
  }
}
