/**
 * "Import all" and the guided way at their joints, in real browsers: what is lost, closed, stopped, refused or cut off,
 * and goes on all the same. Every other turn is in `import.e2e.ts`, which takes minutes.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bringing, CONFIRM, isOver, isSettled, ONE, order, setOutWithKit, states, UPLOAD } from './import-journey';
import { cardSays, goTo, press, say, signIn } from './journey';
import { longTurn, turn } from './turns';

let move: Bringing;
beforeAll(async () => {
  move = await setOutWithKit();
});
afterAll(() => move?.journey.close());
beforeEach(() => move.fresh());

describe('nothing is sent twice', () => {
  test('when answers to an upload and to a yes are lost', async () => {
    move.journey.new.failNext('POST /settings/imports', { kind: 'lost-answer' });
    move.journey.new.failNext(CONFIRM, { kind: 'lost-answer' });
    move.journey.new.failNext('POST /settings/imports', { kind: 'truncated' });
    await move.importAll();
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });

  longTurn('when the tab is closed in the middle, and settings are opened again later', async () => {
    move.slow(150);
    const start = await move.importAll();
    await move.hasArrived(CONFIRM, 2);
    await move.journey.browser.closeTab(await move.importsTab());
    await start.getByText(say('imports.pauses.tab-closed', { server: 'new.localhost' })).waitFor();
    move.slow(0);
    await (await move.journey.tab()).goto(`${move.journey.new.origin}/auth/edit`);
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });

  longTurn('when the worker is stopped again and again', async () => {
    move.slow(60);
    await move.importAll();
    for (let round = 0; round < 4; round++) {
      await move.planWhere((plan) => plan.imports.pieces.filter(({ state }) => isOver(state)).length > round);
      await move.journey.browser.stopWorker();
    }
    await move.planWhere(isSettled);
    move.expectAllOnce();
  });
});

describe('the first surprise stops it', () => {
  longTurn('a warning of the server: taken back, said, and tried again when the person wants; what is not ticked stays', async () => {
    let isWarning = true;
    const warn = () => {
      for (const bulk of move.truth().imports) if (bulk.type === 'bookmarks') bulk.likelyMismatched = isWarning;
    };
    move.journey.new.failNext(ONE, { kind: 'before', run: warn }, 8);
    const start = await move.importAll(['lists.blocks', 'lists.domain_blocks']);
    const plan = await move.planWhere(({ imports }) => imports.run.state === 'stopped');
    expect(plan.imports.pieces.find(({ kind }) => kind === 'bookmarks')).toMatchObject({ state: 'stopped', why: { kind: 'warned', takenBack: true } });
    expect(move.arrived()).toEqual(order.slice(0, 2));
    await start.getByText(say('imports.takenBack')).waitFor();
    isWarning = false;
    await press(start, 'imports.again');
    expect(states(await move.planWhere(isSettled))).toMatchObject({ blocks: 'skipped', domain_blocks: 'skipped', mutes: 'confirmed' });
    expect(move.arrived()).toEqual(order.slice(0, 5));
  });
});

describe('followed to the end', () => {
  turn('progress is read, failures are fetched, grouped, and tried again', async () => {
    const start = await move.importAll();
    await move.planWhere(isSettled);
    move.journey.practice.tick(120_000);
    await move.look(start);
    const plan = await move.planWhere(({ imports }) => imports.pieces.every(({ state }) => state === 'finished'));
    expect(plan.imports.pieces.find(({ kind }) => kind === 'follows')).toMatchObject({ imported: 982, failures: 5 });
    await move.planWhere(({ imports }) => imports.pieces.every(({ failures, failuresKept }) => failures === 0 || failuresKept));
    await start.getByRole('heading', { name: say('imports.failures.title') }).waitFor();
    const silent = start.getByRole('listitem').filter({ hasText: say('imports.failures.causes.server-silent', { domain: 'sunken.example' }) });
    await silent.first().waitFor();
    move.journey.practice.elsewhere.dead.delete('sunken.example');
    move.journey.practice.elsewhere.accounts.delete('gone@bakers.example');
    await start
      .getByRole('button', { name: say('imports.failures.again') })
      .first()
      .click();
    await start.getByRole('button', { name: say('imports.all') }).click();
    await move.planWhere((after) => isSettled(after) && after.imports.pieces.some(({ again }) => again));
    move.journey.practice.tick(120_000);
    expect([...move.truth().follows.keys()]).toEqual(expect.arrayContaining(['gone@bakers.example', 'drowned1@sunken.example', 'drowned2@sunken.example']));
    expect(move.truth().imports[0]).toMatchObject({ type: 'following', total: 5, filename: expect.stringMatching(/^following_accounts-/) });
  });
});

describe('before anything is sent', () => {
  turn('who has moved since is looked up at a press, shown, and followed at the new address', async () => {
    const start = await move.startPage();
    expect(move.journey.new.requests.filter(({ path }) => path === '/api/v1/accounts/lookup').length).toBeLessThan(5);
    await press(start, 'imports.renewal.lookUp');
    const sheet = start.locator('.failures').filter({ hasText: say('imports.renewal.title') });
    await sheet.getByText(say('imports.renewal.old')).waitFor();
    await sheet.getByText(say('imports.failures.show')).first().click();
    await sheet.getByText('left@harbour.example').waitFor();
    await press(start, 'imports.renewal.useNew');
    await sheet.getByText(say('imports.renewal.new')).waitFor();
    await move.importAll();
    await move.planWhere(isSettled);
    move.journey.practice.tick(120_000);
    expect(move.truth().follows.has('left@harbour.example')).toBe(true);
    const following = move.truth().imports.find(({ type }) => type === 'following');
    expect(new TextDecoder().decode(following?.bytes)).not.toContain('left@cyclists.example');
  });
});

describe('guided', () => {
  test('on 4.1: another form, no second question, and lists it does not know are kept for later', async () => {
    move.journey.new.options.version = '4.1';
    await move.fresh((plan) => (plan.new ? { ...plan, new: { ...plan.new, server: { ...plan.new.server, version: '4.1.0' } } } : plan));
    move.journey.new.options.version = '4.1';
    await signIn(move.journey.inside, move.journey.new, 'amelie_new');
    const page = await goTo(move.journey, 'import');
    for (const type of ['following', 'bookmarks', 'muting', 'blocking', 'domain_blocking']) {
      await cardSays(page, 'cards.press', { button: 'Upload' });
      expect(await page.locator('#import_type').inputValue()).toBe(type);
      await page.getByRole('button', { name: 'Upload', exact: true }).click();
    }
    const plan = await move.planWhere(isSettled);
    expect(plan.imports.prepared).toMatchObject({ lists: { held: 16, why: 'too-old' }, custom_filters: { held: 3, why: 'too-old' } });
    expect(move.arrived()).toEqual(['following', 'bookmarks', 'muting', 'blocking', 'domain_blocking']);
    const start = await move.journey.browser.open('start.html#import');
    await start.getByText(say('imports.notes.too-old', { count: 16, server: 'new.localhost' })).waitFor();
    expect(await start.getByRole('button', { name: say('imports.all') }).count()).toBe(0);
  });
});

describe('after a power cut', () => {
  longTurn('it goes on where it was, and nothing is sent twice', async () => {
    move.slow(150);
    await move.importAll();
    await move.hasArrived(UPLOAD, 2);
    await move.journey.adopt(await move.journey.browser.restart('kill'));
    move.slow(0);
    await move.planWhere(({ imports }) => imports.run.pause?.why === 'restarted');
    await signIn(move.journey.inside, move.journey.new, 'amelie_new');
    await (await move.journey.tab()).goto(`${move.journey.new.origin}/auth/edit`);
    await move.planWhere(isSettled, 90);
    move.expectAllOnce();
  });
});
