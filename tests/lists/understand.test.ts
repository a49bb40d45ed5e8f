import { describe, expect, test } from 'vitest';
import { type ListKind, namedInFull } from '../../lists/kinds';
import { MOST_BYTES, parseList } from '../../lists/parse';
import { type Understanding, understand } from '../../lists/understand';

const bytes = (text: string) => new TextEncoder().encode(text);
const NOW = Date.parse('2026-11-20T12:00:00Z');
const lookAll = (name: string, given: string | Uint8Array<ArrayBuffer>) => understand(name, typeof given === 'string' ? bytes(given) : given, NOW);
/** Of a file that holds one list. */
function look(name: string, given: string | Uint8Array<ArrayBuffer>) {
  const [found, ...others] = lookAll(name, given);
  if (found === undefined || others.length > 0) throw new Error(`${others.length + 1} answers`);
  return found;
}

/** The file as this list: the rows as Mastodon writes them, and what is left. */
function as(name: string, given: string | Uint8Array<ArrayBuffer>, kind?: ListKind) {
  return asList(look(name, given), kind);
}
function asList(found: Understanding, kind?: ListKind) {
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
    expect(look('blocks.csv', text)).toMatchObject({ kind: 'domain_blocks', notes: ['admin-blocks'] });
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
    expect(look('likes.json', of('likes.json'))).toMatchObject({ kind: null, candidates: ['bookmarks'], notes: ['likes'] });
  });

  test('accounts of other programs’ JSON; what names none is left', () => {
    const text = JSON.stringify({ followings: ['a@b.example', 'bruno', 'https://photos.example/chloe'] });
    expect(as('followings.json', text)).toMatchObject({ kind: 'follows', left: ['not-an-address: https://photos.example/chloe'] });
    expect(as('followings.json', text).text).toContain('\nbruno,,,\n');
    expect(look('things.json', '[{"size":1}]')).toEqual({ ok: false, problem: { kind: 'other-program' } });
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

describe('spreadsheets and other languages', () => {
  const rows = 'Account address\tShow boosts\r\nada@bakers.example\tTRUE\r\n';
  const utf16 = (text: string, little: boolean) => {
    const units = Array.from(`\ufeff${text}`, (sign) => sign.charCodeAt(0));
    return Uint8Array.from(units.flatMap((unit) => (little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])));
  };

  test('UTF-16, as Excel writes “Unicode text”, is read', () => {
    for (const little of [true, false]) expect(as('follows.txt', utf16(rows, little))).toMatchObject({ kind: 'follows', left: [] });
    expect(parseList('follows', bytes(as('follows.txt', utf16(rows, true)).text))).toMatchObject({ rows: [{ account: 'ada@bakers.example', boosts: true }] });
  });

  test('Windows-1252 is read, and said to be a guess', () => {
    const latin = Uint8Array.from('Café,ada@bakers.example\n', (sign) => sign.charCodeAt(0));
    expect(look('lists.csv', latin)).toMatchObject({ kind: 'lists', notes: ['guessed'] });
    expect(as('lists.csv', latin).text).toBe('Café,ada@bakers.example\n');
  });

  test.each([
    ['folge ich.csv', 'Kontoadresse;Geteilte Beiträge anzeigen;Sprachen\r\na@b.example;WAHR;de\r\n', 'follows', 'a@b.example,WAHR,,de\n'],
    ['cuentas_seguidas.csv', 'Dirección de la cuenta,Mostrar impulsos\na@b.example,FALSO\n', 'follows', 'a@b.example,FALSO,,\n'],
    ['geblokkeerde accounts.csv', 'Accountadres\na@b.example\n', 'blocks', 'a@b.example\n'],
    ['フォロー.csv', 'アカウント\na@b.example\n', 'follows', 'a@b.example,,,\n'],
    // Words of nobody's: the others name accounts, so it is a header all the same.
    ['mutes.csv', 'Tili ja nimi,Piilota\na@b.example,true\nc@d.example,false\n', 'mutes', 'a@b.example,\nc@d.example,\n'],
  ] as const)('%s with the header words of its language', (name, text, kind, end) => {
    const found = as(name, text);
    expect(found).toMatchObject({ kind, left: [] });
    expect(found.text.endsWith(end)).toBe(true);
  });

  test('a lone word above addresses may be a header or a name: it is left out and said', () => {
    expect(as('friends.csv', 'bruno\na@b.example\n')).toMatchObject({ kind: 'follows', left: ['no-server: bruno'] });
    expect(as('friends.csv', 'bruno\ndario\n')).toMatchObject({ kind: 'follows', left: [] });
    // What is no word is no header: it is left where everybody sees it.
    for (const first of ['ada@b', '! 117679901956330291@oak.example']) expect(as('blocks.csv', `${first}\na@b.example\n`).text).toContain(first);
    expect(as('blocked_domains.csv', '*.wild.example\nspam.example\n').text).toContain('*.wild.example');
    expect(look('numbers.csv', '109348573849573\n109348573849574\n')).toMatchObject({ kind: null, candidates: [] });
    expect(look('following.csv', 'Account ID\n109348573849573\n')).toMatchObject({ kind: null, candidates: [] });
  });

  test('a name without a server is one of the old server; a number and a domain are nobody’s name', () => {
    const rows = ['bruno', '@Dario', 'ada-b', '109348573849573', 'ada.bsky.social', 'a@b.example'].map((account) => ({ account }));
    expect(namedInFull<'blocks'>(rows, 'old.example').map(({ account }) => account)).toEqual([
      'bruno@old.example',
      'Dario@old.example',
      'ada-b@old.example',
      '109348573849573',
      'ada.bsky.social',
      'a@b.example',
    ]);
  });

  test('of several columns that may name the account, the one that does', () => {
    const finder = 'username,name,fediverse handle,url\nadatweets,Ada,@a@b.example,https://b.example/@a\n';
    expect(as('finder.csv', finder, 'follows')).toMatchObject({ columnsLeft: ['username', 'name', 'url'] });
    expect(as('finder.csv', finder, 'blocks').text).toBe('@a@b.example\n');
    expect(as('links.csv', 'name,url\nAda,https://b.example/@a\n', 'blocks').text).toBe('https://b.example/@a\n');
    expect(as('halves.csv', 'username,domain\nada,b.example\n', 'blocks')).toMatchObject({ text: 'ada@b.example\n', columnsLeft: [] });
  });

  test('links to posts are no accounts', () => {
    expect(look('saved.csv', 'https://b.example/@a/123\nhttps://b.example/users/a/statuses/4\n')).toMatchObject({ kind: 'bookmarks' });
    expect(look('likes.csv', 'https://b.example/@a/123\n')).toMatchObject({ kind: null, candidates: ['bookmarks'], notes: ['likes'] });
  });

  test('members of a list in one cell, or before the title', () => {
    expect(as('lists.csv', 'Bread,"a@b.example, c@d.example"\nMaps,e@f.example\n').text).toBe('Bread,a@b.example\nBread,c@d.example\nMaps,e@f.example\n');
    expect(as('lists.csv', 'List name,Members\nBread,a@b.example c@d.example\n').text).toBe('Bread,a@b.example\nBread,c@d.example\n');
    expect(as('lists.csv', 'a@b.example,Bread\nc@d.example,Maps\n').text).toBe('Bread,a@b.example\nMaps,c@d.example\n');
    expect(as('lists.csv', 'Bread,a@b.example\nBread,! 117679901956330291@oak.example\n')).toMatchObject({ kind: 'lists' });
  });
});

describe('settings that change the meaning', () => {
  test('the end of a mute is said, and a mute that has ended is left', () => {
    const text = 'acct,hide_notifications,mute_expires_at\na@b.example,True,2027-03-01\nc@d.example,False,\ne@f.example,True,2020-01-01\n';
    expect(as('mutes.csv', text)).toMatchObject({ kind: 'mutes', columnsLeft: ['mute_expires_at'], left: ['ended: e@f.example,True,2020-01-01'] });
    const [found] = lookAll('mutes.csv', text);
    expect(found?.ok && found.as('mutes').ends).toBe(1);
    // All are over: nothing is lost.
    expect(as('mutes.csv', 'Account address,Hide notifications,Ends\na@b.example,true,2020-01-01\nc@d.example,true,\n').columnsLeft).toEqual([]);
    expect(as('mutes.csv', 'Account address,Hide notifications,Duration\na@b.example,true,86400\n')).toMatchObject({ columnsLeft: ['Duration'], left: [] });
    const json = JSON.stringify([
      { acct: 'a@b.example', mute_expires_at: '2027-03-01T00:00:00Z' },
      { acct: 'bruno', mute_expires_at: null },
    ]);
    expect(as('mutes.json', json)).toMatchObject({ text: 'Account address,Hide notifications\na@b.example,\nbruno,\n', columnsLeft: ['mute_expires_at'] });
  });

  test('servers of an administrator’s list as JSON, with and without severities', () => {
    const api = [
      { domain: 'spam.example', digest: 'x', severity: 'suspend', comment: 'spam' },
      { domain: 'quiet.example', digest: 'y', severity: 'silence', comment: '' },
    ];
    expect(look('domain_blocks.json', JSON.stringify(api))).toMatchObject({ kind: 'domain_blocks', notes: ['admin-blocks'] });
    expect(as('domain_blocks.json', JSON.stringify(api))).toMatchObject({
      text: 'spam.example\n',
      columnsLeft: ['comment'],
      left: ['severity: quiet.example,silence,'],
    });
    expect(as('x.json', '["spam.example","noise.example"]')).toMatchObject({ kind: 'domain_blocks', text: 'spam.example\nnoise.example\n' });
    expect(as('blocked_domains.csv', 'https://spam.example/\n# mine\n').text).toBe('spam.example\n# mine\n');
  });

  test.each(['domain_allows.csv', 'allowlist.csv', 'email_domain_blocks.csv'])('%s is no list of blocks', (name) => {
    expect(look(name, '#domain\nb.example\n')).toEqual({ ok: false, problem: { kind: 'other-admin-list' } });
  });

  test('filters as a table: rows of one title are one filter; without places it is none', () => {
    const text =
      'Title;Keyword;Whole word;Action;Expires at;Contexts;Note\nSpoilers;finale;true;warn;;home, public;x\nSpoilers;ending;false;warn;;home, public;\nFootball;offside;false;hide;2027-01-01;home;\nEmpty;;false;warn;;home;\n';
    const found = as('filters.csv', text);
    expect(found).toMatchObject({ kind: 'custom_filters', columnsLeft: ['Note'], left: ['no-filter: Empty,,false,warn,,home,'] });
    expect(JSON.parse(found.text).custom_filters).toEqual([
      {
        title: 'Spoilers',
        expires_at: null,
        context: ['home', 'public'],
        action: 'warn',
        keywords_attributes: [
          { keyword: 'finale', whole_word: true },
          { keyword: 'ending', whole_word: false },
        ],
        statuses: [],
      },
      {
        title: 'Football',
        expires_at: '2027-01-01T00:00:00.000Z',
        context: ['home'],
        action: 'hide',
        keywords_attributes: [{ keyword: 'offside', whole_word: false }],
        statuses: [],
      },
    ]);
    // Beside "drop", "hide" is the gentler of the two.
    const slurp = 'Title,Keyword,Action,Contexts\nA,a,hide,home\nB,b,drop,home\n';
    expect(JSON.parse(as('filters.csv', slurp).text).custom_filters.map(({ action }: { action: string }) => action)).toEqual(['warn', 'hide']);
    expect(look('muted words.csv', 'keyword\nfinale\n')).toEqual({ ok: false, problem: { kind: 'filters-of-another-program' } });
    expect(look('filters.csv', 'keyword,whole word\nfinale,true\n')).toEqual({ ok: false, problem: { kind: 'filters-of-another-program' } });
  });
});

describe('what Misskey and its kin, Pixelfed, Friendica and the API give', () => {
  const note = (uri: string | null) => ({ id: '9b', note: { id: '9c', text: 'x', uri, url: null, user: { username: 'dario', host: null } } });
  const json = (value: unknown) => JSON.stringify(value);

  test('Misskey’s favourites are bookmarks; a note of its own server has no address', () => {
    const text = json([note('https://b.example/notes/1'), note(null)]);
    expect(as('favorites-2026.json', text)).toMatchObject({ kind: 'bookmarks', text: 'https://b.example/notes/1\n', left: ['not-a-link: @dario: 9c'] });
    expect(as('favorites.json', json({ host: 'shark.example', favorites: [note('https://b.example/notes/1')] }))).toMatchObject({ kind: 'bookmarks' });
  });

  test('clips may become bookmarks, if the person wants that', () => {
    const text = json([{ id: 'c', name: 'Bread', clipNotes: [note('https://b.example/notes/1')] }]);
    expect(look('clips-2026.json', text)).toMatchObject({ kind: null, candidates: ['bookmarks'], notes: ['clips'] });
    expect(as('clips-2026.json', text, 'bookmarks').text).toBe('https://b.example/notes/1\n');
  });

  test.each([
    ['antennas-2026.json', json([{ name: 'Bread', src: 'users', keywords: [['a']], users: ['@a@b.example'] }]), 'antennas'],
    ['notes-2026.json', json([{ id: '1', text: 'hello', visibility: 'public' }]), 'posts'],
    ['notes.json', json({ host: 'shark.example', notes: [{ id: '1', text: 'hello' }] }), 'posts'],
    ['pixelfed-statuses.json', json([{ id: 'https://p.example/1', type: 'Note', content: 'x' }]), 'posts'],
    ['followed_tags.json', json([{ name: 'bread', url: 'https://old.example/tags/bread' }]), 'hashtags'],
    ['tags.csv', '#bread\n#maps\n', 'hashtags'],
    ['pixelfed-following.json', json(['https://p.example/chloe', 'https://p.example/dario']), 'profile-links'],
    ['mutedWords.json', json([['a', 'b'], 'c']), 'filters-of-another-program'],
    ['following.js', 'window.YTD.following.part0 = []', 'other-program'],
    ['words.json', json(['bread', 'maps']), 'other-program'],
  ] as const)('%s is said to be what it is', (name, text, kind) => {
    expect(look(name, text)).toEqual({ ok: false, problem: { kind } });
  });

  test('several lists in one file are all found, and followers are none of them', () => {
    const all = lookAll(
      'export.json',
      json({
        following: ['a@b.example'],
        muted: ['c@d.example'],
        followers: ['f@g.example'],
        lists: [{ title: 'Bread', accounts: [{ acct: 'a@b.example' }] }],
      }),
    );
    expect(all.map((found) => asList(found))).toMatchObject([
      { kind: 'follows' },
      { kind: 'mutes', text: 'Account address,Hide notifications\nc@d.example,\n' },
      { kind: 'lists', text: 'Bread,a@b.example\n' },
    ]);
  });

  test('lists with their members; one without, or a setting that no import carries, is said', () => {
    const lists = [
      { title: 'Bread', exclusive: true, accounts: [{ acct: 'a@b.example' }, { acct: 7 }] },
      { title: 'Empty', exclusive: false, accounts: [] },
    ];
    expect(as('lists.json', json(lists))).toMatchObject({
      kind: 'lists',
      text: 'Bread,a@b.example\n',
      columnsLeft: ['exclusive'],
      left: ['not-an-address: Bread: {"acct":7}', 'no-members: Empty'],
    });
    expect(as('my lists.json', json({ Bread: ['a@b.example'], Maps: ['c@d.example'] })).text).toBe('Bread,a@b.example\nMaps,c@d.example\n');
  });

  test('items that are no accounts are left, and said', () => {
    expect(as('following.json', json({ following: ['a@b.example', 42, null, { acct: 5 }, ['x']] })).left).toHaveLength(4);
  });

  test('Friendica’s account: whom it follows, not whom it knows', () => {
    const contact = [
      { self: 1, addr: 'amelie@friends.example', rel: 0 },
      { self: 0, addr: 'a@b.example', rel: 2 },
      { self: 0, addr: 'c@d.example', rel: '3' },
      { self: 0, addr: 'fan@d.example', rel: 1 },
      { self: 0, addr: '', url: 'https://feeds.example/rss', rel: 2 },
    ];
    const account = json({ version: '2024.08', user: { nickname: 'amelie' }, contact });
    const rows = 'a@b.example,,,\nc@d.example,,,\n';
    for (const [name, text] of [
      ['amelie.account', account],
      ['amelie.backup', `${account}\n{"item":[{"body":"x"}]}\n`],
    ] as const) {
      expect(as(name, text)).toMatchObject({ kind: 'follows', left: ['not-an-address: https://feeds.example/rss'] });
      expect(as(name, text).text.endsWith(rows)).toBe(true);
    }
  });

  test('the number of a row or of a person is nobody’s name', () => {
    const follows = [{ id: '1', followee: { id: '9a', username: 'ada', host: 'b.example' } }, { id: '2' }];
    expect(as('following.json', json(follows))).toMatchObject({ left: ['not-an-address: {"id":"2"}'] });
    expect(as('following.json', json(follows)).text).toContain('\nada@b.example,');
    expect(look('user-lists.json', json([{ id: '1', name: 'Bread', userIds: ['9a'] }]))).toMatchObject({ ok: false });
  });

  test('one account a line is read as well', () => {
    expect(as('following.json', '{"acct":"a@b.example"}\n{"acct":"c@d.example"}\n')).toMatchObject({ kind: 'follows' });
  });

  test('addresses under a name that says nothing: the person must say', () => {
    expect(look('people.json', json(['a@b.example', 'c@d.example']))).toMatchObject({ kind: null, candidates: ['follows', 'mutes', 'blocks'] });
  });

  test('bookmarks and favourites as the API gives them', () => {
    const status = { id: '1', uri: 'https://b.example/users/a/statuses/1', url: 'https://b.example/@a/1', content: 'x', account: { acct: 'a@b.example' } };
    expect(as('bookmarks.json', json([status])).text).toBe('https://b.example/users/a/statuses/1\n');
    expect(look('favourites.json', json([status]))).toMatchObject({ kind: null, notes: ['likes'] });
  });
});

describe('files that are packed or split', () => {
  test.each([
    ['archive.zip.aa', 'x', { kind: 'part-of-several' }],
    ['archive.zip.part1', 'x', { kind: 'part-of-several' }],
    ['archive.part2.rar', 'x', { kind: 'part-of-several' }],
    ['archive.7z', '7z\u00bc\u00af\u0027\u001c', { kind: 'other-file', is: 'packed' }],
    ['follows.csv', '\u00d0\u00cf\u0011\u00e0\u0000\u0000', { kind: 'other-file', is: 'spreadsheet' }],
    ['feeds.opml', '<?xml version="1.0"?><opml>', { kind: 'other-file', is: 'other' }],
    ['bookmarks.html', '<!DOCTYPE NETSCAPE-Bookmark-file-1>', { kind: 'other-file', is: 'browser-bookmarks' }],
    ['follows.csv', '{\\rtf1 ada@b.example}', { kind: 'other-file', is: 'other' }],
    ['photo.csv', '\u0000\u0000\u0000\u0018ftypheic', { kind: 'other-file', is: 'picture' }],
    ['photo.csv', 'RIFF1234WEBPVP8 ', { kind: 'other-file', is: 'picture' }],
    ['._follows.csv', '\u0000\u0005\u0016\u0007\u0000\u0002', { kind: 'other-file', is: 'mac' }],
    ['follows.csv', '\u0000'.repeat(600), { kind: 'nul', line: 1 }],
  ] as const)('%s is said to be what it is', (name, text, problem) => {
    expect(
      look(
        name,
        Uint8Array.from(text, (sign) => sign.charCodeAt(0)),
      ),
    ).toEqual({ ok: false, problem });
  });

  test('an archive in tar.gz is no part of several', () => {
    expect(look('archive-2018.tar.gz', Uint8Array.of(0x1f, 0x8b, 8))).toMatchObject({ problem: { kind: 'other-file', is: 'gzip' } });
  });
});

test.each([
  ['a number beside a server is no account', 'instances.csv', 'instance,users\nspam.example,12\nnoise.example,3\n', { text: '' }],
  [
    'severities without a header say what they say',
    'domain_blocks.csv',
    'spam.example;suspend\nmeh.example;silence\n',
    { kind: 'domain_blocks', text: 'spam.example\n', columnsLeft: [], left: ['severity: meh.example,silence'] },
  ],
])('%s', (_, name, text, expected) => {
  const found = look(name, text);
  expect(found.ok && found.candidates.includes('follows')).toBe(false);
  if ('kind' in expected) expect(as(name, text)).toMatchObject(expected);
});

test('who asks to follow is nobody to follow', () => {
  expect(look('follow_requests.csv', 'Account address\nfan@b.example\n')).toEqual({ ok: false, problem: { kind: 'followers' } });
});
