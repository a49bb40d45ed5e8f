// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { translator } from '../../browser/i18n';
import { sendMessage } from '../../browser/messages';
import { proposedItem } from '../../browser/store';
import type { Plan } from '../../journey/plan';
import { text } from '../../journey/text';
import english from '../../locales/en.json';
import { Proposed, useProposal } from '../../views/Proposed';
import { draw, press } from '../components/draw';
import { planAfter } from '../journey/sample';

vi.mock('../../browser/messages', () => ({ sendMessage: vi.fn(async () => undefined) }));
const t = translator('en', english);
const handle = 'other@new.example';

/** As the start page does it. */
function Asked({ plan }: { plan: Plan }) {
  const proposed = useProposal(plan);
  return proposed && <Proposed proposed={proposed} plan={plan} />;
}

beforeEach(() => {
  fakeBrowser.reset();
  vi.mocked(sendMessage).mockClear();
});

test('names both accounts, and moves only when it is pressed here', async () => {
  await proposedItem.setValue({ handle, tabId: 3 });
  const { findByRole, getByText } = draw(<Asked plan={planAfter()} />);
  const take = await findByRole('button', { name: t(text('buttons.takeAsNew', { handle: '@other@new.example' })) });
  getByText(t(text('start.proposed.instead', { handle: '@amelie_new@new.example' })));
  expect(sendMessage).not.toHaveBeenCalled();
  press(take);
  expect(sendMessage).toHaveBeenCalledExactlyOnceWith('personPressed', { kind: 'choose-new', handle });
});

test('is gone when the person declines, or has chosen that account already', async () => {
  await proposedItem.setValue({ handle, tabId: 3 });
  const { findByRole, queryByRole, redraw } = draw(<Asked plan={planAfter()} />);
  press(await findByRole('button', { name: t(text('start.proposed.no')) }));
  await vi.waitFor(() => expect(queryByRole('status')).toBeNull());
  expect([await proposedItem.getValue(), vi.mocked(sendMessage).mock.calls]).toEqual([null, []]);
  await proposedItem.setValue({ handle: 'amelie_new@new.example', tabId: 3 });
  redraw(<Asked plan={planAfter()} />);
  expect(queryByRole('status')).toBeNull();
});
