/**
 * 24,000 followers by name: read before the move and after it, within the server's own limits, while popup and start
 * page answer; and everybody who stayed is named.
 */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect } from 'vitest';
import type { FollowerList } from '../../journey/followers';
import type { Plan } from '../../journey/plan';
import type { PracticeServer } from '../practice/server';
import { cardSays, downloadedCsv, type Journey, press, say, setOut, tabAt } from './journey';
import { longTurn } from './turns';

let journey: Journey;
beforeAll(async () => {
  journey = await setOut();
});
afterAll(() => journey?.close());

const MANY = 24_000;
/** Mastodon's longest period, by its own clock. */
const QUARTER = 15 * 60_000;
const stay = Array.from({ length: 70 }, (_, number) => `blog${number}@ignores-moves.example`);

const amelie = () => journey.old.account('amelie');
const planWhere = (is: (plan: Plan) => boolean) => journey.planWhere(is, ({ followers }) => followers, 240);

/** Until this list is read: where the server asks to wait, its quarter of an hour passes and the person comes back. */
async function readToTheEnd(list: FollowerList, comeBack: () => Promise<void>): Promise<number> {
  // The plan goes on naming a wait that is over until the next page has come.
  let waited: number | null = null;
  for (let waits = 0; ; waits++) {
    const { followers } = await planWhere(({ followers: { read, reading } }) => {
      const until = reading[list]?.until ?? null;
      return read[list] != null || (until !== null && until !== waited);
    });
    if (followers.read[list] != null) return waits;
    waited = followers.reading[list]?.until ?? null;
    expect(waits).toBeLessThan(5);
    journey.practice.tick(QUARTER);
    await comeBack();
  }
}

/** Nothing was ever refused for coming too often. */
const refused = ({ requests }: PracticeServer) => requests.filter(({ status }) => status === 429);

longTurn('24,000 followers are read within the limits, and those who stayed are named', { timeout: 900_000 }, async () => {
  const come = Array.from({ length: MANY - stay.length }, (_, number) => `reader${number}@${['alpenwiese', 'bakers', 'cyclists'][number % 3]}.example`);
  amelie().followers = new Set([...stay, ...come]);
  journey.practice.elsewhere.ignoresMove.add('ignores-moves.example');

  const page = await tabAt(journey, journey.old, 'amelie', '/settings/export');
  await press(await cardSays(page, 'cards.save.offer.title'), 'buttons.saveAll');
  await planWhere(({ followers: { reading } }) => (reading.before?.pages ?? 0) > 2);
  // While it goes on, the popup draws its list, and the start page turns its pages.
  const popup = await journey.popup();
  // The lists come first: their step is done by now.
  await popup.getByText(say('steps.save.done'), { exact: true }).waitFor();
  await journey.browser.closeTab(popup);
  const start = await journey.browser.open('start.html#kit');
  await start.getByRole('table').waitFor();
  const waits = await readToTheEnd('before', async () => void (await page.reload()));
  expect(waits).toBeGreaterThan(0);
  expect((await journey.plan()).followers.read.before).toMatchObject({ count: MANY, of: MANY });

  // Moved elsewhere; a server of the practice takes them over at once.
  const { clock } = journey.practice;
  const fresh = journey.new.account('amelie_new');
  amelie().moved = { acct: 'amelie_new@new.localhost', username: 'amelie_new', uri: fresh.uri, url: `${journey.new.origin}/@amelie_new`, displayName: '' };
  amelie().migrations.push({ acct: 'amelie_new@new.localhost', url: `${journey.new.origin}/@amelie_new`, followers: MANY, at: clock.now() });
  for (const name of come) {
    amelie().followers.delete(name);
    fresh.followers.add(name);
  }
  await page.goto(`${journey.old.origin}/settings/migration`);
  const there = await tabAt(journey, journey.new, 'amelie_new', '/settings/export');
  await start.evaluate(() => {
    location.hash = 'report';
  });
  const people = start.getByRole('region', { name: say('arrivals.title'), exact: true });
  await press(people, 'arrivals.now');
  await readToTheEnd('new', async () => void (await there.reload()));
  await planWhere(({ followers }) => followers.compared !== null);
  await people.getByText(say('arrivals.arrived', { count: come.length, of: MANY })).waitFor();
  const search = people.getByLabel(say('arrivals.search'));
  await search.fill('blog69@');
  await people.getByRole('link', { name: '@blog69@ignores-moves.example' }).waitFor();
  const csv = await downloadedCsv(journey, start, people.getByRole('button', { name: say('arrivals.csv') }));
  const [, ...rows] = parse(csv, { bom: true }) as string[][];
  const stayed = rows.flatMap(([name = '', fate]) => (fate === say('arrivals.fates.stayed') ? name.replace(/^'?@/, '') : []));
  expect([rows.length, stayed.sort()]).toEqual([MANY, [...stay].sort()]);
  expect([refused(journey.old), refused(journey.new)]).toEqual([[], []]);
});
