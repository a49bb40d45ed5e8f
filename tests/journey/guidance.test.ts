import { describe, expect, test } from 'vitest';
import { lockAgainSentence } from '../../journey/arrival';
import { checklist } from '../../journey/checklist';
import type { PlanEvent } from '../../journey/events';
import type { PageSeen } from '../../journey/facts';
import type { Plan } from '../../journey/plan';
import { emptyPlan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { type StepId, wayTo } from '../../journey/steps';
import { urlOf } from '../../worker/acts';
import { fresh, NOW, old, oldGone, page, party, planAfter, readyToMove, saved, seen } from './sample';
import { guidance } from './short';

const OLD = 'amelie@old.example';
const NEW = 'amelie_new@new.example';

/** The card on a page, after the page itself was folded into the plan, as the background does. */
function card(shown: PageSeen, before: readonly PlanEvent[] = [], cameBy: StepId | null = null) {
  return cardOf(planAfter(...before), shown, cameBy);
}

function cardOf(plan: Plan, shown: PageSeen, cameBy: StepId | null = null) {
  return guidance(reduce(plan, seen(shown), NOW), { seen: shown, cameBy });
}

const aliasMade = seen(page('aliases', NEW, { aliases: [OLD] }));
const newMoved = seen(page('auth-edit', NEW, { status: 'moved' }, { functional: false, movedTo: 'x@third.example' }));
const noAlias = seen(page('aliases', NEW));
const inPublic = (alsoKnownAs: string[] | null): PlanEvent => ({ type: 'outsideSeen', side: 'new', account: fresh.account, alsoKnownAs, otherSide: null });
const named = (account: Parameters<typeof party>[2] | null): PlanEvent => ({
  type: 'accountsNamed',
  old,
  new: account === null ? party(null, 'new.example') : party(NEW, 'new.example', account),
});
/** Both lists are saved, and the export page was seen before that. */
const allSaved: readonly PlanEvent[] = [seen(page('export', OLD)), saved('follows'), saved('lists')];

const pastMove = [{ target: NEW, followers: 240, at: '2026-11-10T09:30:00Z' }];
const pastElsewhere = [{ ...pastMove[0], target: 'x@third.example' }] as typeof pastMove;
/** Seen moved, then with the redirect cancelled in another browser. */
const cancelled = [seen(page('migration', OLD, { redirectingTo: NEW, past: pastMove, cooldown: true })), seen(page('auth-edit', OLD))];

describe('the rule that speaks', () => {
  test.each<[string, PageSeen, readonly PlanEvent[], string | null]>([
    ['account settings of the new account', page('auth-edit', NEW), [], 'account.rowAliases'],
    ['account settings of the new account, alias made', page('auth-edit', NEW), [aliasMade], 'account.newReady'],
    [
      'account settings of a new account that waits for its e-mail',
      page('auth-edit', NEW, { status: 'unconfirmed' }, { functional: false }),
      [],
      'join.unconfirmed',
    ],
    ['account settings of a new account that waits for approval', page('auth-edit', NEW, { status: 'pending' }, { functional: false }), [], 'join.pending'],
    [
      'account settings of a new account that moved away',
      page('auth-edit', NEW, { status: 'moved' }, { functional: false, movedTo: 'x@third.example' }),
      [],
      'join.newMoved',
    ],
    ['account settings of the old account', page('auth-edit', OLD), [noAlias], 'account.aliasFirst'],
    ['account settings of the old account, no alias in public', page('auth-edit', OLD), [inPublic([])], 'account.aliasFirst'],
    ['account settings of the old account, nothing seen of the alias', page('auth-edit', OLD), [], 'account.aliasUnseen'],
    ['account settings of the old account, before there is a new one', page('auth-edit', OLD), [named(null)], 'account.noNewAccount'],
    ['account settings of the old account, alias made', page('auth-edit', OLD), [aliasMade], 'account.rowMigration'],
    [
      'account settings of the old account, after the move',
      page('auth-edit', OLD, { status: 'moved' }),
      [seen(page('migration', OLD, { redirectingTo: NEW, past: pastMove }))],
      'account.oldMoved',
    ],

    ...(['x@third.example', NEW] as const).map((movedTo): [string, PageSeen, readonly PlanEvent[], string] => [
      `account settings of the old account, which points to ${movedTo} already`,
      page('auth-edit', OLD, { status: 'moved' }, { functional: false, movedTo }),
      [],
      'account.oldRedirects',
    ]),

    ['aliases of the new account', page('aliases', NEW), [], 'alias.fill'],
    ['aliases of the old account', page('aliases', OLD), [], 'alias.wrongSide'],
    ['aliases with the old account in the table', page('aliases', NEW, { aliases: ['zoe@third.example', 'Amelie@OLD.example'] }), [], 'alias.done'],
    ['the alias made a second time', page('aliases', NEW, { aliases: [OLD], error: 'general' }), [], 'alias.again'],
    ['old address not found', page('aliases', NEW, { error: 'acct', typed: '@amelie@old.example' }), [], 'alias.notFound'],
    ['its profile address as alias', page('aliases', NEW, { error: 'acct', typed: 'https://old.example/@amelie' }), [], 'alias.written'],
    ['own address as alias', page('aliases', NEW, { error: 'acct', typed: NEW }), [], 'alias.self'],
    ['own name as alias, without a server', page('aliases', NEW, { error: 'acct', typed: 'amelie_new' }), [], 'alias.self'],
    ['nothing typed as alias', page('aliases', NEW, { error: 'acct', typed: null }), [], 'alias.empty'],
    ['another address as alias', page('aliases', NEW, { error: 'acct', typed: 'amelei@old.example' }), [], 'alias.refused'],
    ['an error with no field and no row', page('aliases', NEW, { error: 'general', typed: 'zoe@third.example' }), [], 'alias.unknownError'],
    [
      'the alias made a second time, its row written otherwise',
      page('aliases', NEW, { aliases: ['a@alias.example'], error: 'general', typed: OLD }),
      [],
      'alias.again',
    ],
    ['aliases of a new account that moved away', page('aliases', NEW, {}, { functional: false, movedTo: 'x@third.example' }), [], 'join.newMoved'],

    ['migration of the new account', page('migration', NEW), readyToMove, 'move.wrongSide'],
    ['migration of a new account that moved away', page('migration', NEW, { redirectingTo: 'x@third.example' }), [], 'move.cancelNew'],
    ['migration of a new account whose redirect was cancelled', page('migration', NEW, { past: pastElsewhere }), readyToMove, 'move.wrongSide'],
    ['migration, all ready', page('migration', OLD), readyToMove, 'move.fill'],
    ['migration without the alias', page('migration', OLD), [noAlias], 'move.aliasFirst'],
    ['migration, no alias in public', page('migration', OLD), [inPublic([])], 'move.aliasFirst'],
    ['migration, nothing seen of the alias, and nothing told in public', page('migration', OLD), [inPublic(null)], 'move.aliasUnseen'],
    ['migration, the new account moved away since', page('migration', OLD), [...readyToMove, newMoved], 'move.newMoved'],
    ['migration, lookup says that the new account moved away', page('migration', OLD), [named({ movedTo: 'x@third.example' })], 'move.newMoved'],
    ...(['pending', 'unconfirmed'] as const).map((status): [string, PageSeen, readonly PlanEvent[], string] => [
      `migration, the new account is ${status}`,
      page('migration', OLD),
      [...readyToMove, seen(page('auth-edit', NEW, { status }, { functional: false }))],
      'move.newNotReady',
    ]),
    ['migration before saving', page('migration', OLD), [aliasMade], 'move.saveFirst'],
    ['migration before saving, the person knows', page('migration', OLD), [aliasMade, { type: 'said', step: 'save', what: 'skipped' }], 'move.fill'],
    ['wrong password', page('migration', OLD, { errorField: 'proof', typed: NEW }), readyToMove, 'move.wrongPassword'],
    ['wrong username', page('migration', OLD, { errorField: 'proof', proof: 'username', typed: NEW }), readyToMove, 'move.wrongUsername'],
    ['new account refused', page('migration', OLD, { errorField: 'acct', typed: NEW }), readyToMove, 'move.notAcceptedYet'],
    ['the profile address as target', page('migration', OLD, { errorField: 'acct', typed: 'https://new.example/@amelie_new' }), readyToMove, 'move.written'],
    ['own account as target', page('migration', OLD, { errorField: 'acct', typed: 'amelie' }), readyToMove, 'move.self'],
    ['another target refused', page('migration', OLD, { errorField: 'acct', typed: 'amelie_new@nwe.example' }), readyToMove, 'move.refused'],
    ['moved', page('migration', OLD, { redirectingTo: NEW, past: pastMove, cooldown: true, notice: true }), readyToMove, 'move.done'],
    ['moved, seen without any step before', page('migration', OLD, { redirectingTo: NEW, past: pastMove, cooldown: true }), [], 'move.done'],
    ['only redirected to the new account', page('migration', OLD, { redirectingTo: NEW }), readyToMove, 'move.redirectOnly'],
    [
      'redirected to the new account, moved elsewhere before',
      page('migration', OLD, { redirectingTo: NEW, past: [{ target: 'x@third.example', followers: 1, at: null }] }),
      readyToMove,
      'move.redirectOnly',
    ],
    ['redirected elsewhere', page('migration', OLD, { redirectingTo: 'x@third.example' }), readyToMove, 'move.elsewhere'],
    ['cooldown', page('migration', OLD, { cooldown: true, cooldownDays: 18, past: pastElsewhere }), readyToMove, 'move.cooldown'],
    ['moved, and the redirect cancelled', page('migration', OLD, { cooldown: true, past: pastMove }), readyToMove, 'move.redirectMissing'],
    ['the same, and 30 days later', page('migration', OLD, { past: pastMove }), readyToMove, 'move.redirectMissing'],
    ['moved elsewhere since, and that was cancelled', page('migration', OLD, { past: [...pastElsewhere, ...pastMove] }), readyToMove, 'move.fill'],
    ['redirect cancelled, on the account page', page('auth-edit', OLD), [...readyToMove, ...cancelled], 'account.redirectMissing'],
    ['suspended old account', page('auth-edit', OLD, { hindrance: 'suspended' }, { functional: false }), [], 'account.oldSuspended'],
    ['old server closing down', page('auth-edit', OLD, { hindrance: 'closing' }), [], 'account.oldSuspended'],
    ['new account owes a second factor', page('auth-edit', NEW, { hindrance: 'second-factor' }, { functional: false }), [], 'join.secondFactor'],
    ['new account suspended', page('auth-edit', NEW, { hindrance: 'suspended' }, { functional: false }), [], 'join.unusable'],
    ['redirect cancelled, on the redirect page', page('redirect-new', OLD), [...readyToMove, ...cancelled], 'redirect.missing'],
    [
      'redirect cancelled, wrong password on the redirect page',
      page('redirect-new', OLD, { errorField: 'proof', typed: NEW }),
      [...readyToMove, ...cancelled],
      'redirect.wrongProof',
    ],
    ['redirect cancelled, on the page that deletes', page('delete', OLD), [...readyToMove, ...cancelled], 'delete.redirectMissing'],

    ['redirect page of the old account', page('redirect-new', OLD), readyToMove, 'redirect.leavesFollowers'],
    [
      'redirect page of the old account, after the move',
      page('redirect-new', OLD),
      [...readyToMove, seen(page('migration', OLD, { redirectingTo: NEW, past: pastMove }))],
      'redirect.moved',
    ],
    ['redirect page of the new account', page('redirect-new', NEW), readyToMove, 'redirect.newSide'],
    [
      'deletion of an old account that points elsewhere',
      page('delete', OLD, {}, { functional: false, movedTo: 'x@third.example' }),
      readyToMove,
      'delete.redirects',
    ],
    ['deletion of the old account, only redirected', page('delete', OLD), [seen(page('migration', OLD, { redirectingTo: NEW }))], 'delete.redirects'],
    ['deletion of the old account before the move', page('delete', OLD), readyToMove, 'delete.beforeMove'],
    [
      'deletion of the old account after the move',
      page('delete', OLD),
      [...readyToMove, seen(page('migration', OLD, { redirectingTo: NEW, past: pastMove }))],
      'delete.afterMove',
    ],
    [
      'deletion of the old account after the move, with nothing saved',
      page('delete', OLD),
      [seen(page('migration', OLD, { redirectingTo: NEW, past: pastMove }))],
      'delete.unsaved',
    ],
    ['deletion of the new account', page('delete', NEW), readyToMove, 'delete.newAccount'],

    ['export of the old account', page('export', OLD), [], 'save.offer'],
    ['export of the new account', page('export', NEW), [], 'save.wrongSide'],
    [
      'export, saving and archive left out',
      page('export', OLD),
      (['save', 'archive'] as const).map((step): PlanEvent => ({ type: 'said', step, what: 'skipped' })),
      'save.offerAgain',
    ],
    ['export, all saved', page('export', OLD), allSaved, 'archive.offer'],
    [
      'export, archive in the making',
      page('export', OLD, { archive: 'in-progress', canRequest: false }),
      [saved('follows'), saved('lists')],
      'archive.waiting',
    ],
    ['export, archive ready', page('export', OLD, { archive: 'ready', canRequest: false }), [saved('follows'), saved('lists')], 'archive.ready'],
    ['export, archive about to be requested by us', page('export', OLD), [...allSaved, { type: 'archiveWanted' }], 'save.details'],
    [
      'export, archive that we could not request',
      page('export', OLD),
      [...allSaved, { type: 'archiveWanted' }, { type: 'archiveTried', what: 'failed' }],
      'archive.offer',
    ],

    ['account settings of the new account, the old one gone', page('auth-edit', NEW), oldGone, 'account.moveImpossible'],
    ['account settings of the new account, the old one gone, alias made', page('auth-edit', NEW), [...oldGone, aliasMade], 'account.newReady'],
    ['aliases, the old account gone', page('aliases', NEW), oldGone, 'alias.impossible'],
    ['aliases, the old account gone and not found', page('aliases', NEW, { error: 'acct', typed: OLD }), oldGone, 'alias.impossible'],
    ['aliases, the old account gone after the alias was made', page('aliases', NEW, { aliases: [OLD] }), oldGone, 'alias.done'],
    ['migration of the new account, the old one gone', page('migration', NEW), oldGone, 'move.impossible'],
    ['export of the new account, the old one gone', page('export', NEW), oldGone, 'save.oldGone'],
    ['a page of the old account that is gone', page('export', OLD), oldGone, null],

    ['a third account on the old server', page('migration', 'band@old.example'), readyToMove, 'account.other'],
    ['a third account on the new server', page('aliases', 'someone@new.example'), [], 'account.other'],
    ['a third account on the profile page', page('profile', 'band@old.example'), readyToMove, null],
    ['the profile page of the old account', page('profile', OLD), readyToMove, null],
    ['a server that is not part of the move', page('aliases', 'amelie@third.example'), [], null],
  ])('%s', (_, shown, before, id) => {
    expect(card(shown, before)?.id ?? null).toBe(id);
  });
});

test('without access to both servers nothing is said', () => {
  const plan = planAfter({ type: 'accessChanged', hosts: ['old.example'] });
  expect(cardOf(plan, page('aliases', NEW))).toBeNull();
});

test('the page that sets the redirect again is filled by itself after the button that leads there', () => {
  const fills = [{ field: 'acct', value: NEW }];
  expect(card(page('redirect-new', OLD), [...readyToMove, ...cancelled], 'move')?.fill).toMatchObject({ fills, auto: true });
  expect(card(page('redirect-new', OLD), [...readyToMove, ...cancelled])?.fill).toMatchObject({ fills, auto: false });
});

describe('what is filled', () => {
  test('the old handle among the aliases, by itself only after the step’s own button', () => {
    expect(card(page('aliases', NEW))?.fill).toMatchObject({ fills: [{ field: 'acct', value: OLD }], auto: false });
    expect(card(page('aliases', NEW), [], 'alias')?.fill).toMatchObject({ auto: true });
    expect(card(page('aliases', NEW), [], 'move')?.fill).toMatchObject({ auto: false });
  });

  test('the new handle on the migration page', () => {
    expect(card(page('migration', OLD), readyToMove)?.fill).toMatchObject({ fills: [{ field: 'acct', value: NEW }] });
  });

  test('nothing on the wrong account, the wrong side, or before the move is safe', () => {
    const cards = [
      card(page('aliases', 'band@old.example')),
      card(page('aliases', 'someone@new.example')),
      card(page('aliases', OLD)),
      card(page('migration', NEW), readyToMove),
      card(page('migration', OLD)),
      card(page('migration', OLD), [...readyToMove, newMoved]),
      card(page('migration', OLD), [...readyToMove, seen(page('auth-edit', NEW, { status: 'pending' }, { functional: false }))]),
      card(page('redirect-new', OLD), readyToMove),
      card(page('delete', OLD), readyToMove),
    ];
    for (const each of cards) expect(each?.fill).toBeUndefined();
  });

  test('no rule offers a button on a deletion page but the way to what is not saved', () => {
    for (const handle of [OLD, NEW]) for (const before of [[], readyToMove]) expect(card(page('delete', handle), before)).not.toHaveProperty('primary');
    const moved = seen(page('migration', OLD, { redirectingTo: NEW, past: pastMove }));
    expect(card(page('delete', OLD), [...readyToMove, moved])).not.toHaveProperty('primary');
    const unsaved = card(page('delete', OLD), [seen(page('export', OLD)), saved('lists'), { type: 'said', step: 'save', what: 'skipped' }, moved]);
    const lists = [{ key: 'cards.move.saveFirst.list', params: { list: { key: 'lists.follows' }, number: 412 } }];
    expect(unsaved).toMatchObject({ body: [{ params: { lists } }, {}], primary: { act: { kind: 'go', step: 'save' } } });
  });
});

test('the row of the move has its own button, whatever else is still open', () => {
  const open = readyToMove.filter(({ type }) => type !== 'said');
  expect(card(page('auth-edit', OLD), open)).toMatchObject({ point: 'migration', primary: { act: { kind: 'go', step: 'move' } } });
  expect(card(page('aliases', NEW, { aliases: [OLD] }), open)?.primary?.act).toEqual({ kind: 'go', step: 'move' });
  const cooling = seen(page('migration', OLD, { cooldown: true }));
  expect(card(page('auth-edit', OLD), [...open, cooling])?.primary?.act).toEqual({ kind: 'go', step: 'move' });
  expect(card(page('auth-edit', OLD), [aliasMade])?.primary?.act).toEqual({ kind: 'go', step: 'save' });
});

test('moving back: the account moved to is the old one now, and the redirect of the one that was left is cancelled first', () => {
  const left = { functional: false, movedTo: OLD };
  const pages = [page('auth-edit', NEW, { status: 'moved' }, left), page('aliases', NEW, {}, left), page('migration', NEW, { redirectingTo: OLD }, left)];
  const cards = [...pages.map((shown) => card(shown)), card(page('migration', OLD), [seen(pages[0] as PageSeen)])];
  expect(cards.map((told) => [told?.id, told?.body[0]?.key])).toEqual([
    ['join.newMoved', 'cards.join.newMoved.back'],
    ['join.newMoved', 'cards.join.newMoved.back'],
    ['move.cancelNew', 'cards.move.cancelNew.back'],
    ['move.newMoved', 'cards.move.newMoved.back'],
  ]);
  // There is nothing to choose between, and the way leads to where the redirect is cancelled.
  for (const told of cards) expect(told).not.toHaveProperty('quiet');
  const ways = cards.map((told) => told?.primary?.act ?? told?.point);
  expect(ways).toEqual([{ kind: 'go', step: 'join' }, { kind: 'go', step: 'join' }, 'cancel', { kind: 'go', step: 'join' }]);
  expect(urlOf(planAfter(seen(pages[0] as PageSeen)), 'join')).toBe('https://new.example/settings/migration');
});

test('where the new account was refused, its alias can be looked at', () => {
  const at = page('migration', OLD, { errorField: 'acct', typed: NEW });
  const soon = card(at, readyToMove);
  // The address still stands there: what is to be typed again is the password.
  expect(soon).toMatchObject({ id: 'move.notAcceptedYet', point: 'proof', primary: { act: { kind: 'focus' } } });
  expect(soon?.body.at(-1)?.params).toMatchObject({ time: NOW + 180_000 });
  // Long after the alias was made, something else is wrong.
  const later = reduce(planAfter(...readyToMove), seen(at), NOW + 300_000);
  expect(guidance(later, { seen: at, cameBy: null })).toMatchObject({
    id: 'move.notAccepted',
    primary: { act: { kind: 'fill' } },
    quiet: { act: { kind: 'go', step: 'alias' } },
  });
});

test('while the old server may be shown the new account without its alias, the card says until when', () => {
  const hidden: PlanEvent = { type: 'outsideSeen', side: 'new', account: fresh.account, alsoKnownAs: [], otherSide: null };
  const told = card(page('migration', OLD), [...readyToMove, hidden]);
  expect(told).toMatchObject({ id: 'move.aliasHidden', tone: 'wait', title: { params: { time: NOW + 180_000 } }, until: NOW + 180_000 });
  // With the address filled in, the button would be pressed.
  expect(told?.fill).toBeUndefined();
  const over = reduce(planAfter(...readyToMove, hidden), { type: 'timePassed' }, NOW + 180_000);
  expect(guidance(over, { seen: page('migration', OLD), cameBy: null })?.id).toBe('move.fill');
  const lost = reduce(planAfter(...readyToMove), hidden, NOW + 180_000);
  expect(guidance(lost, { seen: page('aliases', NEW, { aliases: ['amelie@old.example'] }), cameBy: null })?.id).toBe('alias.lost');
  expect(guidance(lost, { seen: page('migration', OLD), cameBy: null })).toMatchObject({
    id: 'move.aliasLost',
    primary: { act: { kind: 'go', step: 'alias' } },
  });
  expect(checklist(lost).find(({ id }) => id === 'alias')?.body).toMatchObject([{ key: 'steps.alias.lost' }]);
});

test('a redirect during the cooldown: cancelling it is not advised, and the date is told', () => {
  for (const redirectingTo of [NEW, 'x@third.example']) {
    const past = [{ target: 'y@third.example', followers: 1, at: '2026-11-10T09:30:00Z' }];
    const told = card(page('migration', OLD, { redirectingTo, cooldown: true, past }), readyToMove);
    expect(told?.body.at(-1)).toEqual({ key: 'cards.move.cooldownStill.date', params: { date: Date.parse('2026-12-10T09:30:00Z') } });
    expect(told).not.toHaveProperty('point');
    const free = card(page('migration', OLD, { redirectingTo }), readyToMove);
    expect([free?.point, free?.body.at(-1)?.key]).toEqual(['cancel', expect.stringMatching(/how$/)]);
  }
});

test('an old account that points elsewhere is told before the alias', () => {
  const row = (events: readonly PlanEvent[]) => checklist(planAfter(...events)).find(({ id }) => id === 'alias');
  const elsewhere = seen(page('auth-edit', OLD, { status: 'moved' }, { functional: false, movedTo: 'x@third.example' }));
  expect(row([elsewhere])).toMatchObject({ body: [{ key: 'steps.move.elsewhere' }], primary: { act: { kind: 'go', step: 'move' } } });
  expect(row([])).toMatchObject({ body: [{ key: 'steps.alias.now' }], primary: { act: { kind: 'go', step: 'alias' } } });
});

test('without an account, the way to the next step is the sign-up', () => {
  const none: PlanEvent = { type: 'accountsNamed', old, new: party(null, 'new.example') };
  expect(wayTo(planAfter(none), 'join')).toEqual({ kind: 'sign-up' });
  expect(wayTo(planAfter(), 'join')).toEqual({ kind: 'go', step: 'join' });
  expect(wayTo(planAfter(none), 'save')).toEqual({ kind: 'go', step: 'save' });
  expect(wayTo(planAfter(none, { type: 'doorSeen', origin: 'https://new.example', place: 'setup' }), 'join')).toEqual({ kind: 'go', step: 'join' });
  const skipped = (step: StepId): PlanEvent => ({ type: 'said', step, what: 'skipped' });
  expect(card(page('migration', OLD), [none, skipped('save'), skipped('archive')])?.primary?.act).toEqual({ kind: 'sign-up' });
});

test('after a wrong password the card leads to the password, and fills the address only where it is gone', () => {
  const refused = (typed: string | null) => card(page('migration', OLD, { errorField: 'proof', typed }), readyToMove);
  expect(refused(NEW)).toMatchObject({ point: 'proof', primary: { act: { kind: 'focus' } } });
  expect(refused(NEW)?.fill).toBeUndefined();
  expect(refused(null)).toMatchObject({ point: 'proof', primary: { act: { kind: 'fill' } } });
});

test('a new account that approves followers by hand is warned about before the move', () => {
  const plan = planAfter(...readyToMove, {
    type: 'outsideSeen',
    side: 'new',
    alsoKnownAs: null,
    otherSide: null,
    account: { ...(fresh.account as NonNullable<typeof fresh.account>), locked: true },
  });
  const card = cardOf(plan, page('migration', OLD));
  expect(card).toMatchObject({ id: 'move.newIsLocked', primary: { act: { kind: 'open-privacy' } }, quiet: { act: { kind: 'leave-locked' } } });
  expect(card?.fill).toBeUndefined();
  // The person may go on, and is told once more beside the field.
  const left = reduce(plan, { type: 'lockLeft' }, NOW);
  expect(cardOf(left, page('migration', OLD))).toMatchObject({ id: 'move.fill' });
  expect(cardOf(left, page('migration', OLD))?.body.map((line) => line.key)).toContain('cards.move.locked');
  expect(reduce(left, { type: 'accountsNamed', old, new: party('other@new.example', 'new.example') }, NOW).leavesLocked).toBe(false);
});

test('after a move to a locked account, those who wait are counted, and told where they are accepted', () => {
  const locked = { ...(fresh.account as NonNullable<typeof fresh.account>), locked: true };
  const told = (side: 'old' | 'new', account: NonNullable<typeof old.account>): PlanEvent => ({
    type: 'outsideSeen',
    side,
    account,
    alsoKnownAs: null,
    otherSide: null,
  });
  const moved = seen(page('migration', OLD, { redirectingTo: NEW, past: pastMove }));
  const before = planAfter(...readyToMove, told('new', locked), moved);
  expect(cardOf(before, page('migration', OLD, { redirectingTo: NEW, past: pastMove }))?.body[1]?.key).toBe('steps.arrive.locked');
  const counts = (followers: number, come: number) => [
    told('old', { ...(old.account as typeof locked), followers }),
    told('new', { ...locked, followers: come }),
  ];
  const after = [...counts(240, 0), ...counts(40, 9)].reduce((plan, event, index) => reduce(plan, event, NOW + index * 61_000), before);
  const row = checklist(after).find(({ id }) => id === 'arrive');
  expect(row?.body[1]).toEqual({ key: 'steps.arrive.requests', params: { new: `@${NEW}`, page: 'new.example/follow_requests', count: 191 } });
});

test('once the followers have settled, an account that was opened for the move may be closed again', () => {
  const told = (side: 'old' | 'new', locked: boolean): PlanEvent => ({
    type: 'outsideSeen',
    side,
    account: { ...((side === 'old' ? old : fresh).account as NonNullable<typeof old.account>), locked },
    alsoKnownAs: null,
    otherSide: null,
  });
  const moved = seen(page('migration', OLD, { redirectingTo: NEW, past: pastMove }));
  const plan = (oldLocked: boolean, newLocked: boolean) => planAfter(...readyToMove, told('old', oldLocked), told('new', newLocked), moved);
  const settled = (one: Plan): Plan => ({ ...one, settledAt: NOW });
  expect(lockAgainSentence(settled(plan(true, false)))).toEqual({
    key: 'arrivals.lockAgain',
    params: { new: `@${NEW}`, page: 'new.example/settings/privacy' },
  });
  expect(lockAgainSentence(plan(true, false))).toBeNull();
  expect(lockAgainSentence(settled(plan(false, false)))).toBeNull();
  expect(lockAgainSentence(settled(plan(true, true)))).toBeNull();
});

test('steps to come do not speak as if they had happened', () => {
  const said = (...events: PlanEvent[]) =>
    checklist(planAfter(...events)).flatMap(({ id, body }) => (id === 'arrive' || id === 'farewell' ? body[0]?.key : []));
  expect(said()).toEqual(['steps.arrive.later', 'steps.farewell.later']);
  expect(said(seen(page('migration', OLD, { redirectingTo: NEW, past: pastMove })))[1]).toBe('steps.farewell.now');
  expect(said(...cancelled)[1]).toBe('steps.farewell.moved');
});

test('the cooldown is told with its date: 30 days after the last move, else by the days the page shows', () => {
  const byRecord = card(page('migration', OLD, { cooldown: true, cooldownDays: null, past: pastElsewhere }), readyToMove);
  expect(byRecord?.title).toEqual({ key: 'cards.move.cooldown.titleDate', params: { date: Date.parse('2026-12-10T09:30:00Z') } });
  const byHint = card(page('migration', OLD, { cooldown: true, cooldownDays: 18 }), readyToMove);
  expect(byHint?.title.params).toEqual({ date: Date.parse('2026-12-08T09:30:00Z') });
  const unknown = card(page('migration', OLD, { cooldown: true }), readyToMove);
  expect(unknown?.title.key).toBe('cards.move.cooldown.title');
});

describe('an account on the new server while none was named', () => {
  const named: PlanEvent = { type: 'accountsNamed', old, new: party(null, 'new.example') };

  test('is offered as the new account, and taken only when the person says so', () => {
    const offered = card(page('auth-edit', NEW), [named]);
    expect(offered).toMatchObject({ id: 'account.new', primary: { act: { kind: 'choose-new', handle: NEW } } });
    expect(card(page('auth-edit', NEW), [named, { type: 'newAccountChosen', handle: NEW }])?.id).toBe('account.rowAliases');
  });

  test('that cannot be the new one is not told whom the move is for', () => {
    expect(card(page('auth-edit', NEW, {}, { handle: 'amelie@handle.example' }), [named])).toBeNull();
  });

  test('can be exchanged for another until the alias is made', () => {
    expect(card(page('aliases', 'other@new.example'))).toMatchObject({
      id: 'account.other',
      quiet: { act: { kind: 'choose-new', handle: 'other@new.example' } },
    });
    const moved = seen(page('migration', OLD, { redirectingTo: NEW, past: pastMove }));
    for (const made of [aliasMade, moved, inPublic(['https://old.example/users/amelie'])]) {
      expect(card(page('aliases', 'other@new.example'), [made])).not.toHaveProperty('quiet');
      const plan = planAfter(made);
      expect(reduce(plan, { type: 'newAccountChosen', handle: 'other@new.example' }, NOW)).toBe(plan);
    }
  });
});

describe('two accounts on the same server', () => {
  const both: PlanEvent[] = [
    { type: 'accountsNamed', old: party('amelie@one.example', 'one.example'), new: party('zoe@one.example', 'one.example') },
    { type: 'accessChanged', hosts: ['one.example'] },
  ];
  const plan = both.reduce((before, event) => reduce(before, event, NOW), emptyPlan(NOW));

  test('are told apart by who is signed in', () => {
    expect(cardOf(plan, page('aliases', 'zoe@one.example'))?.id).toBe('alias.fill');
    expect(cardOf(plan, page('aliases', 'amelie@one.example'))?.id).toBe('alias.wrongSide');
    const unknown = cardOf(plan, page('aliases', 'zoe@one.example', { error: 'acct', typed: 'amelie' }));
    // No other server has a part in it.
    expect(unknown).toMatchObject({ id: 'alias.notFoundHere', body: [{ key: 'cards.alias.notFound.here' }] });
    expect(cardOf(plan, page('aliases', 'third@one.example'))).toMatchObject({ id: 'account.other', side: 'new' });
    expect(cardOf(plan, page('migration', 'third@one.example'))).toMatchObject({ id: 'account.other', side: 'old' });
  });

  test('have one door: the way to the other one is to sign out, never to the same page again', () => {
    const said = (...steps: StepId[]) => steps.map((step): PlanEvent => ({ type: 'said', step, what: 'skipped' }));
    const ready = [...said('save', 'archive'), seen(page('aliases', 'zoe@one.example', { aliases: ['amelie'] }))].reduce((p, e) => reduce(p, e, NOW), plan);
    const toZoe = { key: 'cards.account.other.how', params: { expected: '@zoe@one.example' } };
    const toAmelie = { key: 'cards.account.other.how', params: { expected: '@amelie@one.example' } };
    const unsaved = said('save', 'archive').reduce((p, e) => reduce(p, e, NOW), plan);
    const noAliasYet = reduce(unsaved, seen(page('aliases', 'zoe@one.example')), NOW);
    for (const [id, at, shown, how] of [
      ['alias.wrongSide', unsaved, page('aliases', 'amelie@one.example'), toZoe],
      ['account.aliasUnseen', unsaved, page('auth-edit', 'amelie@one.example'), toZoe],
      ['move.aliasUnseen', unsaved, page('migration', 'amelie@one.example'), toZoe],
      ['account.aliasFirst', noAliasYet, page('auth-edit', 'amelie@one.example'), toZoe],
      ['move.aliasFirst', noAliasYet, page('migration', 'amelie@one.example'), toZoe],
      ['move.wrongSide', ready, page('migration', 'zoe@one.example'), toAmelie],
      ['alias.done', ready, page('aliases', 'zoe@one.example', { aliases: ['amelie'] }), toAmelie],
    ] as const) {
      const told = cardOf(at, shown);
      expect(told).toMatchObject({ id, point: 'signOut' });
      expect(told?.body.at(-1)).toEqual(how);
      expect(told).not.toHaveProperty('primary');
    }
    // What is to be done as this account stays a way to go.
    expect(cardOf(plan, page('migration', 'amelie@one.example'))?.id).toBe('move.aliasUnseen');
    expect(cardOf(plan, page('auth-edit', 'zoe@one.example'))).toMatchObject({ id: 'account.rowAliases', primary: { act: { kind: 'go', step: 'alias' } } });
    const refused = cardOf(ready, page('migration', 'amelie@one.example', { errorField: 'acct', typed: 'zoe' }));
    expect(refused).toMatchObject({ id: 'move.notAcceptedYet', primary: { act: { kind: 'focus' } } });
    expect(refused).not.toHaveProperty('quiet');
  });
});

test('one server and no new account there yet: first the person signs out, as the sign-up is for strangers', () => {
  const AMELIE = 'amelie@one.example';
  const events: PlanEvent[] = [
    { type: 'accountsNamed', old: party(AMELIE, 'one.example'), new: party(null, 'one.example') },
    { type: 'accessChanged', hosts: ['one.example'] },
    { type: 'said', step: 'save', what: 'skipped' },
    seen(page('auth-edit', AMELIE)),
  ];
  const plan = events.reduce((before, event) => reduce(before, event, NOW), emptyPlan(NOW));
  const row = (of: Plan) => checklist(of).find(({ id }) => id === 'join');
  expect(row(plan)).toMatchObject({ body: [{ key: 'steps.join.signOut' }], primary: { act: { kind: 'go', step: 'join' } } });
  for (const shown of [page('auth-edit', AMELIE), page('migration', AMELIE)]) {
    const told = cardOf(plan, shown);
    expect(told).toMatchObject({ point: 'signOut', title: { key: 'cards.move.noNewAccount.title' } });
    expect(told?.body.at(-1)).toEqual({ key: 'cards.account.other.signUpHow', params: { server: 'one.example' } });
    expect(told).not.toHaveProperty('primary');
  }
  const signedOut = reduce(plan, { type: 'doorSeen', origin: 'https://one.example', place: 'sign-up' }, NOW);
  expect(row(signedOut)).toMatchObject({ body: [{ key: 'steps.join.signUp' }], primary: { act: { kind: 'sign-up' } } });
});

test('handle domain and web host may differ', () => {
  const split = party('amelie@handle.example', 'handle.example');
  const plan = [
    { type: 'accountsNamed', old: { ...split, server: { ...split.server, origin: 'https://social.handle.example' } }, new: fresh } as const,
    { type: 'accessChanged', hosts: ['handle.example', 'social.handle.example', 'new.example'] } as const,
  ].reduce((before, event) => reduce(before, event as PlanEvent, NOW), emptyPlan(NOW));
  const shown = { ...page('auth-edit', 'amelie@handle.example'), url: 'https://social.handle.example/auth/edit' };
  expect(cardOf(plan, shown)?.id).toBe('account.aliasUnseen');
});
