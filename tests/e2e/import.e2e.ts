/** Saved lists into the new account: list by list with the card, or all in one go, whatever happens on the way (product.md, step `import`). */
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Plan } from '../../journey/plan';
import { boxOf, cardSays, goTo, type Journey, overlap, press, say, setOut, signIn } from './journey';

let journey: Journey;
let kit: Plan['kit'];

beforeAll(async () => {
  journey = await setOut({ practice: { servers: { old: { version: '4.6' }, new: { version: '4.6' } } } });
  kit = await saveEverything();
});
afterAll(() => journey?.close());
beforeEach(() => freshMove());

/** Everything as after saving: the kit's bytes stay in the browser, the servers start anew. */
async function freshMove(change: (plan: Plan) => Plan = (plan) => plan) {
  await journey.again((plan) => change({ ...plan, kit }));
}

async function saveEverything(): Promise<Plan['kit']> {
  const page = await journey.tab();
  await signIn(page, journey.old, 'amelie');
  await page.goto(`${journey.old.origin}/settings/export`);
  await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
  return (await planWhere((plan) => plan.kit.saving === null && Object.keys(plan.kit.lists).length === 7)).kit;
}

async function planWhere(is: (plan: Plan) => boolean, seconds = 60): Promise<Plan> {
  let plan: Plan | null = null;
  await vi.waitFor(
    async () => {
      plan = await journey.plan();
      expect(
        is(plan),
        JSON.stringify({ ...plan.imports, pieces: plan.imports.pieces.map(({ name, state, why, misfits }) => ({ name, state, why, misfits })) }),
      ).toBe(true);
    },
    { timeout: seconds * 1_000, interval: 100 },
  );
  if (plan === null) throw new Error('There is no plan');
  return plan;
}

const truth = () => journey.new.account('amelie_new');
const posted = (path: string | RegExp) =>
  journey.new.requests.filter((request) => request.method === 'POST' && (typeof path === 'string' ? request.path === path : path.test(request.path)));

async function startPage(): Promise<Page> {
  const start = await journey.browser.open('start.html');
  await start.getByRole('button', { name: say('imports.all') }).waitFor();
  return start;
}

const isSettled = (plan: Plan) =>
  plan.imports.run.state === 'idle' && plan.imports.pieces.length > 0 && plan.imports.pieces.every(({ state }) => isOver(state));
const isOver = (state: string) => ['confirmed', 'finished', 'given', 'skipped', 'gone'].includes(state);
const order = ['following', 'lists', 'bookmarks', 'custom_filters', 'muting', 'blocking', 'domain_blocking'];
const arrived = () =>
  truth()
    .imports.map(({ type }) => type)
    .reverse();
const states = (plan: Plan) => Object.fromEntries(plan.imports.pieces.map(({ kind, state }) => [kind, state]));
const CONFIRM = /^\/settings\/imports\/\d+\/confirm$/;
const ONE = /^\/settings\/imports\/\d+$/;

async function importAll(): Promise<Page> {
  await signIn(journey.inside, journey.new, 'amelie_new');
  const start = await startPage();
  await start.getByRole('button', { name: say('imports.all') }).click();
  return start;
}

/** The tab that was opened for the run. */
async function importsTab(): Promise<Page> {
  return vi.waitFor(() => {
    const tab = journey.browser.context.pages().find((page) => page.url().includes('/settings/imports'));
    if (tab === undefined) throw new Error('No tab was opened');
    return tab;
  });
}

/** Nothing was sent twice, nothing was left behind, and everything merges. */
function expectAllOnce() {
  expect(arrived()).toEqual(order);
  expect(truth().imports.filter(({ overwrite, state }) => overwrite || state === 'unconfirmed')).toEqual([]);
}

/** What the old account had, as far as it could be asked for. */
function expectTruth() {
  const old = journey.old.account('amelie');
  const failing = ['gone@bakers.example', 'left@cyclists.example', 'cross@evening.example', 'drowned1@sunken.example', 'drowned2@sunken.example'];
  const asked = [...truth().follows.keys(), ...truth().requested.keys()].sort();
  expect(asked).toEqual([...old.follows.keys()].filter((handle) => !failing.includes(handle)).sort());
  expect([...truth().requested.keys()].sort()).toEqual(['quiet@deepsea.example', 'shy@gardens.example']);
  for (const [handle, options] of truth().follows) expect(options).toEqual(old.follows.get(handle));
  const members = (lists: Map<string, Set<string>>) => [...lists].flatMap(([title, all]) => (all.size > 0 ? [[title, [...all].sort()]] : []));
  expect(members(truth().lists)).toEqual(members(old.lists));
  expect(Object.fromEntries(truth().mutes)).toEqual(Object.fromEntries(old.mutes));
  expect([...truth().blocks].sort()).toEqual([...old.blocks].sort());
  expect([...truth().domainBlocks].sort()).toEqual([...old.domainBlocks].sort());
  const lost = ['https://gardens.example/users/rosa/statuses/7', 'https://sunken.example/users/tove/statuses/12'];
  expect([...truth().bookmarks].sort()).toEqual([...old.bookmarks].filter((uri) => !lost.includes(uri)).sort());
  const words = (filters: typeof old.filters) => filters.map(({ title, context, action, keywords }) => ({ title, context, action, keywords }));
  expect(words(truth().filters)).toEqual(words(old.filters));
}

describe('import all', () => {
  test('brings every list in one go, in order, and the server’s truth is what was saved', async () => {
    const start = await importAll();
    await planWhere(isSettled);
    expectAllOnce();
    journey.practice.tick(120_000);
    expectTruth();
    expect(await start.locator('#import').getByRole('listitem').first().textContent()).toContain('987');
  });

  test('sends a list that needed no change byte for byte as it was saved', async () => {
    await importAll();
    await planWhere(isSettled);
    for (const { kind, sha256, importId } of (await journey.plan()).imports.pieces) {
      const bytes = truth().imports.find(({ id }) => id === importId)?.bytes ?? new Uint8Array();
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      if (kind !== 'custom_filters') expect(sha256, kind).toBe(kit.lists[kind]?.sha256);
    }
  });

  test('leaves out what is not ticked', async () => {
    await signIn(journey.inside, journey.new, 'amelie_new');
    const start = await startPage();
    for (const list of ['lists.blocks', 'lists.domain_blocks'] as const) await start.getByRole('checkbox', { name: new RegExp(`^${say(list)}`) }).uncheck();
    await start.getByRole('button', { name: say('imports.all') }).click();
    const plan = await planWhere(isSettled);
    expect(states(plan)).toMatchObject({ blocks: 'skipped', domain_blocks: 'skipped', mutes: 'confirmed' });
    expect(arrived()).toEqual(order.slice(0, 5));
  });

  test('sends nothing while someone else is signed in, and goes on with the right account', async () => {
    await signIn(journey.inside, journey.new, 'guarded');
    const start = await startPage();
    await start.getByRole('button', { name: say('imports.all') }).click();
    await vi.waitFor(() => expect(journey.new.requests.some(({ path }) => path === '/settings/imports')).toBe(true), { timeout: 20_000 });
    const tab = await importsTab();
    await cardSays(tab, 'cards.account.other.title');
    expect(journey.new.requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/settings'))).toEqual([]);
    await signIn(tab, journey.new, 'amelie_new');
    await tab.reload();
    await planWhere(isSettled);
    expectAllOnce();
    expect(journey.new.account('guarded').imports).toEqual([]);
  });

  test('waits for who is signed out', async () => {
    const start = await startPage();
    await start.getByRole('button', { name: say('imports.all') }).click();
    await start.getByText(say('imports.pauses.signed-out', { server: 'new.localhost', new: '@amelie_new@new.localhost' })).waitFor();
    await signIn(start, journey.new, 'amelie_new');
    await press(start, 'buttons.signIn');
    await planWhere(isSettled);
    expectAllOnce();
  });
});

describe('nothing is sent twice', () => {
  test.each([
    ['the answer to an upload is lost', 'POST /settings/imports', 'lost-answer'],
    ['the answer to a yes is lost', CONFIRM, 'lost-answer'],
    ['the answer to an upload breaks off', 'POST /settings/imports', 'truncated'],
  ] as const)('when %s', async (_, path, kind) => {
    journey.new.failNext(path, { kind });
    await importAll();
    await planWhere(isSettled);
    expectAllOnce();
  });

  test('when the tab is closed in the middle, and settings are opened again later', async () => {
    journey.new.options.latency = (path) => (path.startsWith('/settings/imports') ? 150 : 0);
    const start = await importAll();
    await planWhere((plan) => states(plan).lists === 'unconfirmed' || states(plan).lists === 'confirming');
    await journey.browser.closeTab(await importsTab());
    await start.getByText(say('imports.pauses.tab-closed', { server: 'new.localhost' })).waitFor();
    journey.new.options.latency = () => 0;
    await (await journey.tab()).goto(`${journey.new.origin}/auth/edit`);
    await planWhere(isSettled);
    expectAllOnce();
  });

  test('when the tab goes to another page in the middle: it goes on there', async () => {
    journey.new.options.latency = (path) => (path.startsWith('/settings/imports') ? 100 : 0);
    await importAll();
    await planWhere((plan) => states(plan).bookmarks === 'sending');
    await (await importsTab()).goto(`${journey.new.origin}/auth/edit`);
    await planWhere(isSettled, 90);
    expect(arrived()).toEqual(order);
  });

  test('when the worker is stopped again and again', async () => {
    journey.new.options.latency = (path) => (path.startsWith('/settings/imports') ? 60 : 0);
    await importAll();
    for (let round = 0; round < 4; round++) {
      await planWhere((plan) => plan.imports.pieces.filter(({ state }) => isOver(state)).length > round);
      await journey.browser.stopWorker();
    }
    await planWhere(isSettled);
    expectAllOnce();
  });

  test('when it is paused and goes on', async () => {
    journey.new.options.latency = (path) => (path.startsWith('/settings/imports') ? 100 : 0);
    const start = await importAll();
    await planWhere((plan) => states(plan).follows === 'confirmed');
    await press(start, 'buttons.pauseImport');
    await start.getByText(say('imports.pauses.person')).waitFor();
    await start
      .locator('#import')
      .getByRole('button', { name: say('imports.goOn') })
      .click();
    await planWhere(isSettled);
    expectAllOnce();
  });
});

describe('the first surprise stops it', () => {
  test('a warning of the server: taken back, said, and tried again when the person wants', async () => {
    let isWarning = true;
    const warn = () => {
      for (const bulk of truth().imports) if (bulk.type === 'bookmarks') bulk.likelyMismatched = isWarning;
    };
    journey.new.failNext(ONE, { kind: 'before', run: warn }, 8);
    const start = await importAll();
    const plan = await planWhere(({ imports }) => imports.run.state === 'stopped');
    expect(plan.imports.pieces.find(({ kind }) => kind === 'bookmarks')).toMatchObject({ state: 'stopped', why: { kind: 'warned', takenBack: true } });
    expect(arrived()).toEqual(order.slice(0, 2));
    await start.getByText(say('imports.takenBack')).waitFor();
    isWarning = false;
    await press(start, 'imports.again');
    await planWhere(isSettled);
    expect(arrived()).toEqual(order);
  });

  test('an import that would overwrite is never confirmed', async () => {
    const overwrite = () => {
      for (const bulk of truth().imports) bulk.overwrite = true;
    };
    journey.new.failNext(ONE, { kind: 'before', run: overwrite });
    await importAll();
    await planWhere(({ imports }) => imports.run.state === 'stopped');
    expect(truth().imports).toEqual([]);
    expect(posted(CONFIRM)).toEqual([]);
  });

  test('a file that the server refuses: in its own words', async () => {
    journey.new.options.followLimit = 300;
    const start = await importAll();
    const plan = await planWhere(({ imports }) => imports.run.state === 'stopped');
    expect(plan.imports.pieces[0]).toMatchObject({ state: 'stopped', why: { kind: 'refused' } });
    await start.getByText(/300/).waitFor();
    expect(truth().imports).toEqual([]);
  });
});

describe('what must wait', () => {
  test('follows beyond the limit are held and said, with the members of lists among them', async () => {
    for (let number = 0; number < 7_000; number++) truth().follows.set(`known${number}@bakers.example`, { boosts: true, notify: false, languages: [] });
    const start = await importAll();
    const plan = await planWhere(isSettled);
    expect(plan.imports.prepared.follows).toMatchObject({ rows: 987, held: 487, why: 'follow-limit' });
    expect(truth().imports.at(-1)).toMatchObject({ type: 'following', total: 500 });
    await start.getByText(say('imports.notes.follow-limit', { count: 487, server: 'new.localhost' })).waitFor();
    expect((plan.imports.pieces.find(({ kind }) => kind === 'lists')?.rows ?? 0) + (plan.imports.prepared.lists?.held ?? 0)).toBe(16);
  });
});

describe('followed to the end', () => {
  test('progress is read, failures are fetched, grouped, and tried again', async () => {
    const start = await importAll();
    await planWhere(isSettled);
    journey.practice.tick(120_000);
    await look(start);
    const plan = await planWhere(({ imports }) => imports.pieces.every(({ state }) => state === 'finished'));
    expect(plan.imports.pieces.find(({ kind }) => kind === 'follows')).toMatchObject({ imported: 982, failures: 5 });
    await planWhere(({ imports }) => imports.pieces.every(({ failures, failuresKept }) => failures === 0 || failuresKept));
    await start.getByRole('heading', { name: say('imports.failures.title') }).waitFor();
    const silent = start.getByRole('listitem').filter({ hasText: say('imports.failures.causes.server-silent', { domain: 'sunken.example' }) });
    await silent.first().waitFor();
    journey.practice.elsewhere.dead.delete('sunken.example');
    journey.practice.elsewhere.accounts.delete('gone@bakers.example');
    await start
      .getByRole('button', { name: say('imports.failures.again') })
      .first()
      .click();
    await start.getByRole('button', { name: say('imports.all') }).click();
    await planWhere((after) => isSettled(after) && after.imports.pieces.some(({ again }) => again));
    journey.practice.tick(120_000);
    expect([...truth().follows.keys()]).toEqual(expect.arrayContaining(['gone@bakers.example', 'drowned1@sunken.example', 'drowned2@sunken.example']));
    expect(truth().imports[0]).toMatchObject({ type: 'following', total: 5, filename: expect.stringMatching(/^following_accounts-/) });
  });

  test('no tab of that server is open: said, with a button that opens one', async () => {
    const start = await importAll();
    await planWhere(isSettled);
    for (const page of journey.browser.context.pages()) if (page.url().startsWith(journey.new.origin)) await journey.browser.closeTab(page);
    journey.practice.tick(120_000);
    await ring();
    await start.getByText(say('imports.looked.no-tab', { server: 'new.localhost' })).waitFor();
    await journey.browser.opened(() => press(start, 'buttons.lookNow'));
    await planWhere(({ imports }) => imports.pieces.every(({ state }) => state === 'finished'));
  });
});

/** As the alarm does it. */
async function ring(): Promise<void> {
  await journey.inside.evaluate(async () => {
    const scope = globalThis as unknown as { browser?: Api; chrome: Api };
    await (scope.browser ?? scope.chrome).alarms.create('imports', { when: Date.now() });
  });
}
interface Api {
  alarms: { create(name: string, info: object): Promise<void> };
  runtime: { sendMessage(message: unknown): Promise<unknown> };
}

async function look(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const scope = globalThis as unknown as { browser?: Api; chrome: Api };
    await (scope.browser ?? scope.chrome).runtime.sendMessage({ name: 'personPressed', data: { kind: 'import', what: 'look' } });
  });
}

describe('guided', () => {
  const upload = (page: Page) => page.getByRole('button', { name: 'Upload', exact: true }).click();
  const confirm = (page: Page) => page.getByRole('link', { name: 'Confirm', exact: true }).click();

  test('every list, one after the other: two presses each, on the page’s own buttons', async () => {
    await signIn(journey.inside, journey.new, 'amelie_new');
    const page = await goTo(journey, 'import');
    for (const type of order) {
      await cardSays(page, 'cards.press', { button: 'Upload' });
      expect(await page.locator('#form_import_type').inputValue()).toBe(type);
      expect(await page.locator('#form_import_mode_merge').isChecked()).toBe(true);
      await upload(page);
      const card = await cardSays(page, 'cards.press', { button: 'Confirm' });
      await card.getByText(/as it should be/).waitFor();
      for (const name of ['Confirm', 'Cancel'])
        expect(overlap(await boxOf(card), await boxOf(page.getByRole('link', { name, exact: true }))), name).toBe(false);
      await confirm(page);
    }
    await cardSays(page, 'cards.import.working.title');
    expectAllOnce();
    journey.practice.tick(120_000);
    expectTruth();
    await page.reload();
    await cardSays(page, 'cards.import.done.title');
  });

  test('what was put in can be taken back, and put in again', async () => {
    await signIn(journey.inside, journey.new, 'amelie_new');
    const page = await journey.browser.open(`${journey.new.origin}/settings/imports`);
    const card = await cardSays(page, 'cards.import.put.title', { list: { key: 'lists.follows' } });
    await press(card, 'buttons.putIn');
    await card.getByText(/is in the form/).waitFor();
    const files = () =>
      page.locator('#form_import_data').evaluate((input) => [...((input as HTMLInputElement).files ?? [])].map(({ name, size }) => [name, size]));
    expect(await files()).toEqual([[expect.stringMatching(/^following_accounts-[0-9a-f]{8}\.csv$/), kit.lists.follows?.bytes]]);
    await press(card, 'buttons.undo');
    expect(await files()).toEqual([]);
  });

  test('a wrong import is said to be wrong before it is confirmed', async () => {
    await signIn(journey.inside, journey.new, 'amelie_new');
    const page = await goTo(journey, 'import');
    await cardSays(page, 'cards.press', { button: 'Upload' });
    await page.locator('#form_import_mode_overwrite').check();
    await upload(page);
    const card = await cardSays(page, 'cards.import.wrong.title');
    await card.getByText(say('imports.surprises.overwrites', { server: 'new.localhost' })).waitFor();
    await page.getByRole('link', { name: 'Cancel', exact: true }).click();
    await cardSays(page, 'cards.import.put.title', { list: { key: 'lists.follows' } });
    expect(truth().imports).toEqual([]);
  });

  test('one that waits for its yes is offered again', async () => {
    await signIn(journey.inside, journey.new, 'amelie_new');
    const page = await goTo(journey, 'import');
    await cardSays(page, 'cards.press', { button: 'Upload' });
    await upload(page);
    await cardSays(page, 'cards.press', { button: 'Confirm' });
    await page.goto(`${journey.new.origin}/settings/imports`);
    await cardSays(page, 'cards.import.unconfirmed.title');
  });

  test('a file that the server refuses is explained', async () => {
    journey.new.options.followLimit = 300;
    await signIn(journey.inside, journey.new, 'amelie_new');
    const page = await goTo(journey, 'import');
    await cardSays(page, 'cards.press', { button: 'Upload' });
    await upload(page);
    await cardSays(page, 'cards.import.refused.title');
    expect(truth().imports).toEqual([]);
  });

  test('on 4.1: another form, no second question, and lists it does not know are kept for later', async () => {
    journey.new.options.version = '4.1';
    await freshMove((plan) => (plan.new ? { ...plan, new: { ...plan.new, server: { ...plan.new.server, version: '4.1.0' } } } : plan));
    journey.new.options.version = '4.1';
    await signIn(journey.inside, journey.new, 'amelie_new');
    const page = await goTo(journey, 'import');
    for (const type of ['following', 'bookmarks', 'muting', 'blocking', 'domain_blocking']) {
      await cardSays(page, 'cards.press', { button: 'Upload' });
      expect(await page.locator('#import_type').inputValue()).toBe(type);
      await upload(page);
    }
    const plan = await planWhere(isSettled);
    expect(plan.imports.prepared).toMatchObject({ lists: { held: 16, why: 'too-old' }, custom_filters: { held: 3, why: 'too-old' } });
    expect(arrived()).toEqual(['following', 'bookmarks', 'muting', 'blocking', 'domain_blocking']);
    const start = await journey.browser.open('start.html');
    await start.getByText(say('imports.notes.too-old', { count: 16, server: 'new.localhost' })).waitFor();
    expect(await start.getByRole('button', { name: say('imports.all') }).count()).toBe(0);
  });
});

describe('after a power cut', () => {
  test('it goes on where it was, and nothing is sent twice', async () => {
    journey.new.options.latency = (path) => (path.startsWith('/settings/imports') ? 150 : 0);
    await importAll();
    await planWhere((plan) => states(plan).lists === 'sending' || states(plan).lists === 'unconfirmed');
    await journey.adopt(await journey.browser.restart('kill'));
    journey.new.options.latency = () => 0;
    await planWhere(({ imports }) => imports.run.pause?.why === 'restarted');
    await signIn(journey.inside, journey.new, 'amelie_new');
    await (await journey.tab()).goto(`${journey.new.origin}/auth/edit`);
    await planWhere(isSettled, 90);
    expectAllOnce();
  });
});

describe('25,000 follows', () => {
  test('as many as the limit leaves go now, the rest is held and said', async () => {
    await journey.close();
    journey = await setOut({ practice: { seedLarge: true, servers: { old: { version: '4.6' }, new: { version: '4.6' } } } });
    kit = await saveEverything();
    await freshMove();
    const start = await importAll();
    const plan = await planWhere(isSettled, 120);
    expect(plan.imports.prepared.follows).toMatchObject({ rows: 25_007, held: 17_507, why: 'follow-limit' });
    expect(truth().imports.at(-1)).toMatchObject({ type: 'following', total: 7_500 });
    await start.getByText(say('imports.notes.follow-limit', { count: 17_507, server: 'new.localhost' })).waitFor();
  });
});
