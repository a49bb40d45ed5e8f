// @vitest-environment happy-dom
import { describe, expect, test, vi } from 'vitest';
import type { CardView } from '../../browser/messages';
import { Card, type CardProps } from '../../components/Card';
import { draw, press } from './draw';

const changed = 'The page changed, so nothing was filled in.';
const refusals = {
  'wrong-server': changed,
  'signed-out': changed,
  'wrong-account': 'Somebody else is signed in, so nothing was filled in.',
  'wrong-page': changed,
  'wrong-form': changed,
  'no-field': changed,
  'not-fillable': changed,
  'no-such-choice': changed,
  occupied: changed,
  malformed: 'Enter user@domain.',
  'no-file': 'There is no file, so nothing was filled in.',
};
const view: CardView = {
  id: 'alias.fill',
  side: 'new',
  tone: 'act',
  lang: 'en',
  mark: 'New',
  handle: '@amelie@new.example',
  place: '5 of 9',
  title: 'Press “Create alias”',
  body: ['Nothing happens to your old account yet.', 'You can remove the alias any time.'],
  point: { page: 'aliases', field: 'acct' },
  fill: {
    page: 'aliases',
    fills: [{ field: 'acct', value: 'amelie@old.example' }],
    expect: { origin: 'https://new.example', handle: 'amelie@new.example' },
    auto: false,
    done: 'We filled in @amelie@old.example.',
    after: { title: 'Press “Create alias”', body: [], isList: false },
    refused: refusals,
  },
  buttons: [
    { label: 'Fill in', act: { kind: 'fill' }, look: 'primary', side: null },
    { label: 'Why', act: { kind: 'tell', button: 'quiet' }, look: 'quiet', side: null },
  ],
  progress: null,
  until: null,
  folded: false,
  words: {
    card: 'Transhumance',
    fold: 'Fold the card',
    unfold: 'Open the card',
    undo: 'Undo',
    goToField: 'Go to the field',
    showWhere: 'Show me where',
    toCard: 'Go to your guide',
  },
};

function card(props: Partial<CardProps> = {}) {
  const heard = { onPress: vi.fn(), onFold: vi.fn(), onUndo: vi.fn() };
  return { ...draw(<Card view={view} filled="no" isAtField {...heard} {...props} />), ...heard };
}

describe('the card', () => {
  test('is a region with the name of the extension, and its title is a heading', () => {
    const { getByRole, getByText } = card();
    expect(getByRole('region', { name: 'Transhumance' }).getAttribute('lang')).toBe('en');
    expect(getByRole('heading', { name: 'Press “Create alias”' })).toBeTruthy();
    for (const words of ['New', '@amelie@new.example', '5 of 9', ...view.body]) expect(getByText(words)).toBeTruthy();
  });

  test('a button that leads to the other side has its colour', () => {
    const buttons = [{ label: 'To the old one', act: { kind: 'tell', button: 'primary' }, look: 'primary', side: 'old' } as const];
    const { getByRole } = card({ view: { ...view, buttons } });
    expect(getByRole('button', { name: 'To the old one' }).dataset.side).toBe('old');
    expect(getByRole('button', { name: 'Go to the field' }).dataset.side).toBeUndefined();
  });

  test('hands back the button that was pressed', () => {
    const { getByRole, onPress } = card();
    press(getByRole('button', { name: 'Why' }));
    expect(onPress).toHaveBeenCalledExactlyOnceWith(view.buttons[1], expect.any(Event));
  });

  test('always offers the way to the field it speaks of', () => {
    const { getByRole, onPress } = card();
    press(getByRole('button', { name: 'Go to the field' }));
    expect(onPress.mock.calls[0]?.[0].act).toEqual({ kind: 'focus' });
  });

  test('speaks of no field where it points at a button or a row', () => {
    const { getByRole, queryByRole, onPress } = card({ isAtField: false });
    press(getByRole('button', { name: 'Show me where' }));
    expect(onPress.mock.calls[0]?.[0].act).toEqual({ kind: 'focus' });
    expect(queryByRole('button', { name: 'Go to the field' })).toBeNull();
  });

  test('breaks a handle before an "@" or a ".", never at the end of a sentence', () => {
    const { getByText } = card({ view: { ...view, body: ['@amelie_new@new.example is filled in. Version 4.5 is not a handle.'] } });
    expect(getByText(/is filled in/).innerHTML).toBe('@amelie_new<wbr>@new.example is filled in. Version 4.5 is not a handle.');
  });

  test('offers the way to the field once, not twice', () => {
    const own = { label: 'Show me the field', act: { kind: 'focus' as const }, look: 'outline' as const, side: null };
    const { queryByRole } = card({ view: { ...view, buttons: [own] } });
    expect(queryByRole('button', { name: 'Go to the field' })).toBeNull();
  });

  test('speaks of no field when there is none', () => {
    const { queryByRole } = card({ view: { ...view, point: null, fill: null, buttons: [] } });
    expect(queryByRole('button', { name: 'Go to the field' })).toBeNull();
  });

  test('says what was filled in, takes it back, and no longer offers to fill', () => {
    const { getByRole, getByText, queryByRole, onUndo } = card({ filled: 'yes' });
    expect(getByText('We filled in @amelie@old.example.')).toBeTruthy();
    expect(queryByRole('button', { name: 'Fill in' })).toBeNull();
    press(getByRole('button', { name: 'Undo' }));
    expect(onUndo).toHaveBeenCalledOnce();
  });

  test.each(['wrong-page', 'wrong-account', 'no-file'] as const)('says why nothing was filled in: %s', (filled) => {
    const { getByText, queryByRole } = card({ filled });
    expect(getByText(refusals[filled])).toBeTruthy();
    expect(queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  test('folded, keeps its mark and title and nothing else', () => {
    const { getByRole, getByText, queryByText, getAllByRole, onFold } = card({ view: { ...view, folded: true } });
    expect(getByRole('heading', { name: 'Press “Create alias”' })).toBeTruthy();
    expect(getByText('New')).toBeTruthy();
    expect(queryByText('Nothing happens to your old account yet.')).toBeNull();
    expect(getAllByRole('button')).toHaveLength(1);
    press(getByRole('button', { name: 'Open the card', expanded: false }));
    expect(onFold).toHaveBeenCalledExactlyOnceWith(false, expect.any(Event));
  });

  test('keeps the focus on the button that folds it', () => {
    const { getByRole, redraw, onPress, onFold, onUndo } = card();
    const fold = getByRole('button', { name: 'Fold the card', expanded: true });
    fold.focus();
    redraw(<Card view={{ ...view, folded: true }} filled="no" isAtField onPress={onPress} onFold={onFold} onUndo={onUndo} />);
    expect(document.activeElement).toBe(getByRole('button', { name: 'Open the card' }));
  });

  test('shows a number that moves as a progress bar with words', () => {
    const { getByRole } = card({ view: { ...view, progress: { value: 258, max: 412, label: '258 of 412 sent' } } });
    const bar = getByRole('progressbar', { name: view.title });
    expect([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuemax'), bar.getAttribute('aria-valuetext')]).toEqual([
      '258',
      '412',
      '258 of 412 sent',
    ]);
  });

  test('counts down to a time by itself, and stops at its end', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    const { getByRole } = card({ view: { ...view, until: 1_000_000 + 125_000 } });
    const timer = getByRole('timer');
    expect(timer.textContent).toBe('2:05');
    vi.advanceTimersByTime(60_000);
    expect(timer.textContent).toBe('1:05');
    vi.advanceTimersByTime(600_000);
    expect([timer.textContent, vi.getTimerCount()]).toEqual(['0:00', 0]);
    vi.useRealTimers();
  });

  test('keeps a handle that turns the writing round to itself', () => {
    const handle = `@a\u202Egnp.exe@${'x'.repeat(200)}.example`;
    const { getByText } = card({ view: { ...view, handle } });
    expect(getByText(handle).tagName).toBe('BDI');
  });

  test('shows markup in a title as the text it is', () => {
    const { getByRole, container } = card({ view: { ...view, title: 'Press “<img src=x onerror=alert(1)>”' } });
    expect(getByRole('heading').textContent).toBe('Press “<img src=x onerror=alert(1)>”');
    expect(container.querySelector('img')).toBeNull();
  });

  test('speaks its own language in its own direction on any page', () => {
    expect(
      card({ view: { ...view, lang: 'fr' } })
        .getByRole('region')
        .getAttribute('dir'),
    ).toBe('ltr');
    expect(
      card({ view: { ...view, lang: 'ar' } })
        .getByRole('region')
        .getAttribute('dir'),
    ).toBe('rtl');
  });
});
