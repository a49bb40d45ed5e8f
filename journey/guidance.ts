/**
 * What to say on the page in front of the person. One file of rules a page (`cards/`), read from the top; the first
 * whose `when` holds speaks. Pure, derived from the plan and the page each time, never stored.
 */

import { shownHandle } from '../lists/handle';
import { mayBeNew, sideOf } from './accounts';
import type { ActButton } from './act';
import { aliasesCards } from './cards/aliases';
import { authEditCards } from './cards/auth-edit';
import type { Context, Guidance, Here, Rule, Spoken } from './cards/card';
import { deleteCards } from './cards/delete';
import { exportCards } from './cards/export';
import { importsPage } from './cards/imports';
import { confirmPage } from './cards/imports-confirm';
import { migrationCards } from './cards/migration';
import { redirectNewCards } from './cards/redirect-new';
import type { PageId, PageSeen } from './facts';
import { namesOf } from './names';
import { missingHosts, type Plan, sidesAt } from './plan';
import { type Side, stepIds } from './step-ids';
import { pageOf, stepOf } from './steps';
import { text } from './text';

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
    auto: here.cameBy !== null && pageOf(plan, here.cameBy) === seen.page,
    old: namesOf(plan).old,
    new: shownHandle(plan.new.handle ?? `@${plan.new.server.domain}`),
  };
  const rules = rulesOf[seen.page] as readonly Rule<PageId>[];
  const rule = rules.find((candidate) => candidate.when(context));
  return rule === undefined ? null : { side, ...viaSignOut(context, rule.say(context)), id: rule.id };
}

/**
 * Where one server holds both accounts, a page of the other one would only show this one again: first the person signs
 * out.
 */
function viaSignOut(c: Context, { primary, quiet, ...said }: Spoken): Spoken {
  const isShared = sidesAt(c.plan, new URL(c.seen.url).origin).length > 1;
  const other = c.side === 'old' ? 'new' : 'old';
  const isAcross = ({ act }: ActButton) => isShared && ((act.kind === 'go' && stepOf(act.step).side === other) || (act.kind === 'sign-up' && other === 'new'));
  const kept = quiet === undefined || isAcross(quiet) ? {} : { quiet };
  if (primary === undefined || !isAcross(primary)) return { ...said, ...kept, ...(primary === undefined ? {} : { primary }) };
  const isNone = c.plan[other]?.handle == null;
  const how = isNone ? text('cards.account.other.signUpHow', { server: namesOf(c.plan).newServer }) : text('cards.account.other.how', { expected: c[other] });
  return { ...said, ...kept, body: [...said.body.slice(0, 1), how], point: 'signOut' };
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
  const take: ActButton = { label: text('buttons.takeAsNew', { handle: stranger }), act: { kind: 'choose-new', handle: seen.account.handle } };
  if (expected === null && isChoice) {
    return {
      id: 'account.new',
      step: 'join',
      side: 'new',
      tone: 'act',
      title: text('cards.account.new.title'),
      body: [text('cards.account.new.body', { handle: stranger, old: namesOf(plan).old })],
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

const rulesOf = {
  'auth-edit': authEditCards,
  aliases: aliasesCards,
  migration: migrationCards,
  'redirect-new': redirectNewCards,
  delete: deleteCards,
  export: exportCards,
  imports: importsPage,
  'imports-confirm': confirmPage,
  profile: [],
} satisfies { [Id in PageId]: readonly Rule<Id>[] };
