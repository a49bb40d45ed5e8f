// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { translator } from '../../browser/i18n';
import type { Plan } from '../../journey/plan';
import { reduce } from '../../journey/reduce';
import { type TextKey, text } from '../../journey/text';
import english from '../../locales/en.json';
import { Accounts } from '../../views/Accounts';
import { draw, press, type } from '../components/draw';
import { NOW, old, party, planAfter } from '../journey/sample';

const t = translator('en', english);
const say = (key: TextKey) => t(text(key));
const NEW = 'amelie_late@new.example';
const noAccountYet = planAfter({ type: 'accountsNamed', old, new: party(null, 'new.example') });
const chosen = (plan: Plan, handle = NEW) => reduce(plan, { type: 'newAccountChosen', handle }, NOW);

/** The start page while the plan changes under it. */
function open(plan: Plan) {
  const { redraw, ...drawn } = draw(<Accounts plan={plan} />);
  return { ...drawn, becomes: (next: Plan) => redraw(<Accounts plan={next} />) };
}

test('an account that is chosen on a card stands on the start page that is open', () => {
  const { getByText, queryByRole, becomes } = open(noAccountYet);
  getByText(say('start.settled.server'));
  becomes(chosen(noAccountYet));
  getByText(`@${NEW}`);
  expect(queryByRole('button', { name: say('start.access.button') })).toBeNull();
  becomes(chosen(noAccountYet, 'zoe@new.example'));
  getByText('@zoe@new.example');
  expect(queryByRole('button', { name: say('start.access.button') })).toBeNull();
});

test('an address that is being typed stays, whatever is chosen meanwhile', () => {
  const { getByRole, getAllByRole, becomes } = open(noAccountYet);
  press(getAllByRole('button', { name: say('start.change') })[1] as HTMLElement);
  type(getByRole('textbox'), 'third.exa');
  becomes(chosen(noAccountYet));
  expect((getByRole('textbox') as HTMLInputElement).value).toBe('third.exa');
});
