import { describe, expect, test } from 'vitest';
import { addresses } from '../../browser/acts';
import { isWatched, originPattern, pathPatterns, watchedPaths } from '../../browser/sites';
import { steps } from '../../journey/steps';
import { pages } from '../../mastodon/pages';

describe('the script is registered', () => {
  test('on every address of every page we know', () => {
    for (const page of pages) for (const path of page.paths) expect(watchedPaths, path).toContain(path.replace(':id', '*'));
  });
  test('and on no other: not where second factors, sign-in, sign-up or apps live', () => {
    const known = pages.flatMap((page) => page.paths.map((path) => path.replace(':id', '*')));
    for (const path of watchedPaths) expect(known, path).toContain(path);
    for (const pattern of pathPatterns('old.example')) expect(pattern).not.toMatch(/two_factor|sign_|setup|oauth|\/settings\/\*|\/\*$(?<!imports\/\*)/);
  });
  test('with and without a query', () => {
    expect(pathPatterns('old.example')).toEqual(expect.arrayContaining(['https://old.example/settings/aliases', 'https://old.example/settings/aliases?*']));
  });
});

test('a port is left out of patterns, because Firefox knows none there', () => {
  expect(originPattern('old.example:8443')).toBe('https://old.example/*');
});

test('every step’s page has its address, and it is the page’s own', () => {
  for (const { page } of steps) {
    if (page !== null) expect(pages.find((candidate) => candidate.id === page)?.paths, page).toContain(addresses[page]);
  }
});

test.each([
  ['https://old.example/settings/aliases', true],
  ['https://old.example/settings/aliases?lang=en', true],
  ['https://old.example/settings/imports/12', true],
  ['https://old.example/settings/two_factor_authentication_methods', false],
  ['https://old.example/auth/sign_in', false],
  ['https://else.example/settings/aliases', false],
  ['http://old.example/settings/aliases', false],
  ['about:blank', false],
])('%s is watched: %s', (url, expected) => {
  expect(isWatched(url, ['old.example'])).toBe(expected);
});
