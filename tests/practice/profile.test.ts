/** What real servers do with a profile that is sent to them (docs/mastodon.md, Profile), in practice servers. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { documentOf, makeClient } from './client';
import { avatarPng } from './png';
import { type RunningPractice, startPractice } from './server';

let practice: RunningPractice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());
beforeEach(() => practice.reset());

const account = () => practice.server('new').account('amelie_new');

/** What a script in any page of the person's session can send: the token of that page, and the verb of the route. */
async function send(version: string, path: string, given: Record<string, string | File>, verb = 'put') {
  practice.server('new').options.version = version;
  const { origin } = practice.server('new');
  const client = makeClient(practice);
  await client.signIn(origin, 'amelie@mail.example');
  const page = await client.get(`${origin}/settings/export`);
  const body = new FormData();
  body.append('_method', verb);
  body.append('authenticity_token', documentOf(page).querySelector('meta[name=csrf-token]')?.getAttribute('content') ?? '');
  for (const [name, value] of Object.entries(given)) body.append(name, value);
  const answer = await client.get(origin + path, { method: 'POST', body });
  return { ...answer, error: documentOf(answer).querySelector('.error')?.textContent ?? null };
}
const profile = (version: string, given: Record<string, string | File>) => send(version, '/settings/profile', given);
const png = (bytes: BlobPart = Uint8Array.from(avatarPng([1, 2, 3]))) => new File([bytes], 'a.png', { type: 'image/png' });

describe.each(['4.3', '4.5', '4.6', '4.8'])('%s', (version) => {
  test('name, bio, fields, pictures and the mark of a bot are saved', async () => {
    const answer = await profile(version, {
      'account[display_name]': 'Amélie',
      'account[note]': 'Bread.',
      'account[fields_attributes][0][name]': 'Site',
      'account[fields_attributes][0][value]': 'https://amelie.example',
      'account[bot]': '1',
      'account[avatar]': png(),
      'account[header]': png(),
    });
    expect(answer.redirected).toBe(true);
    const { displayName, note, fields, isBot, pictures } = account();
    expect({ displayName, note, fields, isBot }).toEqual({
      displayName: 'Amélie',
      note: 'Bread.',
      fields: [{ name: 'Site', value: 'https://amelie.example' }],
      isBot: true,
    });
    expect(Object.keys(pictures)).toEqual(['avatar', 'header']);
  });

  test('what is not sent is kept', async () => {
    Object.assign(account(), { note: 'Kept.', fields: [{ name: 'a', value: 'b' }] });
    await profile(version, { 'account[display_name]': 'Amélie' });
    expect(account()).toMatchObject({ note: 'Kept.', fields: [{ name: 'a', value: 'b' }] });
  });

  test('a bio that is too long is refused; from 4.6 without a word', async () => {
    const answer = await profile(version, { 'account[note]': 'x'.repeat(501) });
    expect([answer.status, answer.redirected, account().note]).toEqual([200, false, '']);
    expect(answer.error).toBe(version < '4.6' ? 'character limit of 500 exceeded' : null);
  });

  test('a name may have 30 characters until 4.5, and 40 from 4.6', async () => {
    expect((await profile(version, { 'account[display_name]': 'x'.repeat(35) })).redirected).toBe(version >= '4.6');
    expect((await profile(version, { 'account[display_name]': 'x'.repeat(41) })).redirected).toBe(false);
  });

  test('five fields are refused', async () => {
    const five = Object.fromEntries([0, 1, 2, 3, 4].map((at) => [`account[fields_attributes][${at}][name]`, `f${at}`]));
    expect((await profile(version, five)).redirected).toBe(false);
  });

  test('a value without a label: 4.3 takes it and drops the row, later ones refuse all', async () => {
    account().fields = [{ name: 'a', value: 'b' }];
    const answer = await profile(version, { 'account[fields_attributes][0][name]': '', 'account[fields_attributes][0][value]': 'x' });
    expect([answer.redirected, account().fields.length]).toEqual(version === '4.3' ? [true, 0] : [false, 1]);
  });

  test('a file that is no picture is refused; from 4.7 by an error', async () => {
    expect((await profile(version, { 'account[avatar]': png('no picture') })).status).toBe(version === '4.8' ? 500 : 200);
    expect((await profile(version, { 'account[avatar]': new File(['x'], 'a.txt', { type: 'text/plain' }) })).status).toBe(200);
    expect(account().pictures).toEqual({});
  });

  test('nothing of an account is a bad request', async () => {
    expect((await profile(version, {})).status).toBe(400);
  });

  test('switches of privacy without a setting beside them answer 500, and are saved', async () => {
    const alone = await send(version, '/settings/privacy', { 'account[discoverable]': '0' });
    expect([alone.status, account().discoverable]).toEqual([500, false]);
    const both = await send(version, '/settings/privacy', { 'account[show_collections]': '0', 'account[settings][indexable]': '1' });
    expect([both.redirected, account().hideCollections, account().settings]).toEqual([true, true, { indexable: 'true' }]);
  });

  test('featured hashtags: ten at most, and only what can be one', async () => {
    const tag = (name: string) => send(version, '/settings/featured_tags', { 'featured_tag[name]': name }, 'post');
    expect((await tag('#Wool')).redirected).toBe(true);
    expect((await tag('wool')).redirected).toBe(version >= '4.5');
    expect((await tag('bad tag!')).redirected).toBe(false);
    expect((await tag('')).status).toBe(version >= '4.6' ? 422 : 200);
    account().featuredTags = Array.from({ length: 10 }, (_, at) => `t${at}`);
    expect((await tag('eleven')).redirected).toBe(false);
    expect(account().featuredTags).toHaveLength(10);
  });
});
