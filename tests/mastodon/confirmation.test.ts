// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { type Meant, misfitsOf, readConfirmation } from '../../mastodon/confirmation';

const page = (hint: string, { title = '', warnings = [] as string[] } = {}) =>
  new DOMParser().parseFromString(
    `<div class="content"><div class="content__heading"><h1>${title}</h1></div>${warnings.map((words) => `<div class="flash-message warning">${words}</div>`).join('')}<p class="hint">${hint}</p></div>`,
    'text/html',
  );
const strong = (words: string) => `<strong>${words}</strong>`;

describe('in English', () => {
  test.each([
    [`Going to ${strong('follow')} up to ${strong('1,412 accounts')} in ${strong('following_accounts-1a2b.csv')}`, 'following', false, 1_412],
    [`Going to ${strong('follow')} up to ${strong('2 accounts')} in ${strong('following.csv')} and ${strong('stop following the rest')}`, 'following', true, 2],
    [`Going to ${strong('replace your list of muted accounts')} by ${strong('25 accounts')} in ${strong('muted_accounts.csv')}`, 'muting', true, 25],
    [`Going to ${strong('mute')} up to ${strong('25 accounts')} in ${strong('a.csv')}`, 'muting', false, 25],
    [`Going to ${strong('block')} up to ${strong('14 accounts')} in ${strong('a.csv')}`, 'blocking', false, 14],
    [`Going to ${strong('block')} up to ${strong('30 domains')} in ${strong('a.csv')}`, 'domain_blocking', false, 30],
    [`Going to add up to ${strong('90 posts')} in ${strong('a.csv')} to your ${strong('bookmarks')}`, 'bookmarks', false, 90],
    [`Going to add up to ${strong('16 accounts')} in ${strong('a.csv')} to your ${strong('lists')}`, 'lists', false, 16],
    [`Going to add up to ${strong('7 filters')} in ${strong('a.json')} to your ${strong('filters')}`, 'custom_filters', false, 7],
  ])('%s', (hint, type, overwrites, total) => {
    expect(readConfirmation(page(hint))).toMatchObject({ type, overwrites, total });
  });
  test("a file's name says nothing about what is done with it", () => {
    expect(readConfirmation(page(`Going to ${strong('block')} up to ${strong('3 accounts')} in ${strong('muted_accounts.csv')}`)).type).toBe('blocking');
  });
  test('the title tells what the sentence does not', () => {
    expect(readConfirmation(page(`Up to ${strong('3 entries')} in ${strong('x.csv')}`, { title: 'Importing: Muting list' })).type).toBe('muting');
  });
});

describe('what is as meant', () => {
  const meant: Meant = { type: 'following', rows: 3, name: 'following_accounts-1a.csv', filterPosts: 0 };
  const said = (hint: string, warnings: string[] = []) => readConfirmation(page(hint, { warnings }));
  const right = `Going to ${strong('follow')} up to ${strong('3 accounts')} in ${strong('following_accounts-1a.csv')}`;
  test('is said to be right', () => {
    expect(misfitsOf(said(right), meant)).toEqual([]);
  });
  test.each([
    ['another number', right.replace('3 ', '4 '), [], ['other-count']],
    ['another file', right.replace('-1a', '-2b'), [], ['other-name']],
    ['another list', right.replace('follow<', 'block<'), [], ['other-type']],
    ['an overwriting import', `${right} and stop following the rest`, [], ['overwrites']],
    ['any warning', right, ['Seems to be of another type'], ['warned']],
    ['a page without numbers', 'Something else', [], ['unreadable']],
  ])('%s is not', (_, hint, warnings, misfits) => {
    expect(misfitsOf(said(hint, warnings), meant)).toEqual(misfits);
  });
  test('unknown posts in filters are warned of, which is no surprise where filters name posts', () => {
    const filters = `Going to add up to ${strong('3 filters')} in ${strong('f.json')} to your filters`;
    const warned = said(filters, ['Some of the posts are not known here']);
    const wanted: Meant = { type: 'custom_filters', rows: 3, name: 'f.json', filterPosts: 2 };
    expect(misfitsOf(warned, wanted)).toEqual([]);
    expect(misfitsOf(warned, { ...wanted, filterPosts: 0 })).toEqual(['warned']);
  });
});
