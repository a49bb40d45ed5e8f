/**
 * Draws one component into an empty page and hands back questions by role and name, which is how a person finds things.
 */
import { configure, within } from '@testing-library/dom';
import { render, type VNode } from 'preact';
import { act } from 'preact/test-utils';
import { translator } from '../../browser/i18n';
import { WordsProvider } from '../../components/words';
import english from '../../locales/en.json';
import { PATIENCE } from '../patience-ms';

// Nothing may depend on how busy the machine is: what is waited for comes within a second, or much later.
configure({ asyncUtilTimeout: PATIENCE });

/** In English, as a view gives it to all that is in it. */
const words = { t: translator('en', english), language: 'en' } as const;

export function draw(first: VNode) {
  const container = document.createElement('div');
  document.body.replaceChildren(container);
  const redraw = (vnode: VNode) => {
    act(() => render(<WordsProvider value={words}>{vnode}</WordsProvider>, container));
  };
  redraw(first);
  return { ...within(container), container, redraw };
}

export function press(element: HTMLElement) {
  act(() => element.click());
}

export function type(input: HTMLElement, value: string) {
  act(() => {
    (input as HTMLInputElement).value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

export function choose(input: HTMLElement, value: string) {
  act(() => {
    (input as HTMLSelectElement).value = value;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
}
