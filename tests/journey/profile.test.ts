/** Old beside new: what is ticked, what stands in the way, and what the forms of each version call it. */
import { describe, expect, test } from 'vitest';
import { hasProfilePage, profileRows } from '../../journey/profile-rows';
import { isSameValue, type ProfileValues, valuesIn } from '../../journey/profile-values';
import { planAfter, readyToMove } from './sample';

const most = { name: 30, note: 500, fields: 4, label: 255, value: 255 };
function planWith(values: ProfileValues, limits: Partial<typeof most> = {}) {
  return planAfter(
    ...readyToMove,
    { type: 'profileAsked', run: 'r', send: null },
    { type: 'profileRead', run: 'r', there: { values: values as Record<string, string[]> as never, most: { ...most, ...limits }, verified: [] }, answers: {} },
  );
}
const rows = (old: ProfileValues, there: ProfileValues = {}, limits = {}) => profileRows(planWith({ ...empty, ...there }, limits), old);
const empty: ProfileValues = { display_name: [], note: [], fields: [], featured_tags: [], attribution: [], avatar: [], discoverable: ['true'] };
const first = (...args: Parameters<typeof rows>) => {
  const [row] = rows(...args);
  if (row === undefined) throw new Error('no row');
  return { ...row, problems: row.problems.map(({ key }) => key), hints: row.hints.map(({ key }) => key) };
};

describe('a row', () => {
  test('is ticked where the new account has nothing', () => expect(first({ note: ['Bread.'] })).toMatchObject({ isTicked: true, isSame: false }));
  test('is not ticked where it has something', () => expect(first({ note: ['Bread.'] }, { note: ['Mine.'] }).isTicked).toBe(false));
  test('that says the same needs nothing', () => expect(first({ note: ['a\r\nb'] }, { note: ['a\nb'] })).toMatchObject({ isTicked: false, isSame: true }));
  test('is none where the old account has nothing, or the new server no place', () => expect(rows({ note: [], bot: ['true'] })).toEqual([]));
  test('of automated deletion is never ticked by itself, and says what it would do', () => {
    const row = first({ deletion: ['min_status_age', '604800'] }, { deletion: [] });
    expect(row).toMatchObject({ isTicked: false, problems: [], hints: ['profile.hints.deletion'] });
  });
  test('of a picture is ticked where there is none', () => {
    expect(first({ avatar: ['avatar.png', 'f'.repeat(64)] }).isTicked).toBe(true);
    expect(first({ avatar: ['avatar.png', 'f'.repeat(64)] }, { avatar: ['https://new.example/a.png'] }).isTicked).toBe(false);
  });
});

describe('what the new server would not take', () => {
  test.each<[string, ProfileValues, string[]]>([
    ['a name of 31 characters', { display_name: ['x'.repeat(31)] }, ['profile.problems.tooLong']],
    ['a name of 30 characters', { display_name: ['🍞'.repeat(30)] }, []],
    ['a bio of 501 characters', { note: ['x'.repeat(501)] }, ['profile.problems.tooLong']],
    ['a long link counts 23', { note: [`${'x'.repeat(476)} https://a.example/${'y'.repeat(200)}`] }, []],
    ['and not less', { note: [`${'x'.repeat(477)} https://a.example/`] }, ['profile.problems.tooLong']],
    ['a mention goes without its domain', { note: [`${'x'.repeat(494)} @ada@a-long-domain.example`] }, []],
    ['five fields', { fields: ['a', '1', 'b', '2', 'c', '3', 'd', '4', 'e', '5'] }, ['profile.problems.fields']],
    ['a value without a label', { fields: ['', '1'] }, ['profile.problems.label']],
    ['a value of 256 characters', { fields: ['a', 'x'.repeat(256)] }, ['profile.problems.tooLong']],
    ['a label alone', { fields: ['a', ''] }, []],
    ['a hundred and one websites', { attribution: Array.from({ length: 101 }, (_, at) => `w${at}.example`) }, ['profile.problems.domains']],
    ['eleven hashtags', { featured_tags: Array.from({ length: 11 }, (_, at) => `t${at}`) }, ['profile.problems.tags']],
  ])('%s', (_, old, keys) => {
    const row = first(old);
    expect(row.problems).toEqual(keys);
    expect(row.isTicked).toBe(keys.length === 0);
  });
  test('hashtags of both together', () => {
    const eight = (letter: string) => Array.from({ length: 8 }, (_, at) => `${letter}${at}`);
    expect(first({ featured_tags: eight('a') }, { featured_tags: eight('b') }).problems).toEqual(['profile.problems.tags']);
    expect(first({ featured_tags: eight('a') }, { featured_tags: eight('A') }).isSame).toBe(true);
  });
});

describe('what is pointed at', () => {
  test.each<[string, string, string[]]>([
    ['an address of the old server', 'My page: https://old.example/@amelie', ['profile.hints.oldServer']],
    ['a mention without its domain', 'Friend of @ada.', ['profile.hints.mention']],
    ['a whole mention of another server', 'Friend of @ada@bakers.example', []],
    ['an address with an @', 'https://bakers.example/@ada and a@b.example', []],
  ])('%s', (_, note, keys) => expect(first({ note: [note] }).hints).toEqual(keys));
});

describe('the forms of each version', () => {
  const setting = (field: string, value: string) => ({ label: '', value, shown: '', field });
  test('say the same by other names', () => {
    expect(
      valuesIn([setting('account[show_collections]', 'false'), setting('user[setting_noindex]', 'true'), setting('user[setting_default_privacy]', 'private')]),
    ).toEqual({
      hide_collections: ['true'],
      search_engines: ['false'],
      default_privacy: ['private'],
    });
    expect(valuesIn([setting('hide_collections', 'true'), setting('account[settings][indexable]', 'false')])).toEqual({
      hide_collections: ['true'],
      search_engines: ['false'],
    });
  });
  test('fields keep their order, and empty rows are none', () => {
    const of = (row: number, part: string, value: string) => setting(`account[fields_attributes][${row}][${part}]`, value);
    const settings = [
      setting('account[note]', ''),
      of(0, 'name', 'b'),
      of(0, 'value', '1'),
      of(1, 'name', ''),
      of(1, 'value', ''),
      of(2, 'name', ''),
      of(2, 'value', 'alone'),
    ];
    expect(valuesIn(settings)).toEqual({ note: [], fields: ['b', '1', '', 'alone'] });
  });
  test('websites stand one a line, under two names', () => {
    for (const name of ['account[attribution_domains]', 'account[attribution_domains_as_text]'])
      expect(valuesIn([setting(name, 'b.example\na.example\n')])).toEqual({ attribution: ['b.example', 'a.example'] });
    const each = ['b.example', 'a.example'].map((value) => setting('account[attribution_domains]', value));
    expect(valuesIn(each)).toEqual({ attribution: ['b.example', 'a.example'] });
    expect(isSameValue('attribution', ['a.example'], ['b.example', 'a.example'])).toBe(false);
  });
  test('automated deletion is one row of all its parts, and nothing where it is switched off', () => {
    const of = (part: string, value: string) => setting(`account_statuses_cleanup_policy[${part}]`, value);
    const parts = [of('min_status_age', '604800'), of('keep_polls', 'true')];
    expect(valuesIn([of('enabled', 'false'), ...parts])).toEqual({ deletion: [] });
    const { deletion = [] } = valuesIn([of('enabled', 'true'), ...parts]);
    expect([deletion.slice(0, 2), deletion.slice(10, 12), deletion.length]).toEqual([['min_status_age', '604800'], ['keep_polls', 'true'], 18]);
  });
  test('hashtags are the same when all of the old are there', () => {
    expect(isSameValue('featured_tags', ['maps'], ['Bread', 'Maps'])).toBe(true);
    expect(isSameValue('featured_tags', ['maps', 'wool'], ['maps'])).toBe(false);
  });
});

test('the page is there once the old profile is saved', () => {
  expect(hasProfilePage(planAfter(...readyToMove))).toBe(false);
  const read = { rows: 3, files: [{ name: 'profile.csv', sha256: 'f'.repeat(64) }], at: 1 };
  expect(hasProfilePage(planAfter(...readyToMove, { type: 'detailRead', detail: 'profile', read, elsewhere: {} }))).toBe(true);
});
