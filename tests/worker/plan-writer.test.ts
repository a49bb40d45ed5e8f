import { expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { getPlan } from '../../browser/store';
import { dispatch } from '../../worker/plan-writer';
import { planAfter, saved } from '../journey/sample';

test('an event that would leave a plan nobody can read again is left out, and those beside it are kept', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  fakeBrowser.reset();
  await fakeBrowser.storage.local.set({ plan: planAfter() });
  const odd = { ...saved('follows'), rows: -1 };
  await dispatch(odd, { type: 'said', step: 'archive', what: 'skipped' });
  const stored = await getPlan();
  expect(stored).toMatchObject({ ok: true, plan: { kit: { lists: {} }, said: { archive: { what: 'skipped' } } } });
  expect(stored).not.toHaveProperty('isRepaired');
});
