import { beforeEach, describe, expect, test } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { translator } from '../../browser/i18n';
import type { PlanEvent } from '../../journey/events';
import type { PageSeen } from '../../journey/facts';
import { emptyPlan, type Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import type { StepId } from '../../journey/step-ids';
import en from '../../locales/en.json';
import fr from '../../locales/fr.json';
import { rowsInWords } from '../../views/rows';
import { drawCard, pressedAct } from '../../worker/card';
import { NOW, old, page, party, planAfter, readyToMove, saved, seen } from '../journey/sample';

const OLD = 'amelie@old.example';
const NEW = 'amelie_new@new.example';
const texts = { en, fr };

beforeEach(() => fakeBrowser.reset());

function draw(plan: Plan, shown: PageSeen, language: 'en' | 'fr' = 'en', cameBy: StepId | null = null) {
  const after = reduce(plan, seen(shown), NOW);
  return drawCard(after, { seen: shown, cameBy }, translator(language, texts[language]), { language, folded: false });
}

const past = [{ target: NEW, followers: 240, at: '2026-11-10T09:30:00Z' }];
const cooldown = { cooldown: true, cooldownDays: 18 };
const notFunctional = { functional: false };

/** Pages and plans that together make nearly every rule speak. */
const situations: [PageSeen, readonly PlanEvent[]][] = [
  ...(['functional', 'unconfirmed', 'pending', 'moved'] as const).map((status): [PageSeen, PlanEvent[]] => [
    page('auth-edit', NEW, { status }, { movedTo: status === 'moved' ? 'x@third.example' : null }),
    [],
  ]),
  [page('auth-edit', OLD), []],
  [page('auth-edit', OLD), [seen(page('aliases', NEW))]],
  [page('auth-edit', OLD), [...readyToMove]],
  ...([null, OLD, NEW, 'x@third.example'] as const).map((typed): [PageSeen, PlanEvent[]] => [page('aliases', NEW, { error: 'acct', typed }), []]),
  [page('aliases', NEW), []],
  [page('aliases', OLD), []],
  [page('aliases', NEW, { error: 'general' }), []],
  [page('aliases', NEW, { aliases: [OLD], error: 'general' }), []],
  [page('aliases', NEW, { aliases: [OLD] }), []],
  ...([null, OLD, NEW, 'x@third.example'] as const).map((typed): [PageSeen, readonly PlanEvent[]] => [
    page('migration', OLD, { errorField: 'acct', typed }),
    readyToMove,
  ]),
  ...(['password', 'username'] as const).map((proof): [PageSeen, readonly PlanEvent[]] => [
    page('migration', OLD, { errorField: 'proof', proof }),
    readyToMove,
  ]),
  [page('migration', OLD, { proof: 'username' }), readyToMove],
  [page('migration', OLD), []],
  [page('migration', OLD), [seen(page('aliases', NEW))]],
  [page('migration', OLD), [seen(page('aliases', NEW, { aliases: [OLD] }))]],
  [page('migration', NEW), readyToMove],
  [page('migration', OLD, cooldown), readyToMove],
  [page('migration', OLD, { cooldown: true }), readyToMove],
  [page('migration', OLD, { redirectingTo: NEW }), readyToMove],
  [page('migration', OLD, { redirectingTo: NEW, past }), readyToMove],
  [page('migration', OLD, { redirectingTo: 'x@third.example' }), readyToMove],
  [page('migration', OLD, { redirectingTo: 'x@third.example', ...cooldown }), []],
  [page('migration', OLD, { redirectingTo: NEW, cooldown: true }), []],
  [page('migration', OLD), [seen(page('auth-edit', NEW, { status: 'moved' }, { ...notFunctional, movedTo: 'x@third.example' }))]],
  [page('migration', OLD), [seen(page('auth-edit', NEW, { status: 'pending' }, notFunctional))]],
  [page('auth-edit', OLD, { status: 'moved' }, { ...notFunctional, movedTo: NEW }), []],
  [page('auth-edit', OLD, { status: 'moved' }, { ...notFunctional, movedTo: 'x@third.example' }), []],
  [page('delete', OLD, {}, { ...notFunctional, movedTo: 'x@third.example' }), []],
  [page('redirect-new', OLD), []],
  [page('redirect-new', OLD), [seen(page('migration', OLD, { redirectingTo: NEW, past }))]],
  [page('redirect-new', NEW), []],
  [page('delete', OLD), []],
  [page('delete', NEW), []],
  [page('delete', OLD), [seen(page('migration', OLD, { redirectingTo: NEW, past }))]],
  [page('delete', OLD), [...readyToMove, seen(page('migration', OLD, { redirectingTo: NEW, past }))]],
  [page('export', OLD), []],
  [page('export', NEW), []],
  [page('export', OLD), [seen(page('export', OLD)), saved('follows'), saved('lists')]],
  [page('export', OLD, { archive: 'in-progress' }), [saved('follows'), saved('lists')]],
  [page('export', OLD, { archive: 'ready' }), [saved('follows'), saved('lists')]],
  [page('imports', NEW), []],
  [page('imports', OLD), []],
  [page('migration', 'band@old.example', {}, notFunctional), []],
];

describe.each(['en', 'fr'] as const)('every card in %s', (language) => {
  test.each(situations.map(([shown, before], index) => ({ shown, before, name: `${index}: ${shown.page} of ${shown.account.handle}` })))(
    '$name is whole sentences',
    ({ shown, before }) => {
      const card = draw(planAfter(...before), shown, language);
      const words = JSON.stringify(card);
      expect(card).not.toBeNull();
      expect(words).not.toMatch(/\{\{/);
      expect(words).not.toMatch(/"(?:cards|buttons|side|place|card)\.[a-z]/i);
    },
  );

  test('every row of the checklist is whole sentences, too', () => {
    const plans = [[], readyToMove, ...situations.map(([shown, before]) => [...before, seen(shown)])].map((events) => planAfter(...events));
    for (const plan of [...plans, emptyPlan(NOW), planAfter({ type: 'accountsNamed', old, new: party(null, 'new.example') })]) {
      const rows = JSON.stringify(
        rowsInWords(plan, translator(language, texts[language]), { press: () => undefined, did: () => undefined, giveBack: () => undefined }),
      );
      expect(rows).not.toMatch(/\{\{|"(?:steps|buttons|door|state|place)\.[a-z]/i);
    }
  });

  test('a step says what, where and why in two sentences at most', () => {
    const settled = seen(page('migration', OLD, { redirectingTo: NEW, past }));
    const counted = { ...planAfter(...readyToMove, settled), arrivals: [{ at: NOW, old: 5, new: 235 }] };
    const plans = [[], readyToMove, ...situations.map(([shown, before]) => [...before, seen(shown)])].map((events) => planAfter(...events));
    for (const plan of [...plans, counted, planAfter({ type: 'accountsNamed', old, new: party(null, 'new.example') })]) {
      for (const row of rowsInWords(plan, translator(language, texts[language]), { press: () => undefined, did: () => undefined, giveBack: () => undefined }))
        expect(row.body.join(' ').match(/[.?](?= |$)/g)?.length ?? 0, row.body.join(' ')).toBeLessThanOrEqual(2);
    }
  });
});

describe('a press on a card', () => {
  const plan = planAfter(...readyToMove);
  const here = { seen: page('auth-edit', OLD), cameBy: null };

  test('does what the card offers now', () => {
    expect(pressedAct(plan, here, { card: 'account.rowMigration', button: 'primary' })).toEqual({ kind: 'go', step: 'move' });
  });
  test('does nothing when the card says something else by now', () => {
    expect(pressedAct(plan, here, { card: 'account.aliasFirst', button: 'primary' })).toBeNull();
    expect(pressedAct(plan, here, { card: 'account.rowMigration', button: 'quiet' })).toBeNull();
  });
});

test('text from elsewhere stays text, and cannot turn a sentence around', () => {
  const card = draw(planAfter(...readyToMove), page('migration', OLD, { errorField: 'acct', typed: '<img src=x>\u202eevil & co' }));
  expect(card?.body[0]).toContain('“<img src=x>evil & co”');
});

test('the fill names the page’s own account, and never a password or a button', () => {
  const card = draw(planAfter(...readyToMove), page('migration', OLD), 'en', 'move');
  expect(card?.fill).toMatchObject({
    page: 'migration',
    fills: [{ field: 'acct', value: NEW }],
    expect: { origin: 'https://old.example', handle: OLD },
    auto: true,
  });
});

test('a card that fills has a sentence for all that can keep it from doing so', () => {
  const { 'wrong-account': account, ...others } = draw(planAfter(), page('aliases', NEW))?.fill?.refused ?? {};
  expect(account).toContain(`@${NEW}`);
  expect(new Set(Object.values(others)).size).toBeGreaterThan(4);
});

test('the mark is the account of the tab, and a button has the colour of the side it leads to', () => {
  const sideOfButton = (events: readonly PlanEvent[], shown: PageSeen) => {
    const card = draw(planAfter(...events), shown);
    return [card?.side, card?.buttons[0]?.side];
  };
  expect(sideOfButton([], page('aliases', OLD))).toEqual(['old', 'new']);
  expect(sideOfButton(readyToMove, page('aliases', NEW, { aliases: [OLD] }))).toEqual(['new', 'old']);
  expect(sideOfButton(readyToMove, page('auth-edit', OLD))).toEqual(['old', 'old']);
  // To a page of ours.
  expect(sideOfButton([...readyToMove, saved('follows')], page('migration', OLD, { redirectingTo: NEW, past }))).toEqual(['old', 'none']);
  // What is done here has the colour of the card.
  expect(sideOfButton([], page('export', OLD))).toEqual(['old', null]);
});

test('after the move, the card offers both ways to import, and to be told while followers are on their way', () => {
  const labels = (plan: Plan) => draw(plan, page('migration', OLD, { redirectingTo: NEW, past }))?.buttons.map(({ label }) => label);
  const moved = planAfter(...readyToMove, saved('follows'));
  expect(labels(moved)).toEqual([en.buttons.importAll, en.buttons.oneByOne, en.buttons.tellMe]);
  expect(labels({ ...moved, settledAt: NOW })).not.toContain(en.buttons.tellMe);
});
