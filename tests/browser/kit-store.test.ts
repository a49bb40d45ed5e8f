import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { allSnapshots, deleteAll, dropPieces, keepFromPieces, keepPiece, keepSnapshot, keptAt, keptFile } from '../../browser/kit-store';
import { hash } from '../../files/hash';
import { makeKitFile } from '../../files/kit-file';
import type { ListKind } from '../../journey/facts';

const NOW = Date.parse('2026-11-20T09:30:00Z');
const HOUR = 60 * 60 * 1000;
const account = { handle: 'amelie@old.example', server: { origin: 'https://old.example', software: 'mastodon', version: '4.6.5' } };

const blocks = (...people: string[]) => new TextEncoder().encode(people.map((name) => `${name}@bakers.example\n`).join(''));

/** As it comes from a page: in two pieces. */
async function arrive(kind: ListKind, bytes: Uint8Array<ArrayBuffer>, { run = 'run', now = NOW, claimed = bytes } = {}) {
  const half = Math.ceil(bytes.length / 2);
  await keepPiece(run, kind, 1, bytes.slice(half));
  await keepPiece(run, kind, 0, bytes.slice(0, half));
  const about = {
    kind,
    name: 'blocked_accounts.csv',
    sha256: await hash(claimed),
    size: claimed.length,
    rows: 1,
    pageCount: 1,
    contentType: 'text/csv',
    source: 'export',
  } as const;
  return keepFromPieces({ run, pieces: 2 }, about, account, now);
}

const files = async () => (await allSnapshots()).map((snapshot) => snapshot.files.map((file) => new TextDecoder().decode(file.bytes)));

beforeEach(() => deleteAll());

describe('a list that comes in pieces', () => {
  test('is kept as one, byte for byte', async () => {
    const bytes = blocks('ada', 'bruno');
    expect(await arrive('blocks', bytes)).toMatchObject({ ok: true, value: { bytes } });
    expect(await allSnapshots()).toMatchObject([
      { ...account, takenAt: '2026-11-20T09:30:00.000Z', files: [{ kind: 'blocks', bytes, pageCount: 1, source: 'export' }] },
    ]);
  });

  test('is not kept when it is not what the page had', async () => {
    expect(await arrive('blocks', blocks('ada'), { claimed: blocks('bob') })).toEqual({ ok: false, problem: 'damaged' });
    expect(await allSnapshots()).toEqual([]);
  });

  test('is not kept when a piece is missing', async () => {
    const bytes = blocks('ada');
    await keepPiece('run', 'blocks', 0, bytes);
    const about = {
      kind: 'blocks',
      name: 'b.csv',
      sha256: await hash(bytes),
      size: bytes.length,
      rows: 1,
      pageCount: 1,
      contentType: 'text/csv',
      source: 'export',
    } as const;
    expect(await keepFromPieces({ run: 'run', pieces: 2 }, about, account, NOW)).toEqual({ ok: false, problem: 'damaged' });
  });

  test('said twice is kept once, also when its pieces are gone already', async () => {
    const bytes = blocks('ada');
    await arrive('blocks', bytes);
    await dropPieces('blocks');
    const about = {
      kind: 'blocks',
      name: 'b.csv',
      sha256: await hash(bytes),
      size: bytes.length,
      rows: 1,
      pageCount: 1,
      contentType: 'text/csv',
      source: 'export',
    } as const;
    expect(await keepFromPieces({ run: 'run', pieces: 2 }, about, account, NOW + 5)).toMatchObject({ ok: true });
    expect(await files()).toEqual([['ada@bakers.example\n']]);
  });

  test('an empty one is kept, too', async () => {
    expect(await arrive('blocks', new Uint8Array())).toMatchObject({ ok: true });
    expect(await files()).toEqual([['']]);
  });
});

describe('a snapshot is written once', () => {
  test('the lists of one save lie together', async () => {
    await arrive('blocks', blocks('ada'));
    await arrive('mutes', blocks('bruno'), { now: NOW + 1_000 });
    expect(await files()).toEqual([['ada@bakers.example\n', 'bruno@bakers.example\n']]);
  });
  test('the same list with other rows goes into one of its own, and the first stays', async () => {
    await arrive('blocks', blocks('ada'));
    await arrive('blocks', blocks('ada', 'bruno'), { now: NOW + 1_000 });
    expect(await files()).toEqual([['ada@bakers.example\n'], ['ada@bakers.example\nbruno@bakers.example\n']]);
  });
  test('a save of another day is one of its own', async () => {
    await arrive('blocks', blocks('ada'));
    await arrive('mutes', blocks('bruno'), { now: NOW + 2 * HOUR });
    expect(await allSnapshots()).toHaveLength(2);
  });
  test('files of the person’s own never mix with those of a server', async () => {
    const own = await makeKitFile('lists', new TextEncoder().encode('Bread,ada@bakers.example\n'), { source: 'dropped' });
    if (!own.ok) throw new Error('unreadable');
    const snapshot = { id: 'own', takenAt: new Date(NOW).toISOString(), ...account, files: [own.file] };
    expect(await keepSnapshot(snapshot)).toEqual({ ok: true, value: true });
    await arrive('blocks', blocks('ada'), { now: NOW + 1_000 });
    expect(await allSnapshots()).toHaveLength(2);
  });
  test('a kit taken in twice is there once', async () => {
    await arrive('blocks', blocks('ada'));
    const [kit] = await allSnapshots();
    if (kit === undefined) throw new Error('nothing kept');
    await deleteAll();
    await keepSnapshot(kit);
    await keepSnapshot(kit);
    expect(await allSnapshots()).toEqual([kit]);
  });
});

describe('what was kept', () => {
  test('is found by its hash, with when it was taken', async () => {
    const bytes = blocks('ada');
    await arrive('blocks', bytes);
    const sha256 = await hash(bytes);
    expect(await keptFile('blocks', sha256)).toMatchObject({ kind: 'blocks', bytes });
    expect(await keptFile('mutes', sha256)).toBeNull();
    expect(await keptAt('blocks', sha256)).toBe(NOW);
  });
  test('is not given out when it is no longer what it was', async () => {
    const bytes = blocks('ada');
    await arrive('blocks', bytes);
    await tamper();
    expect(await keptFile('blocks', await hash(bytes))).toBeNull();
  });
  test('is one account’s where that is asked for', async () => {
    await arrive('blocks', blocks('ada'));
    expect(await allSnapshots('amelie@old.example')).toHaveLength(1);
    expect(await allSnapshots('band@old.example')).toEqual([]);
  });
});

test('a full disk is said, and nothing of the list is there', async () => {
  const bytes = blocks('ada');
  const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('', 'QuotaExceededError');
  });
  expect(await arrive('blocks', bytes)).toEqual({ ok: false, problem: 'storage-full' });
  add.mockRestore();
  expect(await allSnapshots()).toEqual([]);
});

/** As a failing disk would: other bytes under the same name. */
function tamper(): Promise<void> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open('kit');
    open.onsuccess = () => {
      const work = open.result.transaction('files', 'readwrite');
      const all = work.objectStore('files').getAll();
      all.onsuccess = () => {
        for (const file of all.result) work.objectStore('files').put({ ...file, bytes: new TextEncoder().encode('eve@bakers.example\n') });
      };
      work.oncomplete = () => {
        open.result.close();
        resolve();
      };
      work.onerror = () => reject(work.error);
    };
  });
}
