/**
 * Profile, settings and people lost to blocks: saved in the same press as the lists, before the move closes their
 * pages.
 */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { detailsOf } from '../../journey/detail-ids';
import type { Plan } from '../../journey/plan';
import { makeGate } from '../practice/gate';
import { ask, cardSays, emptyKit, type Journey, press, say, setOut, signIn, tabAt } from './journey';
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

const all = detailsOf('4.5.0');

const planWhere = (is: (plan: Plan) => boolean) => journey.planWhere(is, ({ kit, details }) => ({ kit: kit.saving, details }));

async function save() {
  const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
  return page;
}

test('one press saves them with the lists, and the kit shows each', async () => {
  const page = await save();
  const { details } = await planWhere((plan) => all.every((detail) => plan.details.read[detail] !== undefined));
  expect(details.read.severed).toMatchObject({ rows: 6 });
  expect(details.read.profile?.files.map(({ name }) => name)).toEqual(['profile.csv', 'avatar.png']);
  const start = await journey.browser.open('start.html#kit');
  const table = start.getByRole('table');
  for (const detail of all) {
    const row = table.getByRole('row').filter({ hasText: say(`details.names.${detail}`) });
    await row.getByText(say('kit.states.saved'), { exact: true }).waitFor();
  }
  await journey.browser.closeTab(start);
  await journey.browser.closeTab(page);
});

turn('closed in the middle, it goes on in the next tab of the account', async () => {
  const gate = makeGate();
  journey.old.options.latency = (path) => (path === '/settings/privacy' ? gate.opened : 0);
  const page = await save();
  await planWhere(({ details }) => details.read.featured_tags !== undefined);
  await journey.browser.closeTab(page);
  journey.old.options.latency = () => 0;
  gate.open();
  await tabAt(journey, journey.old, 'amelie', '/settings/migration');
  const { details } = await planWhere((plan) => all.every((detail) => plan.details.read[detail] !== undefined));
  expect(details.problems).toEqual({});
  const asked = journey.old.requests.filter(({ path }) => path === '/severed_relationships/1/following.csv');
  expect(asked).toHaveLength(1);
});

turn('what cannot be read is named before the move, and the person may go on without it', async () => {
  journey.old.failNext('/settings/verification', { kind: 'status', status: 500 }, 100);
  const page = await save();
  await planWhere(({ details, followers }) => details.problems.attribution !== undefined && followers.read.before !== null);
  const card = await cardSays(page, 'cards.details.failed.title');
  await card.getByText(say('cards.details.failed.body', { names: say('details.names.attribution') })).waitFor();
  journey.old.calm();
  await press(card, 'buttons.readDetailsAgain');
  const { details } = await planWhere((plan) => plan.details.read.attribution !== undefined);
  expect(details.problems).toEqual({});
});

test('people lost to blocks stand among the lists, not ticked, and are followed again when the person ticks them', async () => {
  journey.new.options.showDomainBlocks = 'all';
  journey.new.options.suspendedDomains = ['quarrel.example'];
  const page = await save();
  await planWhere(({ kit, details }) => kit.saving === null && details.read.severed !== undefined);
  await journey.browser.closeTab(page);
  await signIn(journey.inside, journey.new, 'amelie_new');
  const start = await journey.browser.open('start.html#import');
  const box = start.getByRole('checkbox', { name: new RegExp(`^${say('imports.extras.reunion')}`) });
  await box.waitFor();
  expect(await box.isChecked()).toBe(false);
  await start.getByText(say('imports.reunion.cutOff', { server: 'new.localhost' })).waitFor();
  for (const each of await start.getByRole('checkbox').all()) await each.setChecked(false);
  await box.check();
  await press(start, 'imports.all');
  await planWhere(({ imports }) => imports.pieces.some(({ extra, state }) => extra === 'reunion' && ['confirmed', 'finished'].includes(state)));
  await vi.waitFor(() => {
    journey.practice.tick(5_000);
    const { follows, requested } = journey.new.account('amelie_new');
    expect([...follows.keys(), ...requested.keys()].sort()).toEqual(['lost1@cutoff.example', 'lost2@cutoff.example']);
  });
});

test('pictures on a host of their own are saved at a press, and the access is given back', async () => {
  const media = 'social.handle.localhost';
  journey.old.options.mediaOrigin = `https://${media}`;
  const page = await save();
  await planWhere(({ details }) => details.read.profile !== undefined);
  await journey.browser.closeTab(page);
  await journey.browser.preGrant([`https://${media}/*`]);
  const start = await journey.browser.open('start.html#kit');
  await press(start, 'kit.pictures.save');
  const { details } = await planWhere((plan) => plan.details.read.profile?.files.length === 2);
  expect(details.read.profile?.files.map(({ name }) => name).sort()).toEqual(['avatar.png', 'profile.csv']);
  await start.getByText(say('kit.pictures.title')).waitFor({ state: 'detached' });
  await expect.poll(async () => (await ask(journey, (api) => api.permissions.getAll())).origins ?? []).not.toContain(`https://${media}/*`);
});
