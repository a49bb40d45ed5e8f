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
  test.each(['muted_accounts.csv', 'muted-accounts.csv', 'to be removed.csv'])("a file's name says nothing about what is done with it: %s", (name) => {
    const said = readConfirmation(page(`Going to ${strong('block')} up to ${strong('3 accounts')} in ${strong(name)}`));
    expect(said).toMatchObject({ type: 'blocking', overwrites: false, fileName: name });
  });
  test('the name may come before the number', () => {
    expect(readConfirmation(page(`${strong('x.csv')}: ${strong('follow')} up to ${strong('3 accounts')}`))).toMatchObject({ fileName: 'x.csv', total: 3 });
  });
  test('an address in the sentence is no name of a file', () => {
    const said = readConfirmation(page(`Going to ${strong('follow 3 accounts of old.example again')} in ${strong('x.csv')}`));
    expect(said).toMatchObject({ fileName: 'x.csv', total: 3 });
  });
  test('one entry is told as many are', () => {
    expect(readConfirmation(page(`Going to add up to ${strong('1 filter')} in ${strong('a.json')}`)).type).toBe('custom_filters');
    expect(readConfirmation(page(`Going to add up to ${strong('1 account')} in ${strong('a.csv')} to your ${strong('list')}`)).type).toBe('lists');
  });
  test('a sentence may go on in the next paragraph', () => {
    expect(readConfirmation(page(`Going to add up to ${strong('3 posts')} in ${strong('x.csv')} to your</p><p class="hint">bookmarks`)).type).toBe('bookmarks');
    expect(readConfirmation(page(`Up to ${strong('3 entries')} in ${strong('x.csv')}`, { title: 'Importing</h1><h2>muting list</h2><h1>' })).type).toBe(
      'muting',
    );
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
    ['a page that names no number alone', right.replace('3 accounts', 'some accounts'), [], ['unreadable']],
    ['a page that names no file alone', right.replace('following_accounts-1a.csv', 'your file'), [], ['unreadable']],
    ['a page that names no list alone', right.replace('follow<', 'add<'), [], ['unreadable']],
  ])('%s is not', (_, hint, warnings, misfits) => {
    expect(misfitsOf(said(hint, warnings), meant)).toEqual(misfits);
  });
  test('unknown posts in filters are warned of, which is no surprise where filters name posts', () => {
    const filters = `Going to add up to ${strong('3 filters')} in ${strong('f.json')} to your filters`;
    const warned = said(filters, ['Some of the posts are not known here']);
    const wanted: Meant = { type: 'custom_filters', rows: 3, name: 'f.json', filterPosts: 2 };
    expect(misfitsOf(warned, wanted)).toEqual([]);
    expect(misfitsOf(warned, { ...wanted, filterPosts: 0 })).toEqual(['warned']);
    expect(misfitsOf(said(filters, ['One post is not known here']), wanted)).toEqual([]);
  });
  test.each(['This server is busy', 'The file seems to be of another type', 'These posts seem to be of another type'])(
    'a warning of anything else is one, where filters name posts too: %s',
    (warning) => {
      const filters = `Going to add up to ${strong('3 filters')} in ${strong('f.json')} to your filters`;
      expect(misfitsOf(said(filters, [warning]), { type: 'custom_filters', rows: 3, name: 'f.json', filterPosts: 2 })).toEqual(['warned']);
    },
  );
});
