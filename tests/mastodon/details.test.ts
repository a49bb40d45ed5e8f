/** Details of an account from its settings pages: of practice servers, and of pages as running servers sent them. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type DetailId, detailIds } from '../../journey/detail-ids';
import { detailRows } from '../../kit/kit-file';
import { csvRecords, MOST_BYTES } from '../../lists/parse';
import { readSettingsCsv } from '../../lists/settings';
import { readDetail } from '../../mastodon/details';
import { plainText } from '../../mastodon/html-text';
import type { DetailFound } from '../../mastodon/own-page';
import { formAt, settingsIn } from '../../mastodon/settings-form';
import { documentOf, makeClient } from '../practice/client';
import { plantedToken } from '../practice/initial-state';
import { pageSession } from '../practice/page-session';
import { type RunningPractice, startPractice } from '../practice/server';
import type { Reply } from '../practice/visit';

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice({ servers: { old: { version: '4.5' } } });
});
afterAll(() => practice.close());
beforeEach(() => {
  practice.reset();
  practice.server('old').options.version = '4.5';
});

const amelie = () => practice.server('old').account('amelie');
const owner = () => ({ handle: 'amelie@old.localhost', id: amelie().id });

async function read(detail: DetailId, of = owner(), email = 'amelie@mail.example') {
  const client = makeClient(practice);
  await client.signIn(practice.server('old').origin, email);
  return readDetail(detail, of, pageSession(practice, client, 'old'));
}
async function found(detail: DetailId): Promise<DetailFound> {
  const answer = await read(detail);
  if (!answer.ok) throw new Error(`${answer.why} ${answer.info}`);
  return answer.value;
}
const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const valuesOf = ({ files }: DetailFound) =>
  Object.fromEntries((readSettingsCsv(files[0]?.bytes ?? new Uint8Array()) ?? []).map(({ field, value }) => [field, value]));

const SEVERED = '/severed_relationships';
/** The page of these events as an enemy sends it: more links in its first line. */
const withLinks =
  (links: string) =>
  (reply: Reply): Reply => ({ ...reply, body: String(reply.body).replace(/<a class="table-action-link"/, (link) => `${links}${link}`) });

describe('people lost to blocks', () => {
  test('every event with both its files, as the server wrote them', async () => {
    const { files } = await found('severed');
    expect(files.map(({ name }) => name)).toEqual([
      'severed_relationships.csv',
      'severed-1-following.csv',
      'severed-1-followers.csv',
      'severed-2-following.csv',
    ]);
    expect(textOf(files[1]?.bytes)).toBe(
      'Account address,Show boosts,Notify on new posts,Languages\nlost1@cutoff.example,true,false,\nlost2@cutoff.example,false,true,"en, de"\n',
    );
    const table = csvRecords(files[0]?.bytes ?? new Uint8Array(), ',');
    expect(table.ok && table.value[2]).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT/), 'You blocked quarrel.example', 'severed-2-following.csv']);
  });
  test('nothing was cut off', async () => {
    amelie().severed = [];
    expect(await found('severed')).toEqual({ files: [] });
  });
  test('a server that knows none of it has none', async () => {
    practice.server('old').options.version = '4.2';
    expect(await found('severed')).toEqual({ files: [] });
  });
  test('one event with more files than all events have: none is asked for', async () => {
    const links = Array.from({ length: 401 }, (_, at) => `<a href="/severed_relationships/${at + 1}/following.csv">x</a>`).join('');
    practice.server('old').failNext(SEVERED, { kind: 'rewritten', by: withLinks(links) }, 2);
    expect(await read('severed')).toMatchObject({ ok: false, why: 'unreadable' });
    expect(practice.server('old').requests.filter(({ path }) => path.endsWith('.csv'))).toEqual([]);
  });
  test('the same file named a hundred times is asked for once', async () => {
    const links = '<a href="/severed_relationships/1/following.csv">x</a>'.repeat(100);
    practice.server('old').failNext(SEVERED, { kind: 'rewritten', by: withLinks(links) }, 2);
    expect((await found('severed')).files.map(({ name }) => name).filter((name) => name === 'severed-1-following.csv')).toHaveLength(1);
    expect(practice.server('old').requests.filter(({ path }) => path === '/severed_relationships/1/following.csv')).toHaveLength(1);
  });
  test('files that are together more than one list may be: said, and not kept', async () => {
    const client = makeClient(practice);
    await client.signIn(practice.server('old').origin, 'amelie@mail.example');
    const session = pageSession(practice, client, 'old');
    const half = new Uint8Array(MOST_BYTES / 2 + 1);
    const send: typeof fetch = async (input, init) => {
      const url = String(input);
      if (!url.endsWith('.csv')) return session.send(input, init);
      return Object.defineProperty(new Response(half, { headers: { 'content-type': 'text/csv' } }), 'url', { value: url });
    };
    expect(await readDetail('severed', owner(), { ...session, send })).toMatchObject({ ok: false, why: 'unreadable' });
  });
  test('one file that cannot be had is not left out in silence', async () => {
    practice.server('old').failNext('/severed_relationships/1/followers.csv', { kind: 'status', status: 500 });
    expect(await read('severed')).toEqual({ ok: false, why: 'server-error', info: '500' });
  });
});

describe('the profile', () => {
  test('word for word where the server has a form, with both pictures that it has itself', async () => {
    const profile = await found('profile');
    expect(valuesOf(profile)).toMatchObject({
      'account[display_name]': 'Amélie',
      'account[note]': 'Walks, bread, maps.',
      'account[fields_attributes][1][name]': 'Pronouns',
      'account[fields_attributes][1][value]': 'elle',
      'account[bot]': 'false',
      locked: 'false',
    });
    expect(profile.files.map(({ name }) => name)).toEqual(['profile.csv', 'avatar.png']);
    expect(profile.files[1]?.bytes.slice(1, 4)).toEqual(new TextEncoder().encode('PNG'));
  });
  test('as the server shows it where the form has gone', async () => {
    practice.server('old').options.version = '4.6';
    amelie().note = 'One <tag> & "two"';
    expect(valuesOf(await found('profile'))).toMatchObject({
      'account[display_name]': 'Amélie',
      'account[note]': 'One <tag> & "two"',
      'account[fields_attributes][0][value]': 'https://amelie.example',
    });
  });
  test.each([
    ['<p>One<br>two</p><p>Three</p>', 'One\ntwo\n\nThree'],
    [
      '<p><a href="https://long.example/a/b/c"><span class="invisible">https://</span><span class="ellipsis">long.example/a</span></a></p>',
      'https://long.example/a/b/c',
    ],
    ['<p><span class="h-card"><a href="https://old.example/@ada">@<span>ada</span></a></span> hi</p>', '@ada@old.example hi'],
    ['<p><a href="https://old.example/tags/maps" rel="tag">#<span>maps</span></a></p>', '#maps'],
    ['<p>&lt;b&gt; &amp; c</p><script>alert(1)</script>', '<b> & c'],
  ])('%s becomes what a person would type', (html, text) => {
    expect(plainText(html, (page) => documentOf({ text: page }))).toBe(text);
  });
});

test('featured hashtags', async () => {
  const { files } = await found('featured_tags');
  expect(textOf(files[0]?.bytes)).toBe('Hashtag\n#maps\n#bread\n');
});

describe('what a profile shows besides its fields', () => {
  const on = (version: string) => {
    practice.server('old').options.version = version as never;
  };
  test('pinned posts, also those that followers alone see', async () => {
    const { files } = await found('pinned');
    const [head, first, second, ...rest] = (csvRecords(files[0]?.bytes ?? new Uint8Array(), ',') as { value: string[][] }).value;
    expect(head).toEqual(['Address', 'Date', 'Visibility', 'Text']);
    expect(first).toEqual(['https://old.localhost/@amelie/101', expect.stringMatching(/^\d{4}-/), 'public', 'Who I am, and what I walk for.']);
    expect(second?.slice(2)).toEqual(['private', 'Long\n\nThe long list of huts.']);
    expect(rest).toEqual([]);
    amelie().pinned = [];
    expect(await found('pinned')).toEqual({ files: [] });
  });
  test('recommended people, page by page, in full', async () => {
    amelie().endorsed = new Set(['ada@alpenwiese.example', 'band@old.localhost']);
    expect(textOf((await found('endorsements')).files[0]?.bytes)).toBe('Account address\nada@alpenwiese.example\nband@old.localhost\n');
  });
  test('collections, with who is in each; those that strangers are not told, too', async () => {
    on('4.6');
    const { files } = await found('collections');
    expect(files.map(({ name }) => name)).toEqual(['collections.csv', 'collection_members.csv']);
    expect(textOf(files[0]?.bytes)).toContain('Bakers,"Bread, mostly",#bread,,false,true,https://old.localhost/collections/11\nNot finished,,,,false,false,');
    expect(textOf(files[1]?.bytes)).toBe('Collection,Account address\nBakers,ada@alpenwiese.example\nBakers,band@old.localhost\n');
    expect(detailRows(files)).toBe(2);
  });
  test('more collections than fit into one answer are all read', async () => {
    on('4.6');
    amelie().collections = Array.from({ length: 85 }, (_, id) => ({
      id: 200 + id,
      name: `C${id}`,
      description: '',
      tag: null,
      discoverable: true,
      members: [],
    }));
    expect(detailRows((await found('collections')).files)).toBe(85);
  });
  test('a server that does not have them after all holds none', async () => {
    for (const detail of ['collections', 'endorsements'] as const) {
      on('4.3');
      expect(await found(detail)).toEqual({ files: [] });
    }
  });
  test('an answer that is none is not taken for an empty one', async () => {
    practice.server('old').failNext(`/api/v1/accounts/${amelie().id}/statuses`, { kind: 'status', status: 500 }, 100);
    expect(await read('pinned')).toMatchObject({ ok: false, why: 'server-error' });
  });
});

test.each(['privacy', 'posting_defaults', 'other', 'notifications', 'appearance', 'attribution', 'deletion'] as const)(
  '%s: every setting with its label, and no token',
  async (detail) => {
    const { files } = await found(detail);
    const settings = readSettingsCsv(files[0]?.bytes ?? new Uint8Array());
    expect(settings?.length).toBeGreaterThan(0);
    expect(settings?.every(({ label, field }) => label !== '' && !/token|_method/.test(field))).toBe(true);
    expect(textOf(files[0]?.bytes)).not.toContain(plantedToken);
  },
);

test('another account that is signed in is not read', async () => {
  practice.server('old').addAccount({ username: 'other', email: 'other@mail.example' });
  for (const detail of detailIds.filter((id) => id !== 'featured_tags'))
    expect(await read(detail, owner(), 'other@mail.example'), detail).toMatchObject({ ok: false, why: 'other-account' });
});

const captures = process.env.MASTODON_CAPTURES;
const live = captures === undefined ? undefined : path.resolve(captures, '../live');
describe.skipIf(live === undefined || !fs.existsSync(live))('pages as running servers sent them', () => {
  const page = (version: string, name: string) => documentOf({ text: fs.readFileSync(path.join(live ?? '', version, 'en', `${name}.html`), 'utf8') });
  const at = (version: string, name: string, address: string) => {
    const { url } = JSON.parse(fs.readFileSync(path.join(live ?? '', version, 'en', `${name}.json`), 'utf8')) as { url: string };
    const form = formAt(page(version, name), new URL(url).origin, address);
    return form === null ? null : settingsIn(form);
  };
  test.each(['4.3.23', '4.5.15', '4.6.5'])('%s: forms are read with the labels of the page', (version) => {
    const privacy = at(version, 'privacy', '/settings/privacy');
    expect(privacy?.find(({ field }) => field === 'account[discoverable]')).toMatchObject({
      label: expect.stringMatching(/^Feature (?:profile|me) /),
      value: 'true',
    });
    const cleanup = at(version, 'statuses_cleanup', '/statuses_cleanup');
    expect(cleanup?.find(({ field }) => field.endsWith('[min_status_age]'))).toMatchObject({ label: 'Age threshold', value: '1209600', shown: '2 weeks' });
    expect(at(version, 'verification', '/settings/verification')?.map(({ label }) => label)).toEqual(['Websites allowed to credit you']);
    const other = at(version, 'preferences-other', '/settings/preferences/other');
    expect(other?.find(({ field }) => field === 'user[chosen_languages][]')).toMatchObject({ label: 'Filter languages' });
    expect(other?.every(({ label }) => label !== '')).toBe(true);
  });
  test.each(['4.3.23', '4.5.15'])('%s: the profile form is read whole', (version) => {
    const fields = at(version, 'profile', '/settings/profile')?.map(({ field }) => field) ?? [];
    expect(fields).toEqual(expect.arrayContaining(['account[display_name]', 'account[note]', 'account[fields_attributes][3][value]', 'account[bot]']));
  });
  test('4.6.5: there is no profile form', () => expect(at('4.6.5', 'profile', '/settings/profile')).toBeNull());
});
