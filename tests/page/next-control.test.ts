// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { nextControl } from '../../page/next-control';
import { box, by, layOut } from './layout';

beforeEach(() => {
  document.body.innerHTML = `<form>
    <input type="hidden" name="token"><input id="address" type="text" value="amelie@old.example">
    <input id="unseen" type="text"><input id="disabled" type="text" disabled>
    <input id="proof" type="text"><button id="other" type="button">xx</button><button id="send">xx</button></form><a id="link" href="/">xx</a>`;
  const seen = ['#address', '#disabled', '#proof', '#other', '#send', '#link'];
  layOut(new Map(seen.map((selector) => [by(selector), box(0, 0, 100, 20)])));
});
const nextOf = (control: string, isDone = true) => nextControl(by(control), isDone).id;

describe('what is to be done next', () => {
  test('is the control itself until it is done', () => {
    expect(nextOf('#address', false)).toBe('address');
  });
  test('is the first empty field after it that is seen and can be filled', () => {
    expect(nextOf('#address')).toBe('proof');
  });
  test('is the form’s button, once something stands in each', () => {
    by<HTMLInputElement>('#proof').value = 'amelie';
    expect(nextOf('#address')).toBe('send');
  });
  test('is the control itself in a form with nothing more to press', () => {
    by('#proof').remove();
    by('#send').remove();
    expect(nextOf('#address')).toBe('address');
  });
  test('is the control itself where it is no field, or stands in no form', () => {
    expect(nextOf('#link')).toBe('link');
    expect(nextOf('#send')).toBe('send');
    document.body.append(by('#address'));
    expect(nextOf('#address')).toBe('address');
  });
});

describe('a password', () => {
  /** Any look at what it is counts. */
  const looks: string[] = [];
  const password = (matches: boolean) => {
    const field = by<HTMLInputElement>('#proof');
    field.type = 'password';
    looks.length = 0;
    Object.defineProperty(field, 'value', { get: () => looks.push('value') });
    const { matches: really } = Element.prototype;
    // The browser's word whether a field that must be filled is.
    field.matches = (selector: string) => (selector === ':required:invalid' ? matches : really.call(field, selector));
  };
  test('is next while the browser says that it is missing', () => {
    password(true);
    expect([nextOf('#address'), looks]).toEqual(['proof', []]);
  });
  test('is passed over when the browser says that it is there, and is never read', () => {
    password(false);
    expect([nextOf('#address'), looks]).toEqual(['send', []]);
  });
});
