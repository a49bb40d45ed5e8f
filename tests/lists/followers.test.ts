import { describe, expect, test } from 'vitest';
import { arrivalsOf, type Follower, followersCsv, lostHandles, readFollowersCsv } from '../../lists/followers';

const person = (handle: string, actor: string | null = `https://${handle.split('@')[1]}/users/${handle.split('@')[0]}`): Follower => ({
  handle,
  actor,
  url: `https://${handle.split('@')[1]}/@${handle.split('@')[0]}`,
});

describe('the file of followers', () => {
  test('comes back as it was, odd names included', () => {
    const followers = [person('ada@a.example'), { handle: '117@handle.invalid', actor: null, url: '' }, person('x"y@b.example', 'https://b.example/?a=1,2')];
    expect(readFollowersCsv(followersCsv(followers))).toEqual(followers);
    expect(readFollowersCsv(followersCsv([]))).toEqual([]);
  });

  test('that was cut off, or is any other file, is not read', () => {
    const bytes = followersCsv([person('ada@a.example'), person('bo@b.example')]);
    expect(readFollowersCsv(bytes.subarray(0, -1))).toBeNull();
    expect(readFollowersCsv(new TextEncoder().encode('Account address\nada@a.example\n'))).toBeNull();
    expect(readFollowersCsv(new Uint8Array())).toBeNull();
  });
});

describe('what became of each follower', () => {
  const fates = (before: Follower[], old: Follower[], next: Follower[]) =>
    Object.fromEntries(
      arrivalsOf(before, old, next).flatMap((server) =>
        (['arrived', 'stayed', 'left'] as const).flatMap((fate) => server[fate].map(({ handle }) => [handle, fate])),
      ),
    );

  test('arrived, stayed, or left and did not arrive', () => {
    const [ada, bo, cy] = [person('ada@a.example'), person('bo@a.example'), person('cy@b.example')];
    expect(fates([ada, bo, cy], [bo], [ada])).toEqual({ 'ada@a.example': 'arrived', 'bo@a.example': 'stayed', 'cy@b.example': 'left' });
  });

  test('of who stayed, it is known who has moved or was suspended, by what the old server says now', () => {
    const [ada, bo, cy] = [person('ada@a.example'), person('bo@a.example', null), person('cy@b.example')];
    const now: Follower[] = [{ ...ada, gone: true }, { ...person('bo@a.example', null), gone: true }, cy];
    const stayed = arrivalsOf([ada, bo, cy], now, []).flatMap((server) => server.stayed);
    expect(stayed.map(({ handle, gone }) => [handle, gone])).toEqual([
      ['ada@a.example', true],
      ['bo@a.example', true],
      ['cy@b.example', undefined],
    ]);
  });

  test('who followed both accounts before has arrived, though the old list still has them', () => {
    const both = person('both@a.example');
    expect(fates([both], [both], [both])).toEqual({ 'both@a.example': 'arrived' });
  });

  test('people of the old server, whom each server writes in its own way, are one person', () => {
    expect(fates([person('Band@Old.example')], [], [person('band@old.example', null)])).toEqual({ 'Band@Old.example': 'arrived' });
  });

  test('a renamed account is told by its actor, and another one that took its name is not taken for it', () => {
    const before = person('ada@a.example', 'https://a.example/ap/users/1');
    expect(fates([before], [], [person('ada_new@a.example', 'https://a.example/ap/users/1')])).toEqual({ 'ada@a.example': 'arrived' });
    expect(fates([before], [], [person('ada@a.example', 'https://a.example/ap/users/2')])).toEqual({ 'ada@a.example': 'left' });
  });

  test('servers whose people stayed come first', () => {
    const before = [person('a@few.example'), person('b@all.example'), person('c@all.example'), person('d@none.example')];
    const order = arrivalsOf(before, before.slice(0, 3), [before[3] as Follower]).map(({ domain }) => domain);
    expect(order).toEqual(['all.example', 'few.example', 'none.example']);
  });
});

test('whose handle was taken by another account is told from the rest', () => {
  const lost = { handle: '117@handle.invalid', actor: 'https://oak.example/ap/users/117', url: 'https://oak.example/@before' };
  const people = [{ handle: 'ada@a.example', actor: null, url: '' }, lost, { ...lost, handle: '! 118@oak.example' }];
  expect(lostHandles(people).map(({ handle }) => handle)).toEqual(['117@handle.invalid', '! 118@oak.example']);
});
