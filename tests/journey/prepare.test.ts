import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type PrepareOptions, prepareAgain, prepareLists } from '../../journey/import/prepare';
import type { ListKind } from '../../lists/kinds';
import { parseList } from '../../lists/parse';
import { writeList } from '../../lists/split';

const bytes = (text: string) => new TextEncoder().encode(text);
const saved = (kind: ListKind, text: string) => ({ kind, bytes: bytes(text), sha256: createHash('sha256').update(text).digest('hex') });
let number = 0;
const options: PrepareOptions = {
  old: 'old.example',
  home: 'new.example',
  self: 'amelie@new.example',
  version: '4.6.5',
  takes: () => true,
  following: 0,
  followers: 0,
  newId: () => String(++number).padStart(8, '0'),
};
const HEADER = 'Account address,Show boosts,Notify on new posts,Languages\n';
const follows = (count: number) => `${HEADER}${Array.from({ length: count }, (_, at) => `person${at}@bakers.example,true,false,\n`).join('')}`;

describe('a saved list', () => {
  test('that needs no change goes out byte for byte, under a name that only we gave', async () => {
    const [list] = await prepareLists(['follows'], [saved('follows', follows(3))], [], options);
    expect(list?.pieces.map((piece) => new TextDecoder().decode(piece.bytes))).toEqual([follows(3)]);
    expect(list?.pieces[0]?.about).toMatchObject({ name: expect.stringMatching(/^following_accounts-\d{8}\.csv$/), rows: 3, part: 1, parts: 1, again: false });
    expect(list?.prepared).toMatchObject({ rows: 3, dropped: 0, held: 0, why: null, sha256: list?.pieces[0]?.about.sha256 });
  });
  test('loses what would hang or fail an import, and says how much', async () => {
    const [list] = await prepareLists(['blocks'], [saved('blocks', 'a@b.example\n\na@b.example\nA@B.example\n???\n')], [], options);
    expect(list?.pieces.map((piece) => new TextDecoder().decode(piece.bytes))).toEqual(['a@b.example\n']);
    expect(list?.prepared).toMatchObject({ rows: 4, dropped: 3 });
  });
  test('with nothing in it makes no file', async () => {
    expect(await prepareLists(['follows', 'mutes'], [saved('follows', HEADER), saved('mutes', '')], [], options)).toMatchObject([
      { pieces: [] },
      { pieces: [] },
    ]);
  });
  test('of more than 20,000 rows makes several, each with a name of its own', async () => {
    const [list] = await prepareLists(
      ['bookmarks'],
      [saved('bookmarks', Array.from({ length: 45_000 }, (_, at) => `https://a.example/${at}\n`).join(''))],
      [],
      options,
    );
    expect(list?.pieces.map(({ about }) => [about.part, about.parts, about.rows])).toEqual([
      [1, 3, 20_000],
      [2, 3, 20_000],
      [3, 3, 5_000],
    ]);
    expect(new Set(list?.pieces.map(({ about }) => about.name)).size).toBe(3);
  });
  test('that cannot be read, or is not there any more, is said to be so, and the others are made ready', async () => {
    const gone = { kind: 'blocks' as const, sha256: 'b'.repeat(64), bytes: null };
    const lists = await prepareLists(
      ['custom_filters', 'mutes', 'blocks'],
      [saved('custom_filters', 'no json'), saved('mutes', 'a@b.example\n'), gone],
      [],
      options,
    );
    expect(lists.map(({ kind, prepared, pieces }) => [kind, prepared.why, pieces.length])).toEqual([
      ['custom_filters', 'unreadable', 0],
      ['mutes', null, 1],
      ['blocks', 'unreadable', 0],
    ]);
    expect(lists[2]?.prepared.sha256).toBe(gone.sha256);
  });
  test.each([
    ['is not there any more', null],
    ['cannot be read', bytes('\u0000')],
  ])('of which a piece was sent that %s is not sent a second time, and is said to be so', async (_, piece) => {
    const both = [saved('mutes', 'a@b.example\n'), saved('blocks', 'a@b.example\n')];
    const lists = await prepareLists(['mutes', 'blocks'], both, [{ kind: 'blocks', bytes: piece }], options);
    expect(lists.map(({ kind, prepared, pieces }) => [kind, prepared.why, pieces.length])).toEqual([
      ['mutes', null, 1],
      ['blocks', 'sent-lost', 0],
    ]);
  });
  test('of members is not held for follows of which nobody knows what was sent', async () => {
    const both = [saved('follows', follows(100)), saved('lists', 'Near,person90@bakers.example\n')];
    const lists = await prepareLists(['follows', 'lists'], both, [{ kind: 'follows', bytes: null }], { ...options, following: 7_450 });
    expect(lists.map(({ kind, prepared, pieces }) => [kind, prepared.why, pieces.length])).toEqual([
      ['follows', 'sent-lost', 0],
      ['lists', null, 1],
    ]);
  });
  test('that the server does not take waits as a whole', async () => {
    const [list] = await prepareLists(['lists'], [saved('lists', 'Bread,a@b.example\n')], [], { ...options, takes: (kind) => kind !== 'lists' });
    expect(list).toMatchObject({ pieces: [], prepared: { held: 1, why: 'too-old' } });
  });
});

describe('accounts that have moved', () => {
  const moved = { 'person0@bakers.example': 'person0@lake.example', 'person1@bakers.example': 'person2@bakers.example', 'me@bakers.example': options.self };
  const accounts = (list: { pieces: readonly { bytes: Uint8Array }[] } | undefined) =>
    list?.pieces.flatMap((piece) => {
      const parsed = parseList('follows', piece.bytes);
      return parsed.ok ? parsed.rows.map(({ account }) => account) : [];
    });
  test('keep the address they were saved with', async () => {
    const [list] = await prepareLists(['follows'], [saved('follows', follows(3))], [], { ...options, moved });
    expect(new TextDecoder().decode(list?.pieces[0]?.bytes)).toBe(follows(3));
    expect(list?.prepared.renewed).toBe(undefined);
  });
  test('whoever was asked for at the new one is not asked for at the old one besides', async () => {
    const sent = [{ kind: 'follows' as const, bytes: new TextEncoder().encode('Account address\nperson0@lake.example\nperson2@bakers.example\n') }];
    const [list] = await prepareLists(['follows'], [saved('follows', follows(4))], sent, { ...options, moved });
    // person2 is somebody saved in their own right, so person1, who moved there, is another row.
    expect(accounts(list)).toEqual(['person1@bakers.example', 'person3@bakers.example']);
  });
  test('get the new one in the lists for which that is wanted; whoever is there already, and oneself, is left out', async () => {
    const text = `${follows(3)}me@bakers.example,true,false,\n`;
    const both = [saved('follows', text), saved('mutes', 'Account address,Hide notifications\nperson0@bakers.example,true\n')];
    const [list, mutes] = await prepareLists(['follows', 'mutes'], both, [], { ...options, moved, renewed: ['follows'] });
    expect(accounts(list)).toEqual(['person0@lake.example', 'person2@bakers.example']);
    expect(list?.prepared).toMatchObject({ rows: 4, dropped: 2, renewed: 3 });
    expect(new TextDecoder().decode(mutes?.pieces[0]?.bytes)).toContain('person0@bakers.example');
  });
  test('to whose old or new address it was sent before are not sent to the other besides', async () => {
    const sent = `${HEADER}person0@bakers.example,true,false,\nperson2@bakers.example,true,false,\n`;
    const [list] = await prepareLists(['follows'], [saved('follows', follows(4))], [{ kind: 'follows', bytes: bytes(sent) }], {
      ...options,
      moved,
      renewed: ['follows'],
    });
    expect(accounts(list)).toEqual(['person3@bakers.example']);
  });
  test('wait with the follows that wait', async () => {
    const both = [saved('follows', follows(2)), saved('lists', 'Far,person1@bakers.example\n')];
    const away = { 'person1@bakers.example': 'person1@lake.example' };
    const ready = await prepareLists(['follows', 'lists'], both, [], { ...options, following: 7_499, moved: away, renewed: ['follows', 'lists'] });
    expect(ready.map(({ pieces, prepared }) => [pieces.length, prepared.held])).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });
});

describe('the follow limit', () => {
  const lists = saved('lists', 'Near,person1@bakers.example\nFar,person90@bakers.example\n');
  test('holds what does not fit, and the members of lists among them', async () => {
    const ready = await prepareLists(['follows', 'lists'], [saved('follows', follows(100)), lists], [], { ...options, following: 7_450 });
    expect(ready.map(({ kind, prepared, pieces }) => [kind, pieces[0]?.about.rows, prepared.held, prepared.why])).toEqual([
      ['follows', 50, 50, 'follow-limit'],
      ['lists', 1, 1, 'follow-limit'],
    ]);
  });
  test('later takes what was not sent before, and only that', async () => {
    const [first] = await prepareLists(['follows'], [saved('follows', follows(100))], [], { ...options, following: 7_450 });
    const sent = first?.pieces.map((piece) => ({ kind: 'follows' as const, bytes: piece.bytes })) ?? [];
    const [second] = await prepareLists(['follows'], [saved('follows', follows(100))], sent, { ...options, following: 7_500, followers: 9_000 });
    const rows = [first, second]
      .flatMap((list) => list?.pieces ?? [])
      .flatMap((piece) => {
        const parsed = parseList('follows', piece.bytes);
        return parsed.ok ? parsed.rows.map(({ account }) => account) : [];
      });
    expect(rows).toEqual(Array.from({ length: 100 }, (_, at) => `person${at}@bakers.example`));
    expect(second?.prepared).toMatchObject({ held: 0, why: null });
  });
});

test('rows that failed become a file of their own', async () => {
  const [piece] = await prepareAgain('lists', [{ title: 'Bread', account: 'a@b.example' }], options);
  expect(piece?.about).toMatchObject({ kind: 'lists', rows: 1, again: true });
  expect(piece?.bytes).toEqual(writeList('lists', [{ title: 'Bread', account: 'a@b.example' }]));
});

test('two lists never share a name', async () => {
  const ready = await prepareLists(
    ['mutes', 'blocks'],
    [saved('mutes', 'Account address,Hide notifications\na@b.example,true\n'), saved('blocks', 'a@b.example\n')],
    [],
    { ...options, newId: () => crypto.randomUUID().slice(0, 8) },
  );
  expect(ready.flatMap(({ pieces }) => pieces.map(({ about }) => about.name))).toEqual([
    expect.stringMatching(/^muted_accounts-[0-9a-f]{8}\.csv$/),
    expect.stringMatching(/^blocked_accounts-[0-9a-f]{8}\.csv$/),
  ]);
});
