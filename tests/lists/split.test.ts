import { describe, expect, test } from 'vitest';
import { followLimit } from '../../journey/import/follow-limit';
import type { ListKind } from '../../lists/kinds';
import { normalise } from '../../lists/normalise';
import { parseList } from '../../lists/parse';
import { holdMembers, IMPORT_BYTES, IMPORT_ROWS, split, writeList } from '../../lists/split';

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const encode = (given: string) => new TextEncoder().encode(given);
const options = { home: 'alpine.example', self: 'amelie@alpine.example' };
const accounts = (count: number) => Array.from({ length: count }, (_, n) => ({ account: `u${n}@valley.example` }));
const follows = (count: number) => accounts(count).map((row) => ({ ...row, boosts: true, notify: false, languages: null }));

function sendAsSaved<K extends ListKind>(kind: K, file: string) {
  const bytes = encode(file);
  const parsed = parseList(kind, bytes);
  if (!parsed.ok) throw new Error(parsed.problem.kind);
  return split(kind, normalise(kind, parsed.rows, options).rows, { saved: { bytes, parsed } });
}

describe('bytes', () => {
  test.each([
    ['follows', 'Account address,Show boosts,Notify on new posts,Languages\nbob@valley.example,true,false,"en, de"\nc@d.example,false,true,\n'],
    ['follows', 'Account address,Show boosts\nbob@valley.example,true\n'],
    ['follows', 'Account address,Show boosts,Notify on new posts,Languages\nbob@valley.example,true,false,""\n'],
    ['mutes', 'Account address,Hide notifications\nbob@valley.example,true\n'],
    ['blocks', 'bob@valley.example\nc@d.example\n'],
    ['lists', '"Friends, ""close""\nand far",bob@valley.example\nCafé,c@d.example\n'],
    ['domain_blocks', 'noise.example\nxn--bcher-kva.example\n'],
    ['bookmarks', 'https://valley.example/users/bob/statuses/1\n"https://valley.example/1,2"\n'],
    [
      'custom_filters',
      '{"custom_filters": [{"statuses":[],"title":"\\u003cb\\u003e","context":["home"],"action":"hide","expires_at":null,"keywords_attributes":[]}]}',
    ],
  ] as const)('%s in which nothing had to be changed are sent byte for byte as saved', (kind, file) => {
    const { pieces } = sendAsSaved(kind, file);
    expect(pieces).toHaveLength(1);
    expect(text(pieces[0]?.bytes)).toBe(file);
  });

  test.each([
    ['follows', 'Account address,Show boosts,Notify on new posts,Languages\nbob@valley.example,true,false,"en, de"\nc@d.example,false,true,\n'],
    ['mutes', 'Account address,Hide notifications\nbob@valley.example,true\n'],
    ['lists', '"Friends, ""close""\nand far",bob@valley.example\n spaced ,c@d.example\n'],
    ['bookmarks', '"https://valley.example/1,2"\n'],
  ] as const)('%s written anew are what Mastodon writes', (kind, file) => {
    const parsed = parseList(kind, encode(file));
    if (!parsed.ok) throw new Error(parsed.problem.kind);
    expect(text(writeList(kind, parsed.rows as never))).toBe(file);
  });

  test('anything changed, dropped or foreign in the file is written anew', () => {
    const clean = 'bob@valley.example\n';
    for (const file of [
      '\ufeffbob@valley.example\n',
      'bob@valley.example\r\n',
      '@bob@valley.example\n',
      'bob@valley.example\nbob@valley.example\n',
      '\nbob@valley.example',
    ])
      expect(text(sendAsSaved('blocks', file).pieces[0]?.bytes)).toBe(clean);
  });

  test('a first list called "List name" gets a header, so that it is no header itself', () => {
    expect(text(writeList('lists', [{ title: 'List name', account: 'a@b.example' }]))).toBe('List name,Account address\nList name,a@b.example\n');
    expect(text(writeList('lists', [{ title: 'Cats', account: 'a@b.example' }]))).toBe('Cats,a@b.example\n');
  });

  test('every filter has all keys', () => {
    const parsed = parseList('custom_filters', encode('{"custom_filters":[{"title":"a","context":["home"]}]}'));
    if (!parsed.ok) throw new Error();
    expect(text(writeList('custom_filters', parsed.rows))).toBe(
      '{"custom_filters":[{"title":"a","expires_at":null,"context":["home"],"action":"warn","keywords_attributes":[],"statuses":[]}]}',
    );
  });
});

describe('pieces', () => {
  test('an empty list makes none', () => {
    expect(split('follows', [])).toEqual({ pieces: [], held: [] });
  });

  test('25,000 rows make two, each a whole file with a name the server understands', () => {
    const { pieces, held } = split('follows', follows(25_000));
    expect(held).toEqual([]);
    expect(pieces.map(({ name, rows, type, contentType }) => [name, rows.length, type, contentType])).toEqual([
      ['following_accounts-1-of-2.csv', IMPORT_ROWS, 'following', 'text/csv'],
      ['following_accounts-2-of-2.csv', 5_000, 'following', 'text/csv'],
    ]);
    for (const { bytes } of pieces) expect(text(bytes).startsWith('Account address,Show boosts')).toBe(true);
  });

  test('no piece is larger than the server takes, whatever the letters', () => {
    const rows = Array.from({ length: 900 }, (_, n) => ({ title: '🐏é"'.repeat(40 + (n % 7)), account: `u${n}@valley.example` }));
    const { pieces } = split('lists', rows, { maxBytes: 20_000 });
    expect(pieces.every(({ bytes }) => bytes.length <= 20_000)).toBe(true);
    expect(pieces.length).toBeLessThan(2 + (pieces.reduce((sum, { bytes }) => sum + bytes.length, 0) / 20_000) * 1.1);
    expect(pieces.flatMap((piece) => piece.rows)).toEqual(rows);
  });

  test('exactly the size that is allowed is one piece, one byte less makes two', () => {
    const rows = accounts(10);
    const size = writeList('blocks', rows).length;
    expect(split('blocks', rows, { maxBytes: size }).pieces).toHaveLength(1);
    expect(split('blocks', rows, { maxBytes: size - 1 }).pieces).toHaveLength(2);
  });

  test('filters go as JSON, exactly so named', () => {
    const row = { title: 'a', expires_at: null, context: ['home'], action: 'warn', keywords_attributes: [], statuses: [] };
    expect(split('custom_filters', [row]).pieces[0]).toMatchObject({ name: 'custom_filters.json', contentType: 'application/json', type: 'custom_filters' });
  });

  test('follows beyond the limit wait', () => {
    const rows = follows(9_000);
    const { pieces, held } = split('follows', rows, { followLimit: { left: 7_400 } });
    expect(pieces.map((piece) => piece.rows.length)).toEqual([7_400]);
    expect(held).toEqual(rows.slice(7_400));
    expect(split('follows', rows, { followLimit: { left: 0 } })).toEqual({ pieces: [], held: rows });
  });

  test('list members whose follow waits wait too', () => {
    const members = [
      { title: 'Cats', account: 'u1@valley.example' },
      { title: 'Cats', account: 'U2@Valley.example' },
    ];
    expect(holdMembers(members, [{ account: 'u2@valley.example' }])).toEqual({ rows: [members[0]], held: [members[1]] });
  });

  test('the default size is the server’s', () => {
    expect(IMPORT_BYTES).toBe(20_971_520);
  });
});

describe('the follow limit', () => {
  test.each([
    [0, 0, 7_500, 7_500],
    [0, 20_000, 7_500, 7_500],
    [7_499, 20_000, 7_500, 1],
    [7_500, 100, 7_500, 0],
    [7_500, 20_000, 22_000, 14_500],
    [9_000, 100, 7_500, 0],
  ])('following %i with %i followers: %i, %i left', (following, followers, limit, left) => {
    expect(followLimit({ following, followers })).toEqual({ limit, left });
  });

  test('both numbers can be the server’s own', () => {
    expect(followLimit({ following: 50, followers: 100 }, 40, 2)).toEqual({ limit: 200, left: 150 });
  });
});

test.each(['<!DOCTYPE html>Ada', ' <html>', '%PDF-', 'GIF8', 'PK\u0003\u0004'])(
  'a list called %j is written so that its file is read as what it is',
  (title) => {
    const rows = [{ title, account: 'ada@bakers.example' }];
    const [piece] = split('lists', rows).pieces;
    expect(parseList('lists', piece?.bytes ?? new Uint8Array())).toMatchObject({ ok: true, rows });
  },
);
