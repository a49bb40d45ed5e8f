/**
 * Stored plans as they may be found: damaged, half written, of a later version, or written by a page where the browser
 * cannot close its storage to pages. Each is read to an end: as a plan that can be stored again, or refused with why.
 * Of what is read nothing is made up, and every view can be drawn from it.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { translator } from '../../browser/i18n';
import type { PlanEvent } from '../../journey/events';
import { newsBetween } from '../../journey/news';
import { emptyPlan, neededHosts, type Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { lookAgainAt, needsPerson } from '../../journey/steps';
import { isPlan, readPlan } from '../../journey/stored-plan';
import english from '../../locales/en.json';
import { importRows } from '../../views/import-rows';
import { kitRows } from '../../views/kit-rows';
import { rowsInWords } from '../../views/rows';
import { drawCard } from '../../worker/card';
import { fresh, NOW, newPiece, old, oldGone, page, planAfter, prepared, readyToMove, saved, seen } from '../journey/sample';
import { anywhere, attempt, edited, edits, expectReached, harmful, timeout } from './cases';

const t = translator('en', english);
const OLD = 'amelie@old.example';
const NEW = 'amelie_new@new.example';
const ID = 'a1b2c3d4';

const cut: PlanEvent = {
  type: 'piecesCut',
  lists: [
    {
      kind: 'follows',
      prepared,
      pieces: [newPiece(ID, 'follows')],
    },
  ],
};
const moved = seen(page('migration', OLD, { redirectingTo: NEW, past: [{ target: NEW, followers: 240, at: '2026-11-10T09:30:00Z' }] }));
/** Plans of every part of a move. */
const plans: readonly Plan[] = [
  emptyPlan(NOW),
  planAfter(),
  planAfter(...oldGone),
  planAfter(...readyToMove),
  planAfter(...readyToMove, moved, cut),
  planAfter(
    ...readyToMove,
    moved,
    cut,
    { type: 'importAllBegan', ticked: [ID], unticked: [] },
    { type: 'pieceMoved', id: ID, to: 'unconfirmed', importId: 12 },
  ),
  planAfter({ type: 'savingBegan', side: 'old', lists: ['follows', 'mutes'] }, saved('follows'), {
    type: 'listFailed',
    kind: 'mutes',
    problem: 'server-error',
    detail: '500',
  }),
];

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, 0, -1, 0.5, 1e300, -1e300, 8.64e15 + 1, Number.MAX_SAFE_INTEGER + 1, '', [], {}, [null], { at: 1 }),
  fc.constantFrom(...harmful),
  fc.jsonValue(),
);

/** Every place in a value that can hold something else, as a path to it. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name]))];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((inner, at) => (String(at) === name ? replaced(inner, rest, by) : inner));
  return { ...(value as object), [name]: replaced((value as Record<string, unknown>)[name], rest, by) };
}

/** Some places of a stored plan hold something else. */
const damaged = fc
  .record({ plan: fc.constantFrom(...plans), damage: fc.array(fc.record({ at: anywhere, by: odd }), { maxLength: 3 }) })
  .map(({ plan, damage }) =>
    damage.reduce<unknown>((whole, { at, by }) => {
      const places = placesIn(whole);
      return replaced(whole, places[Math.floor(at * places.length)] ?? [], by);
    }, plan),
  );
/** Its text is broken, and happens to be JSON still. */
const torn = fc
  .record({ plan: fc.constantFrom(...plans), changes: edits([...harmful, '{', '}', '[', ']', ',', ':', '"old":null'], 2) })
  .map(({ plan, changes }) => {
    try {
      return JSON.parse(edited(JSON.stringify(plan), changes)) as unknown;
    } catch {
      return { version: 1, old: null };
    }
  });
const later = fc.record({ plan: fc.constantFrom(...plans), version: fc.oneof(fc.integer({ min: 2 }), odd), more: fc.jsonValue() }).map(({ plan, ...rest }) => ({
  ...plan,
  ...rest,
}));
const stored: fc.Arbitrary<unknown> = fc.oneof({ weight: 6, arbitrary: damaged }, { weight: 3, arbitrary: torn }, { weight: 2, arbitrary: later }, odd);

/** What happens next to whatever plan there is. */
const next: readonly PlanEvent[] = [
  { type: 'timePassed' },
  ...readyToMove,
  moved,
  cut,
  seen(page('imports', NEW, { recent: [{ id: 12, state: 'finished', imported: 3, total: 3, failures: 0, failuresUrl: null }] })),
  seen(page('imports-confirm', NEW)),
  seen(page('auth-edit', NEW)),
  seen(page('delete', OLD)),
  { type: 'accessChanged', hosts: ['new.example'] },
  { type: 'importAllBegan', ticked: [ID], unticked: [] },
  { type: 'importAllPaused', why: 'busy', detail: '' },
  { type: 'newAccountChosen', handle: 'other@new.example' },
  { type: 'accountsNamed', old, new: fresh },
];

/** Everything that is ever drawn from a plan. */
function drawAll(plan: Plan): void {
  const answers = { press: () => undefined, did: () => undefined, giveBack: () => undefined };
  rowsInWords(plan, t, answers);
  kitRows(plan, t, 'en');
  importRows(plan, () => true, t);
  neededHosts(plan);
  needsPerson(plan);
  lookAgainAt(plan, NOW);
  for (const shown of [page('aliases', NEW), page('migration', OLD), page('export', OLD), page('imports', NEW), page('auth-edit', NEW), page('delete', OLD)])
    drawCard(plan, { seen: shown, cameBy: 'alias' }, t, { language: 'en', folded: false });
}

/** Of both the values, and of what lies in them. */
const has = (whole: unknown, part: unknown) => JSON.stringify(whole)?.includes(JSON.stringify(part)) ?? false;

test('a stored plan of any kind: read, or refused with why; nothing in it is made up, and every view can be drawn', { timeout }, async () => {
  const tried = await attempt('stored plans', 0.1, fc.record({ raw: stored, event: fc.constantFrom(...next) }), ({ raw, event }) => {
    const read = readPlan(raw, NOW);
    if (!read.ok) return read.problem;
    const { plan } = read;
    expect(isPlan(plan)).toBe(true);
    // As the store gives it back: what JSON cannot hold is lost there.
    expect(readPlan(JSON.parse(JSON.stringify(plan)), NOW)).toMatchObject({ ok: true });
    if (read.isRepaired === true) {
      for (const side of ['old', 'new'] as const) if (plan[side] !== null) expect(has(raw, plan[side]?.handle)).toBe(true);
      for (const list of Object.values(plan.kit.lists)) expect(has(raw, list?.sha256)).toBe(true);
      for (const piece of plan.imports.pieces) expect(has(raw, piece.id)).toBe(true);
      for (const step of Object.keys(plan.said)) expect(has(raw, step)).toBe(true);
    }
    drawAll(plan);
    const after = reduce(plan, event, NOW + 1);
    drawAll(after);
    newsBetween(plan, after);
    return read.isRepaired === true ? 'repaired' : 'read';
  });
  expectReached(tried, 'read', 'repaired', 'unreadable', 'newer');
});
