/**
 * An account that holds one of everything is moved: each row of the inventory beside what the two servers hold in the
 * end, with “Ask once” and without it.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { detailsOf } from '../../journey/detail-ids';
import { inventoryOf } from '../../journey/inventory';
import type { Plan } from '../../journey/plan';
import { isSince } from '../../lists/versions';
import { documentOf, makeClient } from '../practice/client';
import { versionOf } from '../practice/versions';
import { fillEverything, formFields, type Move, truth } from './inventory-truth';
import { cardSays, emptyKit, type Journey, press, say, setOut, tabAt } from './journey';
import { longTurn, turn } from './turns';

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(async () => {
  await journey.again();
  await emptyKit(journey);
});

const planWhere = (is: (plan: Plan) => boolean, seconds = 120) =>
  journey.planWhere(
    is,
    ({ kit, details, imports, fresh, followers, profile, grants }) => ({
      saving: [kit.saving, fresh.saving, Object.keys(details.read), details.problems],
      pieces: imports.pieces.map(({ kind, extra, state, failures, failuresKept }) => ({ kind, extra, state, failures, failuresKept })),
      run: imports.run,
      followers,
      profile: [profile.job, profile.fates, profile.problem],
      grants,
    }),
    seconds,
  );

const amelie = () => journey.old.account('amelie');
const newcomer = () => journey.new.account('amelie_new');

async function save(version: string) {
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
  const all = detailsOf(version);
  await planWhere(({ kit, details, followers }) => {
    const { before, follows } = followers.read;
    return kit.saving === null && before !== null && follows !== null && all.every((detail) => details.read[detail] !== undefined);
  });
  return page;
}

async function askOnce(side: 'old' | 'new') {
  const start = await journey.browser.open('start.html#ask');
  const page = await journey.browser.opened(() => press(start, 'ask.button', { server: `${side}.localhost` }));
  await page.getByRole('button', { name: 'Authorize', exact: true }).click();
  const { grants } = await planWhere((plan) => plan.grants[side]?.state === 'ended');
  expect(grants[side]).toMatchObject({ why: 'done', isOpen: false });
  await journey.browser.closeTab(start);
}

/** Pressed on the servers' own forms, in another browser. */
async function moveElsewhere(client: ReturnType<typeof makeClient>) {
  await client.signIn(journey.new.origin, newcomer().email);
  const aliases = await client.get(`${journey.new.origin}/settings/aliases`);
  await client.submit(aliases, '#new_account_alias', { 'account_alias[acct]': 'amelie@old.localhost' });
  const form = { 'account_migration[acct]': 'amelie_new@new.localhost', 'account_migration[current_password]': 'practice' };
  await client.submit(await client.get(`${journey.old.origin}/settings/migration`), '#new_account_migration', form);
  journey.practice.tick(180_000);
}

async function importAll() {
  const start = await journey.browser.open('start.html#import');
  await press(start, 'imports.all');
  const isOver = (state: string) => ['confirmed', 'finished', 'given', 'skipped'].includes(state);
  const isSent = ({ imports }: Plan) =>
    imports.run.state === 'idle' && imports.pieces.length > 0 && imports.pieces.every(({ state, extra }) => extra !== undefined || isOver(state));
  await planWhere(isSent);
  journey.practice.tick(3_600_000);
  await journey.browser.closeTab(start);
}

/** Lists and people, with one press: compared with what the new account has. */
async function compare() {
  const start = await journey.browser.open('start.html#report');
  const report = start.getByRole('region', { name: say('report.title'), exact: true });
  await press(report, 'report.now');
  await planWhere(({ fresh, imports }) => {
    const isOver = imports.pieces.every(
      ({ state, extra, failures, failuresKept }) => extra !== undefined || (state === 'finished' && (failures === 0 || failuresKept)),
    );
    return fresh.saving === null && Object.keys(fresh.lists).length > 0 && isOver;
  });
  await planWhere(({ followers }) => followers.compared !== null);
  await journey.browser.closeTab(start);
}

async function takeProfileOver() {
  const start = await journey.browser.open('start.html#profile');
  await planWhere(({ profile }) => profile.there !== null && profile.job === null);
  await start.getByRole('table').waitFor();
  for (const box of await start.getByRole('table').getByRole('checkbox').all()) await box.check();
  await start.locator('.table-block .btn.primary').click();
  await planWhere(({ profile }) => Object.keys(profile.fates).length > 0 && profile.job === null);
  await journey.browser.closeTab(start);
}

async function movedWith(from: string, to: string, isAsked: boolean): Promise<Move> {
  Object.assign(journey.old.options, { version: from });
  Object.assign(journey.new.options, { version: to });
  fillEverything(journey);
  const client = makeClient(journey.practice);
  await client.signIn(journey.old.origin, amelie().email);
  const fields = await formFields(client, journey.old.origin);
  await save(versionOf(from));
  if (isAsked) await askOnce('old');
  const before = structuredClone(amelie());
  await moveElsewhere(client);
  await tabAt(journey, journey.old, 'amelie', '/settings/migration');
  await tabAt(journey, journey.new, 'amelie_new', '/settings/export');
  await importAll();
  await compare();
  await takeProfileOver();
  if (isAsked) await askOnce('new');
  const versions = { from: versionOf(from), to: versionOf(to) };
  return { ...versions, isAsked, before, old: amelie(), fresh: newcomer(), fields, plan: await journey.plan() };
}

async function expectTrue(from: string, to: string, isAsked: boolean) {
  const move = await movedWith(from, to, isAsked);
  const rows = inventoryOf(move.plan);
  const since = (version: readonly [number, number]) => isSince(move.from, version) === true;
  const newer = { severed: since([4, 3]), attribution: since([4, 3]), notificationPolicy: since([4, 3]), collections: since([4, 6]) };
  const expected = (Object.keys(truth) as (keyof typeof truth)[]).filter((id) => !(id in newer) || newer[id as keyof typeof newer]);
  expect(rows.map(({ id }) => id).sort()).toEqual(expected.sort());
  for (const row of rows) expect({ ...row, what: row.id }, `${row.id}: ${JSON.stringify(row)}`).toMatchObject(truth[row.id](move));
  await expectPages(rows.flatMap(({ address }) => address ?? []));
  await expectShown(rows.map(({ id, fate, isDone }) => ({ id, words: say(`inventory.fates.${fate}.${isDone ? 'done' : 'open'}`) })));
}

/** What is done by hand is done on a page that is there. */
async function expectPages(addresses: readonly string[]) {
  const client = makeClient(journey.practice);
  await client.signIn(journey.new.origin, newcomer().email);
  for (const address of new Set(addresses)) {
    const page = await client.get(address);
    expect([address, page.status, page.url]).toEqual([address, 200, address]);
    expect(documentOf(page).querySelector('body')).not.toBeNull();
  }
}

async function expectShown(rows: readonly { id: keyof typeof truth; words: string }[]) {
  const page: Page = await journey.browser.open('start.html#inventory');
  await page.getByRole('table').waitFor();
  const shown = await vi.waitFor(async () => {
    const found = await page.getByRole('row').allInnerTexts();
    expect(found.length).toBeGreaterThan(rows.length);
    return found.map((line) => line.replace(/\s+/g, ' '));
  });
  for (const { id, words } of rows)
    expect(
      shown.filter((line) => line.startsWith(say(`inventory.rows.${id}`)) && line.includes(words)),
      id,
    ).not.toEqual([]);
}

test('from 4.2 to 4.6, without “Ask once”', () => expectTrue('4.2', '4.6', false));
turn('from 4.6 to 4.5, with “Ask once”', () => expectTrue('4.6', '4.5', true));
longTurn.each([
  ['4.3', '4.4', true],
  ['4.4', '4.8', false],
  ['4.5', 'glitch-4.5', true],
  ['glitch-4.5', '4.2', true],
  ['4.8', '4.3', false],
  ['4.2', '4.6', true],
] as const)('from %s to %s, “Ask once”: %s', (from, to, isAsked) => expectTrue(from, to, isAsked));
