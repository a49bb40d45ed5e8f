// @vitest-environment happy-dom
/** What draws the card draws what Preact draws, from whatever was there before, and keeps the same elements. */
import { render as renderByPreact, type VNode } from 'preact';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CardView } from '../../browser/messages';
import { Card, PillButton } from '../../components/Card';
import { render } from '../../page/draw';
import { jsx } from '../../page/jsx-runtime';

const words = { card: 'Guide', fold: 'Fold', unfold: 'Open', undo: 'Undo', goToField: 'Go', showWhere: 'Show', toCard: 'To the card' };
const refused = {} as NonNullable<CardView['fill']>['refused'];
const plain: CardView = {
  ...{ id: 'a', side: 'new', tone: 'act', lang: 'en', mark: 'New', handle: '@a@new.example', place: '5 of 9', title: 'Title of @a@new.example' },
  ...{ body: ['One.', 'Two of @b@old.example.'], point: null, fill: null, buttons: [], progress: null, until: null, folded: false, words },
};
const button = (label: string, look: 'primary' | 'quiet' = 'primary') => ({ label, act: { kind: 'tell' as const, button: look }, look, side: null });
const fill: CardView['fill'] = {
  page: 'aliases',
  fills: [],
  expect: { origin: '', handle: '' },
  auto: false,
  done: '@a@new.example is filled in.',
  after: { title: 'T', body: [], isList: true },
  refused: { ...refused, malformed: 'Not like this.' },
};
const on = { onPress: () => {}, onFold: () => {}, onUndo: () => {} };
const card = (view: Partial<CardView>, filled: 'no' | 'yes' | 'malformed' = 'no') => (
  <Card view={{ ...plain, ...view }} filled={filled} isAtField={filled !== 'malformed'} {...on} />
);
const shown: Record<string, VNode | null> = {
  nothing: null,
  plain: card({}),
  'other words': card({ title: 'Another', body: ['Two of @b@old.example.', 'Three.', 'One.'], side: 'old', mark: 'Old' }),
  folded: card({ folded: true }),
  'without a mark': card({ mark: null, handle: null, place: null, side: null, lang: 'ar' }),
  'with buttons': card({ buttons: [button('A'), button('B', 'quiet')], point: { page: 'aliases', field: 'acct' } }),
  'with the same buttons, the other way round': card({ buttons: [button('B', 'quiet'), button('C'), button('A')] }),
  'filled in': card({ fill, buttons: [button('A')] }, 'yes'),
  refused: card({ fill, tone: 'warn' }, 'malformed'),
  'a list': card({ body: ['First', 'Then'], isList: true } as Partial<CardView>),
  'on its way': card({ tone: 'wait', progress: { value: 1, max: 7, label: '1 of 7' } }),
  further: card({ tone: 'done', progress: { value: 9, max: 7, label: 'all' } }),
  'a pill': <PillButton view={plain} onPress={() => {}} />,
};

afterEach(() => vi.useRealTimers());

/** Attributes as they are, whoever set them. */
const markup = (container: Element) => container.innerHTML;

describe.each(Object.keys(shown))('after “%s”', (before) => {
  test.each(Object.keys(shown))('“%s” is what Preact draws', (after) => {
    const [ours, theirs] = [document.createElement('div'), document.createElement('div')];
    document.body.replaceChildren(ours, theirs);
    for (const name of [before, after, before, after]) {
      render(shown[name], ours);
      renderByPreact(shown[name] ?? null, theirs);
      expect(markup(ours), name).toBe(markup(theirs));
    }
  });
});

test('what stays is the same element, and keeps the focus; what goes is let go', () => {
  const container = document.createElement('div');
  document.body.replaceChildren(container);
  render(shown['with buttons'], container);
  const buttons = () => new Map([...container.querySelectorAll('button')].map((each) => [each.getAttribute('aria-label') ?? each.textContent, each]));
  const first = buttons();
  first.get('Fold')?.focus();
  render(shown['with the same buttons, the other way round'], container);
  expect(buttons().get('B')).toBe(first.get('B'));
  expect(document.activeElement).toBe(first.get('Fold'));
  render(shown.folded, container);
  expect(document.activeElement).toBe(first.get('Fold'));
  expect(first.get('Fold')?.getAttribute('aria-expanded')).toBe('false');
});

test('a press calls what was drawn last, once', () => {
  const container = document.createElement('div');
  const [one, two] = [vi.fn(), vi.fn()];
  for (const pressed of [one, two, two])
    render(<Card view={{ ...plain, buttons: [button('A')] }} filled="no" isAtField {...on} onPress={pressed} />, container);
  container.querySelector<HTMLElement>('.btn')?.click();
  expect([one.mock.calls.length, two.mock.calls.length]).toEqual([0, 1]);
});

test('a countdown counts, and ends with its card', () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const container = document.createElement('div');
  render(card({ until: 1_000_000 + 61_000 }), container);
  const clock = container.querySelector('.countdown');
  expect(clock?.textContent).toBe('1:01');
  vi.advanceTimersByTime(2_000);
  expect(clock?.textContent).toBe('0:59');
  render(card({ until: null }), container);
  expect(vi.getTimerCount()).toBe(0);
});

test('JSX as it is compiled for servers’ pages is drawn the same', () => {
  const [ours, theirs] = [document.createElement('div'), document.createElement('div')];
  const Word = ({ children }: { children?: string }) => jsx('b', { children }) as unknown as VNode;
  render(jsx('p', { class: 'x', children: [jsx(Word, { children: 'a' }, 'k'), 'b', 3, false, null] }) as unknown as VNode, ours);
  renderByPreact(
    <p class="x">
      <b>a</b>b{3}
    </p>,
    theirs,
  );
  expect(markup(ours)).toBe(markup(theirs));
});
