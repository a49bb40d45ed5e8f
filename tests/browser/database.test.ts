import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { beforeEach, expect, test, vi } from 'vitest';
import { hash } from '../../lists/hash';

const bytes = (text: string) => new TextEncoder().encode(text);
const file = async (text: string) => ({
  kind: 'blocks' as const,
  name: 'blocked_accounts.csv',
  bytes: bytes(text),
  sha256: await hash(bytes(text)),
  rows: 1,
  pageCount: 1,
  contentType: 'text/csv',
  source: 'export' as const,
  takenAt: '2026-11-20T09:30:00.000Z',
  notes: [],
});
const snapshot = {
  id: 'first',
  takenAt: '2026-11-20T09:30:00.000Z',
  handle: 'amelie@old.example',
  server: { origin: 'https://old.example', software: 'mastodon', version: '4.6.5' },
};

/** The three databases as version 0.1.0 wrote them. */
async function writeEarlier() {
  const kit = await openDB('kit', 1, {
    upgrade: (db) => {
      db.createObjectStore('snapshots', { keyPath: 'id' });
      db.createObjectStore('files', { keyPath: ['snapshot', 'kind', 'sha256'] });
      db.createObjectStore('pieces', { keyPath: ['run', 'kind', 'index'] });
    },
  });
  await kit.add('snapshots', snapshot);
  await kit.add('files', { ...(await file('ada@bakers.example\n')), snapshot: 'first' });
  await kit.add('pieces', { run: 'run', kind: 'mutes', index: 0, bytes: bytes('half a list') });
  kit.close();
  const fresh = await openDB('fresh', 1, { upgrade: (db) => void db.createObjectStore('files', { keyPath: 'kind' }) });
  await fresh.add('files', await file('bruno@bakers.example\n'));
  fresh.close();
  const imports = await openDB('imports', 1, {
    upgrade: (db) => {
      db.createObjectStore('pieces', { keyPath: 'id' });
      db.createObjectStore('failures', { keyPath: 'id' });
      db.createObjectStore('parts', { keyPath: ['id', 'index'] });
    },
  });
  await imports.add('pieces', { id: 'piece', kind: 'blocks', bytes: bytes('to import') });
  await imports.add('failures', { id: 'piece', kind: 'blocks', bytes: bytes('failed') });
  imports.close();
}

const names = async () => (await indexedDB.databases()).flatMap(({ name }) => name ?? []).sort();

/** The stores as a worker that was just started has them. */
async function started() {
  vi.resetModules();
  const [database, chunks, kit, fresh, pieces] = await Promise.all([
    import('../../browser/database'),
    import('../../browser/chunk-store'),
    import('../../browser/kit-store'),
    import('../../browser/fresh-store'),
    import('../../browser/piece-store'),
  ]);
  return { ...database, ...chunks, ...kit, ...fresh, ...pieces };
}

beforeEach(async () => {
  for (const name of ['transhumance', 'kit', 'fresh', 'imports']) await deleteDB(name);
});

test('nothing that the three databases of 0.1.0 held is lost, and they are gone afterwards', async () => {
  await writeEarlier();
  const { allSnapshots, keptFile, freshFile, shelved } = await started();
  const saved = await file('ada@bakers.example\n');
  expect(await allSnapshots()).toEqual([{ ...snapshot, files: [saved] }]);
  expect(await keptFile('blocks', saved.sha256)).toEqual(saved);
  const read = await file('bruno@bakers.example\n');
  expect(await freshFile('blocks', read.sha256)).toEqual(read);
  expect(await shelved('pieces', 'piece')).toEqual({ id: 'piece', kind: 'blocks', bytes: bytes('to import') });
  expect(await shelved('failures', 'piece')).toMatchObject({ bytes: bytes('failed') });
  expect(await names()).toEqual(['transhumance']);
});

test('stopped between copying and deleting, it is all copied again, and newer values stay', async () => {
  const newer = await file('newer@bakers.example\n');
  await writeEarlier();
  const { withDatabase, freshFile, allSnapshots } = await started();
  await withDatabase((db) => db.put('newLists', newer));
  // The worker was stopped just before the old databases were deleted.
  await writeEarlier();
  const restarted = await started();
  expect(await restarted.allSnapshots()).toEqual(await allSnapshots());
  expect(await freshFile('blocks', newer.sha256)).toEqual(newer);
  expect(await names()).toEqual(['transhumance']);
});

test('pages that open the database for the first time at the same moment copy everything once', async () => {
  await writeEarlier();
  const pages = [await started(), await started()];
  const [a, b] = await Promise.all(pages.map(({ allSnapshots }) => allSnapshots()));
  expect(a).toEqual(b);
  expect(a).toHaveLength(1);
});

test('slices of lists and slices of files to import do not meet', async () => {
  const { keepChunk, dropChunks, withDatabase, dropAllShelved } = await started();
  await keepChunk({ kind: 'lists', id: 'run', file: 'blocks' }, 0, bytes('a list'));
  await keepChunk({ kind: 'imports', id: 'run', file: 'blocks' }, 0, bytes('a file'));
  const all = () => withDatabase((db) => db.getAll('chunks'));
  expect(await all()).toHaveLength(2);
  await dropChunks('lists');
  expect((await all()).map((chunk) => new TextDecoder().decode(chunk.bytes))).toEqual(['a file']);
  await dropAllShelved();
  expect(await all()).toEqual([]);
});
