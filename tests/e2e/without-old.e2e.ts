/** A move whose old server is no more: what the person has at home is brought across, and what cannot be is said. */
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { isSettled } from './import-journey';
import { arrive, ask, cardSays, fresh, type Journey, nameAccount, old, press, rowOf, say, show, signIn } from './journey';
import { turn } from './turns';

const server = 'old.localhost';
const hosts = ['https://new.localhost/*'];

let journey: Journey;
beforeAll(async () => {
  journey = await arrive({ practice: { servers: { new: { version: '4.6' } } } });
});
afterAll(() => journey?.close());

turn('an old server that does not answer: lists of the person’s own are dropped and imported, and it is asked for nothing', async () => {
  journey.old.failNext(/./, { kind: 'refused' }, Number.POSITIVE_INFINITY);
  await journey.browser.preGrant(hosts);
  const start = await journey.browser.open('start.html');
  const field = start.getByRole('textbox', { name: say('start.old.label') });
  await field.fill(old);
  await field.press('Enter');
  await start.getByText(say('problems.lookup.unreachable', { server })).waitFor();
  await press(start, 'start.gone.button');
  await start.getByText(say('start.gone.title', { server })).waitFor();
  const asked = journey.old.requests.length;
  await nameAccount(start, 'start.new.label', fresh);
  await press(start, 'start.access.button');
  await start.locator('.now h1').waitFor();
  expect((await ask(journey, (api) => api.permissions.getAll())).origins).toEqual(hosts);

  await show(start, 'kit');
  await start.locator('#kit input[type=file]').setInputFiles({
    name: 'following_accounts.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Account address\nada@bakers.example\nbruno@bakers.example\n'),
  });
  await start.getByText(say('kit.drop.understood', { list: say('lists.follows'), count: 2 })).waitFor();
  await press(start, 'kit.drop.ways.keep');
  await start.getByText(say('kit.drop.list', { list: say('lists.follows'), count: 2 })).waitFor();

  await signIn(journey.inside, journey.new, 'amelie_new');
  const page = await journey.browser.open(`${journey.new.origin}/settings/aliases`);
  await (await cardSays(page, 'cards.alias.oldGone.title')).getByText(say('steps.alias.gone', { server })).waitFor();
  const move = rowOf(await journey.popup(), 'steps.move.title');
  await move.getByRole('button').first().click();
  await move.getByText(say('steps.move.gone', { server, old })).waitFor();

  await show(start, 'import');
  await press(start, 'imports.all');
  await vi.waitFor(async () => expect(isSettled(await journey.plan())).toBe(true));
  journey.practice.tick(120_000);
  expect(asked).toBeGreaterThan(0);
  expect([...journey.new.account('amelie_new').follows.keys()]).toEqual(expect.arrayContaining(['ada@bakers.example', 'bruno@bakers.example']));

  await show(start, 'report');
  await press(start, 'report.now');
  await start.getByRole('button', { name: say('report.csv') }).waitFor();
  await (await journey.popup()).getByText(say('popup.over')).waitFor();
  expect(journey.old.requests.length).toBe(asked);
});
