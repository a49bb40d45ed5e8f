import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dropChunks, keepChunk } from '../../browser/chunk-store';
import { deleteFresh, freshFile, keepFresh } from '../../browser/fresh-store';
import { allSnapshots, copiesOf, deleteAll, keepDetailFiles, keepFollowersFile, keepSentList, keepSnapshot, keptFile } from '../../browser/kit-store';
import { makeKitFile } from '../../kit/kit-file';
import { hash } from '../../lists/hash';
import type { ListKind } from '../../lists/kinds';

const HOUR = 60 * 60 * 1000;
const NOW = Date.parse('2026-11-20T09:30:00Z');
const account = { handle: 'amelie@old.example', server: { origin: 'https://old.example', software: 'mastodon', version: '4.6.5' } };

/** A save that began then. */
const save = (id = 'first', at = NOW) => ({ id, takenAt: new Date(at).toISOString(), ...account });
const time = (at: number) => new Date(at).toISOString();
/** What is said of a list whose bytes these are. */
async function saidOf(kind: ListKind, bytes: Uint8Array<ArrayBuffer>, at = NOW) {
  const about = { name: 'blocked_accounts.csv', rows: 1, pageCount: 1, contentType: 'text/csv', source: 'export', takenAt: time(at), notes: [] } as const;
  return { ...about, kind, sha256: await hash(bytes), size: bytes.length, chunks: 2 };
}
const sent = (kind: ListKind, id = 'run') => ({ kind: 'lists', id, file: kind }) as const;

const blocks = (...people: string[]) => new TextEncoder().encode(people.map((name) => `${name}@bakers.example\n`).join(''));

/** As it comes from a page: in two chunks. */
async function arrive(kind: ListKind, bytes: Uint8Array<ArrayBuffer>, { run = 'run', now = NOW, claimed = bytes, into = save() } = {}) {
  const half = Math.ceil(bytes.length / 2);
  await keepChunk(sent(kind, run), 1, bytes.slice(half));
  await keepChunk(sent(kind, run), 0, bytes.slice(0, half));
  return keepSentList(run, await saidOf(kind, claimed, now), into);
}

const files = async () => (await allSnapshots()).map((snapshot) => snapshot.files.map((file) => new TextDecoder().decode(file.bytes)));

beforeEach(() => deleteAll());
afterEach(() => vi.restoreAllMocks());

describe('a list that comes in chunks', () => {
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

  test('is not kept when a chunk is missing', async () => {
    const bytes = blocks('ada');
    await keepChunk(sent('blocks'), 0, bytes);
    expect(await keepSentList('run', await saidOf('blocks', bytes), save())).toEqual({ ok: false, problem: 'damaged' });
  });

  test('said twice is kept once, also when its chunks are gone already', async () => {
    const bytes = blocks('ada');
    await arrive('blocks', bytes);
    await dropChunks('lists', { file: 'blocks' });
    expect(await keepSentList('run', await saidOf('blocks', bytes), save())).toMatchObject({ ok: true });
    expect(await files()).toEqual([['ada@bakers.example\n']]);
  });

  test('an empty one is kept, too', async () => {
    expect(await arrive('blocks', new Uint8Array())).toMatchObject({ ok: true });
    expect(await files()).toEqual([['']]);
  });
});

describe('a snapshot is written once', () => {
  test('the lists of one save lie together, however long it took, each with its own time', async () => {
    await arrive('blocks', blocks('ada'));
    await arrive('mutes', blocks('bruno'), { run: 'after a restart', now: NOW + 50 * HOUR });
    expect(await allSnapshots()).toMatchObject([{ id: 'first', takenAt: time(NOW), files: [{ takenAt: time(NOW) }, { takenAt: time(NOW + 50 * HOUR) }] }]);
  });
  test('a later save is one of its own and complete, also where nothing changed', async () => {
    for (const [id, mutes] of [
      ['first', 'bruno'],
      ['second', 'clara'],
      ['third', 'clara'],
    ] as const) {
      await arrive('blocks', blocks('ada'), { into: save(id) });
      await arrive('mutes', blocks(mutes), { into: save(id) });
    }
    const ada = 'ada@bakers.example\n';
    const [bruno, clara] = ['bruno@bakers.example\n', 'clara@bakers.example\n'];
    expect((await files()).sort()).toEqual([
      [ada, bruno],
      [ada, clara],
      [ada, clara],
    ]);
  });
  test('one dated in the future draws nothing to itself', async () => {
    const [ahead] = [save('ahead', NOW + 1_000 * HOUR)];
    await arrive('blocks', blocks('ada'), { into: ahead });
    await arrive('blocks', blocks('ada'), { into: save('now') });
    await arrive('mutes', blocks('bruno'), { into: save('now') });
    expect((await allSnapshots()).map(({ id, files }) => [id, files.length])).toEqual([
      ['now', 2],
      ['ahead', 1],
    ]);
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
  test('an older download of a save that was completed since adds nothing', async () => {
    await arrive('blocks', blocks('ada'));
    const [early] = await allSnapshots();
    await arrive('mutes', blocks('bruno'));
    if (early !== undefined) await keepSnapshot(early);
    expect(await allSnapshots()).toMatchObject([{ files: [{ kind: 'blocks' }, { kind: 'mutes' }] }]);
  });
  test.each([
    ['another account', { handle: 'band@old.example' }],
    ['another date', { takenAt: time(NOW + HOUR) }],
    ['other lists', {}],
  ])('a kit under a name that is taken, but of %s, lies beside it under a new one', async (_, changed) => {
    await arrive('blocks', blocks('ada'));
    const [first] = await allSnapshots();
    const own = await makeKitFile('lists', new TextEncoder().encode('Bread,ada@bakers.example\n'), { source: 'export', takenAt: time(NOW) });
    if (first === undefined || !own.ok) throw new Error('nothing kept');
    const kit = { ...first, ...changed, files: [own.file] };
    await keepSnapshot(kit);
    await keepSnapshot(kit);
    const all = await allSnapshots();
    expect(all).toHaveLength(2);
    expect(all.find(({ id }) => id === 'first')).toEqual(first);
    expect(all.find(({ id }) => id !== 'first')).toEqual({ ...kit, id: expect.not.stringMatching(/^first$/) });
  });
  test('a kit brings back a list whose kept copy was damaged', async () => {
    await arrive('blocks', blocks('ada'));
    const [kit] = await allSnapshots();
    await tamper();
    if (kit !== undefined) await keepSnapshot(kit);
    expect(await keptFile('blocks', await hash(blocks('ada')))).toMatchObject({ bytes: blocks('ada') });
  });
});

describe('what was kept', () => {
  test('is found by its hash, with when it was taken', async () => {
    const bytes = blocks('ada');
    await arrive('blocks', bytes);
    const sha256 = await hash(bytes);
    expect(await keptFile('blocks', sha256)).toMatchObject({ kind: 'blocks', bytes, takenAt: time(NOW) });
    expect(await keptFile('mutes', sha256)).toBeNull();
  });
  test('is not given out when it is no longer what it was', async () => {
    const bytes = blocks('ada');
    await arrive('blocks', bytes);
    await tamper();
    expect(await keptFile('blocks', await hash(bytes))).toBeNull();
  });
  test('is found by account and list, the newest first, and an older one when that is damaged', async () => {
    expect(await copiesOf('amelie@old.example', 'blocks')).toEqual([]);
    await arrive('blocks', blocks('bruno'), { into: save('second', NOW + HOUR), now: NOW + HOUR });
    await arrive('blocks', blocks('ada'));
    expect(await copiesOf('Amelie@old.example', 'blocks')).toMatchObject([{ bytes: blocks('bruno') }, { bytes: blocks('ada') }]);
    expect(await copiesOf('band@old.example', 'blocks')).toEqual([]);
    await tamper('second');
    expect(await copiesOf('amelie@old.example', 'blocks')).toMatchObject([{ bytes: blocks('ada') }]);
  });
  test('is one account’s where that is asked for', async () => {
    await arrive('blocks', blocks('ada'));
    expect(await allSnapshots('amelie@old.example')).toHaveLength(1);
    expect(await allSnapshots('band@old.example')).toEqual([]);
  });
});

describe('what joins the newest save of an account', () => {
  const bytes = new TextEncoder().encode('Name,Value\nlocale,fr\n');
  const followers = async () => ({ name: 'followers.csv', bytes, sha256: await hash(bytes), takenAt: time(NOW), rows: 1, of: 1 });
  const detail = async () => ({
    detail: 'posting_defaults' as const,
    name: 'posting_defaults.csv',
    bytes,
    sha256: await hash(bytes),
    takenAt: time(NOW),
    contentType: 'text/csv',
  });
  const about = { takenAt: time(NOW + 2 * HOUR), ...account };

  test('lies in the newest one of that account on that server', async () => {
    await arrive('blocks', blocks('ada'), { into: save('newer', NOW + HOUR) });
    await arrive('blocks', blocks('ada'), { into: save('older') });
    await arrive('blocks', blocks('ada'), { into: { ...save('elsewhere', NOW + HOUR), server: { ...account.server, origin: 'https://other.example' } } });
    expect(await keepFollowersFile(await followers(), about)).toMatchObject({ ok: true });
    expect(await keepDetailFiles([await detail()], about)).toMatchObject({ ok: true });
    const holding = (await allSnapshots()).map(({ id, followers: people, details }) => [id, people?.length ?? 0, details?.length ?? 0]);
    expect(holding.sort()).toEqual([
      ['elsewhere', 0, 0],
      ['newer', 1, 1],
      ['older', 0, 0],
    ]);
  });
  test('is a save of its own where there is none', async () => {
    await keepFollowersFile(await followers(), about);
    expect(await allSnapshots()).toMatchObject([{ takenAt: about.takenAt, files: [], followers: [{ rows: 1 }] }]);
  });
  test('reads no byte of what was kept before', async () => {
    for (let at = 0; at < 5; at++) await arrive('blocks', blocks('ada'), { into: save(`save ${at}`, NOW + at) });
    const read = readValues();
    await keepFollowersFile(await followers(), about);
    await keepDetailFiles([await detail()], about);
    // What was just kept is read back, to see whether it is whole.
    expect(read()).toEqual({ snapshots: 10, followerFiles: 1, detailFiles: 1 });
  });
});

/** Counts the values that are read from each store from now on. */
function readValues(): () => Record<string, number> {
  const counts: Record<string, number> = {};
  for (const way of ['get', 'getAll'] as const) {
    const original = IDBObjectStore.prototype[way];
    vi.spyOn(IDBObjectStore.prototype, way).mockImplementation(function (this: IDBObjectStore, ...args: unknown[]) {
      const request = Reflect.apply(original, this, args) as IDBRequest;
      const { name } = this;
      request.addEventListener('success', () => {
        counts[name] = (counts[name] ?? 0) + (way === 'get' ? 1 : request.result.length);
      });
      return request;
    });
  }
  return () => counts;
}

test('a full disk is said, and nothing of the list is there', async () => {
  const bytes = blocks('ada');
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('', 'QuotaExceededError');
  });
  expect(await arrive('blocks', bytes)).toEqual({ ok: false, problem: 'storage-full' });
  vi.restoreAllMocks();
  expect(await allSnapshots()).toEqual([]);
});

/** As a failing disk would: other bytes under the same name. */
function tamper(snapshot?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open('transhumance');
    open.onsuccess = () => {
      const work = open.result.transaction('files', 'readwrite');
      const all = work.objectStore('files').getAll();
      all.onsuccess = () => {
        for (const file of all.result)
          if (snapshot === undefined || file.snapshot === snapshot)
            work.objectStore('files').put({ ...file, bytes: new TextEncoder().encode('eve@bakers.example\n') });
      };
      work.oncomplete = () => {
        open.result.close();
        resolve();
      };
      work.onerror = () => reject(work.error);
    };
  });
}

test('a list of the new account that is read anew with the same bytes is as old as its last reading', async () => {
  await deleteFresh();
  const bytes = blocks('ada');
  const read = async (at: number) => {
    await keepChunk(sent('blocks', `run-${at}`), 0, bytes);
    return keepFresh(`run-${at}`, { ...(await saidOf('blocks', bytes, at)), chunks: 1 });
  };
  await read(NOW);
  expect(await read(NOW + HOUR)).toMatchObject({ ok: true, value: { takenAt: time(NOW + HOUR) } });
  expect(await freshFile('blocks', await hash(bytes))).toMatchObject({ takenAt: time(NOW + HOUR), bytes });
});
