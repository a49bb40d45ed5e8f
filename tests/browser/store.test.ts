import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { allTabs, forgetTab, getPlan, noteTab, unkeptItem } from '../../browser/store';
import { dispatch } from '../../worker/plan-writer';
import { old, page } from '../journey/sample';

beforeEach(() => fakeBrowser.reset());

test('a plan that cannot be written is said to be so, until it can; what was written before stays', async () => {
  await dispatch({ type: 'said', step: 'archive', what: 'done' });
  const write = vi.spyOn(fakeBrowser.storage.local, 'set').mockRejectedValue(new Error('QuotaExceededError'));
  await expect(dispatch({ type: 'said', step: 'save', what: 'skipped' })).rejects.toThrow('QuotaExceededError');
  const kept = await getPlan();
  expect([await unkeptItem.getValue(), kept.ok && Object.keys(kept.plan.said)]).toEqual([true, ['archive']]);
  write.mockRestore();
  // What comes after a failure is written, and that is no longer said.
  await dispatch({ type: 'said', step: 'join', what: 'done' });
  const after = await getPlan();
  expect([await unkeptItem.getValue(), after.ok && Object.keys(after.plan.said).sort()]).toEqual([false, ['archive', 'join']]);
});

test('a tab that is closed while its page speaks is not brought back', async () => {
  const seen = page('delete', 'amelie@old.example');
  const get = vi.spyOn(fakeBrowser.tabs, 'get').mockResolvedValue({ id: 7 } as never);
  await noteTab(7, seen);
  expect(Object.keys(await allTabs())).toEqual(['7']);
  get.mockRejectedValue(new Error('Invalid tab ID: 7'));
  await Promise.all([forgetTab(7), noteTab(7, seen)]);
  expect(await allTabs()).toEqual({});
});

test('an event that would leave a plan that cannot be read again is left out, and the others are not', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const named = { type: 'accountsNamed', old: { ...old, handle: 'a'.repeat(3_000) }, new: null } as const;
  await dispatch(named, { type: 'said', step: 'archive', what: 'done' });
  const kept = await getPlan();
  expect(kept.ok && [kept.plan.old, Object.keys(kept.plan.said)]).toEqual([null, ['archive']]);
});

test('a plan that can be read in part goes on from there; what was stored is kept beside it', async () => {
  await dispatch({ type: 'accountsNamed', old, new: null });
  const { plan } = await fakeBrowser.storage.local.get('plan');
  const damaged = { ...(plan as object), arrivals: 'none' };
  await fakeBrowser.storage.local.set({ plan: damaged });
  await dispatch({ type: 'said', step: 'archive', what: 'done' });
  const kept = await getPlan();
  expect(kept.ok && [kept.plan.old?.handle, Object.keys(kept.plan.said), kept.isRepaired]).toEqual([old.handle, ['archive'], undefined]);
  expect(kept.ok && kept.plan.repairedAt).not.toBeNull();
  expect((await fakeBrowser.storage.local.get('damaged')).damaged).toEqual(damaged);
});
