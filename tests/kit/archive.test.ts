import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bookmarksFromArchive, MOST_ACTOR_BYTES, openArchive } from '../../kit/archive';
import { parseList } from '../../lists/parse';
import { fileBlob } from '../../scripts/file-blob';
import { archiveParts, writeBigArchive } from '../bench/big-archive';
import { type ForgedEntry, forgeZip } from './zip-forge';

const encode = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const entry = (name: string, value: unknown, more: Partial<ForgedEntry> = {}): ForgedEntry => ({ name, data: encode(value), ...more });
const blob = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]);

const post = (published: string, object: object = {}) => ({
  type: 'Create',
  published,
  object: { type: 'Note', content: 'x', attachment: [], inReplyTo: null, ...object },
});
const boost = (published: string) => ({ type: 'Announce', published, object: 'https://valley.example/users/bob/statuses/1' });
const actor = {
  id: 'https://social.alpine.example/users/amelie',
  preferredUsername: 'amelie',
  name: 'Amélie <b>\u202e',
  summary: '<p>Goats &amp; sheep<br>up high</p><p>&#x1F40F;&#0; <script>alert(1)</script></p>',
};
const outbox = {
  '@context': ['https://www.w3.org/ns/activitystreams'],
  id: 'outbox.json',
  totalItems: 5,
  orderedItems: [
    post('2022-11-05T10:00:00Z'),
    post('2020-01-01T00:00:00Z', { attachment: [{ type: 'Document' }] }),
    post('2022-12-01T00:00:00Z', { inReplyTo: 'https://valley.example/1' }),
    boost('2022-12-02T00:00:00Z'),
    { type: 'QuoteRequest' },
    post('not a date'),
  ],
};
const uris = ['https://valley.example/users/bob/statuses/1', 'https://lake.example/2,3'];
const honest: ForgedEntry[] = [
  entry('media_attachments/files/1/original/a.jpg', 'x'.repeat(1_000), { stored: true }),
  entry('media_attachments/files/2/original/b.mp4', 'y'.repeat(500), { stored: true }),
  entry('avatar.png', 'a'),
  entry('header.jpg', 'h'),
  entry('outbox.json', outbox),
  entry('likes.json', { id: 'likes.json', orderedItems: [...uris, 'https://z.example/1'] }),
  entry('bookmarks.json', { id: 'bookmarks.json', orderedItems: uris }),
  entry('actor.json', actor),
];
const without = (name: string) => honest.filter((one) => one.name !== name);
const open = (entries: ForgedEntry[]) => openArchive(blob(forgeZip(entries)));

describe('an archive', () => {
  test('shows what is inside', async () => {
    const zip = forgeZip(honest);
    const progress: number[] = [];
    expect(await openArchive(blob(zip), { onProgress: (read, total) => progress.push(read / total) })).toEqual({
      ok: true,
      summary: {
        profile: {
          displayName: 'Amélie <b>\u202e',
          username: 'amelie',
          host: 'social.alpine.example',
          actorUrl: 'https://social.alpine.example/users/amelie',
        },
        written: {
          posts: 3,
          replies: 1,
          boosts: 1,
          withMedia: 1,
          others: 1,
          first: '2020-01-01T00:00:00Z',
          last: '2022-12-02T00:00:00Z',
          years: [
            { year: 2020, posts: 1, replies: 0, boosts: 0 },
            { year: 2021, posts: 0, replies: 0, boosts: 0 },
            { year: 2022, posts: 1, replies: 1, boosts: 1 },
          ],
        },
        media: { count: 2, bytes: 1_500 },
        bookmarks: 2,
        likes: 3,
        bytes: zip.length,
        troubles: [],
        cutOff: null,
      },
    });
    expect(progress.at(-1)).toBe(1);
  });

  test('that was packed again inside a folder is the same archive', async () => {
    const inFolder = honest.map((one) => ({ ...one, name: `archive-2026/${one.name}` }));
    expect(await open(inFolder)).toMatchObject({ ok: true, summary: { bookmarks: 2, media: { count: 2 } } });
  });

  test('without some of its parts shows the others', async () => {
    expect(await open(without('outbox.json'))).toMatchObject({ ok: true, summary: { written: null, likes: 3 } });
    expect(await open(without('likes.json'))).toMatchObject({ ok: true, summary: { likes: null } });
  });

  test('gives its bookmarks as a list that can be imported', async () => {
    const result = await bookmarksFromArchive(blob(forgeZip(honest)));
    expect(result).toMatchObject({ ok: true, leftOut: { count: 0, examples: [] }, rows: uris.map((uri) => ({ uri })) });
    expect(result.ok && parseList('bookmarks', result.bytes)).toMatchObject({ ok: true, rows: uris.map((uri) => ({ uri })), plain: true });
  });

  test('whose bookmarks are not all addresses of posts says which were left out', async () => {
    const orderedItems = [7, { id: uris[0] }, {}, 'javascript:alert(1)', ...Array.from({ length: 30 }, () => 'x'.repeat(1_000))];
    const result = await bookmarksFromArchive(blob(forgeZip([...without('bookmarks.json'), entry('bookmarks.json', { orderedItems })])));
    expect(result).toMatchObject({ ok: true, rows: [{ uri: uris[0] }], leftOut: { count: 33 } });
    expect(result.ok && result.leftOut.examples).toEqual(['7', '{}', 'javascript:alert(1)', ...Array.from({ length: 7 }, () => 'x'.repeat(200))]);
  });

  test('that a file manager packed again counts only what is the account’s', async () => {
    const clutter = ['__MACOSX/._outbox.json', '__MACOSX/media/._a.jpg', '.DS_Store', 'media_attachments/.DS_Store', 'Thumbs.db', '._avatar.png'];
    expect(await open([...honest, ...clutter.map((name) => entry(name, 'x'))])).toMatchObject({ ok: true, summary: { media: { count: 2, bytes: 1_500 } } });
  });

  test('is dated by what can be: no impossible days, no years long before or after', async () => {
    const times = ['2024-99-99T10:00:00Z', '1900-01-01T00:00:00Z', '2099-01-01T00:00:00Z', '2019-03-01T10:00:00Z', '2021-03-01T10:00:00Z'];
    const zip = forgeZip([entry('outbox.json', { orderedItems: times.map((time) => post(time)) })]);
    const result = await openArchive(blob(zip), { now: Date.UTC(2026, 10, 25) });
    expect(result).toMatchObject({ ok: true, summary: { written: { posts: 5, first: '2019-03-01T10:00:00Z', last: '2021-03-01T10:00:00Z' } } });
    expect(result.ok && result.summary.written?.years.map(({ year }) => year)).toEqual([2019, 2020, 2021]);
  });

  test.each(['cannot be opened: a folder, or moved away', 'is moved while it is read'])('that %s is said to be', async (when) => {
    const gone = () => new DOMException('A requested file or directory could not be found', 'NotFoundError');
    const readable = blob(forgeZip(honest));
    // zip.js reads the directory with `arrayBuffer` and the entries with `stream`.
    const stream = () => new ReadableStream({ pull: (controller) => controller.error(gone()) });
    const arrayBuffer = when.startsWith('cannot') ? () => Promise.reject(gone()) : undefined;
    const part = (bytes: Blob): Blob =>
      ({ size: bytes.size, stream, arrayBuffer: arrayBuffer ?? (() => bytes.arrayBuffer()), slice: (a: number, b: number) => part(bytes.slice(a, b)) }) as Blob;
    expect(await openArchive(part(readable))).toEqual({ ok: false, problem: { kind: 'unreadable-file' } });
    expect(await bookmarksFromArchive(part(readable))).toEqual({ ok: false, problem: { kind: 'unreadable-file' } });
  });

  test('can be left half-way', async () => {
    const long = { orderedItems: Array.from({ length: 40_000 }, () => post('2022-11-05T10:00:00Z', { content: 'x'.repeat(100) })) };
    const stop = new AbortController();
    const result = await openArchive(blob(forgeZip([...without('outbox.json'), entry('outbox.json', long)])), {
      signal: stop.signal,
      onProgress: (read) => read > 1_500_000 && stop.abort(),
    });
    expect(result).toEqual({ ok: false, problem: { kind: 'stopped' } });
    expect(await openArchive(blob(forgeZip(honest)), { signal: AbortSignal.abort() })).toEqual({ ok: false, problem: { kind: 'stopped' } });
  });

  test('with many posts is read in the memory of a few', async () => {
    // 96 MB of JSON packed to some hundred kilobytes.
    const item = JSON.stringify(post('2022-11-05T10:00:00Z', { content: 'x'.repeat(1_000) }));
    const text = `{"orderedItems":[${Array.from({ length: 80_000 }, () => item).join(',')}]}`;
    const zip = forgeZip([entry('outbox.json', text)]);
    let peak = 0;
    const before = process.memoryUsage().rss;
    const result = await openArchive(blob(zip), { onProgress: () => (peak = Math.max(peak, process.memoryUsage().rss - before)) });
    expect(result).toMatchObject({ ok: true, summary: { written: { posts: 80_000, others: 0 } } });
    expect(peak).toBeLessThan(80_000_000);
  });
});

// Its pictures are holes in the file, which Windows would fill.
test.skipIf(process.platform === 'win32')('an archive of 5 GB is read at its end, with its 64-bit parts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'transhumance-archive-'));
  try {
    const file = join(folder, 'archive.zip');
    await writeBigArchive(file, 5e9, archiveParts(100));
    const before = process.memoryUsage().rss;
    const result = await openArchive(fileBlob(file));
    expect(result).toMatchObject({
      ok: true,
      summary: { bookmarks: 5_000, likes: 5_000, media: { bytes: expect.any(Number) }, written: { others: 0, boosts: 20 } },
    });
    expect(result.ok && result.summary.media.bytes).toBeGreaterThan(4.9e9);
    expect(process.memoryUsage().rss - before).toBeLessThan(120_000_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('what is no archive, or a hostile one, is said to be', () => {
  test.each([
    ['a tar.gz of Mastodon until 4.1', Uint8Array.of(0x1f, 0x8b, 8, 0, 0), { kind: 'other-file', is: 'gzip' }],
    ['a text', encode('hello'), { kind: 'not-a-zip' }],
    ['nothing', new Uint8Array(), { kind: 'not-a-zip' }],
    ['another ZIP', forgeZip([entry('a.txt', 'x')]), { kind: 'not-an-archive', kit: false }],
    ['a kit', forgeZip([entry('kit.json', '{}')]), { kind: 'not-an-archive', kit: true }],
    ['a ZIP without anything', forgeZip([]), { kind: 'not-an-archive', kit: false }],
    ['half a download', forgeZip(honest).slice(0, 2_000), { kind: 'truncated' }],
    ['a name that leads elsewhere', forgeZip([...honest, entry('../../outbox.json', '{}')]), { kind: 'unsafe-name', name: '../../outbox.json' }],
    ['an entry there twice', forgeZip([...honest, entry('outbox.json', outbox)]), { kind: 'duplicate-name', name: 'outbox.json' }],
  ])('%s', async (_name, bytes, problem) => {
    expect(await openArchive(blob(bytes as Uint8Array<ArrayBuffer>))).toEqual({ ok: false, problem });
  });

  test('more entries than any archive has', async () => {
    // The directory says so; nothing is unpacked. 65,535 is the most a ZIP without the 64-bit part can list, so the cap
    // is given smaller.
    const { visitEntries } = await import('../../kit/zip');
    const many = forgeZip(Array.from({ length: 1_001 }, (_, n) => entry(`${n}`, '')));
    expect(await visitEntries(blob(many), 1_000, () => {})).toEqual({ ok: false, problem: { kind: 'too-many-entries', most: 1_000 } });
  });

  test('a post longer than any post is passed over', async () => {
    const items = { orderedItems: [post('2022-11-05T10:00:00Z', { content: 'x'.repeat(2_000_000) }), post('2022-11-05T10:00:00Z')] };
    expect(await open([...without('outbox.json'), entry('outbox.json', items)])).toMatchObject({ ok: true, summary: { written: { posts: 1, others: 1 } } });
  });

  test('a bio made to be slow to read is not', async () => {
    expect(await open([...without('actor.json'), entry('actor.json', { ...actor, summary: '<'.repeat(100_000) })])).toMatchObject({ ok: true });
  });
});

describe('a part that cannot be read is said to be, and the others are shown', () => {
  const big = new Uint8Array(MOST_ACTOR_BYTES + 1).fill(0x20);
  test.each<[string, ForgedEntry, object]>([
    ['encrypted', entry('outbox.json', outbox, { encrypted: true }), { kind: 'encrypted', name: 'outbox.json' }],
    ['with a wrong checksum', entry('likes.json', { orderedItems: [] }, { saysCrc: 1 }), { kind: 'damaged', name: 'likes.json' }],
    ['with more than it declares', entry('outbox.json', outbox, { saysBytes: 20 }), { kind: 'sizes-lie', name: 'outbox.json' }],
    ['with less than it declares', entry('outbox.json', outbox, { saysBytes: 20_000 }), { kind: 'damaged', name: 'outbox.json' }],
    ['with a size no packing reaches', entry('outbox.json', outbox, { saysBytes: 1_900_000_000 }), { kind: 'sizes-lie', name: 'outbox.json' }],
    ['whose JSON ends early', entry('outbox.json', '{"orderedItems":['), { kind: 'unreadable', name: 'outbox.json' }],
    ['that is no JSON', entry('actor.json', '<html>'), { kind: 'unreadable', name: 'actor.json' }],
    [
      'that would unpack to much more than a profile, before it is unpacked',
      { name: 'actor.json', data: big },
      { kind: 'too-large', name: 'actor.json', bytes: big.length, most: MOST_ACTOR_BYTES },
    ],
  ])('%s', async (_name, bad, problem) => {
    const result = await open([...without(bad.name), bad]);
    expect(result).toMatchObject({ ok: true, summary: { bookmarks: 2, troubles: [{ name: bad.name, problem }] } });
    if (!result.ok) return;
    const { profile, written, likes } = result.summary;
    const shown = { 'actor.json': profile, 'outbox.json': written, 'likes.json': likes };
    expect(Object.entries(shown).flatMap(([name, value]) => (value === null ? [name] : []))).toEqual([bad.name]);
  });

  test('unless none of them can be', async () => {
    const bad = ['outbox.json', 'actor.json'].map((name) => entry(name, 'x', { encrypted: true }));
    expect(await open(bad)).toEqual({ ok: false, problem: { kind: 'encrypted', name: 'outbox.json' } });
  });
});
