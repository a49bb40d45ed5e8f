/** Every turn that bringing lists can take; the joints of it are in `import-core.e2e.ts`. */
import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ImportPause } from '../../journey/import/plan';
import { type Bringing, CONFIRM, isSettled, ONE, order, setOutWithKit, states } from './import-journey';
import { boxOf, cardSays, goTo, overlap, press, say, signIn } from './journey';

let move: Bringing;
beforeAll(async () => {
  move = await setOutWithKit();
});
afterAll(() => move?.journey.close());
beforeEach(() => move.fresh());

/** What the old account had, as far as it could be asked for. */
function expectTruth({ journey, truth }: Bringing) {
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

const sentence = (why: ImportPause, detail = '') => say(`imports.pauses.${why}`, { server: 'new.localhost', new: '@amelie_new@new.localhost', detail });

describe('import all', () => {
  test('brings every list in one go, in order, and the server’s truth is what was saved', async () => {
    const start = await move.importAll();
    await move.planWhere(isSettled);
    move.expectAllOnce();
    move.journey.practice.tick(120_000);
    expectTruth(move);
    expect(await start.locator('#import').getByRole('listitem').first().textContent()).toContain('987');
  });

  test('sends a list that needed no change byte for byte as it was saved', async () => {
    await move.importAll();
    await move.planWhere(isSettled);
    for (const { kind, sha256, importId } of (await move.journey.plan()).imports.pieces) {
      const bytes = move.truth().imports.find(({ id }) => id === importId)?.bytes ?? new Uint8Array();
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
      if (kind !== 'custom_filters') expect(sha256, kind).toBe(move.kit.lists[kind]?.sha256);
    }
  });

  test('sends nothing while someone else is signed in, and goes on with the right account', async () => {
    await signIn(move.journey.inside, move.journey.new, 'guarded');
    const start = await move.startPage();
    await start.getByRole('button', { name: say('imports.all') }).click();
    await vi.waitFor(() => expect(move.journey.new.requests.some(({ path }) => path === '/settings/imports')).toBe(true));
    const tab = await move.importsTab();
    await cardSays(tab, 'cards.account.other.title');
    await start.getByText(sentence('other-account', '@guarded@new.localhost')).waitFor();
    expect(move.journey.new.requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/settings'))).toEqual([]);
    await signIn(tab, move.journey.new, 'amelie_new');
    await tab.reload();
    await move.planWhere(isSettled);
    move.expectAllOnce();
    expect(move.journey.new.account('guarded').imports).toEqual([]);
  });

  test('waits for who is signed out', async () => {
    const start = await move.startPage();
    await start.getByRole('button', { name: say('imports.all') }).click();
    await start.getByText(say('imports.pauses.signed-out', { server: 'new.localhost', new: '@amelie_new@new.localhost' })).waitFor();
    await signIn(start, move.journey.new, 'amelie_new');
    await press(start, 'buttons.signIn');
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });
});

describe('nothing is sent twice', () => {
  test('when the tab goes to another page in the middle: it goes on there', async () => {
    move.slow(100);
    await move.importAll();
    await move.planWhere((plan) => states(plan).bookmarks === 'sending');
    await (await move.importsTab()).goto(`${move.journey.new.origin}/auth/edit`);
    await move.planWhere(isSettled, 90);
    expect(move.arrived()).toEqual(order);
  });

  test('when it is paused and goes on', async () => {
    move.slow(100);
    const start = await move.importAll();
    await move.planWhere((plan) => states(plan).follows === 'confirmed');
    await press(start, 'buttons.pauseImport');
    await start.getByText(say('imports.pauses.person')).waitFor();
    await start
      .locator('#import')
      .getByRole('button', { name: say('imports.goOn') })
      .click();
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });
});

describe('the first surprise stops it', () => {
  test('an import that would overwrite is never confirmed', async () => {
    const overwrite = () => {
      for (const bulk of move.truth().imports) bulk.overwrite = true;
    };
    move.journey.new.failNext(ONE, { kind: 'before', run: overwrite });
    await move.importAll();
    await move.planWhere(({ imports }) => imports.run.state === 'stopped');
    expect(move.truth().imports).toEqual([]);
    expect(move.posted(CONFIRM)).toEqual([]);
  });

  test('a file that the server refuses: in its own words', async () => {
    move.journey.new.options.followLimit = 300;
    const start = await move.importAll();
    const plan = await move.planWhere(({ imports }) => imports.run.state === 'stopped');
    expect(plan.imports.pieces[0]).toMatchObject({ state: 'stopped', why: { kind: 'refused' } });
    await start.getByText(/300/).waitFor();
    expect(move.truth().imports).toEqual([]);
  });
});

describe('the server', () => {
  const everything = /./;

  test('is down: said, and with "Go on" the tab that was opened is loaded anew', async () => {
    move.journey.new.failNext(everything, { kind: 'refused' }, Number.POSITIVE_INFINITY);
    const start = await move.importAll();
    await start.getByText(sentence('unreachable')).waitFor();
    const tabs = move.journey.browser.context.pages().length;
    move.journey.new.calm();
    await move.goOn(start);
    await move.planWhere(isSettled);
    move.expectAllOnce();
    expect(move.journey.browser.context.pages().length).toBe(tabs);
  });

  test('is cut off in the middle: said, and the alarm tries again in the same tab', async () => {
    move.slow(60);
    const start = await move.importAll();
    await move.planWhere((plan) => states(plan).bookmarks === 'sending');
    move.journey.new.failNext(everything, { kind: 'refused' }, Number.POSITIVE_INFINITY);
    await start.getByText(sentence('unreachable')).waitFor();
    move.journey.new.calm();
    move.slow(0);
    const tabs = move.newTabs().length;
    await move.ring();
    await move.planWhere(isSettled, 90);
    move.expectAllOnce();
    expect(move.newTabs().length).toBe(tabs);
  });

  test('asks to wait at an upload, and its tab is closed: the alarm opens none, and says so', async () => {
    move.journey.new.failNext('POST /settings/imports', { kind: 'status', status: 503 });
    const start = await move.importAll();
    await start.getByText(sentence('busy')).waitFor({ timeout: 120_000 });
    expect(move.truth().imports).toEqual([]);
    for (const page of move.newTabs()) await move.journey.browser.closeTab(page);
    await move.ring();
    await start.getByText(sentence('no-tab')).waitFor();
    expect(move.newTabs()).toEqual([]);
    await (await move.journey.tab()).goto(`${move.journey.new.origin}/auth/edit`);
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });

  test('ends the session at an upload: said, and it goes on after signing in', async () => {
    move.journey.new.failNext('POST /settings/imports', { kind: 'signed-out' });
    const start = await move.importAll();
    await start.getByText(sentence('signed-out')).waitFor();
    expect(move.truth().imports).toEqual([]);
    await signIn(move.journey.inside, move.journey.new, 'amelie_new');
    await (await move.importsTab()).reload();
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });

  test('sends an upload on to another server: nothing goes there', async () => {
    const third = move.journey.practice.server('handle');
    move.journey.new.failNext('POST /settings/imports', { kind: 'redirect', status: 307, to: `${third.origin}/settings/imports` });
    const start = await move.importAll();
    await start.getByText(sentence('unreachable')).waitFor({ timeout: 120_000 });
    expect(third.requests).toEqual([]);
    expect(move.truth().imports).toEqual([]);
    await move.goOn(start);
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });

  test('sends a list that is asked for on to another server: nothing is asked there', async () => {
    const third = move.journey.practice.server('handle');
    const path = '/settings/exports/blocks.csv';
    await move.journey.again();
    move.journey.old.failNext(path, { kind: 'redirect', status: 302, to: third.origin + path });
    const page = await move.journey.tab();
    await signIn(page, move.journey.old, 'amelie');
    await page.goto(`${move.journey.old.origin}/settings/export`);
    await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
    const { kit } = await move.planWhere((plan) => plan.kit.saving === null && Object.keys(plan.kit.lists).length === 6);
    expect(kit.problems.blocks).toMatchObject({ kind: 'unreachable' });
    expect(third.requests).toEqual([]);
  });

  test('does not answer to who paused meanwhile: "Go on" begins anew', async () => {
    move.journey.new.failNext('GET /settings/imports', { kind: 'hang' });
    const start = await move.importAll();
    await vi.waitFor(() => expect(move.journey.new.requests.some(({ path }) => path === '/settings/imports')).toBe(true));
    await press(start, 'buttons.pauseImport');
    await start.getByText(sentence('person')).waitFor();
    await move.goOn(start);
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });
});

describe('what must wait', () => {
  test('follows beyond the limit are held and said, with the members of lists among them', async () => {
    await move.fresh((plan) => ({ ...plan, seen: { ...plan.seen, new: { ...plan.seen.new, outside: null } } }));
    for (let number = 0; number < 7_000; number++) move.truth().follows.set(`known${number}@bakers.example`, { boosts: true, notify: false, languages: [] });
    // What is pressed is what is shown: cut again after the press, it would not be what was agreed to.
    await move.startPage();
    await move.planWhere(({ imports }) => imports.prepared.follows?.why === 'follow-limit');
    const start = await move.importAll();
    const plan = await move.planWhere(isSettled);
    expect(plan.imports.prepared.follows).toMatchObject({ rows: 987, held: 487, why: 'follow-limit' });
    expect(move.truth().imports.at(-1)).toMatchObject({ type: 'following', total: 500 });
    await start.getByText(say('imports.notes.follow-limit', { count: 487, server: 'new.localhost' })).waitFor();
    expect((plan.imports.pieces.find(({ kind }) => kind === 'lists')?.rows ?? 0) + (plan.imports.prepared.lists?.held ?? 0)).toBe(16);
  });
});

describe('followed to the end', () => {
  test('no tab of that server is open: said, with a button that opens one', async () => {
    const start = await move.importAll();
    await move.planWhere(isSettled);
    for (const page of move.journey.browser.context.pages()) if (page.url().startsWith(move.journey.new.origin)) await move.journey.browser.closeTab(page);
    move.journey.practice.tick(120_000);
    await move.ring();
    await start.getByText(say('imports.looked.no-tab', { server: 'new.localhost' })).waitFor();
    await move.journey.browser.opened(() => press(start, 'buttons.lookNow'));
    await move.planWhere(({ imports }) => imports.pieces.every(({ state }) => state === 'finished'));
  });
});

describe('guided', () => {
  const upload = (page: Page) => page.getByRole('button', { name: 'Upload', exact: true }).click();
  const confirm = (page: Page) => page.getByRole('link', { name: 'Confirm', exact: true }).click();

  test('every list, one after the other: two presses each, on the page’s own buttons', async () => {
    await signIn(move.journey.inside, move.journey.new, 'amelie_new');
    const page = await goTo(move.journey, 'import');
    for (const type of order) {
      await cardSays(page, 'cards.press', { button: 'Upload' });
      expect(await page.locator('#form_import_type').inputValue()).toBe(type);
      expect(await page.locator('#form_import_mode_merge').isChecked()).toBe(true);
      await upload(page);
      const card = await cardSays(page, 'cards.press', { button: 'Confirm' });
      await card.getByText(/as expected/).waitFor();
      for (const name of ['Confirm', 'Cancel'])
        expect(overlap(await boxOf(card), await boxOf(page.getByRole('link', { name, exact: true }))), name).toBe(false);
      await confirm(page);
    }
    await cardSays(page, 'cards.import.working.title');
    move.expectAllOnce();
    move.journey.practice.tick(120_000);
    expectTruth(move);
    await page.reload();
    await cardSays(page, 'cards.import.done.title');
  });

  test('what was put in can be taken back, and put in again', async () => {
    await signIn(move.journey.inside, move.journey.new, 'amelie_new');
    const page = await move.journey.browser.open(`${move.journey.new.origin}/settings/imports`);
    const card = await cardSays(page, 'cards.import.put.title', { list: { key: 'lists.follows' } });
    await press(card, 'buttons.putIn');
    await card.getByText(/is in the form/).waitFor();
    const files = () =>
      page.locator('#form_import_data').evaluate((input) => [...((input as HTMLInputElement).files ?? [])].map(({ name, size }) => [name, size]));
    expect(await files()).toEqual([[expect.stringMatching(/^following_accounts-[0-9a-f]{8}\.csv$/), move.kit.lists.follows?.bytes]]);
    await press(card, 'buttons.undo');
    expect(await files()).toEqual([]);
  });

  test('a wrong import is said to be wrong before it is confirmed', async () => {
    await signIn(move.journey.inside, move.journey.new, 'amelie_new');
    const page = await goTo(move.journey, 'import');
    await cardSays(page, 'cards.press', { button: 'Upload' });
    await page.locator('#form_import_mode_overwrite').check();
    await upload(page);
    const card = await cardSays(page, 'cards.import.wrong.title');
    await card.getByText(say('imports.surprises.overwrites', { server: 'new.localhost' })).waitFor();
    await page.getByRole('link', { name: 'Cancel', exact: true }).click();
    await cardSays(page, 'cards.import.put.title', { list: { key: 'lists.follows' } });
    expect(move.truth().imports).toEqual([]);
  });

  test('one that waits for its yes is offered again', async () => {
    await signIn(move.journey.inside, move.journey.new, 'amelie_new');
    const page = await goTo(move.journey, 'import');
    await cardSays(page, 'cards.press', { button: 'Upload' });
    await upload(page);
    await cardSays(page, 'cards.press', { button: 'Confirm' });
    await page.goto(`${move.journey.new.origin}/settings/imports`);
    await cardSays(page, 'cards.import.unconfirmed.title');
  });

  test('a file that the server refuses is explained', async () => {
    move.journey.new.options.followLimit = 300;
    await signIn(move.journey.inside, move.journey.new, 'amelie_new');
    const page = await goTo(move.journey, 'import');
    await cardSays(page, 'cards.press', { button: 'Upload' });
    await upload(page);
    await cardSays(page, 'cards.import.refused.title');
    expect(move.truth().imports).toEqual([]);
  });
});

describe('25,000 follows', () => {
  test('as many as the limit leaves go now, the rest is held and said', async () => {
    await move.journey.close();
    move = await setOutWithKit({ seedLarge: true });
    await move.fresh();
    const start = await move.importAll();
    const plan = await move.planWhere(isSettled, 120);
    expect(plan.imports.prepared.follows).toMatchObject({ rows: 25_007, held: 17_507, why: 'follow-limit' });
    expect(move.truth().imports.at(-1)).toMatchObject({ type: 'following', total: 7_500 });
    await start.getByText(say('imports.notes.follow-limit', { count: 17_507, server: 'new.localhost' })).waitFor();
  });
});
