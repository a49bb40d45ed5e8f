import { describe, expect, test } from 'vitest';
import { failureCauses, groupFailures, isHopeless, withNewAddress } from '../../journey/import/failures';

const context = { home: 'alpine.example', self: 'amelie@alpine.example' };
const row = (account: string) => ({ account });
const groups = (failed: string[], more: Partial<Parameters<typeof groupFailures<'blocks'>>[2]> = {}) =>
  groupFailures('blocks', failed.map(row), { ...context, ...more }).map(({ cause, domain, rows }) => [cause, domain, rows.length]);

test('a row takes the address its account has moved to, and keeps the rest', () => {
  const moved = { 'old@valley.example': 'new@lake.example', 'bob@alpine.example': 'bob@lake.example' };
  const member = (account: string) => ({ title: 'Bread', account });
  expect(withNewAddress(member('@Old@valley.example'), moved, 'alpine.example')).toEqual(member('new@lake.example'));
  expect(withNewAddress(row('bob'), moved, 'alpine.example')).toEqual(row('bob@lake.example'));
  expect(withNewAddress(row('toString'), moved, 'alpine.example')).toBeNull();
  expect(withNewAddress({ domain: 'valley.example' }, moved, 'alpine.example')).toBeNull();
});

describe('likely causes', () => {
  test('a server the new one suspends, with what is below it', () => {
    expect(groups(['a@noise.example', 'b@loud.noise.example', 'c@noisy.example'], { blockedDomains: ['NOISE.example'] })).toEqual([
      ['server-blocked', 'noise.example', 1],
      ['server-blocked', 'loud.noise.example', 1],
      ['unknown', null, 1],
    ]);
  });

  test('a server of which nothing arrived, if more than one row was sent there', () => {
    const sent = ['a@dead.example', 'b@dead.example', 'a@lone.example', 'a@half.example', 'b@half.example'].map(row);
    expect(groups(['a@dead.example', 'b@dead.example', 'a@lone.example', 'a@half.example'], { sent })).toEqual([
      ['server-silent', 'dead.example', 2],
      ['unknown', null, 2],
    ]);
  });

  test('without knowing what was sent, a silent server cannot be told', () => {
    expect(groups(['a@dead.example', 'b@dead.example'])).toEqual([['unknown', null, 2]]);
  });

  test('the same row in two imports is one row', () => {
    const sent = ['a@dead.example', 'a@dead.example'].map(row);
    expect(groups(['a@dead.example', 'a@dead.example'], { sent })).toEqual([['unknown', null, 2]]);
  });

  test('oneself, what is no address, what has moved, what is there already', () => {
    expect(
      groups(['amelie', 'no address', 'm@valley.example', 't@valley.example'], { moved: ['@m@valley.example'], arrived: [row('t@valley.example')] }),
    ).toEqual([
      ['self', null, 1],
      ['malformed', null, 1],
      ['moved', null, 1],
      ['already-there', null, 1],
    ]);
  });

  test('what the new server says of an account when it is asked', () => {
    const sent = ['a@half.example', 'b@half.example', 's@half.example', 'f@half.example', 'x@lone.example'].map(row);
    const lookedUp = { 'a@half.example': 'not-found', 's@half.example': 'suspended', 'f@half.example': 'found', 'x@lone.example': 'not-found' } as const;
    expect(groups(['a@half.example', 's@half.example', 'f@half.example', 'x@lone.example'], { sent, lookedUp })).toEqual([
      ['not-found', null, 1],
      ['suspended', null, 1],
      ['refused', null, 1],
      ['unreached', null, 1],
    ]);
  });
  test('only what may pass is worth another try', () => {
    expect(failureCauses.filter((cause) => !isHopeless(cause))).toEqual(['server-silent', 'unreached', 'refused', 'unknown']);
  });

  test('a bookmark’s server is the one its address names; a domain block accuses no server', () => {
    const uris = [{ uri: 'https://noise.example/1' }];
    expect(groupFailures('bookmarks', uris, { ...context, blockedDomains: ['noise.example'] })).toMatchObject([{ cause: 'server-blocked' }]);
    expect(groupFailures('domain_blocks', [{ domain: 'noise.example' }], { ...context, blockedDomains: ['noise.example'] })).toMatchObject([
      { cause: 'unknown' },
    ]);
  });
});
