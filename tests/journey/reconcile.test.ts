import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Delivery, reconcile, rowStates } from '../../journey/report/reconcile';
import { listKinds, rowKey } from '../../lists/kinds';

const home = 'alpine.example';
const follow = (account: string) => ({ account, boosts: true, notify: false, languages: null });
const follows = (boosts: boolean | null, notify: boolean | null, languages: string | null) => ({ account: 'bob@valley.example', boosts, notify, languages });
const block = (account: string) => ({ account });
const done = <Row>(rows: Row[], failed: Row[] = []): Delivery<Row> => ({ rows, finished: true, failures: failed.map((row) => ({ row, why: null })) });

describe('what became of a saved follow', () => {
  const rows = ['there', 'requested', 'failed', 'skipped', 'unsent', 'retried', 'both'].map((name) => follow(`${name}@valley.example`));
  const [there, requested, failed, skipped, unsent, retried, both] = rows;

  test('each row has exactly one fate, and the totals say how many of each', () => {
    const result = reconcile('follows', {
      saved: rows,
      arrived: [follow('There@Valley.example'), follow('both@valley.example'), follow('newcomer@valley.example')],
      sent: [
        {
          rows: [there!, requested!, failed!, retried!, both!],
          finished: true,
          failures: [failed!, retried!, both!].map((row) => ({ row, why: 'moved' as const })),
        },
        { rows: [retried!], finished: false, failures: [] },
      ],
      skipped: [{ row: skipped!, by: 'person', why: 'not wanted' }],
      home,
    });
    expect(result.rows.map(({ fate }) => fate)).toEqual([
      { state: 'there' },
      { state: 'requested', running: false },
      { state: 'failed', why: 'moved' },
      { state: 'skipped', by: 'person', why: 'not wanted' },
      { state: 'unknown', why: 'not-sent' },
      { state: 'requested', running: true },
      { state: 'there' },
    ]);
    expect(result.rows[4]?.row).toBe(unsent);
    expect(result.totals).toEqual({ there: 2, changed: 0, requested: 2, failed: 1, skipped: 1, unknown: 1 });
    expect(result.extra).toBe(1);
  });

  test('without the failures nothing can be inferred from absence', () => {
    const result = reconcile('follows', { saved: [rows[0]!], arrived: [], sent: [{ rows: [rows[0]!], finished: true, failures: null }], home });
    expect(result.rows[0]?.fate).toEqual({ state: 'unknown', why: 'failures-not-read' });
  });

  test('without a fresh export failures are still failures, and the rest is unknown', () => {
    const result = reconcile('follows', { saved: [there!, failed!], arrived: null, sent: [done([there!, failed!], [failed!])], home });
    expect(result.rows.map(({ fate }) => fate)).toEqual([
      { state: 'unknown', why: 'not-read' },
      { state: 'failed', why: null },
    ]);
  });

  test('a duplicate left out shares the fate of its twin', () => {
    const twin = follow('@BOB@valley.example');
    const bob = follow('bob@valley.example');
    const result = reconcile('follows', {
      saved: [bob, twin],
      arrived: [bob],
      sent: [done([bob])],
      skipped: [{ row: twin, by: 'rules', why: 'duplicate' }],
      home,
    });
    expect(result.totals.there).toBe(2);
    expect(result.extra).toBe(0);
  });

  test('a row that is no address is skipped by the rules, and only that one', () => {
    const [a, b] = [follow('not an address'), follow('nor this')];
    const result = reconcile('follows', { saved: [a!, b!], arrived: [], sent: [], skipped: [{ row: a!, by: 'rules', why: 'not-an-address' }], home });
    expect(result.rows.map(({ fate }) => fate.state)).toEqual(['skipped', 'unknown']);
  });

  test('somebody followed at the new address is there', () => {
    const [old, now] = [follow('bob@valley.example'), follow('bob@lake.example')];
    const result = reconcile('follows', { saved: [old!], arrived: [now!], sent: [done([now!])], replaced: [{ from: old!, to: now! }], home });
    expect(result.rows[0]).toMatchObject({ fate: { state: 'there' }, sentAs: now });
    expect(result.extra).toBe(0);
  });

  test('a bare name is the account of the new server', () => {
    expect(reconcile('follows', { saved: [follow('bob')], arrived: [follow('bob@alpine.example')], sent: [], home }).totals.there).toBe(1);
  });
});

describe('other lists', () => {
  test('a block nobody has to approve is not "requested" once its import has finished', () => {
    const row = block('bob@valley.example');
    expect(reconcile('blocks', { saved: [row], arrived: [], sent: [done([row])], home }).rows[0]?.fate).toEqual({ state: 'unknown', why: 'not-there' });
    expect(reconcile('blocks', { saved: [row], arrived: [], sent: [{ rows: [row], finished: false, failures: [] }], home }).rows[0]?.fate).toEqual({
      state: 'requested',
      running: true,
    });
  });

  test('nothing is inferred from a list that was read before the import had finished', () => {
    for (const kind of ['blocks', 'follows'] as const) {
      const row = kind === 'blocks' ? block('bob@valley.example') : follow('bob@valley.example');
      const sent = [{ ...done([row]), isReadBefore: true }] as never;
      expect(reconcile(kind, { saved: [row], arrived: [], sent, home }).rows[0]?.fate).toEqual({ state: 'unknown', why: 'read-before' });
      expect(reconcile(kind, { saved: [row], arrived: [row], sent, home }).rows[0]?.fate.state).toBe('there');
    }
  });

  test('while an import that is stuck hides which rows failed, the absent ones are unknown', () => {
    const row = block('bob@valley.example');
    const sent = [{ rows: [row], finished: false, failures: null }];
    expect(reconcile('blocks', { saved: [row], arrived: [], sent, home }).rows[0]?.fate).toEqual({ state: 'unknown', why: 'failures-not-shown' });
  });

  test('the same account in two lists is two rows', () => {
    const [cats, dogs] = ['Cats', 'Dogs'].map((title) => ({ title, account: 'bob@valley.example' }));
    const result = reconcile('lists', { saved: [cats!, dogs!], arrived: [dogs!], sent: [done([cats!, dogs!])], home });
    expect(result.rows.map(({ fate }) => fate.state)).toEqual(['requested', 'there']);
  });

  test.each<[string, Parameters<typeof follows>, Parameters<typeof follows>, boolean]>([
    ['as saved', [true, false, 'en, de'], [true, false, 'de,en'], false],
    ['without boosts', [true, false, null], [false, false, null], true],
    ['with notifications', [true, false, null], [true, true, null], true],
    ['in all languages', [true, false, 'en'], [true, false, null], true],
    ['where the file says nothing of them', [null, null, null], [false, true, 'en'], false],
  ])('a follow that is there %s', (_, wanted, found, other) => {
    const [{ fate } = { fate: null }] = reconcile('follows', { saved: [follows(...wanted)], arrived: [follows(...found)], sent: [], home }).rows;
    expect(fate).toEqual({ state: other ? 'changed' : 'there' });
  });

  test('a mute that is there with notifications shown is there with other settings', () => {
    const mute = (hideNotifications: boolean) => ({ account: 'bob@valley.example', hideNotifications });
    const [row] = reconcile('mutes', { saved: [mute(true)], arrived: [mute(false)], sent: [], home }).rows;
    expect(row?.fate).toEqual({ state: 'changed' });
  });

  test.each([
    ['as saved, to the minute', {}, 'there'],
    ['without its end', { expires_at: null }, 'changed'],
    ['with another end', { expires_at: '2026-12-27T09:30:00.000Z' }, 'changed'],
    ['without the posts it hid', { statuses: [] }, 'changed'],
    ['with another action', { action: 'warn' }, 'changed'],
  ])('a filter that is there %s', (_, found, state) => {
    const filter = { title: 'Spoilers', context: ['home'], keywords_attributes: [], action: 'hide', statuses: ['https://a.example/1'] };
    const [row] = reconcile('custom_filters', {
      saved: [{ ...filter, expires_at: '2026-12-24T09:30:00.000Z' }],
      arrived: [{ ...filter, expires_at: '2026-12-24T09:30:42.123Z', ...found }],
      sent: [],
      home,
    }).rows;
    expect(row?.fate).toEqual({ state });
  });

  test('filters are known by title and keywords, in any order', () => {
    const filter = (words: string[]) => ({
      title: 'Spoilers',
      expires_at: null,
      context: ['home'],
      action: 'warn',
      keywords_attributes: words.map((keyword) => ({ keyword, whole_word: true })),
      statuses: [],
    });
    expect(reconcile('custom_filters', { saved: [filter(['a', 'b'])], arrived: [filter(['B', 'a'])], sent: [], home }).totals.there).toBe(1);
    expect(reconcile('custom_filters', { saved: [filter(['a', 'b'])], arrived: [filter(['a'])], sent: [], home }).totals.there).toBe(0);
  });
});

test('for any lists and any imports, every saved row is accounted for once', () => {
  const account = fc.integer({ min: 0, max: 15 }).map((n) => ({ account: n === 0 ? 'no address' : `u${n}@valley.example` }));
  const list = fc.array(account, { maxLength: 20 });
  const delivery = fc.record({
    rows: list,
    finished: fc.boolean(),
    failures: fc.option(list.map((rows) => rows.map((row) => ({ row, why: null })))),
  });
  fc.assert(
    fc.property(list, fc.option(list), fc.array(delivery, { maxLength: 3 }), list, (saved, arrived, sent, left) => {
      const skipped = left.map((row) => ({ row, by: 'person' as const, why: 'x' }));
      const result = reconcile('blocks', { saved, arrived, sent, skipped, home });
      expect(result.rows.map(({ row }) => row)).toEqual(saved);
      expect(rowStates.reduce((sum, state) => sum + result.totals[state], 0)).toBe(saved.length);
      const has = new Set(arrived?.map((row) => rowKey('blocks', row)).filter((key) => key !== null) ?? []);
      for (const { row, fate } of result.rows) expect(fate.state === 'there').toBe(has.has(rowKey('blocks', row) ?? ''));
    }),
  );
});

test('the lists are imported in an order that cuts nothing: domain blocks last, lists after follows', () => {
  expect(listKinds.at(-1)).toBe('domain_blocks');
  expect(listKinds.indexOf('lists')).toBeGreaterThan(listKinds.indexOf('follows'));
});
