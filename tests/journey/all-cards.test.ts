/** Every card in the states that make it long: each rule is brought to speak, and `guidance` counts its sentences. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aliasesCards } from '../../journey/cards/aliases';
import { authEditCards } from '../../journey/cards/auth-edit';
import { deleteCards } from '../../journey/cards/delete';
import { exportCards } from '../../journey/cards/export';
import { importsPage } from '../../journey/cards/imports';
import { confirmPage } from '../../journey/cards/imports-confirm';
import { migrationCards } from '../../journey/cards/migration';
import { redirectNewCards } from '../../journey/cards/redirect-new';
import { detailTroubles } from '../../journey/details';
import type { PlanEvent } from '../../journey/events';
import type { PageSeen } from '../../journey/facts';
import { followerTroubles } from '../../journey/followers';
import type { ImportPause, Piece } from '../../journey/import/plan';
import { listTroubles, type Plan, pauses } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { fresh, gone, NOW, newPiece, old, oldGone, page, party, planAfter, prepared, readyToMove, saved, seen } from './sample';
import { guidance, spoken } from './short';

const OLD = 'amelie@old.example';
const NEW = 'amelie_new@new.example';
const past = [{ target: NEW, followers: 240, at: '2026-10-01T09:30:00Z' }];
const TYPES = ['following', 'bookmarks', 'lists', 'muting', 'blocking', 'domain_blocking'];

const limited = (limit: 'suspended' | 'closing'): PlanEvent => ({ type: 'accountsNamed', old: { ...old, limit }, new: fresh });
const other: PlanEvent = { type: 'accountsNamed', old: { ...old, server: { ...old.server, software: 'akkoma' } }, new: fresh };
const nobody: PlanEvent = { type: 'accountsNamed', old, new: party(null, 'new.example') };
const inPublic = (alsoKnownAs: string[] | null, account: object = {}): PlanEvent => ({
  type: 'outsideSeen',
  side: 'new',
  account: { ...(fresh.account as NonNullable<typeof fresh.account>), ...account },
  alsoKnownAs,
  otherSide: null,
});
const moved = seen(page('migration', OLD, { redirectingTo: NEW, past }));
const elsewhere = seen(page('migration', OLD, { redirectingTo: 'x@third.example' }));

const starts: readonly Plan[] = [
  planAfter(),
  planAfter(nobody),
  planAfter(saved('follows')),
  planAfter(...readyToMove),
  planAfter(...oldGone),
  planAfter({ ...(oldGone[0] as Extract<PlanEvent, { type: 'accountsNamed' }>), old: { ...gone, server: old.server } }, ...oldGone.slice(1)),
  planAfter(limited('suspended')),
  planAfter(limited('closing')),
  planAfter(other),
  planAfter(...readyToMove, inPublic([])),
  reduce(planAfter(...readyToMove), inPublic([]), NOW + 180_000),
  planAfter(...readyToMove, inPublic(null, { locked: true })),
  planAfter(...readyToMove, inPublic(null, { movedTo: 'https://third.example/users/x' })),
  planAfter(...readyToMove, seen(page('auth-edit', NEW, { status: 'moved' }, { functional: false, movedTo: OLD }))),
  planAfter(...readyToMove, seen(page('auth-edit', NEW, { status: 'pending' }, { functional: false }))),
  planAfter(...readyToMove, seen(page('auth-edit', NEW, { status: 'unconfirmed' }, { functional: false }))),
  planAfter(...readyToMove, moved),
  planAfter(...readyToMove, moved, seen(page('migration', OLD, { past }))),
  planAfter(...readyToMove, elsewhere),
];

const piece = (changed: Partial<Piece> = {}): Piece => ({
  ...newPiece('a1b2c3d4', 'follows'),
  ...{ state: 'ready', importId: null, imported: 0, failures: 0, failuresKept: false, failuresAgain: false, misfits: null, why: null, at: NOW },
  ...changed,
});
const importing =
  (pieces: Piece[], imports: Partial<Plan['imports']> = {}) =>
  (plan: Plan): Plan => ({ ...plan, imports: { ...plan.imports, pieces, prepared: { follows: prepared }, ...imports } });
const halted = (why: ImportPause) => importing([piece()], { run: { state: 'paused', pause: { why, detail: '' }, agreed: ['a1b2c3d4'], at: NOW } });
const said =
  (...steps: (keyof Plan['said'])[]) =>
  (plan: Plan): Plan => ({
    ...plan,
    said: { ...plan.said, ...Object.fromEntries(steps.map((step) => [step, { what: 'skipped', at: NOW }])) },
  });
const kit =
  (changed: Partial<Plan['kit']>) =>
  (plan: Plan): Plan => ({ ...plan, kit: { ...plan.kit, ...changed } });
const without =
  (...what: ('details' | 'followers')[]) =>
  (plan: Plan): Plan => {
    const start = planAfter();
    return { ...plan, ...Object.fromEntries(what.map((one) => [one, start[one]])) };
  };
const both =
  (...changes: ((plan: Plan) => Plan)[]) =>
  (plan: Plan) =>
    changes.reduce((changed, change) => change(changed), plan);

const changes: readonly ((plan: Plan) => Plan)[] = [
  (plan) => plan,
  said('save', 'archive'),
  (plan) => ({ ...plan, said: {} }),
  both(said('archive'), without('details', 'followers')),
  both(said('archive'), without('followers')),
  (plan) => ({ ...plan, followers: { ...plan.followers, compared: { arrived: 9, stayed: 3, left: 0, at: NOW } } }),
  ...detailTroubles.map((why) =>
    both(said('archive'), (plan) => ({ ...plan, details: { ...plan.details, problems: { profile: { why, detail: '', at: NOW } } } })),
  ),
  ...followerTroubles.map((why) =>
    both(said('archive'), without('followers'), (plan) => ({ ...plan, followers: { ...plan.followers, problems: { before: { why, detail: '', at: NOW } } } })),
  ),
  both(said('archive'), without('followers'), (plan) => ({
    ...plan,
    followers: { ...plan.followers, reading: { before: { run: 'r', count: 9, pages: 1, of: 240, at: NOW, next: null, until: NOW + 60_000 } } },
  })),
  kit({ saving: { kind: 'follows', left: ['lists'], of: 2, at: NOW } }),
  ...pauses.map((why) => kit({ paused: { why, detail: '', left: ['lists'], at: NOW } })),
  ...listTroubles.map((why) => kit({ problems: { follows: { kind: why, detail: '', at: NOW, times: 2 } as never } })),
];

const imported: readonly ((plan: Plan) => Plan)[] = [
  importing([piece()]),
  importing([piece({ state: 'handed' })]),
  importing([piece({ state: 'unconfirmed', importId: 7 })]),
  importing([piece({ state: 'confirmed', importId: 7 })]),
  importing([piece({ state: 'finished', importId: 7 })]),
  importing([piece({ state: 'stopped', why: { kind: 'overwrites', detail: '', takenBack: true, unsure: false } })]),
  ...(['consent', 'tab-closed', 'signed-out', 'busy'] as ImportPause[]).map(halted),
];

const pagesOf = (plan: Plan): PageSeen[] => [
  ...[OLD, NEW, 'guest@new.example', 'guest@old.example'].flatMap((handle) => [
    page('auth-edit', handle),
    page('aliases', handle),
    page('migration', handle),
    page('export', handle),
    page('imports', handle, { types: TYPES }),
    page('redirect-new', handle),
    page('delete', handle),
  ]),
  page('auth-edit', OLD, { status: 'moved' }, { functional: false, movedTo: NEW }),
  page('auth-edit', NEW, { status: 'pending' }, { functional: false }),
  page('auth-edit', NEW, { status: 'unconfirmed' }, { functional: false }),
  page('migration', OLD, { redirectingTo: NEW, past, cooldown: false }),
  page('migration', OLD, { past, cooldown: false }),
  page('migration', OLD, { cooldown: true, cooldownDays: 18 }),
  page('migration', OLD, { errorField: 'acct', typed: NEW }),
  page('migration', OLD, { errorField: 'proof', typed: NEW }),
  page('migration', NEW, { redirectingTo: OLD }),
  page('aliases', NEW, { error: 'acct', typed: OLD }),
  page('aliases', NEW, { aliases: [OLD] }),
  page('export', OLD, { archive: 'in-progress' }),
  page('export', OLD, { archive: 'ready' }),
  page('export', OLD, { canRequest: false }),
  page('imports', NEW, { types: TYPES, error: 'data' }),
  ...(plan.imports.pieces.length === 0 ? [] : [page('imports-confirm', NEW, { fileName: 'following_accounts-a1b2c3d4.csv' })]),
];

/** Files whose tests look at cards with `guidance` of short.ts, too. */
const others = ['archive', 'guidance', 'import-guidance', 'saving']
  .map((name) => readFileSync(new URL(`./${name}.test.ts`, import.meta.url), 'utf8'))
  .join('\n');

test('no card says more than two sentences, in either language, also on one server for both accounts', () => {
  const look = (plan: Plan) => {
    for (const shown of pagesOf(plan)) guidance(reduce(plan, seen(shown), NOW), { seen: shown, cameBy: null });
  };
  for (const start of starts) {
    for (const change of changes.slice(0, 4)) look(change(start));
    // Another page has told since.
    for (const shown of pagesOf(start)) guidance(start, { seen: shown, cameBy: null });
  }
  for (const change of changes) look(change(planAfter(...readyToMove)));
  for (const change of changes) look(change(planAfter(...readyToMove, moved)));
  for (const change of imported) look(change(planAfter(...readyToMove)));
  // The new account follows as many as it may.
  const held = { ...prepared, rows: 0, held: 3, why: 'follow-limit' } as const;
  look(importing([], { prepared: { follows: held, lists: held } })(planAfter(...readyToMove, inPublic(null, { following: 7_500 }))));
  const rules = [authEditCards, aliasesCards, migrationCards, redirectNewCards, deleteCards, exportCards, importsPage, confirmPage].flat();
  expect(rules.map(({ id }) => id).filter((id) => !spoken.has(id) && !others.includes(`'${id}'`))).toEqual([]);
});
