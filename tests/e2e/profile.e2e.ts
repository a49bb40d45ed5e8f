/** The old profile beside the new one: what is ticked is sent with one press, and nothing else is touched. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Plan } from '../../journey/plan';
import { type ProfileRowId, profileRowIds } from '../../journey/profile-values';
import { plantedToken } from '../practice/initial-state';
import type { Account } from '../practice/state';
import { cardSays, emptyKit, type Journey, press, say, setOut, signIn, tabAt } from './journey';
import { turn } from './turns';

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(async () => {
  await journey.again();
  await emptyKit(journey);
});

const planWhere = (is: (plan: Plan) => boolean) => journey.planWhere(is, ({ details, profile }) => ({ details, profile }));

/** Saved, and the new account's profile read beside it. */
async function besideEachOther(version: string): Promise<Page> {
  journey.new.options.version = version;
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
  await planWhere(({ kit, details }) => kit.saving === null && details.read.deletion !== undefined);
  await journey.browser.closeTab(page);
  await signIn(journey.inside, journey.new, 'amelie_new');
  const start = await journey.browser.open('start.html#profile');
  await planWhere(({ profile }) => profile.there !== null && profile.job === null);
  await start.getByRole('table').waitFor();
  return start;
}

const box = (start: Page, id: ProfileRowId) => start.getByRole('checkbox', { name: say('profile.take', { name: say(`profile.rows.${id}`) }), exact: true });
const row = (start: Page, id: ProfileRowId) => start.locator(`[data-row="${id}"]`);
const sendButton = (start: Page) => start.locator('.table-block .btn.primary');
const amelie = () => journey.old.account('amelie');
const fresh = () => journey.new.account('amelie_new');
const sent = () => journey.new.requests.filter(({ method, path }) => method !== 'GET' && (path.startsWith('/settings/') || path === '/statuses_cleanup'));

/** Everything that the profile page carries, each unlike what a new account has. */
function fillOld() {
  const seconds = 2_629_746;
  Object.assign(amelie(), { isBot: true, isIndexable: true, discoverable: false, hideCollections: true, deletesAfter: seconds });
  amelie().attributionDomains = ['amelie.example', 'blog.amelie.example'];
  Object.assign(amelie().settings, {
    indexable: 'false',
    show_application: 'false',
    default_privacy: 'unlisted',
    default_quote_policy: 'followers',
    default_language: 'fr',
    default_sensitive: 'true',
    keep_polls: 'true',
    keep_pinned: 'false',
    min_favs: '5',
  });
}

/** What a server knows of an account, of all that the page carries there. */
function knownOf(
  { displayName, note, fields, featuredTags, isBot, isIndexable, discoverable, hideCollections, ...account }: Account,
  without: readonly string[],
) {
  const { attributionDomains, deletesAfter, settings } = account;
  const names = ['indexable', 'show_application', 'default_privacy', 'default_quote_policy', 'default_language', 'default_sensitive'] as const;
  const own = names.map((name) => [name, without.includes(name) ? null : settings[name]]);
  return {
    ...{ displayName, note, fields, featuredTags, isBot, isIndexable, discoverable, hideCollections, deletesAfter, own },
    attributionDomains: without.includes('attribution') ? null : attributionDomains,
    kept: [settings.keep_polls, settings.keep_pinned, settings.min_favs],
  };
}

/** Rows that one of the two versions has no place for. */
const unknownTo: Record<string, readonly string[]> = { '4.2': ['attribution', 'default_quote_policy'] };

async function expectEqual(from: string, to: string) {
  journey.old.options.version = from;
  fillOld();
  fresh().displayName = '';
  const start = await besideEachOther(to);
  for (const id of ['display_name', 'note', 'fields', 'featured_tags'] as const) expect(await box(start, id).isChecked(), id).toBe(true);
  // The new account has a picture and switches of its own: the old ones go only where the person ticks them.
  for (const id of ['avatar', 'discoverable', 'default_privacy', 'deletion'] as const) expect(await box(start, id).isChecked(), id).toBe(false);
  const without = [...(unknownTo[from] ?? []), ...(unknownTo[to] ?? [])];
  const wanted = profileRowIds.filter((id) => id !== 'header' && !without.includes(id));
  for (const id of wanted) await box(start, id).check();
  expect(sent()).toEqual([]);
  await sendButton(start).click();
  const { profile } = await planWhere(({ profile }) => Object.keys(profile.fates).length === wanted.length && profile.job === null);
  expect(profile.fates).toEqual(Object.fromEntries(wanted.map((id) => [id, 'taken'])));
  await row(start, 'note').getByText(say('profile.states.taken'), { exact: true }).waitFor();
  expect(knownOf(fresh(), without)).toEqual(knownOf(amelie(), without));
  expect(fresh().pictures.avatar?.type).toBe('image/png');
  expect(JSON.stringify(journey.new.requests)).not.toContain(plantedToken);
  expect(JSON.stringify(await journey.plan())).not.toContain(plantedToken);
}

describe('the profile, its switches and the posting defaults are equal field by field after one press', () => {
  test('from 4.6 to 4.6', () => expectEqual('4.6', '4.6'));
  turn.each([
    ['4.2', '4.5'],
    ['4.5', '4.2'],
    ['4.5', '4.8'],
    ['4.8', 'glitch-4.5'],
  ])('from %s to %s', expectEqual);
});

describe.each(['4.5', '4.6'])('a new server of %s', (version) => {
  turn('keeps what it has where nothing is ticked', async () => {
    Object.assign(fresh(), { displayName: 'Me', note: 'Mine.', fields: [{ name: 'Mine', value: 'too' }] });
    const start = await besideEachOther(version);
    for (const id of ['display_name', 'note', 'fields'] as const) expect(await box(start, id).isChecked(), id).toBe(false);
    for (const id of ['featured_tags', 'attribution'] as const) await box(start, id).uncheck();
    expect(await sendButton(start).isDisabled()).toBe(true);
    await box(start, 'note').check();
    await sendButton(start).click();
    await planWhere(({ profile }) => profile.fates.note === 'taken');
    expect(fresh()).toMatchObject({ displayName: 'Me', note: amelie().note, fields: [{ name: 'Mine', value: 'too' }], featuredTags: [] });
    expect(sent()).toHaveLength(1);
  });
});

test('websites that must name the new profile are told, and whether they do by now', async () => {
  const start = await besideEachOther('4.6');
  await sendButton(start).click();
  await planWhere(({ profile }) => profile.fates.fields === 'taken' && profile.job === null);
  const link = start.getByRole('listitem').filter({ hasText: 'https://amelie.example' });
  await link.getByText(say('profile.links.open')).waitFor();
  await start.getByText('rel="me" href="https://new.localhost/@amelie_new"', { exact: false }).waitFor();
  for (const field of fresh().fields) if (field.name === 'Web') field.verified = true;
  await press(start, 'profile.again');
  await link.getByText(say('profile.links.verified'), { exact: true }).waitFor();
});

test('a refused row is told, and the others arrive', async () => {
  amelie().featuredTags = ['maps', 'not a tag'];
  const start = await besideEachOther('4.6');
  await sendButton(start).click();
  await planWhere(({ profile }) => profile.fates.featured_tags === 'refused' && profile.fates.note === 'taken');
  await row(start, 'featured_tags')
    .getByText(say('profile.fates.refused', { server: 'new.localhost' }))
    .waitFor();
  expect(fresh()).toMatchObject({ note: amelie().note, featuredTags: ['maps'] });
});

test('what is too long for the new server is told before, and cannot be ticked', async () => {
  amelie().displayName = 'A name of more than thirty characters';
  const start = await besideEachOther('4.5');
  await row(start, 'display_name')
    .getByText(say('profile.problems.tooLong', { count: 37, most: 30 }))
    .waitFor();
  expect(await box(start, 'display_name').count()).toBe(0);
});
