// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing';
import { translator } from '../../browser/i18n';
import * as messages from '../../browser/messages';
import * as sites from '../../browser/sites';
import { emptyPlan, type Plan } from '../../journey/plan';
import { type Text, type TextKey, text } from '../../journey/text';
import english from '../../locales/en.json';
import { Accounts } from '../../views/Accounts';
import * as lookUp from '../../views/find-party';
import { draw, press, type } from '../components/draw';
import { fresh, gone, NOW, oldGone, planAfter } from '../journey/sample';

const t = translator('en', english);
const say = (key: TextKey, params?: Text['params']) => t(text(key, params));
const names = { server: 'old.example', old: '@amelie@old.example' };

let sent: unknown[];
let asked: readonly string[] | null;
beforeEach(() => {
  fakeBrowser.reset();
  sent = [];
  asked = null;
  vi.spyOn(messages, 'sendMessage').mockImplementation((async (_: string, data: unknown) => void sent.push(data)) as typeof messages.sendMessage);
  vi.spyOn(sites, 'askForHosts').mockImplementation(async (hosts) => {
    asked = hosts;
    return true;
  });
});

function answer(found: lookUp.Found) {
  vi.spyOn(lookUp, 'findAccount').mockResolvedValue(found);
}

/** Types the old address and looks it up. */
function named(plan: Plan) {
  const page = draw(<Accounts plan={plan} />);
  const field = page.getByRole('textbox', { name: say('start.old.label') });
  type(field, '@amelie@old.example');
  press(page.getAllByRole('button', { name: say('start.look') })[0] as HTMLElement);
  return page;
}

const silent = text('problems.lookup.unreachable', { server: 'old.example' });

describe('an old account that cannot be looked up', () => {
  test('is offered to be gone on without, and only the new server is asked for', async () => {
    answer({ ok: false, say: silent, gone });
    const { findByRole, getByRole, getByText } = named({ ...emptyPlan(NOW), new: fresh });
    press(await findByRole('button', { name: say('start.gone.button') }));
    getByRole('region', { name: 'Old @amelie@old.example' });
    getByText(say('start.gone.title', names));
    getByText(say('start.gone.back', { ...names, button: say('start.change') }));
    expect(getByRole('list', { name: say('start.access.list') }).textContent).not.toContain('old.example');
    press(getByRole('button', { name: say('start.access.button') }));
    expect([sent[0], asked]).toEqual([{ type: 'accountsNamed', old: gone, new: fresh }, ['new.example']]);
  });

  test('that was known before stays known', async () => {
    answer({ ok: false, say: silent, gone });
    const plan = planAfter();
    const { findByRole, getAllByRole, getByRole } = draw(<Accounts plan={plan} />);
    press(getAllByRole('button', { name: say('start.change') })[0] as HTMLElement);
    press(getByRole('button', { name: say('start.look') }));
    press(await findByRole('button', { name: say('start.gone.button') }));
    press(getByRole('button', { name: say('start.access.button') }));
    expect(sent[0]).toEqual({ type: 'accountsNamed', old: { ...plan.old, gone: true }, new: fresh });
  });

  test('is not taken for gone where its server only asks us to wait', async () => {
    answer({ ok: false, say: text('problems.lookup.busy', { server: 'old.example' }) });
    const { findByText, queryByRole } = named({ ...emptyPlan(NOW), new: fresh });
    await findByText(say('problems.lookup.busy', { server: 'old.example' }));
    expect(queryByRole('button', { name: say('start.gone.button') })).toBeNull();
  });
});

test('an account that is gone can be looked up again at any time', async () => {
  const back = planAfter().old;
  if (back === null) throw new Error('no old account');
  answer({ ok: true, party: back });
  const { findByRole, getAllByRole, getByRole, queryByText, queryByRole } = draw(<Accounts plan={planAfter(...oldGone)} />);
  expect(queryByRole('button', { name: say('start.access.button') })).toBeNull();
  press(getAllByRole('button', { name: say('start.change') })[0] as HTMLElement);
  press(getByRole('button', { name: say('start.look') }));
  press(await findByRole('button', { name: say('start.access.button') }));
  expect(queryByText(say('start.gone.title', names))).toBeNull();
  expect([sent[0], asked]).toEqual([{ type: 'accountsNamed', old: back, new: fresh }, ['old.example', 'new.example']]);
});

test('once both are known, nothing says that they are to be entered', () => {
  expect(draw(<Accounts plan={emptyPlan(NOW)} />).queryByText(say('start.intro'))).not.toBeNull();
  expect(draw(<Accounts plan={planAfter()} />).queryByText(say('start.intro'))).toBeNull();
});
