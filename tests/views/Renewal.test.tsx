// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import { translator } from '../../browser/i18n';
import { type Text, text } from '../../journey/text';
import english from '../../locales/en.json';
import { lookUpMoved } from '../../views/moved';
import { Renewal } from '../../views/Renewal';
import { putAddresses, type RenewableList } from '../../views/renewal-view';
import { draw, press } from '../components/draw';
import { planAfter } from '../journey/sample';

const lists: RenewableList[] = [
  {
    kind: 'follows',
    again: Array.from({ length: 300 }, (_, at) => ({ account: `u${at}@valley.example` })),
    moved: ['@ada@valley.example → @ada@lake.example'],
    renewed: [],
  },
  { kind: 'lists', again: [], moved: [], renewed: ['Bread: @ada@valley.example → @ada@lake.example'] },
];
vi.mock('../../views/renewal-view', () => ({ renewableLists: vi.fn(async () => lists), putAddresses: vi.fn() }));
vi.mock('../../views/moved', () => ({ lookUpMoved: vi.fn() }));

const t = translator('en', english);
const name = (what: Text) => ({ name: t(what) });

test('nothing is asked or changed without a press; what is left after a look-up is said', async () => {
  vi.mocked(lookUpMoved).mockImplementation(async (_plan, [follows], asked) => {
    for (const row of follows?.again.slice(0, 250) ?? []) if ('account' in row) asked.add(row.account);
    return { asked: 250, isFull: true, found: 1, ended: null };
  });
  const { findByRole, findByText, getByRole, getByText } = draw(<Renewal plan={planAfter()} />);
  const lookUp = await findByRole('button', name(text('imports.renewal.lookUp')));
  getByText('@ada@valley.example → @ada@lake.example');
  expect(lookUpMoved).not.toHaveBeenCalled();
  expect(putAddresses).not.toHaveBeenCalled();
  press(lookUp);
  await findByText(t(text('imports.failures.leftLater', { count: 50 })), { exact: false });
  press(getByRole('button', name(text('imports.renewal.useNew'))));
  await vi.waitFor(() => expect(putAddresses).toHaveBeenLastCalledWith(expect.anything(), lists, 'follows', 'new'));
  press(getByRole('button', name(text('imports.renewal.useOld'))));
  await vi.waitFor(() => expect(putAddresses).toHaveBeenLastCalledWith(expect.anything(), lists, 'lists', 'old'));
});
