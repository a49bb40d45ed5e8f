import JSZip from 'jszip';
import { describe, expect, test } from 'vitest';
import { detailIds } from '../../journey/detail-ids';
import type { KitSnapshot } from '../../kit/kit-file';
import { type KitFile, makeKitFile } from '../../kit/kit-file';
import type { KitWords } from '../../kit/kit-page';
import { packKit } from '../../kit/pack-kit';
import { readKit } from '../../kit/read-kit';
import { followersCsv } from '../../lists/followers';
import { hash } from '../../lists/hash';
import type { ListKind } from '../../lists/kinds';
import { MOST_BYTES } from '../../lists/parse';
import { settingsCsv } from '../../lists/settings';
import { type ForgedEntry, forgeZip } from './zip-forge';

const encode = (text: string) => new TextEncoder().encode(text);
const words: KitWords = {
  language: 'en',
  title: 'Saved from <old>',
  intro: 'Lists.',
  readme: 'Read me.',
  homepage: 'https://transhumance.example/',
  saved: ({ handle, server, date }) => `${handle} on ${server}, ${date}`,
  columns: { list: 'List', file: 'File', rows: 'Rows', pageCount: 'Page said', source: 'From', fingerprint: 'SHA-256' },
  lists: {
    follows: 'Follows',
    lists: 'Lists',
    bookmarks: 'Bookmarks',
    custom_filters: 'Filters',
    mutes: 'Mutes',
    blocks: 'Blocks',
    domain_blocks: 'Domain blocks',
  },
  followers: 'Followers',
  following: 'Following',
  details: Object.fromEntries(detailIds.map((id) => [id, id])) as KitWords['details'],
  source: ({ source, notes }) => [source, ...notes].join(', '),
  date: (iso) => iso,
  number: String,
};
const FOLLOWS = 'Account address,Show boosts,Notify on new posts,Languages\nbob@valley.example,true,false,\n';

async function file(kind: ListKind, text: string, more: { name?: string; pageCount?: number } = {}): Promise<KitFile> {
  const made = await makeKitFile(kind, encode(text), { source: 'export', takenAt: '2026-01-05T12:00:00.000Z', ...more });
  if (!made.ok) throw new Error(made.problem.kind);
  return made.file;
}
async function snapshot(over: Partial<KitSnapshot> = {}): Promise<KitSnapshot> {
  return {
    id: 'one',
    takenAt: '2026-01-05T12:00:00.000Z',
    handle: 'amelie@valley.example',
    server: { origin: 'https://social.valley.example', software: 'mastodon/mastodon', version: '4.6.0' },
    files: [await file('follows', FOLLOWS, { pageCount: 2 }), await file('blocks', ''), await file('custom_filters', '{"custom_filters":[]}')],
    ...over,
  };
}
/** Opens the ZIP as somebody with an editor would. */
async function tamper(zip: Uint8Array, change: (zip: JSZip) => void): Promise<Uint8Array<ArrayBuffer>> {
  const opened = await JSZip.loadAsync(zip);
  change(opened);
  return opened.generateAsync({ type: 'uint8array' }) as Promise<Uint8Array<ArrayBuffer>>;
}
const FOLDER = 'activitypub';

test('its page shows every row of every file, as text alone', async () => {
  const rows = 'Account address,Show boosts,Notify on new posts,Languages\n"<b>bob</b>@valley.example",true,false,\nada@a.example,true,false,\n';
  const filters = JSON.stringify({ custom_filters: [{ title: 'Spoilers', context: ['home'], action: 'warn', keywords_attributes: [{ keyword: 'finale' }] }] });
  const files = [await file('follows', rows), await file('custom_filters', filters), await file('blocks', '')];
  const zip = await JSZip.loadAsync(await packKit([await snapshot({ files })], words));
  const page = (await zip.file('index.html')?.async('string')) ?? '';
  expect(page).toContain('<summary>Follows (2)</summary>');
  expect(page).toContain('<td>ada@a.example</td>');
  expect(page).toContain('&lt;b&gt;bob&lt;/b&gt;@valley.example');
  expect(page).not.toContain('<b>');
  expect(page).toContain('<td>Spoilers</td><td>finale</td><td>home</td><td>warn</td>');
  expect(page).not.toContain('<summary>Blocks');
});

describe('followers in the kit', () => {
  const bytes = followersCsv([{ handle: 'ada@a.example', actor: 'https://a.example/users/ada', url: 'https://a.example/@ada' }]);
  const withFollowers = async () => {
    const followers = [{ name: 'followers.csv', bytes, sha256: await hash(bytes), takenAt: '2026-01-05T12:00:00.000Z', rows: 1, of: 2 }];
    return snapshot({ followers });
  };

  test('come back as they were, and are named on its page', async () => {
    const zip = await packKit([await withFollowers()], words);
    expect(await readKit(zip)).toMatchObject({ ok: true, warnings: [], loose: [], snapshots: [await withFollowers()] });
    const opened = await JSZip.loadAsync(zip);
    expect(await opened.file('index.html')?.async('string')).toContain(`${FOLDER}/followers.csv`);
  });

  test.each([
    ['changed since', 'changed', (zip: JSZip) => zip.file(`${FOLDER}/followers.csv`, 'Account address\n')],
    ['missing', 'missing', (zip: JSZip) => zip.remove(`${FOLDER}/followers.csv`)],
  ] as const)('a file that is %s is said to be, and is not taken for the names', async (_, warning, change) => {
    const zip = await tamper(await packKit([await withFollowers()], words), change);
    const read = await readKit(zip);
    expect(read).toMatchObject({ ok: true, warnings: [{ kind: warning, path: `${FOLDER}/followers.csv` }] });
    expect(read.ok && read.snapshots[0]).not.toHaveProperty('followers');
  });
});

describe('a file for the kit', () => {
  test('is counted and hashed as it came', async () => {
    expect(await file('follows', FOLLOWS, { pageCount: 2 })).toEqual({
      kind: 'follows',
      name: 'following_accounts.csv',
      bytes: encode(FOLLOWS),
      sha256: await hash(encode(FOLLOWS)),
      rows: 1,
      pageCount: 2,
      contentType: 'text/csv',
      source: 'export',
      takenAt: '2026-01-05T12:00:00.000Z',
      notes: [],
    });
    expect(await hash(encode('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('is not made of an answer that was cut off, unless the file is the person’s own', async () => {
    expect(await makeKitFile('blocks', encode('bob@valley.exa'), { source: 'export', takenAt: '' })).toEqual({ ok: false, problem: { kind: 'cut-off' } });
    expect(await makeKitFile('blocks', encode('bob@valley.example'), { source: 'dropped', takenAt: '' })).toMatchObject({ ok: true, file: { rows: 1 } });
  });

  test('is not made of a sign-in page', async () => {
    expect(await makeKitFile('blocks', encode('<!DOCTYPE html><html>'), { source: 'export', takenAt: '' })).toEqual({
      ok: false,
      problem: { kind: 'other-file', is: 'html' },
    });
  });
});

describe('the kit as a ZIP', () => {
  test('comes back as it was, every byte', async () => {
    const snapshots = [await snapshot(), await snapshot({ id: 'two', takenAt: '2026-02-01T00:00:00.000Z' })];
    expect(await readKit(await packKit(snapshots, words))).toEqual({ ok: true, snapshots, loose: [], warnings: [] });
  });

  test('is an ordinary ZIP with the lists under their own names', async () => {
    const zip = await JSZip.loadAsync(await packKit([await snapshot()], words));
    expect(Object.keys(zip.files).sort()).toEqual([
      'README.txt',
      `${FOLDER}/blocked_accounts.csv`,
      `${FOLDER}/custom_filters.json`,
      `${FOLDER}/following_accounts.csv`,
      'index.html',
      'kit.json',
      'manifest.yml',
    ]);
    expect(await zip.file(`${FOLDER}/following_accounts.csv`)?.async('string')).toBe(FOLLOWS);
  });

  test('keeps two snapshots of one second, and two files of one name, apart', async () => {
    const blocks = await file('blocks', 'a@b.example\n');
    const snapshots = [await snapshot(), await snapshot({ id: 'two', files: [blocks, { ...blocks, name: '../../etc/passwd' }] })];
    const read = await readKit(await packKit(snapshots, words));
    expect(read).toMatchObject({ ok: true, warnings: [], snapshots });
  });

  test('has a page in which names from servers and people are only text', async () => {
    const evil = '"><script>alert(1)</script>';
    const one = await snapshot({ handle: evil, server: { origin: evil, software: evil, version: evil } });
    const zip = await JSZip.loadAsync(await packKit([{ ...one, files: [{ ...(await file('blocks', '')), name: evil }] }], words));
    const html = (await zip.file('index.html')?.async('string')) ?? '';
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain('Saved from &lt;old&gt;');
    expect(html).toContain("default-src 'none'");
  });

  test('in which a list was changed says so and does not vouch for it', async () => {
    const changed = await tamper(await packKit([await snapshot()], words), (zip) =>
      zip.file(`${FOLDER}/following_accounts.csv`, FOLLOWS.replace('bob', 'eve')),
    );
    const read = await readKit(changed);
    expect(read).toMatchObject({
      ok: true,
      warnings: [{ kind: 'changed', path: `${FOLDER}/following_accounts.csv` }],
      loose: [{ name: 'following_accounts.csv', bytes: encode(FOLLOWS.replace('bob', 'eve')) }],
    });
    expect(read.ok && read.snapshots[0]?.files.map(({ kind }) => kind)).toEqual(['blocks', 'custom_filters']);
  });

  test('in which the index was changed to fit says that the count is wrong', async () => {
    const one = await snapshot();
    const lying = { ...one, files: one.files.map((each) => ({ ...each, rows: each.rows + 1 })) };
    const read = await readKit(await packKit([lying], words));
    expect(read.ok && read.warnings.map(({ kind }) => kind)).toEqual(['wrong-count', 'wrong-count', 'wrong-count']);
  });

  test('from which a list was taken, or to which one was added, says so', async () => {
    const changed = await tamper(await packKit([await snapshot()], words), (zip) => {
      zip.remove(`${FOLDER}/blocked_accounts.csv`);
      zip.file('my_mutes.csv', 'Account address,Hide notifications\n');
    });
    expect(await readKit(changed)).toMatchObject({
      ok: true,
      warnings: [
        { kind: 'missing', path: `${FOLDER}/blocked_accounts.csv` },
        { kind: 'not-listed', path: 'my_mutes.csv' },
      ],
      loose: [{ name: 'my_mutes.csv' }],
    });
  });

  test('whose index is damaged or of a newer version is not guessed at', async () => {
    const zip = await packKit([await snapshot()], words);
    for (const index of ['{', '{"format":"transhumance-kit","version":2,"snapshots":[]}', '[]', '{"__proto__":{"format":"transhumance-kit"}}'])
      expect(await readKit(await tamper(zip, (opened) => opened.file('kit.json', index)))).toEqual({ ok: false, problem: { kind: 'unknown-index' } });
  });

  test('a ZIP of somebody’s own lists is taken as loose files', async () => {
    const zip = forgeZip([
      { name: 'mine/following_accounts.csv', data: encode(FOLLOWS) },
      { name: 'mine/holiday.jpg', data: encode('x') },
    ]);
    expect(await readKit(zip)).toEqual({
      ok: true,
      snapshots: [],
      loose: [{ name: 'following_accounts.csv', path: 'mine/following_accounts.csv', bytes: encode(FOLLOWS) }],
      warnings: [{ kind: 'no-index', path: 'kit.json' }],
    });
  });
});

/** As a person's computer packs the unpacked folder again. */
async function packedAgain(zip: Uint8Array, folder = 'kit-amelie/'): Promise<Uint8Array<ArrayBuffer>> {
  const again = new JSZip();
  for (const [name, entry] of Object.entries((await JSZip.loadAsync(zip)).files)) again.file(folder + name, await entry.async('uint8array'));
  again.file(`__MACOSX/${folder}._kit.json`, 'x');
  again.file(`${folder}.DS_Store`, 'x');
  return again.generateAsync({ type: 'uint8array' }) as Promise<Uint8Array<ArrayBuffer>>;
}

describe('a kit that was unpacked and packed again', () => {
  test.each(['kit-amelie/', 'Downloads/kit-amelie/'])('with %s around everything is the kit it was', async (folder) => {
    const one = await snapshot();
    expect(await readKit(await packedAgain(await packKit([one], words), folder))).toEqual({ ok: true, snapshots: [one], loose: [], warnings: [] });
  });

  test('after one list was edited says so, and whose it was', async () => {
    const edited = await tamper(await packKit([await snapshot()], words), (zip) => zip.file(`${FOLDER}/blocked_accounts.csv`, 'eve@bakers.example\n'));
    const path = `kit-amelie/${FOLDER}/blocked_accounts.csv`;
    expect(await readKit(await packedAgain(edited))).toMatchObject({
      warnings: [{ kind: 'changed', path }],
      loose: [{ name: 'blocked_accounts.csv', path, handle: 'amelie@valley.example' }],
    });
  });
});

describe('one bad file', () => {
  const good = { name: 'blocks.csv', data: encode('a@b.example\n') };
  test.each<[string, ForgedEntry, string]>([
    ['encrypted', { name: 'mutes.csv', data: encode('a@b.example\n'), encrypted: true }, 'encrypted'],
    ['damaged', { name: 'mutes.csv', data: encode('a@b.example\n'), saysCrc: 7 }, 'damaged'],
    ['too large', { name: 'mutes.csv', data: new Uint8Array(MOST_BYTES + 1) }, 'too-large'],
  ])('that is %s costs no other, and is named', async (_, bad, kind) => {
    expect(await readKit(forgeZip([bad, good]))).toMatchObject({
      ok: true,
      loose: [{ name: 'blocks.csv' }],
      warnings: [
        { kind: 'no-index', path: 'kit.json' },
        { kind, path: 'mutes.csv' },
      ],
    });
  });
  test('in a kit costs no other, and is named', async () => {
    const entries = Object.entries((await JSZip.loadAsync(await packKit([await snapshot()], words))).files);
    const path = `${FOLDER}/following_accounts.csv`;
    const forged = entries.map(async ([name, entry]) => ({ name, data: await entry.async('uint8array'), ...(name === path ? { saysCrc: 7 } : {}) }));
    const read = await readKit(forgeZip(await Promise.all(forged)));
    expect(read).toMatchObject({ ok: true, loose: [], warnings: [{ kind: 'damaged', path }] });
    expect(read.ok && read.snapshots[0]?.files.map(({ kind }) => kind)).toEqual(['blocks', 'custom_filters']);
  });
  test('that is none of ours costs nothing: a picture, encrypted or not, is not even looked at', async () => {
    const picture = { name: 'holiday.jpg', data: new Uint8Array(9), encrypted: true };
    const read = await readKit(forgeZip([picture, good]));
    expect(read).toMatchObject({ ok: true, loose: [{ name: 'blocks.csv' }], warnings: [{ kind: 'no-index' }] });
  });
});

describe('a hostile or mistaken ZIP', () => {
  test('whose index names one file a thousand times is refused before it is read again', async () => {
    const blocks = await file('blocks', 'a@b.example\n'.repeat(400_000));
    const opened = await JSZip.loadAsync(await packKit([await snapshot({ files: [blocks] })], words));
    const index = JSON.parse((await opened.file('kit.json')?.async('string')) ?? '');
    index.snapshots[0].files = Array.from({ length: 100 }, () => index.snapshots[0].files[0]);
    opened.file('kit.json', JSON.stringify(index));
    const before = process.memoryUsage().rss;
    const path = `${FOLDER}/blocked_accounts.csv`;
    expect(await readKit((await opened.generateAsync({ type: 'uint8array', compression: 'DEFLATE' })) as Uint8Array<ArrayBuffer>)).toEqual({
      ok: false,
      problem: { kind: 'duplicate-name', name: path },
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
  });

  const csv = (over: Partial<ForgedEntry> = {}): ForgedEntry => ({ name: 'blocks.csv', data: encode('a@b.example\n'), ...over });
  const zeros = new Uint8Array(MOST_BYTES + 1);

  test.each([
    ['no ZIP', () => encode('hello'), { kind: 'not-a-zip' }],
    ['an archive of Mastodon', () => forgeZip([{ name: 'outbox.json', data: encode('{}') }]), { kind: 'not-a-kit' }],
    [
      'an archive of Mastodon with its pictures before its own files',
      () => forgeZip([...Array.from({ length: 2_500 }, (_, n) => csv({ name: `media_attachments/files/${n}.jpg` })), csv({ name: 'outbox.json' })]),
      { kind: 'not-a-kit' },
    ],
    ['cut off in its only file', () => forgeZip([csv()]).slice(0, 50), { kind: 'truncated' }],
    ['with a path', () => forgeZip([csv({ name: '../blocks.csv' })]), { kind: 'unsafe-name', name: '../blocks.csv' }],
    ['with one name twice', () => forgeZip([csv(), csv()]), { kind: 'duplicate-name', name: 'blocks.csv' }],
    ['encrypted', () => forgeZip([csv({ encrypted: true })]), { kind: 'encrypted', name: 'blocks.csv' }],
    ['with a wrong checksum', () => forgeZip([csv({ saysCrc: 7 })]), { kind: 'damaged', name: 'blocks.csv' }],
    ['that holds more than it says', () => forgeZip([csv({ data: new Uint8Array(9_000_000), saysBytes: 10 })]), { kind: 'sizes-lie', name: 'blocks.csv' }],
    ['that unpacks to too much', () => forgeZip([csv({ data: zeros })]), { kind: 'too-large', name: 'blocks.csv', bytes: MOST_BYTES + 1, most: MOST_BYTES }],
    [
      'that unpacks to too much together',
      () => forgeZip(Array.from({ length: 9 }, (_, n) => csv({ name: `${n}.csv`, saysBytes: MOST_BYTES }))),
      { kind: 'too-large-together', bytes: 9 * MOST_BYTES, most: 8 * MOST_BYTES },
    ],
    ['of too many files', () => forgeZip(Array.from({ length: 2_001 }, (_, n) => csv({ name: `${n}.csv` }))), { kind: 'too-many-entries', most: 2_000 }],
  ])('%s is refused with the reason', async (_name, make, problem) => {
    expect(await readKit(make())).toEqual({ ok: false, problem });
  });

  test('a bomb that lies about its size stops at the first byte too many', async () => {
    const bomb = forgeZip([csv({ data: new Uint8Array(60_000_000), saysBytes: 100_000 })]);
    const before = process.memoryUsage().rss;
    expect(await readKit(bomb)).toEqual({ ok: false, problem: { kind: 'sizes-lie', name: 'blocks.csv' } });
    expect(process.memoryUsage().rss - before).toBeLessThan(20_000_000);
  });
});

describe('details in the kit', () => {
  const bytes = settingsCsv([{ label: 'Bio', value: 'Two\nlines', shown: '', field: 'account[note]' }]);
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]);
  const withDetails = async () => {
    const takenAt = '2026-01-05T12:00:00.000Z';
    const profile = { detail: 'profile' as const, name: 'profile.csv', bytes, sha256: await hash(bytes), takenAt, contentType: 'text/csv' };
    const avatar = { detail: 'profile' as const, name: 'avatar.png', bytes: png, sha256: await hash(png), takenAt, contentType: 'image/png' };
    return snapshot({ details: [profile, avatar] });
  };

  test('come back equal, pictures among them, and can be read in its page', async () => {
    const saved = await withDetails();
    const zip = await packKit([saved], words);
    const opened = await JSZip.loadAsync(zip);
    expect(await opened.file('index.html')?.async('string')).toContain('Two\nlines');
    expect(await readKit(zip)).toMatchObject({ ok: true, warnings: [], snapshots: [{ details: saved.details }] });
  });
  test('a file that was changed is not taken for what was saved', async () => {
    const zip = await JSZip.loadAsync(await packKit([await withDetails()], words));
    zip.file(`${FOLDER}/profile.csv`, 'Setting,Value,Shown as,Field\n');
    const read = await readKit((await zip.generateAsync({ type: 'uint8array' })) as Uint8Array<ArrayBuffer>);
    expect(read).toMatchObject({ ok: true, warnings: [{ kind: 'changed', path: `${FOLDER}/profile.csv` }] });
    expect(read.ok && read.snapshots[0]?.details?.map(({ name }) => name)).toEqual(['avatar.png']);
  });
});
