// @vitest-environment happy-dom
import { useRef } from 'preact/hooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SAID, say, useFocusOnArrival, useKeptFocus } from '../../components/focus';
import { draw } from './draw';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

type What = { button?: 'gone' | 'disabled' | 'there'; arrives?: boolean; isSheet?: boolean };

function View({ button = 'there', arrives = false, isSheet = true }: What) {
  const view = useRef<HTMLDivElement>(null);
  useKeptFocus(view);
  return (
    <div ref={view}>
      <p id={SAID} role="status" />
      <main>
        {isSheet ? <section aria-label="Sheet">{button === 'gone' ? null : <button type="button" disabled={button === 'disabled'} />}</section> : null}
        {arrives ? <Arrival /> : null}
      </main>
    </div>
  );
}
function Arrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusOnArrival(heading, 'It is done.');
  return (
    <h1 ref={heading} tabIndex={-1}>
      Done
    </h1>
  );
}

const moment = () => vi.advanceTimersByTimeAsync(1_000);
function open() {
  const { getByRole, redraw } = draw(<View />);
  getByRole('button').focus();
  const becomes = async (what: What) => {
    // As the browser does with a button that can no longer be pressed.
    if (what.button === 'disabled') (document.activeElement as HTMLElement).blur();
    redraw(<View {...what} />);
    await moment();
    return document.activeElement?.localName;
  };
  return { becomes, said: () => getByRole('status').textContent };
}

test('what comes for a press has the focus, and is said', async () => {
  const { becomes, said } = open();
  expect([await becomes({ button: 'gone', arrives: true }), said()]).toEqual(['h1', 'It is done.']);
});
test('where nothing comes, what is left of the place keeps the focus, until something comes', async () => {
  const { becomes } = open();
  expect(await becomes({ button: 'gone' })).toBe('section');
  expect(await becomes({ button: 'gone', arrives: true })).toBe('h1');
});
test('a button that can no longer be pressed leaves the focus to its place, too', async () => {
  expect(await open().becomes({ button: 'disabled' })).toBe('section');
});
test('where the place goes as well, the page keeps the focus', async () => {
  const { becomes } = open();
  expect(await becomes({ button: 'gone' })).toBe('section');
  expect(await becomes({ isSheet: false })).toBe('main');
});
test('nothing takes the focus from what the person has gone on to', async () => {
  const { becomes } = open();
  const other = document.createElement('input');
  document.body.append(other);
  other.focus();
  expect(await becomes({ button: 'gone', arrives: true })).toBe('input');
});
test('a focus that the person has left for nothing is not lost', async () => {
  const { becomes } = open();
  document.dispatchEvent(new Event('pointerdown', { bubbles: true }));
  (document.activeElement as HTMLElement).blur();
  await moment();
  expect(await becomes({ button: 'gone', arrives: true })).toBe('body');
});
test('an address that names a place on the page does not take the focus from what led there', () => {
  open();
  const button = document.activeElement as HTMLElement;
  button.blur();
  dispatchEvent(new Event('hashchange'));
  expect(document.activeElement).toBe(button);
});
test('what is said at the same time is said as one', async () => {
  const { said } = open();
  say('One.');
  say('Two.');
  await moment();
  expect(said()).toBe('One. Two.');
});
