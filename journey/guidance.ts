/**
 * What to say on the page in front of the person. One list of rules a page, read from the top; the first whose `when` holds speaks.
 * Pure, derived from the plan and the page each time, never stored.
 */
import { archiveAgainAt } from './archive';
import type { FactsOf, ListKind, PageId, PageSeen } from './facts';
import { parseHandle, sameHandle, shownDomain, shownHandle, wholeHandle } from './handle';
import { importRules } from './import-guidance';
import { isOldGone, isSide, missingHosts, type Plan, sidesAt } from './plan';
import { onCooldown, redirectSentence } from './redirect-words';
import { mayBeNew, sideOf } from './reduce';
import { failedLists, missingLists, pauseSentence, savingProgress, troubleSentence, wantedOf } from './saving';
import { type Side, type StepId, stepIds } from './step-ids';
import { aliasListed, currentStep, followersStay, isOver, pointsTo, redirect, stepOf, wayTo } from './steps';
import { type Text, text } from './text';

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

export interface Guidance {
  /** The rule that spoke: `alias.fill`. */
  id: string;
  step: StepId;
  side: Side;
  tone: 'act' | 'wait' | 'warn' | 'done';
  title: Text;
  body: readonly Text[];
  /** The control spoken of, by its name in the page's own table. */
  point?: string;
  fill?: {
    /** Fields by their names in the page's own table; all of them or none. */
    fills: readonly { field: string; value: string | FileWanted }[];
    auto: boolean;
    /** "@amelie@old.example is filled in." */
    done: Text;
    title: Text;
    body: readonly Text[];
  };
  primary?: Button;
  quiet?: Button;
  progress?: { value: number; max: number };
}

export interface Here {
  seen: PageSeen;
  /** The step whose button brought the person to this page. */
  cameBy: StepId | null;
}

export interface Context<Id extends PageId = PageId> {
  plan: Plan;
  seen: Extract<PageSeen, { page: Id }>;
  facts: FactsOf<Id>;
  /** The side whose account is signed in. */
  side: Side;
  auto: boolean;
  /** Shown forms of the two accounts, for sentences. */
  old: string;
  new: string;
}

export type Spoken = Omit<Guidance, 'id' | 'side'> & { side?: Side };
export interface Rule<Id extends PageId> {
  id: string;
  when: (c: Context<Id>) => boolean;
  say: (c: Context<Id>) => Spoken;
}

/** The card for this page, or null where there is nothing to say. */
export function guidance(plan: Plan, here: Here): Guidance | null {
  const { seen } = here;
  const sides = sidesAt(plan, new URL(seen.url).origin);
  if (plan.old === null || plan.new === null || sides.length === 0 || missingHosts(plan).length > 0) return null;
  const side = sideOf(plan, seen);
  if (side === null) return strangerCard(plan, seen, sides);
  const context = {
    plan,
    seen,
    facts: seen.facts,
    side,
    auto: here.cameBy !== null && stepOf(here.cameBy).page === seen.page,
    old: shownHandle(plan.old.handle ?? ''),
    new: shownHandle(plan.new.handle ?? `@${plan.new.server.domain}`),
  };
  const rules = rulesOf[seen.page] as readonly Rule<PageId>[];
  const rule = rules.find((candidate) => candidate.when(context));
  return rule === undefined ? null : { side, ...viaSignOut(context, rule.say(context)), id: rule.id };
}

/** Where one server holds both accounts, a page of the other one would only show this one again: first the person signs out. */
function viaSignOut(c: Context, { primary, quiet, ...said }: Spoken): Spoken {
  const isShared = sidesAt(c.plan, new URL(c.seen.url).origin).length > 1;
  const other = c.side === 'old' ? 'new' : 'old';
  const isAcross = ({ act }: Button) => isShared && ((act.kind === 'go' && stepOf(act.step).side === other) || (act.kind === 'sign-up' && other === 'new'));
  const kept = quiet === undefined || isAcross(quiet) ? {} : { quiet };
  if (primary === undefined || !isAcross(primary)) return { ...said, ...kept, ...(primary === undefined ? {} : { primary }) };
  const isNone = c.plan[other]?.handle == null;
  const how = isNone ? text('cards.account.other.signUpHow', { server: newServer(c.plan) }) : text('cards.account.other.how', { expected: c[other] });
  return { ...said, ...kept, body: [...said.body, how], point: 'signOut' };
}

/** Pages where the wrong account would do harm, or where the person waits for a hint. */
const guided: readonly PageId[] = ['auth-edit', 'aliases', 'migration', 'redirect-new', 'export', 'imports', 'imports-confirm'];

/** Someone else is signed in: nothing is filled, and the way to the right account is said. */
function strangerCard(plan: Plan, seen: PageSeen, sides: readonly Side[]): Guidance | null {
  if (!guided.includes(seen.page)) return null;
  const stranger = shownHandle(seen.account.handle);
  const pageSide =
    sides.find((side) => side === (seen.page === 'export' || seen.page === 'migration' || seen.page === 'redirect-new' ? 'old' : 'new')) ?? sides[0] ?? 'old';
  const step = stepIds.find((id) => stepOf(id).page === seen.page) ?? 'join';
  const expected = plan[pageSide]?.handle ?? null;
  const isChoice = sides.includes('new') && !stepOf('alias').isDone(plan) && mayBeNew(plan, seen.account.handle);
  const take: Button = { label: text('buttons.takeAsNew', { handle: stranger }), act: { kind: 'choose-new', handle: seen.account.handle } };
  if (expected === null && isChoice) {
    return {
      id: 'account.new',
      step: 'join',
      side: 'new',
      tone: 'act',
      title: text('cards.account.new.title'),
      body: [text('cards.account.new.body', { handle: stranger, old: shownHandle(plan.old?.handle ?? '') })],
      primary: take,
    };
  }
  // Nobody is expected there yet, and this account cannot be the one.
  if (expected === null) return null;
  return {
    id: 'account.other',
    step,
    side: pageSide,
    tone: 'warn',
    title: text('cards.account.other.title'),
    body: [
      text('cards.account.other.body', { handle: stranger, expected: shownHandle(expected) }),
      text('cards.account.other.how', { expected: shownHandle(expected) }),
    ],
    point: 'signOut',
    ...(isChoice && pageSide === 'new' ? { quiet: take } : {}),
  };
}

const go = (step: StepId, label: Text = text('buttons.takeMeThere')): Button => ({ label, act: { kind: 'go', step } });
const focus: Button = { label: text('buttons.goToField'), act: { kind: 'focus' } };

/** The button to whatever comes next, wherever that is. */
function next(plan: Plan): { primary: Button } | Record<never, never> {
  const current = currentStep(plan);
  if (current === null) return {};
  return {
    primary:
      stepOf(current).page === null
        ? { label: text('buttons.openStartPage'), act: { kind: 'start-page' } }
        : { label: text('buttons.nextStep'), act: wayTo(plan, current) },
  };
}

/** Neither its page nor its server has told: in secure mode, strangers are told nothing (server-rules.md 7). */
function isAliasUnseen(plan: Plan): boolean {
  const { aliases, outside } = plan.seen.new;
  return plan.new?.handle != null && !stepOf('alias').isDone(plan) && aliases === null && outside?.alsoKnownAs == null;
}

const authEdit: readonly Rule<'auth-edit'>[] = [
  {
    id: 'join.unconfirmed',
    when: (c) => c.side === 'new' && c.facts.status === 'unconfirmed',
    say: (c) => ({
      step: 'join',
      tone: 'wait',
      title: text('cards.join.unconfirmed.title'),
      body: [text('cards.join.unconfirmed.body', { handle: c.new })],
    }),
  },
  {
    id: 'join.pending',
    when: (c) => c.side === 'new' && c.facts.status === 'pending',
    say: (c) => ({
      step: 'join',
      tone: 'wait',
      title: text('cards.join.pending.title'),
      body: [
        text('cards.join.pending.body', { server: shownDomain(c.plan.new?.server.domain ?? '') }),
        ...(isOldGone(c.plan) ? [] : [text('cards.join.pending.meanwhile')]),
      ],
      ...(currentStep(c.plan) === 'save' ? { primary: go('save', text('buttons.saveMeanwhile')) } : {}),
    }),
  },
  {
    id: 'join.newMoved',
    when: (c) => c.side === 'new' && c.facts.status === 'moved',
    say: (c) => newAccountMoved(c),
  },
  {
    id: 'account.oldGone',
    when: (c) => c.side === 'new' && isOldGone(c.plan) && !stepOf('alias').isDone(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'done',
      title: text('cards.account.newReady.title'),
      body: [text('steps.alias.gone', { server: oldServer(c.plan) })],
      ...next(c.plan),
    }),
  },
  {
    id: 'account.rowAliases',
    when: (c) => c.side === 'new' && !stepOf('alias').isDone(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'act',
      title: text('cards.account.rowAliases.title'),
      body: [text('cards.account.rowAliases.body', { old: c.old }), text('cards.account.rowAliases.other')],
      point: 'aliases',
      primary: go('alias'),
    }),
  },
  {
    id: 'account.newReady',
    when: (c) => c.side === 'new',
    say: (c) => ({
      step: 'alias',
      tone: 'done',
      title: text('cards.account.newReady.title'),
      body: [text('cards.account.newReady.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'account.oldMoved',
    when: (c) => redirect(c.plan) === 'moved',
    say: (c) => ({
      step: 'move',
      tone: 'done',
      title: text('cards.move.done.title'),
      body: [text('cards.move.done.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'account.oldRedirects',
    when: (c) => redirect(c.plan) !== 'none',
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.elsewhere.title', { target: target(c) }),
      body: [redirectSentence(c.plan), ...onCooldown(c.plan)],
      point: 'migration',
      primary: go('move', text('buttons.toMovePage')),
    }),
  },
  {
    id: 'account.noNewAccount',
    when: (c) => c.plan.new?.handle == null,
    say: (c) => ({
      step: 'join',
      tone: 'act',
      title: text('cards.move.noNewAccount.title'),
      body: [text('cards.move.noNewAccount.body', { server: newServer(c.plan) })],
      ...next(c.plan),
    }),
  },
  {
    id: 'account.aliasUnseen',
    when: (c) => isAliasUnseen(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'act',
      title: text('cards.move.aliasUnseen.title'),
      body: [text('cards.move.aliasUnseen.body', { old: c.old, new: c.new })],
      point: 'migration',
      ...(stepOf('join').isDone(c.plan) ? { primary: go('alias') } : next(c.plan)),
    }),
  },
  {
    id: 'account.aliasFirst',
    when: (c) => !stepOf('alias').isDone(c.plan),
    say: (c) => ({
      step: 'move',
      tone: 'act',
      title: text('cards.account.aliasFirst.title'),
      body: [text('cards.account.aliasFirst.body', { new: c.new })],
      point: 'migration',
      ...next(c.plan),
    }),
  },
  {
    id: 'account.rowMigration',
    when: () => true,
    say: (c) => ({
      step: 'move',
      tone: 'act',
      title: text('cards.account.rowMigration.title'),
      body: [text('cards.account.rowMigration.body', { new: c.new }), text('cards.account.rowMigration.other')],
      point: 'migration',
      ...(stepOf('move').needs.every((need) => isOver(c.plan, stepOf(need))) ? { primary: go('move') } : next(c.plan)),
    }),
  },
];

const aliases: readonly Rule<'aliases'>[] = [
  {
    id: 'alias.wrongSide',
    when: (c) => c.side === 'old',
    say: (c) => ({
      step: 'alias',
      tone: 'warn',
      title: text('cards.alias.wrongSide.title'),
      body: [text('cards.alias.wrongSide.body', { old: c.old, new: c.new })],
      primary: go('alias'),
    }),
  },
  { id: 'join.newMoved', when: (c) => c.seen.account.movedTo !== null, say: (c) => newAccountMoved(c) },
  {
    id: 'alias.again',
    when: (c) => aliasListed(c.plan) && c.facts.error === 'general',
    say: (c) => ({
      step: 'alias',
      tone: 'done',
      title: text('cards.alias.again.title'),
      body: [text('cards.alias.again.body', { old: c.old })],
      ...next(c.plan),
    }),
  },
  {
    id: 'alias.done',
    when: (c) => aliasListed(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'done',
      title: text('cards.alias.done.title'),
      body: [text('cards.alias.done.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'alias.oldGone',
    when: (c) => isOldGone(c.plan),
    say: (c) => ({
      step: 'alias',
      tone: 'wait',
      title: text('cards.alias.oldGone.title'),
      body: [text('steps.alias.gone', { server: oldServer(c.plan) }), text('cards.alias.oldGone.later', { old: c.old })],
      ...next(c.plan),
    }),
  },
  {
    id: 'alias.notFound',
    when: (c) => c.facts.error === 'acct' && isSide(c.plan, 'old', c.facts.typed),
    say: (c) => ({
      step: 'alias',
      tone: 'warn',
      title: text('cards.alias.notFound.title', { server: newServer(c.plan) }),
      body: [
        text('cards.alias.notFound.body', { server: newServer(c.plan), old: c.old }),
        c.plan.seen.new.outside?.otherSide === 'suspend'
          ? text('cards.alias.notFound.blocked', { oldServer: oldServer(c.plan), server: newServer(c.plan) })
          : text('cards.alias.notFound.causes', { oldServer: oldServer(c.plan), server: newServer(c.plan) }),
      ],
      point: 'acct',
      primary: focus,
    }),
  },
  {
    id: 'alias.self',
    when: (c) => c.facts.error === 'acct' && sameHandle(typedOn('new', c), c.plan.new?.handle),
    say: (c) => aliasFill(c, [text('cards.alias.self.body', { new: c.new })], text('cards.alias.self.title')),
  },
  {
    id: 'alias.empty',
    when: (c) => c.facts.error === 'acct' && c.facts.typed === null,
    say: (c) => aliasFill(c, [text('cards.alias.empty.body')], text('cards.alias.empty.title')),
  },
  {
    id: 'alias.refused',
    when: (c) => c.facts.error === 'acct',
    say: (c) => aliasFill(c, [text('cards.alias.refused.body', { typed: c.facts.typed ?? '', old: c.old })], text('cards.alias.refused.title')),
  },
  {
    id: 'alias.unknownError',
    when: (c) => c.facts.error === 'general',
    say: (c) =>
      aliasFill(
        c,
        [text('cards.alias.unknownError.body', { server: newServer(c.plan), typed: c.facts.typed ?? '', old: c.old })],
        text('cards.alias.unknownError.title'),
      ),
  },
  { id: 'alias.fill', when: () => true, say: (c) => aliasFill(c, [text('cards.alias.fill.body', { old: c.old, new: c.new })], text('cards.alias.fill.title')) },
];

function aliasFill(c: Context<'aliases'>, body: readonly Text[], title: Text): Spoken {
  return {
    step: 'alias',
    tone: c.facts.error === null ? 'act' : 'warn',
    title,
    body: [...body, ...blocked(c.plan)],
    point: 'acct',
    fill: {
      fills: [{ field: 'acct', value: c.plan.old?.handle ?? '' }],
      auto: c.auto,
      done: text('card.filledIn', { value: c.old }),
      title: text('cards.press', { button: c.seen.labels.submit ?? '' }),
      body: [text('cards.alias.filled.body')],
    },
    primary: { label: text('buttons.fill'), act: { kind: 'fill' } },
  };
}

/** Exactly what is not saved, with the numbers of the export page where it was seen. */
function unsaved(plan: Plan): Text[] {
  return missingLists(plan).map((kind) => {
    const count = plan.seen.old.exports?.counts[kind];
    const list = text(`lists.${kind}`);
    return count === undefined ? list : text('cards.move.saveFirst.list', { list, number: count });
  });
}

function lossOf(plan: Plan): Text[] {
  const lists = unsaved(plan);
  return lists.length === 0 ? [] : [text('cards.move.saveFirst.loss', { lists })];
}

const migration: readonly Rule<'migration'>[] = [
  {
    id: 'move.oldGone',
    when: (c) => c.side === 'new' && followersStay(c.plan),
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.wrongSide.title'),
      body: [text('steps.move.gone', { server: oldServer(c.plan), old: c.old })],
      ...next(c.plan),
    }),
  },
  {
    id: 'move.wrongSide',
    when: (c) => c.side === 'new',
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.wrongSide.title'),
      body: [text('cards.move.wrongSide.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'move.done',
    when: (c) => redirect(c.plan) === 'moved',
    say: (c) => ({
      step: 'move',
      tone: 'done',
      title: text('cards.move.done.title'),
      body: [text('cards.move.done.body', { old: c.old, new: c.new }), text('cards.move.done.time')],
      ...next(c.plan),
    }),
  },
  {
    id: 'move.redirectOnly',
    when: (c) => redirect(c.plan) === 'redirect-only',
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.redirectOnly.title'),
      body: [
        text('cards.move.redirectOnly.body', { new: c.new }),
        ...(c.facts.cooldown ? onCooldown(c.plan) : [text('cards.move.redirectOnly.how', { button: c.seen.labels.cancel ?? '' })]),
      ],
      ...(c.facts.cooldown ? {} : { point: 'cancel' }),
    }),
  },
  {
    id: 'move.elsewhere',
    when: (c) => redirect(c.plan) === 'elsewhere',
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.elsewhere.title', { target: target(c) }),
      body: [
        text('cards.move.elsewhere.body', { target: target(c), new: c.new }),
        ...(c.facts.cooldown ? onCooldown(c.plan) : [text('cards.move.elsewhere.how', { button: c.seen.labels.cancel ?? '', target: target(c) })]),
      ],
      ...(c.facts.cooldown ? {} : { point: 'cancel' }),
      primary: { label: text('buttons.changeAccounts'), act: { kind: 'start-page' } },
    }),
  },
  {
    id: 'move.cooldown',
    when: (c) => c.facts.cooldown,
    say: (c) => {
      const until = c.plan.seen.old.migration?.cooldownUntil ?? null;
      return {
        step: 'move',
        tone: 'wait',
        title: until === null ? text('cards.move.cooldown.title') : text('cards.move.cooldown.titleDate', { date: until }),
        body: [text('cards.move.cooldown.body', { old: c.old }), text('cards.move.cooldown.meanwhile')],
      };
    },
  },
  {
    id: 'move.noNewAccount',
    when: (c) => c.plan.new?.handle == null,
    say: (c) => ({
      step: 'join',
      tone: 'act',
      title: text('cards.move.noNewAccount.title'),
      body: [text('cards.move.noNewAccount.body', { server: newServer(c.plan) })],
      ...next(c.plan),
    }),
  },
  {
    id: 'move.newMoved',
    when: (c) => pointsTo(c.plan, 'new') !== null,
    say: (c) => ({
      step: 'join',
      side: 'new',
      tone: 'warn',
      title: text('cards.move.newMoved.title'),
      body: [text('cards.move.newMoved.body', { new: c.new, target: shownHandle(pointsTo(c.plan, 'new') ?? '') })],
      primary: go('join'),
    }),
  },
  {
    id: 'move.newNotReady',
    when: (c) => !stepOf('join').isDone(c.plan) && stepOf('join').isWaiting(c.plan),
    say: (c) => ({
      step: 'join',
      side: 'new',
      tone: 'warn',
      title: text('cards.move.newNotReady.title'),
      body: [text('cards.move.newNotReady.body', { new: c.new })],
      primary: go('join'),
    }),
  },
  {
    id: 'move.aliasUnseen',
    when: (c) => isAliasUnseen(c.plan),
    say: (c) => ({
      step: 'alias',
      side: 'new',
      tone: 'warn',
      title: text('cards.move.aliasUnseen.title'),
      body: [text('cards.move.aliasUnseen.body', { old: c.old, new: c.new })],
      primary: go('alias'),
    }),
  },
  {
    id: 'move.aliasFirst',
    when: (c) => !stepOf('alias').isDone(c.plan),
    say: (c) => ({
      step: 'alias',
      side: 'new',
      tone: 'warn',
      title: text('cards.move.aliasFirst.title'),
      body: [text('cards.move.aliasFirst.body', { old: c.old, new: c.new })],
      primary: go('alias'),
    }),
  },
  {
    id: 'move.saveFirst',
    when: (c) => !stepOf('save').isDone(c.plan) && c.plan.said.save === undefined,
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text('cards.move.saveFirst.title'),
      body: [text('cards.move.saveFirst.body'), ...lossOf(c.plan)],
      primary: go('save'),
      quiet: { label: text('buttons.goWithoutSaving'), act: { kind: 'say', step: 'save', what: 'skipped' } },
    }),
  },
  {
    id: 'move.wrongPassword',
    when: (c) => c.facts.errorField === 'proof' && c.facts.proof === 'password',
    say: (c) => moveFill(c, [text('cards.move.wrongPassword.body', { server: oldServer(c.plan) })], text('cards.move.wrongPassword.title')),
  },
  {
    id: 'move.wrongUsername',
    when: (c) => c.facts.errorField === 'proof',
    say: (c) =>
      moveFill(
        c,
        [text('cards.move.wrongUsername.body', { username: usernameOf(c.plan.old?.handle), server: oldServer(c.plan) })],
        text('cards.move.wrongUsername.title'),
      ),
  },
  {
    id: 'move.notAccepted',
    when: (c) => c.facts.errorField === 'acct' && isSide(c.plan, 'new', c.facts.typed),
    say: (c) => ({
      ...moveFill(
        c,
        [text('cards.move.notAccepted.body', { new: c.new, server: oldServer(c.plan) }), text('cards.move.notAccepted.causes', { old: c.old })],
        text('cards.move.notAccepted.title'),
      ),
      quiet: go('alias', text('buttons.checkAlias')),
    }),
  },
  {
    id: 'move.self',
    when: (c) => c.facts.errorField === 'acct' && sameHandle(typedOn('old', c), c.plan.old?.handle),
    say: (c) => moveFill(c, [text('cards.move.self.body', { old: c.old, new: c.new })], text('cards.move.self.title')),
  },
  {
    id: 'move.refused',
    when: (c) => c.facts.errorField === 'acct',
    say: (c) => moveFill(c, [text('cards.move.refused.body', { typed: c.facts.typed ?? '', new: c.new })], text('cards.move.refused.title')),
  },
  { id: 'move.fill', when: () => true, say: (c) => moveFill(c, [text('cards.move.fill.body', { old: c.old, new: c.new })], text('cards.move.fill.title')) },
];

function moveFill(c: Context<'migration'>, body: readonly Text[], title: Text): Spoken {
  const button = c.seen.labels.submit ?? '';
  const proof =
    c.facts.proof === 'password'
      ? text('cards.move.filled.password', { button })
      : text('cards.move.filled.username', { button, username: usernameOf(c.plan.old?.handle) });
  const warnings = [...(newAccount(c.plan)?.locked ? [text('cards.move.locked', { new: c.new })] : []), ...blocked(c.plan)];
  const said = { step: 'move', tone: c.facts.errorField === null ? 'act' : 'warn', title, body: [...body, ...warnings] } as const;
  // The address still stands there after a refused proof: only the proof is to be typed again.
  if (c.facts.errorField === 'proof' && isSide(c.plan, 'new', c.facts.typed)) return { ...said, point: 'proof', primary: focus };
  return {
    ...said,
    point: c.facts.errorField === 'proof' ? 'proof' : 'acct',
    fill: {
      fills: [{ field: 'acct', value: c.plan.new?.handle ?? '' }],
      auto: c.auto,
      done: text('card.filledIn', { value: c.new }),
      title: text('cards.move.filled.title'),
      body: [proof, text('cards.move.filled.final'), ...warnings],
    },
    primary: { label: text('buttons.fill'), act: { kind: 'fill' } },
  };
}

const redirectNew: readonly Rule<'redirect-new'>[] = [
  {
    id: 'redirect.newSide',
    when: (c) => c.side === 'new',
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.move.wrongSide.title'),
      body: [text(isOldGone(c.plan) ? 'cards.redirect.newSide.gone' : 'cards.redirect.newSide.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'redirect.moved',
    when: (c) => redirect(c.plan) === 'moved',
    say: (c) => ({
      step: 'move',
      tone: 'done',
      title: text('cards.account.newReady.title'),
      body: [text('cards.redirect.moved.body', { old: c.old, new: c.new })],
      ...next(c.plan),
    }),
  },
  {
    id: 'redirect.leavesFollowers',
    when: () => true,
    say: (c) => ({
      step: 'move',
      tone: 'warn',
      title: text('cards.redirect.leavesFollowers.title'),
      body: [text('cards.redirect.leavesFollowers.body', { new: c.new }), text('cards.redirect.leavesFollowers.instead')],
      primary: go('move', text('buttons.toMovePage')),
    }),
  },
];

const deletePage: readonly Rule<'delete'>[] = [
  {
    id: 'delete.newAccount',
    when: (c) => c.side === 'new',
    say: (c) => ({
      step: 'farewell',
      tone: 'warn',
      title: text('cards.delete.newAccount.title'),
      body: [text('cards.delete.newAccount.body', { new: c.new })],
    }),
  },
  {
    id: 'delete.redirects',
    when: (c) => redirect(c.plan) !== 'moved' && redirect(c.plan) !== 'none',
    say: (c) => ({
      step: 'farewell',
      tone: 'warn',
      title: text('cards.delete.beforeMove.title'),
      body: [text('cards.delete.redirects.body', { old: c.old, new: c.new, target: target(c) })],
    }),
  },
  {
    id: 'delete.beforeMove',
    when: (c) => redirect(c.plan) === 'none',
    say: (c) => ({
      step: 'farewell',
      tone: 'warn',
      title: text('cards.delete.beforeMove.title'),
      body: [text('cards.delete.beforeMove.body', { old: c.old })],
    }),
  },
  {
    id: 'delete.unsaved',
    when: (c) => missingLists(c.plan).length > 0,
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text('cards.delete.unsaved.title'),
      body: [text('cards.delete.unsaved.loss', { lists: unsaved(c.plan), old: c.old }), text('cards.delete.afterMove.body', { old: c.old, new: c.new })],
      primary: go('save'),
    }),
  },
  {
    id: 'delete.afterMove',
    when: () => true,
    say: (c) => ({
      step: 'farewell',
      tone: 'warn',
      title: text('cards.delete.afterMove.title'),
      body: [text('cards.delete.afterMove.body', { old: c.old, new: c.new }), text('cards.delete.afterMove.advice')],
    }),
  },
];

const exportPage: readonly Rule<'export'>[] = [
  {
    id: 'save.oldGone',
    when: (c) => c.side === 'new' && isOldGone(c.plan) && !stepOf('save').isDone(c.plan),
    say: (c) => ({
      step: 'save',
      tone: 'done',
      title: text('cards.save.newSide.title'),
      body: [text('steps.save.gone', { server: oldServer(c.plan) })],
      ...next(c.plan),
    }),
  },
  {
    id: 'save.wrongSide',
    when: (c) => c.side === 'new' && !stepOf('save').isDone(c.plan),
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text('cards.save.wrongSide.title'),
      body: [text('cards.save.wrongSide.body', { old: c.old })],
      primary: go('save'),
    }),
  },
  {
    id: 'save.newSide',
    when: (c) => c.side === 'new',
    say: (c) => ({ step: 'save', tone: 'done', title: text('cards.save.newSide.title'), body: [text('cards.save.newSide.body')], ...next(c.plan) }),
  },
  {
    id: 'save.running',
    when: (c) => c.plan.kit.saving !== null,
    say: (c) => {
      const progress = savingProgress(c.plan);
      return {
        step: 'save',
        tone: 'wait',
        title: text('cards.save.running.title'),
        body: [text('cards.save.running.body', { old: c.old })],
        ...(progress === null ? {} : { progress }),
      };
    },
  },
  {
    id: 'save.paused',
    when: (c) => c.plan.kit.paused !== null,
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text('cards.save.paused.title'),
      body: [pauseSentence(c.plan) ?? text('cards.save.failed.body'), text('cards.save.paused.body')],
      primary: { label: text('buttons.saveAgain'), act: { kind: 'save-lists' } },
    }),
  },
  {
    id: 'save.failed',
    when: (c) => failedLists(c.plan).length > 0,
    say: (c) => ({
      step: 'save',
      tone: 'warn',
      title: text('cards.save.failed.title', { count: failedLists(c.plan).length }),
      body: [
        ...failedLists(c.plan)
          .flatMap((kind) => troubleSentence(c.plan, kind) ?? [])
          .slice(0, 1),
        text('cards.save.failed.body'),
      ],
      primary: { label: text('buttons.saveAgain'), act: { kind: 'save-lists' } },
      quiet: { label: text('buttons.openKit'), act: { kind: 'start-page', section: 'kit' } },
    }),
  },
  {
    id: 'save.offer',
    when: (c) => !stepOf('save').isDone(c.plan) && c.plan.said.save === undefined,
    say: (c) => ({
      step: 'save',
      tone: 'act',
      title: text('cards.save.offer.title'),
      body: [text('cards.save.offer.body', { count: wantedOf(c.plan).length }), text('cards.save.offer.safe')],
      primary: { label: text('buttons.saveAll'), act: { kind: 'save-lists' } },
    }),
  },
  {
    id: 'archive.waiting',
    when: (c) => c.facts.archive === 'in-progress' && c.plan.said.archive === undefined,
    say: ({ plan }) => {
      const since = plan.seen.old.exports?.archiveAskedAt ?? null;
      const body = since === null ? text('cards.archive.waiting.body') : text('cards.archive.waiting.since', { date: since });
      return { step: 'archive', tone: 'wait', title: text('cards.archive.waiting.title'), body: [body, ...archiveAgain(plan)] };
    },
  },
  {
    id: 'archive.ready',
    when: (c) => c.facts.archive === 'ready' && c.plan.said.archive === undefined,
    say: (c) => ({
      step: 'archive',
      tone: 'act',
      title: text('cards.archive.ready.title'),
      body: [text('cards.archive.ready.body'), ...archiveAgain(c.plan)],
      point: 'download',
      primary: { label: text('buttons.archiveDownloaded'), act: { kind: 'say', step: 'archive', what: 'done' } },
      quiet: { label: text('buttons.skip'), act: { kind: 'say', step: 'archive', what: 'skipped' } },
    }),
  },
  {
    id: 'archive.tooSoon',
    when: (c) => !c.facts.canRequest && c.plan.said.archive === undefined,
    say: (c) => ({
      step: 'archive',
      tone: 'wait',
      title: text('cards.archive.tooSoon.title'),
      body: [text('cards.archive.tooSoon.body'), ...archiveAgain(c.plan)],
      quiet: { label: text('buttons.skip'), act: { kind: 'say', step: 'archive', what: 'skipped' } },
    }),
  },
  {
    id: 'archive.offer',
    when: (c) => c.plan.said.archive === undefined,
    say: (c) => ({
      step: 'archive',
      tone: 'act',
      title: text('cards.archive.offer.title', { button: c.seen.labels.request ?? '' }),
      body: [text('cards.archive.offer.body'), text('cards.archive.offer.not')],
      point: 'request',
      quiet: { label: text('buttons.skip'), act: { kind: 'say', step: 'archive', what: 'skipped' } },
    }),
  },
  {
    id: 'save.done',
    when: () => true,
    say: (c) => ({ step: 'save', tone: 'done', title: text('cards.save.done.title'), body: [text('cards.save.done.body')], ...next(c.plan) }),
  },
];

function archiveAgain(plan: Plan): Text[] {
  const date = archiveAgainAt(plan);
  return date === null ? [] : [text('cards.archive.again', { date })];
}

const rulesOf = {
  'auth-edit': authEdit,
  aliases,
  migration,
  'redirect-new': redirectNew,
  delete: deletePage,
  export: exportPage,
  ...importRules(next),
  profile: [],
} satisfies { [Id in PageId]: readonly Rule<Id>[] };

function newAccountMoved(c: Pick<Context, 'new' | 'seen'>): Spoken {
  return {
    step: 'join',
    tone: 'warn',
    title: text('cards.join.newMoved.title'),
    body: [text('cards.join.newMoved.body', { new: c.new, target: shownHandle(c.seen.account.movedTo ?? '') })],
    primary: { label: text('buttons.changeAccounts'), act: { kind: 'start-page' } },
  };
}

const target = ({ plan }: { plan: Plan }): string => shownHandle(pointsTo(plan, 'old') ?? '');

/** Where servers publish whom they cut off or limit: said before it does harm. */
function blocked(plan: Plan): Text[] {
  const servers = { oldServer: oldServer(plan), server: newServer(plan) };
  const { old, new: next } = plan.seen;
  if (next.outside?.otherSide === 'suspend') return [text('cards.blocked.newCutsOld', servers)];
  if (old.outside?.otherSide === 'suspend') return [text('cards.blocked.oldCutsNew', servers)];
  return next.outside?.otherSide === 'silence' ? [text('cards.blocked.newLimitsOld', servers)] : [];
}

const oldServer = (plan: Plan): string => shownDomain(plan.old?.server.domain ?? '');
const newServer = (plan: Plan): string => shownDomain(plan.new?.server.domain ?? '');
const newAccount = (plan: Plan) => plan.seen.new.outside?.account ?? plan.new?.account;

function usernameOf(handle: string | null | undefined): string {
  const parsed = parseHandle(handle ?? '');
  return parsed.ok ? parsed.value.username : '';
}

/** A bare name means an account of the server it is typed on (server-rules.md 1). */
function typedOn(side: Side, { plan, facts }: { plan: Plan; facts: { typed: string | null } }): string {
  return wholeHandle(facts.typed ?? '', plan[side]?.server.domain ?? '');
}
