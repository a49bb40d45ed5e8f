import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { readAccount } from '../../mastodon/account';

const pageWith = (block: string, type = 'application/json') =>
  parseHTML(`<!DOCTYPE html><html><head><script id="initial-state" type="${type}">${block}</script></head><body></body></html>`).document;
const read = (state: unknown) => readAccount(pageWith(JSON.stringify(state)));

const accounts = { '1': { id: '1', username: 'admin', acct: 'admin' }, '7': { id: '7', username: 'rosa', acct: 'rosa', display_name: '<b>x</b>' } };
const meta = { domain: 'alt.example', version: '4.5.1', repository: 'glitch-soc/mastodon', locale: 'de', me: '7' };
const { me: _, ...nobody } = meta;

describe('who is signed in', () => {
  test('is the account of `me`, not the first one', () => {
    expect(read({ meta, accounts })).toEqual({
      account: { handle: 'rosa@alt.example', id: '7', functional: true, movedTo: null },
      server: { repository: 'glitch-soc/mastodon', version: '4.5.1', locale: 'de' },
    });
  });
  test('may be an account that is not functional', () => {
    expect(read({ meta: { ...nobody, disabled_account_id: '7' }, accounts })?.account).toEqual({
      handle: 'rosa@alt.example',
      id: '7',
      functional: false,
      movedTo: null,
    });
  });
  test('may have moved to another server', () => {
    const moved = { meta: { ...nobody, disabled_account_id: '7', moved_to_account_id: '9' }, accounts: { ...accounts, '9': { acct: 'rosa_l@neu.example' } } };
    expect(read(moved)?.account.movedTo).toBe('rosa_l@neu.example');
  });
  test('may have moved within its server', () => {
    const moved = { meta: { ...nobody, disabled_account_id: '7', moved_to_account_id: '1' }, accounts };
    expect(read(moved)?.account.movedTo).toBe('admin@alt.example');
  });
  test('has not moved where the page names no new account, whatever other accounts it lists', () => {
    const odd = { acct: 'rosa_l@neu.example' };
    expect(read({ meta, accounts: { ...accounts, '': odd, null: odd, undefined: odd } })?.account.movedTo).toBeNull();
  });
  test('is not functional on Hometown either, once it has moved', () => {
    const moved = { meta, accounts: { ...accounts, '7': { ...accounts['7'], moved: { acct: 'rosa_l@neu.example' } } } };
    expect(read(moved)?.account).toEqual({ handle: 'rosa@alt.example', id: '7', functional: false, movedTo: 'rosa_l@neu.example' });
  });
  test('keeps a Unicode domain as the page shows it', () => {
    expect(read({ meta: { ...meta, domain: 'bücher.example' }, accounts })?.account.handle).toBe('rosa@bücher.example');
  });
});

test('an account is not functional where `me` says nothing, and a server may keep its language to itself', () => {
  expect(read({ meta: { ...meta, me: '', disabled_account_id: '7' }, accounts })).toMatchObject({ account: { id: '7', functional: false } });
  expect(read({ meta: { ...meta, locale: null }, accounts })).toMatchObject({ server: { locale: '' } });
});

describe('the access token', () => {
  test('is in nothing that is returned, wherever it stands', () => {
    const token = 'planted-token';
    const state = { access_token: token, meta: { ...meta, access_token: token }, accounts: { ...accounts, '7': { ...accounts['7'], access_token: token } } };
    expect(JSON.stringify(read(state))).not.toContain(token);
  });
  test('is gone before anything is read, even under a name that is', () => {
    expect(read({ meta: { ...meta, me: 'access_token' }, accounts: { ...accounts, access_token: accounts['7'] } })).toBeNull();
  });
});

describe('a block that is not as expected says nobody', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{"meta":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1'],
    ['no meta', '{"accounts":{}}'],
    ['meta of another kind', '{"meta":"x","accounts":{}}'],
    ['no accounts', JSON.stringify({ meta })],
    ['accounts of another kind', JSON.stringify({ meta, accounts: 'rosa' })],
    ['nobody signed in', JSON.stringify({ meta: nobody, accounts })],
    ['an account that is not there', JSON.stringify({ meta: { ...meta, me: '8' }, accounts })],
    ['an account of another kind', JSON.stringify({ meta, accounts: { '7': 'rosa' } })],
    ['an account without name', JSON.stringify({ meta, accounts: { '7': {} } })],
    ['a name of another kind', JSON.stringify({ meta, accounts: { '7': { username: { toString: 'rosa' } } } })],
    ['a name with a domain', JSON.stringify({ meta, accounts: { '7': { username: 'rosa@else.example' } } })],
    ['a name that is markup', JSON.stringify({ meta, accounts: { '7': { username: '<b>' } } })],
    ['a number for me', JSON.stringify({ meta: { ...meta, me: 7 }, accounts })],
    ['no version', JSON.stringify({ meta: { ...meta, version: null }, accounts })],
    ['a domain with a path', JSON.stringify({ meta: { ...meta, domain: 'alt.example/x' }, accounts })],
    ['a domain with an @', JSON.stringify({ meta: { ...meta, domain: 'x@alt.example' }, accounts })],
    ['an endless name', JSON.stringify({ meta, accounts: { '7': { username: 'x'.repeat(10_000) } } })],
    ['a prototype for me', JSON.stringify({ meta: { ...meta, me: '__proto__' }, accounts })],
    ['a constructor for me', JSON.stringify({ meta: { ...meta, me: 'constructor' }, accounts })],
    ['a prototype with all of it', `{"__proto__":${JSON.stringify({ meta, accounts })}}`],
    ['deep nesting', '['.repeat(100_000)],
  ])('%s', (_name, block) => expect(readAccount(pageWith(block))).toBeNull());

  test('no block at all', () => expect(readAccount(parseHTML('<p>').document)).toBeNull());
  test('a block that is a script', () => expect(readAccount(pageWith(JSON.stringify({ meta, accounts }), 'text/javascript'))).toBeNull());
});
