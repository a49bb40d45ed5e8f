import { describe, expect, test } from 'vitest';
import type { ListKind } from '../../lists/kinds';
import { MOST_BYTES, MOST_ROW_BYTES, MOST_ROWS, parseList } from '../../lists/parse';

const bytes = (text: string) => new TextEncoder().encode(text);
const rowsOf = <K extends ListKind>(kind: K, text: string | Uint8Array) => {
  const parsed = parseList(kind, typeof text === 'string' ? bytes(text) : text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed;
};
const problemOf = (kind: ListKind, data: Uint8Array | string) => {
  const parsed = parseList(kind, typeof data === 'string' ? bytes(data) : data);
  return parsed.ok ? null : parsed.problem;
};

const FOLLOWS = 'Account address,Show boosts,Notify on new posts,Languages\namelie@alpine.example,true,false,"en, de"\nbob@valley.example,false,true,\n';
const amelie = { account: 'amelie@alpine.example', boosts: true, notify: false, languages: 'en, de' };
const bob = { account: 'bob@valley.example', boosts: false, notify: true, languages: null };

test('more rows than any account has are not read', () => {
  const rows = (count: number) => 'a.example\n'.repeat(count);
  expect(problemOf('domain_blocks', rows(MOST_ROWS + 1))).toEqual({ kind: 'too-many-rows', rows: MOST_ROWS + 1, most: MOST_ROWS });
  expect(problemOf('domain_blocks', rows(3))).toBeNull();
});

describe('an export as Mastodon writes it', () => {
  test('follows keep their options', () => {
    expect(rowsOf('follows', FOLLOWS)).toMatchObject({ rows: [amelie, bob], plain: true, whole: true, header: true, blankLines: 0 });
  });

  test('mutes keep whether notifications are hidden', () => {
    expect(rowsOf('mutes', 'Account address,Hide notifications\namelie@alpine.example,false\n').rows).toEqual([
      { account: 'amelie@alpine.example', hideNotifications: false },
    ]);
  });

  test.each([
    ['blocks', 'amelie@alpine.example\n', { account: 'amelie@alpine.example' }],
    ['lists', '"Friends, close",amelie@alpine.example\n', { title: 'Friends, close', account: 'amelie@alpine.example' }],
    ['lists', '"She said ""hi""\nagain",amelie@alpine.example\n', { title: 'She said "hi"\nagain', account: 'amelie@alpine.example' }],
    ['domain_blocks', 'noise.example\n', { domain: 'noise.example' }],
    ['bookmarks', '"https://alpine.example/users/a/statuses/1,2"\n', { uri: 'https://alpine.example/users/a/statuses/1,2' }],
  ] as const)('%s have no header', (kind, text, row) => {
    expect(rowsOf(kind, text)).toMatchObject({ rows: [row], plain: true, header: false });
  });

  test('a header alone, or no bytes at all, is an empty list', () => {
    expect(rowsOf('mutes', 'Account address,Hide notifications\n')).toMatchObject({ rows: [], plain: true });
    expect(rowsOf('blocks', '')).toMatchObject({ rows: [], plain: true, whole: true });
    expect(rowsOf('custom_filters', '')).toMatchObject({ rows: [] });
  });

  test.each([
    'Account address',
    'List name',
    '#domain',
    '#uri',
    'Languages',
    'Show boosts',
    'Account address;x',
    'a\tb',
    'bob@valley.example',
    'sep=;',
    '"',
    ' ',
  ])('a list called %j is a list, wherever it stands', (title) => {
    const cell = `"${title.replaceAll('"', '""')}"`;
    const rows = [
      { title, account: 'amelie@alpine.example' },
      { title: 'Cats', account: 'bob@valley.example' },
    ];
    expect(rowsOf('lists', `${cell},amelie@alpine.example\nCats,bob@valley.example\n`).rows).toEqual(rows);
    expect(rowsOf('lists', `Cats,bob@valley.example\n${cell},amelie@alpine.example\n`).rows).toEqual([...rows].reverse());
    expect(rowsOf('lists', `${cell},amelie@alpine.example\n`).rows).toEqual(rows.slice(0, 1));
  });

  test('an answer that was cut off does not end where a row ends', () => {
    expect(rowsOf('blocks', 'amelie@alpine.example\nbob@val')).toMatchObject({ whole: false });
    expect(problemOf('custom_filters', '{"custom_filters":[{"title":"a"')).toEqual({ kind: 'not-json' });
  });

  test('the two columns of Hometown are read, and the missing ones are unknown', () => {
    const parsed = rowsOf('follows', 'Account address,Show boosts\namelie@alpine.example,true\n');
    expect(parsed).toMatchObject({ rows: [{ account: 'amelie@alpine.example', boosts: true, notify: null, languages: null }], plain: true });
  });
});

describe('a file that a spreadsheet had', () => {
  test.each([
    ['a BOM', `\ufeff${FOLLOWS}`],
    ['CRLF', FOLLOWS.replaceAll('\n', '\r\n')],
    ['CR alone', FOLLOWS.replaceAll('\n', '\r')],
    ['semicolons', 'Account address;Show boosts;Notify on new posts;Languages\namelie@alpine.example;true;false;en, de\nbob@valley.example;false;true;\n'],
    ['tabs', 'Account address\tShow boosts\tNotify on new posts\tLanguages\namelie@alpine.example\ttrue\tfalse\ten, de\nbob@valley.example\tfalse\ttrue\t\n'],
    ['capitals', FOLLOWS.replaceAll('true', 'TRUE').replaceAll('false', 'FALSE')],
    ['French booleans', FOLLOWS.replaceAll('true', 'VRAI').replaceAll('false', 'FAUX')],
    ['blank rows', FOLLOWS.replace('\nbob', '\n\n,,,\nbob')],
    ['an extra column', FOLLOWS.replace('Languages\n', 'Languages,Note\n').replace('"en, de"\n', '"en, de",dear\n')],
    [
      'columns in another order',
      'Show boosts,Account address,Languages,Notify on new posts\ntrue,amelie@alpine.example,"en, de",false\nfalse,bob@valley.example,,true\n',
    ],
    ['no header', FOLLOWS.slice(FOLLOWS.indexOf('\n') + 1)],
    ['its separator told in the first line', `sep=;\r\n${FOLLOWS.replaceAll(',', ';').replace('"en; de"', '"en, de"')}`],
    ['everything', `\ufeff\r\n${FOLLOWS.replaceAll(',', ';').replace('"en; de"', '"en, de"').replaceAll('\n', '\r\n').replaceAll('true', 'WAHR')}`],
  ])('with %s gives the same rows, and is not sent as it is', (_name, text) => {
    const parsed = rowsOf('follows', text);
    expect(parsed.rows).toEqual([amelie, bob]);
    expect(parsed.plain).toBe(false);
  });

  test('an option nobody can read is unknown rather than guessed', () => {
    expect(rowsOf('mutes', 'Account address,Hide notifications\namelie@alpine.example,maybe\n').rows[0]?.hideNotifications).toBeNull();
  });

  test('semicolons inside titles and links are not separators', () => {
    expect(rowsOf('lists', 'Friends; close,amelie@alpine.example\nWork; far,bob@valley.example\n').rows[0]?.title).toBe('Friends; close');
    expect(rowsOf('bookmarks', 'https://a.example/1;x\nhttps://a.example/2;x\n').rows[0]?.uri).toBe('https://a.example/1;x');
  });

  test('stray quotes are read, and the file is then written anew because Mastodon would refuse it', () => {
    expect(rowsOf('lists', 'The "best",amelie@alpine.example\n')).toMatchObject({ rows: [{ title: 'The "best"' }], plain: false });
  });

  test('a list called "List name" is a row, and its file is not sent without a header', () => {
    const parsed = rowsOf('lists', 'List name,amelie@alpine.example\n');
    expect(parsed).toMatchObject({ rows: [{ title: 'List name', account: 'amelie@alpine.example' }], header: false, plain: false });
    expect(rowsOf('lists', 'List name,Account address\nCats,amelie@alpine.example\n').rows).toHaveLength(1);
  });

  test('the block list an administrator exports is read for its domains', () => {
    expect(rowsOf('domain_blocks', '#domain,#severity,#reject_media\nnoise.example,suspend,true\n').rows).toEqual([{ domain: 'noise.example' }]);
  });
});

describe('filters', () => {
  const filter = {
    title: 'Spoilers',
    expires_at: '2027-01-01T00:00:00.000Z',
    context: ['home', 'public'],
    action: 'hide',
    keywords_attributes: [{ keyword: 'finale', whole_word: true }],
    statuses: ['https://alpine.example/users/a/statuses/1'],
  };

  test('are read whole', () => {
    expect(rowsOf('custom_filters', JSON.stringify({ custom_filters: [filter] }))).toMatchObject({ rows: [filter], plain: true });
  });

  test('with missing keys get them all, and are written anew', () => {
    expect(rowsOf('custom_filters', '{"custom_filters":[{"title":"a","context":["home"]},7]}')).toMatchObject({
      rows: [
        { title: 'a', expires_at: null, context: ['home'], action: 'warn', keywords_attributes: [], statuses: [] },
        { title: '', context: [] },
      ],
      plain: false,
    });
  });

  test('the end date is also read under the name of the first exports', () => {
    const { expires_at, ...rest } = filter;
    expect(rowsOf('custom_filters', JSON.stringify({ custom_filters: [{ ...rest, expire_at: expires_at }] }))).toMatchObject({
      rows: [{ expires_at }],
      plain: false,
    });
  });

  test('a JSON file of something else is said to hold none', () => {
    expect(problemOf('custom_filters', '{"orderedItems":[]}')).toEqual({ kind: 'no-filters' });
    expect(problemOf('custom_filters', '[]')).toEqual({ kind: 'no-filters' });
  });

  test('a JSON bomb of brackets is refused, not followed', () => {
    expect(problemOf('custom_filters', '['.repeat(2_000_000))).toEqual({ kind: 'no-filters' });
    expect(problemOf('custom_filters', '{"custom_filters":')).toEqual({ kind: 'not-json' });
  });

  test('brackets and commas inside texts are text', () => {
    const keyword = `${'[{,'.repeat(400_000)}\\"[[[[[[[[[[[[[[[[[[[[[[`;
    const keywords_attributes = [{ keyword, whole_word: false }];
    expect(rowsOf('custom_filters', JSON.stringify({ custom_filters: [{ ...filter, keywords_attributes }] })).rows).toEqual([
      { ...filter, keywords_attributes },
    ]);
  });
});

describe('a hostile or mistaken file', () => {
  const utf16 = (text: string, bom: boolean) => {
    const codes = new Uint16Array((bom ? `\ufeff${text}` : text).split('').map((char) => char.charCodeAt(0)));
    return new Uint8Array(codes.buffer);
  };

  test('in UTF-16 or Latin-1 is named as such', () => {
    expect(problemOf('follows', utf16(FOLLOWS, true))).toEqual({ kind: 'encoding', looksLike: 'utf-16le' });
    expect(problemOf('follows', utf16(FOLLOWS, false))).toEqual({ kind: 'encoding', looksLike: 'utf-16le' });
    expect(problemOf('lists', Uint8Array.of(0xfe, 0xff, 0, 65))).toEqual({ kind: 'encoding', looksLike: 'utf-16be' });
    expect(problemOf('lists', Uint8Array.of(0xc9, 0x74, 0xe9, 0x2c, 0x61, 0x40, 0x62, 0x2e, 0x63, 0x0a))).toEqual({
      kind: 'encoding',
      looksLike: 'windows-1252',
    });
  });

  test('with a character cut in half at its end is not called readable', () => {
    expect(problemOf('lists', bytes('é').subarray(0, 1))).toMatchObject({ kind: 'encoding' });
  });

  test('with a NUL says in which line', () => {
    expect(problemOf('blocks', 'amelie@alpine.example\nbo\0b@valley.example\n')).toEqual({ kind: 'nul', line: 2 });
  });

  test('with a huge cell is refused with its line', () => {
    expect(problemOf('lists', `a,b@c.example\n${'x'.repeat(MOST_ROW_BYTES + 1)},b@c.example\n`)).toEqual({
      kind: 'row-too-long',
      line: 2,
      most: MOST_ROW_BYTES,
    });
  });

  test('with a line of separators is refused with its line, and so is a table of nothing else', () => {
    expect(problemOf('follows', `a@b.example\r\n${','.repeat(MOST_ROW_BYTES + 1)}`)).toEqual({ kind: 'row-too-long', line: 2, most: MOST_ROW_BYTES });
    expect(problemOf('follows', `${';'.repeat(60_000)}\n`.repeat(70))).toEqual({ kind: 'not-csv', line: 67 });
  });

  test('with a quote that never closes is refused with its line', () => {
    expect(problemOf('lists', 'a,b@c.example\n"Friends,b@c.example\n')).toMatchObject({ kind: 'unclosed-quote' });
  });

  test('beyond the byte cap is refused by its size alone', () => {
    expect(problemOf('blocks', new Uint8Array(MOST_BYTES + 1))).toEqual({ kind: 'too-big', bytes: MOST_BYTES + 1, most: MOST_BYTES });
  });

  test('of another kind is named', () => {
    expect(problemOf('follows', Uint8Array.of(0x50, 0x4b, 3, 4, 0))).toEqual({ kind: 'other-file', is: 'zip' });
    expect(problemOf('follows', Uint8Array.of(0x1f, 0x8b, 8, 0))).toEqual({ kind: 'other-file', is: 'gzip' });
    expect(problemOf('follows', '<!DOCTYPE html>\n<html>sign in</html>')).toEqual({ kind: 'other-file', is: 'html' });
  });

  test('that is another list is named by its header', () => {
    expect(problemOf('blocks', 'Account address,Hide notifications\na@b.example,true\n')).toEqual({ kind: 'other-list', looksLike: 'mutes' });
    expect(problemOf('lists', FOLLOWS)).toEqual({ kind: 'other-list', looksLike: 'follows' });
  });

  test('with names like __proto__ or right-to-left marks gives just text', () => {
    const { rows } = rowsOf('lists', '__proto__,a@b.example\nconstructor,a@b.example\n\u202eevil\u2066,a@b.example\n');
    expect(rows.map(({ title }) => title)).toEqual(['__proto__', 'constructor', '\u202eevil\u2066']);
    expect(({} as Record<string, unknown>).account).toBeUndefined();
    expect(rowsOf('custom_filters', '{"custom_filters":[{"__proto__":{"title":"x"},"title":"__proto__"}]}').rows[0]?.title).toBe('__proto__');
  });
});
