/** "Ask once": the person lets an app of ours in on each server's own page, and its access ends. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Plan } from '../../journey/plan';
import { makeGate } from '../practice/gate';
import { plantedToken } from '../practice/initial-state';
import { liveGrants } from '../practice/oauth';
import { ask as askInside, emptyKit, type Journey, press, say, setOut, signIn, signInByForm, tabAt } from './journey';

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());
beforeEach(async () => {
  await journey.again();
  await emptyKit(journey);
  const { hashtags, notes, listSettings, muteEnds, endorsed, notificationPolicy } = amelie();
  for (const name of ['maps', 'bread', '日本語']) hashtags.add(name);
  notes.set(known, 'Met in Lyon');
  listSettings.set('Bread', { replies: 'none', exclusive: true });
  muteEnds.set(loud, journey.practice.clock.now() + 9 * 24 * 3_600_000);
  endorsed.add(known);
  notificationPolicy.for_not_following = 'drop';
});

const known = 'ada@alpenwiese.example';
const loud = 'loud1@alpenwiese.example';
const amelie = () => journey.old.account('amelie');
const fresh = () => journey.new.account('amelie_new');

const planWhere = (is: (plan: Plan) => boolean) => journey.planWhere(is, ({ grants, kit }) => ({ grants, kit: kit.saving }));

/** The person presses the button of our page; the tab of the server that opens. */
async function asks(start: Page, server: 'old.localhost' | 'new.localhost'): Promise<Page> {
  const page = await journey.browser.opened(() => press(start, 'ask.button', { server }));
  await page.getByRole('button', { name: 'Authorize', exact: true }).waitFor();
  return page;
}

async function askPage(): Promise<Page> {
  const start = await journey.browser.open('start.html#ask');
  await start.getByRole('heading', { level: 1, name: say('ask.title') }).waitFor();
  return start;
}

const secretsOf = ({ grants, apps }: Journey['old']) => [...grants.flatMap(({ token }) => token ?? []), ...apps.map((app) => app.clientSecret)];

/** Nothing of a token or a secret is left, in storage or on the servers' side of what we sent. */
async function expectNothingLeft() {
  for (const server of [journey.old, journey.new]) await vi.waitFor(() => expect(liveGrants(server)).toEqual([]));
  const kept = await askInside(journey, async (api) => JSON.stringify([await api.storage.local.get(null), await api.storage.session.get(null)]));
  for (const secret of [...secretsOf(journey.old), ...secretsOf(journey.new), plantedToken]) expect(kept).not.toContain(secret);
}

test('everything that only an app can carry arrives, in two presses of ours and two of the servers’', async () => {
  await tabAt(journey, journey.old, 'amelie', '/settings/export');
  const start = await askPage();
  await (await asks(start, 'old.localhost')).getByRole('button', { name: 'Authorize', exact: true }).click();
  const { details } = await planWhere(({ grants }) => grants.old?.state === 'ended');
  expect(details.read.hashtags?.rows).toBe(3);
  // As the import of the lists leaves it.
  fresh().follows.set(known, { boosts: true, notify: false, languages: [] });
  fresh().mutes.set(loud, { notifications: true });
  for (const handle of [known, loud]) journey.new.numbers.set(handle, 90_000 + journey.new.numbers.size);
  await signIn(journey.inside, journey.new, 'amelie_new');
  const again = await askPage();
  await (await asks(again, 'new.localhost')).getByRole('button', { name: 'Authorize', exact: true }).click();
  const { grants } = await planWhere(({ grants }) => grants.new?.state === 'ended');
  expect(grants.new).toMatchObject({ why: 'done', isOpen: false });
  for (const [kind, outcome] of Object.entries(grants.outcomes)) expect([kind, outcome?.missing]).toEqual([kind, []]);
  expect(Object.keys(grants.outcomes).sort()).toEqual(['endorsements', 'hashtags', 'list_settings', 'mute_ends', 'notification_policy', 'private_notes']);
  expect([...fresh().hashtags].sort()).toEqual([...amelie().hashtags].sort());
  expect(fresh().notes).toEqual(amelie().notes);
  expect(fresh().listSettings.get('Bread')).toEqual(amelie().listSettings.get('Bread'));
  expect([...fresh().lists.keys()].sort()).toEqual([...amelie().lists.keys()].sort());
  expect(Math.abs((fresh().muteEnds.get(loud) ?? 0) - (amelie().muteEnds.get(loud) ?? 0))).toBeLessThan(600_000);
  expect(fresh().endorsed).toEqual(amelie().endorsed);
  expect(fresh().notificationPolicy).toEqual(amelie().notificationPolicy);
  await expectNothingLeft();
  const inventory = await journey.browser.open('start.html#inventory');
  for (const id of ['hashtags', 'privateNotes', 'listSettings', 'muteEnds', 'endorsements', 'notificationPolicy'] as const) {
    const row = inventory.getByRole('row').filter({ has: inventory.getByRole('rowheader', { name: say(`inventory.rows.${id}`), exact: true }) });
    await row.getByText(say('inventory.fates.carried.done'), { exact: true }).waitFor();
  }
  // The old account was only read.
  const writes = journey.old.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/') && path !== '/api/v1/apps');
  expect(writes).toEqual([]);
  expect(journey.old.requests.concat(journey.new.requests).filter(({ authorization }) => authorization?.includes(plantedToken))).toEqual([]);
});

test('a no is taken for a no: our page says so, and the bare page of the server is gone', async () => {
  await tabAt(journey, journey.old, 'amelie', '/settings/export');
  const start = await askPage();
  const page = await asks(start, 'old.localhost');
  const closed = page.waitForEvent('close');
  await page.getByRole('button', { name: 'Deny', exact: true }).click();
  await closed;
  await start.getByText(say('ask.ends.denied', { server: 'old.localhost' })).waitFor();
  await expectNothingLeft();
});

test('signed out, the person signs in first, and goes on', async () => {
  const start = await askPage();
  const page = await journey.browser.opened(() => press(start, 'ask.button', { server: 'old.localhost' }));
  await page.waitForURL(/\/auth\/sign_in/);
  await signInByForm(page, 'amelie@mail.example');
  await page.getByRole('button', { name: 'Authorize', exact: true }).click();
  await planWhere(({ grants }) => grants.old?.state === 'ended' && grants.old.why === 'done');
  await expectNothingLeft();
});

describe('the browser ends in between', () => {
  test.each(['close', 'kill'] as const)('%s while we have access: at the next start, it is ended in the person’s own session', async (how) => {
    const gate = makeGate();
    journey.old.options.latency = (path) => (path === '/api/v1/followed_tags' ? gate.opened : 0);
    await tabAt(journey, journey.old, 'amelie', '/settings/export');
    const start = await askPage();
    await (await asks(start, 'old.localhost')).getByRole('button', { name: 'Authorize', exact: true }).click();
    await planWhere(({ grants }) => grants.old?.state === 'working');
    expect(liveGrants(journey.old)).toHaveLength(1);
    await journey.adopt(await journey.browser.restart(how));
    journey.old.options.latency = () => 0;
    gate.open();
    await signIn(journey.inside, journey.old, 'amelie');
    const { grants } = await planWhere(({ grants }) => grants.old?.state === 'ended');
    expect(grants.old?.why).toBe('restarted');
    await tabAt(journey, journey.old, 'amelie', '/settings/export');
    await planWhere(({ grants }) => grants.old?.isOpen === false);
    await expectNothingLeft();
  });
});

test('after the move nothing is asked on the old server, and the page says why', async () => {
  amelie().moved = { acct: 'amelie_new@new.localhost', username: 'amelie_new', uri: fresh().uri, url: `${journey.new.origin}/@amelie_new`, displayName: '' };
  await tabAt(journey, journey.old, 'amelie', '/auth/edit');
  await planWhere(({ seen }) => seen.old.account?.functional === false);
  const start = await askPage();
  await start.getByText(say('ask.hints.closed', { old: 'old.localhost', new: 'new.localhost' })).waitFor();
  expect(await start.getByRole('button', { name: say('ask.button', { server: 'old.localhost' }) }).count()).toBe(0);
});
