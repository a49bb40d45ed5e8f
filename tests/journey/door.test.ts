import { expect, test } from 'vitest';
import { placeOf } from '../../journey/door';

test.each([
  ['/auth/sign_in', 'sign-in'],
  ['/auth/sign_up', 'sign-up'],
  ['/invite/abc', 'sign-up'],
  ['/auth/setup', 'setup'],
  ['/start', 'inside'],
  ['/home', 'inside'],
  ['/getting-started', 'inside'],
  ['/deck/getting-started', 'inside'],
  // What a stranger may read as well, and what others must not be taken for.
  ['/', null],
  ['/explore', null],
  ['/public/local', null],
  ['/@start', null],
  ['/@amelie/home', null],
  ['/homestead', null],
  ['/auth/confirmation', null],
  ['/oauth/authorize', null],
  ['/settings/aliases', null],
])('%s is %s', (pathname, place) => {
  expect(placeOf(pathname)).toBe(place);
});
