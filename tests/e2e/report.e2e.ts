/** What became of every row: the report against the practice servers' own truth. */
import fs from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import type { Plan } from '../../journey/plan';
import type { ListKind } from '../../lists/kinds';
import french from '../../locales/fr.json' with { type: 'json' };
import { makeClient } from '../practice/client';
import { exportFiles } from '../practice/files';
import type { BulkImport } from '../practice/state';
import { ask, downloadedCsv, type ExtensionApi, emptyKit, type Journey, migratedAt, press, rowOf, say, setOut, tabAt, words } from './journey';
import { counterTurn, longTurn, turn } from './turns';

let journey: Journey;

beforeAll(async () => {
  // 4.6 on both sides: filters can be exported and imported.
  journey = await setOut({ practice: { servers: { old: { version: '4.6' } } } });
});
afterAll(() => journey?.close());
beforeEach(async () => {
  await journey.again();
  fs.rmSync(journey.browser.downloads, { recursive: true, force: true });
});

const kinds: readonly ListKind[] = ['follows', 'lists', 'bookmarks', 'custom_filters', 'mutes', 'blocks', 'domain_blocks'];
const amelie = () => journey.old.account('amelie');
const newcomer = () => journey.new.account('amelie_new');

const hostileTitle = '=HYPERLINK("https://evil.example","<img src=x onerror=alert(1)>")';
const turningTitle = 'abc\u202edef';

/** Rows that mean to be more than text, and one that no server could import. */
function addHostileRows() {
  const account = amelie();
  account.lists.set(hostileTitle, new Set(['ada@alpenwiese.example']));
  account.lists.set(turningTitle, new Set(['ada@alpenwiese.example']));
  account.bookmarks.add('https://harbour.example/"><script>alert(1)</script>');
  account.follows.set('=1+1@formula.example', { boosts: true, notify: false, languages: [] });
  // Nobody can follow themselves.
  account.follows.set('amelie_new@new.localhost', { boosts: true, notify: false, languages: [] });
}

const planWhere = (is: (plan: Plan) => boolean) =>
  journey.planWhere(is, ({ imports, fresh }) => {
    const pieces = imports.pieces.map(({ kind, state: at, failures, failuresKept, why }) => ({ kind, at, failures, failuresKept, why }));
    return { run: imports.run, pieces, fresh };
  });

/** To the background, as a page of the extension says it. */
function tell(name: string, data: unknown): Promise<void> {
  return journey.inside.evaluate(
    async (message) => {
      const scope = globalThis as unknown as { browser?: ExtensionApi; chrome: ExtensionApi };
      await (scope.browser ?? scope.chrome).runtime.sendMessage(message);
    },
    { name, data },
  );
}

async function save() {
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  await tell('personPressed', { kind: 'save-lists' });
  const plan = await planWhere(({ kit }) => kit.saving === null && kinds.every((kind) => kit.lists[kind] !== undefined));
  await journey.browser.closeTab(page);
  return plan;
}

/** All lists through "Import all", to their end, with the failures fetched. */
async function importAll(wanted: readonly ListKind[] = kinds) {
  const page = await sendAll(wanted);
  await journey.browser.reload(page);
  await planWhere(({ imports }) =>
    imports.pieces.every((piece) => piece.state === 'skipped' || (piece.state === 'finished' && (piece.failures === 0 || piece.failuresKept))),
  );
  await journey.browser.closeTab(page);
}

/** Worked through by the server; nobody has looked yet. */
async function sendAll(wanted: readonly ListKind[] = kinds): Promise<Page> {
  const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/imports');
  await planWhere(({ imports }) => kinds.every((kind) => imports.prepared[kind] !== undefined));
  // By a press, as Firefox asks then whether data may go to that server.
  const start = await journey.browser.open('start.html#import');
  const sheet = start.locator('#import');
  for (const kind of kinds.filter((each) => !wanted.includes(each)))
    await sheet.getByRole('checkbox', { name: new RegExp(`^${say(`lists.${kind}`)}`) }).uncheck();
  await sheet.getByRole('button', { name: say('imports.all'), exact: true }).click();
  await planWhere(({ imports }) => imports.run.state === 'idle' && imports.pieces.every(({ state: at }) => ['confirmed', 'finished', 'skipped'].includes(at)));
  await journey.browser.closeTab(start);
  journey.practice.tick(120_000);
  return page;
}

async function openReport(): Promise<Page> {
  return journey.browser.open('start.html#report');
}

const section = (start: Page) => start.getByRole('region', { name: say('report.title'), exact: true });

async function compare(start: Page, label: 'report.now' | 'report.again' | 'report.goOn' = 'report.now') {
  const before = await journey.plan();
  await press(section(start), label);
  const isNew = ({ fresh }: Plan) => Object.entries(fresh.lists).some(([kind, { at }]) => at !== before.fresh.lists[kind as ListKind]?.at);
  await planWhere((plan) => plan.fresh.saving === null && plan.fresh.paused === null && isNew(plan));
  await section(start)
    .getByRole('button', { name: say('report.csv') })
    .waitFor();
}

interface Row {
  list: string;
  what: string;
  state: string;
  why: string;
}

function downloadCsv(start: Page): Promise<string> {
  return downloadedCsv(journey, start, section(start).getByRole('button', { name: say('report.csv') }));
}

function rowsOf(csv: string): Row[] {
  const [, ...lines] = parse(csv, { bom: true }) as string[][];
  return lines.map(([list = '', what = '', state = '', why = '']) => ({ list, what, state, why }));
}

const state = (name: 'there' | 'changed' | 'requested' | 'failed' | 'skipped' | 'unknown') => say(`report.fates.${name}`);

/** What the servers' truth allows to be known of each saved row, said by the servers themselves. */
function truth(): Pick<Row, 'list' | 'what' | 'state'>[] {
  const account = newcomer();
  const failed = new Set(
    account.imports.flatMap((bulk) => bulk.failures.map((row) => `${bulk.type} ${bulk.type === 'lists' ? `${row.text.list} ` : ''}${row.key}`)),
  );
  const fate = (isThere: boolean, name: string, absent: 'requested' | 'unknown') => state(isThere ? 'there' : failed.has(name) ? 'failed' : absent);
  const tame = (text: string) => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);
  const row = (list: ListKind, what: string, is: string) => ({ list: say(`lists.${list}`), what: tame(what), state: is });
  const saved = amelie();
  return [
    ...[...saved.follows.keys()].map((handle) =>
      row(
        'follows',
        handle,
        handle.startsWith('=') || handle === 'amelie_new@new.localhost'
          ? state('skipped')
          : fate(account.follows.has(handle), `following ${handle}`, 'requested'),
      ),
    ),
    ...[...saved.lists].flatMap(([title, members]) =>
      [...members].map((handle) =>
        row(
          'lists',
          `${title.replace('\u202e', '')} › ${handle}`,
          fate(account.lists.get(title)?.has(handle) ?? false, `lists ${title} ${handle}`, 'requested'),
        ),
      ),
    ),
    ...[...saved.bookmarks].map((uri) => row('bookmarks', uri, fate(account.bookmarks.has(uri), `bookmarks ${uri}`, 'unknown'))),
    ...saved.filters.map(({ title, statuses }) => {
      const there = account.filters.find((filter) => filter.title === title);
      // Posts that the new server does not know are not hidden there.
      const isSame = there?.statuses.length === statuses.length;
      return row('custom_filters', title, there !== undefined && !isSame ? state('changed') : fate(there !== undefined, '', 'unknown'));
    }),
    ...[...saved.mutes.keys()].map((handle) => row('mutes', handle, fate(account.mutes.has(handle), `muting ${handle}`, 'unknown'))),
    ...[...saved.blocks].map((handle) => row('blocks', handle, fate(account.blocks.has(handle), `blocking ${handle}`, 'unknown'))),
    ...[...saved.domainBlocks].map((domain) => row('domain_blocks', domain, fate(account.domainBlocks.has(domain), `domain_blocking ${domain}`, 'unknown'))),
  ];
}

const bare = (rows: readonly Row[]) => rows.map(({ list, what, state: is }) => `${list} | ${what} | ${is}`).sort();
const expected = () =>
  truth()
    .map(({ list, what, state: is }) => `${list} | ${what} | ${is}`)
    .sort();
const countOf = (rows: readonly Pick<Row, 'state'>[], name: Parameters<typeof state>[0]) => rows.filter((row) => row.state === state(name)).length;

describe('after "Import all"', () => {
  // In Chromium, 25,000 rows are accounted for every time (large.e2e.ts).
  counterTurn('every row is what the servers know of it: there, requested, failed, left out; on the page, and in the CSV', async () => {
    addHostileRows();
    await save();
    await importAll();
    // One more that nobody saved.
    newcomer().bookmarks.add('https://new.localhost/@amelie_new/1');
    const start = await openReport();
    await compare(start);

    const csv = await downloadCsv(start);
    const rows = rowsOf(csv);
    expect(bare(rows)).toEqual(expected());
    expect(newcomer().requested.size).toBe(2);
    expect(countOf(rows, 'requested')).toBe(2);
    expect(countOf(rows, 'skipped')).toBe(2);
    expect(countOf(rows, 'failed')).toBeGreaterThan(5);
    expect(countOf(rows, 'unknown')).toBe(0);
    const total = rows.length;
    await section(start)
      .getByText(say('report.summary', { there: countOf(rows, 'there') + countOf(rows, 'changed'), count: total }), { exact: true })
      .waitFor();
    await section(start).getByText('1 entry there is not among your saved ones', { exact: false }).waitFor();

    // Why, as far as known.
    const why = (what: string) => rows.find((row) => row.what === what)?.why;
    expect(why('drowned1@sunken.example')).toBe(say('report.why.failed.server-silent', { other: 'sunken.example' }));
    expect(why('left@cyclists.example')).toBe(say('report.why.failed.unknown', { server: 'new.localhost' }));
    expect(why('quiet@deepsea.example')).toBe(say('report.why.requested'));
    expect(why('amelie_new@new.localhost')).toBe(say('report.why.dropped.self'));

    // No cell is a formula to a spreadsheet.
    for (const cell of (parse(csv, { bom: true }) as string[][]).flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(rows.some(({ what }) => what === `'${hostileTitle} › ada@alpenwiese.example`)).toBe(true);

    // On the page, the same; and text is text.
    const search = section(start).getByRole('searchbox', { name: say('report.words.search') });
    await search.fill('onerror');
    await section(start)
      .getByRole('rowheader', { name: `${hostileTitle} › ada@alpenwiese.example`, exact: true })
      .waitFor();
    await search.fill('<script>');
    await section(start).getByText('https://harbour.example/"><script>alert(1)</script>', { exact: true }).waitFor();
    expect(await section(start).locator('script, img').count()).toBe(0);
    await search.fill('abcdef');
    await section(start).getByRole('rowheader', { name: 'abcdef › ada@alpenwiese.example', exact: true }).waitFor();
    await search.fill('');
    await section(start).getByLabel(say('report.words.fate')).selectOption('requested');
    await section(start).getByRole('rowheader', { name: 'shy@gardens.example', exact: true }).waitFor();
    expect(await section(start).locator('.rows tbody tr').count()).toBe(2);
    await journey.browser.screenshot(start, 'report');

    // Nothing of it is in the kit.
    const snapshots = await journey.inside.evaluate(
      () =>
        new Promise<string[]>((resolve, reject) => {
          const opening = indexedDB.open('transhumance');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const reading = opening.result.transaction('snapshots').objectStore('snapshots').getAll();
            reading.onsuccess = () => {
              opening.result.close();
              resolve(reading.result.map(({ handle }: { handle: string }) => handle));
            };
          };
        }),
    );
    expect(new Set(snapshots)).toEqual(new Set(['amelie@old.localhost']));
  });

  longTurn('somebody says yes meanwhile: comparing again shows it, and what was compared is there when the page is opened again', async () => {
    await save();
    await importAll();
    const start = await openReport();
    await compare(start);
    expect(countOf(rowsOf(await downloadCsv(start)), 'requested')).toBe(2);
    const account = newcomer();
    account.follows.set('quiet@deepsea.example', { boosts: true, notify: false, languages: [] });
    account.requested.delete('quiet@deepsea.example');
    await compare(start, 'report.again');
    await expect.poll(async () => countOf(rowsOf(await downloadCsv(start)), 'requested')).toBe(1);
    await journey.browser.closeTab(start);

    journey.practice.server('new').requests.length = 0;
    const later = await openReport();
    await section(later)
      .getByRole('button', { name: say('report.csv') })
      .waitFor();
    expect(bare(rowsOf(await downloadCsv(later)))).toEqual(expected());
    expect(journey.new.requests.filter(({ path }) => path.startsWith('/settings'))).toEqual([]);
  });

  longTurn.each([
    ['with a tab of the new server open', true],
    ['with none', false],
  ])('compared at once, before anybody looked at the imports: failed and requested rows are told apart, %s', async (_, isOpen) => {
    await save();
    const page = await sendAll();
    if (!isOpen) await journey.browser.closeTab(page);
    const start = await openReport();
    await compare(start);
    await planWhere(({ imports }) => imports.pieces.every(({ failures, failuresKept, state: at }) => at === 'finished' && (failures === 0 || failuresKept)));
    await expect.poll(async () => bare(rowsOf(await downloadCsv(start)))).toEqual(expected());
    const follows = rowsOf(await downloadCsv(start)).filter(({ list }) => list === say('lists.follows'));
    expect([countOf(follows, 'failed'), countOf(follows, 'requested'), countOf(follows, 'unknown')]).toEqual([5, 2, 0]);
  });

  longTurn('lists the person left out are left out by their choice', async () => {
    await save();
    await importAll(['follows', 'bookmarks']);
    const start = await openReport();
    await compare(start);
    const rows = rowsOf(await downloadCsv(start));
    const mutes = rows.filter(({ list }) => list === say('lists.mutes'));
    expect(mutes).toHaveLength(amelie().mutes.size);
    expect(mutes.every((row) => row.state === state('skipped') && row.why === say('report.why.person'))).toBe(true);
  });
});

describe('by hand', () => {
  /** As the person does it on the server's own page. */
  async function importByHand(type: BulkImport['type'], file: File) {
    const client = makeClient(journey.practice);
    await client.signIn(journey.new.origin, 'amelie_new');
    const page = await client.get(`${journey.new.origin}/settings/imports`);
    const confirm = await client.submit(page, '#new_form_import', { 'form_import[type]': type, 'form_import[data]': file });
    await client.press(confirm, 'a.button[data-method="post"][href$="/confirm"]');
    journey.practice.tick(120_000);
  }

  longTurn('an import of as many rows as a list is taken for it, and said; the others are unknown', async () => {
    await save();
    const follows = exportFiles.follows.write(amelie(), journey.old);
    await importByHand('following', new File([follows], 'following_accounts.csv', { type: 'text/csv' }));
    const page = await tabAt(journey, journey.new, 'amelie_new', '/settings/imports');
    await planWhere((plan) => (plan.seen.new.imports?.recent.length ?? 0) > 0);
    await journey.browser.closeTab(page);
    const start = await openReport();
    await compare(start);
    await section(start).getByText(say('report.byHand'), { exact: true }).waitFor();
    const rows = rowsOf(await downloadCsv(start));
    const follow = rows.filter(({ list }) => list === say('lists.follows'));
    // Some failed, and only the server knows which: what is not there can not be told apart.
    expect(follow.every((row) => row.state === (newcomer().follows.has(row.what) ? state('there') : state('unknown')))).toBe(true);
    expect(follow.find(({ what }) => what === 'quiet@deepsea.example')?.why).toBe(say('report.why.failures-not-read', { server: 'new.localhost' }));
    const blocks = rows.filter(({ list }) => list === say('lists.blocks'));
    expect(blocks.every((row) => row.state === state('unknown'))).toBe(true);
  });
});

describe('in the way', () => {
  beforeEach(save);

  longTurn('the tab is closed half-way: said; it goes on where it was', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    journey.new.failNext('/settings/exports/bookmarks.csv', { kind: 'late', ms: 20_000 });
    const start = await openReport();
    await press(section(start), 'report.now');
    await planWhere(({ fresh }) => fresh.saving?.kind === 'bookmarks');
    await section(start).getByRole('progressbar').waitFor();
    await journey.browser.closeTab(page);
    await section(start)
      .getByText(say('report.pauses.tab-closed', { server: 'new.localhost' }))
      .waitFor();
    expect((await journey.plan()).fresh.paused).toMatchObject({ why: 'tab-closed' });
    await compare(start, 'report.goOn');
    expect(Object.keys((await journey.plan()).fresh.lists).sort()).toEqual([...kinds].sort());
  });

  longTurn('signed out: said, with the way to the sign-in', async () => {
    const start = await openReport();
    const page = await journey.browser.opened(() => press(section(start), 'report.now'));
    await page.getByRole('button', { name: words.sign.in }).waitFor();
    await section(start)
      .getByText(say('door.sign-in', { server: 'new.localhost', handle: '@amelie_new@new.localhost' }))
      .waitFor();
    await section(start)
      .getByRole('button', { name: say('buttons.signIn') })
      .waitFor();
  });

  longTurn('somebody else is signed in: nothing of theirs is read', async () => {
    const page = await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    await tabAt(journey, journey.new, 'guarded', '/auth/edit');
    await journey.browser.closeTab(page);
    const start = await openReport();
    await journey.browser.opened(() => press(section(start), 'report.now'));
    await section(start)
      .getByText(say('door.stranger', { server: 'new.localhost', stranger: '@guarded@new.localhost', handle: '@amelie_new@new.localhost' }))
      .waitFor();
    expect((await journey.plan()).fresh.lists).toEqual({});
    expect(journey.new.requests.filter(({ path }) => path.startsWith('/settings/exports'))).toEqual([]);
  });

  longTurn('an error on one list: the others are compared, and that one is said', async () => {
    await tabAt(journey, journey.new, 'amelie_new', '/auth/edit');
    journey.new.failNext('/settings/exports/mutes.csv', { kind: 'status', status: 500 });
    const start = await openReport();
    await compare(start);
    const trouble = say('kit.troubles.server-error', { server: 'new.localhost', detail: '500' });
    await section(start)
      .getByText(say('report.notReadList', { list: say('lists.mutes'), why: trouble }))
      .waitFor();
    expect((await journey.plan()).fresh.lists.mutes).toBeUndefined();
  });
});

describe('beside it', () => {
  turn('without a kit there is nothing to compare with: said', async () => {
    await journey.again((plan) => ({ ...plan, seen: { ...plan.seen, old: { ...plan.seen.old, migration: migratedAt(Date.now()) } } }));
    await emptyKit(journey);
    const start = await openReport();
    await section(start).getByText(say('report.noKit'), { exact: true }).waitFor();
    expect(await section(start).getByRole('button').count()).toBe(0);
  });

  turn('speaks the language that is chosen while it is open, every row of it', async () => {
    await save();
    await tabAt(journey, journey.new, 'amelie_new', '/settings/export');
    const start = await openReport();
    await compare(start);
    await start
      .getByRole('cell', { name: say('lists.follows'), exact: true })
      .first()
      .waitFor();
    await start
      .getByRole('combobox', { name: say('start.language') })
      .first()
      .selectOption('fr');
    const report = start.getByRole('region', { name: french.report.title, exact: true });
    await report.getByRole('cell', { name: french.lists.follows, exact: true }).first().waitFor();
    const said = await report.textContent();
    const english = (['lists.mutes', 'report.fates.skipped', 'report.why.notYet', 'report.columns.all'] as const).map((key) => say(key));
    expect(english.filter((words) => said?.includes(words))).toEqual([]);
  });

  turn('the step of arriving shows the followers and leads to the report', async () => {
    await save();
    for (const follower of [...amelie().followers].slice(12)) {
      amelie().followers.delete(follower);
      newcomer().followers.add(follower);
    }
    const plan = await journey.plan();
    const stale = (side: 'old' | 'new') => ({ ...plan.seen[side], outside: null });
    await journey.store({ ...plan, seen: { old: { ...stale('old'), migration: migratedAt(Date.now()) }, new: stale('new') } });
    const popup = await journey.popup();
    const row = rowOf(popup, 'steps.arrive.title');
    const counts = say('steps.arrive.waiting', { old: 12, new: newcomer().followers.size });
    await expect.poll(async () => (await journey.plan()).arrivals.at(-1)).toMatchObject({ old: 12, new: newcomer().followers.size });
    if ((await row.getByText(counts).count()) === 0) await row.getByRole('button').first().click();
    await row.getByText(counts).waitFor();
    await row.getByText(say('steps.arrive.compare')).waitFor();
    await press(row, 'buttons.seeReport');
    // Firefox has one open already, from installing, that its driver does not see.
    const addresses = () => ask(journey, (api) => (api as unknown as WithTabs).tabs.query({}).then((tabs) => tabs.map(({ url }) => url ?? '')));
    await expect.poll(addresses).toContainEqual(expect.stringMatching(/\/start\.html#report$/));
  });
});

interface WithTabs {
  tabs: { query(which: object): Promise<{ url?: string }[]> };
}
