import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../kit/archive';
import { type Dropped, readDropped } from '../../kit/dropped';
import { visitTar } from '../../kit/tar';
import { forgeTar, type TarEntry } from './tar-forge';
import { type ForgedEntry, forgeZip } from './zip-forge';

const OLD = 'amelie@old.example';
const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const FOLLOWS = 'Account address,Show boosts\nada@bakers.example,true\n';
const post = { type: 'Create', published: '2022-11-05T10:00:00Z', object: { type: 'Note', published: '2022-11-05T10:00:00Z' } };
const archive: Record<string, unknown> = {
  'actor.json': { id: 'https://old.example/users/amelie', preferredUsername: 'amelie' },
  'outbox.json': { orderedItems: [post, post] },
  'likes.json': { id: 'likes.json', orderedItems: ['https://bakers.example/users/ada/statuses/1'] },
  'bookmarks.json': { id: 'bookmarks.json', orderedItems: ['https://bakers.example/users/ada/statuses/2'] },
  'media_attachments/files/1/original/a.png': 'x',
};
const zip = (files: Record<string, unknown>) =>
  forgeZip(Object.entries(files).map(([name, value]): ForgedEntry => ({ name, data: value instanceof Uint8Array ? value : Buffer.from(text(value)) })));
const tar = (files: Record<string, unknown>) =>
  forgeTar(Object.entries(files).map(([name, value]): TarEntry => ({ name, data: value instanceof Uint8Array ? value : text(value) })));
const drop = (name: string, bytes: Uint8Array<ArrayBuffer>) => readDropped([new File([bytes], name)], OLD);
const told = (answers: readonly Dropped[]) =>
  answers.map((answer) => [answer.name, answer.is === 'list' ? answer.kind : answer.is === 'refused' ? answer.say.key : answer.is]);

describe('an archive of posts', () => {
  test.each([
    ['tar.gz', 'archive-2018.tar.gz', Uint8Array.from(gzipSync(tar(archive)))],
    ['tar', 'archive-2018.tar', tar(archive)],
    ['a folder in a tar.gz', 'a.tgz', Uint8Array.from(gzipSync(tar(Object.fromEntries(Object.entries(archive).map(([name, value]) => [`a/${name}`, value])))))],
    ['a ZIP in a ZIP', 'backup.zip', zip({ 'mine/archive-2026.zip': zip(archive), 'readme.txt': 'hello' })],
    ['a tar.gz in a ZIP', 'backup.zip', zip({ 'mine/archive-2018.tar.gz': Uint8Array.from(gzipSync(tar(archive))) })],
    ['a ZIP in a tar', 'backup.tar', tar({ 'mine/archive-2026.zip': zip(archive) })],
  ])('as %s is opened', async (_, name, bytes) => {
    expect(told(await drop(name, bytes))).toEqual([[name, 'archive']]);
    expect(await openArchive(new Blob([bytes]))).toMatchObject({
      ok: true,
      summary: { profile: { username: 'amelie' }, written: { posts: 2 }, bookmarks: 1, likes: 1, media: { count: 1, bytes: 1 }, troubles: [] },
    });
  });

  test('of which one part is damaged: which one is said, and the rest is counted', async () => {
    const bytes = zip(archive);
    const at = Buffer.from(bytes).indexOf('outbox.json') + 'outbox.json'.length;
    bytes.fill(0xff, at, at + 20);
    expect(await openArchive(new Blob([bytes]))).toMatchObject({
      ok: true,
      summary: { written: null, bookmarks: 1, likes: 1, troubles: [{ name: 'outbox.json', problem: { kind: 'damaged' } }] },
    });
  });

  test('with a list in it: both are answered for; favourites and bookmarks stay the archive’s', async () => {
    const following = { id: 'following.json', orderedItems: ['https://bakers.example/users/ada'] };
    const followers = { id: 'followers.json', orderedItems: ['https://bakers.example/users/fan'] };
    const answers = await drop('pleroma.zip', zip({ ...archive, 'following.json': following, 'followers.json': followers }));
    expect(told(answers)).toEqual([
      ['pleroma.zip', 'archive'],
      ['following.json', 'follows'],
    ]);
  });

  test('of which only the addresses are left: they are lists', async () => {
    const { 'bookmarks.json': bookmarks, 'likes.json': likes } = archive;
    expect(told(await drop('rest.zip', zip({ 'likes.json': likes, 'bookmarks.json': bookmarks })))).toEqual([
      ['rest.zip', 'zip'],
      ['likes.json', null],
      ['bookmarks.json', 'bookmarks'],
    ]);
  });
});

describe('lists in what people pack their files in', () => {
  test('a ZIP in a ZIP is opened; one in that is the person’s to unpack', async () => {
    const inner = zip({ 'following_accounts.csv': FOLLOWS, 'deeper.zip': zip({ 'lists.csv': 'Bread,ada@bakers.example\n' }) });
    expect(told(await drop('all.zip', zip({ 'inner.zip': inner, 'blocked_accounts.csv': 'eve@bakers.example\n' })))).toEqual([
      ['all.zip', 'zip'],
      ['all.zip/inner.zip', 'zip'],
      ['all.zip/inner.zip/deeper.zip', 'kit.drop.foreign.nested'],
      ['blocked_accounts.csv', 'blocks'],
      ['all.zip/inner.zip/following_accounts.csv', 'follows'],
    ]);
  });

  test('one ZIP alone in a ZIP', async () => {
    expect(told(await drop('all.zip', zip({ 'inner.zip': zip({ 'lists.csv': 'Bread,ada@bakers.example\n' }) })))).toEqual([
      ['all.zip', 'zip'],
      ['all.zip/inner.zip', 'zip'],
      ['all.zip/inner.zip/lists.csv', 'lists'],
    ]);
    expect(told(await drop('all.zip', zip({ 'inner.zip': 'no ZIP' })))).toEqual([
      ['all.zip', 'zip'],
      ['all.zip/inner.zip', 'kit.drop.problems.no-beginning'],
    ]);
  });

  test('a tar.gz of lists, and one list in a gzip', async () => {
    const lists = Uint8Array.from(gzipSync(tar({ 'exports/following_accounts.csv': FOLLOWS, 'exports/notes.txt': 'x' })));
    expect(told(await drop('exports.tar.gz', lists))).toEqual([
      ['exports.tar.gz', 'zip'],
      ['exports/following_accounts.csv', 'follows'],
    ]);
    expect(told(await drop('muted_accounts.csv.gz', Uint8Array.from(gzipSync('eve@bakers.example\n'))))).toEqual([['muted_accounts.csv.gz', 'mutes']]);
  });

  const gz = (value: string | Uint8Array) => Uint8Array.from(gzipSync(value));

  test.each([
    ['a gzip in a ZIP', 'all.zip', zip({ 'mutes.csv.gz': gz('eve@bakers.example\n') }), [['all.zip/mutes.csv.gz', 'mutes']]],
    [
      'a tar.gz in a ZIP',
      'all.zip',
      zip({ 'x/l.tar.gz': gz(tar({ 'follows.csv': FOLLOWS, 'notes.txt': 'x' })) }),
      [
        ['all.zip/x/l.tar.gz', 'zip'],
        ['all.zip/x/l.tar.gz/follows.csv', 'follows'],
      ],
    ],
    [
      'a ZIP in a tar.gz, beside a list',
      'all.tgz',
      gz(tar({ 'l.zip': zip({ 'follows.csv': FOLLOWS }), 'mutes.csv': 'eve@bakers.example\n' })),
      [
        ['all.tgz/l.zip', 'zip'],
        ['mutes.csv', 'mutes'],
        ['all.tgz/l.zip/follows.csv', 'follows'],
      ],
    ],
    [
      'a tar in a tar in a tar, which is too deep',
      'all.tar',
      tar({ 'a.tar': tar({ 'b.tar': tar({ 'follows.csv': FOLLOWS }) }) }),
      [
        ['all.tar/a.tar', 'zip'],
        ['all.tar/a.tar/b.tar', 'kit.drop.foreign.nested'],
      ],
    ],
  ])('%s', async (_, name, bytes, answers) => {
    expect(told(await drop(name, bytes))).toEqual([[name, 'zip'], ...answers]);
  });

  test('of a table in a gzip that is cut off, the lines that are whole are read; it is said that the rest is missing', async () => {
    const rows = Array.from({ length: 2_000 }, (_, at) => `user${(at * 7_919) % 10_007}@s${(at * 31) % 997}.example`);
    const whole = gz(`${rows.join('\n')}\n`);
    const [cut, list, ...others] = await drop('blocked_accounts.csv.gz', whole.slice(0, whole.length - 300));
    expect(told([cut, list].flatMap((answer) => answer ?? []))).toEqual([
      ['blocked_accounts.csv.gz', 'kit.drop.problems.cut-off'],
      ['blocked_accounts.csv.gz', 'blocks'],
    ]);
    const read = list?.is === 'list' ? new TextDecoder().decode(list.understood.as('blocks').bytes).trim().split('\n') : [];
    expect(read.length).toBeGreaterThan(500);
    expect(read).toEqual(rows.slice(0, read.length));
    expect(others).toEqual([]);
    // Half of a JSON is nothing.
    const json = gz(JSON.stringify(rows, null, 1));
    expect(told(await drop('blocked_accounts.json.gz', json.slice(0, json.length - 300)))).toEqual([
      ['blocked_accounts.json.gz', 'kit.drop.problems.truncated'],
    ]);
  });

  test('lists in text files count in a ZIP as they do alone', async () => {
    expect(told(await drop('all.zip', zip({ 'MUTES.TXT': 'eve@bakers.example\n', 'readme.txt': 'Good luck with it!' })))).toEqual([
      ['all.zip', 'zip'],
      ['MUTES.TXT', 'mutes'],
    ]);
  });

  test.each([
    ['of no content', 'archive.zip', '', 'kit.drop.problems.empty'],
    ['that is called a ZIP and does not begin like one', 'archive.zip', 'second half of something', 'kit.drop.problems.no-beginning'],
    ['that macOS keeps beside another', '._follows.csv', '\u0000\u0005\u0016\u0007\u0000', 'kit.drop.problems.mac'],
  ])('a file %s is said to be that', async (_, name, content, key) => {
    expect(told(await drop(name, Uint8Array.from(Buffer.from(content, 'latin1'))))).toEqual([[name, key]]);
  });

  test('a text document is no spreadsheet', async () => {
    expect(told(await drop('list.docx', zip({ '[Content_Types].xml': 'x', 'word/document.xml': 'x' })))).toEqual([
      ['list.docx', 'kit.drop.problems.other-file'],
    ]);
  });

  test('a name that the entries speak against is asked about in words that say so', async () => {
    const [answer] = await drop('muted_instances.csv', Uint8Array.from(Buffer.from('spam.example\n')));
    expect(answer).toMatchObject({ is: 'list', kind: null, candidates: ['domain_blocks'], ask: { key: 'kit.drop.askOne' } });
  });

  test.each([
    ['a tar.gz that is cut off before any file', 'a.tar.gz', Uint8Array.from(gzipSync(tar(archive))).slice(0, 30), 'kit.drop.problems.truncated'],
    ['a tar that is cut off in its first file', 'a.tar', tar(archive).slice(0, 520), 'kit.drop.problems.truncated'],
    ['one list in a gzip that is cut off', 'mutes.csv.gz', Uint8Array.from(gzipSync('eve@bakers.example\n')).slice(0, 20), 'kit.drop.problems.truncated'],
    ['empty', 'a.zip', zip({}), 'kit.drop.problems.empty-zip'],
    ['one of several parts', 'a.zip', Uint8Array.from(Buffer.from('PK\x07\x08 first part', 'latin1')), 'kit.drop.foreign.part'],
  ])('%s is said', async (_, name, bytes, key) => {
    expect(told(await drop(name, bytes))).toEqual([[name, key]]);
  });
});

describe('a tar whose end is missing', () => {
  const noise = (seed: number) => Array.from({ length: 4_000 }, (_, at) => ((at * seed) % 997).toString(36)).join('');
  const lists = {
    'a/following_accounts.csv': FOLLOWS,
    'a/notes.txt': noise(31),
    'a/muted_accounts.csv': `Account address,Hide notifications\n${'eve@bakers.example,true\n'.repeat(60)}`,
    'a/blocked_accounts.csv': 'mallory@swindle.example\n',
  };
  const whole = tar(lists);
  const places = Object.keys(lists).map((name) => Buffer.from(whole).indexOf(name));
  const beginOf = (at: number) => places[at] ?? 0;

  test('wherever it breaks off: each list that stands whole before is read, and the file it breaks off in is named', async () => {
    const read: [number, string[]][] = [
      [beginOf(1) + 100, ['a/following_accounts.csv']],
      [beginOf(1) + 600, ['a.tar/a/notes.txt', 'a/following_accounts.csv']],
      [beginOf(2) + 700, ['a.tar/a/muted_accounts.csv', 'a/following_accounts.csv']],
      [beginOf(3), ['a/following_accounts.csv', 'a/muted_accounts.csv']],
      [whole.length - 1_024, ['a/following_accounts.csv', 'a/muted_accounts.csv', 'a/blocked_accounts.csv']],
    ];
    for (const [length, names] of read) {
      const answers = await drop('a.tar', whole.slice(0, length));
      const cut = answers.filter((answer) => answer.is === 'refused');
      expect(
        cut.map(({ say }) => say.key),
        `${length}`,
      ).toEqual(['kit.drop.problems.cut-off']);
      const named = answers.filter(({ is, name }) => is !== 'zip' && name !== 'a.tar').map(({ name }) => name);
      expect(named, `${length}`).toEqual(names);
    }
    expect(told(await drop('a.tar', whole))).toHaveLength(4);
  });

  test('packed with gzip: the same, as far as it can be unpacked', async () => {
    const packed = Uint8Array.from(gzipSync(whole));
    expect(told(await drop('a.tgz', packed.slice(0, packed.length - 60)))).toEqual([
      ['a.tgz', 'zip'],
      ['a.tgz/a/muted_accounts.csv', 'kit.drop.problems.cut-off'],
      ['a/following_accounts.csv', 'follows'],
    ]);
    // The checksum alone is missing: every file is whole.
    expect(told(await drop('a.tgz', packed.slice(0, packed.length - 4)))).toEqual(told(await drop('a.tgz', packed)));
  });

  test('a header that is none in the middle: what stands before is read', async () => {
    const bytes = whole.slice();
    bytes.fill(0xff, beginOf(2), beginOf(2) + 512);
    expect(told(await drop('a.tar', bytes))).toEqual([
      ['a.tar', 'zip'],
      ['a.tar', 'kit.drop.problems.cut-off'],
      ['a/following_accounts.csv', 'follows'],
    ]);
  });

  test('an archive of posts: what stands before is counted, and what is missing is named', async () => {
    const posts = tar(archive);
    const cut = posts.slice(0, Buffer.from(posts).indexOf('bookmarks.json') + 520);
    for (const bytes of [cut, Uint8Array.from(gzipSync(cut)).slice(0, -9)])
      expect(await openArchive(new Blob([bytes]))).toMatchObject({
        ok: true,
        summary: { profile: { username: 'amelie' }, written: { posts: 2 }, likes: 1, bookmarks: null, cutOff: ['bookmarks'], troubles: [] },
      });
  });
});

describe('a tar', () => {
  const names = async (bytes: Uint8Array<ArrayBuffer>) => {
    const found: string[] = [];
    const result = await visitTar(new Blob([bytes]), 10, ({ name, bytes: size }) => void found.push(`${name} ${size}`));
    return { found, result: result.ok ? result.value : result.problem.kind };
  };
  const long = `${'long/'.repeat(40)}name.csv`;

  test('long names, in each of the three ways of writing them; folders are no files', async () => {
    const entries: TarEntry[] = [
      { name: 'folder/', data: '', type: '5' },
      { name: 'name.csv', folder: 'a/b', data: 'x' },
      { name: '././@LongLink', data: `${long}\0`, type: 'L' },
      { name: long.slice(0, 100), data: 'xy' },
      { name: 'pax', data: `210 path=${long}\n20 mtime=1\n`, type: 'x' },
      { name: long.slice(0, 100), data: 'xyz' },
      { name: 'plain.csv', data: 'x'.repeat(600) },
    ];
    expect(await names(forgeTar(entries))).toEqual({ found: ['a/b/name.csv 1', `${long} 2`, `${long} 3`, 'plain.csv 600'], result: 4 });
  });

  test.each([
    ['with a size beyond its end', forgeTar([{ name: 'a', data: 'x', saysBytes: 9_999_999 }]), 'truncated'],
    ['with a header that is none', Uint8Array.from(Buffer.alloc(2_048, 0x41)), 'damaged'],
    ['with more entries than asked for', forgeTar(Array.from({ length: 12 }, (_, at) => ({ name: `${at}`, data: '' }))), 'too-many-entries'],
  ])('%s is refused', async (_, bytes, problem) => {
    expect((await names(bytes)).result).toBe(problem);
  });
});
