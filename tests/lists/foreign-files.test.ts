import { expect, test } from 'vitest';
import { parseHandle } from '../../lists/handle';
import type { ListKind } from '../../lists/kinds';
import { parseList } from '../../lists/parse';
import { rowsWithoutName, understand } from '../../lists/understand';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const FOLLOWS = 'Account address,Show boosts,Notify on new posts,Languages\n';

/** Each list of the file: its rows as Mastodon writes them, without the header, and what is not used. */
function read(name: string, content: unknown, kind: ListKind = 'follows') {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return understand(name, new TextEncoder().encode(text), NOW).map((found) => {
    if (!found.ok) return found.problem.kind;
    const as = found.as(found.kind ?? kind);
    const rows = new TextDecoder().decode(as.bytes).replace(/^Account address.*\n/, '');
    return { kind: found.kind, rows, ends: as.ends, columnsLeft: as.columnsLeft, left: as.left.map(({ row, why }) => `${why}: ${row}`) };
  });
}

test('a bar between the cells', () => {
  const text = `${FOLLOWS}a@b.example,true,false,\n`.replaceAll(',', '|');
  expect(read('follows.csv', text)).toMatchObject([{ kind: 'follows', columnsLeft: [], left: [] }]);
  expect(parseList('follows', new TextEncoder().encode(text))).toMatchObject({
    rows: [{ account: 'a@b.example', boosts: true }],
    delimiter: '|',
    plain: false,
  });
  expect(read('blocked_accounts.csv', 'a@b.example|x\n')).toMatchObject([{ kind: 'blocks', rows: 'a@b.example\n', columnsLeft: ['2'] }]);
});

test('the last row of a file that breaks off in it is left: half a name may be somebody else’s', () => {
  const file = `${FOLLOWS}a@b.example,true,false,\nbru`;
  expect(read('follows.csv', file)).toMatchObject([{ rows: 'a@b.example,true,false,\n', left: ['cut-off: bru'] }]);
  // Where every row has one cell, or the line has its end, nothing says that anything is missing.
  expect(read('blocks.csv', 'a@b.example\nc@d.example')).toMatchObject([{ rows: 'a@b.example\nc@d.example', left: [] }]);
  expect(read('follows.csv', `${file}\n`)).toMatchObject([{ left: [] }]);
});

test('settings stand below known words also where the word for the accounts is nobody’s', () => {
  expect(read('follows.csv', 'Dirección del perfil,Mostrar impulsos\na@b.example,falso\n')).toMatchObject([{ rows: 'a@b.example,falso,,\n', columnsLeft: [] }]);
});

test('without a header, a cell that cannot be the setting of its place is named, not used', () => {
  expect(read('following.csv', 'a@b.example,withReplies=false\nc@d.example,withReplies=true\n')).toMatchObject([
    { kind: 'follows', rows: 'a@b.example,,,\nc@d.example,,,\n', columnsLeft: ['2'] },
  ]);
  expect(read('muting.csv', 'a@b.example,2027-01-01T00:00:00.000Z\nc@d.example,\ne@f.example,2020-01-01\n')).toMatchObject([
    { kind: 'mutes', rows: 'a@b.example,\nc@d.example,\n', ends: 1, left: ['ended: e@f.example,2020-01-01'] },
  ]);
});

test('lists side by side: a column for each, or marks beside each member', () => {
  expect(read('lists.csv', 'Bread,Maps\na@b.example,c@d.example\ne@f.example,\n')).toMatchObject([
    { kind: 'lists', rows: 'Bread,a@b.example\nBread,e@f.example\nMaps,c@d.example\n', left: [] },
  ]);
  expect(read('lists.csv', 'Member,Bread,Maps\na@b.example,x,\nc@d.example,x,x\n')).toMatchObject([
    { kind: 'lists', rows: 'Bread,a@b.example\nBread,c@d.example\nMaps,c@d.example\n', left: [] },
  ]);
  // Nobody's lists: who is followed beside who is blocked, and a yes or no that is a setting.
  expect(read('people.csv', 'Follows,Blocks\na@b.example,c@d.example\n').map((found) => typeof found !== 'string' && found.kind)).not.toContain('lists');
  expect(read('people.csv', 'Account,Bot,Verified\na@b.example,true,false\n', 'blocks')).toMatchObject([{ kind: null, rows: 'a@b.example\n' }]);
  // Whoever stands below no title would be lost.
  expect(read('lists.csv', 'Bread,Maps,\na@b.example,c@d.example,e@f.example\n')).not.toMatchObject([{ left: [], columnsLeft: [] }]);
});

test.each([
  ['in words of their own', 'blocks.csv', 'instance,action\nspam.example,suspended\nmeh.example,silenced\n', 'meh.example,silenced'],
  ['as a level', 'x.csv', 'Domain,Level,Reason\nspam.example,reject,x\nmeh.example,limited,y\n', 'meh.example,limited,y'],
  ['as yes and no', 'x.csv', 'hostname,suspended,silenced\nspam.example,true,false\nmeh.example,false,true\n', 'meh.example,silence,true'],
  ['as yes and no of the other', 'x.csv', 'domain,silenced\nspam.example,false\nmeh.example,true\n', 'meh.example,silence'],
])('severities of a server’s block list %s', (_, name, text, left) => {
  expect(read(name, text)).toMatchObject([{ kind: 'domain_blocks', rows: 'spam.example\n', left: [`severity: ${left}`] }]);
});

test('a reason is no severity', () => {
  expect(read('domain_blocks.csv', 'domain,reason\nspam.example,none\n')).toMatchObject([{ rows: 'spam.example\n', columnsLeft: ['reason'], left: [] }]);
});

test('a list of blocks whose entries are servers blocks servers; what it says about itself is no row', () => {
  expect(read('blocklist.txt', '# bad servers\n// made on Sunday\nspam.example\n*.noise.example\n')).toMatchObject([
    { kind: 'domain_blocks', rows: 'spam.example\n*.noise.example\n', left: [] },
  ]);
  expect(read('muted_instances.csv', 'spam.example\n', 'domain_blocks')).toMatchObject([{ kind: null }]);
  expect(read('numbers.csv', '3.14\n2.72\n')).toMatchObject([{ kind: null }]);
});

test('the same as JSON, whatever it is called there', () => {
  const spam = { domain: 'spam.example', severity: 'suspend' };
  expect(read('blocklist.json', { blocks: [spam, { domain: 'meh.example', severity: 'silence' }] })).toMatchObject([
    { kind: 'domain_blocks', rows: 'spam.example\n', left: ['severity: meh.example,silence'] },
  ]);
  const since = '2026-01-01T00:00:00Z';
  expect(
    read('x.json', [
      { domain: 'spam.example', suspended_at: since },
      { domain: 'meh.example', silenced_at: since },
    ]),
  ).toMatchObject([{ kind: 'domain_blocks', rows: 'spam.example\n', left: ['severity: meh.example,silence'] }]);
});

test('Misskey’s API: who follows is no list of follows, and what somebody does says which list it is', () => {
  const user = (username: string) => ({ id: '9b', username, host: 'b.example' });
  const follower = { id: '9c', followeeId: '9a', followerId: '9b', follower: user('fan') };
  for (const content of [[follower], follower, { follower: user('fan') }]) expect(read('x.json', content)).toEqual(['followers']);
  expect(read('x.json', [{ followee: user('ada') }])).toMatchObject([{ kind: 'follows', rows: 'ada@b.example,,,\n' }]);
  expect(read('x.json', [{ mutee: user('eve'), expiresAt: '2027-01-01T00:00:00Z' }])).toMatchObject([{ kind: 'mutes', rows: 'eve@b.example,\n', ends: 1 }]);
  expect(read('x.json', [{ blockee: user('eve') }])).toMatchObject([{ kind: 'blocks', rows: 'eve@b.example\n' }]);
  const both = (follows: string, followed: string) => ({ follower: user(follows), followee: user(followed) });
  expect(read('x.json', [both('me', 'ada'), both('me', 'bo')])).toMatchObject([{ kind: 'follows' }]);
  expect(read('x.json', [both('ada', 'me'), both('bo', 'me')])).toEqual(['followers']);
});

test('Lemmy’s settings: one answer for each list that has entries; communities are followed as people are', () => {
  const settings = {
    followed_communities: ['https://lemmy.example/c/bread'],
    saved_posts: ['https://lemmy.example/post/1'],
    blocked_communities: ['https://lemmy.example/c/spam'],
    blocked_users: ['https://lemmy.example/u/eve'],
    blocked_instances: [],
  };
  expect(read('settings.json', settings)).toMatchObject([
    { kind: 'follows', rows: 'bread@lemmy.example,,,\n' },
    { kind: 'bookmarks', rows: 'https://lemmy.example/post/1\n' },
    { kind: 'blocks', rows: 'spam@lemmy.example\neve@lemmy.example\n' },
  ]);
});

test('Friendica and Hubzilla: nobody is followed whom the person blocks', () => {
  const contact = [
    { self: 0, addr: 'a@b.example', rel: 2, blocked: '0' },
    { self: 0, addr: 'eve@b.example', rel: 3, blocked: '1' },
  ];
  const lists = [
    { kind: 'follows', rows: 'a@b.example,,,\n' },
    { kind: 'blocks', rows: 'eve@b.example\n' },
  ];
  expect(read('account.json', { user: {}, contact })).toMatchObject(lists);
  const abook = [
    { abook_xchan: 'me', abook_self: 1 },
    { abook_xchan: 'x', abook_self: 0, abook_pending: 0, abook_blocked: 0 },
    { abook_xchan: 'y', abook_self: 0, abook_pending: 1 },
    { abook_xchan: 'z', abook_self: 0, abook_pending: 0, abook_blocked: 1 },
  ];
  const xchan = ['me', 'x', 'y', 'z'].map((hash) => ({
    xchan_hash: hash,
    xchan_addr: hash === 'x' ? 'a@b.example' : hash === 'z' ? 'eve@b.example' : `${hash}@h.example`,
  }));
  expect(read('channel.json', { channel: {}, abook, xchan })).toMatchObject(lists);
});

test('everybody whom a server knows is nobody’s list', () => {
  const text = [
    { type: 'account', id: '1', username: 'amelie' },
    { type: 'block', accountId: '1', targetAccountId: '2' },
    { type: 'account', id: '2', username: 'eve', domain: 'b.example' },
  ];
  expect(read('gts.json', text.map((line) => JSON.stringify(line)).join('\n'))).toEqual(['other-program']);
});

test('lists whose members the API tells elsewhere are said to be lists', () => {
  expect(read('lists.json', [{ id: '1', title: 'Bread', replies_policy: 'list' }])).toMatchObject([{ kind: 'lists', rows: '', left: ['no-members: Bread'] }]);
});

test('the bookmarks of a browser are not Mastodon’s', () => {
  expect(read('bookmarks.json', { type: 'text/x-moz-place-container', children: [] })).toEqual(['browser-bookmarks']);
  expect(read('Bookmarks', { checksum: 'x', roots: { bookmark_bar: { children: [] } } })).toEqual(['browser-bookmarks']);
});

test('an empty file under a name that says nothing is empty; an empty export is an empty list', () => {
  expect(read('x.csv', '\ufeff\n')).toEqual(['empty']);
  expect(read('blocked_accounts.csv', '')).toMatchObject([{ kind: 'blocks', rows: '' }]);
});

test('why a row names nobody', () => {
  const why = (account: string) => rowsWithoutName('blocks', [{ account }], 'old.example').map((left) => left.why);
  expect(['bruno', 'a@b.example', '＠bruno＠b.example'].flatMap(why)).toEqual([]);
  expect(['ada.b', 'ada[at]b.example', 'ada at b.example', '123456', 'x@y.invalid'].flatMap(why)).toEqual([
    'no-server',
    'not-an-address',
    'not-an-address',
    'not-an-address',
    'not-an-address',
  ]);
});

test('numbers that Misskey has given since the end of 2024 are nobody’s name, either', () => {
  const of = (name: string) => parseHandle(`https://misskey.example/users/${name}`).ok;
  expect(['9abcdefgh1', 'a1k2m3n4p5', 'a0f3x2q1z9b8c7d6'].map(of)).toEqual([false, false, false]);
  expect(['alexander1', 'andreas123', 'ada', 'a1b2', 'annemarie'].map(of)).toEqual([true, true, true, true, true]);
});
