import JSZip from 'jszip';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { documentOf, makeClient } from './client';
import { personNumber } from './seed';
import { type RunningPractice, startPractice } from './server';

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice({ now: () => Date.UTC(2026, 10, 20, 9, 30), servers: { ancient: { host: 'ancient.localhost', version: '4.1' } } });
});
afterAll(() => practice.close());
beforeEach(() => practice.reset());

async function signedIn() {
  const client = makeClient(practice);
  await client.signIn('https://old.localhost', 'amelie@mail.example');
  await client.signIn('https://new.localhost', 'amelie@mail.example');
  return client;
}
type Client = Awaited<ReturnType<typeof signedIn>>;
const fresh = () => practice.server('new').account('amelie_new');

async function upload(client: Client, type: string, text: string, options: { name?: string; mime?: string; mode?: string } = {}) {
  const page = await client.get('https://new.localhost/settings/imports');
  const file = new File([text], options.name ?? 'file.csv', { type: options.mime ?? 'text/csv' });
  return client.submit(page, '#new_form_import', { 'form_import[type]': type, 'form_import[data]': file, 'form_import[mode]': options.mode ?? 'merge' });
}
async function importAll(client: Client, type: string, text: string, options: Parameters<typeof upload>[3] = {}) {
  const confirm = await upload(client, type, text, options);
  expect(confirm.url).toMatch(/\/settings\/imports\/\d+$/);
  await client.press(confirm, 'a[href$="/confirm"]');
  practice.tick(600_000);
}
const fieldError = (page: { url: string; text: string }) => documentOf(page).querySelector('.form_import_data .error')?.textContent;

describe('exports', () => {
  test('the files have the form Mastodon writes: headers only where it has them, LF, no BOM, newest first', async () => {
    const client = await signedIn();
    const old = practice.server('old').account('amelie');
    old.follows = new Map([
      ['first@a.example', { boosts: true, notify: false, languages: [] }],
      ['second@b.example', { boosts: false, notify: true, languages: ['en', 'de'] }],
    ]);
    old.lists = new Map([
      ['A, "b"', new Set(['first@a.example'])],
      ['Empty', new Set()],
    ]);
    old.mutes = new Map();
    old.blocks = new Set(['x@y.example']);
    old.bookmarks = new Set();
    const text = async (name: string) => (await client.get(`https://old.localhost/settings/exports/${name}.csv`)).text;
    expect(await text('follows')).toBe(
      'Account address,Show boosts,Notify on new posts,Languages\nsecond@b.example,false,true,"en, de"\nfirst@a.example,true,false,\n',
    );
    expect(await text('mutes')).toBe('Account address,Hide notifications\n');
    expect(await text('blocks')).toBe('x@y.example\n');
    expect(await text('lists')).toBe('"A, ""b""",first@a.example\n');
    expect(await text('bookmarks')).toBe('');
    expect((await client.get('https://old.localhost/settings/exports/custom_filters.json')).status).toBe(404); // 4.5
  });

  test('an archive is made over a while, can be fetched once ready, and not asked for again at once', async () => {
    const client = await signedIn();
    const requested = await client.press(await client.get('https://old.localhost/settings/export'), 'a[data-method="post"][href="/settings/export"]');
    expect(documentOf(requested).querySelector('td[colspan="2"]')).not.toBeNull();
    expect(documentOf(requested).querySelector('a[data-method="post"][href="/settings/export"]')).toBeNull();
    practice.tick(31_000);
    const ready = await client.get('https://old.localhost/settings/export');
    const href = documentOf(ready).querySelector('a[href*="/backups/"]')?.getAttribute('href') ?? '';
    const zip = await JSZip.loadAsync((await client.get(href)).bytes);
    expect(Object.keys(zip.files)).toEqual(expect.arrayContaining(['outbox.json', 'likes.json', 'bookmarks.json', 'actor.json', 'avatar.png']));
    practice.tick(6 * 24 * 3_600_000);
    expect(
      documentOf(await client.get('https://old.localhost/settings/export')).querySelector('a[data-method="post"][href="/settings/export"]'),
    ).not.toBeNull();
  });
});

describe('imports that are taken', () => {
  test('everything saved comes across, and what could not is in the failures file', async () => {
    const client = await signedIn();
    const follows = (await client.get('https://old.localhost/settings/exports/follows.csv')).text;
    await importAll(client, 'following', follows, { name: 'following_accounts.csv' });
    const old = practice.server('old').account('amelie');
    const [bulk] = fresh().imports;
    expect(bulk).toMatchObject({ state: 'finished', total: 987, imported: 982, processed: 987 });
    expect([...fresh().requested.keys()].sort()).toEqual(['quiet@deepsea.example', 'shy@gardens.example']);
    expect(fresh().follows.get(personNumber(7))).toEqual(old.follows.get(personNumber(7)));
    const page = await client.get('https://new.localhost/settings/imports');
    const href = documentOf(page).querySelector('a[href$="/failures.csv"]')?.getAttribute('href') ?? '';
    const failed = (await client.get(`https://new.localhost${href}`)).text.trim().split('\n').slice(1);
    expect(failed.map((line) => line.split(',')[0]).sort()).toEqual([
      'cross@evening.example',
      'drowned1@sunken.example',
      'drowned2@sunken.example',
      'gone@bakers.example',
      'left@cyclists.example',
    ]);
  });

  test('lists follow their members, a member already there fails after a while, domain blocks cut follows', async () => {
    const client = await signedIn();
    await importAll(client, 'lists', 'Bread,ada@a.example\nBread,ada@a.example\nMaps,bob@b.example\n');
    expect([...fresh().follows.keys()]).toEqual(['ada@a.example', 'bob@b.example']);
    expect(fresh().imports[0]).toMatchObject({ total: 3, imported: 2, state: 'finished' });
    await importAll(client, 'domain_blocking', '#domain,#severity\nA.example,suspend\n');
    expect([...fresh().follows.keys()]).toEqual(['bob@b.example']);
    expect(fresh().lists.get('Bread')?.size).toBe(0);
  });

  test('an address that comes twice leaves the import in progress for ever', async () => {
    const client = await signedIn();
    await importAll(client, 'following', 'guarded\nguarded@new.localhost\nada@a.example\n');
    expect(fresh().imports[0]).toMatchObject({ total: 3, processed: 2, state: 'in_progress' });
  });

  test('rows that raise keep the import waiting until they have been tried often enough', async () => {
    const client = await signedIn();
    const confirm = await upload(client, 'following', 'left@cyclists.example\nada@a.example\n');
    await client.press(confirm, 'a[href$="/confirm"]');
    practice.tick(5_000);
    expect(fresh().imports[0]).toMatchObject({ processed: 1, state: 'in_progress' });
    practice.tick(30_000);
    expect(fresh().imports[0]).toMatchObject({ processed: 2, imported: 1, state: 'finished' });
  });

  test('filters, from 4.6, as JSON', async () => {
    const client = await signedIn();
    const filters = {
      custom_filters: [
        {
          title: 'Spoilers',
          expires_at: null,
          context: ['home'],
          action: 'hide',
          keywords_attributes: [{ keyword: 'finale', whole_word: true }],
          statuses: ['https://else.example/1'],
        },
      ],
    };
    const confirm = await upload(client, 'custom_filters', JSON.stringify(filters), { mime: 'application/json' });
    expect(documentOf(confirm).querySelectorAll('.flash-message.warning')).toHaveLength(1);
    await client.press(confirm, 'a[href$="/confirm"]');
    practice.tick(5_000);
    expect(fresh().filters).toMatchObject([{ title: 'Spoilers', action: 'hide', statuses: [] }]);
  });

  test('an unconfirmed import can be taken back', async () => {
    const client = await signedIn();
    const back = await client.press(await upload(client, 'blocking', 'x@y.example\n'), 'a[data-method="delete"][href^="/settings/imports/"]');
    expect(back.url).toBe('https://new.localhost/settings/imports');
    expect(fresh().imports).toHaveLength(0);
  });

  test('a list of the wrong kind is warned about, by its header or its name', async () => {
    const client = await signedIn();
    const warned = async (type: string, text: string, name: string) =>
      documentOf(await upload(client, type, text, { name })).querySelectorAll('.flash-message.warning').length;
    expect(await warned('blocking', 'Account address,Hide notifications\nx@y.example,true\n', 'file.csv')).toBe(1);
    expect(await warned('blocking', 'x@y.example\n', 'following_accounts.csv')).toBe(1);
    expect(await warned('blocking', 'x@y.example\n', 'blocked_accounts.csv')).toBe(0);
  });
});

describe('imports that are refused or broken', () => {
  test.each([
    ['following', '', 'The file is empty'],
    ['bookmarks', 'Account address,Show boosts\nx@y.example,true\n', 'does not fit the chosen import type'],
    ['following', Array.from({ length: 7_501 }, (_, number) => `p${number}@y.example`).join('\n'), 'is more than you may follow (7500)'],
    ['blocking', Array.from({ length: 20_001 }, (_, number) => `p${number}@y.example`).join('\n'), 'has more than 20000 rows'],
  ])('%s', async (type, text, message) => {
    const client = await signedIn();
    expect(fieldError(await upload(client, type, text))).toBe(message);
  });

  test('a BOM hides the header: it becomes a row, and the options are lost', async () => {
    const client = await signedIn();
    await importAll(client, 'following', '\ufeffAccount address,Show boosts\nx@y.example,false\n');
    expect(fresh().imports[0]).toMatchObject({ total: 2, imported: 1 });
    expect(fresh().imports[0]?.failures[0]?.text.acct).toBe('\ufeffAccount address');
  });

  test('an empty address, an unknown type and a wrong content type for filters are server errors', async () => {
    const client = await signedIn();
    const statuses = [
      await upload(client, 'following', 'Account address,Show boosts\n,true\n'),
      await upload(client, 'nonsense', 'x@y.example\n'),
      await upload(client, 'custom_filters', '{"custom_filters":[]}', { mime: 'text/plain' }),
    ].map((page) => page.status);
    expect(statuses).toEqual([500, 500, 500]);
  });

  test('a moved account cannot import', async () => {
    const client = await signedIn();
    fresh().moved = { acct: 'a@b.example', username: 'a', uri: 'https://b.example/users/a', url: 'https://b.example/@a', displayName: 'A' };
    expect((await client.get('https://new.localhost/settings/imports')).url).toBe('https://new.localhost/auth/edit');
  });
});

describe('until 4.1', () => {
  test('the old page takes a list at once, and loses every row to a BOM without a word', async () => {
    practice.server('ancient').addAccount({ username: 'ann', email: 'ann@mail.example' });
    const client = makeClient(practice);
    await client.signIn('https://ancient.localhost', 'ann@mail.example');
    for (const text of ['Account address,Show boosts\nx@y.example,true\n', '\ufeffAccount address,Show boosts\nz@y.example,true\n']) {
      const page = await client.get('https://ancient.localhost/settings/import');
      const done = await client.submit(page, '#new_import', { 'import[type]': 'following', 'import[data]': new File([text], 'f.csv', { type: 'text/csv' }) });
      expect(documentOf(done).querySelector('.flash-message.notice')).not.toBeNull();
    }
    practice.tick(10_000);
    expect([...practice.server('ancient').account('ann').follows.keys()]).toEqual(['x@y.example']);
    expect((await client.get('https://ancient.localhost/settings/imports')).status).toBe(404);
  });
});

describe('trouble on order', () => {
  test('a lost answer has still done its work; a truncated one ends early; a session can end before', async () => {
    const client = await signedIn();
    practice.server('new').failNext('POST /settings/imports', { kind: 'lost-answer' });
    await expect(upload(client, 'blocking', 'x@y.example\n')).rejects.toThrow();
    expect(fresh().imports).toHaveLength(1);
    practice.server('old').failNext('/settings/exports/follows.csv', { kind: 'truncated' });
    await expect(client.get('https://old.localhost/settings/exports/follows.csv')).rejects.toThrow();
    practice.server('old').failNext('/settings/exports/mutes.csv', { kind: 'signed-out' });
    expect((await client.get('https://old.localhost/settings/exports/mutes.csv')).url).toBe('https://old.localhost/auth/sign_in');
  });
});

describe('joining', () => {
  test('rules, form, e-mail link, approval, then a working account', async () => {
    const server = practice.server('new');
    server.options.registrations = 'approval';
    const client = makeClient(practice);
    const rules = await client.get('https://new.localhost/auth/sign_up');
    const accept = documentOf(rules).querySelector('button[name=accept]')?.getAttribute('value') ?? '';
    const form = await client.submit(rules, 'form[action="/auth/acceptance"]', { accept });
    const given = {
      'user[account_attributes][username]': 'zoe',
      'user[email]': 'zoe@mail.example',
      'user[password]': 'practice1',
      'user[password_confirmation]': 'practice1',
      'user[invite_request_attributes][text]': 'To practise.',
      'user[agreement]': '1',
    };
    expect((await client.submit(form, '#new_user', given)).text).toContain('Sent too quickly');
    practice.tick(4_000);
    const setup = await client.submit(form, '#new_user', given);
    expect(setup.url).toBe('https://new.localhost/auth/setup');
    expect((await client.get('https://new.localhost/settings/imports')).url).toBe('https://new.localhost/auth/setup');
    await client.get(server.mailbox[0]?.link ?? '');
    expect((await client.get('https://new.localhost/settings/imports')).url).toBe('https://new.localhost/auth/edit');
    practice.tick(30_000);
    expect((await client.get('https://new.localhost/settings/imports')).url).toBe('https://new.localhost/settings/imports');
  });

  test('a filled honeypot makes no account', async () => {
    const client = makeClient(practice);
    const form = await client.get('https://old.localhost/auth/sign_up');
    practice.tick(4_000);
    await client.submit(form, '#new_user', {
      'user[account_attributes][username]': 'robot',
      'user[email]': 'r@mail.example',
      'user[password]': 'practice1',
      'user[password_confirmation]': 'practice1',
      'user[agreement]': '1',
      'user[website]': 'https://spam.example',
    });
    expect(practice.server('old').accounts.has('robot')).toBe(false);
  });
});
