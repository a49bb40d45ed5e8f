import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { handleText, parseHandle, parseServer, sameHandle, shownHandle } from '../../lists/handle';

const parsed = (text: string) => {
  const result = parseHandle(text);
  return result.ok ? handleText(result.value) : result.problem;
};

describe('a handle is read however it was pasted', () => {
  test.each([
    ['amelie@old.example', 'amelie@old.example'],
    ['@amelie@old.example', 'amelie@old.example'],
    ['  @Amelie@OLD.example  ', 'Amelie@old.example'],
    ['amelie @ old.example', 'amelie@old.example'],
    ['acct:amelie@old.example', 'amelie@old.example'],
    ['mailto:amelie@old.example', 'amelie@old.example'],
    ['<amelie@old.example>', 'amelie@old.example'],
    ['“@amelie@old.example”', 'amelie@old.example'],
    ['(@amelie@old.example)', 'amelie@old.example'],
    ['\u200bamelie@old.example\u2060', 'amelie@old.example'],
    ['\u202aamelie@old.example\u202c', 'amelie@old.example'],
    ['@amelie@old.example/', 'amelie@old.example'],
    ['amelie@old.example.', 'amelie@old.example'],
    ['amelie＠old.example', 'amelie@old.example'],
    ['https://old.example/@amelie', 'amelie@old.example'],
    ['http://old.example/@amelie', 'amelie@old.example'],
    ['https://old.example/@amelie/', 'amelie@old.example'],
    ['https://old.example/@amelie/109348502931345678', 'amelie@old.example'],
    ['https://old.example/@amelie?lang=fr#top', 'amelie@old.example'],
    ['https://old.example/@amelie/with_replies', 'amelie@old.example'],
    ['https://new.example/@amelie@old.example', 'amelie@old.example'],
    ['https://old.example/web/@amelie', 'amelie@old.example'],
    ['https://old.example/users/amelie', 'amelie@old.example'],
    ['https://old.example/%40amelie', 'amelie@old.example'],
    ['https://elk.zone/old.example/@amelie', 'amelie@old.example'],
    ['elk.zone/old.example/@amelie/109348502931345678', 'amelie@old.example'],
    ['https://elk.zone/new.example/@amelie@old.example', 'amelie@old.example'],
    ['https://old.example/@amelie.rss', 'amelie@old.example'],
    ['https://old.example/users/amelie.json', 'amelie@old.example'],
    ['HTTPS://OLD.example/@amelie', 'amelie@old.example'],
    ['old.example/@amelie', 'amelie@old.example'],
    ['a.b-c_d@old.example', 'a.b-c_d@old.example'],
    ['zoé@old.example', 'bad-username'],
    ['amelie@münchen.example', 'amelie@xn--mnchen-3ya.example'],
    ['amelie@xn--mnchen-3ya.example', 'amelie@xn--mnchen-3ya.example'],
    ['amelie@old.example:8443', 'amelie@old.example:8443'],
    ['amelie@old.localhost', 'amelie@old.localhost'],
  ])('%j', (pasted, expected) => {
    expect(parsed(pasted)).toBe(expected);
  });
});

describe('what is no handle is told apart', () => {
  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['@', 'no-domain'],
    ['amelie', 'no-domain'],
    ['@amelie', 'no-domain'],
    ['amelie@', 'no-domain'],
    ['ame lie@old.example', 'bad-username'],
    ['@old.example@', 'no-domain'],
    ['amelie@old', 'bad-domain'],
    ['amelie@old example', 'bad-domain'],
    ['amelie@127.0.0.1', 'bad-domain'],
    ['amelie@[::1]', 'bad-domain'],
    ['amelie@old.example@more', 'bad-domain'],
    ['amelie@-old.example', 'bad-domain'],
    ['amelie@old..example', 'bad-domain'],
    ['amelie@user:secret@old.example', 'bad-domain'],
    ['https://old.example/@ame\tlie', 'bad-domain'],
    ['https://old.exa\nmple/@amelie', 'bad-domain'],
    ['https://old.example/', 'not-a-profile'],
    ['https://old.example/about', 'not-a-profile'],
    ['https://old.example/settings/aliases', 'not-a-profile'],
    ['https://phanpy.social/#/old.example/a/109348502931345678', 'no-name'],
    ['phanpy.social/#/a/109348502931345678', 'no-name'],
    ['https://semaphore.social/accounts/109348502931345678', 'no-name'],
    ['https://old.example/web/accounts/1', 'no-name'],
    ['https://old.example/ap/users/109348502931345678', 'no-name'],
    ['https://phanpy.social/#/old.example/trending', 'not-a-profile'],
    ['ftp://old.example/@amelie', 'not-a-profile'],
    ['javascript:alert(1)', 'no-domain'],
  ])('%j is %s', (pasted, problem) => {
    expect(parsed(pasted)).toBe(problem);
  });

  test('nothing anybody pastes makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.emailAddress()), (text) => {
        parseHandle(text);
        parseServer(text);
        shownHandle(text);
        sameHandle(text, text);
      }),
    );
  });
});

test('what was read is read the same again, in every form it is shown in', () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9_]([a-zA-Z0-9_.-]{0,20}[a-zA-Z0-9_])?$/);
  const domain = fc.constantFrom('old.example', 'münchen.example', 'a.b.c.example', 'old.example:8443', '例え.example');
  fc.assert(
    fc.property(name, domain, fc.constantFrom('', '@', ' @', 'acct:'), (username, host, before) => {
      const first = parseHandle(`${before}${username}@${host}`);
      expect(first.ok).toBe(true);
      if (!first.ok) return;
      expect(parseHandle(handleText(first.value))).toEqual(first);
      expect(parseHandle(shownHandle(first.value))).toEqual(first);
      expect(parseHandle(`https://${host}/@${username}`)).toEqual(first);
      expect(sameHandle(first.value, `${username.toUpperCase()}@${host}`)).toBe(true);
      expect(sameHandle(first.value, `${username}x@${host}`)).toBe(false);
    }),
  );
});

test('the address of a profile is read whatever stands around the name', () => {
  // `/users/12345` names nobody: other programs have numbers there.
  const isNumber = (name: string) => /^\d{5,}$|^\d[0-9a-z]{9,}$/i.test(name);
  const name = fc.stringMatching(/^[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,20}[a-zA-Z0-9_])?$/).filter((made) => !isNumber(made));
  const host = fc.constantFrom('old.example', 'OLD.example', 'münchen.example', 'a.b.c.example', 'old.example:8443', '例え.example');
  const other = fc.constantFrom('new.example', 'elk.zone', 'main.elk.zone', 'xn--mnchen-3ya.example');
  const end = fc.tuple(
    fc.constantFrom('', '/', '.rss', '.json', '/with_replies', '/media', '/following', '/109348502931345678', '/109348502931345678/embed', '/tagged/caf%C3%A9'),
    fc.constantFrom('', '?lang=fr', '?max_id=1&only=@zoe'),
    fc.constantFrom('', '#', '#top', '#@zoe@third.example'),
  );
  const start = fc.constantFrom('https://', 'http://', 'HTTPS://', '', ' https://', '\u200bhttps://');
  const at = fc.constantFrom('@', '%40', '＠');
  const shape = fc.oneof(
    fc.record({ place: fc.constantFrom('', 'web/', 'deck/'), via: fc.constant(null) }),
    fc.record({ place: fc.constant('users/'), via: fc.constant(null) }),
    fc.record({ place: fc.constantFrom('', 'web/', 'deck/'), via: other }),
    fc.record({ place: fc.constant('elk'), via: other }),
  );
  fc.assert(
    fc.property(start, shape, at, name, host, end, (before, { place, via }, sign, username, domain, after) => {
      const own =
        place === 'elk'
          ? `${via}/${domain}/${sign}${username}`
          : via !== null
            ? `${via}/${place}${sign}${username}${sign}${domain}`
            : `${domain}/${place}${place === 'users/' ? '' : sign}${username}`;
      expect(parseHandle(`${before}${own}${after.join('')}`)).toEqual(parseHandle(`${username}@${domain}`));
    }),
  );
});

test('accounts are the same whatever the case, the leading @ and the form of the domain', () => {
  expect(sameHandle('@Amelie@MÜNCHEN.example', 'amelie@xn--mnchen-3ya.example')).toBe(true);
  expect(sameHandle('amelie@old.example', 'amelie@new.example')).toBe(false);
  expect(sameHandle(null, null)).toBe(false);
  expect(sameHandle('no handle', 'no handle')).toBe(false);
});

test('a server is read from its name, any of its addresses, or a handle on it', () => {
  for (const text of ['new.example', 'https://new.example', 'https://new.example/about', '@amelie@new.example', 'NEW.example/explore', ' new.example '])
    expect(parseServer(text)).toEqual({ ok: true, value: 'new.example' });
  expect(parseServer('new example')).toEqual({ ok: false, problem: 'bad-domain' });
  expect(parseServer('')).toEqual({ ok: false, problem: 'empty' });
});

test('people see Unicode domains', () => {
  expect(shownHandle('amelie@xn--mnchen-3ya.example')).toBe('@amelie@münchen.example');
});
