import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { dispatch, getPlan, unkeptItem } from '../../browser/store';

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
