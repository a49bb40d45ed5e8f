/** Who came along and who stayed behind, by name: against what the practice servers know. */
import fs from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Plan } from '../../journey/plan';
import { makeClient } from '../practice/client';
import { makeGate } from '../practice/gate';
import { cardSays, downloadedCsv, emptyKit, type Journey, press, say, setOut, tabAt } from './journey';
import { turn } from './turns';

let journey: Journey;

beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(async () => {
  await journey.again();
  await emptyKit(journey);
  fs.rmSync(journey.browser.downloads, { recursive: true, force: true });
});

const amelie = () => journey.old.account('amelie');
const newcomer = () => journey.new.account('amelie_new');
const people = (name: string, domain: string, count: number) => Array.from({ length: count }, (_, number) => `${name}${number}@${domain}`);

/** 1,000 followers on four servers, 50 on software that knows no Move, 20 on a server that is down. */
function seedFollowers() {
  const comeAlong = ['alpenwiese', 'bakers', 'cyclists', 'deepsea'].flatMap((server) => people('reader', `${server}.example`, 232));
  const stay = [...people('blog', 'ignores-moves.example', 50), ...people('asleep', 'sunken.example', 20)];
  const both = ['both@bakers.example', 'both@fjord.example'];
  amelie().followers = new Set([...comeAlong, ...both, ...stay]);
  newcomer().followers = new Set(both);
  journey.practice.elsewhere.ignoresMove.add('ignores-moves.example');
  return stay;
}

const planWhere = (is: (plan: Plan) => boolean) => journey.planWhere(is, ({ kit, followers }) => ({ kit: kit.saving, followers }));

async function save() {
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  const card = await cardSays(page, 'cards.save.offer.title');
  await press(card, 'buttons.saveAll');
  await planWhere(({ kit, followers }) => kit.saving === null && followers.read.before !== null);
  await journey.browser.closeTab(page);
}

/** Pressed on Mastodon's own form, in another browser; the old account's page says so when it is next opened. */
async function move() {
  const client = makeClient(journey.practice);
  await client.signIn(journey.old.origin, amelie().email);
  await client.signIn(journey.new.origin, newcomer().email);
  const aliases = await client.get(`${journey.new.origin}/settings/aliases`);
  await client.submit(aliases, '#new_account_alias', { 'account_alias[acct]': 'amelie@old.localhost' });
  const form = { 'account_migration[acct]': 'amelie_new@new.localhost', 'account_migration[current_password]': 'practice' };
  await client.submit(await client.get(`${journey.old.origin}/settings/migration`), '#new_account_migration', form);
  journey.practice.tick(180_000);
  return [await tabAt(journey, journey.old, 'amelie', '/settings/migration'), await tabAt(journey, journey.new, 'amelie_new', '/settings/export')];
}

async function arrivals() {
  const start = await journey.browser.open('start.html#report');
  const section = start.getByRole('region', { name: say('arrivals.title'), exact: true });
  const { followers } = await journey.plan();
  await press(section, followers.read.new === null ? 'arrivals.now' : 'arrivals.again');
  await planWhere((plan) => plan.followers.asked.length === 0 && plan.followers.read.new?.run !== followers.read.new?.run);
  return { start, section };
}

/** `account,what became of it` of the saved table. */
async function savedTable({ start, section }: Awaited<ReturnType<typeof arrivals>>): Promise<Map<string, string>> {
  const csv = await downloadedCsv(journey, start, section.getByRole('button', { name: say('arrivals.csv') }));
  const [, ...rows] = parse(csv, { bom: true }) as string[][];
  return new Map(rows.map(([account = '', fate = '']) => [account.replace(/^'?@/, ''), fate]));
}

const stayedIn = (table: ReadonlyMap<string, string>) => [...table].flatMap(([account, fate]) => (fate === say('arrivals.fates.stayed') ? account : [])).sort();

/** How much the servers tell strangers of who follows. */
const openness: Record<string, () => void> = {
  'a public list': () => undefined,
  'a list that is hidden from strangers': () => {
    amelie().hideCollections = true;
    newcomer().hideCollections = true;
  },
  'servers that tell strangers nothing': () => {
    for (const { options } of [journey.old, journey.new]) Object.assign(options, { closedApi: true, secureMode: true });
  },
};

test.each(Object.entries(openness))('exactly those who stayed are named: %s', async (_, hide) => {
  const stay = seedFollowers();
  hide();
  await save();
  const tabs = await move();
  const { start, section } = await arrivals();
  await section.getByText(say('arrivals.arrived', { count: 930, of: 1_000 })).waitFor();
  const table = await savedTable({ start, section });
  expect(stayedIn(table)).toEqual([...stay].sort());
  expect(table.get('both@bakers.example')).toBe(say('arrivals.fates.arrived'));
  expect(await section.getByRole('rowheader').allInnerTexts()).toEqual(['ignores-moves.example', 'sunken.example']);
  await section.getByLabel(say('arrivals.search')).fill('asleep1@');
  await section.getByRole('link', { name: '@asleep1@sunken.example' }).waitFor();
  for (const page of [start, ...tabs]) await journey.browser.closeTab(page);
});

turn('a second Move is guided, brings those whose server was down, and the list names the others', async () => {
  seedFollowers();
  await save();
  const tabs = await move();
  const first = await arrivals();
  await first.section.getByText(say('arrivals.stayed', { count: 70 })).waitFor();
  await planWhere(({ followers }) => followers.compared?.stayed === 70);
  for (const page of [first.start, ...tabs]) await journey.browser.closeTab(page);

  journey.practice.tick(31 * 24 * 3_600_000);
  journey.practice.elsewhere.dead.delete('sunken.example');
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/migration');
  await cardSays(page, 'cards.move.again.title');
  await page.locator('a[data-method="delete"][href="/settings/migration/redirect"]').click();
  const card = await cardSays(page, 'cards.move.sendAgain.title');
  await press(card, 'buttons.fill');
  await page.locator('[name="account_migration[current_password]"]').fill('wrong');
  await page.locator('#new_account_migration button[type=submit]').click();
  await cardSays(page, 'cards.move.wrongPassword.title');
  await page.locator('[name="account_migration[current_password]"]').fill('practice');
  await page.locator('#new_account_migration button[type=submit]').click();
  await cardSays(page, 'cards.move.done.title');
  journey.practice.tick(60_000);
  const fresh = await tabAt(journey, journey.new, 'amelie_new', '/settings/export');
  const { start, section } = await arrivals();
  await section.getByText(say('arrivals.stayed', { count: 50 })).waitFor();
  expect(stayedIn(await savedTable({ start, section }))).toEqual(people('blog', 'ignores-moves.example', 50).sort());
  for (const open of [start, page, fresh]) await journey.browser.closeTab(open);
});

turn('a reading that was interrupted goes on where it stopped, and no page is asked for twice', async () => {
  seedFollowers();
  const pages = () => journey.old.requests.filter(({ path: asked }) => asked.endsWith('/followers')).map(({ query }) => query);
  const gate = makeGate();
  journey.old.options.latency = (asked) => (asked.endsWith('/followers') && pages().length > 2 ? gate.opened : 0);
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
  await planWhere(({ followers }) => (followers.reading.before?.pages ?? 0) >= 2);
  await journey.browser.closeTab(page);
  journey.old.options.latency = () => 0;
  gate.open();
  const { followers } = await journey.plan();
  expect(followers.read.before).toBeNull();
  const back = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  const done = await planWhere((plan) => plan.followers.read.before !== null);
  expect(done.followers.read.before).toMatchObject({ count: 1_000, of: 1_000 });
  // The one that was under way when the tab was closed may have been asked for a second time.
  expect(pages().length - new Set(pages()).size).toBeLessThanOrEqual(1);
  await journey.browser.closeTab(back);
});
