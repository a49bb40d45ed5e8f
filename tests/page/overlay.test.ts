// @vitest-environment happy-dom
// @vitest-environment-options { "url": "https://neu.example/settings/aliases" }
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CardView, Refusal } from '../../browser/messages';
import type { Box } from '../../page/obstacles';
import { overlay } from '../../page/overlay';
import { box, by, layOut } from './layout';

const refusals: Refusal[] = [
  'wrong-server',
  'signed-out',
  'wrong-account',
  'wrong-page',
  'wrong-form',
  'no-field',
  'not-fillable',
  'no-such-choice',
  'occupied',
  'no-file',
  'malformed',
];
const view: CardView = {
  id: 'alias.fill',
  side: 'new',
  tone: 'act',
  lang: 'en',
  mark: 'New',
  handle: '@rosa_l@neu.example',
  place: '5 of 9',
  title: 'Add your old address as an alias',
  body: ['Nothing happens to your old account yet.'],
  point: { page: 'aliases', field: 'acct' },
  fill: {
    page: 'aliases',
    fills: [{ field: 'acct', value: 'rosa@alt.example' }],
    expect: { origin: 'https://neu.example', handle: 'rosa_l@neu.example' },
    auto: false,
    done: '@rosa@alt.example is filled in.',
    after: { title: 'Press “Create alias”', body: [], isList: false },
    refused: Object.fromEntries(refusals.map((why) => [why, `refused: ${why}`])) as Record<Refusal, string>,
  },
  buttons: [
    { label: 'Fill in', act: { kind: 'fill' }, look: 'primary', side: null },
    { label: 'Skip', act: { kind: 'tell', button: 'quiet' }, look: 'quiet', side: null },
  ],
  progress: null,
  until: null,
  folded: false,
  words: { card: 'Transhumance', fold: 'Fold', unfold: 'Open', undo: 'Undo', goToField: 'Go to the field', showWhere: 'Show', toCard: 'Go to your guide' },
};

const heard = { press: vi.fn(), fold: vi.fn(), file: vi.fn(), put: vi.fn() };
let guide: ReturnType<typeof overlay>;
let boxes: Map<Element, Box>;

beforeEach(() => {
  vi.useFakeTimers();
  for (const each of Object.values(heard)) each.mockReset();
  const html = readFileSync('tests/fixtures/4.5/aliases.two-listed.html', 'utf8');
  const page = new DOMParser().parseFromString(html, 'text/html');
  document.head.replaceChildren(...page.head.querySelectorAll('#initial-state'));
  document.body.replaceChildren(...page.body.children);
  boxes = new Map([
    [field(), box(300, 300, 400, 40)],
    [by('#new_account_alias button'), box(300, 360, 200, 40)],
  ]);
  layOut(boxes);
  vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => undefined);
  guide = overlay('#card { color: red }', heard);
});
afterEach(() => guide.remove());

const field = () => by<HTMLInputElement>('#account_alias_acct');
const host = () => document.querySelector('transhumance-guide');
function part(selector: string): HTMLElement {
  const root = host()?.shadowRoot;
  if (!root) throw new Error('there is no card');
  return by(selector, root);
}
const title = () => part('#card h2').textContent;
/** Where the card lies in the window, as the page is scrolled now. */
function cardAt(top: number): void {
  boxes.set(part('#card'), box(300, top, 640, 150));
  dispatchEvent(new Event('resize'));
  vi.advanceTimersToNextFrame();
}

function happen(target: Element, event: Event, isTrusted = true): void {
  Object.defineProperty(event, 'isTrusted', { value: isTrusted });
  target.dispatchEvent(event);
}
function button(label: string): HTMLElement {
  const found = [...(host()?.shadowRoot?.querySelectorAll('button') ?? [])].find((each) => [each.textContent, each.title].includes(label));
  if (!found) throw new Error(`there is no button ${label}`);
  return found;
}
async function press(label: string, isTrusted = true): Promise<void> {
  happen(button(label), new MouseEvent('click', { bubbles: true, composed: true }), isTrusted);
  await vi.advanceTimersByTimeAsync(1);
}

describe('the card', () => {
  test('is one element before the block that holds its field, and nothing else of the page changes', () => {
    const before = document.documentElement.outerHTML;
    guide.show(view);
    expect(document.querySelectorAll('transhumance-guide')).toHaveLength(1);
    expect(host()?.nextElementSibling).toBe(by('#new_account_alias'));
    guide.show({ ...view, title: 'Something else' });
    expect(document.querySelectorAll('transhumance-guide')).toHaveLength(1);
    host()?.remove();
    expect(document.documentElement.outerHTML).toBe(before);
  });
  test('leaves the page as it was when there is nothing more to say', () => {
    const before = document.documentElement.outerHTML;
    guide.show(view);
    guide.show(null);
    expect(document.documentElement.outerHTML).toBe(before);
  });
  test('takes the place of one that an earlier run of the extension left there', () => {
    guide.show(view);
    const [earlier, left] = [guide, host()];
    guide = overlay('', heard);
    guide.show(view);
    expect(document.querySelectorAll('transhumance-guide')).toHaveLength(1);
    expect(host()).not.toBe(left);
    earlier.remove();
  });
  test('moves to the block of what it speaks of next', () => {
    guide.show(view);
    guide.show({ ...view, id: 'alias.done', point: { page: 'aliases', field: 'newest' } });
    expect(host()?.nextElementSibling).toBe(by('.table-wrapper'));
  });
  test('stays where it is while it speaks of the same: moving it would take the focus from it', () => {
    guide.show(view);
    const moved = vi.spyOn(Node.prototype, 'insertBefore').mockClear();
    guide.show({ ...view, title: 'Something else' });
    expect(moved.mock.calls.filter(([node]) => node === host())).toEqual([]);
  });
});

describe('nothing of the page moves under the person', () => {
  const elsewhere: CardView = { ...view, id: 'alias.done', point: { page: 'aliases', field: 'newest' }, fill: null };
  const table = () => by('.table-wrapper');
  const moment = () => vi.advanceTimersByTimeAsync(20);
  const pointer = (type: string, buttons: number) => document.body.dispatchEvent(Object.assign(new Event(type, { bubbles: true }), { buttons }));

  test('the card comes when the field is left', async () => {
    field().focus();
    guide.show(view);
    await moment();
    expect(host()).toBeNull();
    field().blur();
    await moment();
    expect(host()?.nextElementSibling).toBe(by('#new_account_alias'));
  });
  test('it goes elsewhere when no field has the focus any more, and says at once what is to be said', async () => {
    guide.show(view);
    field().focus();
    guide.show({ ...elsewhere, title: 'Made' });
    await moment();
    expect([host()?.nextElementSibling, title()]).toEqual([by('#new_account_alias'), 'Made']);
    by('#new_account_alias button').focus();
    await moment();
    expect(host()?.nextElementSibling).toBe(by('#new_account_alias'));
    by('#new_account_alias button').blur();
    await moment();
    expect(host()?.nextElementSibling).toBe(table());
  });
  test.each(['pointerup', 'pointercancel', 'pointermove'])('it goes elsewhere when the pointer is up: %s', async (up) => {
    guide.show(view);
    pointer('pointerdown', 1);
    pointer('pointermove', 1);
    guide.show(elsewhere);
    await moment();
    expect(host()?.nextElementSibling).toBe(by('#new_account_alias'));
    pointer(up, 0);
    await moment();
    expect(host()?.nextElementSibling).toBe(table());
  });
  test('the card takes the focus with it, though what was pressed is gone', async () => {
    guide.show(view);
    button('Skip').focus();
    expect(document.activeElement).toBe(host());
    guide.show({ ...elsewhere, buttons: [] });
    expect([host()?.nextElementSibling, host()?.shadowRoot?.activeElement]).toEqual([table(), part('#card > section')]);
  });
});

describe('what it fills in', () => {
  test('stands in the field, is said, and can be taken back', async () => {
    field().value = 'mine';
    guide.show(view);
    await press('Fill in');
    expect([field().value, title()]).toEqual(['rosa@alt.example', 'Press “Create alias”']);
    await press('Undo');
    expect([field().value, title()]).toEqual(['mine', 'Add your old address as an alias']);
    await press('Fill in');
    expect(field().value).toBe('rosa@alt.example');
  });
  test('fills by itself where the step’s own button led here, and can be taken back as well', async () => {
    guide.show({ ...view, fill: view.fill && { ...view.fill, auto: true } });
    await vi.advanceTimersByTimeAsync(1);
    expect(field().value).toBe('rosa@alt.example');
    await press('Undo');
    expect(field().value).toBe('');
  });
  test('fills nothing when somebody else is signed in, and says why', async () => {
    const fill = view.fill && { ...view.fill, expect: { ...view.fill.expect, handle: 'eve@neu.example' } };
    guide.show({ ...view, fill });
    await press('Fill in');
    expect([field().value, part('.refused').textContent]).toEqual(['', 'refused: wrong-account']);
  });
  test('gives the focus to the field, after the words have changed', async () => {
    guide.show(view);
    field().addEventListener('focus', () => expect(title()).toBe('Press “Create alias”'));
    await press('Fill in');
    expect(document.activeElement).toBe(field());
  });
});

describe('a press', () => {
  test('reaches the background when a person made it', async () => {
    guide.show(view);
    await press('Skip');
    expect(heard.press).toHaveBeenCalledExactlyOnceWith({ card: 'alias.fill', button: 'quiet' });
  });
  test.each(['Skip', 'Fill in', 'Fold', 'Go to the field'])('of “%s” by the page’s own script does nothing', async (label) => {
    guide.show(view);
    const before = part('#card').innerHTML;
    await press(label, false);
    expect([part('#card').innerHTML, field().value, document.activeElement]).toEqual([before, '', document.body]);
    for (const told of Object.values(heard)) expect(told).not.toHaveBeenCalled();
  });
  test('of a button that the page took out of the card does nothing', async () => {
    guide.show(view);
    const taken = button('Skip');
    document.body.append(taken);
    happen(taken, new MouseEvent('click', { bubbles: true }));
    expect(heard.press).not.toHaveBeenCalled();
  });
});

describe('folded', () => {
  test('it is one line in its place, and says so to the background', async () => {
    guide.show(view);
    await press('Fold');
    expect([host()?.nextElementSibling, title()]).toEqual([by('#new_account_alias'), view.title]);
    expect(part('#card').querySelectorAll('button')).toHaveLength(1);
    expect(heard.fold).toHaveBeenLastCalledWith(true);
    await press('Open');
    expect(heard.fold).toHaveBeenLastCalledWith(false);
  });
  test('by Escape, it gives the focus back to where it came from', () => {
    guide.show(view);
    field().focus();
    const inside = button('Skip');
    inside.dispatchEvent(new FocusEvent('focusin', { bubbles: true, relatedTarget: field() }));
    inside.focus();
    happen(inside, new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(heard.fold).toHaveBeenCalledExactlyOnceWith(true);
    expect(document.activeElement).toBe(field());
  });
  test('it has no ring and no pill', async () => {
    guide.show(view);
    cardAt(-400);
    await press('Fold');
    expect([part('#ring').hidden, part('#pill').hidden]).toEqual([true, true]);
  });
});

describe('the ring', () => {
  const top = () => Number.parseFloat(part('#ring').style.translate.split(' ')[1] ?? '');
  test('goes round the field, and round the button once the address is filled in', async () => {
    guide.show(view);
    expect([part('#ring').hidden, top()]).toEqual([false, 294]);
    await press('Fill in');
    expect(top()).toBe(354);
    await press('Undo');
    expect(top()).toBe(294);
  });
  test('goes on when the person has typed the address by hand', () => {
    guide.show(view);
    field().value = 'rosa@alt.example';
    field().dispatchEvent(new Event('input', { bubbles: true }));
    expect(top()).toBe(354);
  });
});

describe('a page that makes events as often as it can', () => {
  const names = ['scroll', 'scrollend', 'resize', 'input', 'change', 'focusout', 'pointermove'];
  test('has them looked at twice a frame at most, and what it shows in the end is heard', () => {
    guide.show(view);
    vi.advanceTimersToNextFrame();
    const looks = vi.spyOn(document, 'createTreeWalker');
    for (let at = 0; at < 1_000; at++) for (const name of names) dispatchEvent(new Event(name));
    field().value = 'rosa@alt.example';
    dispatchEvent(new Event('input'));
    vi.advanceTimersToNextFrame();
    expect(looks.mock.calls.length).toBeLessThan(12);
    expect(Number.parseFloat(part('#ring').style.translate.split(' ')[1] ?? '')).toBe(354);
  });
});

describe('the pill', () => {
  test('is there only while the card is out of sight, and leads to it', async () => {
    guide.show(view);
    cardAt(100);
    expect(part('#pill').hidden).toBe(true);
    cardAt(-400);
    expect([part('#pill').hidden, part('#pill').dataset.to]).toEqual([false, 'up']);
    await press('Go to your guide');
    expect(host()?.shadowRoot?.activeElement ?? document.activeElement).toBe(part('#card > section'));
    cardAt(900);
    expect([part('#pill').hidden, part('#pill').dataset.to]).toEqual([false, 'down']);
    cardAt(100);
    expect(part('#pill').hidden).toBe(true);
  });
  test('is not there while it would lie on a control', () => {
    guide.show(view);
    boxes.set(field(), box(0, 0, 1000, 700));
    cardAt(-400);
    expect(part('#pill').hidden).toBe(true);
  });
  test('goes at once when the page is scrolled, and comes back when that is over', () => {
    guide.show(view);
    cardAt(-400);
    dispatchEvent(new Event('scroll'));
    expect(part('#pill').hidden).toBe(true);
    dispatchEvent(new Event('scrollend'));
    expect(part('#pill').hidden).toBe(false);
  });
});

describe('a screen reader', () => {
  /** Everything that was put into the region, and whether the region was in the page by then. */
  function listen(): [string, boolean][] {
    const put: [string, boolean][] = [];
    const region = part('[role="status"]');
    put.push([region.textContent, false]);
    new MutationObserver(() => {
      if (region.textContent !== put.at(-1)?.[0]) put.push([region.textContent, region.isConnected]);
    }).observe(region, { childList: true, characterData: true, subtree: true });
    return put;
  }
  const moment = () => vi.advanceTimersByTimeAsync(1_000);
  const first = 'Add your old address as an alias Nothing happens to your old account yet.';

  test('meets the region before its words, and hears them', async () => {
    guide.show(view);
    const put = listen();
    await moment();
    expect(put).toEqual([
      ['', false],
      [first, true],
    ]);
  });
  test('hears what came of a press, and only that', async () => {
    guide.show(view);
    const put = listen();
    await moment();
    await press('Fill in');
    await moment();
    expect(put.map(([words]) => words)).toEqual(['', first, '@rosa@alt.example is filled in. Press “Create alias”']);
  });
  test('hears why nothing was filled in', async () => {
    const fill = view.fill && { ...view.fill, expect: { ...view.fill.expect, handle: 'eve@neu.example' } };
    guide.show({ ...view, fill });
    const put = listen();
    await moment();
    await press('Fill in');
    await moment();
    expect(put.at(-1)?.[0]).toBe('refused: wrong-account');
  });
  test('hears the body when the card is opened again', async () => {
    guide.show({ ...view, folded: true });
    const put = listen();
    await moment();
    await press('Open');
    await moment();
    expect(put.map(([words]) => words)).toEqual(['', view.title, view.body[0]]);
  });
});

describe('an address that no server understands', () => {
  const submit = () => {
    const event = new Event('submit', { bubbles: true, cancelable: true });
    by('#new_account_alias').dispatchEvent(event);
    return event.defaultPrevented;
  };
  test('is stopped once, and said; whoever presses again knows better', () => {
    guide.show(view);
    field().value = 'https://alt.example/@rosa';
    expect(submit()).toBe(true);
    expect(part('.refused').textContent).toBe('refused: malformed');
    expect(submit()).toBe(false);
  });
  test('is none of ours when the card is gone', () => {
    guide.show(view);
    guide.remove();
    field().value = 'https://alt.example/@rosa';
    expect(submit()).toBe(false);
  });
});
