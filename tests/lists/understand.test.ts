import { describe, expect, test } from 'vitest';
import type { ListKind } from '../../lists/kinds';
import { MOST_BYTES, parseList } from '../../lists/parse';
import { understand } from '../../lists/understand';

const bytes = (text: string) => new TextEncoder().encode(text);
const look = (name: string, text: string) => understand(name, bytes(text));

/** The file as this list: the rows as Mastodon writes them, and what is left. */
function as(name: string, text: string, kind?: ListKind) {
  const found = look(name, text);
  if (!found.ok) throw new Error(found.problem.kind);
  const { bytes: made, columnsLeft, left } = found.as(kind ?? found.kind ?? found.candidates[0] ?? 'follows');
  return { kind: found.kind, text: new TextDecoder().decode(made), columnsLeft, left: left.map(({ row, why }) => `${why}: ${row}`) };
}

describe('what a dropped file is', () => {
  test.each([
    ['x.csv', 'Account address,Show boosts\na@b.example,true\n', 'follows'],
    ['x.csv', '\ufeffAccount address;Show boosts;Notify on new posts;Languages\r\na@b.example;true;false;\r\n', 'follows'],
    ['blocked_accounts.csv', 'Account address,Hide notifications\na@b.example,true\n', 'mutes'],
    ['x.json', '{"custom_filters":[]}', 'custom_filters'],
    ['x.csv', 'List name,Account address\nCats,a@b.example\n', 'lists'],
    ['lists.csv', 'Cats,a@b.example\nDogs,c@d.example\n', 'lists'],
    ['blocked_accounts (1).csv', 'a@b.example\nc@d.example\n', 'blocks'],
    ['blocked_accounts_failures.csv', 'a@b.example\n', 'blocks'],
    ['Downloads/bookmarks.csv', 'https://b.example/1\n', 'bookmarks'],
    ['blocked_domains.csv', 'noise.example\nspam.example\n', 'domain_blocks'],
    ['blocked_domains.csv', '', 'domain_blocks'],
    ['whatever.csv', 'https://b.example/1\nhttps://b.example/2\n', 'bookmarks'],
    ['whatever.csv', '"Cats, old",a@b.example\nDogs,c@d.example\nx,e@f.example', 'lists'],
    ['whatever.csv', 'noise.example\nspam.example\n', 'domain_blocks'],
    ['lists.csv', '"She said ""hi, all""\nand left",a@b.example\n', 'lists'],
    ['whatever.csv', '"Two\nlines",a@b.example\n"Three\n\nlines",c@d.example\n', 'lists'],
    ['lists.csv', 'x@y.example,a@b.example\nz@y.example,c@d.example\n', 'lists'],
    ['lists.csv', 'Account address,a@b.example\nx@y.example,c@d.example\n', 'lists'],
    ['muted_accounts.csv', 'sep=;\na@b.example;true\n', 'mutes'],
  ] as const)('%s holding %j is %s', (name, text, kind) => {
    expect(look(name, text)).toMatchObject({ ok: true, kind });
  });

  test('bare accounts under an unknown name may be several lists: the person must say', () => {
    expect(look('mine.csv', 'a@b.example\nc@d.example\n')).toMatchObject({ ok: true, kind: null, candidates: ['follows', 'mutes', 'blocks'] });
    expect(look('mine.csv', 'Account address\na@b.example\n')).toMatchObject({ kind: null, candidates: ['follows', 'mutes', 'blocks'] });
  });

  test('a name that the rows speak against is not believed', () => {
    expect(look('lists.csv', 'https://b.example/1\nhttps://b.example/2\n')).toMatchObject({ kind: null, candidates: ['bookmarks'] });
    expect(look('lists.csv', 'a@b.example\n')).toMatchObject({ kind: null, candidates: ['follows', 'mutes', 'blocks'] });
  });

  test('prose is no list', () => {
    expect(look('poem.txt', 'Shall I compare thee\nto a summer’s day\n')).toMatchObject({ ok: true, kind: null, candidates: [] });
  });

  test('a quote that never closes is said with its line', () => {
    expect(look('lists.csv', 'Cats,a@b.example\n"Never closed,a@b.example\n')).toMatchObject({ ok: false, problem: { kind: 'unclosed-quote' } });
  });

  test('other files are named', () => {
    expect(look('follows.csv', '<!DOCTYPE html><html>')).toEqual({ ok: false, problem: { kind: 'other-file', is: 'html' } });
    expect(look('outbox.json', '{"orderedItems":[]}')).toEqual({ ok: false, problem: { kind: 'archive-part' } });
  });
});

describe('what other programs write', () => {
  test('Mastodon’s own file is kept byte for byte', () => {
    const own = 'Account address,Show boosts,Notify on new posts,Languages\na@b.example,true,false,\n';
    expect(as('following_accounts.csv', own)).toEqual({ kind: 'follows', text: own, columnsLeft: [], left: [] });
  });

  test.each([
    ['muted_accounts.csv', 'Handle\na@b.example\n', 'mutes'],
    ['mute-2026.csv', 'a@b.example\n', 'mutes'],
    ['blocking-2026.csv', 'a@b.example\n', 'blocks'],
    ['friends.csv', 'a@b.example', 'follows'],
    ['abonnements.csv', 'Compte;Afficher les partages\na@b.example;VRAI\n', 'follows'],
    ['instance-blocks.csv', 'domain\nnoise.example\n', 'domain_blocks'],
    ['user-lists-2026.csv', 'Bread,a@b.example\n', 'lists'],
  ] as const)('%s is told by its name and by its words', (name, text, kind) => {
    expect(look(name, text)).toMatchObject({ ok: true, kind });
  });

  test('a column of their own is named, and the header is no row', () => {
    const text = 'account,name,link\n@a@b.example,Ada Baker,https://b.example/@a\n';
    expect(as('users.csv', text, 'blocks')).toMatchObject({ kind: null, text: '@a@b.example\n', columnsLeft: ['name', 'link'] });
    expect(as('lists.csv', 'Bread,a@b.example,withReplies=true\n')).toMatchObject({ text: 'Bread,a@b.example\n', columnsLeft: ['3'] });
  });

  test('a title before very many members is written no further than any list goes: a small file makes no large one', () => {
    const row = `${'T'.repeat(29_000)},${Array.from({ length: 3_500 }, (_, at) => `a${at}@b.c`).join(',')}\n`;
    const found = look('lists.csv', row.repeat(3));
    const made = found.ok ? found.as('lists').bytes : bytes('');
    expect(made.length / MOST_BYTES).toBeCloseTo(1, 1);
    expect(parseList('lists', made)).toMatchObject({ ok: false, problem: { kind: 'too-big' } });
  });

  test('very many rows are read as few are', () => {
    const rows = Array.from({ length: 200_000 }, (_, at) => `a${at}@b.example,true,false,,mine\n`).join('');
    expect(as('follows.csv', rows, 'follows').columnsLeft).toEqual(['5']);
  });

  test('several members of a list in one row are several rows', () => {
    expect(as('lists.csv', 'Bread,a@b.example,c@d.example\nMaps,e@f.example\n').text).toBe('Bread,a@b.example\nBread,c@d.example\nMaps,e@f.example\n');
  });

  test('of a server’s block list, only what is suspended is a block', () => {
    const text = '#domain,#severity,#public_comment\nspam.example,suspend,"a, b"\nquiet.example,silence,\nnoop.example,noop,\n';
    expect(look('blocks.csv', text)).toMatchObject({ kind: 'domain_blocks', note: 'admin-blocks' });
    expect(as('blocks.csv', text)).toMatchObject({
      text: 'spam.example\n',
      columnsLeft: ['#public_comment'],
      left: ['severity: quiet.example,silence,', 'severity: noop.example,noop,'],
    });
  });

  test('a list of followers is none of follows, mutes or blocks', () => {
    for (const name of ['followers.csv', 'followers-noisy.example-2026-09-30.csv', 'Mes abonnés.csv'])
      expect(look(name, 'Account address\na@b.example\n'), name).toEqual({ ok: false, problem: { kind: 'followers' } });
    expect(look('followers.json', '{"followers":["a@b.example"]}')).toEqual({ ok: false, problem: { kind: 'followers' } });
  });

  test('filters as the API gives them become filters as Mastodon exports them', () => {
    const api = [
      {
        id: '1',
        title: 'Spoilers',
        context: ['home'],
        expires_at: null,
        filter_action: 'hide',
        keywords: [{ id: '3', keyword: 'end', whole_word: true }],
        statuses: [{ id: '9' }],
      },
    ];
    expect(JSON.parse(as('filters.json', JSON.stringify(api)).text)).toEqual({
      custom_filters: [
        { title: 'Spoilers', expires_at: null, context: ['home'], action: 'hide', keywords_attributes: [{ keyword: 'end', whole_word: true }], statuses: [] },
      ],
    });
    const older = [{ phrase: 'end', context: ['home'], whole_word: false, irreversible: false, expires_at: null }];
    expect(JSON.parse(as('filters.json', JSON.stringify(older)).text).custom_filters[0]).toMatchObject({ title: 'end', action: 'warn' });
  });

  test('an archive’s bookmarks and favourites are bookmarks; favourites only if the person wants that', () => {
    const of = (id: string) => JSON.stringify({ id, type: 'OrderedCollection', orderedItems: ['https://b.example/1', 'no link'] });
    expect(as('bookmarks.json', of('bookmarks.json'))).toMatchObject({ kind: 'bookmarks', text: 'https://b.example/1\n', left: ['not-a-link: no link'] });
    expect(look('likes.json', of('likes.json'))).toMatchObject({ kind: null, candidates: ['bookmarks'], note: 'likes' });
  });

  test('accounts of other programs’ JSON; what names none is left', () => {
    const text = JSON.stringify({ followings: ['a@b.example', 'bruno', 'https://photos.example/chloe'] });
    expect(as('followings.json', text)).toMatchObject({ kind: 'follows', left: ['not-an-address: https://photos.example/chloe'] });
    expect(as('followings.json', text).text).toContain('\nbruno,,,\n');
    expect(look('posts.json', '[{"text":"hello"}]')).toEqual({ ok: false, problem: { kind: 'other-program' } });
  });

  test.each([
    ['following_accounts.xlsx', 'spreadsheet'],
    ['list.ods', 'spreadsheet'],
    ['archive.zip.001', 'part-of-several'],
    ['archive.z01', 'part-of-several'],
  ] as const)('%s is said to be what it is: %s', (name, kind) => {
    expect(look(name, 'PK')).toEqual({ ok: false, problem: { kind } });
  });
});
