/** The new account's profile and settings, read from practice servers and sent to them as their own forms would. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ProfileValues } from '../../journey/profile-values';
import { type PictureBytes, takeOver } from '../../mastodon/profile';
import { makeClient } from '../practice/client';
import { plantedToken } from '../practice/initial-state';
import { pageSession } from '../practice/page-session';
import { avatarPng } from '../practice/png';
import { type RunningPractice, startPractice } from '../practice/server';

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());
beforeEach(() => practice.reset());

const server = () => practice.server('new');
const account = () => server().account('amelie_new');
const picture: PictureBytes = { name: 'avatar.png', bytes: Uint8Array.from(avatarPng([9, 9, 9])) };

async function over(send: ProfileValues | null, version: string, { email = 'amelie@mail.example', bytes = picture as PictureBytes | null } = {}) {
  server().options.version = version;
  const client = makeClient(practice);
  await client.signIn(server().origin, email);
  return takeOver(send, { handle: 'amelie_new@new.localhost', id: account().id }, pageSession(practice, client), async () => bytes);
}
async function done(...args: Parameters<typeof over>) {
  const answer = await over(...args);
  if (!answer.ok) throw new Error(`${answer.why} ${answer.info}`);
  return answer;
}
/** As the form of the old server had it, one part after the other. */
const deletion = [
  ['min_status_age', '2629746'],
  ['keep_pinned', 'false'],
  ['keep_direct', 'true'],
  ['keep_self_fav', 'true'],
  ['keep_self_bookmark', 'false'],
  ['keep_polls', 'true'],
  ['keep_media', 'false'],
  ['min_favs', '5'],
  ['min_reblogs', ''],
].flat();
const changes = () => server().requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD');

describe.each(['4.2', '4.3', '4.5', '4.6', '4.8'])('a server of %s', (version) => {
  test('is only read where nothing is sent', async () => {
    Object.assign(account(), { note: 'One\nTwo', fields: [{ name: 'Site', value: 'https://a.example' }], featuredTags: ['maps'] });
    practice.server('new').requests.length = 0;
    const { there, answers } = await done(null, version);
    expect(there.values).toMatchObject({
      display_name: ['Amélie'],
      note: ['One\nTwo'],
      fields: ['Site', 'https://a.example'],
      header: [],
      featured_tags: ['maps'],
      discoverable: ['true'],
      // Nobody has chosen it yet, and the server says neither yes nor no.
      hide_collections: ['false'],
      default_privacy: ['public'],
    });
    expect(there.most).toEqual({ name: version >= '4.6' ? 40 : 30, note: 500, fields: 4, label: 255, value: 255 });
    expect(answers).toEqual({});
    expect(changes().filter(({ path }) => path !== '/auth/sign_in')).toEqual([]);
  });

  test('takes every row, and shows it afterwards', async () => {
    const send: ProfileValues = {
      display_name: ['Ada'],
      note: ['Bread & maps'],
      fields: ['Site', 'https://a.example', 'Pronouns', 'elle'],
      avatar: ['avatar.png', 'f'.repeat(64)],
      header: ['header.png', 'e'.repeat(64)],
      bot: ['true'],
      featured_tags: ['maps', 'bread'],
      discoverable: ['false'],
      hide_collections: ['true'],
      search_engines: ['false'],
      show_application: ['false'],
      default_privacy: ['unlisted'],
      ...(version >= '4.4' ? { default_quote_policy: ['followers'] } : {}),
      default_language: ['fr'],
      default_sensitive: ['true'],
      ...(version >= '4.3' ? { attribution: ['amelie.example', 'blog.example'] } : {}),
      deletion,
    };
    const { there, answers } = await done(send, version);
    expect(answers).toEqual(Object.fromEntries(Object.keys(send).map((id) => [id, 'accepted'])));
    const { avatar: _, header: __, ...rest } = send;
    const { avatar, header, ...shown } = there.values;
    expect(shown).toMatchObject(rest);
    expect(account()).toMatchObject({ displayName: 'Ada', isBot: true, hideCollections: true, discoverable: false, featuredTags: ['maps', 'bread'] });
    expect(account().settings).toMatchObject({ default_privacy: 'unlisted', default_language: 'fr', default_sensitive: 'true', show_application: 'false' });
    expect(account()).toMatchObject({ deletesAfter: 2_629_746, settings: { keep_polls: 'true', keep_pinned: 'false', min_favs: '5', min_reblogs: '' } });
    expect(account().attributionDomains).toEqual(version >= '4.3' ? ['amelie.example', 'blog.example'] : []);
    expect(account().pictures.avatar?.bytes).toEqual(picture.bytes);
    expect([avatar, header].flat().every((address) => /\/[0-9a-f]{16}\.png$/.test(address ?? ''))).toBe(true);
  });

  test('that refuses one row takes the others', async () => {
    account().note = 'Kept.';
    const { there, answers } = await done({ display_name: ['Ada'], note: ['x'.repeat(501)], bot: ['true'] }, version);
    expect(answers).toEqual({ display_name: 'accepted', note: 'refused', bot: 'accepted' });
    expect(there.values).toMatchObject({ display_name: ['Ada'], note: ['Kept.'], bot: ['true'] });
  });

  test('gets the fields as a whole set: an old one more goes', async () => {
    account().fields = [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ];
    await done({ fields: ['c', '3'] }, version);
    expect(account().fields).toEqual([{ name: 'c', value: '3' }]);
  });

  test('is sent no hashtag twice', async () => {
    account().featuredTags = ['Maps'];
    server().requests.length = 0;
    await done({ featured_tags: ['maps', 'bread'] }, version);
    expect(changes().filter(({ path }) => path === '/settings/featured_tags')).toHaveLength(1);
    expect(account().featuredTags).toEqual(['Maps', 'bread']);
  });

  test('a choice that its form does not offer is not sent', async () => {
    server().requests.length = 0;
    const { answers } = await done({ default_privacy: ['everybody'], deletion: ['min_status_age', '1'] }, version);
    expect(answers).toEqual({ default_privacy: 'refused', deletion: 'refused' });
    expect(account().deletesAfter).toBeNull();
    expect(changes().filter(({ path }) => path.startsWith('/settings'))).toEqual([]);
  });
});

test('websites: with one that is no domain the server takes none, and says so', async () => {
  account().attributionDomains = ['mine.example'];
  const { answers, there } = await done({ attribution: ['amelie.example', 'no domain'] }, '4.6');
  expect([answers, there.values.attribution]).toEqual([{ attribution: 'refused' }, ['mine.example']]);
});

test('deletion that is switched off is nothing there, whatever the rest of its form says', async () => {
  expect((await done(null, '4.6')).there.values.deletion).toEqual([]);
  account().deletesAfter = 604_800;
  expect((await done(null, '4.6')).there.values.deletion?.slice(0, 4)).toEqual(['min_status_age', '604800', 'keep_pinned', 'true']);
});

test('another account that is signed in gets nothing', async () => {
  server().addAccount({ username: 'other', email: 'other@mail.example' });
  server().requests.length = 0;
  expect(await over({ display_name: ['Ada'] }, '4.6', { email: 'other@mail.example' })).toMatchObject({ ok: false, why: 'other-account' });
  expect(changes().filter(({ path }) => path.startsWith('/settings'))).toEqual([]);
  expect(server().account('other').displayName).toBe('other');
});

test('a picture whose bytes are lost is not sent, and said to be lost', async () => {
  expect((await done({ avatar: ['avatar.png', 'f'.repeat(64)] }, '4.6', { bytes: null })).answers).toEqual({ avatar: 'lost' });
  expect(account().pictures).toEqual({});
});

test('a server that breaks off takes nothing for saved', async () => {
  server().failNext('/settings/profile', { kind: 'status', status: 500 });
  const answer = await over({ display_name: ['Ada'] }, '4.6');
  expect(answer).toMatchObject({ ok: false, why: 'server-error' });
});

test('what the page carries of the session is never sent', async () => {
  server().requests.length = 0;
  await done({ display_name: ['Ada'] }, '4.5');
  expect(JSON.stringify(server().requests)).not.toContain(plantedToken);
});
