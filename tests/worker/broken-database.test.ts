/** The database of the extension is damaged, or from a newer version: it cannot be opened. */
import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { deleteDatabase } from '../../browser/database';
import { allSnapshots } from '../../browser/kit-store';
import { inject } from '../../browser/sites';
import { getPlan } from '../../browser/store';
import { startSaving } from '../../worker/saving';
import { page, planAfter } from '../journey/sample';

vi.mock('../../browser/sites', () => ({ inject: vi.fn(async () => true) }));

beforeEach(async () => {
  fakeBrowser.reset();
  vi.mocked(inject).mockClear();
  await deleteDB('transhumance');
  (await openDB('transhumance', 99)).close();
  await fakeBrowser.storage.local.set({ plan: planAfter() });
  await fakeBrowser.storage.session.set({ tabs: { 7: { seen: page('export', 'amelie@old.example'), cameBy: null } } });
});

async function press() {
  const stored = await getPlan();
  if (stored.ok) await startSaving(stored.plan, 7);
  const after = await getPlan();
  return after.ok ? [after.plan.kit.paused?.why ?? null, after.plan.kit.saving !== null] : null;
}

test('saving says so, and asks the server for nothing', async () => {
  expect(await press()).toEqual(['storage-broken', false]);
  expect(inject).not.toHaveBeenCalled();
});

test('forgetting everything mends it', async () => {
  await expect(allSnapshots()).rejects.toThrow();
  await deleteDatabase();
  expect(await allSnapshots()).toEqual([]);
  await press();
  expect(inject).toHaveBeenCalledExactlyOnceWith(7, '/errand.js');
});
