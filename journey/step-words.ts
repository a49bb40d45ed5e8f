/** What each step of the checklist says, and what can be pressed there. */

import { sameHandle, shownDomain, shownHandle } from '../lists/handle';
import { mayBeNew } from './accounts';
import type { Act, ActButton } from './act';
import { archiveAgainAt, canWantArchive } from './archive';
import { namedSentence, requestsSentence } from './arrival';
import { farewellSentences } from './farewell';
import { importProgress, isImportWaiting, toPrepare } from './import/pieces';
import type { PieceState } from './import/plan';
import { importPauseSentence, lookedSentence } from './import/words';
import { oldLimit, untold } from './limits';
import { namesOf } from './names';
import { programOf } from './other-software';
import { missingHosts, type Plan } from './plan';
import { onCooldown, redirectSentence } from './redirect-words';
import { comparable, isCompared } from './report/report';
import { failedLists, pauseSentence, savingProgress } from './saving';
import { countsSettled, followersSettled } from './settled';
import type { StepId } from './step-ids';
import { followersStay, hasMoved, isAliasLost, isAllOver, looksApproved, pointsTo, redirect, wayTo } from './steps';
import { type Text, text } from './text';

/** What a row's button asks: of the background, or of the view, which gives access back itself. */
export type RowButton = Omit<ActButton, 'act'> & { act: Act | { kind: 'give-back' } };

export interface StepWords {
  title: Text;
  done: Text;
  note?: Text;
  body: readonly Text[];
  why: Text;
  primary?: RowButton;
  quiet?: RowButton;
  progress?: { value: number; max: number };
}

const go = (step: StepId): ActButton => ({ label: text('buttons.takeMeThere'), act: { kind: 'go', step } });
const skip = (step: StepId): ActButton => ({ label: text('buttons.skip'), act: { kind: 'say', step, what: 'skipped' } });
const startPage = (label: Text): ActButton => ({ label, act: { kind: 'start-page' } });
const goodbye: ActButton = { label: text('buttons.done'), act: { kind: 'say', step: 'farewell', what: 'done' } };
const inventory: ActButton = { label: text('buttons.seeInventory'), act: { kind: 'start-page', section: 'inventory' } };
const report: ActButton = { label: text('buttons.seeReport'), act: { kind: 'start-page', section: 'report' } };

export const stepWords: Record<StepId, (plan: Plan) => StepWords> = {
  accounts: (plan) => {
    const missing = missingHosts(plan);
    const named = plan.old !== null && plan.new !== null;
    return {
      title: text('steps.accounts.title'),
      done: text('steps.accounts.title'),
      body: [named && missing.length > 0 ? text('steps.accounts.missing', { hosts: missing.map(shownDomain).join(', ') }) : text('steps.accounts.start')],
      why: text('steps.accounts.why'),
      primary: startPage(named ? text('buttons.giveAccess') : text('buttons.nameAccounts')),
    };
  },
  save: (plan) => {
    const lists = Object.values(plan.kit.lists);
    const rows = lists.reduce((sum, list) => sum + list.rows, 0);
    const problems = failedLists(plan).length;
    const { saving } = plan.kit;
    const interrupted = pauseSentence(plan);
    const progress = savingProgress(plan);
    const isWithArchive = interrupted === null && problems === 0 && canWantArchive(plan);
    return {
      title: text('steps.save.title'),
      done: text('steps.save.done'),
      ...(lists.length > 0 ? { note: text('steps.save.note', { count: rows }) } : {}),
      body: [
        saving !== null
          ? text('steps.save.running')
          : (interrupted ??
            (problems > 0 ? text('steps.save.failed', { count: problems }) : text(isWithArchive ? 'steps.save.withArchive' : 'steps.save.now'))),
      ],
      why: text('steps.save.why'),
      ...(saving === null
        ? {
            primary: {
              label: text(interrupted === null && problems === 0 ? 'buttons.saveAll' : 'buttons.saveAgain'),
              act: { kind: 'save-lists', ...(isWithArchive ? { withArchive: true as const } : {}) },
            },
            quiet: { label: text('buttons.goWithoutSaving'), act: { kind: 'say', step: 'save', what: 'skipped' }, ask: text('steps.save.skip') },
          }
        : {}),
      ...(progress === null ? {} : { progress }),
    };
  },
  archive: (plan) => ({
    title: text('steps.archive.title'),
    done: text('steps.archive.title'),
    // Who has asked for it has made up their mind.
    ...(plan.seen.old.exports?.archive === 'in-progress' ? {} : { note: text('steps.archive.optional') }),
    body: archiveSentences(plan),
    why: text('steps.archive.why'),
    primary: go('archive'),
    quiet: skip('archive'),
  }),
  join: (plan) => {
    const server = namesOf(plan).newServer;
    return {
      title: text('steps.join.title'),
      done: text('steps.join.done'),
      body: [joinSentence(plan, server)],
      why: text('steps.join.why'),
      ...joinButtons(plan),
    };
  },
  alias: (plan) => ({
    title: text('steps.alias.title'),
    done: text('steps.alias.done'),
    why: text('steps.alias.why'),
    // An old account that points somewhere already: better known now than when everything else is done.
    ...(isRedirected(plan)
      ? { body: moveSentences(plan), primary: { ...go('move'), label: text('buttons.toMovePage') }, quiet: go('alias') }
      : {
          body: [text(isAliasLost(plan) ? 'steps.alias.lost' : 'steps.alias.now', { old: namesOf(plan).old }), ...untold(plan, 'old')],
          primary: go('alias'),
        }),
  }),
  move: (plan) => ({
    title: text('steps.move.title'),
    done: text('steps.move.done'),
    body: moveSentences(plan),
    why: text('steps.move.why'),
    primary: go('move'),
    ...(oldLimit(plan) === 'other-software' ? { quiet: { label: text('buttons.movedThere'), act: { kind: 'say', step: 'move', what: 'done' } } } : {}),
  }),
  import: (plan) => {
    const progress = importProgress(plan);
    return {
      title: text('steps.import.title'),
      done: text('steps.import.done'),
      body: importSentences(plan),
      why: text('steps.import.why'),
      primary: importButton(plan),
      quiet: skip('import'),
      ...(progress !== null && progress.value > 0 ? { progress } : {}),
    };
  },
  arrive: (plan) => {
    const last = plan.arrivals.at(-1);
    const stay = followersStay(plan);
    const counted = last !== undefined && last.old !== null && last.new !== null;
    // The names were read while people were still on their way.
    const isLate = !stay && !followersSettled(plan) && countsSettled(plan);
    return {
      title: text('steps.arrive.title'),
      done: text('steps.arrive.done'),
      body: [
        stay
          ? text(oldLimit(plan) === 'gone' ? 'steps.arrive.gone' : 'steps.arrive.cannot', { server: namesOf(plan).oldServer })
          : plan.followers.compared !== null
            ? namedSentence(plan.followers.compared)
            : counted
              ? text(countsSettled(plan) ? 'report.followersSettled' : 'steps.arrive.waiting', { old: last.old ?? 0, new: last.new ?? 0 })
              : text(hasMoved(plan) ? 'steps.arrive.unknown' : 'steps.arrive.later'),
        ...(isLate ? [text('steps.arrive.namesAgain')] : []),
        ...(requestsSentence(plan) ?? []),
        ...(comparable(plan).length > 0 && !isLate ? [text(isCompared(plan) ? 'steps.arrive.compared' : 'steps.arrive.compare')] : []),
      ],
      why: text(stay ? 'steps.move.why' : 'steps.arrive.why'),
      ...(comparable(plan).length > 0 ? { primary: report } : {}),
      // Not every server can be asked, and nobody has to wait for the last one.
      quiet: skip('arrive'),
      ...(stay ? {} : arrivalProgress(plan)),
    };
  },
  farewell: (plan) => ({
    title: text('steps.farewell.title'),
    done: text('steps.farewell.title'),
    body: farewellSentences(plan),
    why: text('steps.farewell.why'),
    ...(isAllOver(plan, 'farewell')
      ? { primary: { label: text('start.manage.giveBack'), act: { kind: 'give-back' } }, quiet: goodbye }
      : { primary: goodbye, quiet: inventory }),
  }),
};

function archiveSentences(plan: Plan): readonly Text[] {
  const exports = plan.seen.old.exports;
  const date = archiveAgainAt(plan);
  const again = date === null ? [] : [text('cards.archive.again', { date })];
  if (exports?.archive === 'in-progress') {
    const since = exports.archiveAskedAt;
    return [since === null ? text('steps.archive.inProgress') : text('steps.archive.waiting', { date: since }), ...again];
  }
  if (exports?.archive === 'ready') return [text('steps.archive.ready'), ...again];
  if (exports?.archiveVanished) return [text('steps.archive.vanished', { server: namesOf(plan).oldServer })];
  return [text(exports?.canRequest === false ? 'steps.archive.tooSoon' : 'steps.archive.now'), ...again];
}

function importSentences(plan: Plan): readonly Text[] {
  const { pieces, run, prepared } = plan.imports;
  const target = namesOf(plan).new;
  const has = (...states: PieceState[]) => pieces.some(({ state }) => states.includes(state));
  const ready = new Set(pieces.flatMap(({ kind, state }) => (state === 'ready' || state === 'handed' ? [kind] : []))).size;
  const paused = importPauseSentence(plan);
  if (run.state === 'running') return [text('steps.import.running', { new: target })];
  if (run.state === 'stopped') return [text('steps.import.stopped')];
  if (paused !== null) return [paused];
  if (has('unconfirmed', 'confirming')) return [text('steps.import.unconfirmed', { server: namesOf(plan).newServer })];
  if (ready > 0) return [text('steps.import.ready', { count: ready, new: target })];
  const isMore = toPrepare(plan).length > 0;
  if (has('confirmed') && !isMore) return [lookedSentence(plan) ?? text('steps.import.working')];
  if (!isMore && Object.values(prepared).some(({ why }) => why === 'follow-limit')) return [text('steps.import.waits')];
  return [Object.keys(plan.kit.lists).length > 0 ? text('steps.import.now', { new: target }) : text('steps.import.nothing')];
}

function importButton(plan: Plan): ActButton {
  const { pieces, run, looked } = plan.imports;
  const isIdle = run.state === 'idle' && pieces.length > 0;
  if (isIdle && pieces.some(({ state }) => state === 'unconfirmed')) return go('import');
  if (isIdle && looked?.problem != null && isImportWaiting(plan)) return { label: text('buttons.lookNow'), act: { kind: 'import', what: 'look' } };
  if (Object.keys(plan.kit.lists).length === 0) return { label: text('buttons.openStartPage'), act: { kind: 'start-page', section: 'kit' } };
  return { label: text(run.state === 'idle' ? 'buttons.chooseLists' : 'buttons.seeImports'), act: { kind: 'start-page', section: 'import' } };
}

function joinSentence(plan: Plan, server: string): Text {
  const { status, door, stranger } = plan.seen.new;
  const handle = plan.new?.handle == null ? null : shownHandle(plan.new.handle);
  if (status?.is === 'second-factor') return text('steps.join.secondFactor', { server });
  if (status?.is === 'suspended' || status?.is === 'closing') return text(`steps.join.${status.is}`, { server, handle: handle ?? '' });
  if (pointsTo(plan, 'new') !== null) return text('steps.join.moved', { handle: handle ?? '' });
  if (door?.place === 'inside') return text('steps.join.inside', { server });
  if (looksApproved(plan)) return text('steps.join.approved', { handle: handle ?? '' });
  if (status?.is === 'pending') return text('steps.join.pending', { server, date: status.since });
  if (status?.is === 'unconfirmed') return text('steps.join.unconfirmed', { server, handle: handle ?? '', date: status.since });
  if (door?.place === 'setup') return text('steps.join.setup', { server });
  if (handle !== null) return text('steps.join.signIn', { handle });
  if (door === null && sameHandle(stranger?.handle, plan.old?.handle)) return text('steps.join.signOut', { server, old: namesOf(plan).old });
  if (stranger !== null && mayBeNew(plan, stranger.handle)) return text('steps.join.choose', { handle: shownHandle(stranger.handle) });
  return text('steps.join.signUp', { server });
}

function joinButtons(plan: Plan): { primary: ActButton; quiet?: ActButton } {
  const { stranger } = plan.seen.new;
  if (plan.new?.handle === null && stranger !== null && mayBeNew(plan, stranger.handle)) {
    return { primary: { label: text('buttons.takeAsNew', { handle: shownHandle(stranger.handle) }), act: { kind: 'choose-new', handle: stranger.handle } } };
  }
  const act = wayTo(plan, 'join');
  return act.kind === 'sign-up'
    ? { primary: { label: text('buttons.signUp'), act }, quiet: { ...go('join'), label: text('buttons.haveAccount') } }
    : { primary: go('join') };
}

function moveSentences(plan: Plan): Text[] {
  if (oldLimit(plan) === 'other-software') return otherMoveSentences(plan);
  if (isRedirected(plan)) return [redirectSentence(plan), ...onCooldown(plan)];
  const old = namesOf(plan).old;
  const page = plan.seen.old.migration;
  if (redirect(plan) === 'cancelled') return [text('steps.move.redirectMissing', { old, new: namesOf(plan).new })];
  if (!page?.cooldown) return [text('steps.move.now', { new: namesOf(plan).new }), ...untold(plan, 'new')];
  return [page.cooldownUntil === null ? text('steps.move.cooldownNoDate', { old }) : text('steps.move.cooldown', { old, date: page.cooldownUntil })];
}

/** It points somewhere, and not by a Move to the new account. */
function isRedirected(plan: Plan): boolean {
  return redirect(plan) !== 'none' && !hasMoved(plan);
}

/** Where each program lets an account move away, as its own documentation names the place. */
function otherMoveSentences({ old, new: next }: Plan): Text[] {
  const program = programOf(old?.server.software ?? '');
  // GoToSocial takes the address of the account's actor, not its handle (its user guide, "Migration").
  const actor = next?.account?.actorId ?? next?.account?.url ?? '';
  const names = { server: shownDomain(old?.server.domain ?? ''), new: program === 'gotosocial' && actor !== '' ? actor : shownHandle(next?.handle ?? '') };
  return [text(`steps.move.other.${program}`, names), text('steps.move.other.then', names)];
}

/** By name where names were compared, as the sentence says it; else as both servers count. */
function arrivalProgress({ followers: { compared }, arrivals }: Plan): { progress?: { value: number; max: number } } {
  const last = arrivals.at(-1);
  const [value, rest] = compared === null ? [last?.new ?? null, last?.old ?? null] : [compared.arrived, compared.stayed + compared.left];
  return value === null || rest === null || value + rest === 0 ? {} : { progress: { value, max: value + rest } };
}
