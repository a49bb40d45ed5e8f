/** Every list of the old account into the kit: byte for byte, with one click, whatever happens on the way. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Plan } from '../../journey/plan';
import { readKit } from '../../kit/read-kit';
import type { ListKind } from '../../lists/kinds';
import { exportFiles, filtersJson, type ListName } from '../practice/files';
import { plantedToken } from '../practice/initial-state';
import type { PracticeServer } from '../practice/server';
import { browserKind } from './browser';
import { ask, cardSays, emptyKit, type Journey, old, press, rowOf, say, setOut, show, signIn, tabAt, words } from './journey';
import { longTurn, turn } from './turns';

const csvKinds = ['follows', 'lists', 'bookmarks', 'mutes', 'blocks', 'domain_blocks'] as const satisfies ListName[];
const allKinds = [...csvKinds, 'custom_filters'] as const;
const addressOf = (kind: ListKind) => `/settings/exports/${kind}.${kind === 'custom_filters' ? 'json' : 'csv'}`;

/** What this server sends for a list. */
function sent(server: PracticeServer, kind: ListKind, username = 'amelie'): Buffer {
  const account = server.account(username);
  return Buffer.from(kind === 'custom_filters' ? filtersJson(account) : exportFiles[kind].write(account, server));
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** What is in IndexedDB, as a page of the extension finds it there. */
interface Kept {
  handle: string;
  server: { origin: string; software: string; version: string };
  takenAt: string;
  files: { kind: ListKind; name: string; sha256: string; rows: number; pageCount: number | null; source: string; base64: string }[];
}

function kept(journey: Journey): Promise<Kept[]> {
  return journey.inside.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === 'transhumance')) return [];
    const db = await done(indexedDB.open('transhumance'));
    const work = db.transaction(['snapshots', 'files']);
    const [snapshots, files] = await Promise.all([done(work.objectStore('snapshots').getAll()), done(work.objectStore('files').getAll())]);
    db.close();
    return snapshots
      .sort((a, b) => a.takenAt.localeCompare(b.takenAt))
      .map((snapshot) => ({
        ...snapshot,
        files: files
          .filter((file) => file.snapshot === snapshot.id)
          .map(({ bytes, ...file }) => {
            let text = '';
            for (const byte of bytes as Uint8Array) text += String.fromCharCode(byte);
            return { ...file, base64: btoa(text) };
          }),
      }));
  });
}

const planWhere = (journey: Journey, is: (plan: Plan) => boolean) => journey.planWhere(is, ({ kit }) => kit, 40);

const hasAll = (plan: Plan) => plan.kit.saving === null && allKinds.every((kind) => plan.kit.lists[kind] !== undefined);

/** The export page of the old account, with the card that offers to save. */
const exportPage = (journey: Journey, username = 'amelie') => tabAt(journey, journey.old, username, '/settings/export');

async function pressSave(page: Page) {
  await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
}

/** These lists are in the kit, are what the server sends, and the plan says so of exactly these. */
async function expectSaved(journey: Journey, kinds: readonly ListKind[]) {
  const snapshots = await kept(journey);
  const files = Object.fromEntries(snapshots.flatMap(({ files }) => files).map((file) => [file.kind, file]));
  const { kit } = await journey.plan();
  expect(Object.keys(files).sort()).toEqual([...kinds].sort());
  expect(Object.keys(kit.lists).sort()).toEqual([...kinds].sort());
  for (const kind of kinds) {
    const bytes = sent(journey.old, kind);
    expect(Buffer.from(files[kind]?.base64 ?? '', 'base64').equals(bytes), kind).toBe(true);
    expect(kit.lists[kind]).toMatchObject({ sha256: sha256(bytes), bytes: bytes.length, rows: files[kind]?.rows, served: true });
  }
  return snapshots;
}

/** How often each list was asked for. */
const asked = (server: PracticeServer) =>
  Object.fromEntries(allKinds.map((kind) => [kind, server.requests.filter((request) => request.path === addressOf(kind)).length]));

const untilAsked = (server: PracticeServer, path: string) =>
  vi.waitFor(() => expect(server.requests.map((request) => request.path)).toContain(path), { interval: 50 });

describe('a server that exports everything (4.6)', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await setOut({ practice: { servers: { old: { version: '4.6' } } } });
  });
  afterAll(() => journey?.close());
  beforeEach(async () => {
    await journey.again();
    await emptyKit(journey);
  });

  describe('with one click', () => {
    test('from the card: every list, byte for byte as the server sent it, with its rows and the page’s count', async () => {
      const page = await exportPage(journey);
      await pressSave(page);
      const { kit } = await planWhere(journey, hasAll);
      await cardSays(page, 'cards.archive.offer.title', { button: words.exports.request });
      const snapshots = await expectSaved(journey, allKinds);
      expect(snapshots).toMatchObject([
        { handle: 'amelie@old.localhost', server: { origin: 'https://old.localhost', software: 'mastodon', version: '4.6.5' } },
      ]);
      expect(kit).toMatchObject({ problems: {}, paused: null });
      expect(kit.lists.follows).toMatchObject({ rows: 987, pageCount: 987 });
      // The page counts lists, the file their members.
      expect(kit.lists.lists).toMatchObject({ rows: 16, pageCount: 4 });
      expect(asked(journey.old)).toEqual(Object.fromEntries(allKinds.map((kind) => [kind, 1])));
    });

    test('from the popup, with the archive of posts, which the press names: it is requested once', async () => {
      const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
      const row = rowOf(await journey.popup(), 'steps.save.title');
      await row.getByText(say('steps.save.withArchive')).waitFor();
      await press(row, 'buttons.saveAll');
      await vi.waitFor(async () => expect((await journey.plan()).archiveWish?.last).toBe('requested'));
      await planWhere(journey, hasAll);
      expect(journey.old.account('amelie').backups).toHaveLength(1);
      expect((await journey.plan()).seen.old.exports?.archive).toBe('in-progress');
      // The page itself still has its button, which the server would refuse.
      await cardSays(page, 'cards.archive.waiting.titleSaved');
    });

    test('from a card, without it: the press does not name it', async () => {
      await pressSave(await exportPage(journey));
      await vi.waitFor(async () => expect(Object.keys((await journey.plan()).details.read).length).toBeGreaterThan(8));
      expect(journey.old.account('amelie').backups).toEqual([]);
    });

    longTurn('from the popup, through an open settings page of that account', async () => {
      await tabAt(journey, journey.old, 'amelie', '/auth/edit').then((page) => cardSays(page, 'cards.move.aliasUnseen.title'));
      await press(rowOf(await journey.popup(), 'steps.save.title'), 'buttons.saveAll');
      await planWhere(journey, hasAll);
      await expectSaved(journey, allKinds);
    });

    longTurn('from the start page, with no page of that server open: one is opened, and saving starts by itself', async () => {
      await signIn(journey.inside, journey.old, 'amelie');
      const start = await journey.browser.open('start.html#kit');
      const page = await journey.browser.opened(() => press(start, 'kit.save'));
      expect(page.url()).toBe(`${journey.old.origin}/settings/export`);
      await planWhere(journey, hasAll);
      await expectSaved(journey, allKinds);
      const row = start.getByRole('row').filter({ has: start.getByRole('rowheader', { name: say('lists.lists') }) });
      await row.getByText(say('kit.states.saved')).waitFor();
      expect(await row.getByRole('cell').allTextContents()).toEqual(expect.arrayContaining(['16', '4']));
      await start.getByText(say('kit.differs.lists')).waitFor();
    });

    longTurn('also after the move', async () => {
      const account = journey.old.account('amelie');
      const fresh = journey.new.account('amelie_new');
      account.moved = {
        acct: 'amelie_new@new.localhost',
        username: 'amelie_new',
        uri: fresh.uri,
        url: `${journey.new.origin}/@amelie_new`,
        displayName: 'Amélie',
      };
      await pressSave(await exportPage(journey));
      await planWhere(journey, hasAll);
      await expectSaved(journey, allKinds);
    });
  });

  describe('what is never kept', () => {
    longTurn('the access token of the page: it is in no request, and in nothing that is stored', async () => {
      await pressSave(await exportPage(journey));
      await planWhere(journey, hasAll);
      const stored = await ask(journey, async (api) => JSON.stringify([await api.storage.local.get(null), await api.storage.session.get(null)]));
      const files = (await kept(journey)).flatMap(({ files }) => files).map(({ base64 }) => Buffer.from(base64, 'base64').toString('latin1'));
      for (const place of [stored, ...files, JSON.stringify(await kept(journey)), JSON.stringify(journey.old.requests)]) {
        expect(place).not.toContain(plantedToken);
      }
      expect(journey.old.requests.filter(({ authorization }) => authorization !== null)).toEqual([]);
    });

    longTurn('a list while the account was another one before or after it', async () => {
      const page = await exportPage(journey);
      journey.old.failNext(addressOf('bookmarks'), {
        kind: 'before',
        run: () => {
          for (const session of journey.old.sessions.values()) if (session.username === 'amelie') session.username = 'band';
        },
      });
      await pressSave(page);
      const { kit } = await planWhere(journey, (plan) => plan.kit.paused !== null);
      expect(kit.paused).toMatchObject({ why: 'other-account', detail: 'band@old.localhost', left: expect.arrayContaining(['bookmarks', 'domain_blocks']) });
      await expectSaved(journey, ['follows', 'lists']);
      const start = await journey.browser.open('start.html#kit');
      await start.getByText(say('kit.pauses.other-account', { server: 'old.localhost', detail: '@band@old.localhost', handle: old })).waitFor();
    });
  });

  describe('what goes wrong is said, costs no other list, and can be tried again', () => {
    turn('an error of the server', async () => {
      const page = await exportPage(journey);
      journey.old.failNext(addressOf('mutes'), { kind: 'status', status: 500 });
      await pressSave(page);
      const card = await cardSays(page, 'cards.save.failed.title', { count: 1 });
      await card.getByText(say('kit.troubles.server-error', { server: 'old.localhost', detail: '500' })).waitFor();
      await expectSaved(
        journey,
        allKinds.filter((kind) => kind !== 'mutes'),
      );
      await press(card, 'buttons.saveAgain');
      await planWhere(journey, hasAll);
      const snapshots = await expectSaved(journey, allKinds);
      expect(snapshots).toHaveLength(1);
      // Only the missing one was asked for again.
      expect(asked(journey.old)).toEqual({ ...Object.fromEntries(allKinds.map((kind) => [kind, 1])), mutes: 2 });
    });

    longTurn('a server that asks to wait', async () => {
      const page = await exportPage(journey);
      journey.old.failNext(addressOf('blocks'), { kind: 'status', status: 429 });
      await pressSave(page);
      const card = await cardSays(page, 'cards.save.failed.title', { count: 1 });
      await card.getByText(say('kit.troubles.busy', { server: 'old.localhost' })).waitFor();
      await press(card, 'buttons.saveAgain');
      await planWhere(journey, hasAll);
      expect(await expectSaved(journey, allKinds)).toHaveLength(1);
    });

    longTurn('an answer that is cut off', async () => {
      const page = await exportPage(journey);
      journey.old.failNext(addressOf('follows'), { kind: 'truncated' });
      await pressSave(page);
      const card = await cardSays(page, 'cards.save.failed.title', { count: 1 });
      await card.getByText(say('kit.troubles.unreachable', { server: 'old.localhost' })).waitFor();
      await expectSaved(
        journey,
        allKinds.filter((kind) => kind !== 'follows'),
      );
    });

    test('signed out half-way: what came before is kept, and saving goes on after signing in', async () => {
      const page = await exportPage(journey);
      journey.old.failNext(addressOf('bookmarks'), { kind: 'signed-out' });
      await pressSave(page);
      const { kit } = await planWhere(journey, (plan) => plan.kit.paused !== null);
      expect(kit.paused).toMatchObject({ why: 'signed-out' });
      await expectSaved(journey, ['follows', 'lists']);
      const popup = await journey.popup();
      await rowOf(popup, 'steps.save.title')
        .getByText(say('door.sign-in', { server: 'old.localhost', handle: old }))
        .waitFor();
      await signIn(page, journey.old, 'amelie');
      await page.goto(`${journey.old.origin}/settings/export`);
      await planWhere(journey, hasAll);
      await expectSaved(journey, allKinds);
      expect(asked(journey.old)).toMatchObject({ follows: 1, lists: 1, bookmarks: 2, domain_blocks: 1 });
    });

    longTurn('the network is gone: nothing is called lost that was not asked for', async () => {
      const page = await exportPage(journey);
      const cutOff = () => journey.old.failNext(/./, { kind: 'refused' }, Number.POSITIVE_INFINITY);
      journey.old.failNext(addressOf('bookmarks'), { kind: 'before', run: cutOff });
      await pressSave(page);
      const { kit } = await planWhere(journey, (plan) => plan.kit.paused !== null);
      expect(kit).toMatchObject({ paused: { why: 'unreachable' }, problems: {} });
      expect(kit.paused?.left).toContain('bookmarks');
      await expectSaved(journey, ['follows', 'lists']);
    });
  });

  describe('interrupted', () => {
    turn('the tab closed: said, and gone on with at the next visit', async () => {
      const page = await exportPage(journey);
      journey.old.failNext(addressOf('bookmarks'), { kind: 'hang' });
      await pressSave(page);
      await untilAsked(journey.old, addressOf('bookmarks'));
      await journey.browser.closeTab(page);
      const { kit } = await planWhere(journey, (plan) => plan.kit.saving === null);
      expect(kit.paused).toMatchObject({ why: 'tab-closed' });
      await expectSaved(journey, ['follows', 'lists']);
      const popup = await journey.popup();
      await rowOf(popup, 'steps.save.title')
        .getByText(say('kit.pauses.tab-closed', { server: 'old.localhost' }))
        .waitFor();
      await exportPage(journey);
      await planWhere(journey, hasAll);
      expect(await expectSaved(journey, allKinds)).toHaveLength(1);
      expect(asked(journey.old)).toMatchObject({ follows: 1, lists: 1, bookmarks: 2 });
    });

    longTurn('the person walks on to another settings page in that tab: saving walks along', async () => {
      const page = await exportPage(journey);
      journey.old.failNext(addressOf('bookmarks'), { kind: 'hang' });
      await pressSave(page);
      await untilAsked(journey.old, addressOf('bookmarks'));
      await page.goto(`${journey.old.origin}/auth/edit`);
      await planWhere(journey, hasAll);
      await expectSaved(journey, allKinds);
    });

    longTurn('the person walks off to another site in that tab: said', async () => {
      const page = await exportPage(journey);
      journey.old.failNext(addressOf('bookmarks'), { kind: 'hang' });
      await pressSave(page);
      await untilAsked(journey.old, addressOf('bookmarks'));
      await page.goto(`${journey.new.origin}/about`);
      const { kit } = await planWhere(journey, (plan) => plan.kit.saving === null);
      expect(kit.paused).toMatchObject({ why: 'tab-left' });
    });

    test('the worker stopped between two lists: nobody notices', async () => {
      const page = await exportPage(journey);
      let stopped: Promise<void> | null = null;
      journey.old.failNext(addressOf('bookmarks'), {
        kind: 'before',
        run: () => {
          stopped = journey.browser.stopWorker();
        },
      });
      await pressSave(page);
      await planWhere(journey, hasAll);
      expect(stopped).not.toBeNull();
      await stopped;
      await expectSaved(journey, allKinds);
      expect(asked(journey.old)).toEqual(Object.fromEntries(allKinds.map((kind) => [kind, 1])));
    });

    longTurn('the extension updated under the page: said, and gone on with at the next visit', async () => {
      const page = await exportPage(journey);
      journey.old.failNext(addressOf('bookmarks'), { kind: 'hang' });
      await pressSave(page);
      await untilAsked(journey.old, addressOf('bookmarks'));
      await journey.browser.reloadExtension();
      await journey.adopt(journey.browser);
      await page.reload();
      await planWhere(journey, hasAll);
      await expectSaved(journey, allKinds);
    });
  });

  describe('the kit in the person’s hands', () => {
    turn('one ZIP: every file as the server sent it, readable again, and taken in again by an empty browser', async () => {
      await pressSave(await exportPage(journey));
      await planWhere(journey, hasAll);
      const start = await journey.browser.open('start.html#kit');
      const zip = await downloaded(journey, start, () => press(start, 'kit.download'));
      const read = await readKit(new Uint8Array(fs.readFileSync(zip)));
      if (!read.ok) throw new Error(JSON.stringify(read.problem));
      expect(read).toMatchObject({ warnings: [], loose: [], snapshots: [{ handle: 'amelie@old.localhost' }] });
      for (const kind of allKinds) {
        const file = read.snapshots[0]?.files.find((candidate) => candidate.kind === kind);
        expect(Buffer.from(file?.bytes ?? []).equals(sent(journey.old, kind)), kind).toBe(true);
      }

      await journey.again();
      await emptyKit(journey);
      const fresh = await journey.browser.open('start.html#kit');
      await fresh.locator('#kit input[type=file]').setInputFiles({ name: 'kit.zip', mimeType: 'application/zip', buffer: fs.readFileSync(zip) });
      await fresh.getByText(say('kit.drop.kit', { handle: old, count: 7 })).waitFor();
      await planWhere(journey, hasAll);
      await expectSaved(journey, allKinds);
      // Every list is offered for the import, with the rows it has.
      await show(fresh, 'import');
      await fresh.getByRole('heading', { name: say('imports.title') }).waitFor();
      for (const kind of allKinds) await fresh.getByRole('checkbox', { name: new RegExp(say(`lists.${kind}`)) }).waitFor();
    });

    longTurn('a later save is put beside the first one', async () => {
      const page = await exportPage(journey);
      await pressSave(page);
      await planWhere(journey, hasAll);
      const before = await kept(journey);
      journey.old.account('amelie').follows.set('late@bakers.example', { boosts: true, notify: false, languages: [] });
      const start = await journey.browser.open('start.html#kit');
      await press(start, 'kit.saveAgain');
      await planWhere(journey, (plan) => hasAll(plan) && plan.kit.lists.follows?.rows === 988);
      await planWhere(journey, (plan) => plan.kit.saving === null);
      const after = await kept(journey);
      expect(after[0]).toEqual(before[0]);
      // Complete, although six of seven lists are as they were.
      expect(after.map(({ files }) => files.map(({ kind }) => kind).sort())).toEqual([[...allKinds].sort(), [...allKinds].sort()]);
    });

    turn('lists of the person’s own: understood, or told why not', async () => {
      const start = await journey.browser.open('start.html#kit');
      const file = (name: string, text: string | Buffer) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text as string) });
      await start
        .locator('#kit input[type=file]')
        .setInputFiles([
          file('following_accounts.csv', '\ufeffAccount address;Show boosts;Notify on new posts;Languages\r\nada@bakers.example;WAHR;FALSCH;\r\n'),
          file('people.csv', 'ada@bakers.example\nbruno@bakers.example\n'),
          file('lists.csv', '<!DOCTYPE html><html><title>Log in</title></html>'),
        ]);
      await start.getByText(say('kit.drop.understood', { list: say('lists.follows'), count: 1 })).waitFor();
      await press(start, (await journey.plan()).kit.lists.follows === undefined ? 'kit.drop.ways.keep' : 'kit.drop.ways.instead');
      await start.getByText(say('kit.drop.list', { list: say('lists.follows'), count: 1 })).waitFor();
      await start.getByText(say('kit.drop.problems.html')).waitFor();
      await start.getByText(say('kit.drop.ask')).waitFor();
      await start.getByRole('button', { name: say('lists.blocks'), exact: true }).click();
      await start.getByText(say('kit.drop.understood', { list: say('lists.blocks'), count: 2 })).waitFor();
      await press(start, (await journey.plan()).kit.lists.blocks === undefined ? 'kit.drop.ways.keep' : 'kit.drop.ways.instead');
      await start.getByText(say('kit.drop.list', { list: say('lists.blocks'), count: 2 })).waitFor();
      const { kit } = await planWhere(journey, (plan) => plan.kit.lists.blocks !== undefined);
      expect(kit.lists).toMatchObject({ follows: { rows: 1, source: 'dropped', served: false }, blocks: { rows: 2, source: 'dropped' } });
    });

    longTurn('nothing is left when the person forgets everything', async () => {
      await pressSave(await exportPage(journey));
      await planWhere(journey, hasAll);
      await journey.inside.evaluate(async () => {
        const scope = globalThis as unknown as {
          browser?: { runtime: { sendMessage(m: unknown): Promise<unknown> } };
          chrome: { runtime: { sendMessage(m: unknown): Promise<unknown> } };
        };
        // Stored by the extension, asked for by its own page; access is given back, too, so this comes last.
        await (scope.browser ?? scope.chrome).runtime.sendMessage({ name: 'forgetEverything' });
      });
      expect(await kept(journey)).toEqual([]);
    });
  });
});

describe('a server that does not export filters (4.5)', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await setOut();
  });
  afterAll(() => journey?.close());

  turn('filters are read from their pages and written as the JSON that newer servers import', async () => {
    await pressSave(await exportPage(journey));
    await planWhere(journey, hasAll);
    const files = (await kept(journey)).flatMap(({ files }) => files);
    const filters = files.find(({ kind }) => kind === 'custom_filters');
    expect(filters).toMatchObject({ source: 'filters-pages', rows: 3, pageCount: null });
    const { custom_filters: written } = JSON.parse(Buffer.from(filters?.base64 ?? '', 'base64').toString()) as { custom_filters: object[] };
    const truth = JSON.parse(filtersJson(journey.old.account('amelie'))) as { custom_filters: { title: string }[] };
    // Single posts that a filter hides are on pages of their own: said to be left out.
    const expected = truth.custom_filters.map((filter) => ({ ...filter, statuses: [] }));
    expect(written).toEqual(expect.arrayContaining(expected));
    const start = await journey.browser.open('start.html#kit');
    await start.getByText(say('kit.fromPages')).waitFor();
  });

  longTurn('after the move these pages are closed: the rest is saved, and why is said', async () => {
    await journey.again();
    await emptyKit(journey);
    journey.old.account('amelie').moved = {
      acct: 'amelie_new@new.localhost',
      username: 'amelie_new',
      uri: journey.new.account('amelie_new').uri,
      url: `${journey.new.origin}/@amelie_new`,
      displayName: 'Amélie',
    };
    await pressSave(await exportPage(journey));
    await planWhere(journey, (plan) => plan.kit.saving === null && csvKinds.every((kind) => plan.kit.lists[kind] !== undefined));
    const start = await journey.browser.open('start.html#kit');
    await start.getByText(say('kit.filtersClosed')).waitFor();
  });
});

describe('the browser', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await setOut({ practice: { servers: { old: { version: '4.6' } } } });
  });
  afterAll(() => journey?.close());

  longTurn('killed in the middle: what was kept is there, and saving goes on at the next visit', async () => {
    const page = await exportPage(journey);
    journey.old.failNext(addressOf('bookmarks'), { kind: 'hang' });
    await pressSave(page);
    await untilAsked(journey.old, addressOf('bookmarks'));
    await planWhere(journey, (plan) => plan.kit.lists.lists !== undefined);
    await accessOnDisk(journey);
    await journey.adopt(await journey.browser.restart('kill'));
    const { kit } = await planWhere(journey, (plan) => plan.kit.paused !== null);
    expect(kit.paused).toMatchObject({ why: 'restarted' });
    await exportPage(journey);
    await planWhere(journey, hasAll);
    await expectSaved(journey, allKinds);
  });
});

// Firefox is told how much room there is in kilobytes, for all sites together; Chromium in bytes, for one origin while
// the session lasts.
describe('a browser with little room', () => {
  let journey: Journey;
  beforeAll(async () => {
    const prefs = { 'dom.quotaManager.temporaryStorage.fixedLimit': 2_048 };
    const isFirefox = browserKind() === 'firefox';
    journey = await setOut({ practice: { servers: { old: { version: '4.6' } } }, ...(isFirefox ? { browser: { prefs } } : {}) });
    if (isFirefox) return;
    const session = await journey.inside.context().newCDPSession(journey.inside);
    const origin = await journey.inside.evaluate(() => location.origin);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_048 * 1_024 });
  });
  afterAll(() => journey?.close());

  longTurn('says so, keeps nothing by half, and goes on when there is room', async () => {
    const { follows } = journey.old.account('amelie');
    // Names that do not pack: 3 MB of them are 3 MB.
    const unpackable = Array.from({ length: 40_000 }, (_, number) => `${sha256(Buffer.from(String(number)))}@bakers.example`);
    for (const handle of unpackable) follows.set(handle, { boosts: true, notify: false, languages: [] });
    const page = await exportPage(journey);
    await pressSave(page);
    const { kit } = await planWhere(journey, (plan) => plan.kit.paused !== null);
    expect(kit).toMatchObject({ paused: { why: 'storage-full' }, lists: {} });
    expect((await kept(journey)).flatMap(({ files }) => files)).toEqual([]);
    const card = await cardSays(page, 'cards.save.paused.title');
    await card.getByText(say('kit.pauses.storage-full')).waitFor();
    for (const handle of unpackable) follows.delete(handle);
    await press(card, 'buttons.saveAgain');
    await planWhere(journey, hasAll);
    await expectSaved(journey, allKinds);
  });
});

/**
 * Chromium writes what was granted some seconds later; a power cut before that takes the access away, and the popup
 * asks for it again.
 */
async function accessOnDisk(journey: Journey): Promise<void> {
  if (browserKind() !== 'chromium') return;
  const files = ['Preferences', 'Secure Preferences'].map((name) => path.join(journey.browser.profile, 'Default', name));
  await vi.waitFor(() => expect(files.some((file) => fs.existsSync(file) && fs.readFileSync(file, 'utf8').includes('https://old.localhost/*'))).toBe(true), {
    interval: 200,
  });
}

/**
 * Waits for the file that a press brings. Firefox tells nobody of it, so its folder is watched; Chromium gives it a
 * random name there.
 */
async function downloaded(journey: Journey, page: Page, act: () => Promise<void>): Promise<string> {
  if (browserKind() === 'chromium') {
    const coming = page.waitForEvent('download');
    await act();
    return (await coming).path();
  }
  await act();
  return vi.waitFor(
    () => {
      const files = fs.existsSync(journey.browser.downloads) ? fs.readdirSync(journey.browser.downloads) : [];
      const zip = path.join(journey.browser.downloads, files.find((file) => file.endsWith('.zip')) ?? '');
      // Until all of it is there the name belongs to an empty file, and the bytes to one beside it.
      if (!zip.endsWith('.zip') || files.some((file) => file.endsWith('.part')) || fs.statSync(zip).size === 0) throw new Error('No ZIP yet');
      return zip;
    },
    { interval: 100 },
  );
}
