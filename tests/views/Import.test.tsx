// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { translator } from '../../browser/i18n';
import * as messages from '../../browser/messages';
import type { Prepared } from '../../journey/import/plan';
import type { Plan } from '../../journey/plan';
import { text } from '../../journey/text';
import type { ListKind } from '../../lists/kinds';
import english from '../../locales/en.json';
import { Import } from '../../views/Import';
import { draw, press } from '../components/draw';
import { planAfter, saved } from '../journey/sample';

// What the view loads on demand is there before the test is over.
afterEach(() => vi.dynamicImportSettled());

const t = translator('en', english);
const all = { name: t(text('imports.all')) };

const ready = (kind: ListKind): { kind: ListKind; prepared: Prepared; pieces: [] } => ({
  kind,
  prepared: { sha256: 'a'.repeat(64), rows: 3, dropped: 0, changed: 0, held: 0, why: null },
  pieces: [],
});
const file = (kind: ListKind, id: string) => ({
  ...ready(kind),
  pieces: [{ id, kind, name: `${kind}-${id}.csv`, part: 1, parts: 1, rows: 3, bytes: 60, sha256: 'a'.repeat(64), filterPosts: 0, again: false }],
});

const draws = (plan: Plan) => <Import plan={plan} />;

/** What the view asks of the background from now on, which says yes to it. */
function messagesSent(): [string, unknown][] {
  const said: [string, unknown][] = [];
  vi.spyOn(messages, 'sendMessage').mockImplementation((async (name: string, data: unknown) => {
    said.push([name, data]);
    return true;
  }) as typeof messages.sendMessage);
  return said;
}

test('“Import all” waits until every list is ready, says for which, and agrees to all of them', () => {
  const said = messagesSent();
  const half = planAfter(saved('follows'), saved('lists'), { type: 'piecesCut', lists: [file('follows', 'a1b2c3d4')] });
  const { getByRole, getByText, redraw } = draw(draws(half));
  const button = getByRole('button', all) as HTMLButtonElement;
  expect(button.disabled).toBe(true);
  const why = getByText(t(text('imports.preparingLists', { lists: [text('lists.lists')] })));
  expect([button.getAttribute('aria-describedby'), why.getAttribute('aria-live')]).toEqual([why.id, 'polite']);
  expect(said).toContainEqual(['prepareWanted', null]);

  redraw(draws(planAfter(saved('follows'), saved('lists'), { type: 'piecesCut', lists: [file('follows', 'a1b2c3d4'), file('lists', 'b1b2c3d4')] })));
  expect(button.disabled).toBe(false);
  press(button);
  return vi.waitFor(() => expect(said).toContainEqual(['importAll', { ticked: ['a1b2c3d4', 'b1b2c3d4'], unticked: [] }]));
});

test('what is still being made ready can be chosen already, and stays as it was chosen', () => {
  const said = messagesSent();
  const { getByRole, redraw } = draw(draws(planAfter(saved('follows'), saved('lists'))));
  const boxes = () => (['follows', 'lists'] as const).map((kind) => getByRole('checkbox', { name: new RegExp(t(text(`lists.${kind}`))) }) as HTMLInputElement);
  expect(boxes().map(({ checked, disabled }) => [checked, disabled])).toEqual([
    [true, false],
    [true, false],
  ]);
  press(boxes()[1] as HTMLElement);
  redraw(draws(planAfter(saved('follows'), saved('lists'), { type: 'piecesCut', lists: [file('follows', 'a1b2c3d4'), file('lists', 'b1b2c3d4')] })));
  expect(boxes().map(({ checked, disabled }) => [checked, disabled])).toEqual([
    [true, false],
    [false, false],
  ]);
  press(getByRole('button', all));
  return vi.waitFor(() => expect(said).toContainEqual(['importAll', { ticked: ['a1b2c3d4'], unticked: ['b1b2c3d4'] }]));
});

test('when all that was ticked is imported, that is said, and not that nothing is ticked', () => {
  const plan = planAfter(saved('follows'), { type: 'piecesCut', lists: [file('follows', 'a1b2c3d4')] });
  const pieces = plan.imports.pieces.map((piece) => ({ ...piece, state: 'finished' as const, imported: piece.rows }));
  const model = pieces[0];
  if (model === undefined) throw new Error('nothing was cut');
  const { getByText, getByRole, queryByText } = draw(
    <Import
      plan={{ ...plan, imports: { ...plan.imports, pieces: [...pieces, { ...model, id: 'c1b2c3d4', extra: 'reunion', state: 'skipped', imported: 0 }] } }}
    />,
  );
  expect(queryByText(t(text('imports.totalsNone')))).toBeNull();
  expect(getByText(t(text('imports.totalsRunning', { done: 3, total: 3 })))).toBeTruthy();
  // Offered, and as good as any other: nobody has skipped it.
  expect(getByRole('checkbox', { name: new RegExp(t(text('imports.extras.reunion'))) }).closest('li')?.dataset.state).toBe('ready');
});

test('a file that is only in the page’s form has no progress', () => {
  const plan = planAfter(saved('follows'), { type: 'piecesCut', lists: [file('follows', 'a1b2c3d4')] });
  const withState = (state: 'handed' | 'confirmed') => (
    <Import plan={{ ...plan, imports: { ...plan.imports, pieces: plan.imports.pieces.map((piece) => ({ ...piece, state })) } }} />
  );
  expect(draw(withState('handed')).queryByRole('progressbar')).toBeNull();
  expect(draw(withState('confirmed')).queryByRole('progressbar')).not.toBeNull();
});
