import { describe, expect, test } from 'vitest';
import type { FilterRow } from '../../lists/kinds/custom-filters';
import { normalise } from '../../lists/normalise';

const options = { home: 'alpine.example', self: 'amelie@alpine.example' };
const blocks = (...accounts: string[]) =>
  normalise(
    'blocks',
    accounts.map((account) => ({ account })),
    options,
  );
const filter = (over: Partial<FilterRow>): FilterRow => ({
  title: 'Spoilers',
  expires_at: null,
  context: ['home'],
  action: 'warn',
  keywords_attributes: [{ keyword: 'finale', whole_word: true }],
  statuses: [],
  ...over,
});

describe('accounts', () => {
  test('good rows go out as the very rows that came in', () => {
    const rows = [{ account: 'bob@valley.example' }, { account: 'C_3.po@xn--bcher-kva.example' }];
    const result = normalise('blocks', rows, options);
    expect(result).toMatchObject({ dropped: [], changed: [] });
    expect(result.rows[0]).toBe(rows[0]);
    expect(result.rows[1]).toBe(rows[1]);
  });

  test.each([
    ['', 'blank'],
    ['   ', 'blank'],
    ['amelie@alpine.example', 'self'],
    ['@Amelie@ALPINE.example', 'self'],
    // Whose server is meant nobody knows: completed with the new one, it would be a stranger there.
    ['amelie', 'no-server'],
    ['bob', 'no-server'],
    ['@bob', 'no-server'],
    ['117679901956330291@handle.invalid', 'not-an-address'],
    ['not an address', 'not-an-address'],
    ['bob@', 'not-an-address'],
    ['bob@localhost', 'not-an-address'],
    [`${'b'.repeat(500)}@valley.example`, 'not-an-address'],
  ])('%j is dropped: %s', (account, reason) => {
    expect(blocks(account)).toMatchObject({ rows: [], dropped: [{ index: 0, reason }] });
  });

  test.each([
    ['@bob@valley.example', 'bob@valley.example'],
    [' bob@valley.example ', 'bob@valley.example'],
    ['bob@VALLEY.example', 'bob@valley.example'],
    ['Bob@bücher.example', 'Bob@xn--bcher-kva.example'],
    ['https://valley.example/@bob', 'bob@valley.example'],
  ])('%j is sent as %s', (account, to) => {
    expect(blocks(account)).toMatchObject({ rows: [{ account: to }], changed: [{ index: 0, why: 'address' }] });
  });

  test('bob and bob@this.server are one account, whatever the case', () => {
    const result = blocks('bob@alpine.example', '@bob@alpine.example', '@BOB@Alpine.Example', 'bob@valley.example');
    expect(result.rows).toEqual([{ account: 'bob@alpine.example' }, { account: 'bob@valley.example' }]);
    expect(result.dropped.map(({ index, reason }) => [index, reason])).toEqual([
      [1, 'duplicate'],
      [2, 'duplicate'],
    ]);
  });

  test('options stay with the row that is kept', () => {
    const row = { account: '@bob@valley.example', boosts: false, notify: true, languages: 'en, de' };
    expect(normalise('follows', [row], options).rows).toEqual([{ ...row, account: 'bob@valley.example' }]);
  });

  test('an account may be in two lists but not twice in one, and oneself may be in a list', () => {
    const member = (title: string, account: string) => ({ title, account });
    const result = normalise(
      'lists',
      [
        member('Cats', 'bob@valley.example'),
        member('Dogs', 'bob@valley.example'),
        member(' Cats ', 'BOB@valley.example'),
        member('Cats', 'amelie@alpine.example'),
      ],
      options,
    );
    expect(result.rows.map(({ title, account }) => [title, account])).toEqual([
      ['Cats', 'bob@valley.example'],
      ['Dogs', 'bob@valley.example'],
      ['Cats', 'amelie@alpine.example'],
    ]);
    expect(result.dropped).toMatchObject([{ index: 2, reason: 'duplicate' }]);
  });

  test('a title like __proto__ is a title', () => {
    const rows = ['__proto__', 'constructor', '__proto__'].map((title) => ({ title, account: 'bob@valley.example' }));
    expect(normalise('lists', rows, options).rows).toHaveLength(2);
  });

  test('an address made to make patterns slow is refused at once', () => {
    const hostile = Array.from({ length: 2_000 }, (_, n) => ({ account: `${'a'.repeat(380)}${n}!@valley.example`.slice(-399) }));
    expect(normalise('blocks', hostile, options).dropped).toHaveLength(2_000);
  });
});

describe('domains and bookmarks', () => {
  test.each([
    ['noise.example', null],
    ['NOISE.example', null],
    ['https://noise.example/about', 'not-a-domain'],
    ['bob@noise.example', 'not-a-domain'],
    ['*.noise.example', 'not-a-domain'],
    ['alpine.example', 'own-server'],
    ['', 'blank'],
  ])('domain %j: %s', (domain, reason) => {
    const result = normalise('domain_blocks', [{ domain }], options);
    expect(result.dropped[0]?.reason ?? null).toBe(reason);
    if (reason === null) expect(result.rows).toEqual([{ domain: 'noise.example' }]);
  });

  test.each([
    ['https://a.example/users/a/statuses/1', null],
    ['tag:a.example,2017-01-01:objectId=1:objectType=Status', null],
    ['a.example/1', 'not-a-link'],
    ['javascript:alert(1)', 'not-a-link'],
    ['https://a.example/a b', 'not-a-link'],
    [' ', 'blank'],
  ])('bookmark %j: %s', (uri, reason) => {
    expect(normalise('bookmarks', [{ uri }], options).dropped[0]?.reason ?? null).toBe(reason);
  });
});

describe('filters', () => {
  test('blur becomes warn for servers before 4.4', () => {
    const action = (version: string) => normalise('custom_filters', [filter({ action: 'blur' })], { ...options, version }).rows[0]?.action;
    expect([action('4.3.9'), action('4.4.0'), action('4.6.0-beta.1+glitch')]).toEqual(['warn', 'blur', 'blur']);
  });

  test('empty keywords and places nobody knows are left out', () => {
    const [row] = normalise(
      'custom_filters',
      [filter({ context: ['home', 'attic'], keywords_attributes: [{ keyword: ' ', whole_word: true }] })],
      options,
    ).rows;
    expect(row).toMatchObject({ context: ['home'], keywords_attributes: [] });
  });

  test('a filter that applies nowhere cannot be made, and one without a title neither', () => {
    const { dropped } = normalise('custom_filters', [filter({ context: ['attic'] }), filter({ title: '' })], options);
    expect(dropped.map(({ reason }) => reason)).toEqual(['no-context', 'blank']);
  });

  test('posts in filters are kept and counted, or left out on demand', () => {
    const row = filter({ statuses: ['https://a.example/1'] });
    expect(normalise('custom_filters', [row], options)).toMatchObject({ filterPosts: 1, rows: [row] });
    expect(normalise('custom_filters', [row], { ...options, filterPosts: 'leave-out' })).toMatchObject({ filterPosts: 0, rows: [{ statuses: [] }] });
  });

  test('two of one title and place are joined, because the second would replace the first', () => {
    const second = filter({ keywords_attributes: [{ keyword: 'trailer', whole_word: false }] });
    const result = normalise('custom_filters', [filter({}), second, filter({})], options);
    expect(result.rows).toMatchObject([{ title: 'Spoilers', keywords_attributes: [{ keyword: 'finale' }, { keyword: 'trailer' }] }]);
    expect(result.changed.map(({ index, why }) => [index, why])).toEqual([
      [0, 'merged'],
      [1, 'merged'],
    ]);
    expect(result.dropped).toMatchObject([{ index: 2, reason: 'duplicate' }]);
  });

  test('two that act differently are told apart by title', () => {
    const result = normalise('custom_filters', [filter({}), filter({ action: 'hide' }), filter({ title: 'Spoilers (2)', action: 'hide' })], options);
    expect(result.rows.map(({ title, action }) => [title, action])).toEqual([
      ['Spoilers', 'warn'],
      ['Spoilers (2)', 'hide'],
    ]);
    expect(result.changed.map(({ index, why }) => [index, why])).toContainEqual([1, expect.stringMatching(/renamed|merged/)]);
  });

  test('the same title in two places stays two filters, untouched', () => {
    const rows = [filter({}), filter({ context: ['public'] })];
    const result = normalise('custom_filters', rows, options);
    expect(result.rows).toEqual(rows);
    expect(result.changed).toEqual([]);
  });
});
